"""Stacks of scans, taken apart into records at separator sheets, and those sheets themselves."""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.content.adapters.sandbox import INPUT_MAX
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.capture.actions.deriving import extractor
from muniment.holdings.capture.actions.filing import place_of
from muniment.holdings.capture.actions.running import Clock, Watcher, batches
from muniment.holdings.capture.actions.taking import (
    begin,
    finish,
    place_named,
    place_to_begin,
    take,
)
from muniment.holdings.capture.adapters.separator_sheets import sheets_pdf
from muniment.holdings.capture.adapters.sources import items_of
from muniment.holdings.capture.models import Capture
from muniment.holdings.capture.rules import stacks
from muniment.holdings.capture.types import (
    Expected,
    ItemKind,
    ItemResult,
    Outcome,
    Piece,
    Said,
    Sheet,
    SourceItem,
)

KEPT = (Outcome.CAPTURED, Outcome.LINKED, Outcome.OPENED)


def run_stacks(
    actor: Profile,
    source: Path,
    *,
    into: str,
    clock: Clock,
    watch: Watcher = lambda results: None,
    known_as: str = "",
) -> Capture:
    """Capture a PDF, or a folder of them, and take each stack of scans apart into a record for the
    pages behind each separator sheet, filed where that sheet says; pages before the first go into
    the class or folder `into`. A stack whose sheets are missing, cannot be read or name a place
    that cannot be filed in is kept whole in `into`, with the reason. Other files are captured as
    they are. `known_as`: what an upload is called, which has its digest in it.

    Safe to repeat, as `run` is. Raises Refused before anything is read if `into` takes nothing.
    """
    return run_stacks_apart(actor, source, into=into, clock=clock, watch=watch, known_as=known_as)[
        0
    ]


def run_stacks_apart(
    actor: Profile,
    source: Path,
    *,
    into: str,
    clock: Clock,
    watch: Watcher = lambda results: None,
    known_as: str = "",
) -> list[Capture]:
    """The same as `run_stacks`; all captures, one for each place, that into `into` first."""
    source = Path(os.path.abspath(source))  # noqa: PTH100  links are not to be followed
    stacking = Stacking(actor, known_as or str(source), clock, watch)
    stacking.run(into)
    for item in items_of(source, whole=True):
        stacking.take_apart(_known_as(item, known_as), into)
    return stacking.finish()


def _known_as(item: SourceItem, known_as: str) -> SourceItem:
    """The item; of an upload the time that it came says nothing of whether it has changed."""
    if not known_as or item.kind is not ItemKind.FILE:
        return item
    digest = hashlib.sha256(known_as.encode("utf-8", "replace")).hexdigest()
    return replace(item, version=f"upload {digest}")


@dataclass
class Stacking:
    """Stacks while they are taken apart: a capture for each place that something is filed in.
    `source`: what all of it came from, as captures name it."""

    actor: Profile
    source: str
    clock: Clock
    watch: Watcher
    runs: dict[str, Capture] = field(default_factory=dict)

    def run(self, into: str) -> Capture:
        """The capture into a place. Raises Refused."""
        key = normalise(into)
        if key not in self.runs:
            self.runs[key] = begin(self.actor, into, source=self.source, now=self.clock())
        return self.runs[key]

    def finish(self) -> list[Capture]:
        """Say of every capture that it has been gone through."""
        return [finish(self.actor, one.reference, now=self.clock()) for one in self.runs.values()]

    def take_apart(self, item: SourceItem, into: str, *, needs_sheets: bool = True) -> bool:
        """Take one file: its pieces, or itself; whether all of it is kept. `needs_sheets`: that it
        has no separator sheet is told as a problem."""
        data = _pdf(item)
        if data is None:
            large = item.size > INPUT_MAX and item.relative.lower().endswith(b".pdf")
            return self._take_whole(item, into, "It is larger than 128 MB." if large else "")
        found = extractor().separators(data)
        if not needs_sheets and not found.reason and not found.codes:
            return self._take_whole(item, into)
        pieces, problem = stacks.pieces_of(found)
        problem = problem or _why_not_filed(pieces, self.run)
        cut: list[tuple[str, SourceItem]] = []
        for number, piece in enumerate(pieces if not problem else [], 1):
            content, problem = extractor().cut_pages(data, piece.first, piece.last)
            if problem:
                break
            cut.append((piece.into or into, _item(item, piece, number, content, data)))
        if problem:
            return self._take_whole(item, into, problem)
        results = [one for place, part in cut for one in self._take([part], place)]
        lost = [one for one in results if one.outcome not in KEPT]
        words = "record was" if len(cut) == 1 else "records were"
        said = f"{len(cut):,} {words} taken out of this stack at its separator sheets."
        if lost:
            said = f"{len(lost):,} of its {len(cut):,} parts could not be kept: {lost[0].reason}"
        for_good = all(one.outcome is Outcome.REFUSED for one in lost)  # another try is no use
        kind = ItemKind.UNFIT if lost and for_good else ItemKind.UNREADABLE
        kind = kind if lost else ItemKind.MAILBOX
        self._take([replace(item, kind=kind, reason=said[:500])], into)
        return not lost

    def _take_whole(self, item: SourceItem, into: str, problem: str = "") -> bool:
        results = self._take([item, *([_told(item, problem)] if problem else [])], into)
        return results[0].outcome in KEPT

    def _take(self, items: Iterable[SourceItem], into: str) -> list[ItemResult]:
        capture, all_of_them = self.run(into), []
        for batch in batches(iter(items)):
            results = take(self.actor, capture.reference, items=batch, now=self.clock())
            self.watch(results)
            all_of_them += results
        return all_of_them


def _why_not_filed(pieces: Sequence[Piece], begin_at: Callable[[str], object]) -> str:
    """Why the place that a sheet names takes nothing from this person; blank where all do."""
    for piece in pieces:
        try:
            if piece.into:
                begin_at(piece.into)
        except Refused as refusal:
            words = " ".join(one.message for one in refusal.reasons)
            return f"The sheet before {piece.in_words} names {piece.into}: {words}"
    return ""


def look_into_stack(actor: Profile, source: Path, *, clock: Clock) -> list[Expected]:
    """What a stack of scans would become; nothing is kept."""
    [item] = items_of(source, whole=True)
    data = _pdf(item)
    if data is None:
        problem, pieces = "It is no PDF, or larger than 128 MB.", list[Piece]()
    else:
        pieces, problem = stacks.pieces_of(extractor().separators(data))
    problem = problem or _why_not_filed(pieces, lambda place: place_to_begin(actor, place, clock()))
    if problem:
        told = _told(item, problem)
        return [
            Expected(item.path, "", "", Outcome.CAPTURED),
            Expected(told.path, "", "", Outcome.FAILED, told.reason),
        ]
    return [
        Expected(f"{item.path}/{number:03}.pdf", _title(item, piece), piece.into, Outcome.CAPTURED)
        for number, piece in enumerate(pieces, 1)
    ]


def _pdf(item: SourceItem) -> bytes | None:
    """The bytes of a PDF that is not too large to be looked into; else None."""
    if item.kind is not ItemKind.FILE or item.size > INPUT_MAX:
        return None
    try:
        with Path(os.fsdecode(item.absolute)).open("rb") as stream:
            start = stream.read(1024)
            return start + stream.read(INPUT_MAX) if b"%PDF-" in start else None
    except OSError:
        return None  # taking it fails with the reason


def _item(stack: SourceItem, piece: Piece, number: int, content: bytes, data: bytes) -> SourceItem:
    # PDFium gives each file that it writes another identifier, so what was cut is known by the
    # stack and the pages.
    digest = hashlib.sha256(data).hexdigest()
    return replace(
        stack,
        relative=b"%s/%03d.pdf" % (stack.relative, number),
        size=len(content),
        content=content,
        version=f"{digest} {piece.first}-{piece.last}"[:80],
        said=Said(_title(stack, piece)),
    )


def _title(stack: SourceItem, piece: Piece) -> str:
    return f"{Path(stack.name).stem[:400]}, {piece.in_words}"


def _told(stack: SourceItem, problem: str) -> SourceItem:
    """That a stack was kept whole, as an item of its own: the stack itself is a record."""
    return replace(
        stack,
        kind=ItemKind.UNREADABLE,
        relative=stack.relative + b"/separator sheets",
        reason=f"{problem} The stack is kept whole."[:500],
    )


def separator_sheets(actor: Profile, references: Sequence[str]) -> bytes:
    """A sheet for each of these classes and folders, to be printed and put before the pages that
    belong there, as one PDF. Raises Refused with every reason."""
    wanted = list(dict.fromkeys(one.strip() for one in references if one.strip()))
    reasons: list[Reason] = []
    if not 1 <= len(wanted) <= stacks.SHEETS_MOST:
        words = f"Enter from 1 to {stacks.SHEETS_MOST} references, one on a line."
        reasons.append(Reason("references", words, "references"))
    sheets: list[Sheet] = []
    for reference in wanted[: stacks.SHEETS_MOST]:
        try:
            file_class, folder = place_named(actor, reference)
            access.require(actor, Permission.RECORDS_CAPTURE, at=place_of(file_class))
        except Refused as refusal:
            words = " ".join(one.message for one in refusal.reasons)
            reasons.append(Reason("references", words, "references"))
            continue
        place = folder or file_class
        sheets.append(Sheet(place.reference, place.title))
    refuse_if(reasons)
    return sheets_pdf(sheets)
