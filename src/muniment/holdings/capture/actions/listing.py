"""Taking the files that a manifest names, each into its place."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture.actions.running import Clock, Watcher, batches, planned
from muniment.holdings.capture.actions.taking import begin, finish, take
from muniment.holdings.capture.adapters.manifest import Row, rows_of
from muniment.holdings.capture.models import Capture
from muniment.holdings.capture.types import ItemKind, ItemResult, SourceItem


def capture_manifest(
    actor: Profile,
    manifest: Path,
    *,
    files: Path,
    into: str,
    columns: Mapping[str, str],
    clock: Clock,
    watch: Watcher = lambda results: None,
) -> list[Capture]:
    """Capture the files below `files` that the manifest names, each into the class or folder of its
    row, or `into` where it names none. One capture for each place.

    Every row and every file has an outcome: a row that is wrong is refused with every reason, and
    so is a file that no row names. Safe to repeat and to kill. Raises Refused before anything is
    read if the manifest is no list of files or `into` takes nothing.
    """
    rows = rows_of(manifest, files, columns)
    source = os.path.abspath(manifest)  # noqa: PTH100
    return capture_rows(actor, rows, source=source, into=into, clock=clock, watch=watch)


def capture_rows(
    actor: Profile,
    rows: Iterable[Row],
    *,
    source: str,
    into: str,
    clock: Clock,
    watch: Watcher = lambda results: None,
) -> list[Capture]:
    """Capture what the rows of a list mean, as `capture_manifest` does."""
    made = [begin(actor, into, source=source, now=clock())]
    for place, items in _by_place(rows).items():
        capture, taken = made[0], items
        if place and place != into:
            try:
                capture = begin(actor, place, source=source, now=clock())
                made.append(capture)
            except Refused as refusal:
                taken = [_unfit(one, place, refusal) for one in items]
        for batch in batches(iter(taken)):
            watch(take(actor, capture.reference, items=batch, now=clock()))
    return [finish(actor, one.reference, now=clock()) for one in made]


def plan_manifest(manifest: Path, files: Path, columns: Mapping[str, str]) -> Iterator[ItemResult]:
    """What a capture of the manifest would try and what it would refuse, without keeping anything.
    Digests and places are looked at by the capture itself."""
    return planned(row.item for row in rows_of(manifest, files, columns))


def _by_place(rows: Iterable[Row]) -> dict[str, list[SourceItem]]:
    found: dict[str, list[SourceItem]] = {}
    for row in rows:
        fit = row.item.kind is not ItemKind.UNFIT
        found.setdefault(row.into if fit else "", []).append(row.item)
    return found


def _unfit(item: SourceItem, place: str, refusal: Refused) -> SourceItem:
    return replace(item, kind=ItemKind.UNFIT, reason=f"Into {place[:100]}: {refusal}"[:500])
