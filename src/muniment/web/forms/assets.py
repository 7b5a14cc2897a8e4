"""The forms of the register of information assets, made from its table of fields."""

from collections.abc import Collection, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.governance.assets import queries
from muniment.governance.assets.rules import COLUMNS
from muniment.governance.assets.types import (
    BY_NAME,
    FIELDS,
    KINDS,
    WANTS,
    Field,
    Form,
    Group,
    Needed,
    Want,
)
from muniment.people.directory import queries as directory
from muniment.web.fields import DayField
from muniment.web.forms.choices import units
from muniment.web.forms.mapping import ColumnsForm

NOT_SAID = "Not said"
WHEN = {
    Needed.ALWAYS: "Needed.",
    Needed.APPROVAL: "Needed for approval.",
    Needed.CONTROLLER: "Needed where this body decides why and how.",
    Needed.PERSONAL: "Needed with personal data.",
    Needed.SPECIAL: "Needed with data of a special category.",
}
ASIDE = {
    Group.PERSONAL: "Leave the rest of this part empty if there is no personal data in it. "
    "It becomes the record of processing.",
    Group.PLACE: "Classes, boxes and mailboxes are named by reference, with spaces between them.",
    Group.REVIEW: "What is published: name, kind, description, unit, the owner’s post, form, "
    "classes, whether there is personal data, retention rule, values, re-use, next review and "
    "licence.",
}
PERSON = "A full name, a user name or an e-mail address."


class AssetsFilter(forms.Form):
    """Narrows the register."""

    want = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[(one.value, label) for one, label in WANTS.items() if one is not Want.MINE],
    )
    unit = forms.ChoiceField(label="Unit", required=False, help_text="With all below it.")
    words = forms.CharField(
        label="Words",
        required=False,
        max_length=200,
        help_text="Of the name, description, system, place or supplier. Beginnings will do.",
    )
    mine = forms.BooleanField(label="Only those I answer for", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("Any")  # type: ignore[attr-defined]


class AssetForm(forms.Form):
    """What is said of an asset: the fields that the actor may change. What it must say, the verb
    judges: every reason at once."""

    def __init__(
        self,
        *args: Any,
        actor: Profile,
        names: Collection[str] = frozenset(BY_NAME),
        unit: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.asked = [one for one in FIELDS if one.name in names]
        for one in self.asked:
            self.fields[one.name] = _units(actor, unit) if one.name == "unit" else _field_of(one)

    def groups(self) -> list[tuple[Group, str, list[BoundField]]]:
        """The fields group by group, with what is to be known of each group."""
        by_group = groupby(self.asked, key=lambda one: one.group)
        return [
            (group, ASIDE.get(group, ""), [self[one.name] for one in some])
            for group, some in by_group
        ]

    def values(self) -> dict[str, str]:
        """What the form says, as the register keeps it; the owner by user name, where known."""
        found = {one.name: _written(self.cleaned_data[one.name]) for one in self.asked}
        meant = directory.person_meant(self.actor, found.get("owner", ""))
        return {**found, "owner": meant.username} if meant else found


class ChangeAssetForm(AssetForm):
    """What is said of an asset that is there, and which version of it was looked at."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Open this page again."}
    )


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _units(actor: Profile, now: str) -> forms.Field:
    """The units that the actor keeps the register for, and the one that the asset belongs to."""
    known = [
        (one.reference, str(one))
        for one in access.units()
        if one.reference == now or (not one.closed_on and queries.manages(actor, one.reference))
    ]
    return forms.ChoiceField(
        label="Unit",
        required=False,
        choices=[("", "Choose a unit"), *known],
        help_text=WHEN[Needed.ALWAYS],
        error_messages={"invalid_choice": "Choose a unit that you keep the register for."},
    )


def _field_of(one: Field) -> forms.Field:
    said: dict[str, Any] = {"label": one.label, "required": False, "help_text": _hint(one)}
    match one.form:
        case Form.CHOICE:
            first = "Choose" if one.needed is Needed.ALWAYS else NOT_SAID
            return forms.ChoiceField(choices=[("", first), *one.choices.items()], **said)
        case Form.YES_NO:
            choices = [*one.choices.items(), ("", NOT_SAID)]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **said)
        case Form.DAY:
            return DayField(**said)
        case Form.TEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **said)
        case Form.NUMBER:
            narrow = {"class": "govuk-input--width-4", "inputmode": "numeric"}
            return forms.CharField(widget=forms.TextInput(attrs=narrow), **said)
        case _:
            plain: dict[str, Any] = {"autocomplete": "off"}
            plain |= {"spellcheck": False} if one.form is Form.REFERENCES else {}
            return forms.CharField(widget=forms.TextInput(attrs=plain), **said)


def _hint(one: Field) -> str:
    hint = f"{PERSON} {one.hint}" if one.name == "owner" else one.hint
    return f"{hint} {WHEN.get(one.needed, '')}".strip()


def filled_from(values: Mapping[str, str], owner: str) -> dict[str, Any]:
    """What the form begins with for an asset that is there. `owner`: the owner's user name."""
    found: dict[str, Any] = {**values, "owner": owner}
    for one in FIELDS:
        if one.form is Form.DAY and found.get(one.name):
            found[one.name] = date.fromisoformat(found[one.name])
    return found


FIRST = (
    *("column_reference", "column_title", "column_kind", "all_kind", "column_unit", "all_unit"),
    "column_owner",
)


class AssetColumnsForm(ColumnsForm):
    """Which column of a register is which, and what holds for every row."""

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, columns=columns, labels=COLUMNS, **kwargs)
        self.fields["all_unit"] = forms.ChoiceField(
            label="Unit, where a row names none", required=False, choices=units("None")
        )
        self.fields["all_kind"] = forms.ChoiceField(
            label="Kind, where a row names none",
            required=False,
            choices=[("", "None"), *KINDS.items()],
        )
        self.order_fields(["name", "content", *FIRST])
        columns = [f"column_{one}" for one in COLUMNS]
        rest = [one for one in columns if one not in FIRST and not self[one].value()]
        self.further = ("Columns that were not found in the file", tuple(rest))

    def further_is_said(self) -> bool:
        """Whether something of the folded fields is wrong; what was found stands outside."""
        return any(self[name].errors for name in self.further[1])

    def always(self) -> dict[str, str]:
        """What holds for every row that says nothing itself."""
        said = {name: self.cleaned_data[f"all_{name}"] for name in ("unit", "kind")}
        return {name: text for name, text in said.items() if text}
