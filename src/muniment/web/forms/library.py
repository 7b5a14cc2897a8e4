"""The forms of the library."""

from typing import Any

from django import forms

from muniment.foundation.kernel.languages import NAMES
from muniment.holdings.library.rules import COLUMNS, NEEDED
from muniment.holdings.library.types import (
    ALLOWED,
    KINDS,
    LEAVES,
    LICENCES,
    SUBJECTS,
    WAYS_IN,
    Leave,
    LicenceDraft,
    ResourceDraft,
)
from muniment.web.fields import DayField
from muniment.web.forms.choices import units
from muniment.web.forms.mapping import ColumnsForm

NARROW = {"class": "govuk-input--width-20"}


class ResourceForm(forms.Form):
    """What is said of a resource."""

    title = forms.CharField(
        label="Title", max_length=300, error_messages={"required": "Give it a title."}
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=[("", "Choose a kind"), *KINDS.items()],
        error_messages={"required": "Choose a kind."},
    )
    address = forms.CharField(
        label="Address",
        required=False,
        max_length=2000,
        help_text="Such as https://example.org. Leave it empty for a work in print.",
        widget=forms.TextInput(attrs={"spellcheck": False}),
    )
    shelf_mark = forms.CharField(
        label="Shelf mark",
        required=False,
        max_length=100,
        help_text="Where it stands, if it is in print.",
        widget=forms.TextInput(attrs=NARROW),
    )
    publisher = forms.CharField(label="Publisher", required=False, max_length=200)
    description = forms.CharField(
        label="What it is good for",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    subjects = forms.CharField(
        label="Subjects",
        required=False,
        max_length=2000,
        help_text=f"Terms of the vocabulary with the code “{SUBJECTS}”, with ; between them.",
    )
    units = forms.MultipleChoiceField(
        label="Who may use it",
        required=False,
        help_text="Choose none if everybody may. Otherwise only people of these units, and of "
        "those below them, find it.",
        widget=forms.CheckboxSelectMultiple,
    )
    isbn = forms.CharField(
        label="ISBN", required=False, max_length=30, widget=forms.TextInput(attrs=NARROW)
    )
    issn = forms.CharField(
        label="ISSN", required=False, max_length=30, widget=forms.TextInput(attrs=NARROW)
    )
    doi = forms.CharField(
        label="DOI", required=False, max_length=250, widget=forms.TextInput(attrs=NARROW)
    )
    classes = forms.CharField(
        label="Classes it belongs beside",
        required=False,
        max_length=2000,
        help_text="Their references, with spaces between them. It is shown on their pages.",
    )
    language = forms.ChoiceField(
        label="Language", required=False, choices=[("", "Not said"), *NAMES.items()]
    )
    anyway = forms.BooleanField(
        label="Keep it beside the other: it is another copy or edition", required=False
    )
    further = ("Numbers, classes and language", ("isbn", "issn", "doi", "classes", "language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = units("")[1:]  # type: ignore[attr-defined]

    def further_is_said(self) -> bool:
        """Whether something of the folded fields is filled in or wrong."""
        return any(self[name].value() or self[name].errors for name in self.further[1])

    def needs_anyway(self) -> bool:
        """Whether the box that keeps it beside another is to be shown."""
        return bool(self["anyway"].value() or self["anyway"].errors)

    def draft(self) -> ResourceDraft:
        """What the form says."""
        said = dict(self.cleaned_data)
        del said["anyway"]
        said["subjects"] = _several(said["subjects"].split(";"))
        said["classes"] = _several(said["classes"].replace(",", " ").split())
        said["units"] = tuple(said["units"])
        return ResourceDraft(**said)


def _several(parts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in parts if one.strip()))


def filled_from(draft: ResourceDraft) -> dict[str, Any]:
    """What the form begins with for a resource that is there."""
    found = {name: getattr(draft, name) for name in draft.__slots__}
    found["subjects"] = "; ".join(draft.subjects)
    found["classes"] = " ".join(draft.classes)
    return found | {"units": list(draft.units)}


class LicenceForm(forms.Form):
    """What is said of a licence."""

    kind = forms.ChoiceField(
        label="Kind of licence",
        choices=list(LICENCES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of licence."},
    )
    name = forms.CharField(
        label="Name of the open licence",
        required=False,
        max_length=60,
        help_text="Such as OGL v3.0 or CC BY 4.0.",
        widget=forms.TextInput(attrs=NARROW),
    )
    supplier = forms.CharField(
        label="Supplier", required=False, max_length=200, help_text="Who it is had from."
    )
    seats = forms.CharField(
        label="How many people at once",
        required=False,
        max_length=100,
        help_text="Such as 5 people at once. Leave it empty if there is no limit.",
        widget=forms.TextInput(attrs=NARROW),
    )
    way_in = forms.ChoiceField(label="How to get in", choices=list(WAYS_IN.items()))
    may_print = forms.ChoiceField(label=ALLOWED["may_print"], choices=list(LEAVES.items()))
    may_copy = forms.ChoiceField(label=ALLOWED["may_copy"], choices=list(LEAVES.items()))
    may_share = forms.ChoiceField(label=ALLOWED["may_share"], choices=list(LEAVES.items()))
    may_mine = forms.ChoiceField(label=ALLOWED["may_mine"], choices=list(LEAVES.items()))
    starts_on = DayField(label="Starts", required=False)
    ends_on = DayField(
        label="Ends",
        required=False,
        help_text="The last day. You are told 90 and 30 days before, and on the day.",
    )
    cost = forms.DecimalField(
        label="Cost a year in pounds",
        required=False,
        help_text="Seen only by those who manage the library.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}),
        error_messages={"invalid": "Enter the cost in pounds, such as 1250 or 1250.50."},
    )
    contact = forms.CharField(
        label="Whom to ask", required=False, max_length=200, help_text="A post or an address."
    )

    def draft(self) -> LicenceDraft:
        """What the form says."""
        return LicenceDraft(**self.cleaned_data)


NEW_LICENCE = dict.fromkeys(ALLOWED, Leave.ASK.value) | {"way_in": "open"}


class LinkForm(forms.Form):
    """Whether a link works."""

    state = forms.ChoiceField(
        label="Does the link work?",
        choices=[("works", "Yes, it works"), ("broken", "No, it is broken")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it works."},
    )
    note = forms.CharField(
        label="What was found",
        required=False,
        max_length=500,
        help_text="Readers see it if the link is broken.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LibraryColumnsForm(ColumnsForm):
    """Which column of a list is which."""

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, columns=columns, labels=COLUMNS, needed=NEEDED, **kwargs)
