"""The forms of what to keep: asking, and opening the schedule to everybody."""

from typing import Any

from django import forms

from muniment.lifecycle.retention.types import Licence, Publication


class QuestionForm(forms.Form):
    """What somebody has in hand, in their own words."""

    q = forms.CharField(
        label="What do you have?",
        required=False,
        max_length=300,
        help_text="In your own words, such as “minutes of a board” or “payslips”.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "true"}),
    )


class PublicationForm(forms.Form):
    """Whether the schedule is open to everybody, and on what terms."""

    is_open = forms.BooleanField(label="Everybody can read it, without signing in", required=False)
    contact = forms.CharField(
        label="Who answers questions about it",
        required=False,
        help_text="A team and its e-mail address. It stands on the public page.",
    )
    licence = forms.ChoiceField(
        label="Licence",
        choices=[(one.value, one.label) for one in Licence],
        widget=forms.RadioSelect,
    )
    statement = forms.CharField(
        label="What we keep, in your own words (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="It stands at the top of the public page. Leave a line empty between paragraphs.",
    )

    with_destroyed = forms.BooleanField(
        label="Publish how much was destroyed, too",
        required=False,
        help_text="By year and rule: records, files and size. Numbers below 5 are not told.",
    )

    def publication(self) -> Publication:
        """What the form says."""
        said: dict[str, Any] = self.cleaned_data
        return Publication(
            said["is_open"],
            Licence(said["licence"]),
            said["contact"].strip(),
            said["statement"].strip(),
            said["with_destroyed"],
        )
