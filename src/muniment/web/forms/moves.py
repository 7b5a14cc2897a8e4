"""The forms about classes that come from another body."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from muniment.exchange.moves.rules import WHY
from muniment.exchange.moves.types import Standing
from muniment.web.fields import DayField
from muniment.web.forms.choices import Choices, classes
from muniment.web.words import sentence

UNDECIDED, NOT_TAKEN = "", "-"
NEEDED = ("reference", "title")
LABELS = {
    "reference": "Reference",
    "title": "Title",
    "description": "What goes in it",
    "rule": "The rule that it has there",
    "period": "How long it is kept there",
    "records": "How many records",
    "bytes": "How large, in bytes",
}


class WhichFilter(forms.Form):
    """Narrows the classes of a move."""

    which = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[("", "All"), *((one.value, sentence(one)) for one in Standing)],
    )


class MoveForm(forms.Form):
    """From where classes come, on what authority, and where they come to stand."""

    title = forms.CharField(
        label="Title", max_length=200, error_messages={"required": "Give the move a title."}
    )
    from_body = forms.CharField(
        label="From which body",
        max_length=200,
        error_messages={"required": "Say from which body the classes come."},
    )
    code = forms.CharField(
        label="Short code of that body",
        help_text="Such as NBC. What was EST/04 there is then found here as NBC:EST/04 too.",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"required": "Give the body a short code."},
    )
    authority = forms.CharField(
        label="Authority",
        help_text="The order or instrument, such as a Transfer of Functions Order.",
        max_length=300,
        error_messages={"required": "Name the order or instrument."},
    )
    effective_on = DayField(
        label="Takes effect on",
        help_text="It cannot go live before that day.",
        error_messages={"required": "Enter the day on which it takes effect."},
    )
    under = forms.ChoiceField(
        label="Its classes come to stand below",
        error_messages={"required": "Choose a class of the file plan."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["under"].choices = classes("Choose a class")  # type: ignore[attr-defined]


class MapForm(forms.Form):
    """What becomes of each of some classes: a rule, or that it is not taken and why.

    What each was when it was shown comes along, so that what somebody else has decided meanwhile
    is not undone by a choice that nobody made.
    """

    def __init__(
        self,
        *args: Any,
        rows: Sequence[Any],
        rules: Choices,
        suggested: Mapping[int, Sequence[tuple[str, str]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for one in rows:
            now = NOT_TAKEN if one.not_taken else one.rule
            self.fields[f"seen_{one.pk}"] = forms.CharField(
                required=False, initial=now, widget=forms.HiddenInput
            )
            self.fields[f"rule_{one.pk}"] = forms.ChoiceField(
                label=f"{one.reference} {one.title}",
                required=False,
                initial=now,
                choices=_choices(rules, suggested[one.pk]),
                help_text=_told(one, suggested[one.pk]),
            )
            self.fields[f"why_{one.pk}"] = forms.CharField(
                label=f"If {one.reference} is not taken, why (optional)",
                required=False,
                initial=one.not_taken,
                max_length=WHY,
            )

    @staticmethod
    def shown(sent: Mapping[str, Any]) -> list[int]:
        """The numbers of the classes that a form which was sent had shown."""
        names = (name.removeprefix("seen_") for name in sent if name.startswith("seen_"))
        return [int(name) for name in names if name.isascii() and name.isdecimal()][:1000]

    def clean(self) -> dict[str, Any]:
        """Whoever says that a class is not taken says why."""
        values = super().clean() or {}
        for one in self.rows:
            why = values.get(f"why_{one.pk}", "")
            if values.get(f"rule_{one.pk}") == NOT_TAKEN and not why.strip():
                self.add_error(f"why_{one.pk}", f"Say why {one.reference} is not taken.")
        return values

    def decisions(self) -> Iterator[tuple[str, str, str]]:
        """The reference, the rule and why it is not taken, of each that somebody changed."""
        for one in self.rows:
            rule, seen, why = (
                self.cleaned_data[f"{name}_{one.pk}"] for name in ("rule", "seen", "why")
            )
            if rule == NOT_TAKEN and (seen != rule or why != one.not_taken):
                yield one.reference, "", why
            elif rule not in (seen, NOT_TAKEN):
                yield one.reference, rule, ""


def _choices(rules: Choices, suggested: Sequence[tuple[str, str]]) -> Choices:
    first = {code for code, _ in suggested}
    return [
        (UNDECIDED, "Not decided yet"),
        *((code, f"{code} {title} (suggested)") for code, title in suggested),
        (NOT_TAKEN, "We do not take it"),
        *(one for one in rules if one[0] not in first),
    ]


def _told(one: Any, suggested: Sequence[tuple[str, str]]) -> str:
    theirs = " ".join(text for text in (one.their_rule, one.their_period) if text)
    what = one.description[:300].rstrip(".")
    told = [f"{what}." if what else "", f"There: {theirs}." if theirs else ""]
    named = "; ".join(f"{code} {title}" for code, title in suggested)
    told.append(f"Suggested: {named}." if named else "No rule speaks of these words.")
    return " ".join(text for text in told if text)
