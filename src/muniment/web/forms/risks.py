"""The forms of the register of risks, made from its table of fields."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.governance.risks import queries
from muniment.governance.risks.types import (
    CONFIDENCES,
    FIELDS,
    KIND_HINTS,
    KIND_LABELS,
    KINDS,
    SCORES,
    TREATMENTS,
    WANTS,
    Field,
    Form,
    Scales,
    Step,
)
from muniment.people.directory import queries as directory
from muniment.web.fields import DayField
from muniment.web.forms.choices import Choices, units

PERSON = "A full name, a user name or an e-mail address."
AGAIN = {"required": "Open this page again."}


def text(label: str, hint: str = "", rows: int = 3, most: int | None = None) -> forms.CharField:
    """A box for several lines; what must be in it, the verb judges."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, help_text=hint, widget=box, max_length=most)


def seen() -> forms.IntegerField:
    """Which version was looked at."""
    return forms.IntegerField(widget=forms.HiddenInput, error_messages=AGAIN)


def steps(some: Collection[Step], empty: str) -> Choices:
    """The steps of a scale, after a choice of none."""
    return [("", empty), *((str(one.score), f"{one.score} {one.name}") for one in some)]


def _categories(scales: Scales, empty: str, now: str = "") -> Choices:
    known = [(one.code, one.name) for one in scales.categories]
    gone = [(now, now)] if now and now not in dict(known) else []
    return [("", empty), *known, *gone]


class RisksFilter(forms.Form):
    """Narrows the register of risks."""

    want = forms.ChoiceField(
        label="Which", required=False, choices=[(one.value, label) for one, label in WANTS.items()]
    )
    unit = forms.ChoiceField(label="Unit", required=False, help_text="With all below it.")
    category = forms.ChoiceField(label="Category", required=False)
    likelihood = forms.ChoiceField(label="Current likelihood", required=False)
    impact = forms.ChoiceField(label="Current impact", required=False)
    words = forms.CharField(
        label="Words",
        required=False,
        max_length=200,
        help_text="Of the name, cause, event, effect or plan. Beginnings will do.",
    )
    asset = forms.CharField(
        label="Information asset", required=False, max_length=40, help_text="Its reference."
    )
    mine = forms.BooleanField(label="Only those I own", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scales = queries.scales()
        choices = {
            "unit": units("Any"),
            "category": _categories(scales, "Any"),
            "likelihood": steps(scales.likelihood, "Any"),
            "impact": steps(scales.impact, "Any"),
        }
        for name, some in choices.items():
            self.fields[name].choices = some  # type: ignore[attr-defined]


class RiskForm(forms.Form):
    """What is said of a risk. What it must say, the verb judges: every reason at once."""

    asked: tuple[Field, ...] = FIELDS

    def __init__(
        self, *args: Any, actor: Profile, now: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.scales, before = actor, queries.scales(), now or {}
        for one in self.asked:
            self.fields[one.name] = _field_of(one, actor, self.scales, before)

    def values(self) -> dict[str, str]:
        """What the form says, as the register keeps it; the owner by user name, where known."""
        found = {one.name: _written(self.cleaned_data[one.name]) for one in self.asked}
        if "owner" in found:
            meant = directory.person_meant(self.actor, found["owner"])
            return {**found, "owner": meant.username} if meant else found
        return found

    def groups(self) -> list[tuple[str, str, list[BoundField]]]:
        """The fields in groups, each with what it is called and what is to be known of it."""
        plain = [self[one.name] for one in self.asked if one.form is not Form.SCORE]
        scored = [
            (f"{KIND_LABELS[kind]} score", KIND_HINTS[kind], self._scores(kind)) for kind in KINDS
        ]
        return [*([("", "", plain)] if plain else []), *(one for one in scored if one[2])]

    def _scores(self, kind: str) -> list[BoundField]:
        return [self[one.name] for one in self.asked if one.name.startswith(f"{kind}_")]


class AddRiskForm(RiskForm):
    """What is said of a new risk, its scores too."""

    asked = (*FIELDS, *SCORES)


class ChangeRiskForm(RiskForm):
    """What is said of a risk that is there, and which version of it was looked at."""

    seen = seen()


class ScoreForm(RiskForm):
    """The scores of a risk, why they change, and which version was looked at."""

    asked = SCORES
    seen = seen()
    why = text("Why", "What has changed since it was last scored.", most=2_000)

    def groups(self) -> list[tuple[str, str, list[BoundField]]]:
        """The scores kind by kind, and after them why they change."""
        return [*super().groups(), ("", "", [self["why"]])]


def _field_of(one: Field, actor: Profile, scales: Scales, now: Mapping[str, str]) -> forms.Field:
    said: dict[str, Any] = {"label": one.label, "required": False, "help_text": one.hint}
    match one.form:
        case Form.TEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **said)
        case Form.CATEGORY:
            choices = _categories(scales, "Choose", now.get(one.name, ""))
            return forms.ChoiceField(choices=choices, **said)
        case Form.TREATMENT:
            return forms.ChoiceField(choices=[("", "Choose"), *TREATMENTS.items()], **said)
        case Form.UNIT:
            return forms.ChoiceField(choices=_units(actor, now.get("unit", "")), **said)
        case Form.DAY:
            return DayField(**said)
        case Form.SCORE:
            scale = scales.impact if one.name.endswith("impact") else scales.likelihood
            said["label"] = "Impact" if one.name.endswith("impact") else "Likelihood"
            return forms.ChoiceField(choices=steps(scale, "Choose"), **{**said, "help_text": ""})
        case Form.PERSON:
            said["help_text"] = f"{one.hint} {PERSON}"
    plain = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(widget=plain, **said)


def _units(actor: Profile, now: str) -> Choices:
    """The units whose risks the actor keeps, and the one that the risk belongs to. Who owns assets
    says of theirs whose risk it is."""
    anywhere = queries.owns_assets(actor)
    known = [
        (one.reference, str(one))
        for one in access.units()
        if one.reference == now
        or (not one.closed_on and (anywhere or queries.manages_unit(actor, one.reference)))
    ]
    return [("", "Choose a unit"), *known]


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def filled_from(values: Mapping[str, str], owner: str) -> dict[str, Any]:
    """What the form begins with for a risk that is there. `owner`: the owner's user name."""
    day = values.get("review_on", "")
    return {**values, "owner": owner, "review_on": date.fromisoformat(day) if day else None}


class ReviewForm(forms.Form):
    """That a risk was looked at, and when it is looked at again."""

    said = text("What you found", "Is the score still right? Do the controls work?", most=4_000)
    review_on = DayField(label="Next review", required=False)
    seen = seen()


class AcceptForm(forms.Form):
    """That what is left of a risk is accepted, why, and until when."""

    reason = text("Why it is accepted", most=2_000)
    expires_on = DayField(label="Last day", required=False)
    seen = seen()


class ControlForm(forms.Form):
    """What keeps a risk down, who looks after it, and how sure it is."""

    words = text("What keeps the risk down", most=2_000)
    owner = forms.CharField(
        label="Who looks after it",
        required=False,
        max_length=200,
        help_text=PERSON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    confidence = forms.ChoiceField(
        label="How sure it is",
        required=False,
        choices=list(CONFIDENCES.items()),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, actor: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def values(self) -> dict[str, str]:
        """What the form says; the person by user name, where known."""
        said = self.cleaned_data
        meant = directory.person_meant(self.actor, said["owner"])
        return {**said, "owner": meant.username if meant else said["owner"]}


class OptionForm(forms.Form):
    """A way out of a risk that was looked at."""

    words = text("What the option is", most=4_000)
    local_need = text("What it does for the local need", most=4_000)
    policy = text("What it does for the policy", most=4_000)
