"""The receipt for records that were transferred."""

from typing import Any

from django import forms

from muniment.web.fields import DayField
from muniment.web.forms.choices import classes


class ReceiptForm(forms.Form):
    """What was received, when, by whom, and by which reference."""

    reference = forms.CharField(
        label="Reference of the receipt",
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter the reference of the receipt."},
    )
    received_on = DayField(
        label="Date of the receipt", error_messages={"required": "Enter the date of the receipt."}
    )
    receiver = forms.CharField(
        label="Who gave it",
        help_text="Such as the name of the archive.",
        max_length=300,
        error_messages={"required": "Say who gave the receipt."},
    )
    record = forms.CharField(
        label="Only this record (optional)",
        required=False,
        help_text="Its reference, such as R-7K3M9-QXV2B.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    file_class = forms.ChoiceField(
        label="Which records",
        required=False,
        help_text="All that are due to be transferred in this class and below it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file_class"].choices = classes("All that are due")  # type: ignore[attr-defined]
