"""The forms about records."""

from typing import Any

from django import forms

from muniment.web.fields import DayField
from muniment.web.forms.choices import Choices
from muniment.web.forms.fileplan import ReasonForm


class RecordForm(forms.Form):
    """What may change about a record, and why it does."""

    title = forms.CharField(
        label="Title", max_length=500, error_messages={"required": "Enter a title."}
    )
    record_date = DayField(label="Date", error_messages={"required": "Enter a date."})
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(ReasonForm):
    """To which folder, and why."""

    near = forms.ChoiceField(label="To a folder of the same class", required=False)
    folder = forms.CharField(
        label="Or to another folder",
        required=False,
        help_text="Its reference, such as F-7K3M9-QXV2B. It stands on the page of the folder.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    field_order = ["near", "folder", "reason"]

    def __init__(self, *args: Any, near: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["near"].choices = [("", "Choose a folder"), *near]  # type: ignore[attr-defined]
        if not near:
            self.fields["near"].widget = forms.HiddenInput()
            self.fields["folder"].label = "To the folder"

    def clean(self) -> dict[str, Any]:
        """One folder, chosen or typed."""
        values = super().clean() or {}
        if not (values.get("near") or values.get("folder")):
            self.add_error("folder", "Choose a folder, or enter the reference of one.")
        elif values.get("near") and values.get("folder"):
            self.add_error("folder", "Choose a folder or enter one, not both.")
        return values
