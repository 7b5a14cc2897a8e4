"""What is wrong with a title, by the conventions in force."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from muniment.holdings.naming.rules.detecting import personal_data
from muniment.holdings.naming.types import (
    Asked,
    Check,
    Conventions,
    DateForm,
    Fault,
    InForce,
    Severity,
)

ALWAYS = " -."  # dates and versions are written with these
PARTS = ("date", "subject", "version")
VERSION = r"v\d{1,3}(?:\.\d{1,3}){0,3}"
_DATE = {DateForm.DASHED: r"\d{4}-\d{2}-\d{2}", DateForm.PLAIN: r"\d{8}"}
_EXAMPLE = {DateForm.DASHED: "2026-03-31", DateForm.PLAIN: "20260331"}


def faults(title: str, conventions: Conventions) -> tuple[Fault, ...]:
    """All that is wrong with the title, in the order of the checks; empty if it follows them."""
    return tuple(
        Fault(one.asked.check, one.asked.severity, message, one.origin)
        for one in sorted(conventions, key=_order)
        if one.asked.severity is not Severity.OFF
        for message in _CHECKS[one.asked.check](title, one.asked)
    )


def _order(one: InForce) -> int:
    return list(Check).index(one.asked.check)


def parts_of(pattern: str) -> list[tuple[str, bool]]:
    """The parts of a pattern in order, and whether each must be there."""
    return [(word.strip("[]"), not word.startswith("[")) for word in pattern.split()]


@lru_cache(maxsize=256)
def shape(pattern: str, form: DateForm) -> re.Pattern[str]:
    """A title of the pattern: its parts in order, a space between each two."""
    whole = ""
    kinds = {"date": _DATE[form], "subject": r"\S(?:.*?\S)?", "version": VERSION}
    for name, needed in parts_of(pattern):
        part = f"(?P<{name}>{kinds[name]})"
        if not needed:
            whole += f"(?:{part}(?: |$))?"
        else:
            whole += f"{part}(?: |$)"
    return re.compile(whole + "$(?<! )")


def example(asked: Asked) -> str:
    """A title that has the parts asked for, in words and figures."""
    shown = {"date": _EXAMPLE[asked.date_form], "subject": "Minutes of the board", "version": "v1"}
    return " ".join(shown[name] for name, _ in parts_of(asked.pattern))


def reads_as_date(text: str, form: DateForm) -> bool:
    """Whether the text is a day that there is, in this form."""
    plain = text.replace("-", "")
    try:
        date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    except ValueError:
        return False
    return bool(re.fullmatch(_DATE[form], text, re.ASCII))


def _pattern(title: str, asked: Asked) -> list[str]:
    found = shape(asked.pattern, asked.date_form).match(title)
    if found is None:
        names = [name if needed else f"{name} (may be left out)" for name, needed in _parts(asked)]
        return [f"A title has these parts, in order: {', '.join(names)}. Like: {example(asked)}"]
    given = found.groupdict().get("date")
    if given and not reads_as_date(given, asked.date_form):
        return [f"{given} is no date. Write it as {asked.date_form.value}."]
    return []


def _parts(asked: Asked) -> list[tuple[str, bool]]:
    return parts_of(asked.pattern)


def banned_in(title: str, words: tuple[str, ...]) -> list[str]:
    """Those of the words, or rows of words, that stand in the title, whatever their case."""
    return [one for one in words if _word(one).search(title)]


@lru_cache(maxsize=4096)
def _word(one: str) -> re.Pattern[str]:
    spaced = r"[\W_]+".join(re.escape(part) for part in one.split())
    return re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)


def without_banned(title: str, words: tuple[str, ...]) -> str:
    """The title without these words."""
    while found := banned_in(title, words):
        title = " ".join(_word(found[0]).sub(" ", title).split())
    return title


def _banned(title: str, asked: Asked) -> list[str]:
    found = ", ".join(f"'{one}'" for one in banned_in(title, asked.words))
    return [f"These words say nothing to others: {found}."] if found else []


def _length(title: str, asked: Asked) -> list[str]:
    if len(title) < asked.least:
        return [f"It is too short: a title has at least {asked.least} characters."]
    if len(title) > asked.most:
        return [
            f"It is too long: a title has at most {asked.most} characters. It has {len(title)}."
        ]
    return []


def unwanted(title: str, allowed: str) -> list[str]:
    """The characters of the title that are neither letters nor digits nor allowed, each once."""
    wanted = {*ALWAYS, *allowed}
    return [one for one in dict.fromkeys(title) if not one.isalnum() and one not in wanted]


def _characters(title: str, asked: Asked) -> list[str]:
    found = unwanted(title, asked.allowed)
    return [f"Titles do not have these characters: {' '.join(found)}"] if found else []


def _personal(title: str, asked: Asked) -> list[str]:
    found = personal_data(title, asked.kinds)
    return [f"It seems to have {kind.label} in it." for kind in found]


_CHECKS: dict[Check, Callable[[str, Asked], list[str]]] = {
    Check.PATTERN: _pattern,
    Check.BANNED: _banned,
    Check.LENGTH: _length,
    Check.CHARACTERS: _characters,
    Check.PERSONAL: _personal,
}
