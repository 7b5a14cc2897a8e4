"""Boxes: registering and moving them, and what is put in and taken out.

A box is locked before the records in it, here and where a hold is placed on it: what is put in at
the moment of a hold is held.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.physical import queries, rules
from muniment.holdings.physical.models import Box, Paper
from muniment.holdings.physical.types import BoxDraft
from muniment.holdings.records import actions as locks
from muniment.holdings.records import queries as records
from muniment.holdings.records.rules import printable

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

AT_ONCE = 1_000


@verb("physical:box:open")
def open_box(actor: Profile, draft: BoxDraft, *, now: datetime) -> Box:
    """Register a box of a unit, or of the whole body. Raises Refused with every gap."""
    made = new_box(actor, draft, now)
    tell(event_about("physical:box:opened", actor, made, unit=made.unit), at=now)
    return made


def new_box(actor: Profile, draft: BoxDraft, now: datetime) -> Box:
    """The row of a new box, within the caller's transaction."""
    units = access.unit_lineages()
    access.require(actor, Permission.FOLDER_MANAGE)
    taken = draft.label.strip() in queries.labels_taken(draft.unit, [draft.label.strip()])
    refuse_if(rules.reasons_not_to_open_box(draft, taken=taken, units=units))
    made = Box(
        reference=new_reference("B"),
        label=printable(draft.label.strip()),
        unit=draft.unit,
        location=printable(draft.location.strip()),
        contents=printable(draft.contents.strip()),
        opened_at=now,
    )
    access.require(actor, Permission.FOLDER_MANAGE, at=queries.place_of(made))
    made.save(force_insert=True)
    return made


@verb("physical:box:change")
def change_box(
    actor: Profile,
    name: str,
    *,
    location: str,
    contents: str | None = None,
    reason: str = "",
    now: datetime,
) -> Box:
    """Say that a box stands elsewhere now, or what is in it. A box on hold can be moved about."""
    found = _own(actor, name)
    said = found.contents if contents is None else contents
    reasons = rules.reasons_not_to_place_box(location, said)
    new = (printable(location.strip()), printable(said.strip()))
    if new == (found.location, found.contents):
        reasons.append(Reason("same", "That is what is known of it already.", "location"))
    refuse_if(reasons)
    before = found.location
    found.location, found.contents = new
    found.save(update_fields=["location", "contents"])
    detail = {"before": before, "location": found.location}
    tell(event_about("physical:box:changed", actor, found, reason, **detail), at=now)
    return found


def _own(actor: Profile, name: str) -> Box:
    found = queries.box_named(actor, name)
    access.require(actor, Permission.FOLDER_MANAGE, at=queries.place_of(found))
    return lock_boxes([found.pk])[0]


def lock_boxes(numbers: Iterable[int]) -> list[Box]:
    """The boxes, fresh and locked, in the order of their numbers."""
    return list(Box.objects.filter(pk__in=set(numbers)).select_for_update().order_by("pk"))


@verb("physical:box:put_in")
def put_in(actor: Profile, name: str, *, references: Sequence[str], now: datetime) -> Box:
    """Put records on paper into a box, all or none, out of the box they are in. What is put into
    a box that is on hold is held too; what a hold reaches by its box alone stays there."""
    box = queries.box_named(actor, name)
    found, papers = _locked(actor, references, into=box)
    refuse_if(
        [
            *(
                reason
                for one in found
                for reason in rules.reasons_not_to_put_in(
                    one.reference,
                    on_paper=one.pk in papers,
                    state=one.state,
                    inside=one.pk in papers and papers[one.pk].box_id == box.pk,
                )
            ),
            *_reasons_held(papers.values()),
        ]
    )
    _move(papers, box=box, location="")
    listed = [one.reference for one in found]
    tell(event_about("physical:box:put_in", actor, box, records=listed), at=now)
    return box


@verb("physical:box:take_out")
def take_out(
    actor: Profile, *, references: Sequence[str], location: str, reason: str, now: datetime
) -> int:
    """Take records on paper out of their boxes, all or none, to a place of their own. Refused
    without a place and a reason, and where a hold reaches them by their box alone."""
    found, papers = _locked(actor, references)
    reasons = rules.reasons_not_to_place_box(location)
    if not reason.strip():
        reasons.append(Reason("no_reason", "Say why it is taken out.", "reason"))
    for one in found:
        boxed = one.pk in papers and papers[one.pk].box_id is not None
        reasons += rules.reasons_not_to_take_out(
            one.reference, on_paper=one.pk in papers, state=one.state, boxed=boxed
        )
    refuse_if([*reasons, *_reasons_held(papers.values())])
    left = {one.pk: one.box.reference for one in papers.values() if one.box}
    _move(papers, box=None, location=printable(location.strip()))
    events = [
        EventDraft(
            "physical:paper:taken_out",
            actor.reference,
            f"record:{one.reference}",
            reason=reason,
            detail={"box": left[one.pk]},
        )
        for one in found
    ]
    tell(events, at=now)
    return len(found)


def _locked(
    actor: Profile, references: Sequence[str], into: Box | None = None
) -> "tuple[list[Record], dict[int, Paper]]":
    """The records, locked after their boxes, and where each is. Raises NotFound, NotPermitted."""
    wanted = list(dict.fromkeys(references))
    if not 1 <= len(wanted) <= AT_ONCE:
        said = f"Name from 1 to {AT_ONCE:,} records on paper."
        raise Refused(Reason("records", said, "records"))
    named = [records.record_named(actor, one) for one in wanted]
    for file_class in {one.file_class for one in named}:
        place = fileplan.effective(file_class).place
        access.require(actor, Permission.RECORDS_EDIT, at=place)
    before = queries.papers(one.pk for one in named)
    boxes = {one.box_id for one in before.values() if one.box_id} | ({into.pk} if into else set())
    lock_boxes(boxes)
    locks.lock_records([one.pk for one in named])
    papers = queries.papers(before)
    if any(one.box_id and one.box_id not in boxes for one in papers.values()):
        raise Refused(Reason("moved", "Somebody is moving these papers. Try again."))
    fresh = records.numbered(one.pk for one in named)
    return [fresh[one.pk] for one in named], papers


def _reasons_held(papers: Collection[Paper]) -> list[Reason]:
    boxes = sorted({one.box_id for one in papers if one.box_id})
    return records.reasons_held([], [], boxes)


def _move(papers: dict[int, Paper], *, box: Box | None, location: str) -> None:
    Paper.objects.filter(pk__in=list(papers)).update(box=box, location=location)


def forget(numbers: Collection[int]) -> None:
    """Of records (by number) that are destroyed: they are in no box and nowhere. That they were
    on paper stays. In the caller's transaction, which has locked the records."""
    Paper.objects.filter(pk__in=list(numbers)).update(box=None, location="")


def event_about(
    kind: str, actor: Profile, about: Box, reason: str = "", **detail: Any
) -> EventDraft:
    """The event of a verb on a box."""
    said: dict[str, JSON] = detail
    return EventDraft(kind, actor.reference, f"box:{about.reference}", reason=reason, detail=said)
