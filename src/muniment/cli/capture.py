"""Capturing a folder, a file or a mailbox."""

from collections import Counter
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
        if dry_run:
            results, told = _plan(actor, source, into), {"dry_run": True}
        else:
            results, told = _run(actor, source, into)
        counts = tally(results)
        _tell(results, {**counts, **told}, items=items)
        if not dry_run and not later:
            _tell_text(work_off([DERIVE], "Reading text"))
    if counts["failed"]:
        raise typer.Exit(1)


def _plan(actor: "Profile", source: Path, into: str) -> "list[ItemResult]":
    from muniment.holdings.capture import actions

    _check_place(actor, into)
    return list(actions.plan(source))


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


def _run(actor: "Profile", source: Path, into: str) -> "tuple[list[ItemResult], dict[str, Any]]":
    from muniment.foundation.kernel import clock
    from muniment.holdings.capture import actions

    results: list[ItemResult] = []
    with progress(f"Capturing {source.name}", _total(source)) as advance:

        def watch(batch: "list[ItemResult]") -> None:
            results.extend(batch)
            advance(len(batch))

        made = actions.run(actor, source, into=into, clock=clock.now, watch=watch)
    already = sum(one.reason == "taken before" for one in results)
    return results, {"capture": made.reference, "already": already}


def _total(source: Path) -> int | None:
    """How many items there will be, where somebody watches and counting is cheap."""
    import sys

    if not sys.stderr.isatty() or not source.is_dir():
        return None
    return sum(len(names) for _, _, names in source.walk()) if hasattr(source, "walk") else None


def tally(results: "list[ItemResult]") -> dict[str, int]:
    """The counts that every capture ends with: `items` is the sum of the other four."""
    found = Counter(one.outcome.value for one in results)
    return {"items": len(results), **{name: found[name] for name in OUTCOMES}}


def _tell(results: "list[ItemResult]", told: dict[str, Any], *, items: bool) -> None:
    listed = [
        {"path": one.path, "outcome": one.outcome, "record": one.record, "reason": one.reason}
        for one in results
    ]
    answer({**told, **({"results": listed} if items else {})})
    shown = [one for one in results if items or one.outcome.value in ("refused", "failed")]
    for one in shown:
        say(f"{one.outcome:9} {one.path}{': ' if one.reason else ''}{one.reason}")
    would = " would be tried" if told.get("dry_run") else ""
    say(f"{told['items']} items{would}: " + ", ".join(f"{told[one]} {one}" for one in OUTCOMES))
    if "capture" in told:
        say(f"Capture {told['capture']}; {told['already']} items had been taken before.")


def _tell_text(counts: dict[str, int]) -> None:
    states = {key: value for key, value in sorted(counts.items()) if key != "left"}
    answer({"text": states, "text_left": counts["left"]})
    if states:
        say("Text: " + ", ".join(f"{value} {key}" for key, value in states.items()) + ".")
    if counts["left"]:
        say(f"{counts['left']} jobs did not succeed: see 'muniment jobs list'.")
