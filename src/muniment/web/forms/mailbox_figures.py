"""The forms about figures of mailboxes."""

from typing import Any

from django import forms

from muniment.holdings.habits.types import COLUMNS, NEEDED, CampaignDraft, LimitsDraft
from muniment.web.fields import DayField, WholeNumberField
from muniment.web.forms.mapping import ColumnsForm


class FiguresForm(ColumnsForm):
    """Which column of a list of mailboxes is which, and the day of figures that name none."""

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, columns=columns, labels=COLUMNS, needed=NEEDED, **kwargs)
        self.fields["day"] = DayField(
            label="Date of the figures, where the file does not say", required=False
        )


class LimitsForm(forms.Form):
    """Which mailboxes are large, how long figures are kept, and which units are flagged."""

    large = forms.FloatField(
        label="A mailbox is large when it has more than this, in GB",
        help_text="One GB is 1,000 MB. Such as 5 or 0.5.",
        error_messages={"invalid": "Enter a number, such as 5 or 0.5."},
    )
    keep_months = WholeNumberField(
        label="Keep the figures for this many months",
        help_text="They are about people. Older ones are deleted with the next import.",
    )

    least_share = WholeNumberField(
        label="Flag a unit when less than this many per cent of its records are e-mail",
        help_text="Of what came in over the last twelve months.",
    )

    def draft(self) -> LimitsDraft:
        """What the form says."""
        return LimitsDraft(**self.cleaned_data)


class TellForm(forms.Form):
    """Whom to tell, and what."""

    units = forms.MultipleChoiceField(
        label="Units",
        required=False,
        help_text="Choose none to tell people of all units.",
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label="What they are told",
        help_text="It is shown on their page of notices. An e-mail says only that there is one.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["units"]

    def draft(self) -> CampaignDraft:
        """What the form says."""
        return CampaignDraft(self.cleaned_data["words"], tuple(self.cleaned_data.get("units", ())))
