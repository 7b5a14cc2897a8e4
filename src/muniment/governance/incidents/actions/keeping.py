"""What every verb on an incident does: lock it, keep the step, tell people and the log."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import Reason
from muniment.foundation.notices import actions as notices
from muniment.governance.incidents import queries, rules
from muniment.governance.incidents.models import Incident, Step
from muniment.governance.incidents.types import Kind, Stage


def locked(actor: Profile, reference: str) -> Incident:
    """The incident, locked, for somebody who handles incidents of its unit. Raises NotFound where
    they may not read it, NotPermitted where they may only read it."""
    found = queries.incident_named(actor, reference)
    require_handler(actor, found)
    # Only the incident: the handler may be none, and outer joins cannot be locked.
    rows = Incident.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "handler", "reporter").get(pk=found.pk)


def require_handler(actor: Profile, one: Incident) -> None:
    """Raise NotPermitted unless the actor handles incidents of the unit of this one."""
    place = Place(units=access.unit_lineages().get(one.unit.reference, ()))
    access.require(actor, Permission.INCIDENTS_HANDLE, at=place)


def out_of_order(one: Incident, seen: int | None) -> list[Reason]:
    """Why somebody who has looked at an earlier version does not go on with it."""
    by = access.names_at([one.changed_by]).get(one.changed_by, "Somebody else")
    return rules.reasons_of_order(seen, one.version, by)


def keep(
    one: Incident,
    by: str,
    deed: str,
    now: datetime,
    *,
    stage: Stage | None = None,
    why: str = "",
    said: Mapping[str, Any] | None = None,
) -> Step:
    """Save an incident that something was done to, with the step. `stage`: the one that it enters
    by that, None where it stays; `said`: all that was said, which later steps leave as it is."""
    if stage is not None and stage != one.stage:
        one.stage, one.entered_at = stage, now
    one.version += 1
    one.changed_at, one.changed_by = now, by
    one.save()
    return add_step(one, by, deed, now, why=why, said=said)


def add_step(
    one: Incident,
    by: str,
    deed: str,
    now: datetime,
    *,
    why: str = "",
    said: Mapping[str, Any] | None = None,
) -> Step:
    """Keep a step of an incident that is saved and locked."""
    return Step.objects.create(
        incident=one,
        number=one.version,
        at=now,
        by=by,
        deed=deed,
        stage=one.stage,
        why=rules.clean(why),
        said={name: value for name, value in (said or {}).items() if value not in ("", None, [])},
    )


def log(
    kind: str, by: str, one: Incident, now: datetime, detail: Mapping[str, JSON] | None = None
) -> None:
    """Tell the log, last: which stage the incident is in and which version it has. What happened,
    and to whom, stays out of the log."""
    said: dict[str, JSON] = {"stage": one.stage, "version": one.version, **(detail or {})}
    record(EventDraft(kind, by, about(one), detail=said), at=now)


def about(one: Incident) -> str:
    """The incident, as the log and notices write it."""
    return f"incident_case:{one.reference}"


def named(one: Incident) -> str:
    """The incident in a notice: its reference and its kind, and nothing of what happened."""
    return f"{one.reference} ({Kind(one.kind).label.lower().partition(':')[0]})"


def notify(
    people: Iterable[Person | None], kind: str, one: Incident, words: str, key: str, now: datetime
) -> int:
    """Tell people something about an incident, each once under this key; how many were told."""
    told = 0
    for person in {each.pk: each for each in people if each is not None}.values():
        made = notices.tell(
            person.reference,
            kind=f"incidents.{kind}",
            about=about(one),
            words=words,
            key=f"incident-{kind}:{one.reference}:{key}",
            now=now,
        )
        told += made is not None
    return told


def concerned(one: Incident, on: date) -> list[Person]:
    """Who works on an incident: its handler, or everybody who may handle it where it has none who
    is still here."""
    if one.handler is not None and one.handler.is_active:
        return [one.handler]
    return queries.handlers(one.unit.reference, on)


def start_clock(one: Incident, moment: datetime) -> None:
    """Have the hours run from a moment, whose seconds are dropped: forms and notices know none.
    The caller saves it."""
    one.aware_at = moment.replace(second=0, microsecond=0)
    one.limit_at = rules.limit_of(one.aware_at, queries.pack())
