"""The forms of governance bodies and their meetings. What is missing, the verbs say."""

from collections.abc import Sequence
from typing import Any

from django import forms

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.ids import normalise
from muniment.governance.bodies import queries
from muniment.governance.bodies.types import (
    BodyDraft,
    DecisionDraft,
    MeetingDraft,
    Outcome,
    PaperDraft,
    Part,
    Purpose,
)
from muniment.people.directory import queries as directory
from muniment.web.fields import DayField, WholeNumberField
from muniment.web.forms.policies import PERSON

ABOUT = "The reference of a document, such as PO-1A2B3-4C5D6, or of a record."


class AboutField(forms.CharField):
    """What a paper or a decision is about. A document is known by its reference."""

    def __init__(self) -> None:
        plain = {"autocomplete": "off", "spellcheck": False}
        super().__init__(
            label="What it is about (optional)",
            required=False,
            help_text=ABOUT,
            widget=forms.TextInput(attrs=plain),
        )

    def clean(self, value: Any) -> str:
        """The reference as decisions are found by it: that of a document after `policy:`."""
        said = str(super().clean(value))
        named = normalise(said.removeprefix("policy:"))
        return f"policy:{named}" if named.startswith("PO-") else said


class BodyForm(forms.Form):
    """What is said of a body."""

    name = forms.CharField(label="Name", required=False)
    terms = forms.CharField(
        label="Terms of reference",
        required=False,
        help_text="What it is there for, and what it decides.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    unit = forms.ChoiceField(
        label="Unit that runs it",
        required=False,
        error_messages={"invalid_choice": "Choose a unit that your role reaches."},
    )
    quorum = WholeNumberField(
        label="How many members who decide must be there",
        min_value=1,
        max_value=100,
        error_messages={"required": "Give a number of members from 1 to 100."},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, actor: Profile, now: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [
            (one.reference, str(one))
            for one in access.units()
            if one.reference == now
            or (not one.closed_on and queries.may_found(actor, one.reference))
        ]
        whole = now == "" or queries.may_found(actor, "")
        first = [("", "The whole organisation")] if whole else []
        self.fields["unit"].choices = [*first, *known]  # type: ignore[attr-defined]

    def draft(self) -> BodyDraft:
        """What the form says."""
        return BodyDraft(**self.cleaned_data)


class AppointForm(forms.Form):
    """Who comes onto a body, as what, and for how long."""

    person = forms.CharField(
        label="Person",
        required=False,
        help_text=PERSON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    part = forms.ChoiceField(
        label="Part",
        choices=[(one.value, one.label) for one in Part],
        initial=Part.MEMBER,
        required=False,
        widget=forms.RadioSelect,
    )
    starts_on = DayField(
        label="First day (optional)", required=False, help_text="Today, if left empty."
    )
    ends_on = DayField(
        label="Last day (optional)", required=False, help_text="Until you end it, if left empty."
    )

    def __init__(self, *args: Any, actor: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def who(self) -> str:
        """Who is meant: the user name, where it is known."""
        typed = str(self.cleaned_data["person"])
        meant = directory.person_meant(self.actor, typed)
        return meant.username if meant else typed


class EndMembershipForm(forms.Form):
    """The last day of a membership."""

    ends_on = DayField(
        label="Last day (optional)", required=False, help_text="It ends at once, if left empty."
    )


class MeetingForm(forms.Form):
    """When and where a body meets."""

    on = DayField(label="Day", required=False)
    title = forms.CharField(
        label="Title (optional)",
        required=False,
        help_text="It is called by its day, if left empty.",
    )
    place = forms.CharField(label="Place (optional)", required=False)

    def draft(self) -> MeetingDraft:
        """What the form says."""
        return MeetingDraft(**self.cleaned_data)


class PaperForm(forms.Form):
    """A paper for a meeting."""

    title = forms.CharField(label="Title", required=False)
    purpose = forms.ChoiceField(
        label="What it is for",
        required=False,
        choices=[(one.value, one.label) for one in Purpose],
        initial=Purpose.INFORMATION,
        widget=forms.RadioSelect,
    )
    about = AboutField()

    def draft(self) -> PaperDraft:
        """What the form says."""
        return PaperDraft(**self.cleaned_data)


class HeldForm(forms.Form):
    """Who was at a meeting, and what was said."""

    present = forms.MultipleChoiceField(
        label="Who was there", required=False, widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.CharField(
        label="Minutes (optional)", required=False, widget=forms.Textarea(attrs={"rows": 10})
    )

    def __init__(self, *args: Any, sitting: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = list(sitting)  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What was decided."""

    words = forms.CharField(
        label="What was decided", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    outcome = forms.ChoiceField(
        label="Outcome",
        required=False,
        choices=[(one.value, one.label) for one in Outcome],
        widget=forms.RadioSelect,
    )
    about = AboutField()

    def draft(self) -> DecisionDraft:
        """What the form says."""
        return DecisionDraft(**self.cleaned_data)
