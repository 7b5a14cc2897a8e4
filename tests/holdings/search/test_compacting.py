"""After compaction no word of what went is left in the index's own files."""

import pytest
from django.db import connection
from tests.holdings.search.papers import found, paper, retell

from muniment.holdings.search import actions

CANARY = "quetzalcoatlus"


@pytest.fixture
def on_disk(committed_parish):
    """The bytes of the database as they lie on the disk."""

    def read() -> bytes:
        if connection.vendor == "sqlite":  # in memory: its pages as they would lie on the disk
            return connection.connection.serialize()
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('search_terms'))")
            return bytes(cursor.fetchone()[0])

    return read


@pytest.mark.django_db(transaction=True)
def test_compaction_leaves_no_word_of_what_was_removed(committed_parish, on_disk):
    parish = committed_parish
    folder = parish.folder()
    kept = paper(parish, folder, "kept.txt", "roof and gutter")
    gone = paper(parish, folder, "gone.txt", f"roof {CANARY}")
    assert CANARY.encode() in on_disk(), "the probe would not see the word"
    retell(parish, gone, "")
    actions.compact()
    assert CANARY.encode() not in on_disk()
    assert found(parish.who("manager"), "gutter") == [kept.reference]
    assert found(parish.who("manager"), CANARY) == []


@pytest.mark.django_db(transaction=True)
def test_tidying_puts_the_pieces_of_the_index_together_and_leaves_it_alone_then(committed_parish):
    if connection.vendor == "postgresql":
        pytest.skip("its index has no pieces")
    parish = committed_parish
    folder = parish.folder()
    kept = [paper(parish, folder, f"{one}.txt", "roof and gutter") for one in range(13)]
    before = pieces()
    actions.tidy()
    assert pieces() < before
    assert sorted(found(parish.who("manager"), "gutter")) == sorted(one.reference for one in kept)
    written = index_bytes()
    actions.tidy()
    assert index_bytes() == written


def pieces() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT segid) FROM search_words_idx")
        return int(cursor.fetchone()[0])


def index_bytes() -> list[tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, block FROM search_words_data ORDER BY id")
        return [(number, bytes(block)) for number, block in cursor.fetchall()]
