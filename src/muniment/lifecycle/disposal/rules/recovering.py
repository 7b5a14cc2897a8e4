"""What is set aside: until when it can be recovered, and who asks for it too late."""

from collections.abc import Iterable
from datetime import date, timedelta

from muniment.foundation.kernel.errors import Reason


def last_day(set_aside_on: date, window: int) -> date:
    """The last civil day on which what was set aside on that day can be recovered: with a window
    of one day, the day after."""
    return set_aside_on + timedelta(days=window)


def reasons_not_to_erase(recover_until: date, *, today: date) -> list[Reason]:
    """Why what is set aside is not erased on the civil date `today`: its window is not over."""
    if today > recover_until:
        return []
    return [Reason("in_window", f"It can be recovered until {_told(recover_until)}.")]


def reasons_not_to_recover(
    windows: Iterable[date | None], *, reason: str, today: date
) -> list[Reason]:
    """Why records cannot be recovered on the civil date `today`. `windows`: the last day for each
    of them; None for one that is not set aside, or whose erasure has begun."""
    reasons, every = [], list(windows)
    if not every or None in every:
        said = "Only what is set aside can be recovered, and nothing once its erasure has begun."
        reasons.append(Reason("not_set_aside", said))
    for until in sorted({one for one in every if one is not None and one < today}):
        said = f"It could be recovered until {_told(until)}. That day is over."
        reasons.append(Reason("window_over", said))
    if not reason.strip():
        reasons.append(Reason("reason", "Say why it is recovered.", "reason"))
    return reasons


def _told(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
