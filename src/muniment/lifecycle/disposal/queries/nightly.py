"""What the night's work has to go through, and what it did."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.disposal import rules
from muniment.lifecycle.disposal.models import (
    NightRun,
    Review,
    ReviewItem,
    SentBack,
    StandingApproval,
)
from muniment.lifecycle.disposal.queries.standing import (
    branch_of,
    routine_facts,
    routine_in_force,
)
from muniment.lifecycle.disposal.types import StandingState
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention.queries import owner_of, owners
from muniment.lifecycle.retention.types import Action

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

NIGHT = "system"  # who proposes by night: nobody, so that no person is barred from signing


def due_by_night(today: date) -> list[int]:
    """The numbers of all that is due and in no review, the longest due first."""
    found = records.every_record().filter(state=RecordState.DECLARED, due_on__lte=today)
    found = found.filter(due_action__in=sorted(rules.DECIDABLE))
    waiting = found.exclude(pk__in=ReviewItem.objects.filter(open=True).values("record"))
    return list(waiting.order_by("due_on", "pk").values_list("pk", flat=True))


def facts_tonight(found: "Sequence[Record]", *, now: datetime) -> "dict[int, rules.Tonight]":
    """What decides for each of these records (by number) whether it comes on a list."""
    numbers = [one.pk for one in found]
    sent = {one.record_id: one for one in SentBack.objects.filter(record__in=numbers)}
    vital, routine = retention.vital_among(found), _routine(found, civil_date(now))
    seen = audiences_of_owners({one.audience_id for one in found}, now=now)
    return {
        one.pk: rules.Tonight(
            due_on=one.due_on,
            vital=one.pk in vital,
            seen=one.audience_id in seen,
            routine=one.pk in routine,
            sent=rules.Sent(sent[one.pk].on, sent[one.pk].due_on) if one.pk in sent else None,
        )
        for one in found
    }


def audiences_of_owners(audiences: Iterable[int], *, now: datetime) -> set[int]:
    """Those of the audiences that one at least of their owners belongs to: what no owner may see,
    nobody can be asked to decide about."""
    held, today = owners(now), civil_date(now)
    people: dict[str, frozenset[int]] = {}
    seen = set()
    for number, place in access.places_of(set(audiences)).items():
        for person in owner_of(place, held)[1]:
            if person not in people:
                people[person] = access.visible_audiences(access.profile_of(person, on=today))
            if number in people[person]:
                seen.add(number)
    return seen


def _routine(found: "Sequence[Record]", today: date) -> set[int]:
    """Those that a standing approval in force destroys as routine."""
    given = StandingApproval.objects.filter(
        state=StandingState.IN_FORCE, from_on__lte=today, until_on__gte=today
    )
    covered: set[int] = set()
    for one in given:
        classes, codes = branch_of(one), routine_in_force() & set(one.rules)
        covered |= {
            each.pk
            for each in found
            if each.rule in codes
            and each.file_class_id in classes
            and each.due_action == Action.DESTROY
        }
    rows = [one for one in found if one.pk in covered]
    facts = routine_facts(rows, stands=dict.fromkeys(covered, True)) if rows else {}
    return {number for number, one in facts.items() if not rules.reasons_not_routine(one)}


def lists_of(day: date) -> QuerySet[Review]:
    """The reviews that the work of this night made."""
    return Review.objects.filter(proposed_by=NIGHT, as_at=day).order_by("pk")


def sizes_of(reviews: QuerySet[Review]) -> Mapping[int, int]:
    """How many records were put into each of the reviews, by number."""
    rows = reviews.annotate(size=Count("items")).values_list("pk", "size")
    return dict(rows)


def last_night(actor: Profile) -> NightRun | None:
    """What came of the last night's work that is over."""
    access.require(actor, Permission.RETENTION_MANAGE)
    return NightRun.objects.filter(finished_at__isnull=False).order_by("-day").first()
