"""Verbs on who answers for a site."""

from datetime import date, datetime, timedelta

from django.db.models import F
from django.db.models.functions import Greatest

from muniment.foundation.access.models import Unit
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason, refuse_if
from muniment.foundation.notices import actions as notices
from muniment.holdings.fileplan.models import FileClass
from muniment.people.directory import queries, rules
from muniment.people.directory.models import Steward
from muniment.people.directory.types import Part, StewardDraft


@verb("directory:steward:name")
def name_steward(
    actor: Profile, kind: str, reference: str, draft: StewardDraft, *, now: datetime
) -> Steward:
    """Name somebody who answers for a site: its owner (one at a time), a knowledge champion or a
    deputy; the person is told. What is left of those who have left ends with it. Raises Refused
    with every reason, NotFound."""
    found = _locked(queries.place_named(actor, kind, reference))
    _require(actor, found)
    today = civil_date(now)
    person = queries.person_meant(actor, draft.person)
    _end_those_who_left(found, today)
    refuse_if(
        rules.reasons_not_to_name(
            draft,
            person=person.reference if person else "",
            named=[one for one in queries.history(actor, found) if one.here],
            closed=found.closed_on is not None,
            today=today,
        )
    )
    if person is None:
        raise AssertionError("reasons_not_to_name says so")
    made = Steward.objects.create(
        unit=found if isinstance(found, Unit) else None,
        file_class=found if isinstance(found, FileClass) else None,
        person=person,
        part=draft.part,
        starts_on=draft.starts_on or today,
        ends_on=draft.ends_on,
        named_by=actor.reference,
        named_at=now,
    )
    _tell("directory:steward:named", actor, made, now)
    title = found.title if isinstance(found, FileClass) else found.name
    notices.tell(
        person.reference,
        kind="directory.steward",
        about=_about(made),
        words=f"You are named for {title}: {Part(made.part).label.lower()}, from "
        f"{made.starts_on:%-d %B %Y}.",
        key=f"steward:{made.pk}",
        now=now,
    )
    return made


@verb("directory:steward:end")
def end_steward(
    actor: Profile, number: int, *, ends_on: date | None = None, now: datetime
) -> Steward:
    """End it that somebody answers for a site, with its last day (None: yesterday, so that it is so
    at once). Raises Refused, NotFound."""
    one = queries.steward_numbered(actor, number)
    _require(actor, _locked(queries.place_of(one)))
    today = civil_date(now)
    last = ends_on or today - timedelta(days=1)
    reasons = []
    if one.ends_on is not None and one.ends_on < today:
        reasons.append(Reason("ended", "That has ended already."))
    if ends_on is not None and ends_on < today - timedelta(days=1):
        reasons.append(Reason("ends_on", "The last day is not before yesterday.", "ends_on"))
    if one.ends_on is not None and ends_on == one.ends_on:
        reasons.append(Reason("same", "That is its last day already.", "ends_on"))
    refuse_if(reasons)
    one.ends_on = last
    one.starts_on = min(one.starts_on, last)
    one.save(update_fields=["ends_on", "starts_on"])
    _tell("directory:steward:ended", actor, one, now)
    return one


def _locked(found: FileClass | Unit) -> FileClass | Unit:
    """The class or unit, locked: people are named for it one after the other."""
    rows = type(found).objects.select_for_update(no_key=True)
    locked: FileClass | Unit = rows.get(pk=found.pk)
    return locked


def _require(actor: Profile, found: FileClass | Unit) -> None:
    if not queries.names_people(actor, found):
        said = (
            "It is for those who manage the file plan or the people there. Ask a records manager."
        )
        raise NotPermitted(Reason("not_permitted", said))


def _end_those_who_left(found: FileClass | Unit, today: date) -> None:
    yesterday = today - timedelta(days=1)
    gone = queries.stewards_of(found).filter(person__is_active=False, ends_on=None).order_by()
    gone.select_related(None).update(ends_on=Greatest(F("starts_on"), yesterday))


def _about(made: Steward) -> str:
    if made.file_class is not None:
        return f"class:{made.file_class.reference}"
    return f"unit:{made.unit.reference}" if made.unit else ""


def _tell(kind: str, actor: Profile, made: Steward, now: datetime) -> None:
    detail: dict[str, JSON] = {
        "number": made.pk,
        "part": made.part,
        "person": made.person.reference,
        "starts_on": made.starts_on.isoformat(),
        "ends_on": made.ends_on.isoformat() if made.ends_on else "",
    }
    record(EventDraft(kind, actor.reference, _about(made), detail=detail), at=now)
