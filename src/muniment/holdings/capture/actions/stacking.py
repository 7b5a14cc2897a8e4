"""Stacks of scans, taken apart into records at separator sheets, and those sheets themselves."""

import hashlib
import os
from collections.abc import Iterable, Sequence
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
from muniment.holdings.capture.actions.taking import begin, finish, place_named, take
from muniment.holdings.capture.adapters.separator_sheets import sheets_pdf
from muniment.holdings.capture.adapters.sources import items_of
from muniment.holdings.capture.models import Capture
from muniment.holdings.capture.rules import stacks
from muniment.holdings.capture.types import ItemKind, Piece, Said, Sheet, SourceItem


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
    they are. `known_as`: what the source is called, where that is not its path.

    Safe to repeat, as `run` is. Raises Refused before anything is read if `into` takes nothing.
    """
    source = Path(os.path.abspath(source))  # noqa: PTH100  links are not to be followed
    stacking = _Stacking(actor, known_as or str(source), clock, watch)
    capture = stacking.run(into)
    for item in items_of(source, whole=True):
        stacking.take_apart(item, into)
    for one in stacking.runs.values():
        finish(actor, one.reference, now=clock())
    return capture


@dataclass
class _Stacking:
    """Stacks while they are taken apart: a capture for each place that something is filed in."""

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

    def take_apart(self, item: SourceItem, into: str) -> None:
        """Take one file: its pieces, or itself."""
        data = _pdf(item)
        if data is None:
            large = item.size > INPUT_MAX and item.relative.lower().endswith(b".pdf")
            too_large = [_told(item, "It is larger than 128 MB.")] if large else []
            self._take([item, *too_large], into)
            return
        pieces, problem = stacks.pieces_of(extractor().separators(data))
        problem = problem or self._why_not_filed(pieces)
        cut: list[tuple[str, SourceItem]] = []
        for number, piece in enumerate(pieces if not problem else [], 1):
            content, problem = extractor().cut_pages(data, piece.first, piece.last)
            if problem:
                break
            cut.append((piece.into or into, _item(item, piece, number, content, data)))
        if problem:
            self._take([item, _told(item, problem)], into)
            return
        for place, one in cut:
            self._take([one], place)
        words = "record was" if len(cut) == 1 else "records were"
        said = f"{len(cut):,} {words} taken out of this stack at its separator sheets."
        self._take([replace(item, kind=ItemKind.MAILBOX, reason=said)], into)

    def _take(self, items: Iterable[SourceItem], into: str) -> None:
        capture = self.run(into)
        for batch in batches(iter(items)):
            self.watch(take(self.actor, capture.reference, items=batch, now=self.clock()))

    def _why_not_filed(self, pieces: Sequence[Piece]) -> str:
        """Why the place that a sheet names takes nothing from this person; blank where all do."""
        for piece in pieces:
            try:
                if piece.into:
                    self.run(piece.into)
            except Refused as refusal:
                words = " ".join(one.message for one in refusal.reasons)
                return f"The sheet before {piece.in_words} names {piece.into}: {words}"
        return ""


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
    stem = Path(stack.name).stem
    return replace(
        stack,
        relative=b"%s/%03d.pdf" % (stack.relative, number),
        size=len(content),
        content=content,
        version=f"{digest} {piece.first}-{piece.last}"[:80],
        said=Said(f"{stem[:400]}, {piece.in_words}"),
    )


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
