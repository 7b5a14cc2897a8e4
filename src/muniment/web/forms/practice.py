"""The form of what destructions leave behind."""

from django import forms

from muniment.holdings.records.types import Kept, Surviving
from muniment.lifecycle.disposal.types import Practice

LABELS = {
    Surviving.TITLE: "Title",
    Surviving.FILE_NAME: "Names of its files",
    Surviving.CAPTURED_BY: "Who captured it",
    Surviving.FORMAT: "Format of its file",
}


class PracticeForm(forms.Form):
    """Where certificates are filed, what stays on a stub, and how long it is set aside."""

    certificates_in = forms.CharField(
        label="Folder for certificates (optional)",
        required=False,
        max_length=40,
        help_text="Its reference, such as F-2B3CD-4E5FG. It stands on the page of the folder.",
    )
    surviving = forms.MultipleChoiceField(
        label="What stays when a record is destroyed",
        required=False,
        choices=[(one.value, LABELS[one]) for one in Surviving],
        widget=forms.CheckboxSelectMultiple,
        help_text="Reference, class, folder, rule, dates, sizes and checksums always stay.",
    )
    metadata = forms.CharField(
        label="Metadata that stays as well (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The name of each on a line of its own.",
    )
    window = forms.IntegerField(
        label="Days in which a destruction can be taken back",
        help_text="From 0 to 90. Until they are over the records of a review are set aside, where"
        " nobody finds them, and can be recovered. With 0 they are erased at once.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
        error_messages={"required": "Say how many days; 0 for none."},
    )

    def practice(self) -> Practice:
        """What the form says."""
        said = self.cleaned_data
        names = [one.strip() for one in said["metadata"].splitlines() if one.strip()]
        fields = tuple(one for one in Surviving if one.value in said["surviving"])
        kept = Kept(fields, tuple(dict.fromkeys(names)))
        return Practice(said["certificates_in"].strip(), kept, said["window"])


class PruneForm(forms.Form):
    """Nothing to fill in."""
