"""The forms about retention rules and the events that start clocks."""

from typing import Any

from django import forms

from muniment.foundation.access.types import Role
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention.types import Action, Trigger
from muniment.web.fields import DayField
from muniment.web.words import sentence

UNITS = ("years", "months", "days")
STARTS = {
    Trigger.RECORD_DATE: "On the date of the record",
    Trigger.LAST_MODIFIED: "On the day it was last changed",
    Trigger.FOLDER_CLOSED: "On the day its folder is closed",
    Trigger.EVENT: "When something else happens (an event)",
}


class RuleFilter(forms.Form):
    """Narrows the rules."""

    words = forms.CharField(label="Code or title contains", required=False)
    action = forms.ChoiceField(
        label="Then",
        required=False,
        choices=[("", "Any"), *((one.value, sentence(one)) for one in Action)],
    )
    retired = forms.BooleanField(label="Retired rules", required=False)


class RuleForm(forms.Form):
    """The terms of a rule."""

    code = forms.CharField(
        label="Code",
        max_length=60,
        help_text="Such as HOU-03. It stays for ever.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter a code."},
    )
    title = forms.CharField(
        label="Title", max_length=300, error_messages={"required": "Enter a title."}
    )
    description = forms.CharField(
        label="Covers (optional)", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    authority = forms.CharField(
        label="Authority",
        max_length=500,
        help_text="The law or decision behind it.",
        error_messages={"required": "Enter the authority."},
    )
    trigger = forms.ChoiceField(
        label="Clock starts",
        widget=forms.RadioSelect,
        choices=[(one.value, STARTS[one]) for one in Trigger],
        error_messages={"required": "Choose what starts the clock."},
    )
    event = forms.CharField(
        label="Name of the event",
        required=False,
        max_length=100,
        help_text="Only where something that happens starts the clock. Such as contract ended.",
    )
    count = forms.IntegerField(
        label="Keep for",
        required=False,
        min_value=0,
        help_text="A number. Leave empty to keep for ever.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )
    unit = forms.ChoiceField(
        label="In", choices=[(one, sentence(one)) for one in UNITS], initial="years"
    )
    action = forms.ChoiceField(
        label="Then",
        widget=forms.RadioSelect,
        choices=[(one.value, sentence(one)) for one in Action],
        error_messages={"required": "Choose what happens then."},
    )
    review_role = forms.ChoiceField(
        label="Who reviews (optional)",
        required=False,
        choices=[("", "Nobody in particular"), *((one.value, one.label) for one in Role)],
    )
    why = forms.CharField(
        label="Why this long",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    valid_from = DayField(label="In force from", required=False)


class EventForm(forms.Form):
    """Something that happened and starts a clock."""

    reference = forms.CharField(
        label="To what",
        help_text="The reference of a record, a folder or a class, such as R-7K3M9-QXV2B, "
        "F-7K3M9-QXV2B or FIN/01. It stands on the page of each.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter a reference."},
    )
    name = forms.ChoiceField(label="What happened")
    on = DayField(label="When", error_messages={"required": "Enter the date."})
    reason = forms.CharField(label="Note (optional)", required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        awaited = queries.rules().exclude(event="").values_list("event", flat=True)
        names = sorted(set(awaited))
        self.fields["name"].choices = [(one, sentence(one)) for one in names]  # type: ignore[attr-defined]
