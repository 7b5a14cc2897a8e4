"""How licences stand, what readers are told of them, and when those who manage them are warned."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Protocol

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.library.types import (
    ALLOWED,
    LEAVES,
    LICENCES,
    WAYS_IN,
    LicenceDraft,
    LicenceKind,
    LicenceState,
    WayIn,
)

STEPS = (90, 30, 0)  # days before the end
LONGEST = {"name": 60, "supplier": 200, "seats": 100, "contact": 200}
NAMED = {
    "name": "name of the licence",
    "supplier": "supplier",
    "seats": "number of people",
    "contact": "contact",
}
DEAREST = Decimal(100_000_000)


class Licensed(Protocol):
    """What is known of a licence."""

    kind: str
    name: str
    supplier: str
    way_in: str
    starts_on: date | None
    ends_on: date | None


def reasons_not_to_license(draft: LicenceDraft) -> list[Reason]:
    """Every gap and fault of a licence."""
    return [*_of_kind(draft), *_of_texts(draft), *_of_time_and_cost(draft)]


def _of_kind(draft: LicenceDraft) -> Iterator[Reason]:
    if draft.kind not in LICENCES:
        yield Reason("licence", f"Choose the kind of licence: {', '.join(LICENCES)}.", "kind")
    if draft.kind == LicenceKind.OPEN and not draft.name.strip():
        said = "Name the open licence, such as OGL v3.0 or CC BY 4.0."
        yield Reason("licence_name", said, "name")
    if draft.way_in not in WAYS_IN:
        yield Reason("way_in", f"Choose how readers get in: {', '.join(WAYS_IN)}.", "way_in")
    for name, what in ALLOWED.items():
        if getattr(draft, name) not in LEAVES:
            yield Reason(name, f"{what}: say {', '.join(LEAVES)}.", name)


def _of_texts(draft: LicenceDraft) -> Iterator[Reason]:
    for name, most in LONGEST.items():
        if len(getattr(draft, name).strip()) > most:
            yield Reason(name, f"Use at most {most} letters for the {NAMED[name]}.", name)


def _of_time_and_cost(draft: LicenceDraft) -> Iterator[Reason]:
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        yield Reason("ends_on", "The licence would end before it starts.", "ends_on")
    if draft.cost is not None:
        if not draft.cost.is_finite() or not 0 <= draft.cost < DEAREST:
            said = "Enter the cost a year in pounds, such as 1250 or 1250.50."
            yield Reason("cost", said, "cost")
        elif draft.cost != round(draft.cost, 2):
            yield Reason("cost", "Enter the cost in pounds and whole pence.", "cost")


def state_of(licence: Licensed | None, today: date) -> LicenceState:
    """How a licence stands on a civil date; its last day is a day on which it can be used."""
    if licence is None:
        return LicenceState.UNKNOWN
    if licence.ends_on is not None and licence.ends_on < today:
        return LicenceState.ENDED
    if licence.starts_on is not None and licence.starts_on > today:
        return LicenceState.TO_COME
    return LicenceState.IN_FORCE


def line_of(licence: Licensed | None, today: date) -> str:
    """What a reader must know of a licence, in one line."""
    state = state_of(licence, today)
    if licence is None:
        return "Licence not recorded: ask the library before you copy from it"
    if state is LicenceState.ENDED and licence.ends_on:
        return f"Licence ended on {spoken(licence.ends_on)}"
    if state is LicenceState.TO_COME and licence.starts_on:
        return f"{_what(licence)}, starts on {spoken(licence.starts_on)}"
    until = f", until {spoken(licence.ends_on)}" if licence.ends_on else ""
    way = WAYS_IN[WayIn(licence.way_in)]
    return f"{_what(licence)}{until}. {way}"


def _what(licence: Licensed) -> str:
    if licence.kind == LicenceKind.OPEN:
        return f"Open licence: {licence.name}"
    kind = LICENCES[LicenceKind(licence.kind)]
    return f"{kind} from {licence.supplier}" if licence.supplier else kind


def spoken(day: date) -> str:
    """`5 April 2026`."""
    return f"{day:%-d %B %Y}"


def due_warning(ends_on: date, today: date) -> int | None:
    """Which warning of the end of a licence is due: 90, 30 or 0 days before; None before the
    first."""
    left = (ends_on - today).days
    return next((step for step in reversed(STEPS) if left <= step), None)


def words_of_warning(title: str, reference: str, ends_on: date, today: date) -> str:
    """What those who manage the library are told of a licence that ends."""
    what = f"{title[:300]} ({reference})"
    if ends_on < today:
        return f"The licence for {what} ended on {spoken(ends_on)}. Readers are not sent there."
    if ends_on == today:
        return f"The licence for {what} ends today. Renew it, or withdraw the resource."
    return f"The licence for {what} ends on {spoken(ends_on)}. Renew it, or let it end."
