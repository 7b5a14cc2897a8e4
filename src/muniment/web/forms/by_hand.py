"""The form with which somebody says that paper is gone."""

from typing import Any

from django import forms

from muniment.lifecycle.disposal.rules import HandStatement, Method, entries_of
from muniment.web.fields import DayField
from muniment.web.words import size

MOST = 16 * 2**20  # bytes of a certificate


class HandForm(forms.Form):
    """When, how and by whom, with the certificate of whoever did it."""

    boxes = forms.CharField(
        label="Only these boxes (optional)",
        required=False,
        help_text="Labels or references, each on a line. Left empty, it is about all that waits.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    records = forms.CharField(
        label="Only these records (optional)",
        required=False,
        help_text="References such as R-7K3M9-QXV2B, with spaces between them.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    method = forms.ChoiceField(
        label="How",
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in Method],
        error_messages={"required": "Choose how."},
    )
    done_on = DayField(
        label="On which day", error_messages={"required": "Say on which day it was done."}
    )
    done_by = forms.CharField(
        label="Who did it",
        max_length=200,
        help_text="The contractor, the member of staff, or whoever took it over.",
        error_messages={"required": "Say who did it."},
    )
    certificate = forms.CharField(
        label="Reference of their certificate or receipt",
        required=False,
        max_length=100,
        help_text="Needed unless our own staff did it.",
    )
    listed = forms.CharField(
        label="What their certificate names",
        required=False,
        help_text=(
            "References, former references or boxes, each on a line. A contractor's must match "
            "these papers exactly: neither one more nor one less."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": False}),
    )
    document = forms.FileField(
        label="The certificate itself (optional)",
        required=False,
        help_text=(
            "It is filed as a record. What a CSV or text file names is read from it, if nothing "
            "is entered above."
        ),
        error_messages={"empty": "The file is empty."},
    )

    field_order = ("method", "done_on", "done_by", "certificate", "listed", "document")
    further = ("Only some of these papers", ("boxes", "records"))

    def further_is_said(self) -> bool:
        """Whether some are named, or something is wrong with the names."""
        names = self.further[1]
        return any(self[name].value() or self[name].errors for name in names)

    def clean_document(self) -> Any:
        """The file, if it is not too large."""
        chosen = self.cleaned_data["document"]
        if chosen and chosen.size > MOST:
            raise forms.ValidationError(f"The file is larger than {size(MOST)}.")
        return chosen

    def statement(self) -> HandStatement:
        """What is said."""
        said = self.cleaned_data
        listed = entries_of(said["listed"]) or self._listed_in(said["document"])
        return HandStatement(
            said["done_on"],
            Method(said["method"]),
            said["done_by"],
            said["certificate"],
            tuple(listed) or None,
        )

    def _listed_in(self, document: Any) -> list[str]:
        if not document or not document.name.lower().endswith((".csv", ".txt")):
            return []
        text = document.read().decode("utf-8-sig", "replace")
        document.seek(0)
        return entries_of(text)

    def chosen(self) -> dict[str, Any]:
        """What it is about, and the file."""
        said = self.cleaned_data
        document = said["document"]
        boxes = [one.strip() for one in said["boxes"].splitlines() if one.strip()]
        return {
            "boxes": boxes,
            "records": said["records"].split(),
            "document": (document.name, document) if document else None,
        }
