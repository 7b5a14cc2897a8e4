"""Keeping the index: called by the verbs that change what it holds, in their transactions."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from muniment.foundation.content import queries as content
from muniment.foundation.content import rules as content_rules
from muniment.holdings.records import actions as record_actions
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import OUT_OF_SIGHT, RecordState
from muniment.holdings.search import rules
from muniment.holdings.search.actions.writing import write
from muniment.holdings.search.models import SearchDocument
from muniment.holdings.search.rules.folding import Terms
from muniment.holdings.search.types import Indexed

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

BATCH = 500
AT_ONCE = 50  # whose texts and words are in memory together
BODY_LENGTH = 2**20  # characters of a record's text that are indexed


def index(numbers: Sequence[int], *, now: datetime) -> int:
    """Index records (by number) as they are now; how many. In the caller's transaction.

    What is indexed: title, reference, places, metadata and the text of all components, up to
    one million characters a record; the first 15,000 words in order, for phrases. What a hold
    finds by a search is held from here on, before the text can change again.
    """
    count = 0
    for start in range(0, len(numbers), AT_ONCE):
        count += _index(numbers[start : start + AT_ONCE])
    indexed: Indexed = import_string(settings.MUNIMENT_INDEXED)
    indexed(numbers, now=now)
    return count


@transaction.atomic
def index_again(numbers: Sequence[int], *, now: datetime) -> int:
    """Index records after a change, in a transaction of its own and under their locks: what is
    being destroyed at this moment is not read before and written after it."""
    return index(record_actions.lock_records(numbers), now=now)


def _index(numbers: Sequence[int]) -> int:
    found = records.numbered(numbers)
    if not found:
        return 0
    digests = records.digests_of(list(found))
    wanted = {one for several in digests.values() for one in several}
    texts = content.texts_of(wanted, most=BODY_LENGTH)
    places = records.place_texts(list(found))
    documents = [_document(record, places.get(pk, "")) for pk, record in found.items()]
    held = records.words_and_tokens(list(found))
    terms = {
        pk: _terms(
            record,
            places.get(pk, ""),
            [texts.get(one, "") for one in digests.get(pk, [])],
            held.get(pk, ("", [])),
        )
        for pk, record in found.items()
    }
    write(documents, terms)
    return len(documents)


def _document(record: "Record", place: str) -> SearchDocument:
    # What was merged stands there as if it were set aside: out of everybody's sight.
    aside = record.state in OUT_OF_SIGHT
    return SearchDocument(
        key=rules.key_of(record.pk, record.audience_id, aside=aside),
        record_id=record.pk,
        audience_id=record.audience_id,
        file_class_id=record.file_class_id,
        folder_id=record.folder_id,
        record_date=record.record_date,
        puid=record.puid.lower(),
        extension=content_rules.extension_hint(place.rpartition("/")[2]),
        state=RecordState.SET_ASIDE if aside else record.state,
        size=record.size,
    )


def _terms(
    record: "Record", place: str, texts: Iterable[str], held: tuple[str, list[str]]
) -> Terms:
    said = " ".join(str(value) for value in record.metadata.values())
    words, tokens = held
    body = " ".join([record.reference, said, words, *texts])
    found = rules.index_terms(record.title, place, body[:BODY_LENGTH])
    # By these a search finds what stands in one field, and terms whatever they are called now.
    return replace(found, tail=(*tokens, *found.tail))


def remove(numbers: Sequence[int]) -> None:
    """Take the content of destroyed records out of the index: their stubs, which are all that is
    left of them, stay found by reference and title. In the caller's transaction, after the
    content has gone."""
    _index(numbers)


def reindex(after: int, *, now: datetime) -> int | None:
    """Index the next BATCH records whose number is above `after`, while people go on working;
    the last number done, or None at the end."""
    numbers = records.numbers_after(after, BATCH)
    index_again(numbers, now=now)
    return numbers[-1] if numbers else None
