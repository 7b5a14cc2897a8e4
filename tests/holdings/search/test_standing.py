"""The index keeps step with the records, and answers whatever is thrown at it."""

import pytest
from django.db import connection, transaction
from tests.holdings.search.library import NOW, Paper, shelve, titles

from muniment.foundation.access.types import Narrowing
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record
from muniment.holdings.search import actions, queries
from muniment.holdings.search.models import SearchDocument
from muniment.holdings.search.rules import parse, passage, sought

CLOSED = {"rule": "SIX", "owner_unit": "HOU", "access": "units", "open_to": ("HOU",)}
TIERS = ["OFFICIAL"]


@pytest.fixture
def roof(parish):
    parish.open_class("CLOSED", **CLOSED)
    return shelve(parish.folder(), [Paper("Roof", "slates"), Paper("Gutter", "roof")])[0]


def test_a_record_that_is_narrowed_is_gone_from_the_search_at_once(parish, roof):
    assert titles(parish.who("lawyer"), "roof") == ["Roof", "Gutter"]
    records.narrow_record(
        parish.who("manager"),
        roof.reference,
        narrowing=Narrowing(open_to=("HOU",)),
        tiers=TIERS,
        now=NOW,
    )
    assert titles(parish.who("lawyer"), "roof") == ["Gutter"]
    assert titles(parish.who("clerk"), "roof") == ["Roof", "Gutter"]


def test_a_record_that_is_moved_is_found_where_it_is_by_those_who_see_it(parish, roof):
    target = parish.folder("CLOSED")
    manager = parish.who("manager")
    records.move_record(manager, roof.reference, folder=target.reference, reason="r", now=NOW)
    assert titles(parish.who("lawyer"), "roof") == ["Gutter"]
    assert titles(parish.who("clerk"), "roof class:CLOSED") == ["Roof"]
    assert titles(parish.who("clerk"), "roof class:HOU") == ["Gutter"]


def test_a_class_that_is_merged_takes_its_records_out_of_sight(parish, roof):
    parish.open_class("OPEN", rule="SIX", owner_unit="HOU", access="everyone")
    folder = parish.folder("OPEN")
    shelve(folder, [Paper("Third", "roof")])
    assert "Third" in titles(parish.who("lawyer"), "roof")
    records.move_folder(
        parish.who("manager"), folder.reference, file_class="CLOSED", reason="r", now=NOW
    )
    assert "Third" not in titles(parish.who("lawyer"), "roof")
    assert "Third" in titles(parish.who("clerk"), "roof class:CLOSED")


def test_what_is_undone_is_undone_in_the_index(parish, roof):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Record.objects.filter(pk=roof.pk).update(record_date="1980-01-01")
        assert titles(parish.who("clerk"), "roof date:1980") == ["Roof"]
        raise ZeroDivisionError
    assert titles(parish.who("clerk"), "roof date:1980") == []


def test_without_the_trigger_a_narrowed_record_would_still_be_found(parish, roof):
    table = " ON records_record" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER search_follows_record{table}")
    Record.objects.filter(pk=roof.pk).update(record_date="1980-01-01")
    assert titles(parish.who("clerk"), "roof date:1980") == []


def test_a_stub_is_found_by_reference_and_title_and_by_nothing_else(parish):
    said = {"from": "ada@moor.gov"}
    folder, manager = parish.folder(), parish.who("manager")
    paper = Paper("Old roof", "slates fell", "north/wing.txt", metadata=said)
    made = shelve(folder, [paper])[0]
    with transaction.atomic():
        records.begin_destruction([Record.objects.get(pk=made.pk)], now=NOW)
        actions.remove([made.pk])
    assert titles(manager, "roof state:destroying") == ["Old roof"]
    assert titles(manager, made.reference) == ["Old roof"]
    for word in ("slates", '"slates fell"', "sla*", "wing", "path:north", "moor", "ada"):
        assert titles(manager, word) == [], word
    actions.reindex(0, now=NOW)
    assert titles(manager, "slates OR wing OR moor") == []
    assert queries.search(manager, "roof").hits[0].snippet == ()


def test_reindexing_brings_back_every_row_in_batches(parish, monkeypatch):
    monkeypatch.setattr(actions.indexing, "BATCH", 3)
    shelve(parish.folder(), [Paper(f"Roof {number}") for number in range(7)])
    before = titles(parish.who("clerk"), "roof")
    SearchDocument.objects.all().delete()
    if connection.vendor == "sqlite":
        connection.cursor().execute("DELETE FROM search_words")
    assert titles(parish.who("clerk"), "roof") == []
    last, rounds = 0, 0
    while last is not None:
        last, rounds = actions.reindex(last, now=NOW), rounds + 1
    assert (titles(parish.who("clerk"), "roof"), rounds) == (before, 4)


HOSTILE = [
    "NEAR(roof slates, 2)",
    "{title body}: roof",
    "body : roof",
    "^roof",
    "roof + slates",
    "search_words MATCH 'roof'",
    "'; DROP TABLE records_record; --",
    "roof'",
    "''roof''",
    "\\",
    "roof\\' & !",
    "roof:*ABCD & <-> <2> |",
    "%s %(x)s %%",
    "roof\0slates",
    '"""roof"""',
    "roof* *",
    "class:%' format:'' state:' format:\\",
    "\ud800\udfff roof",
    "rowid:1 rank:2",
    "\u202eroof",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_is_ever_part_of_the_language_of_the_database(parish, roof, text):
    found = queries.search(parish.who("clerk"), text, class_reference=text[:0])
    assert found.total in (0, 1, 2)
    queries.search(parish.who("clerk"), "roof", class_reference=text, within=text)


@pytest.mark.parametrize(
    "text",
    [
        "roof " * 2_000,
        "roof OR " * 5_000,
        "x" * 10_000,
        "(" * 5_000 + "roof",
        "((((" * 15 + "roof" + "))))" * 15,
        "NOT (" * 30 + "roof",
        "(roof OR (slates -(" * 12,
        "-" * 63 + "roof",
        '"' + "roof " * 300 + '"',
        "class:HOU OR " * 60,
        " ".join(f"{chr(97 + n % 26)}*" for n in range(60)),
        "title:(" * 19,
    ],
)
def test_a_query_of_any_size_is_answered(parish, roof, text):
    found = queries.search(parish.who("clerk"), text)
    assert 0 <= found.total <= 2
    assert all(len(note) < 200 for note in found.notes)


def hits(query: str, text: str) -> list[str]:
    return [one.text for one in passage(text, sought(parse(query).root)) if one.hit]


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("roof", "The roofer's ROOF, proof of roof_tiles", ["ROOF", "roof"]),
        ('"the roof"', "the old roof; The\nRoof", ["The Roof"]),
        ("roof*", "rooftop roof", ["rooftop", "roof"]),
        ("roof -slates", "roof slates", ["roof"]),
        ("cafe", "Café cafe\u0301 Cafés", ["Café", "café"]),
        ("strasse", "die Straße", ["Straße"]),
        ("office", "the o\ufb03ce", ["o\ufb03ce"]),
        ("预算", "市议会同意了预算。", ["预算"]),
        ("हिन्दी", "बजट हिन्दी में", ["हिन्दी"]),
        ("<b>", "a <b>bold</b> b", ["b", "b", "b"]),
        ("date:2019", "2019", []),
        ("class:HOU", "HOU", []),
    ],
)
def test_only_the_words_looked_for_are_marked(query, text, marked):
    assert hits(query, text) == marked


def test_a_passage_says_what_the_text_says_and_no_more():
    text = "word " * 5_000 + "the roof leaks " + "more " * 100
    segments = passage(text, sought(parse("roof").root))
    shown = "".join(one.text for one in segments)
    assert shown in " ".join(text.split())
    assert [one.text for one in segments if one.hit] == ["roof"]
    assert len(shown) <= 220


def test_the_planner_is_left_as_it_was_found(parish, roof):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL is told how to plan")
    assert titles(parish.who("clerk"), "roof") == ["Roof", "Gutter"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_seqscan')")
        assert cursor.fetchone() == ("on",)


def test_a_passage_has_whole_words():
    long = " ".join(f"word{number:03}" for number in range(200))
    [*before, hit, after] = [one.text for one in passage(long, sought(parse("word100").root))]
    assert hit == "word100"
    words = "".join([*before, hit, after]).split()
    assert len(words) > 10 and all(one in long.split() for one in words)
