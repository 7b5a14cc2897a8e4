"""Reading one term of a query: a word, a phrase, words near each other, or a filter."""

import re
from calendar import monthrange
from datetime import date, timedelta

from muniment.holdings.search.rules.folding import words_of
from muniment.holdings.search.types import All, Field, Filter, Fuzzy, Near, Node, Said, Words

FILTERS = {"class", "only-class", "unit", "folder", "format", "state", "language", "thread", "like"}
STATES = ("declared", "destroying", "destroyed")
APART = 5  # words between those that are near each other, where nobody says how many
FURTHEST_APART = 20
SHORTEST = 3  # letters of a word that is looked for as it may be misspelled
UNITS = {"b": 1, "": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}
LARGEST = 2**62
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)\s*([kmgt]?b?)", re.IGNORECASE)
_BOUND = re.compile(r"(>=|<=|>|<)(.+)")


def term(name: str, value: str, quoted: bool, apart: str | None, notes: list[str]) -> Node | None:
    """What `name:value` asks for; None where it is nothing, of which a note is added. `apart` is
    what stands after a phrase and its ~: how many words may come between."""
    if name == "state" and value.lower() not in STATES:
        notes.append(f"There is no state '{_shown(value)}'. There are: {', '.join(STATES)}.")
        return None
    if name in FILTERS:
        return Filter(name, value)
    if name in ("date", "before", "after"):
        return _dates(name, value, notes)
    if name == "size":
        return _sizes(value, notes)
    if name and name not in (Field.TITLE, Field.PATH):
        return Said(name, value, quoted)
    if apart is not None:
        return _near(value, Field(name), apart, notes)
    return _words(value, Field(name), quoted=quoted, notes=notes)


def _shown(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:40]}…"


def _words(value: str, where: Field, *, quoted: bool, notes: list[str]) -> Node | None:
    words = tuple(words_of(value))
    if not words:
        notes.append(f"There is nothing to look for in '{_shown(value)}'.")
        return None
    if value.endswith(("~", "~1", "~2")) and not quoted:
        return _fuzzy(value, where, notes)
    return Words(words, where, prefix=value.endswith("*") and not quoted)


def _fuzzy(value: str, where: Field, notes: list[str]) -> Node | None:
    words = tuple(words_of(value.rpartition("~")[0]))
    if len(words) == 1 and len(words[0]) >= SHORTEST:
        if value.endswith("2"):
            notes.append(f"'{_shown(value)}' was looked for with one letter different, not two.")
        return Fuzzy(words[0], where)
    if not words:
        notes.append(f"There is nothing to look for in '{_shown(value)}'.")
        return None
    notes.append(
        f"'{_shown(value)}' was looked for as it is written: "
        "~ goes after one word of three letters or more."
    )
    return Words(words, where)


def _near(value: str, where: Field, apart: str, notes: list[str]) -> Node | None:
    words = tuple(words_of(value))
    if len(words) < 2:
        return _words(value, where, quoted=True, notes=notes)
    number = int(apart[:6]) if apart else APART
    if number > FURTHEST_APART:
        notes.append(f"Words count as near with up to {FURTHEST_APART} others between them.")
    return Near(words, min(number, FURTHEST_APART), where)


def _dates(name: str, value: str, notes: list[str]) -> Node | None:
    first, dots, last = value.partition("..")
    begins = _span(first)
    ends = _span(last) if dots and last else begins
    bound = name in ("before", "after")
    if (begins is None and (first or bound)) or (ends is None and (last or not dots)):
        notes.append(f"'{_shown(value)}' is not a date. Write 2019, 2019-04 or 2019..2021.")
        return None
    if begins and bound:
        return Filter(name, value, begins[0] if name == "before" else begins[1])
    after = Filter("after", value, _previous(begins[0])) if begins else None
    open_ended = dots and not last
    before = Filter("before", value, _next(ends[1])) if ends and not open_ended else None
    both = tuple(one for one in (after, before) if one)
    if not both:
        notes.append("There is no date in '..'. Write 2019, 2019-04 or 2019..2021.")
    return All(both) if both else None


def _previous(day: date) -> date:
    return day if day == date.min else day - timedelta(days=1)


def _next(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def span(text: str) -> tuple[date, date] | None:
    """The first and last day of a year, a month or a day that was typed; None if it is none."""
    return _span(text)


def as_words(said: Said) -> Words | None:
    """The words of `name:value` where there is no such field: a phrase, as it stands."""
    words = tuple(words_of(f"{said.name} {said.value}"))
    return Words(words) if words else None


def _span(text: str) -> tuple[date, date] | None:
    """The first and last day of what was written: a year, a month or a day."""
    found = _DAY.fullmatch(text)
    if not found:
        return None
    year, month, day = int(found[1]), found[2], found[3]
    try:
        first = date(year, int(month or 1), int(day or 1))
        if day:
            return first, first
        if month:
            return first, _month_end(first)
        return first, date(year, 12, 31)
    except ValueError:
        return None


def _month_end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _sizes(value: str, notes: list[str]) -> Node | None:
    """Sizes in bytes, from and to; a size alone is a size at least."""
    first, dots, last = value.partition("..")
    bound = _BOUND.fullmatch(value)
    least, most = (_bytes(first), _bytes(last)) if dots else (None, None)
    amount = _bytes(bound[2]) if bound else _bytes(value)
    understood = amount is not None if not dots else least is not None or most is not None
    if not understood or (dots and ((first and least is None) or (last and most is None))):
        notes.append(f"'{_shown(value)}' is not a size. Write >1MB, <200kB or 1MB..5MB.")
        return None
    if amount is not None and not dots:
        sign = bound[1] if bound else ">="
        least = amount + (sign == ">") if sign.startswith(">") else None
        most = amount - (sign == "<") if sign.startswith("<") else None
    ends = [Filter("smallest", value, size=least)] if least is not None else []
    ends += [Filter("largest", value, size=most)] if most is not None else []
    return All(tuple(ends)) if len(ends) > 1 else ends[0]


def _bytes(text: str) -> int | None:
    found = _SIZE.fullmatch(text.strip())
    if not found:
        return None
    unit = found[2].lower()
    factor = UNITS[unit if unit in UNITS else f"{unit}b"]
    whole, _, part = found[1].partition(".")
    return min(int(whole) * factor + int(part.ljust(6, "0") or 0) * factor // 10**6, LARGEST)
