"""Finding lines inside one file, and messages inside one conversation."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.holdings.search.library import Paper, shelve

from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.records.models import Record, Thread
from muniment.holdings.search import queries, rules
from muniment.holdings.search.rules.within import _lines
from muniment.holdings.search.types import Words

LISTING = (
    "letters/Roof survey 2019.pdf\nletters/Café licence.doc\nplans/roof.dwg\nplans/drains.dwg\n"
)
CLOSED = {"rule": "SIX", "owner_unit": "HOU", "access": "units", "open_to": ("HOU",)}


def found(text, query):
    return [line.number for line in rules.lines_found(text, rules.parse(query).root, 99)[1]]


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("roof", [1, 3]),
        ("roof survey", [1]),
        ("CAFE", [2]),
        ("plans NOT roof", [4]),
        ("drain* OR licence", [2, 4]),
        ('"survey 2019"', [1]),
        ('"2019 roof"~3', [1]),
        ("class:HOU roof", [1, 3]),
        ("class:HOU", []),
        ("", []),
        ("zeppelin", []),
    ],
)
def test_the_lines_with_all_the_words_are_found(query, lines):
    assert found(LISTING, query) == lines


@given(some.text(alphabet="ab c\nß", max_size=60), some.sampled_from(["a", "b", "ab"]))
def test_a_line_is_found_where_the_word_stands_in_it(text, word):
    lines = text.splitlines()
    expected = [n for n, line in enumerate(lines, 1) if word in rules.words_of(line)]
    total, lines = rules.lines_found(text, Words((word,)), 99)
    assert (total, [one.number for one in lines]) == (len(expected), expected)


def test_what_was_looked_for_is_marked_in_the_line():
    [line] = rules.lines_found(LISTING, rules.parse("café").root, 9)[1]
    assert [(one.text, one.hit) for one in line.segments] == [
        ("letters/", False),
        ("Café", True),
        (" licence.doc", False),
    ]


def test_only_who_sees_the_record_finds_in_it_and_all_lines_are_counted(parish):
    parish.open_class("CLOSED", **CLOSED)
    [archive] = shelve(parish.folder("CLOSED"), [Paper("Papers", LISTING)])
    clerk = parish.who("clerk")
    whole = queries.within(clerk, archive.reference, 1, "dwg OR pdf", limit=2)
    assert (whole.total, [one.number for one in whole.lines]) == (3, [1, 3])
    assert queries.within(clerk, archive.reference, 1, "roof AND (").notes
    with pytest.raises(NotFound):
        queries.within(parish.who("lawyer"), archive.reference, 1, "roof")
    with pytest.raises(NotFound):
        queries.within(clerk, archive.reference, 2, "roof")


def test_a_search_inside_a_conversation_finds_its_messages_that_the_reader_may_see(parish):
    parish.open_class("CLOSED", **CLOSED)
    one, other = shelve(parish.folder(), [Paper("Roof", "rain"), Paper("Re: Roof", "rain")])
    [hidden] = shelve(parish.folder("CLOSED"), [Paper("Re: Roof", "rain")])
    shelve(parish.folder(), [Paper("Roof of another", "rain")])
    for name in ("T-1", "T-2"):
        Thread.objects.create(name=name, root="T-1")
    Record.objects.filter(pk__in=[one.pk, hidden.pk]).update(thread="T-1")
    Record.objects.filter(pk=other.pk).update(thread="T-2")

    def told(who, query):
        return {hit.reference for hit in queries.search(parish.who(who), query).hits}

    assert told("lawyer", "thread:T-2 rain") == {one.reference, other.reference}
    assert told("clerk", "thread:T-1 rain") == {one.reference, other.reference, hidden.reference}
    assert told("clerk", "thread:T-9 rain") == set()


def test_in_a_text_of_very_many_lines_it_is_found_soon():
    text = "line of a text\n" * 500_000
    query = " OR ".join(["text", *(f"word{one}" for one in range(30))])
    began = time.monotonic()
    total, lines = rules.lines_found(text, rules.parse(query).root, 200)
    assert time.monotonic() - began < 20
    assert (total, len(lines)) == (500_000, 200)


@given(some.text(alphabet="ab \n\r\x0b\u2028\x85", max_size=80))
def test_lines_are_those_of_the_text_however_it_is_cut(text):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("muniment.holdings.search.rules.within.PIECE", 7)
        assert list(_lines(text)) == text.splitlines()


@pytest.mark.parametrize("text", ["a " * 50_000, "a.. " * 25_000, "\u4e00" * 50_000])
def test_a_phrase_of_very_many_words_is_looked_for_soon(text):
    letter = text[0]
    pattern = rules.sought(Words((letter,) * 900 + ("b",)))
    began = time.monotonic()
    rules.passage(text, pattern)
    assert time.monotonic() - began < 5
