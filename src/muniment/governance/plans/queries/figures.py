"""How actions stand: open, overdue and how late, in all and told apart."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.words import fold
from muniment.governance.plans import rules
from muniment.governance.plans.models import Plan
from muniment.governance.plans.queries.reading import actions, below
from muniment.governance.plans.types import ENDED, By, Figures, Narrow, Part, Stage, Want

# Of each action: its stage, the day to be watched for, and whether its owner works here.
_COLUMNS = ("stage", "next_on", "owner__is_active")


def figures(
    actor: Profile, today: date, unit: str = "", *, narrow: Narrow | None = None
) -> Figures:
    """How the actions stand on a day that the actor may see: of a unit and those below it, or of
    the whole body. `overdue` of `open` is K31, with the median of the days late beside it."""
    found = actions(actor, Want.ALL, narrow or Narrow(unit=unit), today=today)
    return _of_rows(list(found.order_by().values_list(*_COLUMNS)), today)


def _late(days: Iterable[date | None], today: date) -> int:
    return sum(day is not None and day < today for day in days)


def figures_of_plans(actor: Profile, some: Sequence[Plan], today: date) -> dict[int, Figures]:
    """How the actions of each of these plans stand, by number."""
    found = actions(actor, Want.ALL, today=today).filter(plan__in=[one.pk for one in some])
    by_plan: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for number, *row in found.order_by().values_list("plan_id", *_COLUMNS):
        by_plan[number].append(tuple(row))
    return {one.pk: _of_rows(by_plan[one.pk], today) for one in some}


def _of_rows(rows: Sequence[tuple[Any, ...]], today: date) -> Figures:
    days = [row[1] for row in rows if row[0] not in ENDED]
    stages = Counter(row[0] for row in rows)
    return Figures(
        on=today,
        actions=len(rows),
        open=len(days),
        overdue=_late(days, today),
        median_late=rules.median_late(days, today),
        undated=sum(day is None for day in days),
        unowned=sum(not row[2] for row in rows if row[0] not in ENDED),
        stages={stage: stages.get(stage, 0) for stage in Stage},
    )


_PATHS = {
    By.PLAN: ("plan__reference", "plan__title"),
    By.OUTCOME: ("objective__outcome__reference", "objective__outcome__words"),
    By.UNIT: ("unit__reference", "unit__name"),
    By.OWNER: ("owner__reference", "owner__name"),
}
_NONE = {
    By.PLAN: "In no plan",
    By.OUTCOME: "In no plan",
    By.UNIT: "",
    By.OWNER: "Nobody with an account",
}


def parts(actor: Profile, by: By, today: date, *, narrow: Narrow | None = None) -> list[Part]:
    """The figures of each plan, outcome, unit or owner that has actions, most overdue first. Those
    of a unit hold what is below it."""
    found = actions(actor, Want.ALL, narrow, today=today)
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    labels: dict[str, str] = {}
    for key, label, *row in found.order_by().values_list(*_PATHS[by], *_COLUMNS):
        labels[key or ""] = label or _NONE[by]
        rows[key or ""].append(tuple(row))
    if by is By.UNIT:
        rows, labels = _with_all_below(rows)
    some = [_part(key, labels[key], rows[key], today) for key in rows]
    return sorted(some, key=lambda one: (-one.overdue, -one.open, fold(one.label), one.key))


def _with_all_below(
    rows: dict[str, list[tuple[Any, ...]]],
) -> tuple[dict[str, list[tuple[Any, ...]]], dict[str, str]]:
    names = access.names_of_units()
    found = {
        unit: [row for one in below(unit) for row in rows.get(one, [])]
        for unit in access.unit_lineages()
    }
    kept = {unit: some for unit, some in found.items() if some}
    return kept, {unit: names[unit] for unit in kept}


def _part(key: str, label: str, rows: Sequence[tuple[Any, ...]], today: date) -> Part:
    found = _of_rows(rows, today)
    return Part(key, label, found.actions, found.open, found.overdue, found.median_late)
