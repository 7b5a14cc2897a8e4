"""The forms about holds."""

from typing import Any

from django import forms

from muniment.lifecycle.holds.types import HoldKind, HoldState
from muniment.web.fields import DayField
from muniment.web.words import sentence


class HoldFilter(forms.Form):
    """Narrows the holds."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "All"), *((one.value, sentence(one)) for one in HoldState)],
    )


class ThingsForm(forms.Form):
    """What a hold is placed on."""

    records = forms.CharField(
        label="Records (optional)",
        required=False,
        help_text="References such as R-7K3M9-QXV2B, with spaces between them.",
        widget=forms.Textarea(attrs={"rows": 2}),
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

    def things(self) -> dict[str, Any]:
        """The references, by kind."""
        kinds = ("records", "folders", "classes")
        return {kind: self.cleaned_data.pop(kind).split() for kind in kinds}


class HoldForm(ThingsForm):
    """A hold, with its reason and authority."""

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
    contact = forms.CharField(label="Contact (optional)", required=False, max_length=200)
    review_on = DayField(label="To be looked at again on (optional)", required=False)
    field_order = ["name", "kind", "reason", "authority", "records", "folders", "classes"]


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
