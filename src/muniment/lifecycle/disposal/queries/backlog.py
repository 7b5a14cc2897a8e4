"""What is kept longer than it has to be, and why it is still there [RET-15]."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Sum

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.disposal.models import BacklogCount, ReviewItem, StorageCost
from muniment.lifecycle.disposal.types import ItemState
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention.queries import owner_of, owners
from muniment.lifecycle.retention.rules.overdue import (
    Age,
    Overdue,
    Volume,
    Why,
    ends_of_months,
    first_days,
)
from muniment.lifecycle.retention.types import Action

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

MONTHS = 13  # so that a month stands beside the same one a year before
# Audience, class, rule, action and age of records that are counted together.
Group = tuple[int, int, str, str, str]
GROUP = ("audience", "file_class", "rule", "due_action")


def overdue(actor: Profile, *, now: datetime) -> list[Overdue]:
    """What the actor may see and is past its date, added up by class, unit, owner, age and the
    reason why it is still there. Holds are told to those alone who may know of them; for others
    what is on hold counts among what nobody has proposed."""
    rows = retention.due(actor, civil_date(now) - timedelta(days=1))
    groups = _Groups(actor, rows, now)
    places = {number: access.audience_key(number).place for number in groups.audiences()}
    known = {one for one, place in places.items() if may(actor, Permission.HOLD_SEE, place)}
    classes = {one.pk: one for one in fileplan.classes_numbered(groups.classes())}
    owned = owners(now)
    owner = {number: owner_of(place, owned)[0] for number, place in places.items()}
    return [
        Overdue(
            file_class=classes[group[1]].reference,
            title=classes[group[1]].title,
            unit=_unit(places[group[0]]),
            owner=owner[group[0]],
            age=Age(group[4]),
            why=why,
            volume=volume,
        )
        for group, why, volume in groups.reasons(known, {pk: c.path for pk, c in classes.items()})
    ]


def _unit(place: Place) -> str:
    return place.units[0] if place.units else ""


class _Groups:
    """Records that are counted together, in few queries however many records there are."""

    def __init__(self, actor: Profile, rows: "QuerySet[Record]", now: datetime) -> None:
        today = civil_date(now)
        # Not `record__in=rows`: the few that are in a review are looked up, not all that is due.
        waiting = ReviewItem.objects.filter(
            access.visible_to(actor, "record__audience"),
            open=True,
            record__state=RecordState.DECLARED,
            record__due_on__lt=today,
        )
        self.total = by_group(rows, today)
        self.failed = by_group(waiting.filter(state=ItemState.FAILED), today, "record__")
        self.in_review = by_group(waiting, today, "record__")
        self.held = by_group(_named_in_holds(rows), today)
        in_force = retention.terms_of({group[2] for group in self.total})
        self.ended = {
            code for code, one in in_force.items() if one.valid_to and one.valid_to < today
        }

    def audiences(self) -> set[int]:
        """The audiences of the records, by number."""
        return {group[0] for group in self.total}

    def classes(self) -> set[int]:
        """The classes of the records, by number."""
        return {group[1] for group in self.total}

    def reasons(
        self, known: set[int], paths: Mapping[int, str]
    ) -> "Iterable[tuple[Group, Why, Volume]]":
        """Each group with why its records are still there. `known`: the audiences whose holds may
        be told of; `paths`: those of the classes in the tree, by number."""
        held_paths = tuple(
            holds.active_scopes()
            .filter(file_class__isnull=False)
            .values_list("file_class__path", flat=True)
        )
        for group, total in self.total.items():
            failed = self.failed.get(group, Volume())
            reviewed = self.in_review.get(group, Volume()) - failed
            left = total - reviewed - failed
            held = Volume()
            if group[0] in known:
                whole = paths[group[1]].startswith(held_paths)
                held = left if whole else self.held.get(group, Volume())
            found = [(Why.FAILED, failed), (Why.IN_REVIEW, reviewed), (Why.ON_HOLD, held)]
            found.append((self._else(group), left - held))
            yield from ((group, why, volume) for why, volume in found if volume.records)

    def _else(self, group: Group) -> Why:
        if group[2] in self.ended:
            return Why.RULE_ENDED
        return Why.TRANSFER if group[3] == Action.TRANSFER else Why.UNPROPOSED


def _named_in_holds(rows: "QuerySet[Record]") -> "QuerySet[Record]":
    """Those on hold by themselves or with their folder, and in no review."""
    scopes = holds.active_scopes()
    folders = list(scopes.filter(folder__isnull=False).values_list("folder", flat=True))
    alone = list(scopes.filter(record__isnull=False).values_list("record", flat=True))
    free = rows.exclude(pk__in=ReviewItem.objects.filter(open=True).values("record"))
    also = Q(pk__in=records.also_found(folders))
    return free.filter(Q(folder__in=folders) | Q(pk__in=alone) | also)


def by_group(rows: "QuerySet[Any]", today: date, to: str = "") -> dict[Group, Volume]:
    """The records added up by what decides why they are still there. `to`: the way from the rows
    to their records. The ages are columns and not groups, so that nothing has to be sorted: the
    groups stand in the order of the index."""
    columns: dict[str, Any] = {}
    for number, (_, within) in enumerate(_spans(today, f"{to}due_on")):
        columns[f"records_{number}"] = Count("pk", filter=within)
        columns[f"size_{number}"] = Sum(f"{to}size", filter=within)
    found = rows.order_by().values(*(f"{to}{name}" for name in GROUP)).annotate(**columns)
    counted: dict[Group, Volume] = {}
    for row in found:
        audience, file_class, rule, action = (row[f"{to}{name}"] for name in GROUP)
        for number, age in enumerate(Age):
            if row[f"records_{number}"]:
                volume = Volume(row[f"records_{number}"], row[f"size_{number}"])
                counted[audience, file_class, rule, action, age] = volume
    return counted


def _spans(today: date, due_on: str) -> Iterator[tuple[Age, Q]]:
    """Each age, with the condition that something is of it."""
    before: date | None = None
    for age, first in first_days(today):
        within = Q(**{f"{due_on}__gte": first})
        yield age, within & Q(**{f"{due_on}__lt": before}) if before else within
        before = first
    yield Age.MORE, Q(**{f"{due_on}__lt": before})


def undecided(actor: Profile) -> Volume:
    """What the actor may see and no rule dates: it cannot be overdue, and can never go."""
    rows = retention.without_rule(actor).order_by()
    found = rows.aggregate(records=Count("pk"), size=Sum("size"))
    return Volume(found["records"], found["size"] or 0)


def overdue_by_age(lines: Iterable[Overdue]) -> list[tuple[str, Volume]]:
    """The lines added up by age, the youngest first, each age whether there is any or not."""
    found: dict[Age, Volume] = defaultdict(Volume)
    for one in lines:
        found[one.age] += one.volume
    return [(age.value, found[age]) for age in Age]


def backlog_over_time(actor: Profile) -> list[tuple[date, Volume]]:
    """How much of what the actor may see was overdue, on the last day counted in each month."""
    access.require(actor, Permission.RETENTION_SEE)
    counted = BacklogCount.objects.filter(access.visible_to(actor))
    days = BacklogCount.objects.order_by("day").values_list("day", flat=True).distinct()
    chosen = ends_of_months(days, MONTHS)
    sums: Any = counted.filter(day__in=chosen).order_by().values_list("day")
    rows = sums.annotate(records=Sum("records"), size=Sum("size"))
    found = {day: Volume(number, size) for day, number, size in rows}
    return [(day, found.get(day, Volume())) for day in chosen]


def storage_costs() -> list[tuple[date, Decimal]]:
    """All that storage was ever reckoned to cost, each with the day on which it was set, the
    earliest first: pounds for a gigabyte (a thousand million bytes) and year."""
    rows = StorageCost.objects.order_by("pk").values_list("set_at", "rate")
    return [(civil_date(set_at), rate) for set_at, rate in rows]


def storage_cost() -> StorageCost | None:
    """What the body reckons that storage costs; None until somebody has said it."""
    return StorageCost.objects.order_by("-pk").first()
