"""Merging a record into another that has its content or stands for it: a step of the verb in the
duplicates room."""

from datetime import datetime
from typing import Any

from muniment.foundation.content import actions as content
from muniment.holdings.records.actions.dating import date_again
from muniment.holdings.records.actions.ending import strip
from muniment.holdings.records.actions.filing import holder, last_ordinal
from muniment.holdings.records.models import (
    BulkItem,
    Change,
    Component,
    FieldValue,
    Found,
    Merged,
    Record,
)
from muniment.holdings.records.queries import values
from muniment.holdings.records.types import (
    TRANSITIONS,
    ComponentRole,
    Dates,
    Kept,
    RecordState,
)

NOTHING = Kept(fields=())
TOLD = tuple(
    "title record_date date_source modified_on captured_at captured_by puid message_id keep_until"
    " keep_reason rule due_on metadata".split()
)


def merge_into(kept: Record, gone: Record, *, by: str, now: datetime) -> Dates:
    """Give `kept` every place of `gone`, and what it knows beyond it; all else that was known of
    `gone` is kept beside. `gone` holds nothing any more. The dates of `kept` as they are now.

    Content of `gone` that `kept` has not becomes content of `kept`, and stays held throughout.
    Both are locked; the caller has seen to it that they may be merged, and records the event.
    Raises ValueError if content would be lost after all.
    """
    told = _said(gone)
    _take_content(kept, gone)
    Merged.objects.filter(into=gone).update(into=kept)
    Merged.objects.create(record=gone, into=kept, said=told, merged_by=by, merged_at=now)
    Found.objects.filter(record=gone).update(record=kept, is_first=False)
    _fill(kept, gone, by, now)
    BulkItem.objects.filter(record=gone).update(record=kept)
    Change.objects.filter(record=gone).delete()
    FieldValue.objects.filter(record=gone).delete()
    _let_go(gone, now)
    return date_again(kept)


def _take_content(kept: Record, gone: Record) -> None:
    """Hold what `gone` holds and `kept` does not, as content of `kept`; its size grows by it."""
    has = set(kept.components.values_list("sha256", flat=True))
    lacking = {
        one.sha256: one
        for one in gone.components.order_by("-ordinal")
        if one.sha256 not in has and one.blob_id
    }
    made = Component.objects.bulk_create(
        Component(
            record=kept,
            ordinal=ordinal,
            role=ComponentRole.MERGED,
            name=one.name,
            blob_id=one.blob_id,
            sha256=one.sha256,
            size=one.size,
        )
        for ordinal, one in enumerate(reversed(lacking.values()), last_ordinal(kept) + 1)
    )
    content.refer((one.sha256, holder(one)) for one in made)
    kept.size += sum(one.size for one in made)
    kept.save(update_fields=["size"])


def _said(gone: Record) -> dict[str, Any]:
    """All that is known of a record and does not pass to another as it is."""
    told = {name: getattr(gone, name) for name in TOLD}
    told = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in told.items()
    }
    changes = gone.changes.order_by("pk").values("field", "before", "after", "by", "reason")
    read = values.in_words(values.values_of([gone.pk])).get(gone.pk, {})
    parts = gone.components.order_by("ordinal").values_list("name", flat=True)
    places = Found.objects.filter(record=gone).order_by("pk").values_list("pk", flat=True)
    kept = {"names": list(parts), "places": list(places), "changes": list(changes)}
    return {**told, **kept, "fields": read}


def _fill(kept: Record, gone: Record, by: str, now: datetime) -> None:
    """Give a record what the other knows and it does not; the later of two days counts."""
    reason = f"Merged from {gone.reference}"
    lacking = {name: one for name, one in gone.metadata.items() if name not in kept.metadata}
    kept.metadata = {**kept.metadata, **lacking}
    has = list(FieldValue.objects.filter(record=kept).values_list("field", flat=True))
    moved = FieldValue.objects.filter(record=gone).exclude(field__in=has)
    passed = values.in_words(
        {
            gone.pk: {
                number: several
                for number, several in values.values_of([gone.pk]).get(gone.pk, {}).items()
                if moved.filter(field=number).exists()
            }
        }
    ).get(gone.pk, {})
    moved.update(record=kept)
    Change.objects.bulk_create(
        Change(record=kept, field=name, before=None, after=one, by=by, at=now, reason=reason)
        for name, one in (*lacking.items(), *passed.items())
    )
    days = [one for one in (kept.modified_on, gone.modified_on) if one]
    kept.modified_on = max(days, default=None)
    if gone.keep_until and (kept.keep_until is None or gone.keep_until > kept.keep_until):
        kept.keep_until, kept.keep_reason = gone.keep_until, gone.keep_reason
    kept.save(update_fields=["metadata", "modified_on", "keep_until", "keep_reason"])


def _let_go(gone: Record, now: datetime) -> None:
    if RecordState.MERGED not in TRANSITIONS[RecordState(gone.state)]:
        raise ValueError(f"a record does not go from {gone.state} to merged")
    gone.state = RecordState.MERGED
    gone.save(update_fields=["state"])  # first: the database lets go of no declared content
    held = list(gone.components.all())
    doomed = content.release([holder(one) for one in held], now=now)
    if doomed:
        raise ValueError("a merge would lose content")
    Component.objects.filter(record=gone).update(blob=None)
    strip([gone], NOTHING)
    Record.objects.filter(pk=gone.pk).update(keep_until=None, keep_reason="")
