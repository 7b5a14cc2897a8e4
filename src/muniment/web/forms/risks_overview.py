"""What narrows the pages on which risks are rolled up."""

from datetime import date, timedelta
from typing import Any

from django import forms

from muniment.web.fields import DayField
from muniment.web.forms.choices import units

QUARTER = timedelta(days=91)


def before(today: date) -> date:
    """The day that movement is told against where nobody names one: a quarter ago."""
    return today - QUARTER


class UnitFilter(forms.Form):
    """A unit with all below it."""

    unit = forms.ChoiceField(label="Unit", required=False, help_text="With all below it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("All")  # type: ignore[attr-defined]


class MovedFilter(UnitFilter):
    """A unit, and the day against which movement is told."""

    since = DayField(label="Since the end of", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_since(self) -> date | None:
        """A day that has come."""
        since: date | None = self.cleaned_data["since"]
        if since is not None and since > self.today:
            raise forms.ValidationError("The day must not be in the future.")
        return since


class AcceptancesFilter(UnitFilter):
    """A unit, and which acceptances."""

    which = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[("soon", "End within 30 days"), ("over", "Stale or expired")],
    )
