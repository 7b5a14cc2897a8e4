"""By which policy clashes of rules are settled."""

from django import forms

from muniment.lifecycle.retention.rules.clashing import POLICY_WORDS


class PolicyForm(forms.Form):
    """Which of several rules wins."""

    policy = forms.ChoiceField(
        label="Where a class and a class above it set different rules",
        widget=forms.RadioSelect,
        choices=[(one.value, words.capitalize()) for one, words in POLICY_WORDS.items()],
        error_messages={"required": "Choose which rule wins."},
    )
