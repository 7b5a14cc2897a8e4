"""What a query finds is what it says, on whichever database the run is: both are held against
the same reckoning in plain Python, so that they agree with each other too."""

import random

import pytest
from tests.holdings.search.papers import Shelf, found, paper, retell

from muniment.holdings.search import actions, queries
from muniment.holdings.search.rules import parse
from muniment.holdings.search.types import Order

WORDS = "council report annual budget résumé straße Ελλάς 2021 fire-safety don't".split()
OPERATORS = [" ", " AND ", " OR ", " NOT ", " -"]


@pytest.fixture
def shelf(parish):
    chance = random.Random(20)
    parish.open_class("HOU/1", under="HOU", rule="SIX")
    folders = [parish.folder("HOU"), parish.folder("HOU/1", "Letters"), parish.folder("LEG")]
    made = [
        paper(
            parish,
            chance.choice(folders),
            f"{' '.join(chance.choices(WORDS, k=2))} {number}.txt",
            " ".join(chance.choices(WORDS, k=chance.randint(0, 12))),
        ).pk
        for number in range(40)
    ]
    return Shelf(made)


def a_term(chance: random.Random) -> str:
    one, two, three = chance.choices(WORDS, k=3)
    return chance.choice(
        [
            one,
            one,
            f'"{one} {two}"',
            f'"{one} {two} {three}"',
            f"{one[:2]}*",
            f"title:{one}",
            f'title:"{one} {two}"',
            f"title:{one[:3]}*",
            f"path:{one}",
            f"({one} OR {two})",
            f"-({one} {two})",
            "class:LEG",
            "after:2020",
            "before:2020-06",
        ]
    )


def a_query(chance: random.Random) -> str:
    query = a_term(chance)
    for _ in range(chance.randint(0, 3)):
        query += chance.choice(OPERATORS) + a_term(chance)
    return query


def test_queries_find_what_they_say(parish, shelf):
    chance, actor = random.Random(21), parish.who("manager")
    sizes = set()
    for _ in range(400):
        query = a_query(chance)
        root = parse(query).root
        expected = shelf.having(root)
        assert set(found(actor, query)) == expected, query
        sizes.add(len(expected))
    assert len(sizes) > 15, "the queries hardly told the records apart"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("resume", "the RÉSUMÉ of a clerk"),
        ("résumé", "the resume of a clerk"),
        ("STRASSE", "in der Straße"),
        ("office", "the o\ufb03ce door"),
        ('"fire safety"', "a fire-safety plan"),
        ("fire-safety", "a fire safety plan"),
        ("don't", "we don\u2019t know"),
        ("anna.smith@council.example", "write to Anna.Smith@council.example today"),
        ("2021/04", "case 2021/04 closed"),
        ("x" * 80, "x" * 80),
    ],
)
def test_words_are_folded_the_same_in_text_and_query(parish, query, text):
    folder = parish.folder()
    paper(parish, folder, "other.txt", "nothing of the kind")
    wanted = paper(parish, folder, "paper.txt", text)
    assert found(parish.who("manager"), query) == [wanted.reference]


def test_a_phrase_does_not_run_from_the_title_into_the_text(parish):
    paper(parish, parish.folder(), "planning.txt", "appeal heard")
    assert found(parish.who("manager"), '"planning appeal"') == []
    assert len(found(parish.who("manager"), "planning appeal")) == 1


def test_a_phrase_is_found_late_in_a_text_full_of_its_words(parish):
    text = "of freedom information " * 400 + "freedom of information"
    wanted = paper(parish, parish.folder(), "a.txt", text)
    near = paper(parish, parish.folder("LEG"), "b.txt", "of freedom information " * 400)
    hits = found(parish.who("manager"), '"freedom of information"')
    assert (wanted.reference in hits, near.reference in hits) == (True, False)


def test_a_text_of_very_many_different_long_words_can_be_indexed(parish):
    text = " ".join(f"{number:x}".rjust(58, "w") for number in range(30_000))
    wanted = paper(parish, parish.folder(), "codes.csv", f"beginning {text}")
    assert found(parish.who("manager"), "beginning") == [wanted.reference]


def test_odd_bytes_in_a_text_are_no_obstacle(parish):
    wanted = paper(parish, parish.folder(), "odd.txt", "before \ue001\ufffe\u202e_'\\:&|! after")
    assert found(parish.who("manager"), '"before after"') == [wanted.reference]


def test_a_record_is_found_by_its_reference_and_its_class_with_all_below(parish):
    parish.open_class("HOU/1", under="HOU", rule="SIX")
    one = paper(parish, parish.folder("HOU/1"), "a.txt", "roof")
    two = paper(parish, parish.folder("LEG"), "b.txt", "roof")
    actor = parish.who("manager")
    assert found(actor, one.reference) == [one.reference]
    assert found(actor, "class:HOU roof") == [one.reference]
    assert found(actor, "roof NOT class:HOU") == [two.reference]
    assert found(actor, "class:NOWHERE") == []


def test_a_record_is_found_by_the_words_it_has_now(parish):
    one = paper(parish, parish.folder(), "a.txt", "gas boiler")
    retell(parish, one, "heat pump")
    actor = parish.who("manager")
    assert (found(actor, "boiler"), found(actor, "pump")) == ([], [one.reference])


def test_titles_come_first_and_pages_neither_repeat_nor_leave_out(parish):
    folder, actor = parish.folder(), parish.who("manager")
    named = paper(parish, folder, "allotment.txt", "rents").reference
    for number in range(24):
        paper(parish, folder, f"paper {number}.txt", "the allotment society")
    whole = found(actor, "allotment")
    assert whole[0] == named
    assert queries.search(actor, "allotment").order is Order.RELEVANCE
    for page in (1, 4, 7, 25):
        assert found(actor, "allotment", page=page) == whole


def test_a_page_past_the_end_is_empty_and_still_tells_the_total(parish):
    paper(parish, parish.folder(), "a.txt", "roof")
    results = queries.search(parish.who("manager"), "roof", offset=500)
    assert (results.total, results.hits, results.next_offset) == (1, (), None)


def test_passages_show_the_words_in_segments_that_the_text_cannot_forge(parish):
    text = "Before it. " * 40 + "The <mark>Roof</mark> leaks & the roofer came. " + "After. " * 90
    paper(parish, parish.folder(), "a.txt", text)
    (hit,) = queries.search(parish.who("manager"), "roof*").hits
    assert [part.text for part in hit.snippet if part.hit] == ["Roof", "roofer"]
    shown = "".join(part.text for part in hit.snippet)
    assert "<mark>Roof</mark> leaks &" in shown
    assert len(shown) < 400


def test_indexing_twice_changes_nothing(parish):
    one = paper(parish, parish.folder(), "a.txt", "roof roof")
    for _ in range(3):
        actions.index([one.pk, one.pk], now=parish.now)
    assert found(parish.who("manager"), "roof") == [one.reference]
