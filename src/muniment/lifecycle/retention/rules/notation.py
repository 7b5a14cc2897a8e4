"""How the life of a record is written down, in a rule and in a cell of a schedule.

    destroy 6 years after folder_closed
    destroy the later of 6 years after folder_closed and 25 years after date_field:birth_date
    destroy the earlier of 10 years after record_date and event:consent_withdrawn
    destroy 6 years after event:contract_ended with contract, from the end of the financial year
    destroy 18 months after record_date, to the end of the calendar year
    review 7 years after record_date then destroy 13 years after previous_step
    sample 1 in 10 6 years after folder_closed
    keep

`parse` reads what `written` writes, and nothing else: what is not understood is said.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from muniment.foundation.kernel.dates import PeriodUnit
from muniment.lifecycle.retention.types import (
    NAMED,
    NOTHING,
    Action,
    CutOff,
    How,
    Leg,
    Period,
    Step,
    Trigger,
)

UNITS: dict[str, PeriodUnit] = {
    "day": "days",
    "days": "days",
    "month": "months",
    "months": "months",
    "year": "years",
    "years": "years",
}
LONGEST = 2_000  # characters, as the database keeps them
_NAME = r"[\w][\w .'/-]*?"
_LEG = re.compile(
    rf"(?:(?P<count>\d{{1,9}}) (?P<unit>[a-z]+) after )?"
    rf"(?P<trigger>[a-z_]+)(?::(?P<name>{_NAME}))?(?: with (?P<match>{_NAME}))?"
)
_CUT_OFFS = {
    CutOff.MONTH: ", from the end of the month",
    CutOff.CALENDAR_YEAR: ", from the end of the calendar year",
    CutOff.FINANCIAL_YEAR: ", from the end of the financial year",
}
_ROUNDINGS = {one: f", to{said.removeprefix(', from')}" for one, said in _CUT_OFFS.items()}
_HOWS = {"the later of ": How.LATEST, "the earlier of ": How.EARLIEST}
_NAMES = re.compile(rf"{_NAME}$")
_WORDS = re.compile(r"\b(and|then|with)\b|, from the end of")
_ONE_IN = re.compile(r"1 in (\d{1,9})(?: |$)")
_SHARE = re.compile(
    r"(?:(?:1|one) in (?P<of>\d{1,9})|(?P<percent>\d{1,3}) ?(?:%|percent|per cent))"
)


class Unreadable(ValueError):
    """What is written is not the life of a record; the message says which part is not."""


def is_name(text: str) -> bool:
    """Whether an event or a field may be called so: words that the notation can tell apart."""
    named = bool(_NAMES.fullmatch(text)) and text == text.strip() and "  " not in text
    return named and not _WORDS.search(text)


def written(steps: Sequence[Step]) -> str:
    """The steps in the notation."""
    return " then ".join(_written(step) for step in steps)


def _written(step: Step) -> str:
    if not step.legs:
        return step.does
    legs = " and ".join(_leg(one) for one in step.legs)
    if len(step.legs) > 1:
        legs = ("the later of " if step.how is How.LATEST else "the earlier of ") + legs
    ends = _CUT_OFFS.get(step.cut_off, "") + _ROUNDINGS.get(step.rounding, "")
    return f"{step.does} {legs}{ends}"


def _leg(leg: Leg) -> str:
    period = f"{leg.period.label} after " if leg.period.count else ""
    name = f":{leg.name}" if leg.name else ""
    return f"{period}{leg.trigger.value}{name}" + (f" with {leg.match}" if leg.match else "")


@lru_cache(maxsize=8192)
def parse(text: str) -> tuple[Step, ...]:
    """The steps that are written in `text`. Raises Unreadable."""
    if len(text) > LONGEST:
        raise Unreadable(f"it has more than {LONGEST:,} characters")
    return tuple(_step(part) for part in " ".join(text.split()).split(" then "))


def _step(text: str) -> Step:
    word, _, rest = text.partition(" ")
    try:
        action = Action(word)
    except ValueError:
        known = ", ".join(Action)
        raise Unreadable(f"“{word}” is not an action: {known}") from None
    rest, one_in = _size(rest) if action is Action.SAMPLE else (rest, 0)
    rest, rounding = _without(rest, _ROUNDINGS)
    rest, cut_off = _without(rest, _CUT_OFFS)
    how = How.LATEST
    for words, one_how in _HOWS.items():
        if rest.startswith(words):
            how, rest = one_how, rest.removeprefix(words)
    if not rest:
        return Step(action, one_in=one_in)
    legs = tuple(_parse_leg(part) for part in rest.split(" and "))
    return Step(action, legs, how, cut_off, rounding, one_in)


def _size(text: str) -> tuple[str, int]:
    """What stands behind the size of a sample, and of how many it keeps one; 0: nothing is said."""
    if found := _ONE_IN.match(text):
        return text[found.end() :], int(found[1])
    if re.match(r"\d+(?:\.\d+)? ?(?:%|per ?cent\b|in\b)", text):
        raise Unreadable(f"a sample keeps 1 in so many, as “sample 1 in 10”, not “{text}”")
    return text, 0


def one_in_of(text: str) -> int:
    """Of how many one is kept, as `1 in 10` or `10%` says it. Raises Unreadable where a share is
    no whole number of records to one."""
    found = _SHARE.fullmatch(text.strip().casefold())
    if found and found["of"]:
        return int(found["of"])
    if found and int(found["percent"]):
        one_in, over = divmod(100, int(found["percent"]))
        if not over:
            return one_in
    raise Unreadable(f"“{text.strip()}” is not 1 in so many, such as 1 in 10")


def _without(text: str, endings: Mapping[CutOff, str]) -> tuple[str, CutOff]:
    """What stands before such an ending, and which it is."""
    for one, words in endings.items():
        if text.endswith(words):
            return text.removesuffix(words), one
    return text, CutOff.NONE


def _parse_leg(text: str) -> Leg:
    found = _LEG.fullmatch(text)
    if not found:
        raise Unreadable(f"“{text}” is not a clock such as “6 years after folder_closed”")
    try:
        trigger = Trigger(found["trigger"])
    except ValueError:
        known = ", ".join(Trigger)
        raise Unreadable(f"“{found['trigger']}” starts no clock; known are {known}") from None
    if (trigger in NAMED) != bool(found["name"]):
        raise Unreadable(f"“{text}” names no event or field" if trigger in NAMED else text)
    return Leg(trigger, _period(found), found["name"] or "", found["match"] or "")


def _period(found: "re.Match[str]") -> Period:
    if found["count"] is None:
        return NOTHING
    unit = UNITS.get(found["unit"])
    if unit is None:
        raise Unreadable(f"“{found['unit']}” is not days, months or years")
    return Period(int(found["count"]), unit)
