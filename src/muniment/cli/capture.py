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
from muniment.cli.working import give_way, work_off

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile
    from muniment.holdings.capture.types import ItemResult

DERIVE = "capture.derive"
OUTCOMES = ("captured", "linked", "refused", "failed", "opened", "left")
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
    whole: Annotated[
        bool,
        typer.Option("--whole-mailboxes", help="Keep each mailbox as one file, not its messages."),
    ] = False,
    unpack: Annotated[
        bool, typer.Option("--unpack", help="SOURCE is a zip file: take what is in it.")
    ] = False,
    chat: Annotated[
        bool, typer.Option("--chat", help="SOURCE is the export of a chat: a record for each day.")
    ] = False,
    channel: Annotated[str, typer.Option(help="What the chat is called.")] = "",
    in_one: Annotated[
        bool, typer.Option("--in-one", help="All of the chat as one record.")
    ] = False,
    separators: Annotated[
        bool,
        typer.Option("--separators", help="Take PDFs of scans apart at their separator sheets."),
    ] = False,
    manifest: Annotated[
        Path | None,
        typer.Option(help="A list (.csv, .json, .xlsx) of the files in the folder SOURCE."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="HEAD=MEANING", help="What a column of the list means. Repeat it."),
    ] = None,
) -> None:
    """Take everything in SOURCE into the file plan. Run it again to resume.

    A mailbox (mbox, Maildir, Outlook's .pst) is taken apart into its messages, each a record.

    Exit code 0 when all was gone through, even where single items were refused; 1 where items
    failed: run it again when the cause is gone.
    """
    give_way()
    with acting() as actor:
        gone = GoneThrough(keep_all=items)
        if manifest is not None:
            told = _list(actor, source, into, gone, manifest, column or [], dry_run)
        elif chat and not dry_run:
            told = _talk(actor, source, into, gone, channel, in_one)
        elif separators and not dry_run:
            told = _stacks(actor, source, into, gone)
        elif dry_run:
            told = _plan(actor, source, into, gone, whole=whole, unpack=unpack)
        else:
            told = _run(actor, source, into, gone, whole=whole, unpack=unpack)
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
        """The counts that every capture ends with: `items` is the sum of the others."""
        return {
            "items": self.found.total(),
            **{name: self.found[name] for name in OUTCOMES},
        }


def _plan(
    actor: "Profile", source: Path, into: str, gone: GoneThrough, *, whole: bool, unpack: bool
) -> dict[str, Any]:
    from muniment.holdings.capture import actions

    _check_place(actor, into)
    gone.add(actions.plan(source, whole=whole, unpack=unpack))
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


def _talk(
    actor: "Profile", source: Path, into: str, gone: GoneThrough, channel: str, in_one: bool
) -> dict[str, Any]:
    from muniment.foundation.kernel import clock
    from muniment.holdings.capture import actions

    made = actions.run_chat(
        actor,
        source,
        into=into,
        channel=channel,
        in_one=in_one,
        clock=clock.now,
        watch=gone.add,
    )
    return {"capture": made.reference, "already": gone.already}


def _list(
    actor: "Profile",
    source: Path,
    into: str,
    gone: GoneThrough,
    manifest: Path,
    columns: list[str],
    dry_run: bool,
) -> dict[str, Any]:
    from muniment.foundation.kernel import clock
    from muniment.foundation.kernel.errors import Reason, refuse_if
    from muniment.holdings.capture import actions

    pairs = [one.rpartition("=") for one in columns]
    words = "Write a column as HEAD=MEANING, such as Location=path."
    refuse_if([Reason("columns", words, "column")] if not all(h for h, _, _ in pairs) else [])
    meant = {head: meaning for head, _, meaning in pairs}
    if dry_run:
        _check_place(actor, into)
        gone.add(actions.plan_manifest(manifest, source, meant))
        return {"dry_run": True}
    made = actions.capture_manifest(
        actor,
        manifest,
        files=source,
        into=into,
        columns=meant,
        clock=clock.now,
        watch=gone.add,
    )
    listed = [one.reference for one in made]
    return {"capture": listed[0], "captures": listed, "already": gone.already}


def _stacks(actor: "Profile", source: Path, into: str, gone: GoneThrough) -> dict[str, Any]:
    from muniment.foundation.kernel import clock
    from muniment.holdings.capture import actions

    made = actions.run_stacks(actor, source, into=into, clock=clock.now, watch=gone.add)
    return {"capture": made.reference, "already": gone.already}


def separator_sheets(
    references: Annotated[list[str], typer.Argument(help="Classes and folders, by reference.")],
    out: Annotated[Path, typer.Option(help="The PDF to write.")] = Path("separator-sheets.pdf"),
) -> None:
    """Make separator sheets as a PDF. Put one before the pages that belong in its class or folder,
    and scan all as one PDF; then 'muniment capture --separators'."""
    with acting() as actor:
        from muniment.holdings.capture import actions

        made = actions.separator_sheets(actor, references)
        out.write_bytes(made)
    answer({"file": str(out)}, f"{out} has {len(references)} sheets.")


def _run(
    actor: "Profile", source: Path, into: str, gone: GoneThrough, *, whole: bool, unpack: bool
) -> dict[str, Any]:
    from muniment.foundation.kernel import clock
    from muniment.holdings.capture import actions

    with progress(f"Capturing {source.name}", _total(source)) as advance:

        def watch(batch: "list[ItemResult]") -> None:
            gone.add(batch)
            advance(len(batch))

        made = actions.run(
            actor,
            source,
            into=into,
            clock=clock.now,
            watch=watch,
            whole=whole,
            unpack=unpack,
        )
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
