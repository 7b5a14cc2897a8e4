"""The locks that holds and disposal share: all that a hold could be placed on, in one order."""

from collections.abc import Iterable
from itertools import chain

from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan.actions import lock_classes
from muniment.holdings.records import queries
from muniment.holdings.records.models import Folder, Record


def lock_for_disposal(number: int) -> Record:
    """Lock all that a hold on the record could be placed on, then the record itself."""
    return lock_all_for_disposal([number])[number]


def lock_all_for_disposal(numbers: Iterable[int]) -> dict[int, Record]:
    """The records (by number), fresh and locked, after all that a hold on any of them could be
    placed on: their classes from the root down, their folders, themselves. Always in this order,
    so that two never wait in a ring."""
    wanted = sorted(set(numbers))
    where = _where(wanted)
    while True:
        paths = {path for _, _, path in where}
        lock_classes([*chain.from_iterable(map(fileplan.paths_above, paths)), *paths])
        folders = Folder.objects.filter(pk__in={folder for _, folder, _ in where})
        list(folders.select_for_update(no_key=True, of=("self",)).order_by("pk"))
        chosen = Record.objects.filter(pk__in=wanted).order_by("pk")
        found = {one.pk: one for one in chosen.select_for_update(no_key=True, of=("self",))}
        before, where = where, _where(wanted)
        if where == before:
            return found  # else some were moved while we waited: lock where they stand now, too


def _where(numbers: list[int]) -> set[tuple[int, int, str]]:
    """Where the records stand, and where else they were found: a hold can be placed there too."""
    rows = Record.objects.filter(pk__in=numbers).values_list("pk", "folder", "file_class__path")
    others = queries.other_places(numbers)
    return {*rows, *others.values_list("record", "folder", "folder__file_class__path")}
