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


def begin_destruction(records: Sequence[Record], *, now: datetime) -> dict[int, list[str]]:
    """Take everything of locked records out of the database but their stubs; for each (by number)
    the digests of the content that nobody else holds, to be removed when the transaction has
    committed. What several of them hold alone goes with the last of them.

    The stub keeps reference, title, class, folder, rule, dates, digests and sizes. Places, file
    names, mail headers and the history of values go: they are content by another name.
    """
    numbers = [one.pk for one in records]
    _move(records, RecordState.DESTROYING)  # first: the database lets go of no declared content
    Record.objects.filter(pk__in=numbers).update(state=RecordState.DESTROYING)
    held = list(Component.objects.filter(record__in=numbers))
    doomed = set(content.release([holder(one) for one in held], now=now))
    Component.objects.filter(record__in=numbers).update(blob=None, name=MASKED_NAME)
    Found.objects.filter(record__in=numbers).delete()
    Change.objects.filter(record__in=numbers).delete()
    for one in records:
        one.metadata, one.message_id = _surviving(one.metadata), ""
    Record.objects.filter(pk__in=numbers).update(metadata={}, message_id="")
    Record.objects.bulk_update([one for one in records if one.metadata], ["metadata"])
    return _by_last_holder(numbers, held, doomed)


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


def _surviving(metadata: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in metadata.items() if name in SURVIVING_METADATA}


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
