"""A plan laid out as it is printed, and the register of actions as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.governance.plans import rules
from muniment.governance.plans.models import Action, Heading, Plan
from muniment.governance.plans.queries.reading import (
    actions,
    headings,
    labels_of,
    status_named,
    visible,
)
from muniment.governance.plans.types import Line, Narrow, Stage, Want

REGISTER = {
    "reference": "Reference",
    "what": "Action",
    "plan": "Plan",
    "outcome": "Outcome",
    "objective": "Objective",
    "source": "Comes from",
    "unit": "Unit",
    "owner": "Owner",
    "timeline": "Timeline",
    "due_on": "Due",
    "status": "Status",
    "stage": "Stage",
    "check_on": "Next check",
    "days_late": "Days late",
    "ended_on": "Ended",
    "evidence": "Shown by",
}


@dataclass(frozen=True, slots=True)
class Branch:
    """An outcome with its objectives, or an objective with its actions; `number`: 1, or 1.2."""

    number: str
    heading: Heading
    objectives: Sequence["Branch"] = ()
    actions: Sequence[Action] = ()


def laid_out(actor: Profile, plan: Plan) -> list[Branch]:
    """A plan by outcome, objective and action, numbered and in order: what the reader may see."""
    rows = list(visible(actor).filter(plan=plan).order_by("place", "pk"))
    every = headings(plan)
    found = []
    for at, outcome in enumerate((one for one in every if one.outcome_id is None), start=1):
        own = (one for one in every if one.outcome_id == outcome.pk)
        below = [
            Branch(
                f"{at}.{number}",
                one,
                actions=[row for row in rows if row.objective_id == one.pk],
            )
            for number, one in enumerate(own, start=1)
        ]
        found.append(Branch(str(at), outcome, below))
    return found


def lines(actor: Profile, plan: Plan) -> list[Line]:
    """The actions of a plan as lines of a table, in order."""
    branches = laid_out(actor, plan)
    some = [one for outcome in branches for each in outcome.objectives for one in each.actions]
    labels = labels_of(some)
    return [
        Line(
            line=0,
            outcome=outcome.heading.words,
            objective=each.heading.words,
            words=one.what,
            timeline=one.timeline,
            status=labels[one.pk],
            owner=one.owner.name if one.owner else one.answers,
        )
        for outcome in branches
        for each in outcome.objectives
        for one in each.actions
    ]


def four_columns(actor: Profile, plan: Plan, *, whole: bool = False) -> list[dict[str, str]]:
    """A plan as the table that it was laid out as: a row for each objective, the headings those
    that an import knows. `whole`: with status and owner beside the four."""
    names = rules.COLUMNS if whole else rules.FOUR
    return [
        {rules.COLUMNS[name]: rules.cell_of(row[name]) for name in names}
        for row in rules.as_table(lines(actor, plan))
    ]


def register(
    actor: Profile, want: Want = Want.OPEN, narrow: Narrow | None = None, *, today: date
) -> Iterator[dict[str, Any]]:
    """The actions that the actor wants, as rows of a table."""
    found = list(actions(actor, want, narrow, today=today))
    labels = labels_of(found)
    for one in found:
        yield {
            **{name: getattr(one, name) for name in ("reference", "what", "source", "timeline")},
            **{name: getattr(one, name) for name in ("due_on", "check_on", "ended_on")},
            "plan": one.plan.title if one.plan else "",
            "outcome": _outcome(one),
            "objective": one.objective.words if one.objective else "",
            "unit": one.unit.name,
            "owner": one.owner.name if one.owner else one.answers,
            "status": labels[one.pk],
            "stage": Stage(one.stage).label,
            "days_late": rules.days_late(one.next_on, today) or "",
            "evidence": " ".join(filter(None, (one.evidence, one.record))),
        }


def _outcome(one: Action) -> str:
    return one.objective.outcome.words if one.objective and one.objective.outcome else ""


def values_in_words(values: dict[str, Any]) -> dict[str, str]:
    """What a step says of an action, as people read it."""
    found = {}
    for name, value in values.items():
        text = "" if value is None else str(value)
        if name == "status":
            status = status_named(text)
            text = status.label if status else text
        elif name == "owner":
            text = access.names_at([text]).get(text, text) if text else ""
        elif name.endswith("_on") and text:
            text = rules.in_words(date.fromisoformat(text))
        found[name] = text
    return found
