"""Forms of the pages of indicators."""

from collections.abc import Iterable
from typing import Any

from django import forms

from muniment.foundation.access import queries as access
from muniment.web.forms.choices import units


class SeenUnitFilter(forms.Form):
    """A unit with all below it, of those whose figures the reader may see."""

    unit = forms.ChoiceField(label="Unit", required=False, help_text="With all below it.")

    def __init__(self, *args: Any, seen: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = set(seen)
        chosen = [(one.reference, str(one)) for one in access.units() if one.reference in known]
        self.fields["unit"].choices = [("", "The whole body"), *chosen]  # type: ignore[attr-defined]


class TargetForm(forms.Form):
    """What is aimed at."""

    target = forms.DecimalField(label="Target", required=False, decimal_places=4, max_digits=16)
    unit = forms.ChoiceField(
        label="Unit", required=False, help_text="For this unit and all below it."
    )
    why = forms.CharField(
        label="Why", required=False, help_text="For example: agreed by the board for the year."
    )

    def __init__(self, *args: Any, whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if whole:
            del self.fields["unit"]
        else:
            self.fields["unit"].choices = units("The whole body")  # type: ignore[attr-defined]


class AnsweringForm(forms.Form):
    """Who answers for an indicator."""

    person = forms.CharField(
        label="Who answers for it", required=False, help_text="User name, e-mail or reference."
    )
