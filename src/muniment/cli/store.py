"""The content store: checking it, sealing it, and the keys of sealed content."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.desk import acting
from muniment.cli.malware import sentence_of, told
from muniment.cli.output import answer, progress, say, table

if TYPE_CHECKING:
    from muniment.foundation.content.types import KeysStatus

app = typer.Typer(name="store", help="The content store.", no_args_is_help=True)
keys = typer.Typer(name="keys", help="The keys of sealed content.", no_args_is_help=True)
app.add_typer(keys)
File = Annotated[Path, typer.Argument(metavar="FILE", help="A file of wrapped keys.")]

FAULTS = {
    "repaired": "was damaged in one place and has been repaired from the other",
    "missing": "is in the database and not in the store, and no copy could repair it",
    "corrupt": "does not match its checksum, and no copy could repair it: it is not given out",
    "uncopied": "has no second copy that is whole",
    "unreferenced": "is kept for nothing (no harm; collected later)",
    "doomed": "is to be removed after a destruction (no harm; goes on by itself)",
}


def check(
    shallow: Annotated[
        bool, typer.Option("--shallow", help="Look only whether files are there.")
    ] = False,
) -> None:
    """Check the store and the second copy against the database, and repair one from the other.

    Exit code 1 if content is missing or corrupt afterwards.
    """
    with acting() as actor:
        from muniment.foundation.content import actions, queries
        from muniment.foundation.kernel.clock import now

        queries.require_fit()
        found = actions.check(actor, deep=not shallow, now=now())
        scanner = queries.scanner_status()
    listed = {name: list(getattr(found, name)) for name in FAULTS}
    counts = {"checked": found.checked, "copies": found.copies, "away": found.away}
    answer({**counts, "clean": found.clean, **listed, "malware": told(scanner)})
    for name, words in FAULTS.items():
        for sha256 in listed[name]:
            say(f"{sha256} {words}")
    if found.away:
        say(found.away)
    say(sentence_of(scanner))
    said = f"{found.checked} contents and {found.copies} second copies checked: "
    say(said + ("all is well." if found.clean else "NOT well."))
    if not found.clean:
        raise typer.Exit(1)


@app.command("copy")
def copy(
    forget: Annotated[
        bool, typer.Option("--forget", help="The disk of the copy is lost or was replaced.")
    ] = False,
    reason: Annotated[str, typer.Option(help="What became of the old copy.")] = "",
) -> None:
    """Bring the second copy of the content up to date (MUNIMENT_CONTENT_COPY).

    A worker does the same every five minutes. --forget has everything count as not copied.
    Exit code 1 if something could not be copied.
    """
    with acting() as actor:
        from muniment.foundation.content import actions, queries
        from muniment.foundation.kernel.clock import now

        if forget:
            count = actions.forget_copy(actor, reason=reason, now=now())
            answer({"forgotten": count}, f"{count} contents count as not copied.")
            return
        with progress("Copying", queries.copy_status().waiting) as advance:
            made = actions.copy_content(actor, now=now(), progress=_steps(advance))
        found = queries.copy_status()
    counts = {"copied": made.copied, "bytes": made.bytes, "left": made.left}
    answer({**counts, "failed": list(made.failed), "folder": found.folder, "held": found.copied})
    say(f"{made.copied} contents copied: {found.copied} are in {found.folder}, {made.left} not.")
    if made.failed:
        say(f"{len(made.failed)} are missing or damaged in the store. Run 'muniment check'.")
        raise typer.Exit(1)


@app.command("seal")
def seal() -> None:
    """Seal new content from now on, and what is there already. It cannot be undone.

    Run it again to go on where it was stopped.
    """
    with acting() as actor:
        from muniment.foundation.content import actions, queries
        from muniment.foundation.kernel.clock import now

        if queries.sealing_since() is None:
            actions.start_sealing(actor, now=now())
        with progress("Sealing", queries.status(now()).plain) as advance:
            done = actions.seal_existing(actor, now=now(), progress=_steps(advance))
        left = queries.status(now()).plain
    answer(
        {"sealed": done, "plain": left},
        f"{done} contents sealed. New content is sealed from now on.",
        "Back up the folder of keys apart from the rest: 'muniment store keys status' names it.",
    )
    if left:
        say(f"{left} contents could not be sealed: they are missing or damaged. Run a check.")
        raise typer.Exit(1)


@app.command("languages")
def languages() -> None:
    """Find out the language of texts that were read before languages were told, to the end. A
    worker does it by and by, and goes on where this stops."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.content import actions, queries
        from muniment.foundation.kernel.clock import now

        access.require(actor, Permission.STORE_CHECK)
        looked = actions.tell_languages(now=now(), seconds=None) or 0
        known = {code or "unknown": number for code, number in queries.languages()}
    answer({"looked_at": looked, "languages": known}, f"{looked} texts were looked at.")


@app.command("coverage")
def coverage() -> None:
    """Show of how many files the text could be had, by format, and in which languages it is."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.content import queries

        access.require(actor, Permission.STORE_CHECK)
        rows = [
            {
                "format": one.format_name or "Not identified",
                "puid": one.puid,
                "outcome": one.outcome.value,
                "files": one.files,
                "bytes": one.size,
            }
            for one in queries.coverage()
        ]
        languages = {code or "unknown": number for code, number in queries.languages()}
    columns = {"format": "Format", "puid": "PRONOM", "outcome": "Text", "files": "Files"}
    table("formats", rows, {**columns, "bytes": "Bytes"}, languages=languages)
    if languages:
        said = ", ".join(f"{code} {number}" for code, number in languages.items())
        say(f"Languages of the text: {said}.")


def _steps(advance: Any) -> Any:
    seen = 0

    def told(done: int, total: int) -> None:
        nonlocal seen
        advance(done - seen)
        seen = done

    return told


@keys.command("status")
def status() -> None:
    """Show which keys there are, and how much content they serve."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.content import queries
        from muniment.foundation.kernel.clock import now

        access.require(actor, Permission.SYSTEM_RUN)
        found, folder = queries.status(now()), queries.keyring().folder
    counts = {"sealed": found.sealed, "plain": found.plain, "overdue": found.overdue}
    answer({"since": found.since, "folder": str(folder), **counts})
    _say_status(found, str(folder))
    rows = [
        {"key": one.number, "made": one.made_at, "serves": found.in_use.get(one.number, 0)}
        for one in found.generations
    ]
    columns = {"key": "Key", "made": "Made", "serves": "Wrapped keys"}
    table("keys", rows, columns)


def _say_status(found: "KeysStatus", folder: str) -> None:
    if found.since is None:
        say("Content is not sealed. 'muniment store seal' begins.")
        return
    say(f"{found.sealed} contents are sealed, {found.plain} are not. The keys are in {folder}.")
    if found.overdue:
        say("Keys ought to have been replaced or destroyed by now. Is a worker running?")


@keys.command("rotate")
def rotate() -> None:
    """Make a new key now, wrap everything anew, and destroy the keys whose time is over."""
    with acting() as actor:
        from muniment.foundation.content import actions, queries
        from muniment.foundation.kernel.clock import now

        done = actions.turn_keys(actor, force=True, now=now())
        newest = queries.keyring().newest().number
    answer({"key": newest, "wrapped": done}, f"Key {newest} wraps everything: {done} anew.")


@keys.command("save")
def save(out: File) -> None:
    """Write the wrapped keys to a new file, to be backed up apart and kept for a short time."""
    with acting() as actor:
        from muniment.foundation.content import actions
        from muniment.foundation.kernel.clock import now

        count = actions.save_keys(actor, out, now=now())
    answer({"keys": count, "file": str(out)}, f"{count} wrapped keys are in {out}.")


@keys.command("load")
def load(source: File) -> None:
    """Take wrapped keys from a file, after an old backup of the database was restored."""
    with acting() as actor:
        from muniment.foundation.content import actions
        from muniment.foundation.kernel.clock import now

        count = actions.load_keys(actor, source, now=now())
    answer({"keys": count}, f"{count} wrapped keys are in place.")
