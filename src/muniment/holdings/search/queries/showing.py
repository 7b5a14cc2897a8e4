"""Showing what was found, with the passage that says why."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from muniment.foundation.content import queries as content
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import OUT_OF_SIGHT
from muniment.holdings.search import rules
from muniment.holdings.search.types import Hit, Node

if TYPE_CHECKING:
    import re

    from muniment.holdings.records.models import Record

TEXTS_MOST = 50  # of one record in which a passage is looked for


def hits(
    numbers: Sequence[int], root: Node | None, visible: Collection[int], *, passages: bool = True
) -> tuple[Hit, ...]:
    """The records with these numbers, in this order, but for those that are not to be seen by
    who sees the `visible` audiences; with a passage each, if they are wanted."""
    found = records.numbered(numbers)
    pattern = rules.sought(root)
    digests = records.digests_of(numbers) if passages else {}
    looked_into = {one for several in digests.values() for one in several[:TEXTS_MOST]}
    texts = content.texts_of(looked_into, most=rules.LOOKED_AT)
    recognised = content.recognised_of(texts)
    return tuple(
        replace(
            _hit(found[number], [texts.get(one, "") for one in digests.get(number, [])], pattern),
            recognised=not recognised.isdisjoint(digests.get(number, [])),
        )
        for number in numbers
        if number in found
        # Narrowed or set aside since it was found: no longer theirs to see.
        and found[number].audience_id in visible
        and found[number].state not in OUT_OF_SIGHT
    )


def _hit(record: "Record", texts: Sequence[str], pattern: "re.Pattern[str] | None") -> Hit:
    text = " ".join(texts)
    return Hit(
        reference=record.reference,
        title=record.title,
        record_date=record.record_date,
        class_reference=record.file_class.reference,
        class_title=record.file_class.title,
        folder=record.folder.reference,
        folder_title=record.folder.title,
        puid=record.puid,
        size=record.size,
        state=record.state,
        snippet=rules.passage(text, pattern) if text.strip() else (),
    )
