"""The forms of incidents: the report that anybody makes, and what those who handle it say."""

from collections.abc import Iterable
from typing import Any

from django import forms

from muniment.foundation.access.types import Profile
from muniment.governance.incidents.types import (
    CONCERNS,
    KINDS,
    SEVERITIES,
    STAGES,
    WANTS,
    CheckDraft,
    FindingsDraft,
    LessonDraft,
    ReportDraft,
    TaskDraft,
    TriageDraft,
)
from muniment.people.directory import queries as directory
from muniment.web.fields import DayField
from muniment.web.forms.choices import units
from muniment.web.forms.moments import TimeField, moment_of

PERSON = "A full name, a user name or an e-mail address."
BREACH = {"yes": "Yes", "no": "No", "": "Not known yet"}
AGAIN = {"required": "Open this page again."}


def text(label: str, rows: int = 3, hint: str = "") -> forms.CharField:
    """A field for several lines; what must be said, the verb judges."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, help_text=hint, widget=area)


def line(label: str, hint: str = "", most: int = 500) -> forms.CharField:
    """A field for one line."""
    plain = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label, required=False, max_length=most, help_text=hint, widget=plain
    )


def one_of(label: str, choices: Iterable[tuple[str, str]], hint: str = "") -> forms.ChoiceField:
    """A field to choose from, all of it in sight."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=list(choices),
        help_text=hint,
        widget=forms.RadioSelect,
    )


def person_of(actor: Profile, typed: str) -> str:
    """The user name of the person meant, or what was typed where it is nobody's name."""
    meant = directory.person_meant(actor, typed)
    return meant.username if meant else typed


class ReportForm(forms.Form):
    """A report: as little as is needed, by anybody, in under two minutes."""

    what = text("What happened?", 4, "In your own words. Leave out names if you can.")
    kind = one_of("Which is it nearest to?", KINDS.items())
    personal_data = one_of(
        "Does it concern people’s personal data?",
        CONCERNS.items(),
        "Anything about a living person who can be told from it. If you are not sure, say so.",
    )
    noticed_on = DayField(
        label="When did it happen, or when was it noticed?",
        required=False,
        help_text="Today, if left empty.",
    )
    unit = forms.ChoiceField(label="Where?", required=False)
    concerns = line("References of what it concerns (optional)")
    further: tuple[str, tuple[str, ...]] = (
        "Where it was, and what it concerns",
        ("unit", "concerns"),
    )

    def __init__(self, *args: Any, actor: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = next(iter(actor.unit_lineage), "")
        first = "My own unit" if own else "Choose a unit"
        self.fields["unit"].choices = units(first)  # type: ignore[attr-defined]
        self.fields[
            "concerns"
        ].help_text = "Records, folders, boxes or information assets, with spaces between them."
        if not own:
            self.further = ("What it concerns", ("concerns",))

    def further_is_said(self) -> bool:
        """Whether something of the folded fields is said, or is wrong."""
        return any(self[name].errors or self[name].value() for name in self.further[1])

    def draft(self) -> ReportDraft:
        """What the form says."""
        return ReportDraft(**self.cleaned_data)


class IncidentsFilter(forms.Form):
    """Narrows the register."""

    want = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[(one.value, label) for one, label in WANTS.items()],
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Any"), *KINDS.items()])
    stage = forms.ChoiceField(label="Stage", required=False, choices=[("", "Any"), *STAGES.items()])
    unit = forms.ChoiceField(label="Unit", required=False, help_text="With all below it.")
    words = line("Words", "Of the report, or its reference. Beginnings will do.", 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("Any")  # type: ignore[attr-defined]


class SeenForm(forms.Form):
    """A form over an incident that somebody has looked at: which version of it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=AGAIN)


class TriageForm(SeenForm):
    """How bad it is, who handles it, and whether it is a breach."""

    severity = one_of("How bad is it?", SEVERITIES.items())
    kind = forms.ChoiceField(label="What happened", required=False, choices=list(KINDS.items()))
    breach = one_of(
        "Is it a personal data breach?",
        BREACH.items(),
        "Personal data were lost, destroyed, altered, or seen by somebody who should not have. The "
        "clock runs until you say no.",
    )
    aware_at = DayField(
        label="When did the body become aware of it? (optional)",
        required=False,
        help_text="When somebody here could be reasonably sure. The hours run from it. Leave it "
        "empty if it was when it was reported, or as it is kept.",
    )
    aware_at_time = TimeField("At what time? (optional)")
    handler = forms.ChoiceField(label="Who handles it?", required=False)
    unit = forms.ChoiceField(label="Unit", required=False)
    asset = line("Information asset (optional)", "Its reference in the register.", 40)
    why = text(
        "Why (optional)",
        2,
        "Needed where it is no breach after all, where the body became aware at another moment "
        "than that of the report, and where triage is said otherwise later.",
    )

    def __init__(self, *args: Any, handlers: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.username, one.name) for one in handlers]
        self.fields["handler"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *named,
        ]
        self.fields["unit"].choices = units("Choose")  # type: ignore[attr-defined]

    def draft(self) -> TriageDraft:
        """What the form says."""
        said = self.cleaned_data
        return TriageDraft(
            severity=said["severity"],
            handler=said["handler"],
            kind=said["kind"],
            unit=said["unit"],
            breach={"yes": True, "no": False}.get(said["breach"]),
            asset=said["asset"],
            aware_at=moment_of(said["aware_at"], said["aware_at_time"]),
            why=said["why"],
        )


class FindingsForm(SeenForm):
    """What the investigation found."""

    cause = text("What is the root cause?", 4, "Why it could happen, not only how it did.")
    factors = text("What contributed? (optional)")
    spoken_to = text("Who was spoken to? (optional)", 2)
    salvage = text("Steps of salvage", 3, "What was tried to save what was damaged, and by whom.")
    salvage_outcome = text("What came of it", 2)

    def __init__(self, *args: Any, damage: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not damage:
            for name in ("salvage", "salvage_outcome"):
                self.fields[name].label = f"{self.fields[name].label} (optional)"

    def draft(self) -> FindingsDraft:
        """What the form says."""
        return FindingsDraft(**{name: self.cleaned_data[name] for name in FINDINGS})


FINDINGS = ("cause", "factors", "spoken_to", "salvage", "salvage_outcome")


class CheckOnForm(SeenForm):
    """The day on which somebody looks whether it worked."""

    check_on = DayField(
        label="When is it checked whether it worked?",
        required=False,
        help_text="Some weeks from now, as a rule: when it would have shown.",
    )


class TaskForm(SeenForm):
    """A corrective action."""

    what = line("What is to be done?")
    who = line("Who does it?", PERSON, 200)
    due_on = DayField(label="By when?", required=False)

    def __init__(self, *args: Any, actor: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def draft(self) -> TaskDraft:
        """What the form says."""
        said = self.cleaned_data
        return TaskDraft(said["what"], person_of(self.actor, said["who"]), said["due_on"])


class WordsForm(forms.Form):
    """What was done, or why it is not."""

    words = text("What was done?")

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label or self.fields["words"].label


class WhyForm(SeenForm):
    """Why."""

    why = text("Why?")


class WhyAloneForm(forms.Form):
    """Why, of something that no version is kept of."""

    why = text("Why?")


class CheckForm(SeenForm):
    """Whether it worked."""

    worked = one_of("Has it worked?", [("yes", "Yes"), ("no", "No: open it again")])
    found = text("What did you find?")
    checked_on = DayField(
        label="On which day? (optional)", required=False, help_text="Today, if left empty."
    )

    def clean_worked(self) -> bool:
        """Whether it worked. Raises ValidationError where nothing is chosen."""
        if not self.cleaned_data["worked"]:
            raise forms.ValidationError("Choose whether it has worked.", "required")
        return bool(self.cleaned_data["worked"] == "yes")

    def draft(self) -> CheckDraft:
        """What the form says."""
        said = self.cleaned_data
        return CheckDraft(said["worked"], said["found"], said["checked_on"])


class LessonForm(forms.Form):
    """A lesson for everybody."""

    title = line("Lesson, in one line", most=200)
    words = text("What can others learn?", 5, "Everybody here will read it. Name nobody.")

    def draft(self) -> LessonDraft:
        """What the form says."""
        said = self.cleaned_data
        return LessonDraft(said["title"], said["words"], said.get("none_why", ""))


class CloseForm(LessonForm, SeenForm):
    """A lesson for everybody, or why there is none."""

    none_why = text("Or: why is there no lesson?", 2)
    field_order = ("title", "words", "none_why", "seen")


class LessonsFilter(forms.Form):
    """Narrows the lessons."""

    words = line("Words", "Beginnings will do.", 200)
    kind = forms.ChoiceField(
        label="What happened", required=False, choices=[("", "Anything"), *KINDS.items()]
    )
