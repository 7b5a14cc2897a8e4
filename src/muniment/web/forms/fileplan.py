"""The forms about classes of the file plan."""

from typing import Any

from django import forms

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Tier
from muniment.holdings.fileplan.types import EVERYONE, UNDECIDED, UNITS, ClassTerms
from muniment.lifecycle.retention import queries as retention
from muniment.web.fields import DayField
from muniment.web.forms.choices import classes, units

INHERIT = ("", "As the class above")
YES_NO = [INHERIT, ("yes", "Yes"), ("no", "No")]


class TermsForm(forms.Form):
    """What a class says for itself. What is left open comes from the class above."""

    title = forms.CharField(
        label="Title", max_length=300, error_messages={"required": "Enter a title."}
    )
    scope_note = forms.CharField(
        label="What goes in it (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owner_unit = forms.ChoiceField(label="Owner", required=False)
    rule = forms.ChoiceField(label="Retention rule", required=False)
    access = forms.ChoiceField(
        label="Who may see what is filed here",
        required=False,
        widget=forms.RadioSelect,
        choices=[INHERIT, (EVERYONE, "Everyone"), (UNITS, "Only the units below")],
    )
    open_to = forms.MultipleChoiceField(
        label="Units", required=False, widget=forms.CheckboxSelectMultiple
    )
    tier = forms.ChoiceField(
        label="Tier",
        required=False,
        choices=[INHERIT, *((tier.value, tier.label) for tier in Tier)],
    )
    sensitive = forms.ChoiceField(
        label="Sensitive", required=False, widget=forms.RadioSelect, choices=YES_NO
    )
    handling_own = forms.ChoiceField(
        label="Handling sets",
        required=False,
        widget=forms.RadioSelect,
        choices=[INHERIT, ("own", "Those ticked below")],
    )
    handling = forms.MultipleChoiceField(
        label="Sets", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [(one.rule.code, f"{one.rule.code} {one.title}") for one in retention.rules()]
        undecided = (UNDECIDED, "Undecided: nothing can be filed yet")
        offered = {
            "owner_unit": [INHERIT, *units("")[1:]],
            "rule": [INHERIT, undecided, *rules],
            "open_to": units("")[1:],
            "handling": [(one.code, one.name) for one in access.handling_sets()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Units are named where access is for units."""
        values = super().clean() or {}
        if values.get("access") == UNITS and not values.get("open_to"):
            self.add_error("open_to", "Tick at least one unit.")
        return values


class NewClassForm(TermsForm):
    """A class to be opened."""

    reference = forms.CharField(
        label="Reference",
        max_length=100,
        help_text="Such as HOU/REP/01. It is unique for ever.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter a reference."},
    )
    under = forms.ChoiceField(label="Under", required=False)
    field_order = ["under", "reference"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["under"].choices = classes("Nothing: at the top")  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Where a class goes, and what it is called there."""

    under = forms.ChoiceField(label="Under", required=False)
    new_reference = forms.CharField(
        label="New reference (optional)",
        required=False,
        max_length=100,
        help_text="The old one goes on leading here.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["under"].choices = classes("Nothing: at the top")  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """When a class closes, and why."""

    on = DayField(label="Last day (optional)", required=False, help_text="Today, if left empty.")
    reason = forms.CharField(
        label="Reason (optional)", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason."},
    )


class ReferForm(forms.Form):
    """A class that is worth looking at too."""

    to = forms.ChoiceField(label="See also")
    note = forms.CharField(label="Note (optional)", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = classes("Choose a class")  # type: ignore[attr-defined]


def terms_from(values: dict[str, Any], kept: ClassTerms | None = None) -> ClassTerms:
    """What was filled in, as the terms of a class; `kept` gives what the form does not ask."""
    own = values["handling_own"] == "own"
    return ClassTerms(
        reference=kept.reference if kept else values.get("reference", ""),
        title=values["title"],
        scope_note=values["scope_note"],
        owner_unit=values["owner_unit"],
        owner_role=kept.owner_role if kept else "",
        rule=values["rule"],
        access=values["access"],
        open_to=tuple(values["open_to"]) if values["access"] == UNITS else (),
        tier=values["tier"],
        sensitive={"yes": True, "no": False}.get(values["sensitive"]),
        handling=tuple(values["handling"]) if own else None,
        inherits=kept.inherits if kept else True,
        opened_on=kept.opened_on if kept else None,
        closed_on=kept.closed_on if kept else None,
    )


def filled_from(terms: ClassTerms) -> dict[str, Any]:
    """The terms of a class as the form shows them."""
    return {
        "title": terms.title,
        "scope_note": terms.scope_note,
        "owner_unit": terms.owner_unit,
        "rule": terms.rule,
        "access": terms.access,
        "open_to": list(terms.open_to),
        "tier": terms.tier,
        "sensitive": {None: "", True: "yes", False: "no"}[terms.sensitive],
        "handling_own": "" if terms.handling is None else "own",
        "handling": list(terms.handling or ()),
    }
