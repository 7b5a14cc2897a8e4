"""The forms by which people ask for a waiver, decide on one and end it."""

from typing import Any

from django import forms

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.governance.risks import queries
from muniment.governance.risks.types import WAIVER_STATES, OptionDraft, WaiverDraft
from muniment.web.fields import DayField
from muniment.web.forms.choices import units
from muniment.web.forms.risks import text

OPTIONS = 3  # that the page asks for; the API takes more
PARTS = ("words", "local_need", "policy")
LABELS = {
    "words": "What the option is",
    "local_need": "What it does for the local need",
    "policy": "What it does for the policy",
}
GRANT, REFUSE = "grant", "refuse"


class WaiversFilter(forms.Form):
    """Narrows the list of waivers."""

    state = forms.ChoiceField(
        label="Which", required=False, choices=[("", "All"), *WAIVER_STATES.items()]
    )
    unit = forms.ChoiceField(label="Unit", required=False, help_text="With all below it.")
    words = forms.CharField(
        label="Words",
        required=False,
        max_length=200,
        help_text="Of the rule, need or control. Beginnings will do.",
    )
    soon = forms.BooleanField(label="Only those that end within 30 days", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("Any")  # type: ignore[attr-defined]


class WaiverForm(forms.Form):
    """What is asked for. What it must say, the verb judges: every reason at once."""

    rule = text("Which rule is to be waived", "In plain words.", most=4_000)
    policy = forms.CharField(
        label="Where that rule stands (optional)",
        required=False,
        max_length=400,
        help_text="The policy and paragraph, or the reference of a retention rule.",
    )
    unit = forms.ChoiceField(label="Unit", required=False)
    why = text("The local need", "Why the rule cannot be kept.", most=4_000)
    control = text("What makes up for it", "The compensating control.", most=4_000)
    ends_on = DayField(label="Last day", required=False)
    risk = forms.CharField(
        label="The risk it belongs to (optional)",
        required=False,
        max_length=40,
        help_text="Its reference, such as RK-7K3M9-QXV2B.",
    )

    def __init__(self, *args: Any, actor: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = queries.units_seen(actor)
        some = [one for one in access.units() if one.reference in seen and not one.closed_on]
        known = [(one.reference, str(one)) for one in some]
        self.fields["unit"].choices = [("", "Choose a unit"), *known]  # type: ignore[attr-defined]
        for number in range(1, OPTIONS + 1):
            for part in PARTS:
                self.fields[f"option_{part}_{number}"] = text(LABELS[part], rows=2, most=4_000)

    def groups(self) -> list[tuple[str, str, list[Any]]]:
        """The fields in groups, each with what it is called and what is to be known of it."""
        plain = [self[name] for name in self.fields if not name.startswith("option_")]
        hint = "What else could be done? At least one option, weighed for both sides."
        options = [
            (
                f"Option {number}",
                hint if number == 1 else "Leave it empty if there is none.",
                [self[f"option_{part}_{number}"] for part in PARTS],
            )
            for number in range(1, OPTIONS + 1)
        ]
        return [("", "", plain), *options]

    def draft(self) -> WaiverDraft:
        """What the form says. Options that say nothing are left out, unless one after them does."""
        said = self.cleaned_data
        some = [
            tuple(said[f"option_{part}_{number}"].strip() for part in PARTS)
            for number in range(1, OPTIONS + 1)
        ]
        while some and not any(some[-1]):
            some.pop()
        names = ("rule", "unit", "why", "control", "ends_on", "policy")
        return WaiverDraft(
            **{name: said[name] for name in names},
            options=tuple(OptionDraft(*one) for one in some),
            risk=said["risk"].strip(),
        )


class DecideForm(forms.Form):
    """Whether a waiver is granted, and why."""

    decision = forms.ChoiceField(
        label="Decision",
        choices=[(GRANT, "Grant it"), (REFUSE, "Refuse it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is granted."},
    )
    reason = text("Why", most=2_000)
