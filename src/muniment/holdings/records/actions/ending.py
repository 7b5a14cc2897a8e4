"""The end of a record, in two steps. Only the disposal room calls these, under its locks."""

from collections.abc import Sequence
from datetime import datetime

from muniment.foundation.content import actions as content
from muniment.holdings.records.actions.filing import holder
from muniment.holdings.records.models import Change, Component, Found, Record
from muniment.holdings.records.types import TRANSITIONS, RecordState

# What the stub keeps of a message or a file. All other metadata goes with the content.
SURVIVING_METADATA: frozenset[str] = frozenset()
MASKED_NAME = "(destroyed)"


def begin_destruction(record: Record, *, now: datetime) -> list[str]:
    """Take everything of a locked record out of the database but its stub; the digests of the
    content that nobody else holds, to be removed when the transaction has committed.

    The stub keeps reference, title, class, folder, rule, dates, digests and sizes. Places, file
    names, mail headers and the history of values go: they are content by another name.
    """
    _move(record, RecordState.DESTROYING)
    record.save(update_fields=["state"])  # first: the database lets go of no declared content
    held = list(Component.objects.filter(record=record))
    doomed = content.release([holder(one) for one in held], now=now)
    Component.objects.filter(record=record).update(blob=None, name=MASKED_NAME)
    Found.objects.filter(record=record).delete()
    Change.objects.filter(record=record).delete()
    record.metadata = _surviving(record.metadata)
    record.message_id = ""
    record.save(update_fields=["metadata", "message_id"])
    return doomed


def _surviving(metadata: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in metadata.items() if name in SURVIVING_METADATA}


def finish_destruction(record: Record, *, at: datetime) -> None:
    """Say that the last byte is gone."""
    _move(record, RecordState.DESTROYED)
    record.destroyed_at = at
    record.save(update_fields=["state", "destroyed_at"])


def _move(record: Record, state: RecordState) -> None:
    if state not in TRANSITIONS[RecordState(record.state)]:
        raise ValueError(f"a record does not go from {record.state} to {state}")
    record.state = state


def certify(numbers: Sequence[int], certificate: str) -> None:
    """Note on the stubs which certificate proves their destruction."""
    Record.objects.filter(pk__in=numbers).update(certificate=certificate)
