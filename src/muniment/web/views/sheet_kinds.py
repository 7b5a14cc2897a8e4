"""What comes in as a file: how it is looked at first, and carried out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.fileplan import actions as plan_actions
from muniment.holdings.fileplan import queries as plan
from muniment.holdings.fileplan import rules as plan_rules
from muniment.holdings.fileplan.types import COLUMNS as PLAN_COLUMNS
from muniment.lifecycle.retention import actions as rule_actions
from muniment.lifecycle.retention import queries as schedule
from muniment.lifecycle.retention import rules as schedule_rules
from muniment.lifecycle.retention.types import COLUMNS as RULE_COLUMNS
from muniment.web.door import Request
from muniment.web.words import count

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """What one row would do: make something, or change it (column, before, after)."""

    reference: str
    title: str
    word: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of file: how it is looked at, carried out and written."""

    title: str
    one: str
    many: str
    home: tuple[str, str]  # the words and the route of the page that it belongs to
    taking: str
    columns: Sequence[str]
    look: Callable[[Request, Rows, str], list[Step]]
    bring: Callable[[Request, Rows], str]


def _codes() -> list[str]:
    return [one.rule.code for one in schedule.rules()]


def _look_at_plan(request: Request, rows: Rows, name: str) -> list[Step]:
    refuse_if(plan_rules.reasons_not_to_read(rows, name))
    read, wrong = plan.read_plan(rows, _codes(), civil_date(request.now))
    refuse_if(wrong)
    return [
        Step(one.reference, one.title, "to open" if one.is_new else "to change", one.changes)
        for one in plan.planned(read)
    ]


def _bring_plan(request: Request, rows: Rows) -> str:
    done = plan_actions.import_plan(request.actor, rows, known_rules=_codes(), now=request.now)
    return f"{count(done['opened'], 'class', 'classes')} opened, {done['changed']} changed."


def _look_at_rules(request: Request, rows: Rows, name: str) -> list[Step]:
    refuse_if(schedule_rules.reasons_not_to_read(rows, name))
    drafts, wrong = schedule_rules.read_rows(rows, today=civil_date(request.now))
    refuse_if(wrong)
    return [Step(one.code, one.title, _word(one), one.changes) for one in schedule.planned(drafts)]


def _word(one: Any) -> str:
    if one.is_new:
        return "to make"
    return "to bring back" if one.is_retired else "to change"


def _bring_rules(request: Request, rows: Rows) -> str:
    done = rule_actions.import_rules(request.actor, rows, now=request.now)
    return f"{count(done.added, 'rule')} made, {done.changed} changed, {done.same} as before."


FILE_PLAN = Sheet(
    title="Import a file plan",
    one="class",
    many="classes",
    home=("File plan", "fileplan"),
    taking="export_fileplan",
    columns=PLAN_COLUMNS,
    look=_look_at_plan,
    bring=_bring_plan,
)
SCHEDULE = Sheet(
    title="Import a retention schedule",
    one="rule",
    many="rules",
    home=("Retention schedule", "rules"),
    taking="export_rules",
    columns=RULE_COLUMNS,
    look=_look_at_rules,
    bring=_bring_rules,
)
