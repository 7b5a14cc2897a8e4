"""The forms by which documents are found, described and written."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile, Role
from muniment.governance.bodies import queries as bodies
from muniment.governance.policies import queries
from muniment.governance.policies.types import EVERYONE, ROLE, UNIT, Kind, PolicyDraft, State
from muniment.people.directory import queries as directory
from muniment.web.fields import DayField, WholeNumberField

PERSON = "A full name, a user name or an e-mail address."


def choices_of(some: Any, first: str) -> list[tuple[str, str]]:
    """The members of an enumeration after a choice of none."""
    return [("", first), *((one.value, one.label) for one in some)]


class PoliciesFilter(forms.Form):
    """Narrows the list of documents."""

    kind = forms.ChoiceField(label="Kind", required=False, choices=choices_of(Kind, "Any"))
    topic = forms.ChoiceField(label="Topic", required=False)
    state = forms.ChoiceField(label="With a version that is", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    words = forms.CharField(
        label="Words",
        required=False,
        max_length=200,
        help_text="Of the title or the text in force. Beginnings will do.",
    )
    version = forms.CharField(
        label="Version in force",
        required=False,
        max_length=12,
        help_text="Such as 2.1",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4"}),
    )
    approved_since = DayField(label="Approved on or after", required=False)
    review_by = DayField(label="Review due by", required=False)
    mine = forms.BooleanField(label="Only those I answer for", required=False)

    def __init__(self, *args: Any, actor: Profile, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = [(one, one) for one in queries.topics(actor, today)]
        said = {
            "topic": [("", "Any"), *topics],
            "state": choices_of([one for one in State if one != State.WITHDRAWN], "Any"),
            "owner": [("", "Anybody"), *queries.owners(actor, today)],
        }
        for name, choices in said.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class PolicyForm(forms.Form):
    """What is said of a document, apart from its text. What it must say, the verb judges."""

    title = forms.CharField(label="Title", required=False)
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=choices_of(Kind, "Choose a kind"),
        help_text="Policies, strategies and standards are approved by a governance body.",
    )
    summary = forms.CharField(
        label="What it is about, in a sentence or two (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owner = forms.CharField(
        label="Who answers for it",
        required=False,
        help_text=PERSON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    owner_post = forms.CharField(
        label="Their post (optional)",
        required=False,
        help_text="It is what the public sees in place of a name.",
    )
    unit = forms.ChoiceField(
        label="Unit",
        required=False,
        error_messages={"invalid_choice": "Choose a unit whose documents you keep."},
    )
    body = forms.ChoiceField(
        label="Governance body that approves it",
        required=False,
        help_text="Without one, who keeps the documents of the unit approves it.",
    )
    review_months = WholeNumberField(
        label="Months between reviews",
        min_value=1,
        max_value=60,
        error_messages={"required": "Give the months between reviews, from 1 to 60."},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
    )
    topics = forms.CharField(
        label="Topics (optional)",
        required=False,
        help_text="What it is found by, with commas between them: e-mail, retention, manager.",
    )
    everyone = forms.BooleanField(
        label="Ask everyone who works here to acknowledge each version", required=False
    )
    units = forms.MultipleChoiceField(
        label="Ask these units, with all below them",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.MultipleChoiceField(
        label="Ask these roles",
        required=False,
        choices=[(one.value, one.label) for one in Role],
        widget=forms.CheckboxSelectMultiple,
    )
    further = ("Ask some units or roles to acknowledge it", ("units", "roles"))

    def __init__(self, *args: Any, actor: Profile, now: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        said = {
            "unit": _units(actor, now),
            "body": [("", "None"), *((one.reference, one.name) for one in bodies.bodies(actor))],
            "units": [(one.reference, str(one)) for one in access.units() if not one.closed_on],
        }
        for name, choices in said.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def further_is_said(self) -> bool:
        """Whether a unit or a role is asked."""
        return any(self[name].value() or self[name].errors for name in self.further[1])

    def draft(self) -> PolicyDraft:
        """What the form says; the owner by user name, where known."""
        said = self.cleaned_data
        meant = directory.person_meant(self.actor, said["owner"])
        units = [f"{UNIT}{one}" for one in said["units"]]
        roles = [f"{ROLE}{one}" for one in said["roles"]]
        return PolicyDraft(
            kind=said["kind"],
            title=said["title"],
            owner=meant.username if meant else said["owner"],
            summary=said["summary"],
            unit=said["unit"],
            owner_post=said["owner_post"],
            body=said["body"],
            audience=(EVERYONE,) if said["everyone"] else (*units, *roles),
            review_months=said["review_months"],
            topics=tuple(said["topics"].split(",")),
        )


def _units(actor: Profile, now: str | None) -> list[tuple[str, str]]:
    """The units whose documents the actor keeps, and the one that a document belongs to."""
    known = [
        (one.reference, str(one))
        for one in access.units()
        if one.reference == now or (not one.closed_on and queries.manages(actor, one.reference))
    ]
    whole = [("", "The whole organisation")] if queries.manages(actor, "") or now == "" else []
    return [*whole, *known]


class AddPolicyForm(PolicyForm):
    """What is said of a new document, and its first text."""

    text = forms.CharField(
        label="Text of the first draft",
        required=False,
        strip=False,
        help_text="Begin each section with # and a heading. Leave an empty line between "
        "paragraphs. They are numbered by themselves.",
        widget=forms.Textarea(attrs={"rows": 12}),
    )


class DescribeForm(PolicyForm):
    """What is said of a document that is there, and which state of it was looked at."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Open this page again."}
    )


def filled_from(one: Any) -> dict[str, Any]:
    """What the form begins with for a document that is there."""
    audience: Sequence[str] = one.audience
    return {
        "title": one.title,
        "kind": one.kind,
        "summary": one.summary,
        "owner": one.owner.username,
        "owner_post": one.owner_post,
        "unit": one.unit.reference if one.unit else "",
        "body": one.body.reference if one.body else "",
        "review_months": one.review_months,
        "topics": ", ".join(one.topics),
        "everyone": EVERYONE in audience,
        "units": [each.removeprefix(UNIT) for each in audience if each.startswith(UNIT)],
        "roles": [each.removeprefix(ROLE) for each in audience if each.startswith(ROLE)],
        "seen": one.changed,
    }


class BeginForm(forms.Form):
    """What the next version is."""

    great = forms.BooleanField(
        label="It changes much",
        required=False,
        help_text="It then gets the next whole number, such as 3.0 after 2.4.",
    )
    note = forms.CharField(
        label="What is to change (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WriteForm(forms.Form):
    """The text of a draft."""

    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
    )
    note = forms.CharField(
        label="What is new in it, in short (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": "Open this page again."}
    )
