"""What storage costs."""

from django import forms


class StorageCostForm(forms.Form):
    """What a gigabyte costs to keep for a year, and what that is made of."""

    rate = forms.DecimalField(
        label="Pounds for a gigabyte and year",
        help_text="Such as 0.25. A gigabyte is a thousand million bytes.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}),
        error_messages={"required": "Enter an amount.", "invalid": "Enter pounds, such as 0.25."},
    )
    basis = forms.CharField(
        label="What the figure is made of",
        help_text="Such as: contract with the hosting company, three copies, backup included.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the figure is made of."},
    )
