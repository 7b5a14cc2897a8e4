"""Filing: records enter the file plan with their place, access and dates, all in one step."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from muniment.foundation.access import actions as audiences
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.content import actions as content
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.holdings.fileplan import actions as fileplan_actions
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan import rules as fileplan_rules
from muniment.holdings.fileplan.types import Effective
from muniment.holdings.records import queries, rules
from muniment.holdings.records.actions.dating import date_again
from muniment.holdings.records.actions.entitling import judge_new
from muniment.holdings.records.actions.threading import threads_for
from muniment.holdings.records.actions.valuing import save_new_values, values_for_new
from muniment.holdings.records.models import Component, Folder, Found, Record
from muniment.holdings.records.types import (
    ComponentRole,
    FoundAt,
    NewComponent,
    NewRecord,
    TitleState,
)

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass

Item = tuple[Folder, NewRecord]


def file_records(
    actor: Profile,
    file_class: "FileClass",
    items: Sequence[Item],
    *,
    by_hand: bool = False,
    now: datetime,
) -> tuple[list[Record], list[EventDraft]]:
    """File new records in folders of one class, within the caller's transaction: the rows and
    their events.

    Access, marking and dates are computed here, so that no record is ever without them. The
    caller has adopted the content, tests the actor's permission, and records the events last.
    Raises Refused if the class or a folder takes nothing new, the rule is not in the schedule, or
    a title that a person gave breaks a naming rule (any other such title is marked); and, where it
    is filed `by_hand`, for every field that is wrong or missing.
    """
    found = fileplan.effective(file_class)
    refuse_if(_reasons_not_to_file(file_class, found, {one[0] for one in items}, now))
    told, held = values_for_new(actor, file_class, [new for _, new in items], by_hand=by_hand)
    items = [(folder, new) for (folder, _), new in zip(items, told, strict=True)]
    fileplan_actions.mark_used(file_class.pk, now=now)
    records = [_record(actor, folder, found, new, now) for folder, new in items]
    _date(records, items, found, held)
    judge_new(records, [new for _, new in items])
    for record, thread in zip(records, threads_for([n.thread_ids for _, n in items]), strict=True):
        record.thread = thread
    Record.objects.bulk_create(records)
    save_new_values(records, held, now=now)
    _place(records, items, now)
    return records, [
        _event(actor, record, new, file_class)
        for record, (_, new) in zip(records, items, strict=True)
    ]


def _reasons_not_to_file(
    file_class: "FileClass", found: Effective, folders: Iterable[Folder], now: datetime
) -> list[Reason]:
    today = civil_date(now)
    reasons = fileplan_rules.reasons_not_to_file(
        found, file_class.opened_on, today, file_class.title
    )
    for folder in folders:
        reasons += rules.reasons_not_to_file_in_folder(folder.closed_on, today, folder.title)
    return reasons


def _record(
    actor: Profile, folder: Folder, found: Effective, new: NewRecord, now: datetime
) -> Record:
    wider = queries.narrowing_of(folder)
    narrowing = fileplan_rules.narrow_within(new.narrowing, wider, found.lineages)
    audience = folder.audience_id
    if narrowing != wider:
        resolved = fileplan_rules.resolve_audience(found, narrowing)
        audience = audiences.audience_for(str(folder.file_class_id), narrowing, resolved)
    return Record(
        reference=new_reference("R"),
        folder=folder,
        file_class_id=folder.file_class_id,
        title=new.title,
        record_date=new.record_date,
        date_source=new.date_source,
        modified_on=new.modified_on,
        captured_at=now,
        captured_by=actor.reference,
        size=new.size,
        puid=new.puid,
        metadata=new.metadata,
        message_id=new.message_id[:300],
        sameness=new.sameness,
        open_to=new.narrowing.open_to,
        tier=new.narrowing.tier,
        sensitive=new.narrowing.sensitive,
        handling=new.narrowing.handling,
        audience_id=audience,
    )


def _date(
    records: Sequence[Record],
    items: Sequence[Item],
    found: Effective,
    held: Sequence[Mapping[int, Any]],
) -> None:
    said = queries.named_in_rules(dict(enumerate(map(dict, held))))
    filings = [
        queries.filing(record, folder, found, said=said.get(place, {}))
        for place, (record, (folder, _)) in enumerate(zip(records, items, strict=True))
    ]
    for record, dates in zip(records, queries.dates_for(filings), strict=True):
        refuse_if(rules.reasons_not_to_date(dates, found.reference))
        record.rule, record.rule_version = dates.rule, dates.rule_version
        record.trigger_on, record.due_on = dates.trigger_on, dates.due_on
        record.due_action = dates.action


def _place(records: Sequence[Record], items: Sequence[Item], now: datetime) -> None:
    made = Component.objects.bulk_create(
        Component(
            record=record,
            ordinal=1,
            role=ComponentRole.ORIGINAL,
            name=new.name,
            blob_id=new.sha256,
            sha256=new.sha256,
            size=new.size,
        )
        for record, (_, new) in zip(records, items, strict=True)
        if new.sha256  # what is on paper has no content here
    )
    Found.objects.bulk_create(
        _found(record, folder, new.found_at, now, is_first=True)
        for record, (folder, new) in zip(records, items, strict=True)
    )
    content.refer((one.sha256, holder(one)) for one in made)


def holder(component: Component) -> str:
    """How a component is named in the references that keep content."""
    return f"component:{component.pk}"


def _found(record: Record, folder: Folder, at: FoundAt, now: datetime, *, is_first: bool) -> Found:
    return Found(
        record=record,
        folder=folder,
        source=rules.printable(at.source)[:4000],
        # An escape is longer than what it stands for; the bytes are kept whole.
        path=rules.printable(at.path)[:5000],
        path_bytes=at.path_bytes,
        owner=at.owner,
        mode=at.mode,
        modified_at=at.modified_at,
        accessed_at=at.accessed_at,
        headers=at.headers,
        found_at=now,
        is_first=is_first,
    )


def _event(actor: Profile, record: Record, item: NewRecord, file_class: "FileClass") -> EventDraft:
    detail: dict[str, JSON] = {
        "class": file_class.reference,
        "sha256": item.sha256,
        "size": item.size,
        "rule": record.rule,
        "due_on": record.due_on.isoformat() if record.due_on else "",
    }
    kept = record.title_state == TitleState.OVERRIDDEN
    if kept:
        detail["title_kept"] = record.title_checks
    return EventDraft(
        "records:record:filed",
        actor.reference,
        f"record:{record.reference}",
        reason=item.title_reason if kept else "",
        detail=detail,
    )


def link_duplicate(
    actor: Profile,
    record: Record,
    folder: Folder,
    at: FoundAt,
    *,
    modified_on: date | None,
    now: datetime,
) -> EventDraft:
    """Remember one more place where a record was found, instead of storing it again.

    `modified_on` is the copy's, None where it cannot be trusted. The later one counts, so that
    the copy's clock is not cut short, and a clock that waits for a folder waits for this one too:
    the dates are computed again. Within the caller's transaction, which has locked the record and
    records the event.
    """
    _found(record, folder, at, now, is_first=False).save(force_insert=True)
    later = modified_on and (record.modified_on is None or modified_on > record.modified_on)
    if later:
        record.modified_on = modified_on
        record.save(update_fields=["modified_on"])
    if later or folder.pk != record.folder_id:
        date_again(record)
    return EventDraft(
        "records:record:linked",
        actor.reference,
        f"record:{record.reference}",
        detail={"folder": folder.reference},
    )


def last_ordinal(record: Record) -> int:
    """The highest number of a component of the record; 1 where it has none but its original."""
    return record.components.aggregate(last=Max("ordinal"))["last"] or 1


def add_components(
    record: Record, parts: Sequence[NewComponent], *, by: str, now: datetime
) -> EventDraft | None:
    """Add the attachments of a message to its record, once; the original stays as it was.

    Within the caller's transaction; None if they were there already (the job ran before).
    """
    locked = Record.objects.select_for_update().get(pk=record.pk)
    if locked.components.filter(role=ComponentRole.ATTACHMENT).exists() or not parts:
        return None
    made = Component.objects.bulk_create(
        Component(
            record=locked,
            ordinal=ordinal,
            role=ComponentRole.ATTACHMENT,
            name=part.name,
            blob_id=part.sha256,
            sha256=part.sha256,
            size=part.size,
        )
        for ordinal, part in enumerate(parts, last_ordinal(locked) + 1)
    )
    content.refer((one.sha256, holder(one)) for one in made)
    detail: dict[str, JSON] = {
        "attachments": len(made),
        "sha256": [one.sha256 for one in made],
    }
    return EventDraft(
        "records:record:attachments_added", by, f"record:{record.reference}", detail=detail
    )
