"""The forms about schedules as documents, and the editions of them."""

from typing import Any

from django import forms

from muniment.lifecycle.retention.types.schedules import EditionState, ScheduleState
from muniment.web.fields import DayField
from muniment.web.forms.choices import units
from muniment.web.forms.rules import RuleForm
from muniment.web.words import sentence

SHORT = forms.Textarea(attrs={"rows": 2})
LONG = forms.Textarea(attrs={"rows": 4})


class ScheduleFilter(forms.Form):
    """Narrows the schedules."""

    words = forms.CharField(label="Code, title or area contains", required=False)
    unit = forms.ChoiceField(label="Whose", required=False)
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "In use"), (ScheduleState.WITHDRAWN.value, "Withdrawn")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("Anybody's")  # type: ignore[attr-defined]


class ScheduleForm(forms.Form):
    """What a schedule says of itself."""

    title = forms.CharField(
        label="Title", max_length=300, error_messages={"required": "Enter a title."}
    )
    purpose = forms.CharField(label="What it is for (optional)", required=False, widget=SHORT)
    owner_unit = forms.ChoiceField(label="Unit that owns it", required=False)
    area = forms.CharField(
        label="Business area, in words",
        required=False,
        max_length=200,
        help_text="A unit or a business area is needed.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_unit"].choices = units("No unit")  # type: ignore[attr-defined]


class NewScheduleForm(ScheduleForm):
    """The same, with the code under which it is opened."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Such as HOUSING. It stays for ever.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter a code."},
    )
    field_order = ("code",)


class StartForm(forms.Form):
    """What a new edition is for."""

    note = forms.CharField(
        label="What this edition is for (optional)", required=False, max_length=500, widget=SHORT
    )


class DraftForm(RuleForm):
    """A rule in a draft. What it still lacks is asked for when the edition is approved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].required = False


class ClauseForm(forms.Form):
    """A clause of a policy that governs the edition."""

    policy = forms.CharField(
        label="Policy",
        max_length=300,
        help_text="Such as Information management policy.",
        error_messages={"required": "Name the policy."},
    )
    paragraph = forms.CharField(
        label="Number of the paragraph",
        max_length=40,
        help_text="Such as 4.2.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"required": "Give the number of the paragraph, such as 4.2."},
    )
    says = forms.CharField(
        label="What it says, in a sentence",
        max_length=1000,
        help_text="The public page, disposal reviews and certificates of destruction cite it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence what it says."},
    )
    address = forms.CharField(
        label="Where it can be read (optional)",
        required=False,
        max_length=500,
        help_text="An address that begins with https://",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ConsultForm(forms.Form):
    """How long comments are taken."""

    until = DayField(
        label="Comments until (optional)",
        required=False,
        help_text="The edition cannot be approved before this day.",
    )
    areas = forms.CharField(
        label="Areas to agree (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="On each line the reference of a unit, a space, and the user name of its head. "
        "The edition cannot be published before each has agreed.",
    )

    def clean_areas(self) -> dict[str, str]:
        """Each unit with its head."""
        lines = [line.split(None, 1) for line in self.cleaned_data["areas"].splitlines() if line]
        return {line[0]: line[1].strip() if len(line) > 1 else "" for line in lines if line}


class AgreeForm(forms.Form):
    """What the head of an area has to say, if anything."""

    note = forms.CharField(
        label="Note (optional)",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CommentForm(forms.Form):
    """A comment on an edition."""

    rule = forms.ChoiceField(label="About", required=False)
    text = forms.CharField(
        label="Comment", widget=LONG, error_messages={"required": "Write your comment."}
    )

    def __init__(self, *args: Any, rules: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, f"{code} {title}") for code, title in rules]
        self.fields["rule"].choices = [("", "The whole edition"), *named]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The answer to a comment."""

    answer = forms.CharField(
        label="Answer",
        help_text="What was done about it, or why nothing was.",
        widget=LONG,
        error_messages={"required": "Write the answer."},
    )


class ApproveForm(forms.Form):
    """Who approved an edition, when, and where that is minuted."""

    body = forms.CharField(
        label="Body that approved it",
        max_length=200,
        help_text="Such as Information Governance Board.",
        error_messages={"required": "Name the body that approved it."},
    )
    met_on = DayField(
        label="Date of the meeting", error_messages={"required": "Enter the date of the meeting."}
    )
    minute = forms.CharField(
        label="Minute",
        max_length=200,
        help_text="Such as IGB/2026/41.",
        error_messages={"required": "Say where it is minuted."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PublishForm(forms.Form):
    """Only the version seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


STATE_WORDS = {
    EditionState.CONSULTATION: "Out to consultation",
    EditionState.PUBLISHED: "In force",
}


def state_in_words(state: str) -> str:
    """The state of an edition, as a tag says it."""
    found = EditionState(state)
    return STATE_WORDS.get(found, sentence(found))
