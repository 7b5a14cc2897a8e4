"""A folder and a record in it, narrowed at the same time: neither undoes the other."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from tests.lifecycle.holds.test_waiting import PATIENCE, closing, somebody_waits

from muniment.foundation.access.types import Narrowing
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.records import actions, queries


def test_a_record_narrowed_while_its_folder_is_does_not_stay_open_to_those_shut_out(
    committed_parish,
):
    if connection.vendor == "sqlite":
        pytest.skip("the test database is in memory, of which each thread would have its own")
    parish, narrowed = committed_parish, Event()
    folder = parish.folder()
    record = parish.upload(folder, b"Who is to be moved out").record
    assert queries.record_named(parish.who("lawyer"), record)
    manager, given = parish.who("manager"), {"tiers": ["OFFICIAL"], "now": parish.now}

    def of_folder():
        with transaction.atomic():
            only = Narrowing(open_to=("HOU",))
            actions.change_folder(manager, folder.reference, narrowing=only, **given)
            narrowed.set()
            until = time.monotonic() + PATIENCE
            while not somebody_waits() and time.monotonic() < until:
                time.sleep(0.01)

    def of_record():
        narrowed.wait(PATIENCE)
        # What it says for itself, which shuts out nobody of those that the class lets in.
        own = Narrowing(tier="OFFICIAL")
        actions.narrow_record(manager, record, narrowing=own, **given)

    with ThreadPoolExecutor(2) as pair:
        for end in [pair.submit(closing, work) for work in (of_folder, of_record)]:
            end.result()
    assert queries.record_named(parish.who("clerk"), record)
    with pytest.raises(NotFound):
        queries.record_named(parish.who("lawyer"), record)
