"""The forms about holds."""

from typing import Any

from django import forms

from muniment.lifecycle.holds import rules
from muniment.lifecycle.holds.types import HoldKind, HoldState
from muniment.web.fields import DayField
from muniment.web.words import number, sentence, size

LONGEST_LIST = 32 * 2**20  # bytes: a million references, each with some words beside it


class HoldFilter(forms.Form):
    """Narrows the holds."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "All"), *((one.value, sentence(one)) for one in HoldState)],
    )
    kind = forms.ChoiceField(
        label="Why",
        required=False,
        choices=[("", "Any reason"), *((one.value, one.label) for one in HoldKind)],
    )
    late = forms.BooleanField(label="Only those to be looked at again", required=False)


class TermsForm(forms.Form):
    """Why a hold is placed, and on whose word."""

    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Give the hold a name."}
    )
    kind = forms.ChoiceField(
        label="Why",
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in HoldKind],
        error_messages={"required": "Choose why."},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason."},
    )
    authority = forms.CharField(
        label="Authority",
        max_length=300,
        help_text="Who ordered it, or under which law.",
        error_messages={"required": "Say who ordered it, or under which law."},
    )
    review_on = DayField(label="To be looked at again on (optional)", required=False)


class ThingsForm(forms.Form):
    """What a hold is placed on."""

    records = forms.CharField(
        label="Records (optional)",
        required=False,
        help_text="References such as R-7K3M9-QXV2B, with spaces between them.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    listed = forms.FileField(
        label="A list of records (optional)",
        required=False,
        help_text=(
            "A text file of references, or a CSV file with a column called Reference. "
            f"At most {number(rules.MOST)} records. Those that cannot be held are listed."
        ),
        error_messages={"empty": "The file is empty."},
    )
    folders = forms.CharField(
        label="Folders (optional)",
        required=False,
        help_text="References such as F-7K3M9-QXV2B. What is filed there later is held too.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    classes = forms.CharField(
        label="Classes (optional)",
        required=False,
        help_text="References such as FIN/01. All that is below them is held too, now and later.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    boxes = forms.CharField(
        label="Boxes of papers (optional)",
        required=False,
        help_text="References or labels, each on a line of its own. What is put in later is held.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    searches = forms.CharField(
        label="Searches (optional)",
        required=False,
        help_text=(
            "Written as on the Find page, each on a line of its own. What it finds later is held "
            "too. Your role has to reach the whole body."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": False}),
    )

    def clean_listed(self) -> Any:
        """The file, if it is not too large."""
        chosen = self.cleaned_data["listed"]
        if chosen and chosen.size > LONGEST_LIST:
            raise forms.ValidationError(f"The file is larger than {size(LONGEST_LIST)}.")
        return chosen

    def things(self) -> dict[str, Any]:
        """The references, by kind, and the searches."""
        found: dict[str, Any] = {
            kind: self.cleaned_data.pop(kind).split() for kind in ("records", "folders", "classes")
        }
        if chosen := self.cleaned_data.pop("listed"):
            found["records"] += [one for one in rules.entries_of(chosen.read()) if one.strip()]
        for kind in ("boxes", "searches"):
            lines = self.cleaned_data.pop(kind).splitlines()
            found[kind] = [one for one in lines if one.strip()]
        return found


class HoldForm(TermsForm, ThingsForm):
    """A hold, with its reason and authority."""

    contact = forms.CharField(label="Contact (optional)", required=False, max_length=200)
    case = forms.CharField(
        label="Reference of the case (optional)",
        required=False,
        max_length=100,
        help_text="The number of the request, claim or audit.",
    )
    field_order = (
        *("name", "kind", "case", "reason", "authority"),
        *("records", "listed", "folders", "classes", "boxes", "searches"),
        *("contact", "review_on"),
    )


class ExtendForm(ThingsForm):
    """More things, and why."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason."},
    )


class LiftForm(forms.Form):
    """Why a hold is lifted, and who says so."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason."},
    )
    authority = forms.CharField(
        label="Authority",
        max_length=300,
        help_text="Who says that it may be lifted.",
        error_messages={"required": "Say who allows it."},
    )


class ConfirmForm(forms.Form):
    """Why a hold is still needed, and when to look at it again."""

    reason = forms.CharField(
        label="Why it is still needed",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the hold is still needed."},
    )
    review_on = DayField(
        label="To be looked at again on",
        error_messages={"required": "Say when it is to be looked at again."},
    )


class CloseForm(forms.Form):
    """When the case behind a hold was closed."""

    closed_on = DayField(
        label="Closed on",
        help_text="The day on which the request was answered, or the inquiry or claim was over.",
        error_messages={"required": "Give the day on which it was closed."},
    )
    reason = forms.CharField(
        label="How it ended (optional)",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReopenForm(forms.Form):
    """Why the case is open after all."""

    reason = forms.CharField(
        label="Why it is still open",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as who asked for a review of the answer, and when.",
        error_messages={"required": "Say why it is still open."},
    )


class AppealForm(forms.Form):
    """How long there is to appeal."""

    days = forms.IntegerField(
        label="Days to appeal",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={
            "required": "Enter a number of days.",
            "invalid": "Enter a whole number of days.",
        },
    )
