"""Marking something as vital, and reviewing it."""

from django import forms

from muniment.lifecycle.retention.rules.vital import LONGEST
from muniment.web.fields import WholeNumberField


class VitalForm(forms.Form):
    """What is vital, why, and where a copy is kept."""

    reference = forms.CharField(
        label="What is vital",
        help_text="The reference of a class, a folder or a record. A class takes in all below it.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter a reference."},
    )
    why = forms.CharField(
        label="Why it is vital",
        help_text="What could not go on without it.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is vital."},
    )
    copy_kept = forms.CharField(
        label="Where a copy is kept",
        max_length=300,
        error_messages={"required": "Say where a copy is kept."},
    )
    cycle_months = WholeNumberField(
        label="Months between reviews",
        min_value=1,
        max_value=LONGEST,
        initial=12,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"required": "Enter a number of months."},
    )


class VitalReviewForm(forms.Form):
    """What the review found."""

    note = forms.CharField(
        label="What you found",
        help_text="Is it still vital? Is the copy there, and can it be read?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what you found."},
    )
