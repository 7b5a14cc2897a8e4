"""On SQLite whoever waits to write gets their turn, and is told when it took too long."""

import sqlite3
import threading
import time

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from muniment.foundation.kernel.sqlite3.base import (
    LONGEST_PAUSE,
    SHORTEST_PAUSE,
    WaitingCursor,
    pause_after,
)

pytestmark = pytest.mark.once


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "turns.sqlite3"
    with sqlite3.connect(path, isolation_level=None) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE one (number integer)")
    return path


def writer(path, milliseconds):
    link = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    link.execute(f"PRAGMA busy_timeout = {milliseconds}")
    return link


def test_who_waits_writes_as_soon_as_the_other_is_done(file):
    holder, waiter = writer(file, 0), writer(file, 5_000)
    holder.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, lambda: holder.execute("COMMIT")).start()
    came = time.monotonic()
    waiter.cursor(factory=WaitingCursor).execute("INSERT INTO one VALUES (%s)", [1])
    assert 0.2 < time.monotonic() - came < 3
    assert waiter.execute("SELECT count(*) FROM one").fetchone() == (1,)


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "INSERT INTO one VALUES (1)"])
def test_who_waits_too_long_is_told_and_the_wait_is_as_it_was(file, statement):
    holder, waiter = writer(file, 0), writer(file, 200)
    holder.execute("BEGIN IMMEDIATE")
    came = time.monotonic()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        waiter.cursor(factory=WaitingCursor).execute(statement)
    assert 0.2 <= time.monotonic() - came < 3
    assert waiter.execute("PRAGMA busy_timeout").fetchone() == (200,)


def test_a_fault_of_another_kind_is_told_at_once(file):
    came = time.monotonic()
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        writer(file, 20_000).cursor(factory=WaitingCursor).execute("INSERT INTO two VALUES (1)")
    assert time.monotonic() - came < 3


@given(st.floats(0, 100), st.floats(0, 100))
def test_who_has_waited_longer_looks_at_least_as_often(one, other):
    shorter, longer = sorted((one, other))
    assert SHORTEST_PAUSE <= pause_after(longer) <= pause_after(shorter) <= LONGEST_PAUSE


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no turns")
def test_the_database_of_a_body_waits_so():
    with connection.cursor() as cursor:
        assert isinstance(cursor.cursor, WaitingCursor)
