"""The forms by which a schedule in other people's columns is brought into ours."""

import base64
import binascii
from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from muniment.lifecycle.retention import rules
from muniment.lifecycle.retention.types import Action, Trigger
from muniment.web.fields import DayField
from muniment.web.words import sentence

LABELS = {
    "code": "Code",
    "title": "Title",
    "description": "What it covers",
    "examples": "Examples",
    "scope_note": "What does not belong here",
    "authority": "Authority",
    "why": "Why this long",
    "statement": "How long, in words",
    "years": "How long, in years",
    "months": "How long, in months",
    "trigger": "From when",
    "review_stages": "Who signs a disposal",
    "valid_from": "In force from",
    "valid_to": "In force until",
}
# What others commonly call the same.
ALIKE = dict.fromkeys(LABELS, ()) | {
    "code": ("series_id", "reference", "ref", "id", "number", "rule_code"),
    "title": ("series_title", "name", "series", "record_type", "record_series"),
    "description": ("series_description", "covers", "scope"),
    "authority": ("legal_citation", "citation", "legal_basis", "statutory_provision"),
    "why": ("reason", "justification", "rationale"),
    "statement": ("disposition", "retention", "retention_period", "retention_statement"),
    "years": ("duration_years", "retention_years"),
    "months": ("duration_months", "retention_months"),
    "trigger": ("trigger_event", "trigger_or_statement", "retention_trigger", "starts"),
}
CLOCKS = (Trigger.RECORD_DATE, Trigger.LAST_MODIFIED, Trigger.FOLDER_CLOSED)
CARRIED = 2**21


class ColumnsForm(forms.Form):
    """Which column is which, with the file itself, so that nothing has to be kept in between."""

    name = forms.CharField(max_length=300, widget=forms.HiddenInput)
    content = forms.CharField(max_length=CARRIED, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        columns: list[str],
        labels: Mapping[str, str],
        needed: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ours = tuple(labels)
        choices = [("", "Not in the file"), *((one, one) for one in columns)]
        for ours, label in labels.items():
            said = f"Choose the column that has the {label.lower()}."
            self.fields[f"column_{ours}"] = forms.ChoiceField(
                label=label,
                required=ours in needed,
                choices=choices,
                error_messages={"required": said},
            )

    def clean_content(self) -> bytes:
        """The bytes of the file."""
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except binascii.Error as error:
            raise forms.ValidationError("Choose the file again.") from error

    def chosen(self) -> dict[str, str]:
        """For each of our columns, what it is called in the file; empty where it is not there."""
        return {ours: self.cleaned_data[f"column_{ours}"] for ours in self.ours}


class MappingForm(ColumnsForm):
    """Which column of a schedule is which, and what the file does not say."""

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        labels = {ours: LABELS[ours] for ours in rules.OURS}
        super().__init__(*args, columns=columns, labels=labels, **kwargs)
        self.fields.update(_rest())

    def clean_meanings(self) -> dict[str, str]:
        """The meanings, by the words in small letters."""
        found = {}
        for line in self.cleaned_data["meanings"].splitlines():
            word, equals, meaning = line.partition("=")
            if line.strip() and not (equals and word.strip() and meaning.strip()):
                raise forms.ValidationError(f"“{line.strip()}” has no words on each side of “=”.")
            found[word.strip().casefold()] = meaning.strip()
        return {word: meaning for word, meaning in found.items() if word}

    def mapping(self) -> rules.Mapping:
        """What the form says."""
        values = self.cleaned_data
        day = values["all_valid_from"]
        return rules.Mapping(
            columns={ours: theirs for ours, theirs in self.chosen().items() if theirs},
            constants={
                "authority": values["all_authority"],
                "why": values["all_why"],
                "valid_from": day.isoformat() if day else "",
            },
            meanings=values["meanings"],
            counted_from=Trigger(values["counted_from"]) if values["counted_from"] else None,
            then=Action(values["then"] or Action.DESTROY),
            code_prefix=values["code_prefix"],
        )


def _rest() -> dict[str, forms.Field]:
    area = forms.Textarea(attrs={"rows": 2})
    return {
        "code_prefix": forms.CharField(
            label="Put before each code (optional)",
            required=False,
            max_length=20,
            help_text="Such as AL-. A row without a code gets the number of its line.",
            widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        ),
        "all_authority": forms.CharField(
            label="Authority, where the file names none", required=False, max_length=500
        ),
        "all_why": forms.CharField(
            label="Why this long, where the file does not say", required=False, widget=area
        ),
        "all_valid_from": DayField(
            label="In force from, where the file does not say", required=False
        ),
        "counted_from": forms.ChoiceField(
            label="A period that says nothing of its start is counted from",
            required=False,
            choices=[
                ("", "Nothing: leave such rows out"),
                *((one.value, f"The {sentence(one).lower()}") for one in CLOCKS),
            ],
        ),
        "then": forms.ChoiceField(
            label="What happens, where only keeping is spoken of",
            required=False,
            choices=[(one.value, sentence(one)) for one in (Action.DESTROY, Action.REVIEW)],
        ),
        "meanings": forms.CharField(
            label="What their words mean (optional)",
            required=False,
            help_text="One on each line, such as: AC = closure",
            widget=forms.Textarea(attrs={"rows": 3, "spellcheck": False}),
        ),
    }
