"""Moving the database of a body from SQLite to PostgreSQL: all of it, or nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.db import DatabaseError, OperationalError, connection, connections, transaction

from muniment.exchange.backup.adapters import facts, process, transfer
from muniment.exchange.backup.types import Moved, MoveFailed
from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if


def move_database(
    actor: Profile,
    url: str,
    *,
    now: datetime,
    progress: transfer.Progress = lambda step, done, total: None,
) -> Moved:
    """Copy the database of this body (SQLite) into the empty PostgreSQL at `url`, and compare both:
    the rows and a digest of each table, and the root of the log. Nobody else can write meanwhile.

    Raises Refused where this is no SQLite, or the other is not empty or of another version;
    MoveFailed where they differ, and then nothing has been copied.
    """
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise Refused(
            Reason("not_postgresql", "Name a database as postgres://user@host/name.", "to")
        )
    begin_move(actor, now=now)
    process.prepare_database(url)
    with _target(url):
        refuse_if(_reasons_not_to_move())
        with _nobody_writes(), transaction.atomic(using=transfer.TARGET):
            try:
                found = transfer.copy_all(progress)
            except DatabaseError as failure:
                said = " ".join(str(failure).split())[:400]
                raise MoveFailed(f"PostgreSQL did not take a row: {said}") from failure
            head = _head(transfer.SOURCE)
            if _head(transfer.TARGET) != head:
                raise MoveFailed("The root of the log is another one after the copy.")
    progress("search", 0, 1)
    process.finish_database(url)
    return Moved({name: count for name, (count, _) in found.items()}, *head)


@verb("backup:database:move")
def begin_move(actor: Profile, *, now: datetime) -> None:
    """Note that the database is being moved: the last event before it is."""
    require(actor, Permission.SYSTEM_RUN)
    if connection.vendor != "sqlite":
        raise Refused(Reason("not_sqlite", "The database is PostgreSQL already."))
    record(EventDraft("backup:database:moving", actor.reference, "database:sqlite"), at=now)


def _reasons_not_to_move() -> list[Reason]:
    reasons = []
    if used := transfer.used_rows():
        said = ", ".join(f"{count} in {name}" for name, count in used.items())
        words = f"The database is not empty: {said}. Name one that is new."
        reasons.append(Reason("not_empty", words, "to"))
    if foreign := transfer.foreign_tables():
        words = f"The database holds other things: {', '.join(foreign[:5])}."
        reasons.append(Reason("not_empty", words, "to"))
    if unknown := transfer.unknown_tables():
        words = f"This database has tables that nobody knows: {', '.join(unknown[:5])}."
        reasons.append(Reason("unknown_tables", words))
    if transfer.migrations(transfer.SOURCE) != transfer.migrations(transfer.TARGET):
        words = "This body is of another version. Bring it up to date first."
        reasons.append(Reason("other_version", words))
    return reasons


@contextmanager
def _target(url: str) -> Iterator[None]:
    # With what the URL says of the way there (sslmode), and nothing of how SQLite is spoken to.
    settings = {**connections.settings["default"], "OPTIONS": {}, **dj_database_url.parse(url)}
    connections.settings[transfer.TARGET] = settings
    try:
        yield
    finally:
        connections[transfer.TARGET].close()
        del connections[transfer.TARGET]
        del connections.settings[transfer.TARGET]


@contextmanager
def _nobody_writes() -> Iterator[None]:
    """Hold the one right to write of SQLite. Raises Refused where somebody has it."""
    try:
        with transaction.atomic():
            yield
    except OperationalError as busy:
        if "locked" not in str(busy):
            raise
        words = "Somebody is writing to the database. Stop the web pages and the workers first."
        raise Refused(Reason("in_use", words)) from busy


def _head(alias: str) -> tuple[int, str]:
    def ask(question: str) -> Sequence[tuple[Any, ...]]:
        with connections[alias].cursor() as cursor:
            cursor.execute(question)
            return list(cursor.fetchall())

    found = facts.head(ask)
    return found.size, found.root.hex()
