"""The author of a schedule sees how plain it is: a reading age, and what makes it hard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.retention.test_editions import housing  # noqa: F401

from muniment.lifecycle.retention import queries, rules
from muniment.lifecycle.retention.rules.plain import sentences, syllables_of

PLAIN = (
    "We keep a record as long as the law or our work needs it. Then we destroy it. "
    "Two people agree first. A list shows what went, and when, and why."
)
HARD = (
    "Notwithstanding the aforementioned provisions, information constituting documentation of "
    "organisational decision-making activities shall be retained in accordance with applicable "
    "statutory limitation periods, following which appropriate arrangements for destruction or "
    "permanent preservation shall be implemented by the responsible authorities."
)


def test_a_plain_text_is_younger_than_a_hard_one_and_says_so():
    plain, hard = rules.plainness(PLAIN), rules.plainness(HARD)
    assert 5 <= plain.age <= 11 and plain.is_plain
    assert hard.age > 18 and not hard.is_plain
    assert "as plain as GOV.UK asks for: 9 to 11" in rules.plainness_in_words(plain)
    said = rules.plainness_in_words(hard)
    assert "Reading age 25 or more (Flesch–Kincaid grade plus 5)" in said and "9 to 11" in said


def test_the_formula_is_that_of_kincaid():
    """10 words, 2 sentences, 14 syllables: 0.39 x 5 + 11.8 x 1.4 - 15.59 = 2.88, so 8 years."""
    text = "The clerk keeps the ledger. We destroy paper in winter."
    found = rules.plainness(text)
    assert sum(syllables_of(word) for word in text.replace(".", "").split()) == 14
    assert (found.words, found.sentences, found.age) == (10, 2, 8)


def test_the_longest_sentences_are_listed_with_their_words():
    found = rules.plainness(PLAIN, HARD)
    assert found.longest == ((HARD, len(HARD.replace("-", " ").split())),)
    assert rules.plainness(PLAIN).longest == ()
    many = " ".join(f"A{' word' * count} ends. So it goes." for count in range(20, 30))
    assert [count for _, count in rules.plainness(many).longest] == [31, 30, 29], "three at most"


def test_too_few_words_are_not_judged():
    assert rules.plainness("What housing keeps.") is None
    assert "too few" in rules.plainness_in_words(None)


def test_sentences_end_where_a_reader_ends_them():
    text = (
        "Keep it, e.g. Invoices of 4.2 kinds. (See s. 19.) We ask:\n- one thing\n- another\n\nEnd"
    )
    assert sentences(text) == [
        "Keep it, e.g. Invoices of 4.2 kinds.",
        "(See s. 19.",
        "We ask:",
        "- one thing",
        "- another",
        "End",
    ]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("record", 2), ("retention", 3), ("destroyed", 2), ("created", 3), ("people", 2)),
        *(("business", 2), ("area", 3), ("previous", 3), ("material", 4), ("society", 4)),
        *(("2027", 1), ("body’s", 2), ("the", 1), ("table", 2), ("houses", 2)),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word, count):
    assert syllables_of(word) == count


@given(st.text(max_size=300))
def test_any_text_has_an_age_or_is_too_short(text):
    found = rules.plainness(text)
    assert found is None or (5 <= found.age <= 25 and found.words >= found.sentences > 0)


def test_a_draft_is_judged_by_what_everybody_reads_of_it(housing):  # noqa: F811
    edition = queries.edition_named("HOUSING", 1)
    found = queries.plainness_of(edition)
    whys = [one.why for one in queries.rules_of(edition)]
    assert found == rules.plainness(edition.schedule.purpose, *whys)
