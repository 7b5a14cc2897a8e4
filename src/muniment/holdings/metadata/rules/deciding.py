"""What can be defined, where it is asked for, and what is missing."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from muniment.foundation.kernel.errors import Reason
from muniment.foundation.kernel.words import words_of
from muniment.holdings.metadata.rules.patterns import BadPattern, read_pattern
from muniment.holdings.metadata.types import (
    DEFAULT_LENGTH,
    PROPERTIES,
    SOURCES,
    Asked,
    Asking,
    FieldKind,
    FieldTerms,
    Values,
)

_CODE = re.compile(r"[a-z][a-z0-9]{1,39}")
# Words that mean something else in a search, before a colon.
TAKEN = frozenset(
    "title path class format state date before after text type size from to cc subject attachment "
    "folder unit owner rule hold language sort reference has is near like".split()
)


def field_name(code: str) -> str:
    """What the field is called on a form, so that a refusal is shown beside it."""
    return f"field-{code}"


def in_force(said: Iterable[tuple[str, int, FieldTerms, Asking]]) -> list[Asked]:
    """The fields that are asked for, in order, from what is said of each: by whom (a class, or
    WHOLE_BODY), the field's number, its terms. The widest comes first; the nearest wins."""
    found: dict[int, Asked] = {}
    dropped: set[int] = set()
    for origin, number, terms, asking in said:
        known = found.get(number)
        if known is None:
            found[number] = _with(Asked(number, terms, origin=origin), asking)
        else:
            found[number] = _with(replace(known, changed_in=(*known.changed_in, origin)), asking)
        if asking.dropped is not None:
            (dropped.add if asking.dropped else dropped.discard)(number)
    kept = [one for number, one in found.items() if number not in dropped]
    return sorted(kept, key=lambda one: (one.position, one.terms.title, one.number))


def _with(one: Asked, said: Asking) -> Asked:
    return replace(
        one,
        mandatory=one.mandatory if said.mandatory is None else said.mandatory,
        default=one.default if said.default is None else said.default,
        position=one.position if said.position is None else said.position,
    )


def reasons_missing(asked: Iterable[Asked], values: Mapping[int, Values]) -> list[Reason]:
    """Why a record is not complete: each field that it must have and has no value for."""
    return [
        Reason("field_missing", f"Enter: {one.terms.title}.", field_name(one.terms.code))
        for one in asked
        if one.mandatory and not values.get(one.number)
    ]


def reasons_not_to_define(
    terms: FieldTerms, taken: bool, vocabularies: Collection[str]
) -> list[Reason]:
    """Why a field cannot be defined so."""
    reasons = []
    if not _CODE.fullmatch(terms.code):
        message = "A code has 2 to 40 small letters and figures, and begins with a letter."
        reasons.append(Reason("code", message, "code"))
    elif terms.code in TAKEN:
        message = f"{terms.code}: means something else in a search. Choose another code."
        reasons.append(Reason("code_reserved", message, "code"))
    if taken:
        reasons.append(Reason("code_taken", f"There is a field {terms.code} already.", "code"))
    if not terms.title.strip():
        reasons.append(Reason("no_title", "Say what the field is called.", "title"))
    return [*reasons, *_too_long(terms), *_of_kind(terms, vocabularies)]


def _too_long(terms: FieldTerms) -> list[Reason]:
    limits = {"title": 200, "help": 500, "pattern_help": 300}
    return [
        Reason("too_long", f"At most {most} letters can be used here.", name)
        for name, most in limits.items()
        if len(getattr(terms, name)) > most
    ]


def _of_kind(terms: FieldTerms, vocabularies: Collection[str]) -> list[Reason]:
    reasons = []
    if terms.kind is FieldKind.CHOICE and terms.vocabulary not in vocabularies:
        name = terms.vocabulary or "none"
        message = f"A choice is made from a vocabulary that is in use; {name} is not one."
        reasons.append(Reason("vocabulary", message, "vocabulary"))
    if terms.kind is not FieldKind.CHOICE and terms.vocabulary:
        message = "Only a choice has a vocabulary."
        reasons.append(Reason("vocabulary", message, "vocabulary"))
    if terms.several and terms.kind in (FieldKind.YES_NO, FieldKind.LONG_TEXT):
        reasons.append(Reason("several", "Such a field has one value only.", "several"))
    if terms.fills_from and terms.fills_from not in SOURCES:
        known = ", ".join(SOURCES)
        reasons.append(Reason("source", f"It can be filled from: {known}.", "fills_from"))
    if terms.proposed_from and terms.proposed_from not in PROPERTIES:
        known = ", ".join(PROPERTIES)
        reasons.append(Reason("source", f"It can be proposed from: {known}.", "proposed_from"))
    return [*reasons, *_of_pattern(terms)]


def _of_pattern(terms: FieldTerms) -> list[Reason]:
    if not terms.pattern:
        return []
    if terms.kind is not FieldKind.TEXT:
        return [Reason("pattern", "Only a line of text has a pattern.", "pattern")]
    try:
        read_pattern(terms.pattern)
    except BadPattern as error:
        return [Reason("pattern", f"The pattern cannot be used. {error}", "pattern")]
    return []


def reasons_not_to_change(before: FieldTerms, after: FieldTerms, used: bool) -> list[Reason]:
    """Why a field cannot become this: what is stored must stay readable."""
    if not used:
        return []
    reasons = []
    longer = before.kind is FieldKind.TEXT and after.kind is FieldKind.LONG_TEXT
    if after.kind is not before.kind and not longer:
        message = "Records have values of it: what it holds cannot change. Make another field."
        reasons.append(Reason("used", message, "kind"))
    if after.vocabulary != before.vocabulary:
        message = "Records have values from this vocabulary: it cannot be changed for another."
        reasons.append(Reason("used", message, "vocabulary"))
    if before.several and not after.several:
        message = "Records may have several values of it: it cannot go back to one."
        reasons.append(Reason("used", message, "several"))
    return reasons


def reasons_not_to_ask(asking: Asking, wrong_default: Sequence[Reason]) -> list[Reason]:
    """Why a class cannot ask for a field so."""
    reasons = [Reason(one.code, one.message, "default") for one in wrong_default]
    if len(asking.default or "") > DEFAULT_LENGTH:
        message = f"A field begins with at most {DEFAULT_LENGTH} letters."
        reasons.append(Reason("too_long", message, "default"))
    if asking.dropped and asking.mandatory:
        message = "A field that is not asked for cannot be mandatory."
        reasons.append(Reason("dropped", message, "mandatory"))
    if asking.position is not None and not -10_000 <= asking.position <= 10_000:
        reasons.append(Reason("position", "The place is a number up to 10,000.", "position"))
    return reasons


def reasons_not_to_label(label: str, taken: bool, where: str = "label") -> list[Reason]:
    """Why a term cannot be called so. `taken`: another term of the vocabulary is."""
    if not words_of(label):
        return [Reason("no_label", "Enter what the term is called, in letters or figures.", where)]
    if len(label) > 200:
        return [Reason("too_long", "A term has at most 200 letters.", where)]
    if "|" in label:
        return [Reason("label", "A term cannot have | in it: it stands between values.", where)]
    if taken:
        return [Reason("taken", f"{label} is in this vocabulary already.", where)]
    return []
