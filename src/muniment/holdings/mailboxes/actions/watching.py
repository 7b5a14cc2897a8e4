"""Going through a watched folder. A file is taken when it has stopped growing: when two looks, one
after the other, saw it the same."""

from datetime import timedelta

from django.db import transaction

from muniment.holdings.capture import rules as capture_rules
from muniment.holdings.capture.actions.running import batches
from muniment.holdings.capture.types import ItemKind, SourceItem
from muniment.holdings.mailboxes import rules
from muniment.holdings.mailboxes.actions.handing import hand_over
from muniment.holdings.mailboxes.actions.taking import Taker
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


def _take(taker: Taker, batch: list[SourceItem]) -> None:
    """Take the items that are new, then put aside what is a record."""
    kept = hand_over(taker, batch)
    if taker.source.afterwards == Afterwards.MOVE:
        _put_aside(taker, kept)


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
