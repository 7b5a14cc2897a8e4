"""Putting an edition to business areas, and the agreement of their heads [RET-06]."""

from collections.abc import Mapping
from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.errors import NotFound, Reason, refuse_if
from muniment.foundation.notices.actions import tell as notify
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention.actions.drafting import locked_edition, tell
from muniment.lifecycle.retention.models import AreaConsulted, Edition
from muniment.lifecycle.retention.rules import agreeing as rules


def reasons_of_areas(areas: Mapping[str, str]) -> list[Reason]:
    """Why these areas, by unit with its head, cannot be consulted."""
    units = {one.reference for one in access.units()}
    return rules.reasons_not_to_consult_areas(
        {unit: (unit in units, _is_there(head)) for unit, head in areas.items()}
    )


def _is_there(head: str) -> bool:
    found = access.find_person(head) if head else None
    return found is not None and found.is_active


def put_to(edition: Edition, areas: Mapping[str, str], *, now: datetime) -> None:
    """Put the edition to these areas, in the verb of the caller: what was agreed before was of
    another text. The heads are told."""
    edition.areas.all().delete()
    for unit, named in sorted(areas.items()):
        head = access.find_person(named)
        if head is None:
            raise NotFound("person", named)
        AreaConsulted.objects.create(edition=edition, unit=unit, head=head.reference)
    for one in edition.areas.order_by("unit"):
        name = f"{edition.schedule.code} “{edition.schedule.title[:200]}”"
        words = (
            f"Edition {edition.number} of schedule {name} waits for you to agree for {one.unit}."
        )
        key = f"agree:{edition.pk}:{edition.version}:{one.unit}"
        about = f"schedule:{edition.schedule.code}"
        notify(one.head, kind="edition_put_to", about=about, words=words, key=key, now=now)


@verb("retention:edition:agree")
def agree_edition(
    actor: Profile, code: str, number: int, unit: str, *, note: str = "", now: datetime
) -> AreaConsulted:
    """Agree to an edition for an area that it was put to, as its head or as who stands in for
    them. Raises Refused with every reason; NotFound for an area that it was not put to."""
    access.require(actor, Permission.RETENTION_SEE)
    edition = locked_edition(code, number)
    found = edition.areas.filter(unit=unit).first()
    if found is None:
        raise NotFound("area consulted", unit)
    refuse_if(
        rules.reasons_not_to_agree(
            queries.facts_of(edition),
            is_head=queries.heads(actor, found),
            agreed=found.agreed_at is not None,
            note=note,
        )
    )
    found.agreed_by, found.agreed_at, found.note = actor.reference, now, note.strip()
    found.save(update_fields=["agreed_by", "agreed_at", "note"])
    instead_of = "" if actor.reference == found.head else found.head
    detail = {"unit": unit, "instead_of": instead_of}
    tell("retention:edition:agreed", actor, edition.schedule, now, edition, note, detail)
    return found
