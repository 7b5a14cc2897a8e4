"""Who waits for whom: what is indexed and what is held at the same time never wait in a ring."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, connections, transaction
from tests.lifecycle.holds.test_holds import place
from tests.lifecycle.holds.test_searched import filed
from tests.patience import PATIENCE

from muniment.holdings.records import actions as records
from muniment.holdings.search import actions as search
from muniment.lifecycle.holds import actions, queries


def somebody_waits() -> bool:
    """Whether anybody waits for what this connection has locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


def closing(work) -> None:
    """Do the work of a thread, and close its connection."""
    try:
        work()
    finally:
        connections.close_all()


def test_what_is_indexed_while_a_search_is_gone_through_is_held_and_nobody_waits_in_a_ring(
    committed_town,
):
    """Indexing notes what the search finds on a record that it has locked; going through the
    search has locked the hold, and waits for that record."""
    if connection.vendor == "sqlite":
        pytest.skip("the test database is in memory, of which each thread would have its own")
    town, locked = committed_town, Event()
    [one] = filed(town, "The roof")
    place(town, searches=["roof"])

    def index():
        with transaction.atomic():
            records.lock_for_disposal(one.pk)
            locked.set()
            until = time.monotonic() + PATIENCE
            while not somebody_waits() and time.monotonic() < until:
                time.sleep(0.01)
            search.index([one.pk], now=town.now)

    def go_through():
        locked.wait(PATIENCE)
        actions.keep_up(now=town.now)

    with ThreadPoolExecutor(2) as pair:
        for end in [pair.submit(closing, work) for work in (index, go_through)]:
            end.result()
    assert set(queries.holding([one.pk])) == {one.pk}
