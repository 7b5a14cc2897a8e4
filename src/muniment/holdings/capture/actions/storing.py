"""Making items durable and naming their formats, before any row speaks of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BufferedReader, BytesIO

from muniment.foundation.content.adapters.identify import Identifier
from muniment.foundation.content.queries import store
from muniment.foundation.content.types import (
    ChangedWhileRead,
    Format,
    Source,
    SourceRefused,
    Staged,
    StoreFailed,
)
from muniment.foundation.kernel.errors import Away, NoRoom, Reason, Refused
from muniment.holdings.capture import rules
from muniment.holdings.capture.adapters import messages
from muniment.holdings.capture.adapters.spans import Span
from muniment.holdings.capture.types import (
    ItemKind,
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
    staged = store().stage_many([_source(item) for item in items])
    results = [_still_that(item, one) for item, one in zip(items, staged, strict=True)]
    good = [one for one in results if isinstance(one, Staged)]
    store().commit_many(good)
    names = [one.name for one, r in zip(items, results, strict=True) if isinstance(r, Staged)]
    with store().plain_files(good) as paths:  # read while they are at hand: a store may be far
        named = iter(identifier().identify_many(paths, names) if paths else [])
        return [
            _stored(item, one, next(named)) if isinstance(one, Staged) else unprocessed(one)
            for item, one in zip(items, results, strict=True)
        ]


def _source(item: SourceItem) -> Source:
    if item.content is not None:
        return BytesIO(item.content)
    return BufferedReader(Span(item.absolute, *item.span)) if item.span else item.absolute


def _still_that(item: SourceItem, staged: Staged | Refused) -> Staged | Refused:
    """What was staged, if it is what was found: a mailbox may be written anew between the two
    readings of it, and a digest that came with an item must be its own."""
    if item.sha256 and isinstance(staged, Staged) and staged.sha256 != item.sha256:
        store().discard(staged)
        return Refused(Reason("digest_mismatch", "It is not the file of the digest given for it."))
    if not item.span or not isinstance(staged, Staged) or staged.sha256 == item.digest:
        return staged
    store().discard(staged)
    return ChangedWhileRead()


def _stored(item: SourceItem, staged: Staged, named: Format) -> Stored:
    if item.kind is ItemKind.MESSAGE:
        named = rules.format_of_message(named)
    if staged.source is not None:
        facts = staged.source
        kept = item.mtime_ns if item.version else facts.mtime_ns
        item = replace(item, size=facts.size, mtime_ns=kept, mode=facts.mode)
    headers = MessageHeaders()
    if item.kind is ItemKind.MESSAGE or rules.is_message(named.puid, item.name):
        with store().open(staged) as stream:
            headers = messages.read(stream)
    return Stored(item, staged, named, headers)


def unprocessed(refusal: Refused) -> Unprocessed:
    """The outcome of an item that the store did not take."""
    reason = refusal.reasons[0]
    failed = isinstance(refusal, SourceRefused | StoreFailed | NoRoom | Away)
    if reason.code == "not_a_regular_file":
        failed = False
    outcome = Outcome.FAILED if failed else Outcome.REFUSED
    return Unprocessed(outcome, reason.code, reason.message)
