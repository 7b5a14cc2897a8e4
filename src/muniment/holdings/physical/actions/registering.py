"""Registering records on paper one by one, and describing them better."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.queries import asked_in
from muniment.holdings.physical import queries, rules
from muniment.holdings.physical.actions.boxing import lock_boxes
from muniment.holdings.physical.models import Box, Paper
from muniment.holdings.physical.types import PATH, SOURCE, TOLD, PaperDraft
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records import rules as record_rules
from muniment.holdings.records.types import DateSource, FoundAt, NewRecord
from muniment.holdings.search import actions as search

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def register(
    actor: Profile,
    folder: str,
    draft: PaperDraft,
    *,
    fields: Mapping[str, Any] | None = None,
    now: datetime,
) -> "Record":
    """Register a record on paper, and count by which fields people are stopped. See
    `register_paper`."""
    with metadata.counted("paper", fields or {}, now=now):
        return register_paper(actor, folder, draft, fields=fields, now=now)


@verb("physical:paper:register")
def register_paper(
    actor: Profile,
    folder: str,
    draft: PaperDraft,
    *,
    fields: Mapping[str, Any] | None = None,
    now: datetime,
) -> "Record":
    """Register a record on paper in a folder: it has no content here, and is otherwise a record
    as any, with the `fields` (by code) that its class asks for. Raises Refused with every gap;
    NotFound for a folder or box the actor may not see."""
    found = record_queries.folder_named(actor, folder)
    place = fileplan.effective(found.file_class).place
    access.require(actor, Permission.RECORDS_CAPTURE, at=place)
    today = civil_date(now)
    box = queries.box_named(actor, draft.box) if draft.box.strip() else None
    refuse_if(
        [
            *rules.reasons_not_to_register(draft, today=today),
            *rules.reasons_of_two_places(draft),
            *fileplan.reasons_not_to_file(found.file_class, on=today),
            *record_rules.reasons_not_to_file_in_folder(found.closed_on, today, found.title),
            *record_queries.reasons_against_fields(actor, asked_in(found.file_class), fields or {}),
        ]
    )
    new = replace(new_record(draft, today), fields=fields or {})
    made, events = records.file_records(
        actor, found.file_class, [(found, new)], by_hand=True, now=now
    )
    keep([(made[0], box, draft.location)], now)
    tell(events, at=now)
    return made[0]


def new_record(draft: PaperDraft, today: date) -> NewRecord:
    """What is filed for it: a record without content."""
    told = {name: getattr(draft, name) for name in TOLD}
    said = {name: str(value).strip() for name, value in told.items() if value}
    return NewRecord(
        title=record_rules.printable(draft.title.strip()),
        name="",
        sha256="",
        size=0,
        record_date=draft.last_date or today,
        date_source=DateSource.GIVEN,
        modified_on=None,
        found_at=FoundAt(SOURCE, PATH),
        metadata={name: record_rules.printable(value) for name, value in said.items() if value},
    )


def keep(places: "Iterable[tuple[Record, Box | None, str]]", now: datetime) -> None:
    """Say where new records are, and let them be found. Their boxes are locked after the classes
    and folders, as a hold locks them, and before rows that somebody else could wait for."""
    listed = list(places)
    lock_boxes(box.pk for _, box, _ in listed if box is not None)
    Paper.objects.bulk_create(
        (
            Paper(
                record=record,
                box=box,
                location="" if box else record_rules.printable(location.strip()),
            )
            for record, box, location in listed
        ),
        batch_size=500,
    )
    numbers = [record.pk for record, _, _ in listed]
    for start in range(0, len(numbers), search.BATCH):
        search.index(numbers[start : start + search.BATCH], now=now)


@verb("physical:paper:describe")
def describe(
    actor: Profile,
    reference: str,
    *,
    description: str,
    former_reference: str,
    format: str,
    now: datetime,
) -> "Record":
    """Say better what a record on paper is. What was said before is kept."""
    found = record_queries.record_named(actor, reference)
    on_paper = queries.paper_of(found.pk) is not None
    told = {"description": description, "former_reference": former_reference, "format": format}
    draft = PaperDraft(
        found.title,
        found.record_date,
        description=description,
        former_reference=former_reference,
        format=format,
        location="as it is",
    )
    refuse_if(
        [
            *rules.reasons_not_on_paper(found.reference, on_paper=on_paper, state=found.state),
            *rules.reasons_not_to_register(draft, today=civil_date(now)),
        ]
    )
    return records.change_record(actor, reference, changes={"metadata": told}, now=now)
