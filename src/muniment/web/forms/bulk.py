"""The form by which many records are chosen and changed."""

from typing import Any

from django import forms

from muniment.holdings.metadata import queries

MOST = 5 * 2**20  # bytes; some hundred thousand rows

SEARCH, FOLDER, CLASS, FILE = "search", "folder", "class", "file"
PROPOSED = "proposed"


class BulkForm(forms.Form):
    """Which records, and what they are to have."""

    which = forms.ChoiceField(
        label="Which records",
        widget=forms.RadioSelect,
        choices=[
            (SEARCH, "All that a search finds"),
            (FOLDER, "All in a folder"),
            (CLASS, "All in a class and below it"),
            (FILE, "Those of a file, each with its own value"),
            (PROPOSED, "Those whose documents propose a value for the field, each with its own"),
        ],
        error_messages={"required": "Say which records."},
    )
    chosen = forms.CharField(
        label="The search, or the reference of the folder or class",
        required=False,
        max_length=2000,
    )
    file = forms.FileField(
        label="The file",
        required=False,
        help_text="A .csv or .xlsx file with the columns reference, field and value.",
    )
    field = forms.ChoiceField(label="Field", required=False)
    value = forms.CharField(
        label="Value",
        required=False,
        max_length=20_000,
        help_text="Left empty, the field is emptied. Of several values each on its own line.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    overwrite = forms.BooleanField(label="Replace other values that are there", required=False)
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why they are changed."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = queries.fields().filter(retired_at=None)
        offered = [("", "Choose a field"), *((one.code, one.title) for one in every)]
        self.fields["field"].choices = offered  # type: ignore[attr-defined]

    def leave_to_documents(self) -> None:
        """Leave out what is not asked where each document proposes its own value."""
        for name in ("chosen", "file", "value", "overwrite"):
            del self.fields[name]
        which: Any = self.fields["which"]
        which.choices = [one for one in which.choices if one[0] == PROPOSED]
        which.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """What was chosen is said in the way that was chosen."""
        values = super().clean() or {}
        which, file = values.get("which"), values.get("file")
        if which == FILE and not file:
            self.add_error("file", "Choose a file.")
        if file and file.size > MOST:
            self.add_error("file", "The file is too large. Use the command line for it.")
        if which and which != FILE:
            if which != PROPOSED and not values.get("chosen"):
                self.add_error("chosen", "Enter a search, or a reference.")
            if not values.get("field"):
                self.add_error("field", "Choose a field.")
        return values
