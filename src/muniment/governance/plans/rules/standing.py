"""How an action stands: what its status is called, when it is next looked at, if it is late."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median

from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.words import fold, words_of
from muniment.governance.plans.rules.timing import in_words
from muniment.governance.plans.types import ENDED, EVERY, ONGOING, Stage, Status

_SMALL = {"a", "an", "the", "of", "for", "to", "and", "in", "is", "it"}
SOON = 30  # days


def status_called(text: str, known: Iterable[Status]) -> Status | None:
    """The status with this key, or of this name in any letters; None for none."""
    wanted = _plain(text)
    return next((one for one in known if wanted in (_plain(one.key), _plain(one.label))), None)


def _plain(text: str) -> str:
    return re.sub(r"[^\w]+", " ", fold(text).replace("_", " ")).strip()


def status_said(text: str, known: Iterable[Status]) -> Status | None:
    """The status that the words of a timeline tell of: one whose own words all stand there in
    their order (“Established in 2015-16. Maintain.” is “Established, maintain”), the longest of
    several. None where they tell of none."""
    said = [word for word in words_of(text) if word not in _SMALL]
    found = [one for one in known if not one.retired and _in_order(_telling(one.label), said)]
    return max(found, key=lambda one: len(_telling(one.label)), default=None)


def _telling(label: str) -> list[str]:
    return [word for word in words_of(label) if word not in _SMALL]


def _in_order(wanted: Sequence[str], said: Sequence[str]) -> bool:
    rest = iter(said)
    return bool(wanted) and all(word in rest for word in wanted)


def status_of_table(
    text: str, timeline: str, every: int | None, known: Sequence[Status], otherwise: Status
) -> Status | None:
    """The status of a line of a table: as its own column says, else as its timeline tells, else
    one that goes on where it comes round, else the one given. None where the column names a status
    that there is not."""
    if text:
        return status_called(text, known) or status_said(text, known)
    going_on = next((one for one in known if one.key == ONGOING), None) if every else None
    return status_said(timeline, known) or going_on or otherwise


def label_of(status: Status, due: date | None) -> str:
    """What a status is called; with the day that its words ask for."""
    return f"{status.label} {in_words(due)}" if status.dated and due else status.label


def next_on(stage: Stage, due: date | None, check_on: date | None) -> date | None:
    """The day that an action is to be watched for: the next look for what is in place, the day it
    is due for what is open, none for what has ended."""
    if stage in ENDED:
        return None
    return check_on if stage is Stage.MAINTAIN else due


def checks(
    stage: Stage,
    *,
    every: int | None,
    check_on: date | None,
    due: date | None = None,
    today: date,
) -> tuple[int | None, date | None]:
    """After how many months, and when next, somebody looks at an action of this stage: a year from
    now where nothing is said, on the day its timeline names where that is still to come."""
    if stage is not Stage.MAINTAIN:
        return None, None
    months = every or EVERY
    if check_on is None:
        check_on = due if due and due >= today else check_after(today, months)
    return months, check_on


def check_after(day: date, months: int) -> date:
    """When something is looked at again that was looked at on a day."""
    return add_period(day, months, "months")


def days_late(day: date | None, today: date) -> int:
    """By how many days an action is late; 0 where it is not."""
    return max(0, (today - day).days) if day else 0


def median_late(days: Iterable[date | None], today: date) -> float | None:
    """The median of the days by which those that are late are late; None where none is."""
    late = [found for day in days if (found := days_late(day, today))]
    return float(median(late)) if late else None
