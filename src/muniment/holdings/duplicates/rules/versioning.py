"""Which two records look like versions of one document, why, and which of them is the later.

What is judged: the marks in the names (v2, draft, final, copy, a date), how much of their texts
they share, and when each was changed. A series, such as the minutes of one month and the next, has
names that differ in a date only: that alone makes no versions, the texts must be alike as well.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.duplicates.types import Judged, Named, Offered, Side

ALIKE_ENOUGH = 0.6  # of names that are the same but for a date, or altogether
ALIKE_WITH_OTHER_NAMES = 0.8
NAMES_SHARED = 0.5  # of the words of both names, where the names are not the same
_NUMBER = re.compile(
    r"(?:^|(?<=[\W_]))(?:v|ver|version|rev|revision|issue)[\s._-]?(\d{1,3}(?:[._]\d{1,3}){0,2})"
    r"(?![\d])",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)[-._ ]?(?P<m>0[1-9]|1[0-2])[-._ ]?(?P<d>0[1-9]|[12]\d|3[01])"
    r"|(?P<d2>0?[1-9]|[12]\d|3[01])[-._](?P<m2>0?[1-9]|1[0-2])[-._](?P<y2>(?:19|20)\d\d))(?!\d)"
)
_COPY = re.compile(r"\bcopy(?: of|\s*\(?\d{0,2}\)?$)|\(\d{1,2}\)\s*$", re.IGNORECASE)
_STAGES = (
    (0, re.compile(r"\b(?:draft|drafft|dft|wip)\b(?:[\s._-]?\d{1,2}\b)?", re.IGNORECASE)),
    (2, re.compile(r"\b(?:amended|revised|updated|new|latest|diwygiedig)\b", re.IGNORECASE)),
    (3, re.compile(r"\b(?:final|approved|signed|adopted|terfynol)\b", re.IGNORECASE)),
)
_WORDS = re.compile(r"[^\W_]+")


def named(title: str) -> Named:
    """A title taken apart: what it is called, and the marks of a version in it."""
    rest = title.replace("_", " ")
    numbers: tuple[int, ...] = ()
    found = _NUMBER.search(rest)
    if found:
        numbers = tuple(int(one) for one in re.split(r"[._]", found[1]))
        rest = _NUMBER.sub(" ", rest)
    day = _day_in(rest)
    if day:
        rest = _DAY.sub(" ", rest)
    copied = bool(_COPY.search(rest))
    rest = _COPY.sub(" ", rest)
    stage = None
    for rank, pattern in _STAGES:
        if pattern.search(rest):
            stage = rank
            rest = pattern.sub(" ", rest)
    words = tuple(one.casefold() for one in _WORDS.findall(rest))
    return Named(words, numbers, stage, copied, day)


def _day_in(text: str) -> date | None:
    for found in _DAY.finditer(text):
        parts = found.groupdict()
        year, month, day = (int(parts[one] or parts[f"{one}2"]) for one in "ymd")
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None


def offered(one: Side, other: Side, alike: float | None) -> Offered | None:
    """The two as versions of one document, the earlier first, with every reason for it in words;
    None where nothing speaks for it. `alike` is the share of their texts that both have, of 1;
    None where it is not known to be large."""
    ours, theirs = named(one.title), named(other.title)
    if not _are_versions(ours, theirs, alike or 0.0):
        return None
    swapped = later_first(one, other)
    earlier, later = (other, one) if swapped else (one, other)
    return Offered(earlier, later, _why(earlier, later, alike), alike)


def _are_versions(ours: Named, theirs: Named, alike: float) -> bool:
    if not ours.words or not theirs.words:
        return False
    if ours.words == theirs.words:
        if ours.day != theirs.day or ours.marks == theirs.marks:
            return alike >= ALIKE_ENOUGH
        return True
    shared = len(set(ours.words) & set(theirs.words)) / len({*ours.words, *theirs.words})
    return alike >= ALIKE_WITH_OTHER_NAMES and shared >= NAMES_SHARED


def later_first(one: Side, other: Side) -> bool:
    """Whether the first of two is the later version: by the numbers in the names, by draft and
    final, by dates in the names, by when they were changed, by the date of the record."""
    ours, theirs = named(one.title), named(other.title)
    plain = 1  # between a draft and what was amended or is final
    stages = [plain if name.stage is None else name.stage for name in (ours, theirs)]
    told: Sequence[tuple[object, object]] = (
        (ours.numbers, theirs.numbers) if ours.numbers and theirs.numbers else ((), ()),
        (stages[0], stages[1]),
        (ours.day, theirs.day) if ours.day and theirs.day else (None, None),
        (one.modified_on, other.modified_on)
        if one.modified_on and other.modified_on
        else (None, None),
        (one.record_date, other.record_date),
    )
    for left, right in told:
        if left != right:
            return bool(left > right)  # type: ignore[operator]
    return one.number > other.number


def _why(earlier: Side, later: Side, alike: float | None) -> tuple[str, ...]:
    said = []
    before, after = named(earlier.title), named(later.title)
    if before.words == after.words:
        marks = [f"“{one}”" for one in (before.said, after.said) if one]
        words = f" but for {' and '.join(marks)}" if before.said != after.said else ""
        said.append(f"The names are the same{words}.")
    else:
        said.append("The names share most of their words.")
    if alike is not None:
        said.append(f"The texts are {int(alike * 100)} % alike.")
    if earlier.modified_on and later.modified_on:
        days = abs((later.modified_on - earlier.modified_on).days)
        said.append(
            "Both were last changed on the same day."
            if days == 0
            else f"They were last changed {days:,} {'day' if days == 1 else 'days'} apart."
        )
    return tuple(said)


def reasons_not_to_judge(one: Judged, other: Judged) -> list[Reason]:
    """Why nothing can be said of these two as versions of one document."""
    reasons = []
    if one.number == other.number:
        reasons.append(Reason("itself", "A record is no version of itself. Name another.", "other"))
    for side in (one, other):
        if not side.declared:
            message = f"{side.reference} is set aside or destroyed."
            reasons.append(Reason("not_declared", message))
    return reasons


def reasons_not_to_order(
    earlier: int, later: int, known: Iterable[tuple[int, int]]
) -> list[Reason]:
    """Why one cannot come before the other, given what comes before what among versions of the
    same document: a version that is both before and after another is none."""
    after: dict[int, set[int]] = {}
    for first, second in known:
        after.setdefault(first, set()).add(second)
    seen, waiting = set(), [later]
    while waiting:
        number = waiting.pop()
        if number == earlier:
            message = "By other versions of this document, the order is the other way round."
            return [Reason("order", message, "decision")]
        if number not in seen:
            seen.add(number)
            waiting += after.get(number, ())
    return []


def in_order(sides: Iterable[Side], before: Iterable[tuple[int, int]]) -> list[Side]:
    """Versions of one document, the earliest first: as persons said, and where nobody did, as
    names and dates say."""
    left = {one.number: one for one in sides}
    edges = list(before)
    found: list[Side] = []
    while left:
        held = {second for first, second in edges if first in left}
        free = [one for number, one in left.items() if number not in held] or list(left.values())
        first = free[0]
        for one in free[1:]:
            if later_first(first, one):
                first = one
        found.append(left.pop(first.number))
    return found
