"""Records that were merged into others of the same content, and what rests on those that may be."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.module_loading import import_string

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.asking import once_a_page
from muniment.foundation.kernel.clock import CIVIL
from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.models import Merged, Record
from muniment.holdings.records.types import MergeGuard, RecordState

ENDED = (RecordState.DESTROYING, RecordState.DESTROYED)


def merged_as(reference: str) -> QuerySet[Merged, Any]:
    """The number of the record that the one with this reference was merged into, if it was."""
    return Merged.objects.filter(record__reference=reference).values("into")


@once_a_page
def merged_here(record: Record) -> Sequence[Merged]:
    """The records that were merged into this one, with what was known of each."""
    return tuple(record.merged_here.select_related("record").order_by("merged_at", "pk"))


def told_of_merged(numbers: Iterable[int]) -> dict[int, list[str]]:
    """References, titles and details of what was merged into each of these records, as text to be
    searched."""
    found: dict[int, list[str]] = {}
    rows = Merged.objects.filter(into__in=list(numbers)).order_by("pk")
    for number, reference, said in rows.values_list("into", "record__reference", "said"):
        held = said.get("metadata", {}).values(), *said.get("fields", {}).values()
        texts = [reference, said.get("title", ""), *(str(one) for some in held for one in some)]
        found.setdefault(number, []).extend(one for one in texts if one)
    return found


def merged_into(numbers: Iterable[int]) -> dict[int, list[str]]:
    """The references of what was merged into each of these records (by number), if anything was."""
    found: dict[int, list[str]] = {}
    rows = Merged.objects.filter(into__in=list(numbers)).order_by("pk")
    for number, reference in rows.values_list("into", "record__reference"):
        found.setdefault(number, []).append(reference)
    return found


def numbers_merged_into(numbers: Iterable[int]) -> list[int]:
    """The numbers of what was merged into any of these records (by number): to forget what is known
    of it with them."""
    return list(Merged.objects.filter(into__in=list(numbers)).values_list("record", flat=True))


def merged_into_ended() -> QuerySet[Merged, Any]:
    """The references of what was merged into records that are destroyed: a restore of a state
    before the merge brings none of them back."""
    ended = Merged.objects.filter(into__state__in=ENDED)
    return ended.values_list("record__reference", flat=True)


def reasons_not_to_merge(actor: Profile, record: Record) -> list[Reason]:
    """What rests on the record that a merge would lose or disturb. Asked as `reasons_held` is, by
    the name in MUNIMENT_MERGE_GUARD."""
    guard: MergeGuard = import_string(settings.MUNIMENT_MERGE_GUARD)
    return guard(actor, record)


def merged_among(
    records: QuerySet[Record], *, month: date | None = None
) -> Iterable[tuple[int, int]]:
    """How many records were merged into these, for each circle of readers (by number); in one
    month (by its first day), or ever."""
    rows = Merged.objects.filter(into__in=records).order_by()
    if month:
        begin = datetime.combine(month, time(), CIVIL)
        end = datetime.combine((month + timedelta(days=31)).replace(day=1), time(), CIVIL)
        rows = rows.filter(merged_at__gte=begin, merged_at__lt=end)
    return rows.values_list("into__audience").annotate(n=Count("pk"))


def merged_by_month(records: QuerySet[Record]) -> list[tuple[date, int]]:
    """How many records were merged into these in each month, by its first day, the latest first."""
    rows = Merged.objects.filter(into__in=records).order_by()
    months = rows.annotate(month=TruncMonth("merged_at", tzinfo=CIVIL)).values_list("month")
    counted = months.annotate(n=Count("pk")).order_by("-month")
    return [(month.date(), number) for month, number in counted]
