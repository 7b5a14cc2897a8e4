"""Reading what is said of an asset: what is written becomes the one form it is kept in."""

import re
from collections.abc import Mapping
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.governance.assets.types import BY_NAME, Field, Form
from muniment.holdings.records.rules import printable

_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_APART = re.compile(r"[\s,;|]+")
_SAID_YES, _SAID_NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")


def read(values: Mapping[str, str]) -> tuple[dict[str, str], list[Reason]]:
    """The values in the form they are kept in, with every reason why one cannot be read. A value
    that cannot be read is left as it was written; names that are no field are left out."""
    found, wrong = {}, []
    for name, text in values.items():
        if (field := BY_NAME.get(name)) is not None:
            found[name], fault = read_one(field, text)
            wrong += [Reason(name, f"{field.label}: {fault}", name)] if fault else []
    return found, wrong


def read_one(field: Field, text: str) -> tuple[str, str]:
    """A value in the form it is kept in, and what is wrong with it (blank: nothing)."""
    lines = [printable(line).rstrip() for line in text.splitlines()]
    bare = (
        "\n".join(lines).strip() if field.form is Form.TEXT else " ".join(" ".join(lines).split())
    )
    if len(bare) > field.most:
        return bare, f"use at most {field.most:,} letters."
    if not bare:
        return "", ""
    match field.form:
        case Form.CHOICE:
            return _choice(field, bare)
        case Form.YES_NO:
            return _yes_no(bare)
        case Form.DAY:
            return _day(bare)
        case Form.NUMBER:
            return (bare, "") if bare.isascii() and bare.isdigit() else (bare, "give whole hours.")
        case Form.REFERENCES:
            return " ".join(dict.fromkeys(filter(None, _APART.split(bare)))), ""
        case _:
            return bare, ""


def _choice(field: Field, text: str) -> tuple[str, str]:
    folded = _folded(text)
    for value, label in field.choices.items():
        # The label may go on to explain itself: "Low: work goes on without it".
        if folded in (_folded(value), _folded(label), _folded(label.partition(":")[0])):
            return value, ""
    known = ", ".join(label.partition(":")[0] for label in field.choices.values())
    return text, f"“{text[:60]}” is none of {known}."


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.strip().casefold())


def _yes_no(text: str) -> tuple[str, str]:
    folded = text.casefold()
    if folded in _SAID_YES:
        return "yes", ""
    return ("no", "") if folded in _SAID_NO else (text, f"“{text[:60]}” is neither yes nor no.")


def _day(text: str) -> tuple[str, str]:
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat(), ""
        return date.fromisoformat(text.replace("T", " ").partition(" ")[0]).isoformat(), ""
    except ValueError:
        return text, f"“{text[:40]}” is no date such as 31/03/2026."


def day(values: Mapping[str, str], name: str) -> date | None:
    """The day that a field says; None where it says none."""
    text = values.get(name, "")
    return date.fromisoformat(text) if text else None


def in_words(field: Field, text: str) -> str:
    """A value as people read it."""
    if field.form in (Form.CHOICE, Form.YES_NO):
        return field.choices.get(text, text)
    if field.form is Form.DAY and text:
        found = date.fromisoformat(text)
        return f"{found.day} {found:%B %Y}"
    return text
