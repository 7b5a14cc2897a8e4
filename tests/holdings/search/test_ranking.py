"""What says most of what was asked for comes first, the same on both databases and for ever."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.search.library import Paper, shelve, titles

from muniment.holdings.search import queries
from muniment.holdings.search.rules import weighing
from muniment.holdings.search.rules.folding import index_terms

CLOSED = {"rule": "SIX", "owner_unit": "HOU", "access": "units", "open_to": ("HOU",)}
RANKED = "muniment.holdings.search.queries.ranking.RANKED"
LOOKED_INTO = "muniment.holdings.search.queries.reading_sqlite.LOOKED_INTO"
MARKED = "muniment.holdings.search.queries.ranking.MARKED"
FILLER = "the quick letters of a small office say nothing much at all "


def test_what_is_about_the_words_comes_before_what_mentions_them(parish):
    papers = [
        Paper("Mentions", FILLER * 3 + "roof"),
        Paper("About", "roof slates roof gutter roof " + FILLER),
        Paper("Roof", FILLER),
        Paper("Long", "roof roof " + FILLER * 200),
    ]
    shelve(parish.folder(), papers)
    assert titles(parish.who("clerk"), "roof") == ["Roof", "About", "Mentions", "Long"]


def test_of_words_that_are_asked_for_one_or_other_the_rarer_says_more(parish):
    papers = [Paper(f"Common {one}", "council letter") for one in range(9)]
    shelve(parish.folder(), [Paper("Rare", "letter asbestos"), *papers])
    assert titles(parish.who("clerk"), "council OR asbestos")[0] == "Rare"


def test_words_side_by_side_come_before_words_apart(parish):
    shelve(parish.folder(), [Paper("Side", "school roof here"), Paper("Apart", "roof of a school")])
    assert titles(parish.who("clerk"), "school roof") == ["Side", "Apart"]


@pytest.mark.parametrize("ranked", [0, 1_000])
def test_pages_of_any_length_are_the_same_list_cut_up(parish, monkeypatch, ranked):
    monkeypatch.setattr(RANKED, ranked)
    chance = random.Random(4)
    words = "roof school council slates".split()
    papers = [
        Paper(" ".join(chance.choices(words, k=2)), " ".join(chance.choices(words, k=9)))
        for _ in range(60)
    ]
    shelve(parish.folder(), papers)
    clerk = parish.who("clerk")
    for query in ("roof", "roof school", "roof OR slates", "roof school council slates", "ro*"):
        whole = [one.reference for one in queries.search(clerk, query, limit=100).hits]
        for size in (1, 7, 13):
            pages = [
                one.reference
                for start in range(0, len(whole), size)
                for one in queries.search(clerk, query, limit=size, offset=start).hits
            ]
            assert pages == whole, (query, size)
        assert [one.reference for one in queries.every_hit(clerk, query)] == whole


def test_reckoned_at_once_or_step_by_step_the_order_is_one(parish, monkeypatch):
    monkeypatch.setattr(RANKED, 0)
    chance = random.Random(5)
    words = "roof school council slates garden".split()
    papers = [
        Paper(" ".join(chance.choices(words, k=2)), " ".join(chance.choices(words, k=9)))
        for _ in range(80)
    ]
    shelve(parish.folder(), papers)
    asked = ("roof school", "roof OR slates", "(roof OR garden) AND council", "roof -school slates")
    orders = []
    for most in (10_000, 0):
        monkeypatch.setattr(MARKED, most)
        orders.append([titles(parish.who("clerk"), query, limit=100) for query in asked])
    assert orders[0] == orders[1]
    assert len(orders[0][0]) > 10


def test_words_side_by_side_are_told_alike_by_the_texts_and_by_the_index(parish, monkeypatch):
    chance = random.Random(6)
    words = "roof school council slates".split()
    papers = [
        Paper(" ".join(chance.choices(words, k=3)), " ".join(chance.choices(words, k=6)))
        for _ in range(60)
    ]
    shelve(parish.folder(), papers)
    orders = []
    for most in (200, 0):
        monkeypatch.setattr(LOOKED_INTO, most)
        orders.append(titles(parish.who("clerk"), "roof school council", limit=100))
    assert orders[0] == orders[1]
    assert len(orders[0]) > 10


def test_very_many_results_are_in_order_of_how_high_their_words_are_marked(parish, monkeypatch):
    monkeypatch.setattr(RANKED, 0)
    papers = [Paper("Roof"), Paper("One", "roof"), Paper("Two", "roof roof"), Paper("Old", "roof")]
    shelve(parish.folder(), papers)
    clerk = parish.who("clerk")
    assert titles(clerk, "roof") == ["Roof", "Two", "Old", "One"]
    assert titles(clerk, "roof -title:one") == ["Roof", "Two", "Old"]
    assert titles(clerk, "roof OR class:LEG") == ["Old", "Two", "One", "Roof"]


@pytest.mark.parametrize("ranked", [0, 1_000])
def test_the_order_of_what_is_seen_does_not_change_with_what_is_hidden(parish, monkeypatch, ranked):
    monkeypatch.setattr(RANKED, ranked)
    parish.open_class("CLOSED", **CLOSED)
    shelve(
        parish.folder(), [Paper("Roof", "council"), Paper("A", "roof asbestos"), Paper("B", "roof")]
    )
    lawyer = parish.who("lawyer")
    asked = ("roof OR council", "asbestos OR roof", "roof", "roof~", "asbestoss")
    before = [queries.search(lawyer, one) for one in asked]
    shelve(parish.folder("CLOSED"), [Paper("Asbestos", "asbestos council rof " * 9)] * 30)
    assert [queries.search(lawyer, one) for one in asked] == before


TEXT = st.lists(st.sampled_from("roof school council a the".split()), max_size=40).map(" ".join)


@given(TEXT, TEXT, TEXT)
def test_what_is_kept_of_a_record_gives_back_the_weights(title, path, body):
    terms = index_terms(title, path, body)
    usual, found = weighing.word_weights(terms)
    packed = weighing.packed(terms)
    for word in {*terms.title, *terms.path, *terms.body}:
        assert weighing.weight_in(packed, word) == pytest.approx(found.get(word, usual), abs=0.006)


@given(st.integers(1, 3), st.data())
def test_the_steps_share_out_all_levels_of_the_words(count, data):
    words = [f"w{number}" for number in range(count)]
    own = {word: data.draw(st.integers(0, weighing.LEVELS)) for word in words}
    total = sum(own.values())
    for step in range(weighing.LEVELS * count + 1):
        reached = any(
            all(own[word] >= least for word, least in choice)
            for choice in weighing.at_least(words, step)
        )
        assert reached == (total >= step)
