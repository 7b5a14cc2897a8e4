"""What a capture forgets of a record that is destroyed, which only the disposal room calls for; and
what it hands on of one that is merged."""

from collections.abc import Iterable

from muniment.holdings.capture.actions.checking import forget_doubts
from muniment.holdings.capture.models import CapturedItem, MessageToCheck

FORGOTTEN_PATH = "(destroyed)"


def forget_paths(numbers: Iterable[int]) -> None:
    """Forget at which paths the records (by number) were taken, and what was to be checked of
    them, in the caller's transaction.

    The digest of each path stays, so that the item is not taken a second time; and what became
    of it, so that the capture's counts still add up.
    """
    wanted = list(numbers)
    CapturedItem.objects.filter(record__in=wanted).update(path=FORGOTTEN_PATH)
    forget_doubts(wanted)


def hand_on(gone: int, kept: int) -> None:
    """Items that were taken as one record (by number) are those of another, into which it was
    merged, in the caller's transaction. What was to be checked of it is asked once: both have the
    same content."""
    CapturedItem.objects.filter(record=gone).update(record=kept)
    if not MessageToCheck.objects.filter(pk=kept).exists():
        for one in list(MessageToCheck.objects.filter(pk=gone)):
            one.pk = kept
            one.save(force_insert=True)
    forget_doubts([gone])
