"""The forms of a personal data breach: awareness, decisions, and who was told."""

from datetime import datetime
from typing import Any

from django import forms

from muniment.governance.incidents.types import About, DecisionDraft, ToldDraft
from muniment.web.fields import DayField
from muniment.web.forms.incidents import SeenForm, line, one_of, text
from muniment.web.forms.moments import TimeField, moment_of


class AwareForm(SeenForm):
    """When the body became aware, and why it is another moment."""

    aware_at = DayField(label="Day", required=False)
    aware_at_time = TimeField("Time")
    why = text("Why is it another moment?")

    def moment(self) -> datetime | None:
        """The moment that was typed."""
        return moment_of(self.cleaned_data["aware_at"], self.cleaned_data["aware_at_time"])


class DecisionForm(SeenForm):
    """Whether somebody is told, and why."""

    tell = one_of("Are they to be told?", [("yes", "Yes"), ("no", "No")])
    why = text("Why?", 4, "The risk to people, and how likely and how grave it is.")
    late_why = text("Why is it decided only now? (needed after the limit)", 2)

    def __init__(self, *args: Any, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        if about is About.PEOPLE:
            del self.fields["late_why"]

    def clean_tell(self) -> bool:
        """Whether they are told. Raises ValidationError where nothing is chosen."""
        if not self.cleaned_data["tell"]:
            raise forms.ValidationError("Choose whether they are told.", "required")
        return bool(self.cleaned_data["tell"] == "yes")

    def draft(self) -> DecisionDraft:
        """What the form says."""
        said = self.cleaned_data
        return DecisionDraft(self.about, said["tell"], said["why"], said.get("late_why", ""))


class ToldForm(SeenForm):
    """When somebody was told, and how."""

    told_at = DayField(label="On which day were they told?", required=False)
    told_at_time = TimeField("At what time?")
    how = line("How?", "For example: by their form, by letter, by telephone.")
    reference = line("Reference that they gave (optional)", most=100)
    late_why = text("Why was it so late? (needed after the limit)", 2)

    def __init__(self, *args: Any, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        if about is About.PEOPLE:
            del self.fields["late_why"]
            del self.fields["reference"]

    def clean(self) -> dict[str, Any]:
        """What the form says; a moment has a day and a time."""
        said = super().clean() or self.cleaned_data
        for name, ask in (("told_at", "Enter the day."), ("told_at_time", "Enter the time.")):
            if name in said and said[name] is None:
                self.add_error(name, ask)
        return said

    def draft(self) -> ToldDraft:
        """What the form says."""
        said = self.cleaned_data
        moment = moment_of(said["told_at"], said["told_at_time"])
        if moment is None:
            raise AssertionError("clean asks for both")
        return ToldDraft(
            self.about, moment, said["how"], said.get("reference", ""), said.get("late_why", "")
        )
