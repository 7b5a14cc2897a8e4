"""What the page of an incident says: its clock first, then how it stands and its story."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.governance.incidents import queries, rules
from muniment.governance.incidents.types import (
    TRANSITIONS,
    About,
    ClockState,
    Kind,
    LessonState,
    Severity,
    Stage,
)
from muniment.web.door import Request
from muniment.web.tables import Cell
from muniment.web.words import as_day, count, day, moment

COLOURS = {
    Stage.REPORTED: "blue",
    Stage.TRIAGED: "turquoise",
    Stage.INVESTIGATING: "yellow",
    Stage.PUTTING_RIGHT: "yellow",
    Stage.CHECKING: "purple",
    Stage.CLOSED: "green",
}
LESSON_COLOURS = {
    LessonState.OFFERED: "blue",
    LessonState.PUBLISHED: "green",
    LessonState.RETURNED: "yellow",
    LessonState.WITHDRAWN: "grey",
}
NEXT = {
    Stage.REPORTED: "Somebody who handles incidents looks at it and says who takes it on.",
    Stage.TRIAGED: "Whoever handles it finds out what happened. You may be asked about it.",
    Stage.INVESTIGATING: "The cause is being looked for. You may be asked about it.",
    Stage.PUTTING_RIGHT: "What is to be changed is being changed.",
    Stage.CHECKING: "After some weeks somebody looks whether it worked.",
    Stage.CLOSED: "Nothing more. Thank you for reporting it.",
}
DEEDS = {
    "report": "Reported",
    "triage": "Triaged",
    "aware": "Moment of awareness changed",
    "find": "Findings of the investigation",
    "investigate": "Investigation begun",
    "put_right": "Investigation finished",
    "check": "Put right",
    "checked": "Checked whether it worked",
    "close": "Closed",
    "reopen": "Opened again",
    "no_task": "No corrective action is needed",
    "add_task": "Corrective action added",
    "finish_task": "Corrective action done",
    "drop_task": "Corrective action dropped",
    "offer_lesson": "Lesson offered in other words",
    "publish_lesson": "Lesson shared with all staff",
    "return_lesson": "Lesson sent back",
    "withdraw_lesson": "Lesson withdrawn",
}
LABELS = {
    "what": "What happened",
    "personal_data": "Personal data",
    "kind": "Kind",
    "severity": "Severity",
    "unit": "Unit",
    "handler": "Handler",
    "asset": "Information asset",
    "breach": "Personal data breach",
    "aware_at": "Aware at",
    "before": "Before",
    "told_at": "Told at",
    "who": "Who",
    "how": "How",
    "reference": "Reference",
    "late_why": "Why so late",
    "cause": "Cause",
    "factors": "What contributed",
    "spoken_to": "Spoken to",
    "salvage": "Salvage",
    "salvage_outcome": "Outcome of the salvage",
    "check_on": "Check on",
    "checked_on": "Checked on",
    "worked": "It worked",
    "title": "Lesson",
    "words": "What others can learn",
    "none_why": "Why there is no lesson",
}
MOMENTS = ("aware_at", "before", "told_at")


def stage_of(one: Any) -> Cell:
    """The stage of an incident, as a tag."""
    stage = Stage(one.stage)
    return Cell(stage.label, tag=COLOURS[stage])


def clock_of(one: Any, now: datetime) -> Cell:
    """The clock of an incident in a list."""
    state = rules.state_of(one.clock, now)
    if one.limit_at is None or state is ClockState.NONE:
        return Cell("")
    left = rules.left_in_words(one.limit_at, now)
    match state:
        case ClockState.PASSED:
            return Cell("Passed", tag="red", note=left)
        case ClockState.RUNNING:
            return Cell("Running", tag="orange", note=left)
        case ClockState.DECIDED:
            return Cell("To be told", tag="orange", note=left)
        case ClockState.LATE:
            return Cell("Told late", tag="grey")
    return Cell("Told in time" if one.told_at else "Not to be told", tag="grey")


def clock_in_words(one: Any, now: datetime) -> dict[str, Any] | None:
    """The clock as it stands first on the page: how much time is left, for what, until when. None
    where there is no clock."""
    state, pack = rules.state_of(one.clock, now), queries.pack()
    if one.limit_at is None or state is ClockState.NONE:
        return None
    limit = rules.moment_in_words(one.limit_at)
    said = {
        "urgent": state is ClockState.PASSED,
        "runs": one.clock.runs,
        "aware": f"The body became aware at {rules.moment_in_words(one.aware_at)}.",
        "where": pack.report_at,
        "authority": pack.authority,
    }
    return {**said, **_clock_words(one, state, limit, now, pack.authority)}


def _clock_words(
    one: Any, state: ClockState, limit: str, now: datetime, authority: str
) -> dict[str, str]:
    left = rules.left_in_words(one.limit_at, now)
    wanted = f"{authority} is still to be told" if one.notify else "Nothing is decided yet"
    match state:
        case ClockState.PASSED:
            return {"title": left, "words": f"{wanted}. The limit was {limit}. Say why it is late."}
        case ClockState.RUNNING if one.breach is None:
            words = "It may be a personal data breach. Say whether it is one"
            return {"title": left, "words": f"{words}. The limit is {limit}."}
        case ClockState.RUNNING | ClockState.DECIDED:
            return {"title": left, "words": f"{wanted}. The limit is {limit}."}
    if one.told_at is None:
        return {
            "title": "Not to be told",
            "words": f"{authority} is not told. The reasons stand in the story below.",
        }
    late = " That was after the limit." if state is ClockState.LATE else ""
    named = f" Their reference is {one.authority_reference}." if one.authority_reference else ""
    return {
        "title": "Told late" if late else "Told in time",
        "words": f"{authority} was told at {rules.moment_in_words(one.told_at)}.{late}{named}",
    }


def people_in_words(one: Any) -> str:
    """What was decided about telling the people concerned (UK GDPR article 34)."""
    if one.people_told_at is not None:
        return f"Told at {rules.moment_in_words(one.people_told_at)}"
    return {None: "Not decided yet", True: "To be told", False: "Not to be told"}[one.tell_people]


def facts(one: Any) -> list[dict[str, str]]:
    """What is known of an incident, beside its clock."""
    severity = Severity(one.severity).label if one.severity else "Not said yet"
    found = [
        {"label": "Kind", "text": Kind(one.kind).label},
        {"label": "Severity", "text": severity},
        {"label": "Handler", "text": _handler(one)},
        {"label": "Unit", "text": one.unit.name},
        {"label": "Happened or noticed", "text": day(one.noticed_on)},
        {"label": "Reported", "text": f"{moment(one.reported_at)}, by {one.reporter.name}"},
        {"label": "Personal data, says the report", "text": one.get_personal_data_display()},
    ]
    if one.breach:
        found.append({"label": "The people concerned", "text": people_in_words(one)})
    return found


def _handler(one: Any) -> str:
    if one.handler is None:
        return "Nobody yet"
    return str(one.handler.name) + ("" if one.handler.is_active else ", who has left")


def found_out(one: Any) -> list[dict[str, str]]:
    """What the investigation found, so far as it is said."""
    names = ("cause", "factors", "spoken_to", "salvage", "salvage_outcome")
    rows = [(LABELS[name], getattr(one, name)) for name in names]
    rows += [("No corrective action", one.no_task_why), ("What the check found", one.check_found)]
    rows += [("Check of effectiveness due", day(one.check_on))]
    return [{"label": label, "text": text} for label, text in rows if text]


def stays(one: Any, now: datetime) -> list[dict[str, str]]:
    """How long the incident was in each stage."""
    some = queries.stays(one)
    names = {"system": "The system", **access.names_at({each.by for each in some})}
    return [
        {
            "stage": each.stage.label,
            "since": moment(each.since),
            "by": names.get(each.by, ""),
            "for": _length(each.since, each.until or now),
        }
        for each in some
    ]


def _length(since: datetime, until: datetime) -> str:
    minutes = int((until - since).total_seconds() // 60)
    if minutes >= 24 * 60:
        return count(minutes // (24 * 60), "day")
    return count(minutes // 60, "hour") if minutes >= 60 else count(minutes, "minute")


def story(one: Any) -> list[dict[str, Any]]:
    """All that was done, the latest first, with what was said each time."""
    some = list(queries.steps(one))
    people = {each.by for each in some} | {each.said.get("handler", "") for each in some}
    people |= {each.said.get("who", "") for each in some}
    names = {"system": "The system", **access.names_at(people)}
    units = access.names_of_units()
    return [
        {
            "title": _title(each),
            "by": names.get(each.by, ""),
            "at": each.at,
            "why": each.why,
            "said": _said(each.said, names, units),
        }
        for each in some
    ]


def _title(step: Any) -> str:
    about = step.said.get("about", "")
    who = "the authority" if about == About.AUTHORITY else "the people concerned"
    if step.deed == "decide":
        tells = step.said.get("tell") == "yes"
        return f"Decided {'to tell' if tells else 'not to tell'} {who}"
    if step.deed == "tell":
        return f"{who.capitalize()} told"
    return DEEDS.get(str(step.deed), str(step.deed))


def _said(
    said: Mapping[str, Any], names: Mapping[str, str], units: Mapping[str, str]
) -> list[dict[str, str]]:
    rows = []
    for name, value in said.items():
        if name in LABELS and value:
            rows.append({"label": LABELS[name], "text": _value(name, str(value), names, units)})
    return rows


def _value(name: str, value: str, names: Mapping[str, str], units: Mapping[str, str]) -> str:
    if name in MOMENTS:
        return rules.moment_in_words(datetime.fromisoformat(value))
    if name in ("check_on", "checked_on"):
        return as_day(value)
    if name == "kind":
        return Kind(value).label
    if name == "severity":
        return Severity(value).label
    if name == "unit":
        return units.get(value, value)
    if name in ("breach", "worked", "personal_data"):
        return {"yes": "Yes", "no": "No", "unsure": "Not known"}.get(value, value)
    return names.get(value, value)


def deeds(request: Request, one: Any) -> list[dict[str, str]]:
    """What the reader may do to an incident as it stands: what is wanted next stands first."""
    if not queries.handles(request.actor, one.unit.reference):
        return []
    stage = Stage(one.stage)
    goes_on = [_link(*each, one) for each in ON_STAGE.get(stage, ())]
    found = goes_on
    if stage not in (Stage.REPORTED, Stage.CLOSED):
        breach = [_link(*each, one) for each in _of_breach(one)]
        # While hours run, they come first.
        found = [*breach, *goes_on] if one.clock.runs else [*goes_on, *breach]
        found.append(_link("triage_incident", "Change the triage", one))
    if (stage, "reopen") in TRANSITIONS:
        found.append(_link("reopen_incident", "Open it again", one))
    return found


ON_STAGE: Mapping[Stage, Sequence[tuple[str, str]]] = {
    Stage.REPORTED: (("triage_incident", "Triage it"),),
    Stage.TRIAGED: (
        ("advance_incident", "Begin the investigation"),
        ("add_incident_task", "Add a corrective action"),
    ),
    Stage.INVESTIGATING: (
        ("find_incident", "Say what was found"),
        ("advance_incident", "Finish the investigation"),
        ("add_incident_task", "Add a corrective action"),
    ),
    Stage.PUTTING_RIGHT: (
        ("add_incident_task", "Add a corrective action"),
        ("no_incident_task", "Say why there is none"),
        ("advance_incident", "It is put right"),
        ("find_incident", "Change the findings"),
    ),
    Stage.CHECKING: (
        ("check_incident", "Say whether it worked"),
        ("close_incident_case", "Close it"),
    ),
}


def _of_breach(one: Any) -> list[tuple[str, str]]:
    if one.aware_at is None or one.breach is False:
        return []
    found = []
    if one.breach:
        found += [] if one.told_at else [("decide_breach/authority", "Decide about the authority")]
        if one.notify and not one.told_at:
            found.append(("tell_breach/authority", "The authority was told"))
        if not one.people_told_at:
            found.append(("decide_breach/people", "Decide about the people concerned"))
        if one.tell_people and not one.people_told_at:
            found.append(("tell_breach/people", "The people concerned were told"))
    found.append(("aware_incident", "Change the moment of awareness"))
    return found


def _link(route: str, text: str, one: Any) -> dict[str, str]:
    name, _, about = route.partition("/")
    args = [one.reference, about] if about else [one.reference]
    return {"href": reverse(name, args=args), "text": text}
