"""However PostgreSQL reads, by how common it thinks that words are, it finds the same."""

import itertools
import random

import pytest
from django.db import connection
from tests.holdings.search.library import Paper, shelve

from muniment.holdings.search import queries

READING = "muniment.holdings.search.queries.reading_postgresql"
RANKED = "muniment.holdings.search.queries.ranking.RANKED"
CLOSED = {"rule": "SIX", "owner_unit": "HOU", "access": "units", "open_to": ("HOU",)}
WAYS = {
    "words alone": {"NUMBERS_FOR_A_ROW": 1e-9, "COMMON": 10**9, "LIKELY_FEW": 0},
    "laid over": {"NUMBERS_FOR_A_ROW": 1e9, "NEARLY_ALL": 2, "HALF": 2, "LIKELY_FEW": 0},
    "by itself": {"HALF": 0, "COMMON": -1, "LIKELY_FEW": 0},
    "on the way down": {"WORDS_READ": 0, "LIKELY_FEW": 0},
    "few at once": {"LIKELY_FEW": 10**9},
    "surely more": {"SURELY": -1, "LIKELY_FEW": 0},
}
QUERIES = (
    *("roof", "roof school", "roof OR slates", '"roof school"', "ro*", "roof -slates"),
    *("roof class:CLOSED", "roof date:2020..2030", "title:roof", "nowhere"),
    "(roof OR letter) AND school",
)  # fmt: skip

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="how PostgreSQL reads"),
]


def found(actor):
    asked = itertools.product(QUERIES, (0, 7))
    pages = [queries.search(actor, query, limit=7, offset=offset) for query, offset in asked]
    counts = [queries.facets(actor, query) for query in QUERIES]
    return [(one.total, [hit.reference for hit in one.hits]) for one in pages], counts


@pytest.mark.parametrize("ranked", [0, 1_000])
def test_every_way_of_reading_finds_the_same(parish, monkeypatch, ranked):
    monkeypatch.setattr(RANKED, ranked)
    chance = random.Random(9)
    words = "roof school council slates letter".split()
    parish.open_class("CLOSED", **CLOSED)
    for folder in (parish.folder(), parish.folder("CLOSED")):
        shelve(
            folder,
            [
                Paper(" ".join(chance.choices(words, k=2)), " ".join(chance.choices(words, k=6)))
                for _ in range(40)
            ],
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_searchdocument")
    for actor in (parish.who("lawyer"), parish.who("clerk")):
        usual = found(actor)
        assert sum(total for total, _ in usual[0]) > 100
        for way, constants in WAYS.items():
            with monkeypatch.context() as patch:
                for name, value in constants.items():
                    patch.setattr(f"{READING}.{name}", value)
                assert found(actor) == usual, way


def test_what_cannot_be_seen_is_looked_at_in_no_way(parish, monkeypatch):
    parish.open_class("CLOSED", **CLOSED)
    shelve(parish.folder("CLOSED"), [Paper(f"Roof {one}") for one in range(5)])
    lawyer = parish.who("lawyer")
    for way, constants in WAYS.items():
        with monkeypatch.context() as patch:
            for name, value in constants.items():
                patch.setattr(f"{READING}.{name}", value)
            assert queries.search(lawyer, "roof").total == 0, way
