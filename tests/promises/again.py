"""Jobs delivered again and out of order: what they are, how they are delivered, what they leave.

A job is what a verb or a schedule queued: its kind, its arguments and for whom. Delivering it again
is another row of the queue with the same three, which a worker carries out.
"""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from tests.lifecycle.town import FORMAT

from muniment.foundation.access import actions as access
from muniment.foundation.access.types import SETUP
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.content import actions as content
from muniment.foundation.content.queries import store
from muniment.foundation.jobs.actions import (
    enqueue,
    ensure_schedule,
    run_due_schedules,
    run_next,
)
from muniment.foundation.jobs.actions.registry import discover
from muniment.foundation.jobs.models import Job
from muniment.foundation.jobs.types import JobState
from muniment.foundation.notices import actions as notices
from muniment.holdings.capture import actions as capture
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.mailboxes.types import Secret, SourceDraft, SourceKind

# The rows of the queue, which say what was delivered, and the hints that wake workers for them.
QUEUE = frozenset({"jobs_job", "django_tasks_db_dbtaskresult"})
# How FTS5 lays its words out on pages, which it merges as it pleases. The words are compared.
PAGES = frozenset({"search_words_data", "search_words_idx"})
LOG = frozenset({"audit_event", "audit_node"})


@dataclass(frozen=True)
class MustTell:
    """What a kind leaves each time that it runs, since that it ran is itself to be known."""

    event: str
    columns: frozenset[tuple[str, str]]
    why: str


EXCEPTIONS = {
    "mailboxes.look": MustTell(
        "",
        frozenset({("mailboxes_source", name) for name in ("looked_at", "well_at", "result")}),
        "When a source was last looked at, and what came of it, is what a reader wants.",
    ),
    "inbox.look": MustTell(
        "",
        frozenset({("mailboxes_source", name) for name in ("looked_at", "well_at", "result")}),
        "As of any source. What is saved and removed twice is tried with a real mail server.",
    ),
    "content.fixity": MustTell(
        "content:store:verified",
        frozenset({("content_blob", "checked_at")}),
        "Bytes that were read again have been checked again, and when is what a reader wants.",
    ),
    "content.collect": MustTell(
        "content:store:collected",
        frozenset(),
        "It removes bytes: each time that it looked is in the log, with how many it found.",
    ),
}


@dataclass(frozen=True)
class Delivery:
    """A job apart from its row."""

    kind: str
    arguments: dict = field(hash=False)
    run_as: str = ""


def every_kind() -> set[str]:
    """The kinds of the system; other tests have kinds of their own in the same registry."""
    return {name for name, one in discover().items() if one.function.__module__[:9] == "muniment."}


def taken_from_queue(kind: str = "") -> list[Delivery]:
    """What waits in the queue, of one kind or of all, in order; it waits no longer."""
    waiting = Job.objects.filter(state=JobState.QUEUED).order_by("not_before", "pk")
    rows = list(waiting.filter(kind=kind) if kind else waiting)
    Job.objects.filter(pk__in=[one.pk for one in rows]).delete()
    return [Delivery(one.kind, one.arguments, one.run_as) for one in rows]


def come_round(town, *kinds: str) -> None:
    """Have these kinds queued by their schedules, in this order."""
    for kind in kinds:
        ensure_schedule(
            kind, kind, every_seconds=10**6, run_as=town.references["admin"], now=town.now
        )
        run_due_schedules(town.now)


def work(town) -> None:
    """Work until nothing waits, as a worker does; the clock goes on to what is due next."""
    while waiting := Job.objects.filter(state=JobState.QUEUED).order_by("not_before").first():
        town.now = max(town.now, waiting.not_before)
        job = run_next(clock=lambda: town.now)
        job.refresh_from_db()
        assert job.state == JobState.DONE, (job.kind, job.error)


def deliver(town, deliveries: Iterable[Delivery]) -> None:
    """Have the jobs carried out one after the other, and what they queue in its turn."""
    with transaction.atomic():
        for number, one in enumerate(deliveries, 1):
            due = town.now + timedelta(seconds=30 * number)
            enqueue(one.kind, one.arguments, run_as=one.run_as, now=town.now, not_before=due)
    work(town)


def state(*, besides: frozenset[tuple[str, str]] = frozenset()) -> dict[str, str]:
    """A digest of each table, of the words of the index, and of each file that is kept: those
    of the content store, of the data folder around it, of the checkpoints and of the second copy.

    Every table of the database but QUEUE and PAGES, with every column that is not in `besides`.
    """
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - QUEUE - PAGES
        rows = {name: _rows(cursor, name, besides) for name in sorted(names)}
        if connection.vendor == "sqlite":
            rows["words of the index"] = _words(cursor)
    digests = {name: _digest("\n".join(found).encode()) for name, found in rows.items()}
    kept = (settings.MUNIMENT_HOME, settings.MUNIMENT_CHECKPOINTS, settings.MUNIMENT_CONTENT_COPY)
    return digests | {name: found for top in kept if top for name, found in files(top).items()}


def _rows(cursor, table: str, besides: frozenset[tuple[str, str]]) -> list[str]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    names = [column[0] for column in cursor.description]
    kept = [at for at, name in enumerate(names) if (table, name) not in besides]
    return sorted(repr([row[at] for at in kept]) for row in cursor.fetchall())


def _words(cursor) -> list[str]:
    """Every word of the index with the record, the column and the place it stands in."""
    cursor.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.every_word"
        " USING fts5vocab('main', 'search_words', 'instance')"
    )
    cursor.execute("SELECT term, doc, col, offset FROM temp.every_word")
    return sorted(map(repr, cursor.fetchall()))


def files(top: Path) -> dict[str, str]:
    """The files below a folder by name, each with the digest of its bytes."""
    found = (path for path in top.rglob("*") if path.is_file() and "sqlite3" not in path.name)
    return {str(path.relative_to(top.parent)): _digest(path.read_bytes()) for path in found}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def differences(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """What there is of one state and not of the other."""
    return {name for name in before | after if before.get(name) != after.get(name)}


def left_by_another(town, one: Delivery) -> set[str]:
    """Deliver a job once more: what differs afterwards, but for what its kind must tell."""
    must = EXCEPTIONS.get(one.kind)
    besides = must.columns if must else frozenset()
    before, size = state(besides=besides), AuditEvent.objects.count()
    deliver(town, [one])
    found = differences(before, state(besides=besides))
    if must:
        told = list(AuditEvent.objects.filter(seq__gte=size).values_list("kind", flat=True))
        assert told == ([must.event] if must.event else [])
        found -= LOG
    return found


def message() -> bytes:
    """A message with an attachment, sent in 2010."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "Roof"
    made["Date"] = "Mon, 15 Mar 2010 12:00:00 +0000"
    made["Message-ID"] = "<roof@example.org>"
    made.set_content("See the drawing of the gable.")
    made.add_attachment(b"the drawing says dormer", maintype="text", filename="a.txt", subtype="x")
    made.set_boundary("edge")  # else a new one each time, and no two would be the same message
    return made.as_bytes()


def drive(town, folder, files, into):
    """Capture files that were last changed in 2010."""
    folder.mkdir(parents=True)
    moment = datetime(2010, 3, 15, 12, tzinfo=UTC).timestamp()
    for name, data in files.items():
        (folder / name).write_bytes(data)
        os.utime(folder / name, (moment, moment))
    capture.run(town.who("manager"), folder, into=into, clock=lambda: town.now)


def leave_idle(before: datetime) -> None:
    """Content that was taken into the books, and that nobody came to refer to."""
    idle = store().store(BytesIO(b"idle"))
    with transaction.atomic():
        content.adopt([idle], {idle.sha256: FORMAT}, [], now=before)


def say(town, person: str) -> None:
    """Tell somebody something, who is written to in a body that has a mail server."""
    address = f"{person}@example.org"
    access.change_person(SETUP, town.references[person], email=address, now=town.now)
    said = {"kind": "test", "about": "", "words": "Look at this.", "key": "once"}
    notices.tell(town.references[person], **said, now=town.now)


def own_mailbox(town):
    """The mailbox of the clerk, on a server that nothing here may reach."""
    draft = SourceDraft(
        "Post of the clerk", SourceKind.IMAP, "HOU", "localhost", user="c", owner="clerk"
    )
    return sources.make_source(town.who("manager"), draft, secret=Secret("p"), now=town.now)


def watched(town, folder):
    """A watched folder in which a file has stood still since the last look."""
    folder.mkdir(parents=True)
    settings.MUNIMENT_WATCHED_FOLDERS = [str(folder)]
    draft = SourceDraft("Scans", SourceKind.FOLDER, "PLA", path=str(folder))
    made = sources.make_source(town.who("manager"), draft, secret=Secret(), now=town.now)
    (folder / "scan.txt").write_bytes(b"a scan of a beam")
    moment = datetime(2010, 3, 15, 12, tzinfo=UTC).timestamp()
    os.utime(folder / "scan.txt", (moment, moment))
    sources.look(made.reference, now=town.now)
    return made
