"""A moment that somebody types: a day, and a time in the United Kingdom."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms

from muniment.foundation.kernel.clock import CIVIL

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")


class TimeField(forms.CharField):
    """A time of day in the United Kingdom, such as 14:05."""

    def __init__(self, label: str) -> None:
        narrow = {"class": "govuk-input--width-5", "autocomplete": "off"}
        super().__init__(
            label=label,
            required=False,
            help_text="On the 24-hour clock, such as 14:05. UK time.",
            widget=forms.TextInput(attrs=narrow),
        )

    def clean(self, value: Any) -> time | None:
        """The time; None where nothing was typed. Raises ValidationError."""
        typed = str(value or "").strip()
        if not typed:
            return None
        found = _TIME.fullmatch(typed)
        try:
            if found:
                return time(int(found[1]), int(found[2]))
        except ValueError:
            pass
        raise forms.ValidationError("Enter a time such as 14:05.", "invalid")


def moment_of(day: date | None, at: time | None) -> datetime | None:
    """The moment that somebody typed; None where it is not whole. Of an hour that comes twice
    since the clocks go back it is the first: a limit is then rather early than late."""
    return datetime.combine(day, at, CIVIL) if day is not None and at is not None else None


def typed_as(moment: datetime | None, name: str) -> dict[str, Any]:
    """What the two fields of a moment begin with."""
    if moment is None:
        return {}
    here = moment.astimezone(CIVIL)
    return {f"{name}": here.date(), f"{name}_time": f"{here:%H:%M}"}
