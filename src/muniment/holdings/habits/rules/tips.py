"""Tips for a person, from the figures of their own mailbox."""

from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.habits.types import GIGABYTE, Advice, Known, Tip

MOST = 3
UNREAD = 500  # messages, and
UNREAD_SHARE = 0.1  # of all
OLD_YEARS = 3
RECEIVED = 100  # messages; of fewer none need be worth filing
ATTACHED = 50
DAYS_OF_FILING = 90


def advice_for(known: Known, *, large: int) -> tuple[Advice, ...]:
    """The tips that these figures call for, the most urgent first and three at most. `large`: the
    bytes over which a mailbox is called large."""
    found = [
        Advice(Tip.SIZE, _of_size(known, large)) if known.size > large else None,
        Advice(Tip.FILED, _OF_FILING) if _files_nothing(known) else None,
        Advice(Tip.UNREAD, _of_unread(known)) if _leaves_unread(known) else None,
        Advice(Tip.ATTACHED, _of_attached(known)) if (known.attached or 0) >= ATTACHED else None,
        Advice(Tip.OLD, _of_old(known.oldest)) if known.oldest and _is_old(known) else None,
    ]
    return tuple(one for one in found if one)[:MOST]


_OF_FILING = (
    f"You filed no message in the {DAYS_OF_FILING} days before. File the message that settles a "
    "matter on the day that it comes: your colleagues find it then, and you can delete it."
)


def _of_size(known: Known, large: int) -> str:
    return (
        f"Your mailbox has {known.size / GIGABYTE:.1f} GB. More than {large / GIGABYTE:g} GB is "
        "large here. Sort your mail by size: a few messages often take up most of the room."
    )


def _files_nothing(known: Known) -> bool:
    return known.filed == 0 and (known.received or 0) >= RECEIVED


def _leaves_unread(known: Known) -> bool:
    unread = known.unread or 0
    return unread >= UNREAD and unread >= UNREAD_SHARE * (known.items or 0)


def _of_unread(known: Known) -> str:
    return (
        f"{known.unread:,} of your messages are unread. Begin with newsletters that you never open:"
        " leave their lists, and delete what they sent."
    )


def _of_attached(known: Known) -> str:
    return (
        f"You sent {known.attached:,} attachments. A link to the record takes no room, and whoever "
        "follows it sees the latest version."
    )


def _is_old(known: Known) -> bool:
    return known.oldest is not None and (known.on - known.oldest).days > OLD_YEARS * 365


def _of_old(oldest: date) -> str:
    return (
        f"Your oldest message is of {oldest.year}. What is still needed of that time belongs in a "
        "folder, and the rest can go."
    )


def reasons_not_to_choose(off: bool, now_off: bool) -> list[Reason]:
    """Why there is nothing to choose."""
    if off != now_off:
        return []
    said = "You get no tips already." if off else "You get tips already."
    return [Reason("same", said, "tips")]
