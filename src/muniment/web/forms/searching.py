"""The forms about searches that are kept and certified."""

from typing import Any

from django import forms

from muniment.foundation.access import queries as access
from muniment.holdings.search.rules.certifying import LONGEST_REMARKS, LONGEST_REQUEST
from muniment.holdings.search.rules.saving import LONGEST_NAME, LONGEST_TEXT
from muniment.holdings.search.types import PLACES


def _units() -> list[tuple[str, str]]:
    return [(one.reference, one.name) for one in access.units() if one.closed_on is None]


class ShareForm(forms.Form):
    """Who else can use a saved search."""

    units = forms.MultipleChoiceField(
        label="Share with units (optional)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Their people, and those of the units below them. Each finds what they may see.",
    )
    people = forms.CharField(
        label="Share with people (optional)",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A user name or email address on each line. They are told.",
    )

    def clean_people(self) -> list[str]:
        """Who was named, line by line."""
        lines = self.cleaned_data["people"].splitlines()
        return [one.strip() for one in lines if one.strip()]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = _units()  # type: ignore[attr-defined]


class KeepForm(ShareForm):
    """A search to keep."""

    name = forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        error_messages={"required": "Give the search a name."},
    )
    text = forms.CharField(
        label="What to look for",
        max_length=LONGEST_TEXT,
        error_messages={"required": "Say what to look for."},
    )
    follow = forms.BooleanField(label="Tell me of new results", required=False)
    field_order = ("name", "text", "follow", "units", "people")


class CertifyForm(forms.Form):
    """What a certificate of a search says."""

    request = forms.CharField(
        label="What was asked for, and by whom",
        max_length=LONGEST_REQUEST,
        error_messages={"required": "Say what was asked for."},
    )
    places = forms.MultipleChoiceField(
        label="Places that were searched",
        choices=list(PLACES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the places that were searched."},
    )
    remarks = forms.CharField(
        label="Remarks",
        required=False,
        max_length=LONGEST_REMARKS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="If nothing was found: why any other place was not searched.",
    )
