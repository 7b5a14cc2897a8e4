"""Bulk edits: many records looked at, then changed in steps. Nothing is done twice, and nothing is
overwritten unless that is asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.jobs.types import Progress
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference, normalise
from muniment.holdings.records import queries, rules
from muniment.holdings.records.actions.keeping import index_again, lock_live
from muniment.holdings.records.actions.valuing import joined, write_values
from muniment.holdings.records.models import BulkEdit, BulkItem, Record
from muniment.holdings.records.queries import bulk, values
from muniment.holdings.records.types import BulkDraft, BulkOutcome, BulkState

AT_ONCE = 500  # records locked, changed and indexed in one transaction
NOT_SEEN = "There is no such record that you can see."
Wish = tuple[str, Record | None, Mapping[str, Any]]  # as it was asked for, the record, the fields


@verb("records:bulk_edit:look")
def look_at_bulk(actor: Profile, draft: BulkDraft, *, now: datetime) -> BulkEdit:
    """Look at what a bulk edit would do to each record, and keep that: nothing else is changed.
    Raises Refused with every reason why there is nothing to look at."""
    access.require(actor, Permission.RECORDS_EDIT)
    refuse_if(rules.reasons_not_to_look(draft))
    edit = BulkEdit.objects.create(
        reference=new_reference("BE"),
        made_by=actor.reference,
        made_at=now,
        chosen=rules.printable(draft.chosen)[:500],
        reason=rules.printable(draft.reason)[:500],
        wanted=None if draft.rows else rules.storable(dict(draft.wanted)),
        overwrite=draft.overwrite,
        state=BulkState.LOOKED,
    )
    count = 0
    for wishes in _wishes(actor, draft):
        BulkItem.objects.bulk_create(_items(actor, edit, wishes, count))
        count += len(wishes)
    detail: dict[str, JSON] = {"records": count}
    tell(_event("records:bulk_edit:looked", actor, edit, detail), at=now)
    return edit


def _wishes(actor: Profile, draft: BulkDraft) -> "Sequence[list[Wish]]":
    """What is wished for each record, some at a time. A record is there once."""
    if draft.rows:
        merged: dict[str, dict[str, Any]] = {}
        for reference, said in draft.rows:
            of_record = merged.setdefault(normalise(reference), {})
            for code, text in said.items():
                of_record[code] = _joined_with(of_record.get(code), text)
        asked = list(merged.items())
        parts = [asked[at : at + AT_ONCE] for at in range(0, len(asked), AT_ONCE)]
        return [_named(actor, part) for part in parts]
    numbers = sorted(set(draft.numbers))
    parts_of = [numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE)]
    return [_numbered(actor, part, draft.wanted) for part in parts_of]


def _joined_with(before: Any, text: Any) -> Any:
    return text if before in (None, "") else f"{before}|{text}"


def _named(actor: Profile, asked: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Wish]:
    wanted = [reference for reference, _ in asked]
    seen = {one.reference: one for one in queries.visible(actor).filter(reference__in=wanted)}
    return [(reference[:100], seen.get(reference), said) for reference, said in asked]


def _numbered(actor: Profile, numbers: Sequence[int], said: Mapping[str, Any]) -> list[Wish]:
    rows = queries.visible(actor).filter(pk__in=numbers).order_by("pk")
    return [(one.reference, one, said) for one in rows]


def _items(actor: Profile, edit: BulkEdit, wishes: Sequence[Wish], start: int) -> list[BulkItem]:
    there = {one.pk: (one, said) for _, one, said in wishes if one is not None}
    found = bulk.decide(
        actor,
        [one for one, _ in there.values()],
        {number: said for number, (_, said) in there.items()},
        overwrite=edit.overwrite,
    )
    unseen = bulk.Decision(BulkOutcome.REFUSED, (NOT_SEEN,))
    return [
        BulkItem(
            edit=edit,
            ordinal=ordinal,
            record=one,
            asked_as=rules.printable(reference)[:100],
            wanted=rules.storable(dict(said)) if edit.wanted is None else None,
            outcome=decision.outcome,
            reasons=list(decision.reasons),
        )
        for ordinal, (reference, one, said) in enumerate(wishes, start + 1)
        for decision in [found[one.pk] if one is not None else unseen]
    ]


@verb("records:bulk_edit:begin")
def begin_bulk(actor: Profile, reference: str, *, now: datetime) -> BulkEdit:
    """Have a bulk edit carried out that was looked at, by a background job. Once."""
    access.require(actor, Permission.RECORDS_EDIT)
    number = bulk.bulk_named(actor, reference).pk
    edit = BulkEdit.objects.select_for_update().get(pk=number)
    if edit.state != BulkState.LOOKED:
        raise Refused(Reason("begun", "It has been begun already."))
    if not edit.items.filter(outcome=BulkOutcome.WILL).exists():
        raise Refused(Reason("nothing", "There is nothing in it to be changed."))
    edit.state = BulkState.RUNNING
    edit.save(update_fields=["state"])
    enqueue(
        "records.bulk_edit",
        {"reference": edit.reference},
        run_as=actor.reference,
        now=now,
        unique_key=edit.reference,
    )
    tell(_event("records:bulk_edit:begun", actor, edit, {}), at=now)
    return edit


def carry_out_bulk(reference: str, *, now: datetime, progress: Progress) -> dict[str, int]:
    """Carry a bulk edit out, some records at a time, as the person who made it: each step is one
    transaction, so that it can be broken off anywhere and goes on from there. What has changed
    since it was looked at is decided again. Answers how many there are of each outcome."""
    edit = BulkEdit.objects.get(reference=reference)
    total = edit.items.count()
    while edit.state == BulkState.RUNNING and _step(edit, now):
        left = edit.items.filter(outcome=BulkOutcome.WILL).count()
        progress(total - left, total)
    return {outcome.value: number for outcome, number in bulk.bulk_counts(edit).items()}


@transaction.atomic
def _step(edit: BulkEdit, now: datetime) -> bool:
    """Change the next records; whether there were any. After the last the edit is done."""
    locked = BulkEdit.objects.select_for_update().get(pk=edit.pk)
    actor = access.profile_of(edit.made_by, on=civil_date(now))
    waiting = list(edit.items.filter(outcome=BulkOutcome.WILL).order_by("ordinal")[:AT_ONCE])
    # Two that were merged since are one record now: the second wish has its turn after the first.
    items = list({one.record_id: one for one in reversed(waiting)}.values())
    if not items:
        if locked.state == BulkState.RUNNING:
            locked.state, locked.ended_at = BulkState.DONE, now
            locked.save(update_fields=["state", "ended_at"])
            counts = {one.value: number for one, number in bulk.bulk_counts(edit).items()}
            tell(_event("records:bulk_edit:done", actor, edit, counts), at=now)
        return False
    _change(actor, edit, items, now)
    return True


def _change(actor: Profile, edit: BulkEdit, items: Sequence[BulkItem], now: datetime) -> None:
    live = lock_live(one.record_id for one in items if one.record_id)
    seen = set(queries.visible(actor).filter(pk__in=live).values_list("pk", flat=True))
    chosen = [one for one in live.values() if one.pk in seen]
    wishes = {one.record_id: edit.wanted or one.wanted or {} for one in items if one.record_id}
    wanted = {one.pk: wishes[one.pk] for one in chosen}
    found = bulk.decide(actor, chosen, wanted, overwrite=edit.overwrite)
    writing = {
        number: decision.values
        for number, decision in found.items()
        if decision.outcome is BulkOutcome.WILL
    }
    before = _before(writing)
    changed = write_values(actor, writing, reason=edit.reason, now=now)
    unseen = bulk.Decision(BulkOutcome.REFUSED, (NOT_SEEN,))
    for item in items:
        decision = found.get(item.record_id or 0, unseen)
        done = decision.outcome is BulkOutcome.WILL
        item.outcome = BulkOutcome.CHANGED if done else decision.outcome
        item.reasons = list(decision.reasons)
        item.before = before.get(item.record_id or 0) if done else None
    # Written over: nobody else can touch them while the edit is locked, and an update of many rows
    # in one go takes longer to put together than all else here.
    BulkItem.objects.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["outcome", "reasons", "before"],
        batch_size=AT_ONCE,
    )
    index_again(list(changed), now)
    _tell_of(actor, edit, live, changed, now)


def _before(writing: "Mapping[int, values.ByField]") -> dict[int, dict[str, str]]:
    """What the records hold of the fields that are about to change, in words; blank for nothing."""
    has = values.values_of(writing)
    was = {
        record: {number: has.get(record, {}).get(number, ()) for number in by}
        for record, by in writing.items()
    }
    return {
        record: {code: joined(texts) for code, texts in by.items()}
        for record, by in values.in_words(was).items()
    }


def _tell_of(
    actor: Profile,
    edit: BulkEdit,
    live: Mapping[int, Record],
    changed: Mapping[int, list[str]],
    now: datetime,
) -> None:
    """An event for each record that was changed; one for the step where none was."""
    events = [
        EventDraft(
            "records:record:described",
            actor.reference,
            f"record:{live[number].reference}",
            reason=edit.reason,
            detail={"fields": codes, "bulk_edit": edit.reference},
        )
        for number, codes in changed.items()
    ]
    tell(events or [_event("records:bulk_edit:looked_again", actor, edit, {})], at=now)


def _event(kind: str, actor: Profile, edit: BulkEdit, detail: Mapping[str, JSON]) -> EventDraft:
    about = f"bulk_edit:{edit.reference}"
    return EventDraft(kind, actor.reference, about, reason=edit.reason, detail=detail)
