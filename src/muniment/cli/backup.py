"""Backing up while everything runs, proving backups, restoring from them."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.desk import acting, home, prepare
from muniment.cli.notes import read_note
from muniment.cli.output import Advance, answer, options, progress, say
from muniment.foundation.kernel.errors import Reason, Refused

if TYPE_CHECKING:
    from muniment.exchange.backup.types import Progress, Restored, Wish
    from muniment.foundation.access.types import Profile

LABELS = {"database": "Database", "content": "Content"}
SHOWN = 20  # faults; all of them are in the answer for programs


@contextmanager
def _bars() -> "Iterator[Progress]":
    """A bar for each step."""
    with ExitStack() as open_bars:
        bars: dict[str, tuple[Advance, int]] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in bars:
                bars[step] = open_bars.enter_context(progress(LABELS[step], total)), 0
            advance, before = bars[step]
            advance(done - before)
            bars[step] = advance, done

        yield show


def backup(
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to; else MUNIMENT_BACKUP_FOLDER says."),
    ] = None,
    keep_days: Annotated[
        int | None, typer.Option(help="Remove older ones; else MUNIMENT_BACKUP_DAYS says.")
    ] = None,
) -> None:
    """Take a backup while everything goes on. Content that is there already is not copied again.

    Exit code 1 if content was missing from the store.
    """
    with acting() as actor, _bars() as show:
        from muniment.exchange.backup import actions
        from muniment.foundation.kernel.clock import now

        folder = to or _folder()
        made = actions.take(actor, folder, keep_days=keep_days, now=now(), progress=show)
    of = made.manifest
    told: dict[str, Any] = {
        "name": of.name,
        "folder": str(made.folder),
        "events": of.events,
        "records": dict(of.records),
        "contents": of.contents,
        "bytes": of.bytes,
        "copied": made.copied,
        "copied_bytes": made.copied_bytes,
        "destroyed_meanwhile": len(of.gone),
        "missing": list(of.missing),
        "removed": list(made.removed),
        "seconds": made.seconds,
    }
    answer(
        told, f"Backup {of.name} is in {made.folder}: {of.contents} contents, {of.events} events."
    )
    say(f"{made.copied} contents were copied, the others were there. {made.seconds} seconds.")
    if made.removed:
        say(f"Removed because of their age: {', '.join(made.removed)}.")
    say(f"Prove it: muniment restore {made.folder} --verify")
    if of.missing:
        say(f"{len(of.missing)} contents are missing from the store. Run 'muniment check'.")
        raise typer.Exit(1)


def _folder() -> Path:
    from django.conf import settings

    if settings.MUNIMENT_BACKUP_FOLDER is None:
        said = "Say where to: give --to DIR, or set MUNIMENT_BACKUP_FOLDER."
        raise Refused(Reason("no_folder", said, "to"))
    return Path(settings.MUNIMENT_BACKUP_FOLDER)


def restore(
    source: Annotated[
        Path, typer.Argument(metavar="FROM", help="The folder of backups, or one snapshot in it.")
    ],
    verify: Annotated[
        bool, typer.Option("--verify", help="Only prove it: read every byte, open it, check it.")
    ] = False,
    into: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Restore it there, beside the live body.")
    ] = None,
    swap: Annotated[
        bool, typer.Option("--swap", help="Put it in the place of the live body, if it is sound.")
    ] = False,
    database: Annotated[
        str, typer.Option(metavar="NAME", help="PostgreSQL: the name of the restored database.")
    ] = "",
    ledger: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A ledger of destructions that was kept elsewhere."),
    ] = None,
    without_ledger: Annotated[
        bool,
        typer.Option("--without-ledger", help="Accept that destroyed records may come back."),
    ] = False,
    checkpoint: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A checkpoint that you kept yourself.")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The keys, where the live ones are lost.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why. It goes into the audit log.")] = "",
) -> None:
    """Prove a backup or restore it aside; what was destroyed since is destroyed in it again.

    The live body is not touched, except by --swap, which keeps it under another name. Exit code 1
    if the backup is not sound.
    """
    from muniment.exchange.backup.adapters.exchanging import GOES_ON

    os.environ[GOES_ON] = "1"  # this command is what ends one that was cut off
    prepare()
    from muniment.exchange.backup.types import Wish

    if not (verify or into or swap):
        raise Refused(Reason("usage", "Say --verify, --into DIR or --swap."))
    if swap and into is None:
        into = home().with_name(f"{home().name}.restored")
    wish = Wish(
        source=source,
        into=into.absolute() if into else None,
        database=database,
        ledgers=[path.absolute() for path in ledger or ()],
        without_ledger=without_ledger,
        checkpoint=read_note(checkpoint),
        keys=keys,
        actor=options.get().acting_as,
        reason=reason,
    )
    _restore(wish, swap=swap)


def _restore(wish: "Wish", *, swap: bool) -> None:
    from muniment.exchange.backup import actions
    from muniment.exchange.backup.types import SwapUnfinished
    from muniment.foundation.kernel.clock import now

    if actions.unfinished() and not swap:
        raise SwapUnfinished(home())
    if not (swap and (actions.unfinished() or actions.restored_already(wish))):
        with _bars() as show:
            done = actions.restore(wish, now=now(), progress=show)
        _note(wish, done)
        _tell(wish, done)
        if not done.sound:
            raise typer.Exit(1)
    if swap:
        kept = actions.swap(wish, now=now())
        answer({"swapped": True, "kept": kept}, f"The restored body is in {home()}.")
        say(f"What was there before is kept: {', '.join(kept) or 'nothing was there'}.")
        say("Start the pages and the workers again. Everybody signs in anew; tokens are revoked.")
        say("Look at the clock, then: muniment disposal confirm-clock --reason '…'")


def _note(wish: "Wish", done: "Restored") -> None:
    """Tell the live body that the backup was proven, where there is one that can be told."""
    from django.db import DatabaseError

    from muniment.exchange.backup import actions
    from muniment.foundation.kernel.clock import now

    try:
        with acting() as actor:
            _note_by(actor, done, actions, now())
    except (Refused, DatabaseError):
        say("The live body could not be told of this proof.")


def _note_by(actor: "Profile", done: "Restored", actions: Any, at: Any) -> None:
    actions.note_proof(actor, done.manifest, done.manifest_sha256, done.faults, now=at)


def _tell(wish: "Wish", done: "Restored") -> None:
    of = done.manifest
    told: dict[str, Any] = {
        "name": of.name,
        "sound": done.sound,
        "faults": list(done.faults),
        "warnings": list(done.warnings),
        "contents": of.contents,
        "events": of.events,
        "destroyed_since": list(done.replayed),
        "into": str(done.into or ""),
        "database": done.database,
        "seconds": done.seconds,
    }
    answer(told, f"Backup {of.name}: {of.contents} contents, {of.events} events.")
    for line in done.warnings:
        say(f"NOTE: {line}")
    for line in done.faults[:SHOWN]:
        say(f"WRONG: {line}")
    if done.sound:
        say(f"It is sound: every byte was read, and the log checked. {done.seconds} seconds.")
    else:
        say(f"It is NOT sound: {len(done.faults)} things are wrong. Nothing was restored.")
    if done.into:
        say(f"{len(done.replayed)} records that were destroyed since were destroyed in it again.")
        say(f"It is in {done.into}. --swap puts it in place, once everything is stopped.")
