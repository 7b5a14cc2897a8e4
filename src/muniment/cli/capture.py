"""Capturing a folder, a file or a mailbox."""

import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.desk import acting
from muniment.cli.output import answer, progress, say
from muniment.cli.working import work_off

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile
    from muniment.holdings.capture.types import ItemResult

DERIVE = "capture.derive"
OUTCOMES = ("captured", "linked", "refused", "failed")
TO_LOOK_AT = ("refused", "failed")


def capture(
    source: Annotated[Path, typer.Argument(help="A folder, a file, a message or a mailbox.")],
    into: Annotated[str, typer.Option(metavar="REF", help="The class or folder to file it in.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be tried. Touch nothing.")
    ] = False,
    later: Annotated[
        bool, typer.Option("--later", help="Leave the reading of text to the worker.")
    ] = False,
    items: Annotated[
        bool, typer.Option("--items", help="Tell the result of every single item.")
    ] = False,
) -> None:
    """Take everything in SOURCE into the file plan. Run it again to resume.

    Exit code 0 when all was gone through, even where single items were refused; 1 where items
    failed: run it again when the cause is gone.
    """
    with acting() as actor:
        gone = GoneThrough(keep_all=items)
        told = _plan(actor, source, into, gone) if dry_run else _run(actor, source, into, gone)
        _tell(gone, told, items=items)
        if not dry_run and not later:
            _tell_text(work_off([DERIVE], "Reading text"))
    if gone.counts["failed"]:
        raise typer.Exit(1)


@dataclass
class GoneThrough:
    """What became of the items so far. Only those that somebody has to look at are kept one by
    one, unless all are asked for: a drive may hold millions."""

    keep_all: bool = False
    found: "Counter[str]" = field(default_factory=Counter)
    already: int = 0
    kept: "list[ItemResult]" = field(default_factory=list)

    def add(self, batch: "Iterable[ItemResult]") -> None:
        """Take note of a batch."""
        for one in batch:
            self.found[one.outcome.value] += 1
            self.already += one.reason == "taken before"
            if self.keep_all or one.outcome.value in TO_LOOK_AT:
                self.kept.append(one)

    @property
    def counts(self) -> dict[str, int]:
        """The counts that every capture ends with: `items` is the sum of the other four."""
        return {
            "items": self.found.total(),
            **{name: self.found[name] for name in OUTCOMES},
        }


def _plan(actor: "Profile", source: Path, into: str, gone: GoneThrough) -> dict[str, Any]:
    from muniment.holdings.capture import actions

    _check_place(actor, into)
    gone.add(actions.plan(source))
    return {"dry_run": True}


def _check_place(actor: "Profile", into: str) -> None:
    """What `begin` tests, without beginning."""
    from muniment.foundation.access import queries as access
    from muniment.foundation.access.types import Permission
    from muniment.foundation.kernel.clock import today
    from muniment.foundation.kernel.errors import refuse_if
    from muniment.foundation.kernel.ids import normalise
    from muniment.holdings.fileplan import queries as fileplan
    from muniment.holdings.records import queries as records

    is_folder = normalise(into).startswith("F-")
    place = records.folder_named(actor, into).file_class if is_folder else None
    file_class = place or fileplan.class_named(into)
    access.require(actor, Permission.RECORDS_CAPTURE, at=fileplan.effective(file_class).place)
    refuse_if(fileplan.reasons_not_to_file(file_class, on=today()))


def _run(actor: "Profile", source: Path, into: str, gone: GoneThrough) -> dict[str, Any]:
    from muniment.foundation.kernel import clock
    from muniment.holdings.capture import actions

    with progress(f"Capturing {source.name}", _total(source)) as advance:

        def watch(batch: "list[ItemResult]") -> None:
            gone.add(batch)
            advance(len(batch))

        made = actions.run(actor, source, into=into, clock=clock.now, watch=watch)
    return {"capture": made.reference, "already": gone.already}


def _total(source: Path) -> int | None:
    """How many items there will be, where somebody watches and counting is cheap."""
    if not sys.stderr.isatty() or not source.is_dir():
        return None
    return sum(len(names) for _, _, names in os.walk(source))


def _tell(gone: GoneThrough, told: dict[str, Any], *, items: bool) -> None:
    listed = [
        {"path": one.path, "outcome": one.outcome, "record": one.record, "reason": one.reason}
        for one in gone.kept
    ]
    counts = gone.counts
    answer({**counts, **told, **({"results": listed} if items else {})})
    for one in gone.kept:
        say(f"{one.outcome:9} {one.path}{': ' if one.reason else ''}{one.reason}")
    would = " would be tried" if told.get("dry_run") else ""
    say(f"{counts['items']} items{would}: " + ", ".join(f"{counts[one]} {one}" for one in OUTCOMES))
    if "capture" in told:
        say(f"Capture {told['capture']}; {told['already']} items had been taken before.")


def _tell_text(counts: dict[str, int]) -> None:
    states = {key: value for key, value in sorted(counts.items()) if key != "left"}
    answer({"text": states, "text_left": counts["left"]})
    if states:
        say("Text: " + ", ".join(f"{value} {key}" for key, value in states.items()) + ".")
    if counts["left"]:
        say(f"{counts['left']} jobs did not succeed: see 'muniment jobs list'.")
