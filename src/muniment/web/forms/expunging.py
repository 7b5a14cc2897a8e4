"""The forms of what is expunged."""

from django import forms

from muniment.lifecycle.disposal.types import EXPUNGE_LABELS, ExpungeDraft, ExpungeKind


class ExpungeForm(forms.Form):
    """Which records should never have been filed, why, and on whose authority they go."""

    records = forms.CharField(
        label="Records",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reference of each, such as R-2B3CD-4E5FG, on a line of its own.",
        error_messages={"required": "Name the records to expunge."},
    )
    kind = forms.ChoiceField(
        label="What kind of mistake it was",
        choices=[(one.value, EXPUNGE_LABELS[one]) for one in ExpungeKind],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of mistake it was."},
    )
    reason = forms.CharField(
        label="What the mistake was",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the mistake was."},
    )
    authority = forms.CharField(
        label="On whose authority",
        max_length=300,
        error_messages={"required": "Say on whose authority."},
    )

    def references(self) -> list[str]:
        """The records named."""
        return str(self.cleaned_data["records"]).replace(",", " ").split()

    def draft(self) -> ExpungeDraft:
        """What was said of the mistake."""
        said = self.cleaned_data
        return ExpungeDraft(ExpungeKind(said["kind"]), said["reason"], said["authority"])


class AgreeForm(forms.Form):
    """Agreement."""

    reason = forms.CharField(
        label="Comment (optional)",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
