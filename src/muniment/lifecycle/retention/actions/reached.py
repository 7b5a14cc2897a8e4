"""How far a recalculation has got, kept in the transaction of each of its chunks."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from muniment.lifecycle.retention.models import Recalculation


@dataclass(frozen=True, slots=True)
class Mark:
    """The last record that was dated, and how many were. No key: nothing is kept of it."""

    key: str
    wanted: int = 0
    last: int = 0
    done: int = 0


def begin_again(key: str) -> None:
    """Have it begin at the first record, whoever is at it now: what decides the dates has changed.
    In the transaction of that change."""
    made, new = Recalculation.objects.get_or_create(key=key)
    if not new:
        changed = {"wanted": F("wanted") + 1, "last": 0, "done": 0}
        Recalculation.objects.filter(pk=made.pk).update(**changed)


def where(key: str) -> Mark:
    """Where to go on."""
    found = Recalculation.objects.filter(key=key).first() if key else None
    return Mark(found.key, found.wanted, found.last, found.done) if found else Mark("")


def move(mark: Mark, numbers: Sequence[int]) -> Mark:
    """On by a chunk of records, by number; or to the beginning, if meanwhile it was
    asked for anew: the first records were dated by what holds no more."""
    moved = Mark(mark.key, mark.wanted, max(numbers), mark.done + len(numbers))
    return moved if not mark.key or _write(mark, moved.last, moved.done) else where(mark.key)


def end(mark: Mark) -> None:
    """It is over: the next begins at the first record."""
    if mark.key:
        _write(mark, 0, 0)


def _write(mark: Mark, last: int, done: int) -> bool:
    mine = Recalculation.objects.filter(key=mark.key, wanted=mark.wanted)
    return bool(mine.update(last=last, done=done))
