"""Verbs on organisation units."""

from datetime import datetime

from muniment.foundation.access import queries
from muniment.foundation.access.actions.telling import scope_of, tell
from muniment.foundation.access.models import Unit
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused


@verb("access:unit:open")
def open_unit(actor: Profile, reference: str, *, name: str, under: str = "", now: datetime) -> Unit:
    """Open an organisation unit, at the top or under another. The reference stays for ever."""
    queries.require(actor, Permission.PEOPLE_MANAGE, at=scope_of(under, ""))
    if Unit.objects.filter(reference=reference).exists():
        raise Refused(Reason("taken", f"There is already a unit {reference}.", "reference"))
    values = {"reference": reference, "name": name, "opened_on": civil_date(now)}
    if under:
        unit = Unit.objects.add_child(queries.unit_named(under), values)
    else:
        unit = Unit.objects.add_root(values)
    tell("access:unit:opened", actor, f"unit:{reference}", now, name=name, under=under)
    return unit


@verb("access:unit:rename")
def rename_unit(actor: Profile, reference: str, *, name: str, now: datetime) -> Unit:
    """Give a unit another name. Its reference stays."""
    queries.require(actor, Permission.PEOPLE_MANAGE, at=scope_of(reference, ""))
    unit = queries.unit_named(reference)
    if unit.name == name:
        raise Refused(Reason("same", "The unit has that name already.", "name"))
    before, unit.name = unit.name, name
    unit.save(update_fields=["name"])
    tell("access:unit:renamed", actor, f"unit:{reference}", now, before=before, after=name)
    return unit


@verb("access:unit:close")
def close_unit(actor: Profile, reference: str, *, now: datetime) -> Unit:
    """Close a unit from today. It stays in the history; nobody may be put in it any more."""
    queries.require(actor, Permission.PEOPLE_MANAGE, at=scope_of(reference, ""))
    unit = queries.unit_named(reference)
    if unit.closed_on is not None:
        raise Refused(
            Reason("closed", f"The unit was closed on {unit.closed_on:%-d %B %Y} already.")
        )
    if unit.people.filter(is_active=True).exists():
        raise Refused(
            Reason("people_in_unit", "There are still people in this unit. Move them first.")
        )
    unit.closed_on = civil_date(now)
    unit.save(update_fields=["closed_on"])
    tell("access:unit:closed", actor, f"unit:{reference}", now)
    return unit
