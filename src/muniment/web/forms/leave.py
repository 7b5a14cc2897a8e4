"""The forms about leave to retain."""

from typing import Any

from django import forms

from muniment.lifecycle.transfer.types import Ground, LeaveDraft, LeaveState
from muniment.web.fields import DayField
from muniment.web.words import sentence

NAMES = ("classes", "folders", "records")


class LeaveFilter(forms.Form):
    """Narrows the register."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "All"), *((one.value, sentence(one)) for one in LeaveState)],
    )


class LeaveForm(forms.Form):
    """Leave to retain, as the instrument gives it."""

    instrument = forms.CharField(
        label="Number of the instrument",
        help_text="The Lord Chancellor's Instrument, such as 127.",
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter the number of the instrument."},
    )
    ground = forms.ChoiceField(
        label="Ground",
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in Ground],
        error_messages={"required": "Choose the ground."},
    )
    why = forms.CharField(
        label="Which purpose or reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say for which purpose or reason they are kept."},
    )
    applied_by = forms.CharField(
        label="Who applied for it",
        max_length=200,
        error_messages={"required": "Say who applied for it."},
    )
    from_on = DayField(label="First day", error_messages={"required": "Enter the first day."})
    until_on = DayField(
        label="Last day",
        help_text="If the instrument gives a year, 31 December of that year.",
        error_messages={"required": "Enter the last day."},
    )
    classes = forms.CharField(
        label="Classes (optional)",
        required=False,
        help_text="References such as FIN/01, with spaces between. Each takes in all below it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    folders = forms.CharField(
        label="Folders (optional)",
        required=False,
        help_text="References such as F-7K3M9-QXV2B.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    records = forms.CharField(
        label="Records (optional)",
        required=False,
        help_text="References such as R-7K3M9-QXV2B.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    renews = forms.CharField(
        label="Leave that it renews (optional)",
        required=False,
        help_text="Its reference, such as LR-1. Nobody is then reminded of its end any more.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    note = forms.CharField(
        label="Note (optional)",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def draft(self) -> LeaveDraft:
        """What was typed."""
        values: dict[str, Any] = dict(self.cleaned_data)
        values |= {name: tuple(values[name].split()) for name in NAMES}
        return LeaveDraft(**values)


class StatutoryTermsForm(forms.Form):
    """Whether the body holds public records, and how long it may keep them."""

    public_records = forms.BooleanField(
        label="This body holds public records",
        required=False,
        help_text=(
            "Public Records Act 1958, First Schedule. Most departments and NHS bodies do; "
            "councils and parishes do not."
        ),
    )
    years = forms.IntegerField(
        label="Years after which they are to be with an archive",
        help_text="20 by the Act. They count from the date of the newest record of a folder.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"required": "Enter a number.", "invalid": "Enter a whole number."},
    )
    remind_months = forms.IntegerField(
        label="Months before leave runs out that its owners are told",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"required": "Enter a number.", "invalid": "Enter a whole number."},
    )
