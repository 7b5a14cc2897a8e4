"""Values as people type them, as they are stored, and as they are shown."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.foundation.kernel.words import fold, normalised
from muniment.holdings.metadata.rules.deciding import field_name
from muniment.holdings.metadata.rules.patterns import read_pattern
from muniment.holdings.metadata.types import (
    LONG_LENGTH,
    MOST_VALUES,
    TEXT_LENGTH,
    FieldKind,
    FieldTerms,
    Known,
    Value,
    Values,
)

FIRST_YEAR = 1000  # else 31/03/26 is a day two thousand years ago, and what waits for it is due
BETWEEN = "|"  # stands between several values in a cell or a form's box
YES, NO = frozenset({"yes", "true", "1", "on"}), frozenset({"no", "false", "0", "off"})


def folded(label: str) -> str:
    """A label as it is compared: case, accents and spaces do not matter."""
    return " ".join(fold(label).split())[:200]


def typed_of(terms: FieldTerms, given: object) -> list[str]:
    """What was typed for a field, one text for each value; a box with several has them on lines
    or with | between."""
    if given is None:
        return []
    if isinstance(given, bool):
        return ["yes" if given else "no"]
    if isinstance(given, list | tuple):
        return [text for one in given for text in typed_of(terms, one)]
    text = str(given)
    if terms.several and terms.kind is not FieldKind.LONG_TEXT:
        parts = text.replace("\r", "\n").replace(BETWEEN, "\n").split("\n")
        return [one.strip() for one in parts if one.strip()]
    return [text.strip()] if text.strip() else []


def read_all(terms: FieldTerms, typed: Sequence[str], known: Known) -> tuple[Values, list[Reason]]:
    """The values that were typed, each once, and all that is wrong with them."""
    found: dict[Value, None] = {}
    reasons = []
    for text in typed[:MOST_VALUES]:
        value = read_value(terms, text, known)
        if isinstance(value, Reason):
            reasons.append(value)
        else:
            found[value] = None
    if len(typed) > (MOST_VALUES if terms.several else 1):
        most = f"at most {MOST_VALUES} values" if terms.several else "one value"
        reasons.append(_wrong(terms, "field_several", f"can have {most}"))
    return tuple(found), list(dict.fromkeys(reasons))


def read_value(terms: FieldTerms, text: str, known: Known) -> Value | Reason:
    """One value, or why it is none."""
    text = normalised("NFC", text).strip()
    if terms.kind is FieldKind.NUMBER:
        return _number(terms, text)
    if terms.kind is FieldKind.DATE:
        return _date(terms, text)
    if terms.kind is FieldKind.YES_NO:
        return _yes_no(terms, text)
    if terms.kind is FieldKind.CHOICE:
        number = known.terms.get(terms.vocabulary, {}).get(folded(text))
        return Value(term=number) if number else _wrong(terms, "field_choice", _not_offered(text))
    if terms.kind in (FieldKind.PERSON, FieldKind.RECORD):
        return _reference(terms, text, known)
    return _text(terms, text)


def _text(terms: FieldTerms, text: str) -> Value | Reason:
    most = LONG_LENGTH if terms.kind is FieldKind.LONG_TEXT else TEXT_LENGTH
    if len(text) > most:
        return _wrong(terms, "field_too_long", f"can have at most {most:,} letters")
    if terms.pattern and not read_pattern(terms.pattern).matches(text):
        said = terms.pattern_help or "is not written as this field asks"
        return _wrong(terms, "field_pattern", said if terms.pattern_help == "" else f"– {said}")
    return Value(text=text)


def number_of(text: str) -> float | None:
    """The number that was typed, with or without commas for thousands; None if it is none."""
    try:
        found = float(text.replace(",", "").replace(" ", ""))
    except ValueError:
        return None
    return found if math.isfinite(found) and abs(found) < 1e15 and "_" not in text else None


def _number(terms: FieldTerms, text: str) -> Value | Reason:
    found = number_of(text)
    if found is None:
        return _wrong(terms, "field_number", f"is a number; {_short(text)} is none")
    return Value(text=f"{int(found)}" if found == int(found) else repr(found), number=found)


def _date(terms: FieldTerms, text: str) -> Value | Reason:
    parts = text.replace(".", "/").split("/")
    try:
        day, month, year = (int(one) for one in parts) if len(parts) == 3 else (0, 0, 0)
        found = date(year, month, day) if year else date.fromisoformat(text)
        if found.year < FIRST_YEAR:
            raise ValueError("a year of two figures, or one that nobody means")
    except (ValueError, OverflowError):
        words = f"is a date such as 2026-03-31 or 31/03/2026; {_short(text)} is none"
        return _wrong(terms, "field_date", words)
    return Value(text=found.isoformat(), day=found)


def _yes_no(terms: FieldTerms, text: str) -> Value | Reason:
    word = text.casefold()
    if word in YES or word in NO:
        return Value(text="yes" if word in YES else "no")
    return _wrong(terms, "field_yes_no", f"is yes or no; {_short(text)} is neither")


def _reference(terms: FieldTerms, text: str, known: Known) -> Value | Reason:
    person = terms.kind is FieldKind.PERSON
    found = (known.people if person else known.records).get(text)
    if found:
        return Value(text=found)
    what = "person" if person else "record"
    return _wrong(terms, f"field_{what}", f"names a {what}; there is no {_short(text)}")


def _not_offered(text: str) -> str:
    return f"is chosen from its list; {_short(text)} is not in it"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def _wrong(terms: FieldTerms, code: str, words: str) -> Reason:
    return Reason(code, f"{terms.title} {words}.".replace("..", "."), field_name(terms.code))


def in_words(value: Value, labels: Mapping[int, str]) -> str:
    """A value as it is read; of a term its label of today."""
    if value.term is not None:
        return labels.get(value.term, "")
    return value.text


def named_in(
    fields: Iterable[FieldTerms], typed: Mapping[str, Sequence[str]], kind: FieldKind
) -> set[str]:
    """All texts that were typed for fields of one kind: to be looked up at once."""
    return {
        normalised("NFC", text).strip()
        for one in fields
        if one.kind is kind
        for text in typed.get(one.code, ())
    }
