"""The forms about pilots of ways of capture."""

from typing import Any

from django import forms

from muniment.holdings.habits.types import WAYS, PilotDraft, Way
from muniment.web.fields import DayField

CHOICES = [(way.value, WAYS[way]) for way in Way]
SCORES = (
    ("5", "5: very good"),
    ("4", "4: good"),
    ("3", "3: neither good nor bad"),
    ("2", "2: bad"),
    ("1", "1: very bad"),
)


class PilotForm(forms.Form):
    """A pilot to open."""

    title = forms.CharField(label="Title", max_length=100, help_text="Such as Housing by address.")
    way = forms.ChoiceField(label="How e-mail comes in", choices=CHOICES, widget=forms.RadioSelect)
    units = forms.MultipleChoiceField(
        label="Units that take part",
        help_text="All units below them take part too.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the units that take part."},
    )
    starts_on = DayField(label="From when")
    note = forms.CharField(
        label="What you want to find out (optional)",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = choices  # type: ignore[attr-defined]

    def draft(self) -> PilotDraft:
        """What the form says."""
        values = self.cleaned_data
        return PilotDraft(**{**values, "units": tuple(values["units"])})


class EndForm(forms.Form):
    """The end of a pilot."""

    ends_on = DayField(label="Its last day")
    conclusion = forms.CharField(
        label="What you conclude", max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


class AnswerForm(forms.Form):
    """How somebody finds a pilot."""

    score = forms.TypedChoiceField(
        label="How do you find this way of filing e-mail?",
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Answer with 1 to 5."},
    )
    words = forms.CharField(
        label="Why? (optional)",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WaysForm(forms.Form):
    """The ways that are offered to a unit."""

    unit = forms.ChoiceField(label="Unit", required=False)
    ways = forms.MultipleChoiceField(
        label="How e-mail comes in",
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose one way at least."},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]
