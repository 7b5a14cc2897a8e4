"""The forms of action plans, their outcomes and objectives."""

from typing import Any

from django import forms

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.governance.plans import queries
from muniment.governance.plans.rules import COLUMNS, FOUR
from muniment.governance.plans.types import (
    ENDED,
    NOT_STARTED,
    PLAN_STATES,
    STAGES,
    PlanDraft,
    PlanState,
)
from muniment.people.directory import queries as directory
from muniment.web.fields import DayField
from muniment.web.forms.choices import Choices, units
from muniment.web.forms.mapping import ColumnsForm

PERSON = "A full name, a user name or an e-mail address."


def username_of(actor: Profile, name: str) -> str:
    """The user name of who is meant, where the actor may know of them; else what was written."""
    meant = directory.person_meant(actor, name)
    return meant.username if meant else name


def units_kept(actor: Profile, now: str = "") -> Choices:
    """The units in use whose plans the actor keeps, and the one that is chosen already."""
    kept = set(queries.managed(actor))
    known = [
        (one.reference, str(one))
        for one in access.units()
        if one.reference == now or (not one.closed_on and one.reference in kept)
    ]
    return [("", "Choose a unit"), *known]


class PlansFilter(forms.Form):
    """Narrows the list of plans."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Any"), *((one.value, label) for one, label in PLAN_STATES.items())],
    )
    unit = forms.ChoiceField(label="Unit", required=False, help_text="With all below it.")
    words = forms.CharField(
        label="Words",
        required=False,
        max_length=200,
        help_text="Of the title or purpose. Beginnings will do.",
    )
    mine = forms.BooleanField(label="Only those I answer for", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("Any")  # type: ignore[attr-defined]

    def narrow(self) -> dict[str, Any]:
        """What the form says, as the query takes it."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        state = PlanState(said["state"]) if said.get("state") else None
        found = {name: said.get(name, "") for name in ("unit", "words")}
        return {**found, "state": state, "mine": bool(said.get("mine"))}


class PlanForm(forms.Form):
    """What is said of a plan. What it must say, the verb judges."""

    title = forms.CharField(label="Title", required=False, max_length=300)
    purpose = forms.CharField(
        label="What it is for (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    unit = forms.ChoiceField(
        label="Unit",
        required=False,
        error_messages={"invalid_choice": "Choose a unit whose plans you keep."},
    )
    owner = forms.CharField(
        label="Who answers for it",
        required=False,
        max_length=200,
        help_text=PERSON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    starts_on = DayField(label="First day of its period", required=False)
    ends_on = DayField(
        label="Last day of its period",
        required=False,
        help_text="The fiscal year runs from 1 April to 31 March.",
    )

    def __init__(self, *args: Any, actor: Profile, now: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["unit"].choices = units_kept(actor, now)  # type: ignore[attr-defined]

    def draft(self) -> PlanDraft:
        """What the form says; the owner by user name, where known."""
        names = ("title", "unit", "owner", "starts_on", "ends_on", "purpose")
        said = {name: self.cleaned_data[name] for name in names}
        return PlanDraft(**{**said, "owner": username_of(self.actor, said["owner"])})


class ChangePlanForm(PlanForm):
    """What is said of a plan that is there, and which version of it was looked at."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Open this page again."}
    )


class HeadingForm(forms.Form):
    """The words of an outcome or objective."""

    words = forms.CharField(
        label="In words", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class StatusForm(forms.Form):
    """A status of the body's own."""

    label = forms.CharField(
        label="What it is called", required=False, help_text="Such as Awaiting funds."
    )
    stage = forms.ChoiceField(
        label="The stage that it stands for",
        required=False,
        choices=[("", "Choose a stage"), *((one.value, label) for one, label in STAGES.items())],
        help_text="Figures go by the stage. It cannot be changed later.",
    )
    dated = forms.BooleanField(
        label="Its words go on with the date of the action, as in “Operational by 31 March 2027”",
        required=False,
    )


class PlanColumnsForm(ColumnsForm):
    """Which column of a table is which, and how actions stand of which nothing is said."""

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, columns=columns, labels=COLUMNS, needed=FOUR[:3], **kwargs)
        known = [one for one in queries.statuses() if one.stage not in ENDED]
        self.fields["otherwise"] = forms.ChoiceField(
            label="Status, where a row tells of none",
            initial=NOT_STARTED,
            choices=[(one.key, one.label) for one in known],
        )
