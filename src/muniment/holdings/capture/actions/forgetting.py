"""What a capture forgets of a record that is destroyed. Only the disposal room calls it."""

from collections.abc import Iterable

from muniment.holdings.capture.actions.checking import forget_doubts
from muniment.holdings.capture.models import CapturedItem

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
