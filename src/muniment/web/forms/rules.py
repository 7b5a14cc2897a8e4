"""The forms about retention rules and the events that start clocks."""

from datetime import date
from typing import Any

from django import forms

from muniment.foundation.access.types import Role
from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.types import (
    NOTHING,
    REVIEWERS,
    Action,
    CutOff,
    How,
    Leg,
    Period,
    RuleDraft,
    Step,
    Trigger,
)
from muniment.web.fields import DayField, WholeNumberField
from muniment.web.words import sentence

UNITS = ("years", "months", "days")
TRIGGERS = [
    (Trigger.RECORD_DATE.value, "The date of the record"),
    (Trigger.LAST_MODIFIED.value, "Its last change"),
    (Trigger.FOLDER_CLOSED.value, "The closing of its folder"),
    (Trigger.SUPERSEDED.value, "The day it is superseded"),
    (Trigger.EVENT.value, "An event, named below"),
    (Trigger.DATE_FIELD.value, "A date in one of its fields, named below"),
]
ENDS = [
    (Action.DESTROY.value, "Destroy"),
    (Action.REVIEW.value, "Review: decide then"),
    (Action.TRANSFER.value, "Transfer to an archive"),
    (Action.SAMPLE.value, "Keep a sample, destroy the rest"),
    (Action.KEEP.value, "Keep for good"),
]
HOWS = [
    (How.LATEST.value, "And: the later of the two decides"),
    (How.EARLIEST.value, "Or: the earlier of the two decides"),
]
CLOCK = (
    *("trigger", "name", "match", "count", "cut_off", "rounding"),
    *("how", "trigger_2", "name_2", "count_2"),
)


ORDER = ("first", "second", "third", "fourth", "fifth")
STAGES = tuple(f"stage_{number}" for number in range(1, len(ORDER) + 1))


def _signer(word: str) -> forms.ChoiceField:
    roles = [(one.value, one.label) for one in Role if one in REVIEWERS]
    return forms.ChoiceField(
        label=f"Who signs a disposal {word} (optional)",
        required=False,
        choices=[("", "As everywhere in the body" if word == "first" else "Nobody more"), *roles],
    )


class RuleFilter(forms.Form):
    """Narrows the rules."""

    words = forms.CharField(label="Code or title contains", required=False)
    action = forms.ChoiceField(
        label="Then",
        required=False,
        choices=[("", "Any"), *((one.value, sentence(one)) for one in Action)],
    )
    retired = forms.BooleanField(label="Retired rules", required=False)


class RuleForm(forms.Form):
    """The terms of a rule."""

    further = (
        "More than one clock, several steps, who signs",
        (*CLOCK[2:3], *CLOCK[4:], "unit_2", "life", *STAGES),
    )

    def further_is_said(self) -> bool:
        """Whether anything stands in the fields that few need, or is wrong there."""
        names = [name for name in self.further[1] if name != "unit_2"]
        return any(self[name].value() or self[name].errors for name in names)

    code = forms.CharField(
        label="Code",
        max_length=60,
        help_text="Such as HOU-03. It stays for ever.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter a code."},
    )
    title = forms.CharField(
        label="Title", max_length=300, error_messages={"required": "Enter a title."}
    )
    description = forms.CharField(
        label="Covers (optional)", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    examples = forms.CharField(
        label="Examples (optional)",
        required=False,
        help_text="One on each line, in the words that people use.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    scope_note = forms.CharField(
        label="Does not belong here (optional)",
        required=False,
        help_text="And where it goes instead.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    authority = forms.CharField(
        label="Authority",
        max_length=500,
        help_text="The law or decision behind it.",
        error_messages={"required": "Enter the authority."},
    )
    trigger = forms.ChoiceField(
        label="Clock starts",
        required=False,
        widget=forms.RadioSelect,
        choices=TRIGGERS,
    )
    name = forms.CharField(
        label="Name of the event or date field, if it is one", required=False, max_length=100
    )
    match = forms.CharField(
        label="Field that tells the records of one event from those of another (optional)",
        required=False,
        max_length=100,
        help_text="Such as contract: then the end of contract 123 counts for its own records only.",
    )
    count = WholeNumberField(
        label="Keep for",
        required=False,
        min_value=0,
        help_text="A number. Leave it empty to keep for good, or to wait for the event alone.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )
    unit = forms.ChoiceField(
        label="In", choices=[(one, sentence(one)) for one in UNITS], initial="years"
    )
    cut_off = forms.ChoiceField(
        label="Count from",
        required=False,
        choices=[
            ("", "The day itself"),
            *((one.value, f"The end of its {sentence(one).lower()}") for one in CutOff if one),
        ],
    )
    rounding = forms.ChoiceField(
        label="Round up to",
        required=False,
        choices=[
            ("", "No other day"),
            *((one.value, f"The end of its {sentence(one).lower()}") for one in CutOff if one),
        ],
        help_text="So that much falls due together. It never makes anything due earlier.",
    )
    how = forms.ChoiceField(
        label="Second clock (optional)",
        required=False,
        choices=[("", "There is none"), *HOWS],
        help_text="For time and an event, or time or an event.",
    )
    trigger_2 = forms.ChoiceField(
        label="Second clock starts", required=False, choices=[("", "Choose"), *TRIGGERS]
    )
    name_2 = forms.CharField(
        label="Name of its event or date field, if it is one", required=False, max_length=100
    )
    count_2 = WholeNumberField(
        label="Second clock runs for",
        required=False,
        min_value=0,
        help_text="Leave it empty to wait for the event alone.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )
    unit_2 = forms.ChoiceField(
        label="In", choices=[(one, sentence(one)) for one in UNITS], initial="years"
    )
    action = forms.ChoiceField(
        label="Then",
        required=False,
        widget=forms.RadioSelect,
        choices=ENDS,
    )
    one_in = WholeNumberField(
        label="A sample keeps 1 in (if you chose a sample)",
        required=False,
        min_value=0,
        help_text="Such as 10: of 10 records 1 is kept for transfer, and the rest destroyed.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )
    life = forms.CharField(
        label="Or write its whole life (optional)",
        required=False,
        max_length=2000,
        help_text="For several steps. Such as: review 7 years after folder_closed then destroy "
        "13 years after previous_step",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": False}),
    )
    stage_1, stage_2, stage_3, stage_4, stage_5 = (_signer(word) for word in ORDER)
    why = forms.CharField(
        label="Why this long",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    valid_from = DayField(label="In force from", required=False)
    valid_to = DayField(
        label="In force until (optional)",
        required=False,
        help_text="The last day. After it the rule dates nothing, and what it dated is kept.",
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


KEPT = (
    *("code", "title", "description", "scope_note", "authority", "why"),
    *("valid_from", "valid_to"),
)


def initial_of(draft: RuleDraft) -> dict[str, Any]:
    """The rule as the form shows it: in fields as far as they can say it, else written out."""
    found: dict[str, Any] = {name: getattr(draft, name) for name in (*KEPT, "examples")}
    found |= dict(zip(STAGES, draft.review_stages, strict=False))
    [step, *more] = draft.steps
    if more or not _fits(step):
        return found | {"life": decide.written(draft.steps)}
    found |= {"action": step.action.value, "cut_off": step.cut_off.value}
    found |= {"rounding": step.rounding.value, "one_in": step.one_in or None}
    for leg, end in zip(step.legs, ("", "_2"), strict=False):
        found |= {f"trigger{end}": leg.trigger.value, f"name{end}": leg.name}
        found |= {f"count{end}": leg.period.count or None, f"unit{end}": leg.period.unit}
    if len(step.legs) == 2:
        found["how"] = step.how.value
    return found | ({"match": step.legs[0].match} if step.legs else {})


def _fits(step: Step) -> bool:
    return len(step.legs) < 3 and not any(leg.match for leg in step.legs[1:])


def draft_from(values: dict[str, Any]) -> RuleDraft:
    """The rule that the form says, with every gap in what it says of the steps."""
    steps, gaps = _steps(values)
    return RuleDraft(
        **{name: values[name] for name in KEPT},
        examples=decide.as_lines(values["examples"]),
        review_stages=tuple(filter(None, (values[name] for name in STAGES))),
        steps=() if gaps else steps,
        gaps=tuple(gaps),
    )


def _steps(values: dict[str, Any]) -> tuple[tuple[Step, ...], list[Reason]]:
    if values["life"]:
        if any(values[name] not in ("", None) for name in (*CLOCK, "action", "one_in")):
            said = "Write the whole life or choose above, not both."
            return (), [Reason("both", said, "life")]
        try:
            return decide.parse(values["life"]), []
        except decide.Unreadable as wrong:
            return (), [Reason("life", f"The life cannot be read: {wrong}.", "life")]
    gaps = []
    if not values["action"]:
        gaps.append(Reason("action", "Choose what happens then.", "action"))
    legs = [leg for end in ("", "_2") if (leg := _leg(values, end))]
    if values["action"] and values["action"] != Action.KEEP and not values["trigger"]:
        gaps.append(Reason("trigger", "Choose what starts the clock.", "trigger"))
    if bool(values["how"]) != bool(values["trigger_2"]):
        said = "Choose how the second clock counts and what starts it, or neither."
        gaps.append(Reason("how", said, "how"))
    if gaps:
        return (), gaps
    how = How(values["how"] or How.LATEST)
    cut_off, rounding = CutOff(values["cut_off"]), CutOff(values["rounding"])
    one_in = values["one_in"] or 0
    return (Step(Action(values["action"]), tuple(legs), how, cut_off, rounding, one_in),), []


def _leg(values: dict[str, Any], end: str) -> Leg | None:
    if not values[f"trigger{end}"]:
        return None
    count = values[f"count{end}"]
    keeps = values["action"] == Action.KEEP and not count and not end
    if keeps:
        return None  # a rule that keeps for good has no clock, whatever was chosen first
    period = Period(count, values[f"unit{end}"]) if count else NOTHING
    match = values["match"] if not end else ""
    return Leg(Trigger(values[f"trigger{end}"]), period, values[f"name{end}"], match)


class YearEndForm(forms.Form):
    """The last day of the financial year."""

    day = WholeNumberField(
        label="Last day",
        min_value=1,
        max_value=31,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
        error_messages={"required": "Enter a day."},
    )
    month = forms.ChoiceField(
        label="Of the month",
        choices=[(str(month), f"{date(2001, month, 1):%B}") for month in range(1, 13)],
    )


class EventForm(forms.Form):
    """Something that happened and starts a clock."""

    reference = forms.CharField(
        label="To what",
        help_text="The reference of a record, a folder or a class, such as R-7K3M9-QXV2B, "
        "F-7K3M9-QXV2B or FIN/01. It stands on the page of each.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter a reference."},
    )
    name = forms.ChoiceField(label="What happened")
    on = DayField(label="When", error_messages={"required": "Enter the date."})
    value = forms.CharField(
        label="Which one (optional)",
        required=False,
        max_length=200,
        help_text="Such as the number of the contract. Then it counts for records with that "
        "number only, if their rule tells them apart.",
    )
    reason = forms.CharField(label="Note (optional)", required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = queries.awaited_events()
        self.fields["name"].choices = [(one, sentence(one)) for one in names]  # type: ignore[attr-defined]
