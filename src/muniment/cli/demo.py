"""The demonstration: a council and its drive, from capture to certificate."""

import getpass
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli import body
from muniment.cli.capture import DERIVE, GoneThrough
from muniment.cli.certificate import write_certificate
from muniment.cli.desk import OPERATOR, acting, home, prepare
from muniment.cli.disposal import CARRY_OUT, PURGE
from muniment.cli.output import answer, options, progress, say, table
from muniment.cli.working import work_off
from muniment.foundation.kernel.errors import Reason, Refused

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile
    from muniment.holdings.capture.types import ItemResult

SOURCE_CLASS = "GEN/ADM"
EVENTS = "retention.recalculate"


def demo(
    source: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Your own folder, not the sample drive.")
    ] = None,
) -> None:
    """Show the whole of it: a council, its drive captured, due records destroyed with proof.

    It can be run again: what is there stays, what is missing is done.
    """
    began = time.monotonic()
    _refuse_no_folder(source)
    told: dict[str, Any] = {"password": _make_body(), "home": ""}
    with acting() as actor:
        told["home"] = str(home())
        _require_council()
        told |= _capture(source)
        told["text"] = _step("Reading text", lambda: work_off([EVENTS, DERIVE], "Reading text"))
        told |= _review(None if source else "FIN")
        _life(source)
        told |= _verified(actor)
        told |= _counts(actor)
    told["seconds"] = round(time.monotonic() - began, 1)
    _show(told)


def _refuse_no_folder(source: Path | None) -> None:
    if source is not None and not source.exists():
        raise Refused(Reason("not_found", f"There is no file or folder {source}.", "source"))


def _make_body() -> str:
    """Make the body if there is none; the password of its first person, or blank."""
    prepare()
    from muniment.foundation.kernel.clock import now

    if (home() / OPERATOR).exists():
        say(f"There is a body in {home()}: going on with it.")
        return ""
    say(f"Making a body in {home()} ...")
    who = getpass.getuser()
    password = body.make(who, who, now=now())
    say(f"Its operator is {who}, with the password {password} (shown this once).")
    body.load_council()
    return password


def _require_council() -> None:
    from muniment.demo.load import is_loaded

    if not is_loaded():
        message = f"The body in {home()} is not a demonstration. Set MUNIMENT_HOME elsewhere."
        raise Refused(Reason("not_a_demo", message))


def _step(label: str, work: Any) -> Any:
    say(f"{label} ...")
    return work()


def _capture(source: Path | None) -> dict[str, Any]:
    from muniment.demo import load_drive
    from muniment.foundation.kernel import clock
    from muniment.holdings.capture import actions
    from muniment.holdings.fileplan import queries as fileplan

    gone = GoneThrough()
    with _watching(gone, source) as watch:
        if source is None:
            drive = load_drive.sample_drive(home() / "sample-drive")
            load_drive.file_drive(drive, clock=clock.now, watch=watch)
        else:
            people = load_drive.profiles(clock.today())
            filer = load_drive.filer_of(people, fileplan.class_named(SOURCE_CLASS))
            actions.run(filer, source.resolve(), into=SOURCE_CLASS, clock=clock.now, watch=watch)
    return {**gone.counts, "already": gone.already}


@contextmanager
def _watching(gone: GoneThrough, source: Path | None) -> Iterator[Any]:
    say(f"Capturing {source or 'the sample drive'} ...")
    with progress("Capturing", None) as advance:

        def watch(batch: "list[ItemResult]") -> None:
            gone.add(batch)
            advance(len(batch))

        yield watch


def _review(file_class: str | None) -> dict[str, Any]:
    """Take one review to its certificate, and leave another waiting for its owner."""
    from muniment.demo import load_review as review
    from muniment.foundation.kernel import clock

    due = review.due(clock.now)
    say(f"{due} records are due. Proposing a review ...")
    title = review.TITLE if file_class else "What is due"
    reference = review.propose(file_class=file_class, title=title, clock=clock.now)
    told: dict[str, Any] = {"due": due, "review": reference, "waiting_review": ""}
    if reference:
        for name, stage in review.sign(reference, clock=clock.now):
            say(f"{name} has approved it as {stage}.")
        if review.order(reference, clock=clock.now):
            _step("Destroying, and proving it", lambda: work_off([CARRY_OUT], "Destroying"))
            work_off([PURGE], "Cleaning the database's files")
        told |= _certificates(reference)
    if file_class:
        told["waiting_review"] = review.propose(
            file_class=review.WAITING_CLASS, title=review.WAITING_TITLE, clock=clock.now
        )
    return told


def _life(source: Path | None) -> None:
    """Show more of the life of records, on the sample drive: its folders are known."""
    from muniment.demo.load_life import load_life
    from muniment.foundation.kernel import clock

    if source is None:
        say("Placing a hold, and opening a schedule to comments ...")
        load_life(clock=clock.now)


def _certificates(reference: str) -> dict[str, Any]:
    from muniment.demo import load_review as review
    from muniment.foundation.kernel import clock
    from muniment.lifecycle.disposal import queries

    manager = review.manager(clock.now)
    found = review.review_of(reference, clock.now)
    out = home() / "out"
    out.mkdir(mode=0o700, exist_ok=True)
    files = []
    for one in queries.certificates(manager):
        if one.review_id != found.pk:
            continue
        document = queries.certificate_document(manager, one.reference)
        for ending in ("pdf", "json"):
            path = out / f"{one.reference}.{ending}"
            if not path.exists():
                write_certificate(one, document, path)
            files.append(str(path))
    return {"destroyed": queries.counts(found).get("destroyed", 0), "certificates": files}


def _verified(actor: "Profile") -> dict[str, Any]:
    from muniment.foundation.audit import queries
    from muniment.foundation.audit.actions import checkpoint
    from muniment.foundation.kernel.clock import now

    say("Verifying the audit log ...")
    checkpoint(now=now())
    found = queries.verify()
    return {"events": found.size, "sound": found.sound}


def _counts(actor: "Profile") -> dict[str, Any]:
    from muniment.demo.load import DEMO_PASSWORD, sign_ins
    from muniment.foundation.content import queries as content
    from muniment.foundation.content.states import Coverage
    from muniment.foundation.kernel.clock import today
    from muniment.holdings.records import queries as records

    had = (Coverage.READ, Coverage.RECOGNISED)
    with_text = sum(one.files for one in content.coverage() if one.outcome in had)
    return {
        "files": content.totals()["blobs"],
        "records": sum(records.counts(actor).values()),
        "text_found": with_text,
        "sign_ins": sign_ins(on=today()),
        "demo_password": DEMO_PASSWORD,
    }


def _show(told: dict[str, Any]) -> None:
    people = told.pop("sign_ins")
    answer(told)
    if options.get().json:
        answer({"sign_ins": people})
    else:
        for line in _summary(told):
            say(line)
        table("sign_ins", people, {"username": "Sign in as", "name": "Name", "roles": "Roles"})
        say(f"Their password is {told['demo_password']}")
    if not told["sound"] or told["failed"]:
        raise typer.Exit(1)


def _summary(told: dict[str, Any]) -> list[str]:
    proof = "sound" if told["sound"] else "NOT SOUND"
    lines = [
        "",
        f"{told['items']} items: {told['captured']} captured, {told['linked']} linked as "
        f"duplicates, {told['refused']} refused, {told['failed']} failed, {told['opened']} opened "
        f"({told['already']} were there already)",
        f"{told['records']} records, {told['files']} contents, {told['text_found']} with text",
        f"{told['due']} records were due"
        + (f", {told['destroyed']} are destroyed by {told['review']}" if told["review"] else ""),
        f"{told['events']} events in the audit log, which is {proof}",
        f"{told['seconds']} seconds",
        "",
        "Where to look next",
        *(f"  {path}" for path in told.get("certificates", ())),
        "  make serve            the pages, at http://127.0.0.1:8000/",
        "  muniment search roof  what is held, for those who may see it",
        "  muniment audit show   everything that was done",
    ]
    if told["waiting_review"]:
        lines.append(f"  {told['waiting_review']} waits for its approvals: sign in and decide")
    return [*lines, ""]
