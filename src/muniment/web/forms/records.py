"""The forms about records."""

from typing import Any

from django import forms

from muniment.web.fields import DayField
from muniment.web.forms.choices import Choices
from muniment.web.forms.fileplan import ReasonForm


class TitledForm(forms.Form):
    """A title, and why it stays where the rules ask for a reason."""

    title = forms.CharField(
        label="Title", max_length=500, error_messages={"required": "Enter a title."}
    )
    override = forms.CharField(
        label="Why the title stays as it is (optional)",
        required=False,
        max_length=500,
        help_text="Only if a rule asks for a reason.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    further = ("Keep a title that does not follow the rules", ("override",))

    def further_is_said(self) -> bool:
        """Whether the rules stand against the title, or a reason was given already."""
        return bool(self.data.get("override") or self.errors.get("title"))


class RecordForm(TitledForm):
    """What may change about a record, and why it does."""

    record_date = DayField(label="Date", error_messages={"required": "Enter a date."})
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["title", "record_date", "reason", "override", "version"]


class DescribeForm(forms.Form):
    """Why fields of a record change; the fields themselves are those of its class."""

    reason = forms.CharField(
        label="Reason (optional)",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
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
