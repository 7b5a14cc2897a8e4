"""The forms of the register of actions."""

from typing import Any

from django import forms

from muniment.foundation.access.types import Profile
from muniment.governance.plans import queries
from muniment.governance.plans.types import (
    ENDED,
    NOT_STARTED,
    STAGES,
    WANTS,
    ActionDraft,
    By,
    Narrow,
    PlanState,
    Stage,
    Turn,
    Want,
)
from muniment.web.fields import DayField
from muniment.web.forms.choices import Choices, units
from muniment.web.forms.plans import PERSON, units_kept, username_of
from muniment.web.words import sentence

SOURCES = {"plan": "Action plan", "asset": "Information asset"}
WHEN = (
    "In your words, such as Q3 of 2026-27, by end of March 2027, 31/12/2026 or ongoing. The date "
    "is read from them. A quarter, month or year is due on its last day."
)
SEEN = {"required": "Open this page again."}


def source_label(kind: str) -> str:
    """What a kind of thing is called that actions come of."""
    return SOURCES.get(kind, sentence(kind))


class ActionsFilter(forms.Form):
    """Narrows the register. What is of one plan, outcome or owner comes by links alone."""

    want = forms.ChoiceField(
        label="Which", required=False, choices=[(one.value, label) for one, label in WANTS.items()]
    )
    source = forms.ChoiceField(label="Comes from", required=False)
    status = forms.ChoiceField(label="Status", required=False)
    stage = forms.ChoiceField(
        label="Stage",
        required=False,
        choices=[("", "Any"), *((one.value, label) for one, label in STAGES.items())],
    )
    unit = forms.ChoiceField(label="Unit", required=False, help_text="With all below it.")
    words = forms.CharField(
        label="Words",
        required=False,
        max_length=200,
        help_text="Of the action, its timeline or its plan. Beginnings will do.",
    )
    mine = forms.BooleanField(label="Only mine", required=False)
    plan = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    outcome = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    owner = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ["plan", *queries.sources(actor)]
        known = queries.statuses(retired=True)
        self._offer("source", [("", "Anything"), *((one, source_label(one)) for one in kinds)])
        self._offer("status", [("", "Any"), *((one.key, one.label) for one in known)])
        self._offer("unit", units("Any"))

    def _offer(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def want_and_narrow(self) -> tuple[Want, Narrow]:
        """What the form says, as the query takes it."""
        said = dict(self.cleaned_data) if self.is_bound and self.is_valid() else {}
        return Want(said.pop("want", "")), Narrow(**said)


class FiguresFilter(forms.Form):
    """By what the figures of actions are told apart, and of which unit."""

    by = forms.ChoiceField(
        label="For each", required=False, choices=[(one.value, one.label) for one in By]
    )
    unit = forms.ChoiceField(label="Unit", required=False, help_text="With all below it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("Any")  # type: ignore[attr-defined]


class ActionForm(forms.Form):
    """What is to be done, when and by whom. What it must say, the verb judges."""

    words = forms.CharField(
        label="What is to be done", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    timeline = forms.CharField(
        label="Timeline (optional)", required=False, max_length=1000, help_text=WHEN
    )
    owner = forms.CharField(
        label="Who does it",
        required=False,
        max_length=200,
        help_text=f"{PERSON} They are told.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    answers = forms.CharField(
        label="Or who answers for it, in words",
        required=False,
        max_length=300,
        help_text="Where nobody with an account does, such as DRO, HR.",
    )
    confidential = forms.BooleanField(
        label="Confidential: only its owner and those who keep the plan see it", required=False
    )

    def __init__(self, *args: Any, actor: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def draft(self) -> ActionDraft:
        """What the form says; the owner by user name, where known."""
        names = ("words", "timeline", "answers", "confidential", "status", "unit")
        said = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return ActionDraft(owner=username_of(self.actor, self.cleaned_data["owner"]), **said)


class NewActionForm(ActionForm):
    """An action of a plan, and how it stands to begin with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"] = forms.ChoiceField(
            label="Status", required=False, initial=NOT_STARTED, choices=_statuses(ended=False)
        )
        self.order_fields(["words", "timeline", "status"])


class FreeActionForm(NewActionForm):
    """An action that belongs to no plan."""

    def __init__(self, *args: Any, actor: Profile, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["unit"] = forms.ChoiceField(
            label="Unit",
            required=False,
            choices=units_kept(actor),
            error_messages={"invalid_choice": "Choose a unit whose plans you keep."},
        )
        self.order_fields(["words", "unit"])


def _statuses(*, ended: bool, now: str = "") -> Choices:
    return [
        (one.key, one.label)
        for one in queries.statuses(retired=True)
        if (ended or one.stage not in ENDED) and (not one.retired or one.key == now)
    ]


class ChangeActionForm(ActionForm):
    """What is said of an action that is there, where it stands, and why it is to be later."""

    reason = forms.CharField(
        label="Why it is to be later",
        required=False,
        max_length=500,
        help_text="Needed where the date moves back, or goes.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=SEEN)

    def __init__(self, *args: Any, actor: Profile, one: Any, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        if one.objective is not None:
            self.fields["objective"] = forms.ChoiceField(
                label="Objective", required=False, choices=_objectives(actor, one)
            )
        else:
            self.fields["unit"] = forms.ChoiceField(
                label="Unit", required=False, choices=units_kept(actor, one.unit.reference)
            )
        self.order_fields(["words", "timeline", "reason", "owner", "answers", "objective", "unit"])


def _objectives(actor: Profile, one: Any) -> Choices:
    """The objectives of the plans that the actor keeps, those of its own plan first."""
    others = queries.plans(actor).exclude(state=PlanState.CLOSED).exclude(pk=one.plan.pk)
    found: Choices = []
    for plan in [one.plan, *(each for each in others if queries.keeps_plan(actor, each))]:
        for outcome in queries.laid_out(actor, plan):
            for each in outcome.objectives:
                words = f"{plan.title}: {each.number} {each.heading.words}"
                found.append((each.heading.reference, words[:120]))
    return found


class TurnForm(forms.Form):
    """How an action stands."""

    status = forms.ChoiceField(label="Status", required=False)
    note = forms.CharField(
        label="Note",
        required=False,
        help_text="What is to be known of it. Needed to drop it, or to take it up again.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = forms.CharField(
        label="What shows that it is done",
        required=False,
        help_text="Needed where it is done: in words here, or a record below.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    record = forms.CharField(
        label="Record that shows it",
        required=False,
        max_length=60,
        help_text="Its reference, such as R-7K3M9-QXV2B.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    every = forms.IntegerField(
        label="Checked every so many months",
        required=False,
        help_text="A year, if left empty.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"invalid": "Give the months in figures."},
    )
    check_on = DayField(label="Next check (optional)", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=SEEN)

    def __init__(self, *args: Any, one: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _statuses(ended=True, now=one.status)
        self.fields["status"].choices = choices  # type: ignore[attr-defined]
        self.in_place = one.stage == Stage.MAINTAIN
        self.further = ("Where it is in place: how often it is checked", ("every", "check_on"))

    def further_is_said(self) -> bool:
        """Whether the folded fields are about this action, or something in them is wrong."""
        return self.in_place or any(self[name].errors for name in self.further[1])

    def turn(self) -> Turn:
        """What the form says."""
        names = ("status", "note", "evidence", "record", "every", "check_on")
        return Turn(**{name: self.cleaned_data[name] for name in names})


class CheckForm(forms.Form):
    """That what is in place is still so."""

    note = forms.CharField(
        label="What you looked at (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    check_on = DayField(label="Next check (optional)", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=SEEN)


class NoteForm(forms.Form):
    """How an action goes."""

    note = forms.CharField(
        label="How it goes", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
