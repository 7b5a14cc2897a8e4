"""The audit log: showing, checking, exporting, signing."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.arguments import Limit
from muniment.cli.desk import acting
from muniment.cli.notes import read_note
from muniment.cli.output import answer, options, say, table
from muniment.foundation.kernel.errors import Reason, Refused

if TYPE_CHECKING:
    from muniment.foundation.access.types import Permission, Profile

app = typer.Typer(name="audit", help="The audit log.", no_args_is_help=True)


def _require(actor: "Profile", *wanted: "Permission") -> None:
    """Any one of the permissions will do."""
    from muniment.foundation.access import queries as access

    if not access.permissions_somewhere(actor, wanted):
        access.require(actor, wanted[0])


@app.command("verify")
def verify(
    checkpoint: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A checkpoint that you kept yourself.")
    ] = None,
) -> None:
    """Check every event, hash and checkpoint. Exit code 1 if anything is wrong."""
    with acting() as actor:
        from muniment.foundation.access.types import Permission
        from muniment.foundation.audit import queries

        _require(actor, Permission.AUDIT_SEE, Permission.SYSTEM_RUN)
        found = queries.verify(read_note(checkpoint))
    faults = [
        {"kind": one.kind.value, "seq": one.seq, "message": one.message} for one in found.faults
    ]
    told: dict[str, Any] = {
        "sound": found.sound,
        "events": found.size,
        "root": found.root.hex(),
        "checkpoints": found.checkpoints,
        "outside_notes": found.external_notes,
        "faults": faults,
    }
    answer(told, f"{found.size} events, root {found.root.hex()}.")
    say(f"Compared with {found.checkpoints} checkpoints and {found.external_notes} kept outside.")
    for one in faults:
        say(f"WRONG ({one['kind']}): {one['message']}")
    say("Nothing is wrong." if found.sound else f"{len(faults)} things are wrong.")
    if not found.sound:
        raise typer.Exit(1)


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; - to show it.")],
) -> None:
    """Write the whole log so that an outsider can check it without Muniment."""
    shown = str(file) == "-"
    if shown and options.get().json:
        raise Refused(Reason("usage", "With --json name a file to write to.", "file"))
    with acting() as actor:
        from muniment.foundation.access.types import Permission
        from muniment.foundation.audit import queries

        _require(actor, Permission.AUDIT_SEE)
        if shown:
            count = queries.export(sys.stdout)
        else:
            with file.open("w", encoding="utf-8", newline="\n") as stream:
                count = queries.export(stream)
    answer({"events": count, "file": str(file)})
    if not shown:
        say(f"{count} events are in {file}.")


@app.command("show")
def show(
    number: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", help="One event in full.")
    ] = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="Only what this person did.")] = "",
    about: Annotated[str, typer.Option(metavar="REF", help="Such as record:R-…")] = "",
    kind: Annotated[str, typer.Option(help="Such as disposal:review")] = "",
    before: Annotated[int | None, typer.Option(help="Only events before this number.")] = None,
    limit: Limit = 50,
) -> None:
    """Show the latest events, or one in full."""
    with acting() as actor:
        from muniment.foundation.access.types import Permission
        from muniment.foundation.audit import queries
        from muniment.foundation.audit.types import EventFilter

        _require(actor, Permission.AUDIT_SEE)
        if number is not None:
            _show_one(number)
            return
        wanted = EventFilter(actor=_reference(by), object_prefix=about, kind_prefix=kind)
        rows = [_row(one) for one in queries.events(wanted, before=before, limit=limit)]
    columns = {"seq": "No.", "at": "At", "kind": "What", "actor": "By", "object": "About"}
    table("events", rows, {**columns, "reason": "Why"})


def _reference(name: str) -> str:
    from muniment.foundation.access import queries as access

    person = access.find_person(name) if name else None
    return person.reference if person else name


def _row(one: Any) -> dict[str, Any]:
    return {
        "seq": one.seq,
        "at": one.at,
        "kind": one.kind,
        "actor": one.actor,
        "object": one.object_reference,
        "reason": one.reason,
        "origin": one.origin,
    }


def _show_one(number: int) -> None:
    from muniment.foundation.audit import queries

    one = queries.event(number)
    told = {**_row(one), "canonical": one.canonical, "leaf": bytes(one.leaf_hash).hex()}
    answer({**told, "personal": queries.disclosures(number)}, one.canonical)
    for field, value in queries.disclosures(number).items():
        say(f"{field}: {value}")


@app.command("checkpoint")
def checkpoint() -> None:
    """Sign the log as it stands and publish the signature outside the data folder."""
    with acting() as actor:
        from django.conf import settings

        from muniment.foundation.access.types import Permission
        from muniment.foundation.audit import actions
        from muniment.foundation.kernel.clock import now

        _require(actor, Permission.SYSTEM_RUN, Permission.AUDIT_SEE)
        made = actions.checkpoint(now=now())
        folder = str(settings.MUNIMENT_CHECKPOINTS)
    if made is None:
        answer({"size": None, "folder": folder}, "Nothing has been added since the last one.")
        return
    told = {"size": made.size, "root": bytes(made.root).hex(), "note": made.note}
    answer({**told, "folder": folder}, f"{made.size} events are signed. The note is in {folder}.")
