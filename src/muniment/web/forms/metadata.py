"""The forms about fields and vocabularies."""

from typing import Any

from django import forms

from muniment.holdings.metadata import queries
from muniment.holdings.metadata.types import (
    KIND_LABELS,
    PROPERTIES,
    SOURCES,
    WHOLE_BODY,
    Asking,
    FieldKind,
    FieldTerms,
)
from muniment.web.fields import WholeNumberField
from muniment.web.forms.choices import classes
from muniment.web.words import sentence

SAYS_NOTHING = ("", "As further up")
THREE = [SAYS_NOTHING, ("yes", "Yes"), ("no", "No")]


class FieldForm(forms.Form):
    """What a field is."""

    title = forms.CharField(
        label="What it is called", max_length=200, error_messages={"required": "Enter a title."}
    )
    kind = forms.ChoiceField(
        label="What it holds",
        choices=[(one.value, sentence(words)) for one, words in KIND_LABELS.items()],
    )
    vocabulary = forms.ChoiceField(
        label="The vocabulary, if it is a choice",
        required=False,
        help_text="The list of terms that people choose from.",
    )
    several = forms.BooleanField(label="A record can have several values of it", required=False)
    help = forms.CharField(
        label="Help (optional)",
        required=False,
        max_length=500,
        help_text="Stands beside the field on every form.",
    )
    pattern = forms.CharField(
        label="Pattern, if it is a line of text (optional)",
        required=False,
        max_length=200,
        help_text="A regular expression for the whole value, such as [A-Z]{2}/[0-9]{4}.",
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    pattern_help = forms.CharField(
        label="The pattern in words (optional)",
        required=False,
        max_length=300,
        help_text="Such as: two letters, a stroke and four figures. People who are refused see it.",
    )
    fills_from = forms.ChoiceField(
        label="Filled in by itself from",
        required=False,
        choices=[("", "Nothing"), *((one, sentence(words)) for one, words in SOURCES.items())],
    )
    proposed_from = forms.ChoiceField(
        label="Proposed from",
        required=False,
        help_text="Read off the document where the field is empty. It is only shown: a person "
        "accepts it.",
        choices=[("", "Nothing"), *((one, sentence(words)) for one, words in PROPERTIES.items())],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = queries.vocabularies().filter(retired_at=None)
        offered = [("", "None"), *((one.code, one.title) for one in every)]
        self.fields["vocabulary"].choices = offered  # type: ignore[attr-defined]

    def terms(self, code: str) -> FieldTerms:
        """The same as the room knows it."""
        values = {name: self.cleaned_data[name] for name in FieldForm.base_fields}
        return FieldTerms(code, **{**values, "kind": FieldKind(values["kind"])})


class NewFieldForm(FieldForm):
    """A field to be defined."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Small letters and figures, such as ward. It is its name in files, and in a "
        "search: ward:north. It cannot change.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter a code."},
    )
    field_order = ["title", "code"]


class AskForm(forms.Form):
    """Where a field is asked for, and how."""

    file_class = forms.ChoiceField(
        label="Where", help_text="The class and all below it.", initial=WHOLE_BODY
    )
    mandatory = forms.ChoiceField(
        label="A record must have it", required=False, widget=forms.RadioSelect, choices=THREE
    )
    default = forms.CharField(
        label="What it begins with (optional)",
        required=False,
        max_length=500,
        help_text="Filled in on forms, and given to what is captured in bulk.",
    )
    position = WholeNumberField(
        label="Its place on forms (optional)",
        required=False,
        min_value=-10_000,
        max_value=10_000,
        help_text="A number. The lowest stands first.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )
    dropped = forms.ChoiceField(
        label="Leave it out here",
        required=False,
        widget=forms.RadioSelect,
        choices=[SAYS_NOTHING, ("yes", "Yes: it is not asked for here"), ("no", "No: ask for it")],
    )

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [(WHOLE_BODY, "The whole body: every class"), *classes("")[1:]]
        self.fields["file_class"].choices = every  # type: ignore[attr-defined]

    def asking(self) -> Asking:
        """The same as the room knows it."""
        values = self.cleaned_data
        return Asking(
            _flag(values["mandatory"]),
            values["default"] or None,
            values["position"],
            _flag(values["dropped"]),
        )


def _flag(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


class VocabularyForm(forms.Form):
    """A vocabulary to be opened."""

    title = forms.CharField(
        label="What it is called", max_length=200, error_messages={"required": "Enter a title."}
    )
    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Small letters, figures and -, such as wards.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter a code."},
    )
    note = forms.CharField(
        label="What it is for (optional)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TermForm(forms.Form):
    """A term."""

    label = forms.CharField(
        label="Term", max_length=200, error_messages={"required": "Enter what it is called."}
    )
    broader = forms.ChoiceField(
        label="Below",
        required=False,
        help_text="A search for the broader term finds what has this one.",
    )
    also_called = forms.CharField(
        label="Other names that it is found by (optional)",
        required=False,
        max_length=2000,
        help_text="One on each line.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "Nothing: at the top"), *queries.choices(code)]
        self.fields["broader"].choices = offered  # type: ignore[attr-defined]

    def clean_also_called(self) -> tuple[str, ...]:
        """Each name."""
        lines = self.cleaned_data["also_called"].splitlines()
        return tuple(one.strip() for one in lines if one.strip())


class MergeForm(forms.Form):
    """The term that takes over."""

    into = forms.ChoiceField(label="Into", error_messages={"required": "Choose a term."})

    def __init__(self, *args: Any, code: str, term: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [one for one in queries.choices(code) if one[0] != term]
        self.fields["into"].choices = [("", "Choose a term"), *others]  # type: ignore[attr-defined]
