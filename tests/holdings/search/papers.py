"""Records whose words are known, and what a search of them ought to find, worked out by hand."""

from muniment.foundation.content.models import Derived
from muniment.holdings.records import queries as records
from muniment.holdings.records.models import Record
from muniment.holdings.search import actions, queries
from muniment.holdings.search.rules import words_of
from muniment.holdings.search.types import All, Any, Field, Filter, Node, Not, Words


def paper(parish, folder, name: str, text: str) -> Record:
    """One record, whose content is `text` as far as the index knows."""
    data = f"{name} {folder.reference}".encode()
    reference = parish.upload(folder, data, name=name).record
    record = Record.objects.get(reference=reference)
    retell(parish, record, text)
    return record


def retell(parish, record: Record, text: str) -> None:
    """Give a record another text, and index it."""
    digests = record.components.values_list("sha256", flat=True)
    for sha256 in digests:
        values = {"text": text, "state": "done"}
        Derived.objects.update_or_create(blob_id=sha256, defaults=values)
    actions.index([record.pk], now=parish.now)


def found(actor, query: str, *, page: int = 100) -> list[str]:
    """The references found, to the last page; the total is honest and nothing comes twice."""
    results = queries.search(actor, query, limit=page)
    hits = list(results.hits)
    while results.next_offset is not None:
        results = queries.search(actor, query, limit=page, offset=results.next_offset)
        hits += results.hits
    references = [hit.reference for hit in hits]
    assert len(set(references)) == len(references) == results.total
    return references


class Shelf:
    """The words of every record, and the plain meaning of a query over them."""

    def __init__(self, numbers) -> None:
        self.records = records.numbered(numbers)
        places, digests = records.place_texts(numbers), records.digests_of(numbers)
        texts = dict(Derived.objects.values_list("blob_id", "text"))
        self.parts = {
            number: {
                Field.TITLE: words_of(record.title),
                Field.PATH: words_of(places.get(number, "")),
                Field.ANY: words_of(
                    " ".join(
                        [
                            record.reference,
                            " ".join(str(value) for value in record.metadata.values()),
                            *(texts.get(one, "") for one in digests.get(number, [])),
                        ]
                    )
                ),
            }
            for number, record in self.records.items()
        }

    def having(self, root: Node) -> set[str]:
        return {
            record.reference for number, record in self.records.items() if self._is(root, number)
        }

    def _is(self, node: Node, number: int) -> bool:
        if isinstance(node, Not):
            return not self._is(node.of, number)
        if isinstance(node, All):
            return all(self._is(one, number) for one in node.of)
        if isinstance(node, Any):
            return any(self._is(one, number) for one in node.of)
        if isinstance(node, Filter):
            return self._meets(node, number)
        parts = self.parts[number]
        chosen = parts.values() if node.field == Field.ANY else [parts[node.field]]
        return any(_holds(words, node) for words in chosen)

    def _meets(self, node: Filter, number: int) -> bool:
        record = self.records[number]
        if node.name == "class":
            return record.file_class.reference == node.value
        if node.name == "after":
            return record.record_date > node.on
        assert node.name == "before"
        return record.record_date < node.on


def _holds(words: list[str], node: Words) -> bool:
    size = len(node.words)
    windows = (words[start : start + size] for start in range(len(words) - size + 1))
    return any(_same(window, node) for window in windows)


def _same(window: list[str], node: Words) -> bool:
    *first, last = node.words
    ends = window[-1].startswith(last) if node.prefix else window[-1] == last
    return ends and window[:-1] == first
