"""The forms about records on paper and boxes."""

from typing import Any

from django import forms

from muniment.web.fields import DayField
from muniment.web.forms.choices import units

IN_A_BOX = "Its reference or label, as it stands on the page of the box."


def _lines(label: str, **given: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=forms.Textarea(attrs={"rows": 3}), **given
    )


class TellingForm(forms.Form):
    """What a paper is, besides its title and dates."""

    description = _lines("What it is about (optional)", max_length=4000)
    former_reference = forms.CharField(
        label="Former reference (optional)",
        required=False,
        max_length=200,
        help_text="The reference that it had before it was registered here.",
    )
    format = forms.CharField(
        label="Format (optional)",
        required=False,
        max_length=100,
        help_text="Such as bundle, volume, plan or photograph.",
    )


class PaperForm(TellingForm):
    """A record on paper."""

    title = forms.CharField(
        label="Title", max_length=500, error_messages={"required": "Enter a title."}
    )
    first_date = DayField(label="Date of its first paper (optional)", required=False)
    last_date = DayField(
        label="Date of its last paper",
        help_text="Its time is counted from this date.",
        error_messages={"required": "Enter the date of its last paper."},
    )
    box = forms.CharField(
        label="The box that it lies in", required=False, max_length=60, help_text=IN_A_BOX
    )
    location = forms.CharField(
        label="Where it is, if it is in no box",
        required=False,
        max_length=300,
        help_text="Such as Town Hall, strong room, shelf 4.",
    )
    field_order = ("title", "first_date", "last_date", "box", "location")


class BoxForm(forms.Form):
    """A box to be registered."""

    label = forms.CharField(
        label="What is written on it",
        max_length=60,
        help_text="Its number or barcode, such as HB/1047.",
        error_messages={"required": "Say what is written on the box."},
    )
    unit = forms.ChoiceField(
        label="Whose box it is",
        required=False,
        help_text="The people of this unit can see the box.",
    )
    location = forms.CharField(
        label="Where it stands",
        max_length=300,
        help_text="Such as Store A, bay 3, shelf 2.",
        error_messages={"required": "Say where it stands."},
    )
    contents = _lines(
        "What is in it, in a few words (optional)",
        max_length=1000,
        help_text="Whoever can see the box can read this.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("The whole body's")  # type: ignore[attr-defined]


class BoxPlaceForm(forms.Form):
    """Where a box stands now."""

    location = forms.CharField(
        label="Where it stands now",
        max_length=300,
        error_messages={"required": "Say where it stands."},
    )
    contents = _lines("What is in it, in a few words (optional)", max_length=1000)
    reason = forms.CharField(label="Reason (optional)", required=False, max_length=500)


class PutInForm(forms.Form):
    """Papers to be put into a box."""

    references = forms.CharField(
        label="Records on paper",
        help_text="References such as R-7K3M9-QXV2B, with spaces between them.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter the references of the papers."},
    )


class IntoBoxForm(forms.Form):
    """The box that a paper is put into."""

    box = forms.CharField(
        label="Box",
        max_length=60,
        help_text=IN_A_BOX,
        error_messages={"required": "Say which box."},
    )


class TakeOutForm(forms.Form):
    """Where a paper goes that leaves its box."""

    location = forms.CharField(
        label="Where it goes", max_length=300, error_messages={"required": "Say where it goes."}
    )
    reason = forms.CharField(
        label="Reason", max_length=500, error_messages={"required": "Say why it is taken out."}
    )


class BoxFilter(forms.Form):
    """Narrows the boxes."""

    label = forms.CharField(label="Label or place", required=False, max_length=60)
