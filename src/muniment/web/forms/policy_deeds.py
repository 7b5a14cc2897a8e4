"""The forms by which documents are decided about, followed and linked."""

from collections.abc import Sequence
from typing import Any

from django import forms

from muniment.foundation.access.types import Role
from muniment.governance.policies.types import Answer, LinkKind, Screen
from muniment.web.fields import DayField
from muniment.web.forms.policies import choices_of

PARAGRAPH = "Its number, such as 2.1, or its name."


class ConsultForm(forms.Form):
    """Until when a draft is out for comment."""

    until = DayField(label="Last day for comments", required=False)


class ParagraphField(forms.CharField):
    """A paragraph, by number or name."""

    def __init__(self, label: str = "Paragraph (optional)", hint: str = PARAGRAPH) -> None:
        narrow = {"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": False}
        widget = forms.TextInput(attrs=narrow)
        super().__init__(label=label, required=False, max_length=60, help_text=hint, widget=widget)


class CommentForm(forms.Form):
    """What somebody says of a version."""

    paragraph = ParagraphField()
    words = forms.CharField(
        label="Your comment", required=False, widget=forms.Textarea(attrs={"rows": 5})
    )


class SuggestForm(forms.Form):
    """A change that somebody proposes."""

    paragraph = ParagraphField()
    words = forms.CharField(
        label="What should change, and why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AnswerCommentForm(forms.Form):
    """What becomes of a comment."""

    answer = forms.CharField(
        label="Your answer", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class AnswerForm(forms.Form):
    """What comes of a change that was proposed."""

    answer = forms.ChoiceField(
        label="What comes of it",
        required=False,
        choices=[(one.value, one.label) for one in Answer],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="Why", required=False, widget=forms.Textarea(attrs={"rows": 4}))


class ApproveForm(forms.Form):
    """The decision that is cited."""

    decision = forms.ChoiceField(
        label="Decision of the body (optional)",
        required=False,
        help_text="What the body decided about this document at a meeting.",
    )

    def __init__(self, *args: Any, decisions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [("", "None"), *decisions]  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """When a version is to be looked at again."""

    review_on = DayField(
        label="Next review (optional)",
        required=False,
        help_text="After the months that the document names, if left empty.",
    )


class WhyForm(forms.Form):
    """Why; the verb says what is missing."""

    reason = forms.CharField(
        label="Reason", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AcknowledgeForm(forms.Form):
    """Which text was read."""

    seen = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": "Open the document again."}
    )


class LinkForm(forms.Form):
    """What a document goes with."""

    kind = forms.ChoiceField(
        label="What it goes with",
        required=False,
        choices=choices_of(LinkKind, "Choose"),
    )
    target = forms.CharField(
        label="Which",
        required=False,
        help_text="The reference of a document or asset, the code of a rule, or a name.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": False}),
    )
    paragraph = ParagraphField("Paragraph that says so (optional)")


class UnlinkForm(forms.Form):
    """Which link ends."""

    kind = forms.CharField(widget=forms.HiddenInput, required=False)
    target = forms.CharField(widget=forms.HiddenInput, required=False)


class ExtractForm(forms.Form):
    """Which paragraph a document says again."""

    source = forms.CharField(
        label="Document",
        required=False,
        help_text="Its reference, such as PO-1A2B3-4C5D6.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": False}),
    )
    paragraph = ParagraphField("Paragraph")


class ConfirmExtractForm(forms.Form):
    """Which extract is right still."""

    source = forms.CharField(widget=forms.HiddenInput, required=False)
    paragraph = forms.CharField(widget=forms.HiddenInput, required=False)


class OpenForm(forms.Form):
    """The address for the public."""

    slug = forms.CharField(
        label="Address",
        required=False,
        help_text="Small letters, numbers and hyphens: records-policy. It stays for good.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": False}),
    )


class PointForm(forms.Form):
    """Where a document is shown, and to whom."""

    screen = forms.ChoiceField(
        label="Where it is shown", required=False, choices=choices_of(Screen, "Choose a place")
    )
    policy = forms.ChoiceField(label="Document", required=False)
    paragraph = ParagraphField()
    role = forms.ChoiceField(label="To whom", required=False, choices=choices_of(Role, "Everybody"))

    def __init__(self, *args: Any, documents: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = ("", "Choose a document")
        self.fields["policy"].choices = [first, *documents]  # type: ignore[attr-defined]

    def clean_policy(self) -> str:
        """The document. Raises ValidationError where none is chosen."""
        if not self.cleaned_data["policy"]:
            raise forms.ValidationError("Choose a document.")
        return str(self.cleaned_data["policy"])


class UnpointForm(forms.Form):
    """Which pointer ends."""

    policy = forms.CharField(widget=forms.HiddenInput, required=False)
    screen = forms.CharField(widget=forms.HiddenInput, required=False)
    role = forms.CharField(widget=forms.HiddenInput, required=False)
