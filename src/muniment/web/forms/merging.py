"""The form on which somebody says that one record stands for another."""

from django import forms

from muniment.web.forms.fileplan import ReasonForm


class StandsForForm(ReasonForm):
    """Why two records that say nearly the same are merged, and that one stands for the other."""

    stands_for = forms.BooleanField(
        label="I have compared them, and the record that is kept stands for the other",
        error_messages={"required": "Say that the record that is kept stands for the other."},
    )
    field_order = ("stands_for", "reason")
