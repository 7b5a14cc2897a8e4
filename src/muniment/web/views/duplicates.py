"""What is there more than once: groups, two records beside each other, how much by unit."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.duplicates import actions, queries, rules
from muniment.holdings.duplicates.types import Group, UnitDuplication
from muniment.holdings.records import actions as records
from muniment.lifecycle.disposal import queries as disposal
from muniment.lifecycle.retention.rules.overdue import cost_of
from muniment.web.door import Request, crumbs, render, see_other
from muniment.web.pages import may_reach
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import day, number, pounds, size

PLAN = ("File plan", "/file-plan/")


def percent(alike: float) -> str:
    """How alike, rounded down: what differs is never called the same."""
    return f"{int(alike * 100)} %"


def duplicates(request: Request) -> HttpResponseBase:
    """Groups of records that say nearly the same."""
    found, more = queries.groups(request.actor)
    said = [
        "Records whose texts share most of their words. Two are in a group when at least "
        f"{percent(rules.THRESHOLD)} of all that they say, taken three words at a time, is the "
        "same in both."
    ]
    if more:
        said.append(
            f"Only the {queries.MOST_PAIRS:,} pairs that are most alike are looked at here."
        )
    return show(
        request,
        "duplicates/groups.html",
        Table(
            request,
            GROUPS,
            found,
            caption="Groups",
            empty="No two records that you can see say nearly the same.",
            exported=EXPORTED,
        ),
        name="duplicates",
        title="Duplicates",
        intro=said,
        one="group",
        can_look=P.STORE_CHECK in request.actor.permissions,
        crumbs=crumbs(PLAN),
    )


def _first(one: Group) -> Any:
    return one.records[0][0]


def _others(one: Group) -> Cell:
    """The first three of the others; the CSV has them all."""
    return in_short([other for other, _ in list(one.records)[1:]])


def in_short(others: Sequence[Any]) -> Cell:
    """The titles of the first three records, with their references below."""
    more = [f"and {len(others) - 3} more"] if len(others) > 3 else []
    titles = "; ".join([*(one.title for one in others[:3]), *more])
    return Cell(titles, note=", ".join(one.reference for one in others[:3]))


def _all_others(one: Group) -> str:
    return "; ".join(f"{other.reference} {other.title}" for other, _ in list(one.records)[1:])


def _compare(one: Group) -> Cell:
    pair = [_first(one).reference, one.records[1][0].reference]
    return Cell("Compare the first two", reverse("compare", args=pair))


GROUPS: list[Column[Any]] = [
    Column(
        "first",
        "The oldest",
        lambda one: Cell(
            _first(one).title,
            reverse("record", args=[_first(one).reference]),
            note=f"{_first(one).reference}, {day(_first(one).record_date)}",
        ),
    ),
    Column("others", "Nearly the same", _others),
    Column("many", "Records", lambda one: number(len(one.records)), numeric=True),
    Column("least", "Alike at least", lambda one: percent(one.least), numeric=True),
    Column("compare", "Compare", _compare),
]


# In the CSV every record of a group has its reference and title.
EXPORTED: list[Column[Any]] = [
    Column("first", "The oldest", lambda one: f"{_first(one).reference} {_first(one).title}"),
    Column("others", "Nearly the same", lambda one: Cell(_all_others(one))),
    Column("many", "Records", lambda one: str(len(one.records))),
    Column("least", "Alike at least", lambda one: percent(one.least)),
]


def look_for_duplicates(request: Request) -> HttpResponse:
    """Have the texts of all records looked at again."""
    actions.look_at_all(request.actor, now=request.now)
    return see_other(request, "duplicates", "All texts are being looked at. This can take a while.")


def compare(request: Request, reference: str, other: str) -> HttpResponseBase:
    """Two records beside each other, with what differs marked. Reading them is on the record."""
    for one in (reference, other):
        records.note_reading(request.actor, one, 1, now=request.now)
    found = queries.compare(request.actor, reference, other)
    near = queries.near(request.actor, found.left)
    return render(
        request,
        "duplicates/compare.html",
        found=found,
        alike="" if found.alike is None else percent(found.alike),
        changed=sum(one.differs for one in found.lines),
        others=[(one, percent(alike)) for one, alike in near if one.pk != found.right.pk],
        may_decide=reference != other and may_reach(request, P.RECORDS_EDIT),
        crumbs=crumbs(PLAN, ("Duplicates", reverse("duplicates"))),
    )


def duplication(request: Request) -> HttpResponseBase:
    """How much there is more than once, by unit, and what that costs."""
    cost = disposal.storage_cost()
    lines = queries.report(request.actor)
    kept = sum(one.near_size for one in lines)
    spared = sum(one.copies_size + one.twins_size for one in lines)
    said = [
        f"Exact copies are stored once: {size(spared)} need no room. "
        f"What says nearly the same takes {size(kept)}."
    ]
    months = [
        f"{number(many)} in {month:%B %Y}" for month, many in queries.reduction(request.actor)[:12]
    ]
    if months:
        said.append(f"Records merged into others: {', '.join(months)}.")
    if cost:
        said.append(f"At £{pounds(cost.rate)} a gigabyte, that costs £{_cost(kept, cost)} a year.")
    return show(
        request,
        "list.html",
        Table(request, _columns(cost), lines, caption="Duplication by unit", empty="No records."),
        name="duplication-by-unit",
        title="How much is there more than once",
        intro=said,
        action={
            "text": "How it has changed, month by month",
            "href": reverse("duplication_by_month"),
        },
        one="unit",
        crumbs=crumbs(PLAN, ("Duplicates", reverse("duplicates"))),
    )


def _cost(bytes_kept: int, cost: Any) -> str:
    return pounds(cost_of(bytes_kept, cost.rate))


def _columns(cost: Any) -> list[Column[Any]]:
    def of(what: str) -> Column[Any]:
        labels = {"copies": "Exact copies", "twins": "Of other readers", "near": "Nearly the same"}

        def shown(one: UnitDuplication) -> Cell:
            many = getattr(one, what)
            return Cell(number(many), note=size(getattr(one, f"{what}_size")) if many else "")

        return Column(what, labels[what], shown, numeric=True)

    found: list[Column[Any]] = [
        Column("unit", "Unit", lambda one: Cell(one.name, note=one.unit)),
        Column("records", "Records", lambda one: number(one.records), numeric=True),
        of("copies"),
        of("twins"),
        of("near"),
        Column("merged", "Merged", lambda one: number(one.merged), numeric=True),
    ]
    if cost:
        found.append(
            Column(
                "cost", "Cost a year", lambda one: f"£{_cost(one.near_size, cost)}", numeric=True
            )
        )
    return found


def near_record(request: Request, found: Any) -> list[dict[str, str]]:
    """What the record's page says of others that say nearly the same."""
    return [
        {
            "title": one.title,
            "reference": one.reference,
            "alike": percent(alike),
            "href": reverse("compare", args=[found.reference, one.reference]),
        }
        for one, alike in queries.near(request.actor, found)
    ]
