"""Who can change how long a record is kept."""

from datetime import date
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import covers
from muniment.foundation.access.types import (
    ROLE_PERMISSIONS,
    Grant,
    Permission,
    Place,
    Profile,
    Role,
)
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.queries.schedule import terms_of
from muniment.lifecycle.retention.rules.deciders import WhoMay

if TYPE_CHECKING:
    from muniment.foundation.access.models import Person
    from muniment.holdings.records.models import Record

P = Permission
RULE = "The rule can be changed"
EVENT = "That something has happened can be entered"
LONGER = "It can be kept longer, in a disposal review,"
DECIDES = {P.DISPOSAL_PROPOSE, P.DISPOSAL_APPROVE_RECORDS, P.DISPOSAL_APPROVE_OWNER}


def who_can_change(actor: Profile, record: "Record", today: date) -> list[WhoMay]:
    """Who may change the rule of the record, enter an event that it waits for, or keep it longer,
    on the civil date `today`. People are named to those alone who may know who holds which role."""
    if record.state != RecordState.DECLARED:
        return []
    place = access.audience_key(record.audience_id).place
    known = _holders(today) if P.PEOPLE_SEE in actor.permissions else None
    # Rules are the body's: a role over any part is enough to change one.
    found = [_who(RULE, {P.RETENTION_MANAGE}, None, known)]
    terms = terms_of([record.rule]).get(record.rule)
    if terms and any(decide.event_of(leg) for step in terms.steps for leg in step.legs):
        found.append(_who(EVENT, {P.RECORDS_EDIT}, place, known))
    return [*found, _who(LONGER, DECIDES, place, known)]


def _holders(today: date) -> "list[tuple[Person, Grant]]":
    """Everybody who holds a role by which one of these may be done."""
    wanted = {P.RETENTION_MANAGE, P.RECORDS_EDIT} | DECIDES
    return access.holders(*_roles(wanted), on=today)


def _roles(wanted: set[Permission]) -> list[Role]:
    return [role for role in Role if wanted & ROLE_PERMISSIONS[role]]


def _who(
    what: str,
    wanted: set[Permission],
    place: Place | None,
    known: "list[tuple[Person, Grant]] | None",
) -> WhoMay:
    roles = _roles(wanted)
    labels = tuple(role.label.lower() for role in roles)
    if known is None:
        return WhoMay(what, labels, None)
    named = [
        person.name
        for person, grant in known
        if grant.role in roles and (place is None or covers(grant, place))
    ]
    return WhoMay(what, labels, tuple(sorted(set(named))))
