"""The forms about actions of units."""

from django import forms

from muniment.web.fields import DayField


class ActionForm(forms.Form):
    """Who does what, by when."""

    what = forms.CharField(
        label="What is to be done",
        help_text="Such as: show the team how to file from the mail program.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    person = forms.CharField(
        label="Who does it", max_length=150, help_text="Their user name, e-mail or reference."
    )
    due_on = DayField(label="By when")


class DoneForm(forms.Form):
    """What came of an action."""

    outcome = forms.CharField(
        label="What came of it", widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )
