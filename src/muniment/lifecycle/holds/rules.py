"""Pure decisions about holds."""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import Reason
from muniment.foundation.kernel.ids import normalise
from muniment.lifecycle.holds.types import (
    TRANSITIONS,
    HoldDraft,
    HoldKind,
    HoldState,
    LeftOut,
    Things,
)

AT_ONCE = 1_000  # records that are held in the transaction that names them, all or none
MOST = 1_000_000
PART = 1_000  # references of a list that are dealt with in one transaction
SEARCHES = 20
LONGEST_APPEAL = 3_653  # days: ten years
_RECORD = re.compile(r"R-[0-9A-Z]{5}-[0-9A-Z]{5}")
_BETWEEN = re.compile(r"[\s,;]+")
_UNSHOWN = re.compile(r"[^\x21-\x7e\xa1-\ud7ff\ue000-\U0010ffff]+")
NEUTRAL = "This is not possible at present. Ask the records manager."


def reasons_not_to_place(draft: HoldDraft, things: Things, *, today: date) -> list[Reason]:
    """Every gap in a hold on these things, on the civil date `today`."""
    reasons = []
    if not draft.name.strip() or len(draft.name) > 200:
        reasons.append(Reason("name", "Give the hold a name of at most 200 characters.", "name"))
    if draft.kind not in set(HoldKind):
        known = ", ".join(kind.value for kind in HoldKind)
        reasons.append(Reason("kind", f"Say what kind of hold it is: {known}.", "kind"))
    if not draft.reason.strip():
        reasons.append(Reason("reason", "Say why the records are held.", "reason"))
    if not draft.authority.strip():
        reasons.append(Reason("authority", "Say on whose authority they are held.", "authority"))
    if len(draft.case) > 100:
        said = "The reference of the case has at most 100 characters."
        reasons.append(Reason("case", said, "case"))
    if draft.review_on and draft.review_on < today:
        reasons.append(Reason("review_on", "The date of review is in the past.", "review_on"))
    return [*reasons, *reasons_of_things(things)]


def reasons_not_to_extend(state: HoldState, things: Things) -> list[Reason]:
    """Why a hold cannot be put on more things."""
    if state is not HoldState.ACTIVE:
        return [Reason("lifted", "This hold has been lifted. Place a new one.")]
    return reasons_of_things(things)


def reasons_of_things(things: Things) -> list[Reason]:
    """Why nothing can be held by these names, whatever there is."""
    reasons = []
    if not len(things):
        said = "Name the records, folders, classes or boxes to hold, or a search."
        reasons.append(Reason("nothing", said, "records"))
    if len(things.records) > MOST:
        said = f"A list has at most {MOST:,} records. This one has {len(things.records):,}."
        reasons.append(Reason("too_many", said, "records"))
    elif len(things.records) > AT_ONCE and not any(map(is_reference, things.records)):
        said = f"None of the {len(things.records):,} entries of the list is a record's reference."
        reasons.append(Reason("no_references", said, "records"))
    others = max(len(things.folders), len(things.classes), len(things.boxes))
    if others > AT_ONCE:
        said = f"Name at most {AT_ONCE:,} folders, classes or boxes at once."
        reasons.append(Reason("too_many", said, "folders"))
    if len(things.searches) > SEARCHES:
        said = f"Give at most {SEARCHES} searches at once."
        reasons.append(Reason("too_many", said, "searches"))
    return reasons


def reasons_of_search(query: str, faults: Iterable[str]) -> list[Reason]:
    """Why a hold cannot go by this query: what a reader of results is told in passing would here
    hold something else than was meant. `faults` are those that the search room found."""
    shown = query if len(query) <= 60 else f"{query[:60]}…"
    said = [f"The search “{shown}” cannot be used. {fault}" for fault in faults]
    return [Reason("search", one, "searches") for one in said]


def is_reference(entry: str) -> bool:
    """Whether this is written as the reference of a record is."""
    return bool(_RECORD.fullmatch(normalise(entry)))


def listed(entries: Iterable[str]) -> list[str]:
    """The entries of a list as they are looked up, each once and in order. Those that are no
    references stay, so that they can be told, without what no page shows."""
    kept = (normalise(_UNSHOWN.sub(" ", one[:200]).strip())[:60] for one in entries)
    return list(dict.fromkeys(one for one in kept if one))


def entries_of(data: bytes) -> list[str]:
    """What a file lists: the column headed `reference` of a CSV file, or else all that stands
    between spaces, commas and ends of lines. Never fails: what is no list lists no references."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = data.decode("utf-16" if wide else "utf-8-sig", "replace")
    lines = text.splitlines()
    try:
        heads = [cell.strip().casefold() for cell in next(csv.reader(lines[:1]), [])]
        if "reference" in heads:
            at = heads.index("reference")
            return [row[at] for row in csv.reader(lines[1:]) if len(row) > at]
    except csv.Error:
        pass  # a field of more than 128 kB: whatever it is, it is no table
    return _BETWEEN.split(text)


def parts(entries: Sequence[str]) -> Iterator[Sequence[str]]:
    """A long list in parts of one transaction each."""
    for start in range(0, len(entries), PART):
        yield entries[start : start + PART]


def why_left_out(entry: str, *, known: bool, declared: bool, within_reach: bool) -> LeftOut | None:
    """Why a record of a list is not held; None if it is."""
    if not known:
        return LeftOut.UNKNOWN if is_reference(entry) else LeftOut.UNREADABLE
    if not declared:
        return LeftOut.TOO_LATE
    return None if within_reach else LeftOut.OUT_OF_REACH


def reasons_not_to_confirm(
    state: HoldState,
    *,
    before: date | None,
    review_on: date | None,
    reason: str,
    today: date,
) -> list[Reason]:
    """Why a hold cannot be confirmed as still needed until it is looked at again. `before`: when
    it was to be looked at until now."""
    reasons = []
    if state is not HoldState.ACTIVE:
        reasons.append(Reason("lifted", "This hold has been lifted already."))
    if not reason.strip():
        reasons.append(Reason("reason", "Say why the hold is still needed.", "reason"))
    if review_on is None or review_on <= today:
        said = "Say when it is to be looked at again. The date must lie in the future."
        reasons.append(Reason("review_on", said, "review_on"))
    elif review_on == before:
        said = "It is to be looked at again on that day already."
        reasons.append(Reason("same", said, "review_on"))
    return reasons


def reasons_not_to_lift(state: HoldState, *, reason: str, authority: str) -> list[Reason]:
    """Why a hold cannot be lifted. A reason and an authority are needed, as for placing it."""
    reasons = []
    if HoldState.LIFTED not in TRANSITIONS[state]:
        reasons.append(Reason("lifted", "This hold has been lifted already."))
    if not reason.strip():
        reasons.append(Reason("reason", "Say why the hold is lifted.", "reason"))
    if not authority.strip():
        reasons.append(Reason("authority", "Say on whose authority it is lifted.", "authority"))
    return reasons


def last_day_of(closed_on: date, days: int) -> date:
    """The last civil day on which a case that was closed on a day can still be appealed, which has
    so many days for it. The hold stays in force to the end of that day [DIS-06]."""
    return add_period(closed_on, days, "days")


def has_ended(state: HoldState, last_day: date | None, *, today: date) -> bool:
    """Whether a hold lifts by itself: the day after the last day to appeal, and never before."""
    return state is HoldState.ACTIVE and last_day is not None and today > last_day


def reasons_not_to_close(
    state: HoldState, *, before: date | None, closed_on: date | None, days: int, today: date
) -> list[Reason]:
    """Why it cannot be noted that the case behind a hold was closed on a day. `before`: the day
    that is noted already; `days` there are to appeal."""
    reasons = []
    if state is not HoldState.ACTIVE:
        reasons.append(Reason("lifted", "This hold has been lifted already."))
    if closed_on is None or closed_on > today:
        said = "Give the day on which the case was closed. It cannot lie in the future."
        reasons.append(Reason("closed_on", said, "closed_on"))
    elif closed_on == before:
        reasons.append(Reason("same", "That is noted already.", "closed_on"))
    elif last_day_of(closed_on, days) < today:
        said = "By that day the time to appeal is over already. Lift the hold instead."
        reasons.append(Reason("over", said, "closed_on"))
    return reasons


def reasons_not_to_reopen(state: HoldState, *, closed: bool, reason: str) -> list[Reason]:
    """Why it cannot be noted that the case behind a hold is open still, or again."""
    reasons = []
    if state is not HoldState.ACTIVE:
        reasons.append(Reason("lifted", "This hold has been lifted already. Place a new one."))
    elif not closed:
        reasons.append(Reason("same", "It is open: nobody has noted that it was closed."))
    if not reason.strip():
        reasons.append(Reason("reason", "Say why it is open: who appealed, and when.", "reason"))
    return reasons


def reasons_not_to_set_appeal_days(days: int, before: int) -> list[Reason]:
    """Why the time to appeal cannot be set so."""
    reasons = []
    if not 1 <= days <= LONGEST_APPEAL:
        said = f"There are from 1 to {LONGEST_APPEAL:,} days to appeal."
        reasons.append(Reason("days", said, "days"))
    if days == before:
        reasons.append(Reason("same", "That is what is set already.", "days"))
    return reasons


def reasons_held(references: Sequence[str], *, knows: bool) -> list[Reason]:
    """Why what these holds cover may not be touched. Whoever may not know of holds (`knows`) is
    told nothing about them."""
    if not references:
        return []
    if not knows:
        return [Reason("protected", NEUTRAL)]
    named = ", ".join(references)
    return [Reason("held", f"It is held by {named}. The hold has to be lifted first.")]
