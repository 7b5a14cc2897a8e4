"""The end of a record, in two steps. Only the disposal room calls these, under its locks."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from muniment.foundation.content import actions as content
from muniment.holdings.records.actions.dating import redate
from muniment.holdings.records.actions.entitling import rejudge_all
from muniment.holdings.records.actions.filing import holder
from muniment.holdings.records.actions.valuing import joined
from muniment.holdings.records.models import (
    BulkEdit,
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
    MASKED_NAME,
    MASKED_TITLE,
    TRANSITIONS,
    Kept,
    RecordState,
    Surviving,
)

DEFAULT = Kept()


def set_aside(records: Sequence[Record]) -> None:
    """Put locked records out of everybody's sight, whole as they are. The index follows."""
    _move(records, RecordState.SET_ASIDE)
    Record.objects.filter(pk__in=[one.pk for one in records]).update(state=RecordState.SET_ASIDE)


def bring_back(records: Sequence[Record]) -> None:
    """Have locked records that were set aside back among the others, dated as of today, and their
    titles judged by the rules of today."""
    _move(records, RecordState.DECLARED)
    chosen = Record.objects.filter(pk__in=[one.pk for one in records])
    chosen.update(state=RecordState.DECLARED)
    rejudge_all(chosen)
    redate(chosen)


def begin_destruction(
    records: Sequence[Record], *, kept: Kept = DEFAULT, now: datetime
) -> dict[int, list[str]]:
    """Take everything of locked records out of the database but their stubs; for each (by number)
    the digests of the content that nobody else holds, to be removed when the transaction has
    committed. What several of them hold alone goes with the last of them.

    The stub keeps reference, class, folder, rule, dates, digests and sizes, and what is `kept`.
    Places, mail headers and the history of values go: they are content by another name.
    """
    numbers = [one.pk for one in records]
    _move(records, RecordState.DESTROYING)  # first: the database lets go of no declared content
    Record.objects.filter(pk__in=numbers).update(state=RecordState.DESTROYING)
    held = list(Component.objects.filter(record__in=numbers))
    doomed = set(content.release([holder(one) for one in held], now=now))
    Component.objects.filter(record__in=numbers).update(blob=None)
    Found.objects.filter(record__in=numbers).delete()
    Change.objects.filter(record__in=numbers).delete()
    Merged.objects.filter(into__in=numbers).update(said={})
    _end_values(records, kept)
    strip(records, kept)
    return _by_last_holder(numbers, held, doomed)


def _end_values(records: Sequence[Record], kept: Kept) -> None:
    """Take the values of fields away; those that are to stay stand on the stub as they read now."""
    numbers = [one.pk for one in records]
    if kept.metadata:
        read = values.in_words(values.values_of(numbers))
        for one in records:
            said = {code: joined(texts) for code, texts in read.get(one.pk, {}).items()}
            one.metadata = {**one.metadata, **said}
    FieldValue.objects.filter(record__in=numbers).delete()
    BulkItem.objects.filter(record__in=numbers).update(wanted=None, before=None, reasons=[])


@transaction.atomic
def forget_bulk_values() -> int:
    """Empty what bulk edits were to write into records of which none is left; how many edits. What
    is still somebody's stays. Not while records are locked: whoever carries an edit out locks that
    first."""
    gone = (RecordState.DESTROYING, RecordState.DESTROYED)
    left = BulkItem.objects.filter(edit=OuterRef("pk"), record__isnull=False)
    wanting = BulkEdit.objects.filter(wanted__isnull=False).exclude(wanted={})
    return wanting.exclude(Exists(left.exclude(record__state__in=gone))).update(wanted={})


def _by_last_holder(
    numbers: Sequence[int], held: Sequence[Component], doomed: set[str]
) -> dict[int, list[str]]:
    place = {number: index for index, number in enumerate(numbers)}
    ordered = sorted(held, key=lambda one: place[one.record_id])
    last = {one.sha256: one.record_id for one in ordered if one.sha256 in doomed}
    found: dict[int, list[str]] = {number: [] for number in numbers}
    for sha256, number in sorted(last.items()):
        found[number].append(sha256)
    return found


def strip(records: Sequence[Record], kept: Kept) -> None:
    """Take from locked records that are destroyed, or being destroyed, what is not to stay."""
    numbers = [one.pk for one in records]
    gone = {"message_id": "", "title_checks": "", "sameness": "", "thread": ""}
    for field, name, mask in (
        (Surviving.TITLE, "title", MASKED_TITLE),
        (Surviving.CAPTURED_BY, "captured_by", ""),
        (Surviving.FORMAT, "puid", ""),
    ):
        if field not in kept.fields:
            gone[name] = mask
    for one in records:
        one.metadata = {name: one.metadata[name] for name in kept.metadata if name in one.metadata}
        for name, mask in gone.items():
            setattr(one, name, mask)
    Record.objects.filter(pk__in=numbers).update(metadata={}, **gone)
    Record.objects.bulk_update([one for one in records if one.metadata], ["metadata"])
    if Surviving.FILE_NAME not in kept.fields:
        Component.objects.filter(record__in=numbers).update(name=MASKED_NAME)


def finish_destruction(records: Sequence[Record], *, at: datetime) -> None:
    """Say of locked records that the last byte is gone."""
    _move(records, RecordState.DESTROYED)
    for one in records:
        one.destroyed_at = at
    numbers = [one.pk for one in records]
    chosen = Record.objects.filter(pk__in=numbers)
    chosen.update(state=RecordState.DESTROYED, destroyed_at=at)


def _move(records: Sequence[Record], state: RecordState) -> None:
    for one in records:
        if state not in TRANSITIONS[RecordState(one.state)]:
            raise ValueError(f"a record does not go from {one.state} to {state}")
        one.state = state


def certify(numbers: Sequence[int], certificate: str) -> None:
    """Note on the stubs which certificate proves their destruction."""
    Record.objects.filter(pk__in=numbers).update(certificate=certificate)
