"""Words near each other, words that may be misspelled, and sizes, with known answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.search.library import Paper, shelve, titles

from muniment.holdings.records.models import Record
from muniment.holdings.search import queries
from muniment.holdings.search.rules import neighbours, parse, passage, sought
from muniment.holdings.search.types import Filter, Near

CLOSED = {"rule": "SIX", "owner_unit": "HOU", "access": "units", "open_to": ("HOU",)}
PAPERS = [
    Paper("One", "the roof of the school had a survey"),
    Paper("Two", "a survey: the roof leaks"),
    Paper("Three", "roof " + "and so on " * 7 + "survey"),
    Paper("Four", "roof alone"),
    Paper("Roof", "survey of nothing"),
]
NEAR = {
    '"roof survey"~5': {"One", "Two"},
    '"roof survey"~1': {"Two"},
    '"survey roof"~1': {"Two"},
    '"roof survey"~0': set(),
    '"roof survey"~20': {"One", "Two"},
    '"roof survey"~': {"One", "Two"},
    '"roof school survey"~3': {"One"},
    '"roof roof"~5': {"One", "Two", "Three", "Four", "Roof"},
    '"roof survey"~5 leaks': {"Two"},
    '"roof survey"~5 OR alone': {"One", "Two", "Four"},
    'survey -"roof survey"~5': {"Three", "Roof"},
    'title:"roof survey"~5': set(),
}


def test_words_are_near_with_so_many_between_them_in_either_order(parish):
    shelve(parish.folder(), PAPERS)
    clerk = parish.who("clerk")
    assert {query: set(titles(clerk, query)) for query in NEAR} == NEAR


def test_a_word_far_into_a_long_text_is_near_its_neighbour(parish):
    text = "word " * 5_000 + "roof and a survey " + "word " * 5_000
    shelve(
        parish.folder(), [Paper("Long", text), Paper("Other", "roof " + "word " * 40 + "survey")]
    )
    assert titles(parish.who("clerk"), '"survey roof"~3') == ["Long"]


def test_a_misspelled_word_is_looked_for_as_what_it_may_have_been(parish):
    papers = [Paper("A", "the survey"), Paper("B", "two surveys"), Paper("C", "survey, slates")]
    shelve(parish.folder(), papers)
    clerk = parish.who("clerk")
    assert set(titles(clerk, "survay~")) == {"A", "C"}
    assert set(titles(clerk, "survye~ slates")) == {"C"}
    assert set(titles(clerk, "survey~")) == {"A", "B", "C"}
    assert titles(clerk, "zzzzz~") == []
    assert queries.search(clerk, "survay~").notes == ("'survay~' also looked for: survey.",)
    marked = [part.text for part in queries.search(clerk, "survay~").hits[0].snippet if part.hit]
    assert marked == ["survey"]


def test_no_word_of_what_is_hidden_is_ever_proposed(parish):
    parish.open_class("CLOSED", **CLOSED)
    shelve(parish.folder("CLOSED"), [Paper("Hidden", "whistleblower")])
    shelve(parish.folder(), [Paper("Seen", "slates")])
    lawyer, clerk = parish.who("lawyer"), parish.who("clerk")
    for query in ("whistlebower~", "whistlebower"):
        found = queries.search(lawyer, query)
        assert (found.total, found.instead) == (0, "")
        assert not any("whistleblower" in note for note in found.notes)
    assert titles(clerk, "whistlebower~") == ["Hidden"]
    assert queries.search(clerk, "whistlebower").instead == "whistleblower"


def test_where_nothing_is_found_another_spelling_is_proposed_that_finds_something(parish):
    shelve(parish.folder(), [Paper("A", "committee minutes"), Paper("B", "Comittees")])
    clerk = parish.who("clerk")
    assert queries.search(clerk, "Comittee minutes").instead == "committee minutes"
    assert queries.search(clerk, "title:Comittee minutes").instead == ""
    assert queries.search(clerk, "committee").instead == ""
    assert queries.search(clerk, '"').instead == ""


@given(st.text("abcdeé", min_size=1, max_size=7))
def test_a_neighbour_of_a_word_has_it_for_a_neighbour(word):
    for other in neighbours(word):
        assert other != word
        assert abs(len(other) - len(word)) <= 1
    if word.isascii():
        assert all(word in neighbours(other) for other in neighbours(word)[:40])


SIZES = {
    "size:>1MB": {"Large"},
    "size:>=1MB": {"Large", "Even"},
    "size:1MB": {"Large", "Even"},
    "size:<1kB": {"Small"},
    "size:<=0.5kB": {"Small"},
    "size:1kB..1mb": {"Even"},
    "size:..1MB": {"Small", "Even"},
    "size:1.5M..": {"Large"},
    "roof size:>1MB": {"Large"},
    "NOT size:>1MB": {"Small", "Even"},
}


def test_sizes_bound_what_is_found(parish):
    made = shelve(parish.folder(), [Paper(one, "roof") for one in ("Small", "Even", "Large")])
    for record, size in zip(made, (500, 1_000_000, 2_000_000), strict=True):
        Record.objects.filter(pk=record.pk).update(size=size)
    clerk = parish.who("clerk")
    assert {query: set(titles(clerk, query)) for query in SIZES} == SIZES


def test_a_folder_is_searched_by_its_reference_and_shows_no_more_than_may_be_seen(parish):
    parish.open_class("CLOSED", **CLOSED)
    folder, other, closed = parish.folder(), parish.folder("LEG"), parish.folder("CLOSED")
    shelve(folder, [Paper("Here", "roof")])
    shelve(other, [Paper("There", "roof")])
    shelve(closed, [Paper("Hidden", "roof")])
    lawyer = parish.who("lawyer")
    assert titles(lawyer, f"roof folder:{folder.reference}") == ["Here"]
    assert titles(lawyer, f"roof folder:{folder.reference.lower()}") == ["Here"]
    assert titles(lawyer, f"folder:{closed.reference}") == titles(lawyer, "folder:F-NONE") == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("size:big", "'big' is not a size"),
        ("size:>", "'>' is not a size"),
        ("size:1MB..many", "is not a size"),
        ("size:..", "is not a size"),
        ('"roof survey"~500', "up to 20 others"),
        ("roof NEAR survey", '"roof survey"~5'),
        ("a-b~", "goes after one word"),
        ("ab~", "three letters"),
        ("survay~2", "one letter"),
    ],
)
def test_what_cannot_be_asked_is_said(typed, said):
    assert any(said in note for note in parse(typed).notes)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('"a b"~3', Near(("a", "b"), 3)),
        ('"a b"~', Near(("a", "b"), 5)),
        ("size:>1kB", Filter("smallest", ">1kB", size=1001)),
        ("size:<1kB", Filter("largest", "<1kB", size=999)),
        ("size:999999999999999TB", Filter("smallest", "999999999999999TB", size=2**62)),
    ],
)
def test_what_is_asked_is_read(typed, meant):
    assert parse(typed).root == meant


def test_words_that_are_near_are_marked_in_the_passage():
    shown = passage("the roof had a survey", sought(parse('"survey roof"~5').root))
    assert [one.text for one in shown if one.hit] == ["roof", "survey"]


def test_a_hold_does_not_go_by_a_word_that_may_be_misspelled(parish):
    assert any("~" in fault for fault in queries.faults("survay~"))
    assert queries.faults('"roof survey"~5 size:>1MB') == []
