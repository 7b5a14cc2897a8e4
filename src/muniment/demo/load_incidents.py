"""Gives the demonstration three incidents: a box that is lost, a letter by e-mail that went to the
wrong person and whose clock runs, and a near miss that is closed, with a lesson for everybody."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from muniment.demo.load import tree
from muniment.foundation.access import queries as people
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.incidents import actions, queries
from muniment.governance.incidents.types import (
    CheckDraft,
    FindingsDraft,
    LessonDraft,
    ReportDraft,
    TaskDraft,
    TriageDraft,
)

Clock = Callable[[], datetime]


def load_incidents(actor: Profile, clock: Clock) -> None:
    """Have three incidents reported and dealt with, unless there is one. `actor` handles them."""
    if queries.every().exists():
        return
    said = tree("life.yaml")["incidents"]
    _report(said["box"], clock)
    letter = _report(said["letter"], clock)
    _triage(actor, letter, said["letter"], clock)
    near = _report(said["near_miss"], clock)
    _triage(actor, near, said["near_miss"], clock)
    _put_right(actor, near, said["near_miss"], clock)
    _share(actor, near, said, clock)


def _profile(name: str, now: datetime) -> Profile:
    return people.profile_of(name, on=civil_date(now))


def _report(said: Mapping[str, Any], clock: Clock) -> str:
    """The reference of a report, by who made it."""
    draft = ReportDraft(**said["report"])
    return actions.report(_profile(said["by"], clock()), draft, now=clock()).reference


def _triage(actor: Profile, reference: str, said: Mapping[str, Any], clock: Clock) -> None:
    told = dict(said["triage"])
    hours = told.pop("aware_hours_ago", None)
    aware = clock() - timedelta(hours=hours) if hours else None
    report = said["report"]
    draft = TriageDraft(
        kind=report["kind"],
        unit=report["unit"],
        handler=actor.reference,
        aware_at=aware,
        **told,
    )
    actions.triage(actor, reference, draft, now=clock())


def _put_right(actor: Profile, reference: str, said: Mapping[str, Any], clock: Clock) -> None:
    """From the investigation to a check by which it worked."""
    actions.advance(actor, reference, "investigate", now=clock())
    actions.find(actor, reference, FindingsDraft(**said["found"]), now=clock())
    actions.advance(actor, reference, "put_right", now=clock())
    today = civil_date(clock())
    draft = TaskDraft(said["action"]["what"], said["action"]["who"], today)
    task = actions.add_task(actor, reference, draft, now=clock())
    doer = _profile(said["action"]["who"], clock())
    actions.finish_task(doer, task.reference, words=said["action"]["done"], now=clock())
    actions.advance(actor, reference, "check", check_on=today, now=clock())
    actions.check(actor, reference, CheckDraft(True, said["checked"]), now=clock())


def _share(actor: Profile, reference: str, said: Mapping[str, Any], clock: Clock) -> None:
    """Close it with a lesson, which a second person shares."""
    actions.close(actor, reference, LessonDraft(**said["near_miss"]["lesson"]), now=clock())
    second = _profile(said["second"], clock())
    for lesson in queries.to_judge(second):
        actions.publish(second, lesson.reference, now=clock())
