"""The schedule as everybody may read it: what it says, what changed, and where to look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max

from muniment.lifecycle.retention import models
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.models import Rule, RuleVersion
from muniment.lifecycle.retention.queries.schedule import draft_of, rules
from muniment.lifecycle.retention.types import Licence, Publication, RuleDraft, RuleState

# The words of a rule that somebody's question is held against.
SEARCHED = ("code", "title", "examples", "description")
OF_LIFE = frozenset({"life", "trigger", "period_count", "period_unit", "action"})


@dataclass(frozen=True, slots=True)
class Change:
    """One version of a rule that came to be, or its retirement: when, and what is different by
    it (column, before, after)."""

    code: str
    title: str
    at: datetime
    version: int
    what: str
    columns: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A rule that answers a question, with how well."""

    rule: RuleVersion
    sure: bool
    words: tuple[tuple[str, str], ...]


def publication() -> Publication:
    """Whether and how the schedule is open to everybody."""
    found = models.Publication.objects.order_by("-pk").first()
    if found is None:
        return Publication()
    return Publication(
        found.is_open,
        Licence(found.licence),
        found.contact,
        found.statement,
        found.with_destroyed,
    )


def answers(question: str, *, most: int = 10) -> list[Answer]:
    """The rules in force that answer the question (“minutes of a board”), the best first."""
    found = _finder(_edition()).find(question, most=most)
    rows = {one.rule.code: one for one in rules().filter(rule__code__in=[f.code for f in found])}
    return [Answer(rows[one.code], one.sure, one.words) for one in found if one.code in rows]


def _edition() -> tuple[Any, ...]:
    """By which it is known that the rules in force are the same as before: another body, such as
    one that was restored, may have as many, and versions with the same numbers."""
    active = Rule.objects.filter(state=RuleState.ACTIVE)
    made = {"last": Max("versions__pk"), "at": Max("versions__made_at")}
    return tuple(active.aggregate(rules=Count("pk"), **made).values())


@lru_cache(maxsize=1)
def _finder(edition: tuple[Any, ...]) -> decide.Finder:
    entries = []
    for one in rules():
        cells = decide.as_cells(draft_of(one))
        entries.append(decide.Entry(one.rule.code, {name: cells[name] for name in SEARCHED}))
    return decide.Finder(entries)


def changes(*, code: str = "", most: int = 200) -> list[Change]:
    """What changed in the schedule, the latest first: of one rule, or of all."""
    made = RuleVersion.objects.select_related("rule").order_by("-made_at", "-pk")
    ended = Rule.objects.filter(state=RuleState.RETIRED).order_by("-retired_at")
    if code:
        made, ended = made.filter(rule__code=code), ended.filter(code=code)
    found = [*_of_versions(list(made[:most])), *_of_retired(list(ended[:most]))]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def _of_versions(rows: Sequence[RuleVersion]) -> Iterator[Change]:
    wanted = {one.rule_id for one in rows}
    every = RuleVersion.objects.filter(rule__in=wanted).select_related("rule")
    known = {(one.rule_id, one.version): one for one in every}
    for one in rows:
        before = known.get((one.rule_id, one.version - 1))
        columns = difference(draft_of(before), draft_of(one)) if before else ()
        what = "changed" if before else "added"
        yield Change(one.rule.code, one.title, one.made_at, one.version, what, columns)


def _of_retired(rows: Sequence[Rule]) -> Iterator[Change]:
    newest = RuleVersion.objects.filter(rule__in=rows).order_by("version")
    titles = {one.rule_id: one for one in newest}
    for rule in rows:
        last = titles[rule.pk]
        yield Change(
            rule.code, last.title, rule.retired_at or last.made_at, last.version, "retired"
        )


def difference(before: RuleDraft, after: RuleDraft) -> tuple[tuple[str, str, str], ...]:
    """What is different in the later rule: column, before, after. What happens to records is told
    as one, as their `life`."""
    old, new = _told(before), _told(after)
    return tuple((name, old[name], new[name]) for name in new if old[name] != new[name])


def _told(rule: RuleDraft) -> dict[str, str]:
    said = {name: text for name, text in decide.as_cells(rule).items() if name not in OF_LIFE}
    return {**said, "life": decide.written(rule.steps)}
