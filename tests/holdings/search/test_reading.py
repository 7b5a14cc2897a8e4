"""Whatever a person types is read somehow, and answered."""

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.holdings.search.papers import paper

from muniment.holdings.search import queries
from muniment.holdings.search.rules import parse, words_of
from muniment.holdings.search.rules.folding import fold
from muniment.holdings.search.types import All, Any, Filter, Not, Words

PIECES = st.sampled_from(
    ["roof", "AND", "OR", "NOT", "-", "(", ")", '"', "title:", "path:", "class:", "date:", "..",
     "before:", "after:", "format:", "state:", "*", "2019", "0001", "9999-12-31", "2019-13",
     " ", ":", "'", "\\", "&", "\x00", "\ud800", "é", "\u0301", "²", "٣", "_", "%", "\U0001f600"]
)  # fmt: skip
TYPED = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join))


@given(TYPED)
@example("date:0001..0002")
@example("after:9999-12")
@example("date:9999-12")
@example("before:..2020")
@example("date:..")
@example("(" * 400)
@example("-" * 400 + "a")
def test_reading_never_fails_and_notes_are_plain_sentences(text):
    query = parse(text)
    for note in query.notes:
        assert note.endswith(".")


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text):
    assert words_of(" ".join(words_of(text))) == words_of(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a b", All((Words(("a",)), Words(("b",))))),
        ("a OR b c", Any((Words(("a",)), All((Words(("b",)), Words(("c",))))))),
        ("(a OR b) c", All((Any((Words(("a",)), Words(("b",)))), Words(("c",))))),
        ("NOT a", Not(Words(("a",)))),
        ("a -b", All((Words(("a",)), Not(Words(("b",)))))),
        ("and or not", All((Words(("and",)), Words(("or",)), Words(("not",))))),
        ('"a b', Words(("a", "b"))),
        ("a)", Words(("a",))),
        ("(a", Words(("a",))),
        ("AND a OR", Words(("a",))),
        ("before:2019", Filter("before", "2019", date(2019, 1, 1))),
        ("after:2019-02", Filter("after", "2019-02", date(2019, 2, 28))),
        ("10:30", Words(("10", "30"))),
        ("", None),
        ("& ()", None),
    ],
)
def test_what_is_typed_is_read_as_people_mean_it(typed, meant):
    assert parse(typed).root == meant


@pytest.mark.parametrize("typed", ["roof (", "roof date:soon", "roof &", "roof )"])
def test_what_was_not_understood_is_said(typed):
    assert parse(typed).notes


@pytest.mark.django_db
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TYPED)
@example(text="date:0001..")
@example(text='NOT (title:a* OR class:X) -"a b c"*')
@example(text="class:\x00")
@example(text="format:\x00 state:\ud800")
def test_the_database_answers_whatever_is_typed(parish_once, text):
    results = queries.search(parish_once.who("manager"), text)
    assert 0 <= len(results.hits) <= results.total <= 1


@pytest.fixture
def parish_once(parish):
    paper(parish, parish.folder(), "a.txt", "roof")
    return parish


def test_a_date_with_an_open_beginning_is_answered(parish_once):
    assert queries.search(parish_once.who("manager"), "before:..2020").total <= 1


def test_a_class_given_apart_binds_the_whole_query(parish):
    paper(parish, parish.folder("LEG"), "a.txt", "roof")
    actor = parish.who("manager")
    for typed in ("a) OR (roof", "a OR roof", 'roof "', "roof OR"):
        assert queries.search(actor, typed, class_reference="HOU").total == 0, typed
