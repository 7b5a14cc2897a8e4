"""Incidents in a body, for the tests of them: made with the verbs that people use."""

from datetime import timedelta

from tests.holdings.parish import Parish

from muniment.foundation.kernel.clock import civil_date
from muniment.governance.incidents import actions, queries
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
    triaged(actor, made, now, kind=said.get("kind", "lost"), unit=said.get("unit", "HOU"))
    checked(actor, made, now)
    actions.close(actor, made, lesson, now=now)
    return made


def task_of(actor, incident, person, now, what="Mend the lock"):
    """The reference of a corrective action that is somebody's."""
    draft = TaskDraft(what, person, civil_date(now))
    return actions.add_task(actor, incident, draft, now=now).reference


def lesson_of(actor, reporter, now, **said):
    """The reference of a lesson that waits for a second person."""
    made = closed(actor, reporter, now, **said)
    return queries.incident_named(actor, made).lessons.get().reference


def on_every_stage(actor, second, reporter, unit, now):
    """An incident, a corrective action or a lesson for each thing that is done to one, by name."""
    names = {}
    for name in ("triage", "next", "find", "task", "none", "check", "close"):
        made = names[f"in_{name}"] = reported(reporter, now, unit=unit)
        if name != "triage":
            triaged(actor, made, now, unit=unit)
    actions.advance(actor, names["in_find"], "investigate", now=now)
    checked(actor, names["in_close"], now)
    found(actor, names["in_check"], now)
    actions.advance(actor, names["in_check"], "put_right", now=now)
    actions.say_no_task(actor, names["in_check"], why="Nobody can.", now=now)
    day = civil_date(now)
    actions.advance(actor, names["in_check"], "check", check_on=day, now=now)
    for name in ("aware", "decide", "tell"):
        names[f"in_{name}"] = breach(actor, reporter, now, unit=unit)
    decided(actor, names["in_tell"], now)
    names["in_reopen"] = closed(actor, reporter, now, unit=unit)
    for name in ("done", "drop"):
        names[f"task_{name}"] = task_of(actor, names["in_next"], "manager", now)
    for name in ("publish", "return", "offer", "withdraw"):
        names[f"lesson_{name}"] = lesson_of(actor, reporter, now, unit=unit)
    actions.send_back(second, names["lesson_offer"], why="Shorter.", now=now)
    actions.publish(second, names["lesson_withdraw"], now=now)
    return names


def hours(parish: Parish, number: float):
    """Some plain hours later."""
    return parish.later(seconds=timedelta(hours=number).total_seconds())
