"""Django's form fields as components of the Design System."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

Parameters = dict[str, Any]

SELECTED, SELECT_ENDS = SafeString(" selected"), SafeString("</select>")


class DateParts(forms.Widget):
    """Three boxes: day, month, year."""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> tuple[str, str, str]:
        """What was typed into the three boxes."""
        day, month, year = (str(data.get(f"{name}-{part}", "")).strip() for part in PARTS)
        return day, month, year

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether none of the boxes was sent."""
        return not any(f"{name}-{part}" in data for part in PARTS)


PARTS = ("day", "month", "year")


FIRST_YEAR = 1000


class DayField(forms.Field):
    """A civil date, typed as day, month and year."""

    widget = DateParts
    default_error_messages = {
        "invalid": "Enter a real date, with four figures for the year, such as 27 3 2027."
    }

    def to_python(self, value: Any) -> date | None:
        """The date; None where nothing was typed. Raises ValidationError."""
        if value is None or isinstance(value, date):
            return value
        if not any(value):
            return None
        try:
            day, month, year = (int(part) for part in value)
            if 0 <= year < FIRST_YEAR:  # 26 for 2026: what is kept from then on is due at once
                raise ValueError("a year of two figures")
            return date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from error


class WholeNumberField(forms.IntegerField):
    """A whole number, with limits told in plain words."""

    default_error_messages = {
        "min_value": "Enter a whole number of at least %(limit_value)s.",
        "max_value": "Enter a whole number of at most %(limit_value)s.",
    }


def component_of(bound: BoundField) -> tuple[str, Parameters]:
    """The component that shows this field, and its parameters."""
    widget = bound.field.widget
    for kind, component in COMPONENTS:
        if isinstance(widget, kind):
            return component(bound)
    return _input(bound)


def _common(bound: BoundField) -> Parameters:
    widget_class = bound.field.widget.attrs.get("class", "")
    found: Parameters = {"id": bound.auto_id, "name": bound.html_name, "classes": widget_class}
    if bound.help_text:
        found["hint"] = {"text": bound.help_text}
    if bound.errors:
        found["errorMessage"] = {"html": format_html_join("", "<span>{}</span> ", _lines(bound))}
    return found


def _lines(bound: BoundField) -> list[tuple[str]]:
    return [(str(error),) for error in bound.errors]


def _labelled(bound: BoundField) -> Parameters:
    return {**_common(bound), "label": {"text": bound.label, "classes": "govuk-label--s"}}


def _in_fieldset(bound: BoundField) -> Parameters:
    found = _common(bound)
    found["idPrefix"] = found.pop("id")
    legend = {"text": bound.label, "classes": "govuk-fieldset__legend--s"}
    return {**found, "fieldset": {"legend": legend}}


def _value(bound: BoundField) -> Any:
    value = bound.value()
    return "" if value is None else value


def _extra(bound: BoundField) -> Parameters:
    attributes = bound.field.widget.attrs
    found: Parameters = {"attributes": {}}
    for name in ("autocomplete", "inputmode", "spellcheck", "autocapitalize"):
        if name in attributes:
            found[name] = attributes[name]
    if bound.field.required:
        found["attributes"]["aria-required"] = "true"
    return found


def _input(bound: BoundField) -> tuple[str, Parameters]:
    kind = getattr(bound.field.widget, "input_type", "text")
    kind = "text" if kind in ("number", "url") else kind
    return "input", {
        **_labelled(bound),
        **_extra(bound),
        "type": kind,
        "value": str(_value(bound)),
        "disabled": bound.field.disabled,
    }


def _password(bound: BoundField) -> tuple[str, Parameters]:
    return "password", {**_labelled(bound), **_extra(bound)}


def _textarea(bound: BoundField) -> tuple[str, Parameters]:
    rows = bound.field.widget.attrs.get("rows", 4)
    return "textarea", {
        **_labelled(bound),
        **_extra(bound),
        "value": str(_value(bound)),
        "rows": rows,
    }


def _file(bound: BoundField) -> tuple[str, Parameters]:
    found = {**_labelled(bound), **_extra(bound)}
    found["multiple"] = bool(getattr(bound.field.widget, "allow_multiple_selected", False))
    return "file", found


def _hidden(bound: BoundField) -> tuple[str, Parameters]:
    return "hidden", {"name": bound.html_name, "id": bound.auto_id, "value": _value(bound)}


def _select(bound: BoundField) -> tuple[str, Parameters]:
    # The component goes through some dozen macros for each option, of which there may be hundreds.
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if chosen else "", text) for value, text, chosen in _choices(bound)),
    )
    return "select", {**_labelled(bound), **_extra(bound), "end": options + SELECT_ENDS}


def _radios(bound: BoundField) -> tuple[str, Parameters]:
    return "radios", {**_in_fieldset(bound), "items": _boxes(bound)}


def _checkboxes(bound: BoundField) -> tuple[str, Parameters]:
    return "checkboxes", {**_in_fieldset(bound), "items": _boxes(bound)}


def _boxes(bound: BoundField) -> list[Parameters]:
    items = []
    for index, (value, text, chosen) in enumerate(_choices(bound)):
        box = bound.auto_id if index == 0 else f"{bound.auto_id}-{index + 1}"
        items.append({"value": value, "text": text, "checked": chosen, "id": box})
    return items


def _choices(bound: BoundField) -> list[tuple[str, str, bool]]:
    given = bound.value()
    chosen = {str(one) for one in given} if isinstance(given, list | tuple | set) else {str(given)}
    if given is None:
        chosen = {""}
    return [
        (str(value), str(text), str(value) in chosen) for value, text in bound.field.widget.choices
    ]


def _single_checkbox(bound: BoundField) -> tuple[str, Parameters]:
    found = _common(bound)
    found["idPrefix"] = found.pop("id")
    hint = found.pop("hint", None)
    item = {"value": "on", "text": bound.label, "checked": bool(bound.value())}
    item |= {"id": bound.auto_id} | ({"hint": hint} if hint else {})
    return "checkboxes", {**found, "items": [item]}


def _date(bound: BoundField) -> tuple[str, Parameters]:
    value = bound.value()
    if isinstance(value, date):
        value = (value.day, value.month, value.year)
    typed = value or ("", "", "")
    error = " govuk-input--error" if bound.errors else ""
    items = [
        {
            "name": part,
            "id": bound.auto_id if part == "day" else f"{bound.auto_id}-{part}",
            "label": part.capitalize(),
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{error}",
            "value": str(text),
        }
        for part, text in zip(PARTS, typed, strict=True)
    ]
    found = _in_fieldset(bound)
    found["id"] = f"{found.pop('idPrefix')}-group"
    found["namePrefix"] = found.pop("name")
    found["fieldset"]["role"] = "group"
    return "date", {**found, "items": items}


# The order matters: Django's CheckboxSelectMultiple is a kind of RadioSelect, which is a Select.
COMPONENTS: tuple[
    tuple[type[forms.Widget], Callable[[BoundField], tuple[str, Parameters]]], ...
] = (
    (forms.HiddenInput, _hidden),
    (forms.CheckboxInput, _single_checkbox),
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.Select, _select),
    (forms.Textarea, _textarea),
    (forms.FileInput, _file),
    (forms.PasswordInput, _password),
    (DateParts, _date),
)
