"""Who was told in advance of what falls due, and what the body has set for its reviews."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, Max, Min, OuterRef, QuerySet

from muniment.foundation.access.rules import covers, may
from muniment.foundation.access.types import Permission, Place, Profile, Role
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.disposal.models import AdvanceNotice, Review, TermsSet, ToldOf
from muniment.lifecycle.disposal.rules import DECIDABLE
from muniment.lifecycle.disposal.types import ReviewTerms

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def review_terms() -> ReviewTerms:
    """What the body has set for its reviews."""
    newest = TermsSet.objects.order_by("-pk").first()
    if newest is None:
        return ReviewTerms()
    return ReviewTerms(
        notice_days=newest.notice_days,
        notice_needed=newest.notice_needed,
        late_days=newest.late_days,
        lists=newest.lists,
        list_size=newest.list_size,
        leave_days=newest.leave_days,
    )


def falls_due(until: date, audiences: Iterable[int]) -> "QuerySet[Record]":
    """What may be proposed for destruction up to `until`, held or not, in these audiences."""
    found = records.every_record().filter(state=RecordState.DECLARED, due_on__lte=until)
    return found.filter(due_action__in=sorted(DECIDABLE), audience__in=list(audiences))


def untold(until: date, scope: str, audiences: Iterable[int]) -> "QuerySet[Record]":
    """What falls due there and of which the owners of the scope were not told with that date."""
    told = ToldOf.objects.filter(
        record=OuterRef("pk"), due_on=OuterRef("due_on"), notice__owner_scope=scope
    )
    return falls_due(until, audiences).exclude(Exists(told))


def by_class(found: "QuerySet[Record]") -> dict[tuple[int, str, str], int]:
    """How many there are for each audience and class (reference and title)."""
    rows = found.order_by().values_list("audience_id", "file_class__reference", "file_class__title")
    counted = rows.annotate(count=Count("pk"))
    return {(number, reference, title): count for number, reference, title, count in counted}


def told_since(day: date) -> set[str]:
    """The scopes whose owners were told something on `day` or later."""
    found = AdvanceNotice.objects.filter(told_on__gte=day)
    return set(found.values_list("owner_scope", flat=True))


def told_in_time(
    chosen: "Iterable[Record]", owned: Mapping[int, tuple[str, set[str]]], now: datetime
) -> set[int]:
    """The numbers of those that the body lets be proposed as far as notice goes: all of them, or,
    where notice is needed, those whose owners were told long enough before today."""
    terms, wanted = review_terms(), list(chosen)
    if not terms.notice_needed:
        return {one.pk for one in wanted}
    latest = civil_date(now) - timedelta(days=terms.notice_days)
    told: dict[int, set[str]] = defaultdict(set)
    numbers = [one.pk for one in wanted]
    for start in range(0, len(numbers), 500):
        rows = ToldOf.objects.filter(
            record__in=numbers[start : start + 500],
            notice__told_on__lte=latest,
            due_on=F("record__due_on"),
        )
        for number, scope in rows.values_list("record_id", "notice__owner_scope"):
            told[number].add(scope)
    return {one.pk for one in wanted if owned[one.audience_id][0] in told[one.pk]}


def notice_given(review: Review) -> tuple[date | None, date | None, int]:
    """When the owners were told of what is in the review: the first and the last day, and of how
    many of its records."""
    rows = ToldOf.objects.filter(
        record__review_items__review=review,
        notice__owner_scope=review.owner_scope,
        notice__told_on__lte=civil_date(review.proposed_at),
    )
    found = rows.aggregate(
        first=Min("notice__told_on"), last=Max("notice__told_on"), of=Count("record", distinct=True)
    )
    return found["first"], found["last"], found["of"]


def looks_after(person: Profile, place: Place) -> bool:
    """Whether the person is a records manager there, and so is told with the owners."""
    holds = any(
        grant.role is Role.RECORDS_MANAGER and covers(grant, place) for grant in person.grants
    )
    return holds and may(person, Permission.DISPOSAL_PROPOSE, place)
