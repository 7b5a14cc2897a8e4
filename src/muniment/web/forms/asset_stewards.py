"""The forms by which an owner has stewards keep parts of an entry, and says that it is right."""

from typing import Any

from django import forms

from muniment.foundation.access.types import Profile
from muniment.governance.assets.types import DELEGATED, DelegationDraft
from muniment.people.directory import queries as directory
from muniment.web.fields import DayField


class DelegationForm(forms.Form):
    """Who is to keep what, and for how long."""

    steward = forms.CharField(
        label="Steward",
        required=False,
        max_length=200,
        help_text="A full name, a user name or an e-mail address.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    groups = forms.MultipleChoiceField(
        label="What the steward is to keep right",
        required=False,
        choices=[(one.value, one.label) for one in DELEGATED],
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = DayField(
        label="First day (optional)", required=False, help_text="Today, if left empty."
    )
    ends_on = DayField(
        label="Last day (optional)", required=False, help_text="Until you end it, if left empty."
    )
    note = forms.CharField(
        label="What you have agreed (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, actor: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def draft(self) -> DelegationDraft:
        """What the form says; the steward by user name, where known."""
        said = self.cleaned_data
        meant = directory.person_meant(self.actor, said["steward"])
        return DelegationDraft(
            steward=meant.username if meant else said["steward"],
            groups=tuple(said["groups"]),
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            note=said["note"],
        )


class EndDelegationForm(forms.Form):
    """The last day of a delegation."""

    ends_on = DayField(
        label="Last day (optional)", required=False, help_text="It ends at once, if left empty."
    )


class AttestForm(forms.Form):
    """That an entry is right, and when it is looked at again."""

    review_on = DayField(label="Next review", required=False, help_text="Within a year, as a rule.")
    said = forms.CharField(
        label="What you looked at, or changed (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Open this page again."}
    )
