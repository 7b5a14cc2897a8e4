"""Handing the files of a folder or a bucket to the capture room: mailboxes taken apart, stacks of
scans where that is wanted, others whole."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from muniment.foundation.kernel.ids import normalise
from muniment.holdings.capture import queries as captures
from muniment.holdings.capture import rules as capture_rules
from muniment.holdings.capture.actions.running import batches
from muniment.holdings.capture.actions.stacking import KEPT, Stacking
from muniment.holdings.capture.adapters import mailboxes
from muniment.holdings.capture.adapters.sources import apart
from muniment.holdings.capture.types import ItemKind, Outcome, SourceItem
from muniment.holdings.mailboxes import queries
from muniment.holdings.mailboxes.actions.taking import Taker, is_kept

if TYPE_CHECKING:
    from muniment.holdings.capture.models import CapturedItem

Fetch = Callable[[Sequence[SourceItem]], Sequence[SourceItem]]


def _as_they_are(items: Sequence[SourceItem]) -> Sequence[SourceItem]:
    return items


def hand_over(
    taker: Taker, batch: Sequence[SourceItem], fetch: Fetch = _as_they_are
) -> list[SourceItem]:
    """Take the items that are new; those of the batch that are records now, of a mailbox when all
    its messages are. `fetch` brings the bytes of new items here."""
    known = _known(taker, batch)
    taker.found.known += len(known)
    kept = [item for item, outcome in known if outcome in KEPT]
    settled = {capture_rules.key_of(item) for item, _ in known}
    fresh = fetch([item for item in batch if capture_rules.key_of(item) not in settled])
    boxes = [item for item in fresh if _may_be_mailbox(item)]
    others = [item for item in fresh if item not in boxes]
    if taker.source.separators:
        scans = [item for item in others if _may_be_stack(item)]
        others = [item for item in others if item not in scans]
        kept += _take_stacks(taker, scans)
    kept += [item for item, one in zip(others, taker.take(others), strict=True) if is_kept(one)]
    return kept + [item for item in boxes if _take_box(taker, item)]


def _known(taker: Taker, batch: Sequence[SourceItem]) -> list[tuple[SourceItem, str]]:
    """What an earlier look has dealt with, and how. What failed is tried again; what was refused,
    only when it or the source was changed."""
    if taker.source.capture is None:
        return []
    keys = {capture_rules.key_of(item): item for item in batch}
    seen = captures.seen_before(taker.source.capture, list(keys))
    return [
        (item, seen[key].outcome)
        for key, item in keys.items()
        if key in seen and seen[key].stamp == item.stamp and _is_settled(taker, seen[key])
    ]


def _is_settled(taker: Taker, seen: "CapturedItem") -> bool:
    if seen.outcome == Outcome.REFUSED:
        changed = taker.source.changed_at
        return changed is None or seen.at >= changed
    return seen.outcome != Outcome.FAILED


def _may_be_mailbox(item: SourceItem) -> bool:
    is_here = item.kind is ItemKind.FILE and bool(item.absolute)
    return is_here and mailboxes.may_be_mailbox(item.absolute)


def _may_be_stack(item: SourceItem) -> bool:
    is_here = item.kind is ItemKind.FILE and bool(item.absolute)
    return is_here and item.relative.lower().endswith(b".pdf")


def _take_stacks(taker: Taker, scans: Sequence[SourceItem]) -> list[SourceItem]:
    """Take each stack apart at its separator sheets; those of which all is kept."""
    if not scans:
        return []
    own, into = taker.capture, queries.draft_of(taker.source).into
    stacking = Stacking(taker.actor, own.source, lambda: taker.now, taker.count)
    stacking.runs[normalise(into)] = own
    kept = [one for one in scans if stacking.take_apart(one, into, needs_sheets=False)]
    del stacking.runs[normalise(into)]  # which ends with the look
    stacking.finish()
    return kept


def _take_box(taker: Taker, item: SourceItem) -> bool:
    """Take a mailbox apart, or the file whole if it is none; whether all of it is kept."""
    well = True
    for some in batches(_known_as(item, part) for part in apart(item)):
        for part, one in zip(some, taker.take(some), strict=True):
            well = well and (is_kept(one) or part.kind is ItemKind.MAILBOX)
    return well


def _known_as(box: SourceItem, part: SourceItem) -> SourceItem:
    """The part; the mailbox itself under the version by which its source knows it again."""
    return replace(part, version=box.version) if part.relative == box.relative else part
