"""The text of content that several records hold is read while one of them is taken out of sight."""

import threading

import pytest
from django.db import connection, transaction

from muniment.foundation.access.types import Narrowing
from muniment.foundation.content.states import DerivedState
from muniment.foundation.content.types import Extraction
from muniment.holdings.capture import actions
from muniment.holdings.capture.actions import deriving
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record
from muniment.holdings.search import actions as search
from muniment.holdings.search import queries as finding
from muniment.holdings.search.actions import indexing

WHILE = 1.5  # seconds for which the reader has looked and has not yet written


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_what_is_set_aside_meanwhile_is_not_put_back_into_sight(committed_parish, monkeypatch):
    parish = committed_parish
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time")
    kept, gone = _two_of_the_same(parish)
    looked, went = threading.Event(), threading.Event()
    writes = indexing.write

    def write_later(documents, terms):
        looked.set()
        went.wait(WHILE)
        writes(documents, terms)

    def set_aside():
        looked.wait(60)
        try:
            with transaction.atomic():
                locked = list(records.lock_whole([gone.pk]).values())
                records.set_aside(locked)
                search.index([gone.pk], now=parish.now)
        finally:
            went.set()
            connection.close()

    read = Extraction(DerivedState.DONE, text="a word such as quetzalcoatlus")
    monkeypatch.setattr(deriving, "_extract", lambda component, now: read)
    monkeypatch.setattr(indexing, "write", write_later)
    other = threading.Thread(target=set_aside)
    other.start()
    actions.derive([kept.pk], run_as=parish.references["manager"], now=parish.now)
    other.join(60)
    assert went.is_set() and Record.objects.get(pk=gone.pk).state == "set_aside"
    found = finding.search(parish.who("manager"), "quetzalcoatlus")
    assert (found.total, [one.reference for one in found.hits]) == (1, [kept.reference])


def _two_of_the_same(parish):
    """Two records of one content that was not read yet."""
    own = Narrowing(open_to=("HOU",))
    folder = parish.folder()
    made = [parish.upload(folder, b"same", f"{one}.txt", narrowing=own).record for one in range(2)]
    return [Record.objects.get(reference=one) for one in made]
