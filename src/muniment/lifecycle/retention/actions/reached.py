"""How far a recalculation has got, kept in the transaction of each of its chunks."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet

from muniment.lifecycle.retention.models import Recalculation

UPPER = " upper"  # added to the key of a recalculation: the mark of its upper half


@dataclass(frozen=True, slots=True)
class Mark:
    """The last record that was dated, and how many were; of all or, with `until`, of the records
    up to that number. No key: nothing is kept of it."""

    key: str
    wanted: int = 0
    last: int = 0
    done: int = 0
    until: int = 0


def begin_again(key: str) -> None:
    """Have it begin at the first record, whoever is at it now: what decides the dates has changed.
    In the transaction of that change."""
    made, new = Recalculation.objects.get_or_create(key=key)
    if not new:
        changed = {"wanted": F("wanted") + 1, "last": 0, "done": 0, "until": 0}
        Recalculation.objects.filter(pk=made.pk).update(**changed)
        Recalculation.objects.filter(key=key + UPPER).delete()


def where(key: str) -> Mark:
    """Where to go on."""
    found = Recalculation.objects.filter(key=key).first() if key else None
    if found is None:
        return Mark("")
    return Mark(found.key, found.wanted, found.last, found.done, found.until)


def halve(mark: Mark, middle: int) -> None:
    """Have what has not begun yet be gone through in two halves, the lower up to this number."""
    with transaction.atomic():
        fresh = Recalculation.objects.filter(key=mark.key, wanted=mark.wanted, last=0, until=0)
        if fresh.update(until=middle):
            begun = {"wanted": mark.wanted, "last": middle, "done": 0}
            Recalculation.objects.update_or_create(key=mark.key + UPPER, defaults=begun)


def move(mark: Mark, numbers: Sequence[int]) -> Mark:
    """On by a chunk of records, by number; or to the beginning, if meanwhile it was
    asked for anew: the first records were dated by what holds no more. Of an upper half nothing is
    left then: without a key."""
    moved = Mark(mark.key, mark.wanted, max(numbers), mark.done + len(numbers), mark.until)
    kept = not mark.key or _filter(mark).update(last=moved.last, done=moved.done)
    return moved if kept else where(mark.key)


def end(mark: Mark) -> None:
    """It is over, in both halves: the next begins at the first record."""
    with transaction.atomic():
        if mark.key and _filter(mark).update(last=0, done=0, until=0):
            Recalculation.objects.filter(key=mark.key + UPPER).delete()


def _filter(mark: Mark) -> QuerySet[Recalculation]:
    return Recalculation.objects.filter(key=mark.key, wanted=mark.wanted)
