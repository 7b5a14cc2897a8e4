"""Files that hold many things, brought by a person through the page or the API: looked at first,
with what is wrong item by item, and then taken."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from muniment.foundation.access.types import Profile
from muniment.foundation.content.adapters import durable
from muniment.foundation.kernel.errors import NoRoom, NotFound, Reason, Refused
from muniment.foundation.kernel.names import safe_name
from muniment.holdings.capture import rules
from muniment.holdings.capture.actions.listing import capture_rows
from muniment.holdings.capture.actions.running import (
    Clock,
    Watcher,
    conversations_in,
    run,
    run_chat,
)
from muniment.holdings.capture.actions.stacking import look_into_stack, run_stacks_apart
from muniment.holdings.capture.actions.taking import place_to_begin
from muniment.holdings.capture.adapters.manifest import Row, list_among, rows_among
from muniment.holdings.capture.adapters.zipped import unpacked
from muniment.holdings.capture.models import Capture
from muniment.holdings.capture.types import Expected, ItemKind, Outcome, SourceItem, Way, Wish

LIST_MOST = 64 * 2**20  # bytes
PIECE = 2**20
PREFIX = "brought-"


def keep_for_a_look(name: str, stream: BinaryIO) -> Path:
    """Write a file aside while somebody looks at what it would become; it is gone after a day at
    the latest (`content:store:collect`). Raises NoRoom."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_top()))
    path = folder / safe_name(name)
    try:
        with path.open("wb") as target:
            while piece := stream.read(PIECE):
                if durable.free_bytes(folder) < settings.MUNIMENT_HEADROOM_BYTES + len(piece):
                    raise NoRoom(Reason("no_room", "There is no room for the file."))
                target.write(piece)
    except BaseException:
        drop_kept(path)
        raise
    return path


def kept_for_a_look(handle: str) -> Path:
    """The file that was kept under this handle (`name_of_kept`). Raises NotFound where it is not
    here any more."""
    folder = _top() / safe_name(handle)
    found = sorted(folder.iterdir()) if handle.startswith(PREFIX) and folder.is_dir() else []
    if not found:
        raise NotFound("file", "that was looked at")
    return found[0]


def name_of_kept(path: Path) -> str:
    """The handle of a kept file."""
    return path.parent.name


def drop_kept(path: Path) -> None:
    """Remove a kept file."""
    shutil.rmtree(path.parent, ignore_errors=True)


def _top() -> Path:
    top = Path(settings.MUNIMENT_HOME) / "incoming"
    top.mkdir(mode=0o700, exist_ok=True)
    return top


def look_into(actor: Profile, source: Path, wish: Wish, *, clock: Clock) -> list[Expected]:
    """What a file would become, item by item with every reason against it; nothing is kept.

    What is here already is found only when the file is taken. Raises Refused where the file cannot
    be taken at all, or the place takes nothing from the actor.
    """
    place_to_begin(actor, wish.into, clock())
    if wish.way is Way.CHAT:
        with conversations_in(source, channel=wish.channel, whole=wish.in_one) as items:
            return [_expected(one) for one in items]
    if wish.way is Way.SCANS:
        return look_into_stack(actor, source, clock=clock)
    with unpacked(source) as entries:
        if wish.way is Way.ZIP:
            return [_expected(one) for one in entries]
        rows = _rows(entries)
        wrong = _wrong_places(actor, {row.into for row in rows if row.into}, clock)
        return [_of_row(row, wrong) for row in rows]


def bring_in(
    actor: Profile,
    source: Path,
    wish: Wish,
    *,
    clock: Clock,
    watch: Watcher = lambda results: None,
) -> list[Capture]:
    """Take a file; the captures, one for each place that something goes into. The same file into
    the same place again is the same capture, and nothing is taken twice. Raises Refused as
    `look_into` does."""
    known_as = f"Brought in: {wish.name[:200]} ({_digest(source)[:12]})"
    if wish.way is Way.LIST:
        with unpacked(source) as entries:
            rows = _rows(entries)
            return capture_rows(
                actor, rows, source=known_as, into=wish.into, clock=clock, watch=watch
            )
    if wish.way is Way.SCANS:
        return run_stacks_apart(
            actor, source, into=wish.into, clock=clock, watch=watch, known_as=known_as
        )
    if wish.way is Way.ZIP:
        made = run(
            actor,
            source,
            into=wish.into,
            unpack=True,
            clock=clock,
            watch=watch,
            known_as=known_as,
        )
    else:
        made = run_chat(
            actor,
            source,
            into=wish.into,
            channel=wish.channel,
            in_one=wish.in_one,
            clock=clock,
            watch=watch,
            known_as=known_as,
        )
    return [made]


def _rows(entries: Sequence[SourceItem]) -> list[Row]:
    """The rows of the list in a zip file; paths in it begin where it lies."""
    found = list_among(entries)
    if found is None:
        words = (
            "There is no list in the zip file, or several that could be it. Put one at the top and "
            "call it manifest.csv (or .json, .yaml, .xlsx)."
        )
        raise Refused(Reason("no_list", words, "chosen"))
    if found.size > LIST_MOST:
        raise Refused(Reason("too_large", "The list is larger than 64 MB.", "chosen"))
    lead = f"{found.folder}/".encode("utf-8", "surrogateescape") if found.folder else b""
    beside = [_beside(one, lead) for one in entries if one is not found]
    there = {one.relative: one for one in beside}
    data = Path(os.fsdecode(found.absolute)).read_bytes()
    try:
        return rows_among(found.name, data, there, {})
    except Refused as refusal:
        raise Refused([replace(one, field="chosen") for one in refusal.reasons]) from refusal


def _beside(item: SourceItem, lead: bytes) -> SourceItem:
    """An entry with its path as the list has it; what lies elsewhere cannot be in the list."""
    if item.relative.startswith(lead):
        return replace(item, relative=item.relative.removeprefix(lead))
    words = "It lies outside the folder of the list."
    above = b"../" * lead.count(b"/") + item.relative
    return replace(item, kind=ItemKind.UNFIT, relative=above, reason=item.reason or words)


def _wrong_places(actor: Profile, places: Iterable[str], clock: Clock) -> dict[str, str]:
    found: dict[str, str] = {}
    for place in places:
        try:
            place_to_begin(actor, place, clock())
        except Refused as refusal:
            found[place] = f"Into {place[:100]}: {refusal}"
    return found


def _of_row(row: Row, wrong: dict[str, str]) -> Expected:
    expected = _expected(row.item, row.into)
    if expected.outcome is not Outcome.CAPTURED:
        return expected
    reasons = [wrong[row.into]] if row.into in wrong else []
    if row.item.sha256 and _digest(Path(os.fsdecode(row.item.absolute))) != row.item.sha256:
        reasons.append("It is not the file of the digest given for it.")
    if reasons:
        return replace(expected, outcome=Outcome.REFUSED, reason=" ".join(reasons))
    return expected


def _expected(item: SourceItem, into: str = "") -> Expected:
    against = rules.why_not_taken(item, settings.MUNIMENT_MAX_UPLOAD_BYTES)
    outcome = against.outcome if against else Outcome.CAPTURED
    reason = against.message if against else ""
    path = item.path.encode("utf-8", "replace").decode()
    return Expected(path, item.said.title, into, outcome, reason)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
