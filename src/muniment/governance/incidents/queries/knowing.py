"""Who and what an incident may name, and who is told of one."""

from collections.abc import Iterable
from datetime import date

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import ROLE_PERMISSIONS, Permission, Place, Profile, Role
from muniment.foundation.kernel.errors import Refused
from muniment.governance.assets import queries as assets
from muniment.governance.incidents.adapters import packs
from muniment.governance.incidents.types import Pack
from muniment.holdings.physical import queries as physical
from muniment.holdings.records import queries as records

HANDLING = tuple(role for role in Role if Permission.INCIDENTS_HANDLE in ROLE_PERMISSIONS[role])


def pack() -> Pack:
    """Who is told of a breach, and in how many hours."""
    return packs.current()


def unknown_of(actor: Profile, references: Iterable[str]) -> list[str]:
    """Which of these the actor cannot see, as records, folders, boxes or information assets."""
    return [one for one in references if not _is_seen(actor, one)]


def _is_seen(actor: Profile, reference: str) -> bool:
    for named in (
        records.record_named,
        records.folder_named,
        physical.box_named,
        assets.asset_named,
    ):
        try:
            named(actor, reference)
        except Refused:
            continue
        return True
    return False


def person_here(name: str) -> Person | None:
    """The person with this user name, e-mail or reference, unless they have left."""
    found = access.find_person(name.strip()) if name.strip() else None
    return found if found is not None and found.is_active else None


def handles_at(person: Person, unit: str, on: date) -> bool:
    """Whether a person may handle incidents of a unit on a day."""
    place = Place(units=access.unit_lineages().get(unit, ()))
    profile = access.profile(person, on=on)
    return access_rules.may(profile, Permission.INCIDENTS_HANDLE, place)


def handlers(unit: str, on: date) -> list[Person]:
    """Everybody who may handle incidents of a unit on a day, by name."""
    return _holding(HANDLING, unit, on)


def all_handlers(on: date) -> list[Person]:
    """Everybody who may handle incidents somewhere on a day, by name."""
    found = {one.pk: one for one, _ in access.holders(*HANDLING, on=on)}
    return sorted(found.values(), key=lambda one: (one.name, one.pk))


def alerted(unit: str, on: date) -> list[Person]:
    """Everybody whom the pack has warned of a clock of that unit, by name."""
    return _holding([Role(one) for one in pack().alerted_roles], unit, on)


def _holding(roles: Iterable[Role], unit: str, on: date) -> list[Person]:
    place = Place(units=access.unit_lineages().get(unit, ()))
    held = access.holders(*roles, on=on)
    found = {one.pk: one for one, grant in held if access_rules.covers(grant, place)}
    return sorted(found.values(), key=lambda one: (one.name, one.pk))
