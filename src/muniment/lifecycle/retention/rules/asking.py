"""When to ask whether something that records wait for has happened [checklist 54]."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import Reason

LONGEST = 50


@dataclass(frozen=True, slots=True)
class Asking:
    """After how many years it is asked first, and after how many again."""

    first_years: int = 2
    again_years: int = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """Records of one folder that wait for the same: how many, since when (the date of the oldest),
    when it is to be asked about, and what was last answered. Where it is a date in a field, `field`
    is the name that the rule has for it, and `defined` the code of the field that has it."""

    event: str
    words: str
    file_class: str
    title: str
    folder: str
    folder_title: str
    records: int
    since: date
    ask_on: date
    answer: str = ""
    may_answer: bool = False
    field: str = ""
    defined: str = ""


def ask_on(since: date, answers: Iterable[date], terms: Asking) -> date:
    """The civil date to ask on: the first time, or the latest that an answer put it off to."""
    return max([add_period(since, terms.first_years, "years"), *answers])


def ask_again_on(today: date, terms: Asking) -> date:
    """The civil date to ask again on, after somebody answered `not yet` on `today`."""
    return add_period(today, terms.again_years, "years")


def reasons_not_to_put_off(
    name: str, reason: str, *, waits: bool, again_on: date | None, today: date
) -> list[Reason]:
    """Why it is not noted that the event `name` has not happened yet. `waits`: something there
    waits for it; `again_on`: when it is asked again, as answered before."""
    reasons = []
    if not waits:
        said = f"Nothing there that you can see waits for “{name}”."
        reasons.append(Reason("nothing_waits", said, "name"))
    if not reason.strip() or len(reason) > 500:
        reasons.append(Reason("reason", "Say how you know, in at most 500 letters.", "reason"))
    if again_on is not None and again_on > today:
        said = f"That is answered already. It is asked again on {again_on:%-d %B %Y}."
        reasons.append(Reason("answered", said))
    return reasons


def reasons_not_to_ask_so(wanted: Asking, before: Asking) -> list[Reason]:
    """Why it cannot be asked after these years."""
    reasons = [
        Reason("years", f"Enter whole years from 1 to {LONGEST}.", field)
        for field in ("first_years", "again_years")
        if not 1 <= getattr(wanted, field) <= LONGEST
    ]
    if not reasons and wanted == before:
        reasons.append(Reason("same", "It is asked so already."))
    return reasons
