"""Incidents in a body, for the tests of them: made with the verbs that people use."""

from datetime import timedelta

from tests.holdings.parish import Parish

from muniment.foundation.kernel.clock import civil_date
from muniment.governance.incidents import actions
from muniment.governance.incidents.types import (
    About,
    CheckDraft,
    DecisionDraft,
    FindingsDraft,
    LessonDraft,
    ReportDraft,
    TaskDraft,
    ToldDraft,
    TriageDraft,
)

LESSON = LessonDraft("Close the door", "Close the door of the store at night.")
NO_LESSON = LessonDraft(none_why="Everybody knows it.")
FOUND = {
    "cause": "The door stood open.",
    "salvage": "Dried.",
    "salvage_outcome": "All can be read.",
}


def reported(actor, now, **said):
    """The reference of a report: by default of a lost box, without personal data."""
    least = {"what": "A box of rent cards is gone.", "kind": "lost", "personal_data": "no"}
    return actions.report(actor, ReportDraft(**{**least, **said}), now=now).reference


def triaged(actor, reference, now, **said):
    """The incident, triaged by somebody who handles it from then on."""
    least = {"severity": "medium", "handler": actor.reference, "kind": "lost", "unit": "HOU"}
    least["breach"] = False
    return actions.triage(actor, reference, TriageDraft(**{**least, **said}), now=now)


def breach(actor, reporter, now, **said):
    """The reference of a personal data breach that somebody handles: aware when reported."""
    kind = {"kind": "misdirected", "personal_data": "yes", "what": "A letter went to No 4."}
    kind["unit"] = said.get("unit", "HOU")
    made = reported(reporter, now, **kind)
    triaged(actor, made, now, breach=True, kind="misdirected", **said)
    return made


def decided(actor, reference, now, tell=True, about=About.AUTHORITY, **said):
    """Have it decided whether somebody is told."""
    draft = DecisionDraft(about, tell, **{"why": "A risk to people is likely.", **said})
    return actions.decide(actor, reference, draft, now=now)


def told(actor, incident, now, told_at=None, about=About.AUTHORITY, **said):
    """Have it recorded that somebody was told."""
    draft = ToldDraft(about, told_at or now, **{"how": "By their form.", **said})
    return actions.tell(actor, incident, draft, now=now)


def found(actor, reference, now, **said):
    """Have it investigated, with a cause."""
    actions.advance(actor, reference, "investigate", now=now)
    return actions.find(actor, reference, FindingsDraft(**{**FOUND, **said}), now=now)


def checked(actor, reference, now, **said):
    """Bring a triaged incident as far as a check by which it worked."""
    found(actor, reference, now, **said)
    actions.advance(actor, reference, "put_right", now=now)
    task = TaskDraft("Mend the lock", actor.reference, civil_date(now))
    made = actions.add_task(actor, reference, task, now=now)
    actions.finish_task(actor, made.reference, words="Mended.", now=now)
    actions.advance(actor, reference, "check", check_on=civil_date(now), now=now)
    draft = CheckDraft(worked=True, found="No door was open for a month.")
    return actions.check(actor, reference, draft, now=now)


def closed(actor, reporter, now, lesson=LESSON, **said):
    """The reference of an incident that is closed, with a lesson that waits."""
    made = reported(reporter, now, **said)
    triaged(actor, made, now, kind=said.get("kind", "lost"))
    checked(actor, made, now)
    actions.close(actor, made, lesson, now=now)
    return made


def hours(parish: Parish, number: float):
    """Some plain hours later."""
    return parish.later(seconds=timedelta(hours=number).total_seconds())
