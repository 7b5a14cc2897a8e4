"""The forms about titles: what is asked of them, and trying some."""

from typing import Any

from django import forms

from muniment.holdings.naming.types import Asked, Check, DateForm, Personal, Severity
from muniment.web.fields import WholeNumberField
from muniment.web.forms.choices import classes

BODY = "The whole body"
MOST_TRIED = 200


class RuleForm(forms.Form):
    """What one rule asks. Which fields there are depends on what it is about."""

    severity = forms.ChoiceField(
        label="Where a title does not follow it",
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in Severity],
        initial=Severity.REASON,
        error_messages={"required": "Say what is to happen."},
    )
    pattern = forms.CharField(
        label="The parts, in order",
        required=False,
        max_length=60,
        help_text="Of the words date, subject and version. Put one in [ ] if it may be left out, "
        "such as: date subject [version]",
    )
    date_form = forms.ChoiceField(
        label="How a date is written",
        required=False,
        widget=forms.RadioSelect,
        choices=[(one.value, one.value) for one in DateForm],
        initial=DateForm.DASHED,
    )
    words = forms.CharField(
        label="Words that a title does not have, one on each line",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Several words on a line count where they stand in this order.",
    )
    least = WholeNumberField(label="At least so many characters", required=False, initial=5)
    most = WholeNumberField(label="At most so many characters", required=False, initial=120)
    allowed = forms.CharField(
        label="Other characters that may be used",
        required=False,
        max_length=100,
        help_text="Letters, digits, space, hyphen and full stop always may.",
    )
    kinds = forms.MultipleChoiceField(
        label="What a title does not have",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(one.value, one.label.capitalize()) for one in Personal],
        initial=[one.value for one in Personal],
    )
    OF = {
        Check.PATTERN: ("pattern", "date_form"),
        Check.BANNED: ("words",),
        Check.LENGTH: ("least", "most"),
        Check.CHARACTERS: ("allowed",),
        Check.PERSONAL: ("kinds",),
    }

    def __init__(self, *args: Any, check: Check, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check = check
        for name in {one for several in self.OF.values() for one in several} - {*self.OF[check]}:
            del self.fields[name]

    def asked(self) -> Asked:
        """What was filled in, as a value."""
        values = self.cleaned_data
        words = dict.fromkeys(" ".join(one.split()) for one in values.get("words", "").splitlines())
        return Asked(
            self.check,
            Severity(values["severity"]),
            pattern=" ".join(values.get("pattern", "").lower().split()),
            date_form=DateForm(values.get("date_form") or DateForm.DASHED),
            words=tuple(one for one in words if one),
            least=values.get("least") or 1,
            most=values.get("most") or 500,
            allowed="".join(dict.fromkeys(values.get("allowed", "").replace(" ", ""))),
            kinds=tuple(Personal(one) for one in values.get("kinds", ())),
        )


def filled_from(asked: Asked) -> dict[str, Any]:
    """What the form begins with."""
    return {
        "severity": asked.severity.value,
        "pattern": asked.pattern,
        "date_form": asked.date_form.value,
        "words": "\n".join(asked.words),
        "least": asked.least,
        "most": asked.most,
        "allowed": asked.allowed,
        "kinds": [one.value for one in asked.kinds],
    }


class ChooseForm(forms.Form):
    """Where, and what about."""

    file_class = forms.ChoiceField(label="Where", required=False)
    check = forms.ChoiceField(
        label="What about",
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in Check],
        error_messages={"required": "Choose what it is about."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file_class"].choices = classes(BODY)  # type: ignore[attr-defined]


class TryForm(forms.Form):
    """Titles to be tried."""

    file_class = forms.ChoiceField(label="As if they were in the class", required=False)
    titles = forms.CharField(
        label="Titles, one on each line",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=MOST_TRIED * 500,
        error_messages={"required": "Enter at least one title."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file_class"].choices = classes(BODY)  # type: ignore[attr-defined]

    def clean_titles(self) -> list[str]:
        """The titles, each once."""
        found = [one.strip()[:500] for one in self.cleaned_data["titles"].splitlines()]
        listed = [one for one in dict.fromkeys(found) if one]
        if not listed:
            raise forms.ValidationError("Enter at least one title.")
        if len(listed) > MOST_TRIED:
            raise forms.ValidationError(f"Enter at most {MOST_TRIED} titles.")
        return listed


class MendFilter(forms.Form):
    """Narrows the titles to mend."""

    unit = forms.ChoiceField(label="Unit", required=False)
    check = forms.ChoiceField(
        label="Rule",
        required=False,
        choices=[("", "Any"), *((one.value, one.label) for one in Check)],
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
