"""Making items durable and naming their formats, before any row speaks of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO

from muniment.foundation.content.adapters.identify import Identifier
from muniment.foundation.content.queries import store
from muniment.foundation.content.types import Format, Source, SourceRefused, Staged, StoreFailed
from muniment.foundation.kernel.errors import NoRoom, Refused
from muniment.holdings.capture import rules
from muniment.holdings.capture.types import (
    MessageHeaders,
    Outcome,
    SourceItem,
    Unprocessed,
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An item whose bytes are in the store."""

    item: SourceItem
    staged: Staged
    format: Format
    headers: MessageHeaders


@lru_cache(maxsize=1)
def identifier() -> Identifier:
    """The process that names formats; one, kept for as long as this process lives."""
    return Identifier()


def store_all(items: Sequence[SourceItem]) -> list[Stored | Unprocessed]:
    """Store each item's bytes durably, in order; what cannot be stored stands as its reason."""
    results = store().stage_many([_source(item) for item in items])
    good = [one for one in results if isinstance(one, Staged)]
    store().commit_many(good)
    formats = _identify([(i, r) for i, r in zip(items, results, strict=True) if _is_staged(r)])
    named = iter(formats)
    return [
        _stored(item, one, next(named)) if isinstance(one, Staged) else unprocessed(one)
        for item, one in zip(items, results, strict=True)
    ]


def _is_staged(one: Staged | Refused) -> bool:
    return isinstance(one, Staged)


def _source(item: SourceItem) -> Source:
    return item.absolute if item.content is None else BytesIO(item.content)


def _identify(pairs: Sequence[tuple[SourceItem, Staged | Refused]]) -> list[Format]:
    names = [item.name for item, _ in pairs]
    with store().plain_files([one for _, one in pairs if isinstance(one, Staged)]) as paths:
        return identifier().identify_many(paths, names) if paths else []


def _stored(item: SourceItem, staged: Staged, named: Format) -> Stored:
    if staged.source is not None:
        facts = staged.source
        item = replace(item, size=facts.size, mtime_ns=facts.mtime_ns, mode=facts.mode)
    headers = MessageHeaders()
    if rules.is_message(named.puid, item.name):
        with store().open(staged) as stream:
            headers = rules.headers_of(stream.read(rules.HEADER_BYTES))
    return Stored(item, staged, named, headers)


def unprocessed(refusal: Refused) -> Unprocessed:
    """The outcome of an item that the store did not take."""
    reason = refusal.reasons[0]
    failed = isinstance(refusal, SourceRefused | StoreFailed | NoRoom)
    if reason.code == "not_a_regular_file":
        failed = False
    outcome = Outcome.FAILED if failed else Outcome.REFUSED
    return Unprocessed(outcome, reason.code, reason.message)
