"""How complete entries are, and how many are confirmed: of units, for those who manage people."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.people.directory import rules
from muniment.people.directory.models import Entry, Expertise, UnitMonth
from muniment.people.directory.queries.entries import everybody, managed, terms, units_managed
from muniment.people.directory.types import TYPED, MonthFigures, Standing, UnitFigures

MONTHS = 24
NOWHERE = "No unit"


def _is_filled(name: str) -> Q | Exists:
    if name in TYPED:
        return ~Q(**{name: ""})
    if name == "expertise":
        return Exists(Expertise.objects.filter(entry=OuterRef("pk")))
    return Q(stand_in__is_active=True, stand_in__directory_entry__private_at=None)


def filled() -> Any:
    """How many of the fields that count an entry has, reckoned by the database."""
    total: Any = Value(0)
    for name in terms().counted:
        one = When(_is_filled(name), then=Value(1))
        total = total + Case(one, default=Value(0), output_field=IntegerField())
    return total


def standing_is(standing: Standing, today: date) -> Q:
    """The condition that an entry stands so today."""
    months = terms().months
    due, lapsed = rules.latest_due(today, months), rules.latest_lapsed(today, months)
    if standing is Standing.LAPSED:
        return Q(since__lte=lapsed)
    return Q(since__lte=due, since__gt=lapsed) if standing is Standing.DUE else Q(since__gt=due)


def by_unit(rows: QuerySet[Entry], today: date) -> list[dict[str, Any]]:
    """The entries among these of each unit, added up."""
    said = {one.value: Count("pk", filter=standing_is(one, today)) for one in Standing}
    counts: Any = rows.order_by().values(unit=F("person__unit__reference"))
    return list(counts.annotate(people=Count("pk"), filled=Sum(filled()), **said))


def figures(actor: Profile, today: date) -> list[UnitFigures]:
    """The entries of each unit whose people the actor manages, by name; those of no unit last."""
    names = {one.reference: one.name for one in access.units()}
    fields = len(terms().counted)
    found = [
        UnitFigures(
            unit=row["unit"] or "",
            name=names.get(row["unit"], NOWHERE),
            people=row["people"],
            filled=row["filled"],
            possible=row["people"] * fields,
            **{one.value: row[one.value] for one in Standing},
        )
        for row in by_unit(managed(actor), today)
    ]
    return sorted(found, key=lambda one: (not one.unit, one.name, one.unit))


def entries_of(
    actor: Profile, *, today: date, unit: str | None = None, standing: Standing | None = None
) -> QuerySet[Entry]:
    """The entries behind the figures: of those whom the actor manages, of one unit (a blank: of
    none) and in one standing, each with how many fields are `filled`."""
    rows = managed(actor).annotate(filled=filled())
    if unit is not None:
        rows = rows.filter(person__unit__reference=unit) if unit else rows.filter(person__unit=None)
    return rows.filter(standing_is(standing, today)) if standing else rows


def months(actor: Profile) -> list[MonthFigures]:
    """The entries of the units whose people the actor manages, month by month, the latest first."""
    rows = UnitMonth.objects.filter(unit__in=units_managed(actor))
    names = ("people", "filled", "possible", "confirmed")
    added: Any = rows.values("month").annotate(**{f"all_{name}": Sum(name) for name in names})
    return [
        MonthFigures(one["month"], *(one[f"all_{name}"] for name in names))
        for one in added.order_by("-month")[:MONTHS]
    ]


def count_now(today: date) -> Iterable[UnitMonth]:
    """What there is to be kept of this month, for every unit. Nothing of it may be shown."""
    fields = len(terms().counted)
    for row in by_unit(everybody(), today):
        yield UnitMonth(
            month=today.replace(day=1),
            unit=row["unit"] or "",
            people=row["people"],
            filled=row["filled"],
            possible=row["people"] * fields,
            confirmed=row[Standing.CONFIRMED.value],
        )
