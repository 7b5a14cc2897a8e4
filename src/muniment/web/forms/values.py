"""The fields that a class asks for, on a form: which they are is known when the page is shown."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from muniment.holdings.metadata import queries
from muniment.holdings.metadata.rules import field_name
from muniment.holdings.metadata.types import LONG_LENGTH, TEXT_LENGTH, Asked, FieldKind
from muniment.web.fields import DayField

AS_BOXES = 12  # terms that are ticked; a longer list is typed
TYPED = {
    FieldKind.PERSON: "A user name, an e-mail address or a reference.",
    FieldKind.RECORD: "The reference of a record, such as R-7K3M9-QXV2B.",
}


def add_fields(
    form: forms.Form, asked: Iterable[Asked], values: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Add the fields to the form, filled with the `values` (by code) that there are; where none
    are given, with what each begins with."""
    for one in asked:
        known = _default(one) if values is None else list(values.get(one.terms.code, ()))
        form.fields[field_name(one.terms.code)] = _field(one, known)


def said_in(form: forms.Form, asked: Iterable[Asked]) -> dict[str, Any]:
    """What was typed into the fields, by code."""
    found = {one.terms.code: form.cleaned_data.get(field_name(one.terms.code)) for one in asked}
    return {
        code: value.isoformat() if isinstance(value, date) else value
        for code, value in found.items()
    }


def _default(one: Asked) -> list[str]:
    return [text for text in one.default.split("|") if text]


def _field(one: Asked, known: list[str]) -> forms.Field:
    must = "" if one.mandatory else " (optional)"
    given: dict[str, Any] = {"required": False, "label": f"{one.terms.title}{must}"}
    hints = (one.terms.help, TYPED.get(one.terms.kind, ""), _shape(one))
    given["help_text"] = " ".join(text for text in hints if text)
    first = known[0] if known else ""
    if one.terms.kind is FieldKind.DATE:
        return DayField(**given, initial=_day(first))
    if one.terms.kind is FieldKind.YES_NO:
        choices = [("yes", "Yes"), ("no", "No")]
        radio = forms.RadioSelect
        return forms.ChoiceField(**given, choices=choices, initial=first, widget=radio)
    if one.terms.kind is FieldKind.CHOICE:
        return _choice(one, given, known)
    return _text(one, given, known)


def _shape(one: Asked) -> str:
    if one.terms.several and one.terms.kind is not FieldKind.CHOICE:
        return "One on each line."
    return one.terms.pattern_help and f"It {one.terms.pattern_help}."


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _choice(one: Asked, given: dict[str, Any], known: list[str]) -> forms.Field:
    offered = queries.choices(one.terms.vocabulary)
    listed = {label for label, _ in offered}
    offered += [(label, label) for label in known if label not in listed]  # retired since
    if not one.terms.several:
        empty = [("", "Choose one")]
        first = known[0] if known else ""
        return forms.ChoiceField(**given, choices=[*empty, *offered], initial=first)
    if len(offered) <= AS_BOXES:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(**given, choices=offered, initial=known, widget=boxes)
    given["help_text"] = f"{given['help_text']} One term on each line.".strip()
    return _lines(given, known)


def _lines(given: dict[str, Any], known: list[str]) -> forms.Field:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(**given, initial="\n".join(known), widget=area, max_length=LONG_LENGTH)


def _text(one: Asked, given: dict[str, Any], known: list[str]) -> forms.Field:
    if one.terms.several or one.terms.kind is FieldKind.LONG_TEXT:
        return _lines(given, known)
    first = known[0] if known else ""
    attributes = {"class": "govuk-input--width-10"} if one.terms.kind is FieldKind.NUMBER else {}
    box = forms.TextInput(attrs=attributes)
    return forms.CharField(**given, initial=first, widget=box, max_length=TEXT_LENGTH)
