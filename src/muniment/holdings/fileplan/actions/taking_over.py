"""Opening the classes that come from another body; called in the caller's verb."""

from collections.abc import Sequence
from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.holdings.fileplan import queries, rules
from muniment.holdings.fileplan.actions.rows import create, place_of
from muniment.holdings.fileplan.models import FileClass, FormerReference
from muniment.holdings.fileplan.types import TakenOver


def open_taken_over(
    actor: Profile, under: str, classes: Sequence[TakenOver], *, now: datetime
) -> list[FileClass]:
    """Open these classes below another, all or none. The references that each had elsewhere find
    it from now on, but those that find another class here already."""
    parent = queries.class_named(under)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(parent))
    units = queries.unit_references()
    refuse_if(
        [
            *queries.reasons_closed(parent, on=civil_date(now)),
            *(reason for one in classes for reason in _reasons(one, units)),
        ]
    )
    made = [create(one.terms, parent, civil_date(now)) for one in classes]
    for file_class, one in zip(made, classes, strict=True):
        free = [before for before in one.former if not queries.reference_taken(before)]
        FormerReference.objects.bulk_create(
            [FormerReference(reference=old, file_class=file_class, until=now) for old in free]
        )
    record(
        [
            EventDraft(
                "fileplan:class:opened",
                actor.reference,
                f"class:{one.reference}",
                detail={"under": parent.reference},
            )
            for one in made
        ],
        at=now,
    )
    return made


def _reasons(one: TakenOver, units: Sequence[str]) -> list[Reason]:
    taken = queries.reference_taken(one.terms.reference)
    return [
        *rules.reasons_not_to_name(one.terms.reference, one.terms.title, taken),
        *rules.reasons_not_to_set(one.terms, units),
    ]
