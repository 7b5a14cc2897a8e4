"""Whether something that records wait for has happened, and how often that is asked."""

from typing import Any

from django import forms

from muniment.lifecycle.retention.rules.asking import LONGEST
from muniment.web.fields import DayField, WholeNumberField

HAPPENED, NOT_YET = "happened", "not_yet"


class AnswerForm(forms.Form):
    """It happened on a day, or it has not happened yet."""

    answer = forms.ChoiceField(
        label="Has it happened?",
        widget=forms.RadioSelect,
        choices=[(HAPPENED, "Yes"), (NOT_YET, "Not yet")],
        error_messages={"required": "Say whether it has happened."},
    )
    on = DayField(label="If yes, when", required=False)
    reason = forms.CharField(
        label="How you know",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how you know."},
    )
    scope = forms.ChoiceField(label="For what is this so?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, scopes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A day is needed for what has happened."""
        found = super().clean() or {}
        if found.get("answer") == HAPPENED and not found.get("on") and "on" not in self.errors:
            self.add_error("on", "Enter the date on which it happened.")
        return found


def _years(label: str) -> WholeNumberField:
    return WholeNumberField(
        label=label,
        min_value=1,
        max_value=LONGEST,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
        error_messages={"required": "Enter a number of years."},
    )


class AskingForm(forms.Form):
    """After how many years it is asked, and again."""

    first_years = _years("Years before it is asked first")
    again_years = _years("Years before it is asked again")
