"""The forms about entries of the directory and about sites."""

from typing import Any

from django import forms

from muniment.holdings.metadata import queries as metadata
from muniment.people.directory.types import (
    COLUMNS,
    FIELDS,
    LEVELS,
    NEEDED,
    PARTS,
    VOCABULARY,
    EntryDraft,
    StewardDraft,
    Terms,
)
from muniment.web.fields import DayField, WholeNumberField
from muniment.web.forms.choices import units
from muniment.web.forms.mapping import ColumnsForm

OPTIONAL = [("", "Not said"), *((one.value, label) for one, label in LEVELS.items())]
WIDE = {"class": "govuk-!-width-two-thirds"}


class FindForm(forms.Form):
    """Whom somebody looks for."""

    q = forms.CharField(
        label="Who or what to look for",
        required=False,
        max_length=200,
        help_text="A name, a unit, what somebody knows or works on. Beginnings of words will do.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": False}),
    )


class FindFilter(forms.Form):
    """Narrows who was found."""

    unit = forms.ChoiceField(label="Unit", required=False, help_text="With all below it.")
    expertise = forms.ChoiceField(label="What they know", required=False)
    about = forms.CharField(
        label="Knows or works on",
        required=False,
        max_length=2000,
        help_text="Whole words; names are left out.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("Any")  # type: ignore[attr-defined]
        known = [("", "Any"), *metadata.choices(VOCABULARY)]
        self.fields["expertise"].choices = known  # type: ignore[attr-defined]


class EntryForm(forms.Form):
    """What an entry says."""

    job_title = forms.CharField(label=FIELDS["job_title"], required=False, max_length=150)
    telephone = forms.CharField(
        label=FIELDS["telephone"],
        required=False,
        max_length=60,
        help_text="The number that colleagues ring at work.",
        widget=forms.TextInput(attrs={**WIDE, "autocomplete": "off"}),
    )
    place = forms.CharField(
        label=FIELDS["place"],
        required=False,
        max_length=200,
        help_text="Such as Town Hall, room 12; or home.",
    )
    working_days = forms.CharField(
        label=FIELDS["working_days"],
        required=False,
        max_length=100,
        help_text="Such as Monday to Thursday.",
        widget=forms.TextInput(attrs=WIDE),
    )
    about = forms.CharField(
        label="What you work on",
        required=False,
        max_length=1000,
        help_text="In a few plain words. Colleagues find you by them.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    stand_in = forms.CharField(
        label="Who can stand in for you",
        required=False,
        max_length=200,
        help_text="A full name, a user name or an e-mail address.",
        widget=forms.TextInput(attrs={**WIDE, "autocomplete": "off"}),
    )

    def draft(self) -> EntryDraft:
        """What the form says."""
        return EntryDraft(**{name: self.cleaned_data[name] for name in EntryDraft.__slots__})


class CorrectForm(EntryForm):
    """What somebody else's entry is to say, and why."""

    reason = forms.CharField(
        label="Why you change it",
        max_length=500,
        help_text="The person is told. It goes into the audit log.",
        error_messages={"required": "Say why."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].label = "What they work on"
        self.fields["stand_in"].label = "Who can stand in for them"


class ReasonForm(forms.Form):
    """Why somebody is kept out of the directory, or no more."""

    reason = forms.CharField(
        label="Why",
        max_length=500,
        help_text="It is kept with the audit log, where it can be erased later.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why."},
    )


class KnowForm(forms.Form):
    """Something that somebody knows."""

    term = forms.ChoiceField(label="What you know", required=False)
    other = forms.CharField(
        label="Or propose what is not in the list",
        required=False,
        max_length=200,
        help_text="It is shown once whoever keeps the list has taken it up.",
        widget=forms.TextInput(attrs={**WIDE, "autocomplete": "off"}),
    )
    level = forms.ChoiceField(
        label="How well (optional)", required=False, choices=OPTIONAL, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [("", "Choose"), *metadata.choices(VOCABULARY)]
        self.fields["term"].choices = known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("term") and values.get("other"):
            self.add_error("other", "Choose from the list or propose something, not both.")
        elif not self.errors and not (values.get("term") or values.get("other")):
            self.add_error("term", "Choose what you know, or propose it.")
        return values

    def label(self) -> str:
        """The term that was chosen or proposed."""
        return str(self.cleaned_data["term"] or self.cleaned_data["other"])


class TermsForm(forms.Form):
    """What the body sets about the directory."""

    counted = forms.MultipleChoiceField(
        label="What belongs to a complete entry",
        choices=list(FIELDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    months = WholeNumberField(
        label="Ask people to confirm their entry after this many months",
        help_text="From 1 to 36.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )
    staff_record = forms.CharField(
        label="Where people see their own staff record (optional)",
        required=False,
        max_length=300,
        help_text="The address of your personnel system. Everybody finds it beside their entry.",
    )

    def terms(self) -> Terms:
        """What the form says."""
        values = self.cleaned_data
        return Terms(tuple(values["counted"]), values["months"], values["staff_record"])


class DecideForm(forms.Form):
    """What becomes of a proposed term."""

    choice = forms.ChoiceField(
        label="What becomes of it?",
        choices=[
            ("accept", "It becomes a term of the list"),
            ("means", "It means a term that is there"),
            ("refuse", "It is not taken up"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of it."},
    )
    term = forms.ChoiceField(label="The term that it means", required=False)
    reason = forms.CharField(
        label="Why it is not taken up",
        required=False,
        max_length=500,
        help_text="Whoever proposed it is told.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [("", "Choose"), *metadata.choices(VOCABULARY)]
        self.fields["term"].choices = known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the choice needs."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("choice") == "means" and not values.get("term"):
            self.add_error("term", "Choose the term that it means.")
        return values


class StewardForm(forms.Form):
    """Who is to answer for a site."""

    part = forms.ChoiceField(
        label="As what",
        choices=[(one.value, label) for one, label in PARTS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose as what."},
    )
    person = forms.CharField(
        label="Who",
        max_length=200,
        help_text="A full name, a user name or an e-mail address.",
        widget=forms.TextInput(attrs={**WIDE, "autocomplete": "off"}),
        error_messages={"required": "Say who it is."},
    )
    starts_on = DayField(
        label="First day (optional)", required=False, help_text="Today, if left empty."
    )
    ends_on = DayField(label="Last day (optional)", required=False)

    def draft(self) -> StewardDraft:
        """What the form says."""
        return StewardDraft(**self.cleaned_data)


class EndStewardForm(forms.Form):
    """The last day of somebody who answers for a site."""

    ends_on = DayField(
        label="Last day (optional)", required=False, help_text="It ends at once, if left empty."
    )


class EntryColumnsForm(ColumnsForm):
    """Which column of a list of people is which."""

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, columns=columns, labels=COLUMNS, needed=NEEDED, **kwargs)
