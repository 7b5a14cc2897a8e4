"""Where records were found: what came in twice is stored once, and stands in several folders."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet

from muniment.holdings.records.models import Folder, Found, Record


def places(record: Record) -> QuerySet[Found]:
    """Where the record was found, the first place first."""
    return record.places.select_related("folder").order_by("-is_first", "pk")


def places_of_records(numbers: Iterable[int]) -> QuerySet[Found]:
    """Where these records (by number, some hundreds) were found: to decide, not for a reader."""
    return Found.objects.filter(record__in=list(numbers)).order_by("pk")


def other_places(numbers: Iterable[int]) -> QuerySet[Found]:
    """Where else the records were found than where they stand: exact duplicates, stored once."""
    return places_of_records(numbers).filter(is_first=False)


def also_found(folders: Iterable[int], class_paths: Iterable[str] = ()) -> QuerySet[Found, Any]:
    """The numbers of records that were found in these folders or below these classes too."""
    below = (Q(folder__file_class__path__startswith=path) for path in class_paths)
    here = Found.objects.filter(reduce(or_, below, Q(folder__in=list(folders))), is_first=False)
    return here.order_by().values("record")


def filed_in(folder: str) -> Q:
    """Records that are filed in the folder with this reference, also those that came in twice and
    stand in another. Those few are read now: in one question PostgreSQL would read every record."""
    copies = Found.objects.filter(folder__reference=folder, is_first=False)
    return Q(folder__reference=folder) | Q(pk__in=set(copies.values_list("record", flat=True)))


def in_several_folders(numbers: Iterable[int]) -> set[int]:
    """Those of the records, of which there may be tens of thousands in a row, that are filed in
    another folder too."""
    wanted = set(numbers)
    if not wanted:
        return wanted
    between = Found.objects.filter(record__gte=min(wanted), record__lte=max(wanted))
    rows = between.filter(is_first=False).exclude(folder=F("record__folder"))
    return wanted.intersection(rows.values_list("record", flat=True))


def other_folders(numbers: Iterable[int]) -> dict[int, list[Folder]]:
    """The other folders that each of the records is filed in; none for what stands in one."""
    found: dict[int, dict[int, Folder]] = {}
    for place in _in_other_folders(numbers).select_related("folder"):
        found.setdefault(place.record_id, {})[place.folder_id] = place.folder
    return {number: list(folders.values()) for number, folders in found.items()}


def copies_of(records: QuerySet[Record]) -> QuerySet[Found]:
    """Where these records are filed besides the folder that each stands in."""
    found = Found.objects.filter(record__in=records, is_first=False)
    return found.exclude(folder=F("record__folder"))


def further_places(records: QuerySet[Record]) -> QuerySet[Found]:
    """Every place of these records beyond the first: exact copies, stored once."""
    return Found.objects.filter(record__in=records, is_first=False)


def _in_other_folders(numbers: Iterable[int]) -> QuerySet[Found]:
    return other_places(numbers).exclude(folder=F("record__folder"))
