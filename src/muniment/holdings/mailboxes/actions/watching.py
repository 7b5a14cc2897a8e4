"""Going through a watched folder. A file is taken when it has stopped growing: when two looks, one
after the other, saw it the same."""

from datetime import timedelta

from django.db import transaction

from muniment.holdings.capture import queries as captures
from muniment.holdings.capture import rules as capture_rules
from muniment.holdings.capture.actions.running import batches
from muniment.holdings.capture.adapters import mailboxes
from muniment.holdings.capture.adapters.sources import apart
from muniment.holdings.capture.types import ItemKind, Outcome, SourceItem
from muniment.holdings.mailboxes import rules
from muniment.holdings.mailboxes.actions.looking import Taker, is_kept
from muniment.holdings.mailboxes.adapters import watched
from muniment.holdings.mailboxes.models import SeenFile
from muniment.holdings.mailboxes.types import Afterwards, SourceProblem

QUIET = timedelta(seconds=10)


def go_through_folder(taker: Taker) -> None:
    """Take the files that stand still. Raises SourceProblem where the folder is not there."""
    source = taker.source
    before = dict(SeenFile.objects.filter(source=source).values_list("key", "stamp"))
    seen: dict[str, str] = {}
    still = []
    for item in watched.listed(source.path):
        key = capture_rules.key_of(item)
        seen[key] = item.stamp
        if _is_still(taker, item, before.get(key)):
            still.append(item)
    _remember(taker, seen, before)
    for batch in batches(iter(still)):
        _take(taker, batch)


KEPT = (Outcome.CAPTURED, Outcome.LINKED, Outcome.OPENED)  # what a rule leaves stays where it is


def _take(taker: Taker, batch: list[SourceItem]) -> None:
    """Take the items that are new, then put aside what is a record; of a mailbox only when all its
    messages are."""
    known = _known(taker, batch)
    taker.found.known += len(known)
    kept = [item for item, outcome in known if outcome in KEPT]
    settled = {item.relative for item, _ in known}
    fresh = [item for item in batch if item.relative not in settled]
    boxes = [item for item in fresh if mailboxes.may_be_mailbox(item.absolute)]
    others = [item for item in fresh if item not in boxes]
    kept += [item for item, one in zip(others, taker.take(others), strict=True) if is_kept(one)]
    kept += [item for item in boxes if _take_box(taker, item)]
    if taker.source.afterwards == Afterwards.MOVE:
        _put_aside(taker, kept)


def _known(taker: Taker, batch: list[SourceItem]) -> list[tuple[SourceItem, str]]:
    """What an earlier look has dealt with, and how. What failed is tried again."""
    if taker.source.capture is None:
        return []
    keys = {capture_rules.key_of(item): item for item in batch}
    seen = captures.seen_before(taker.source.capture, list(keys))
    return [
        (item, seen[key].outcome)
        for key, item in keys.items()
        if key in seen and seen[key].stamp == item.stamp and seen[key].outcome != Outcome.FAILED
    ]


def _take_box(taker: Taker, item: SourceItem) -> bool:
    """Take a mailbox apart, or the file whole if it is none; whether all of it is kept."""
    well = True
    for some in batches(apart(item)):
        for part, one in zip(some, taker.take(some), strict=True):
            well = well and (is_kept(one) or part.kind is ItemKind.MAILBOX)
    return well


def _is_still(taker: Taker, item: SourceItem, before: str | None) -> bool:
    if item.kind is not ItemKind.FILE:
        return True  # told with its reason
    if rules.is_on_its_way(item.name) or before != item.stamp:
        return False
    changed = capture_rules.moment(item.mtime_ns)
    return changed is None or changed > taker.now or taker.now - changed >= QUIET


@transaction.atomic
def _remember(taker: Taker, seen: dict[str, str], before: dict[str, str]) -> None:
    changed = [key for key, stamp in seen.items() if before.get(key) != stamp]
    rows = [SeenFile(source=taker.source, key=key, stamp=seen[key]) for key in changed]
    SeenFile.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["source", "key"], update_fields=["stamp"]
    )
    gone = [key for key in before if key not in seen]
    for start in range(0, len(gone), 500):
        some = gone[start : start + 500]
        SeenFile.objects.filter(source=taker.source, key__in=some).delete()


def _put_aside(taker: Taker, kept: list[SourceItem]) -> None:
    for item in kept:
        try:
            watched.put_aside(taker.source.path, item)
        except OSError as error:
            words = f"Files cannot be moved to the folder 'taken' ({error.strerror})."
            raise SourceProblem(words) from error
