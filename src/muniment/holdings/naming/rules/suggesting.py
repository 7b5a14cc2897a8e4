"""A title that follows the conventions, made from one that does not: always the same one."""

import re
from collections.abc import Iterator
from datetime import date

from muniment.holdings.naming.rules.checking import faults, parts_of, unwanted, without_banned
from muniment.holdings.naming.rules.detecting import without
from muniment.holdings.naming.types import Asked, Check, Conventions, DateForm, Severity

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAMED = re.compile(
    r"(?<!\w)(\d{1,2})(?:st|nd|rd|th)? ("
    + "|".join(f"{one}[a-z]*" for one in _MONTHS)
    + r")\.? (\d{4})(?!\w)",
    re.IGNORECASE,
)
_BACKWARDS = re.compile(r"(?<!\d)(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?!\d)")
_FORWARDS = re.compile(r"(?<!\d)(\d{4})([-.]?)(\d{2})\2(\d{2})(?!\d)")
_VERSION = re.compile(
    r"(?<!\w)(?:v|ver|version|rev)[. ]?(\d{1,3}(?:\.\d{1,3}){0,3})(?![\w.]\d|\d)", re.I
)
_EDGES = " -.,_&"


def suggest(title: str, conventions: Conventions, day: date) -> str:
    """A title that follows the conventions; the title itself if it does. Blank where none can be
    made, such as where nothing is left of it. `day` is the record's date: it is used where the
    title has no date and one is asked for.

    What it gives is given again for itself.
    """
    if not faults(title, conventions):
        return title
    asked = {
        one.asked.check: one.asked for one in conventions if one.asked.severity is not Severity.OFF
    }
    made = _cleaned(title, asked)
    if Check.PATTERN in asked:
        made = _in_parts(made, asked[Check.PATTERN], asked, day)
    elif Check.LENGTH in asked:
        made = _cut(made, asked[Check.LENGTH].most)
    return made if made and not faults(made, conventions) else ""


def _cleaned(title: str, asked: dict[Check, Asked]) -> str:
    made = title
    if Check.PERSONAL in asked:
        made = without(made, asked[Check.PERSONAL].kinds)
    if Check.BANNED in asked:
        made = without_banned(made, asked[Check.BANNED].words)
    return _spaced(made)


def _allowed(text: str, asked: dict[Check, Asked]) -> str:
    """The text with a space for what is not used in titles."""
    if Check.CHARACTERS in asked:
        for one in unwanted(text, asked[Check.CHARACTERS].allowed):
            text = text.replace(one, " ")
    return _spaced(text)


def _spaced(text: str) -> str:
    text = re.sub(r"\(\s*\)|\[\s*\]", " ", text)
    return " ".join(text.split()).strip(_EDGES)


def _in_parts(title: str, pattern: Asked, asked: dict[Check, Asked], day: date) -> str:
    """The parts that the pattern asks for, in its order, cut to the length that there is."""
    named = dict(parts_of(pattern.pattern))
    found, subject = _date_in(title)
    version = ""
    if "version" in named:
        version, subject = _version_in(subject if "date" in named else title)
    elif "date" not in named:
        subject = title
    parts = {"date": "", "version": version}
    if "date" in named and (found or named["date"]):
        form = "%Y-%m-%d" if pattern.date_form is DateForm.DASHED else "%Y%m%d"
        parts["date"] = (found or day).strftime(form)
    most = asked[Check.LENGTH].most if Check.LENGTH in asked else 500
    others = sum(len(text) + 1 for text in parts.values() if text)
    parts["subject"] = _cut(_allowed(subject, asked), max(most - others, 0))
    return " ".join(parts[name] for name in named if parts[name])


def _cut(text: str, most: int) -> str:
    """The text, or as many of its first words as there is room for."""
    if len(text) <= most:
        return text
    head = text[: most + 1].rpartition(" ")[0] or text[:most]
    return head.strip(_EDGES)


def _date_in(title: str) -> tuple[date | None, str]:
    """The first date in the title and the rest of it."""
    for begin, end, found in _dates(title):
        return found, _spaced(f"{title[:begin]} {title[end:]}")
    return None, title


def _dates(title: str) -> Iterator[tuple[int, int, date]]:
    for found in _FORWARDS.finditer(title):
        yield from _day(found, found[1], found[3], found[4])
    for found in _BACKWARDS.finditer(title):
        yield from _day(found, found[3], found[2], found[1])
    for found in _NAMED.finditer(title):
        month = _MONTHS.index(found[2][:3].lower()) + 1
        yield from _day(found, found[3], str(month), found[1])


def _day(found: re.Match[str], year: str, month: str, day: str) -> Iterator[tuple[int, int, date]]:
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return
    if 1900 <= made.year <= 2200:
        yield (*found.span(), made)


def _version_in(title: str) -> tuple[str, str]:
    """The last version in the title, and the rest of it."""
    every = list(_VERSION.finditer(title))
    if not every:
        return "", title
    begin, end = every[-1].span()
    return f"v{every[-1][1]}", _spaced(f"{title[:begin]} {title[end:]}")
