"""Use of a channel, as it is declared and as it is brought over."""

from django import forms

from muniment.holdings.channels.types import CHANNELS
from muniment.web.fields import DayField


class ChannelForm(forms.Form):
    """Where it was said, by whom, when, and why there."""

    channel = forms.ChoiceField(
        label="Channel", choices=[(one, one) for one in CHANNELS], widget=forms.RadioSelect
    )
    participants = forms.CharField(
        label="Who took part",
        max_length=1000,
        help_text="Names, with commas between them.",
        error_messages={"required": "Say who took part."},
    )
    first = DayField(
        label="First day", error_messages={"required": "Enter the day of the first message."}
    )
    last = DayField(label="Last day (optional)", required=False, help_text="If not the same day.")
    why = forms.CharField(
        label="Why this channel was used",
        max_length=500,
        error_messages={"required": "Say why this channel was used."},
    )
