"""Bringing in a spreadsheet of papers and their boxes: all of it, or nothing and every reason."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.physical.actions.boxing import new_box
from muniment.holdings.physical.actions.reading import Rows, box_of, grouped, new_folders, read
from muniment.holdings.physical.actions.registering import keep, new_record
from muniment.holdings.physical.types import Planned
from muniment.holdings.records import actions as records

# Why a folder keeps a title that a naming rule asks a reason for.
AS_CALLED = "It is called so in the spreadsheet."


@verb("physical:paper:import")
def import_papers(actor: Profile, rows: Rows, *, now: datetime) -> dict[str, int]:
    """Register every paper of a spreadsheet (`types.COLUMNS`); folders and boxes that are not
    there are opened. Nothing is brought in unless every row is good: the refusal lists all that
    is wrong, each with its line. Returns the counts `papers`, `folders` and `boxes`."""
    access.require(actor, Permission.RECORDS_CAPTURE)
    found = read(actor, rows, now=now)
    refuse_if(found.wrong)
    opened = [
        (
            reference,
            records.open_folder(actor, reference, title=title, override=AS_CALLED, now=now),
        )
        for reference, titles in new_folders(found).items()
        for title in titles
    ]
    folders = found.folders | {(reference, one.title): one for reference, one in opened}
    placed, events = [], []
    for some in grouped(found.papers, lambda one: one.file_class).values():
        items = [
            (folders[one.file_class, one.folder], new_record(one.draft, civil_date(now)))
            for one in some
        ]
        filed, said = records.file_records(actor, found.classes[some[0].file_class], items, now=now)
        placed += list(zip(filed, some, strict=True))
        events += said
    made = {name: new_box(actor, draft, now) for name, draft in found.new_boxes.items()}
    boxes = found.boxes | made
    keep([(one, boxes.get(box_of(row)), row.draft.location) for one, row in placed], now)
    counts = {"papers": len(placed), "folders": len(opened), "boxes": len(made)}
    last = EventDraft("physical:paper:imported", actor.reference, "papers", detail=counts)
    tell([*events, last], at=now)
    return counts


def look_at(actor: Profile, rows: Rows, *, now: datetime) -> Planned:
    """What an import would do. Raises Refused as `import_papers` does; changes nothing."""
    access.require(actor, Permission.RECORDS_CAPTURE)
    found = read(actor, rows, now=now)
    refuse_if(found.wrong)
    papers = tuple(
        (
            one.file_class,
            one.folder,
            one.draft.title,
            (one.file_class, one.folder) not in found.folders,
        )
        for one in found.papers
    )
    return Planned(papers, tuple(found.new_boxes.values()))
