"""Who may see a folder or a record: what it says for itself, within what it inherits."""

from typing import Any

from django import forms

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Narrowing, Tier
from muniment.web.forms.choices import units

INHERIT = ("", "As the place it is in")
OWN = [INHERIT, ("own", "Those ticked below")]


class NarrowingForm(forms.Form):
    """Access and marking. What is left open comes from the place."""

    open_own = forms.ChoiceField(
        label="Open to", required=False, widget=forms.RadioSelect, choices=OWN
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
        label="Sensitive",
        required=False,
        widget=forms.RadioSelect,
        choices=[INHERIT, ("yes", "Yes"), ("no", "No")],
    )
    handling_own = forms.ChoiceField(
        label="Handling sets", required=False, widget=forms.RadioSelect, choices=OWN
    )
    handling = forms.MultipleChoiceField(
        label="Sets", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets = [(one.code, one.name) for one in access.handling_sets()]
        self.fields["open_to"].choices = units("")[1:]  # type: ignore[attr-defined]
        self.fields["handling"].choices = sets  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Units are named where it is open to its own."""
        values = super().clean() or {}
        if values.get("open_own") == "own" and not values.get("open_to"):
            self.add_error("open_to", "Tick at least one unit.")
        return values


def narrowing_from(values: dict[str, Any]) -> Narrowing:
    """What was filled in."""
    own_sets = values["handling_own"] == "own"
    return Narrowing(
        open_to=tuple(values["open_to"]) if values["open_own"] == "own" else None,
        tier=values["tier"],
        sensitive={"yes": True, "no": False}.get(values["sensitive"]),
        handling=tuple(values["handling"]) if own_sets else None,
    )


def filled_from(said: Narrowing) -> dict[str, Any]:
    """What a folder or record says for itself, as the form shows it."""
    return {
        "open_own": "" if said.open_to is None else "own",
        "open_to": list(said.open_to or ()),
        "tier": said.tier,
        "sensitive": {None: "", True: "yes", False: "no"}[said.sensitive],
        "handling_own": "" if said.handling is None else "own",
        "handling": list(said.handling or ()),
    }
