"""Reading what is said of a risk: what is written becomes the one form it is kept in."""

import re
from collections.abc import Mapping
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.governance.risks.types import (
    BY_NAME,
    HIGHEST,
    KINDS,
    LOWEST,
    Field,
    Form,
    Mark,
    Treatment,
)
from muniment.holdings.records.rules import printable

_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_APART = re.compile(r"[\s,;|]+")


def read(values: Mapping[str, str]) -> tuple[dict[str, str], list[Reason]]:
    """The values in the form they are kept in, with every reason why one cannot be read. A value
    that cannot be read is left as it was written; names that are no field are left out."""
    found, wrong = {}, []
    for name, text in values.items():
        if (field := BY_NAME.get(name)) is not None:
            found[name], fault = _read_one(field, text)
            wrong += [Reason(name, f"{field.label}: {fault}", name)] if fault else []
    return found, wrong


def _read_one(field: Field, text: str) -> tuple[str, str]:
    bare = lines(text) if field.form is Form.TEXT else line(text)
    if len(bare) > field.most:
        return bare, f"use at most {field.most:,} letters."
    if not bare:
        return "", ""
    match field.form:
        case Form.TREATMENT:
            folded = bare.casefold().partition(":")[0]
            return (folded, "") if folded in list(Treatment) else (bare, _none_of(bare))
        case Form.DAY:
            return _day(bare)
        case Form.SCORE:
            plain = bare.isascii() and bare.isdigit() and len(bare) == 1
            fits = plain and LOWEST <= int(bare) <= HIGHEST
            return bare, "" if fits else f"give a number from {LOWEST} to {HIGHEST}."
        case Form.ASSETS:
            return " ".join(sorted(set(filter(None, _APART.split(bare))))), ""
        case _:
            return bare, ""


def _none_of(text: str) -> str:
    return f"“{text[:60]}” is none of {', '.join(Treatment)}."


def line(text: str) -> str:
    """Text on one line, without what cannot be seen."""
    return " ".join(printable(" ".join(text.split())).split())


def lines(text: str) -> str:
    """Text of several lines, without what cannot be seen."""
    return "\n".join(printable(one).rstrip() for one in text.splitlines()).strip()


def _day(text: str) -> tuple[str, str]:
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat(), ""
        return date.fromisoformat(text).isoformat(), ""
    except ValueError:
        return text, f"“{text[:40]}” is no date such as 31/03/2026."


def day(values: Mapping[str, str], name: str) -> date | None:
    """The day that a field says; None where it says none."""
    text = values.get(name, "")
    return date.fromisoformat(text) if text else None


def mark(values: Mapping[str, str], kind: str) -> Mark | None:
    """The score of a kind (inherent, current, target); None where a part of it is missing."""
    likelihood, impact = values.get(f"{kind}_likelihood"), values.get(f"{kind}_impact")
    return Mark(int(likelihood), int(impact)) if likelihood and impact else None


def marks(values: Mapping[str, str]) -> dict[str, Mark | None]:
    """The scores of every kind."""
    return {kind: mark(values, kind) for kind in KINDS}
