"""What counts of a record, and that what was learnt can be taken back to the last word."""

from hypothesis import given
from hypothesis import strategies as st

from muniment.holdings.advice import rules

FEATURES = st.dictionaries(st.integers(0, rules.NUMBERS - 1), st.integers(1, 60), max_size=40)


def test_the_title_counts_most_and_figures_and_common_words_not_at_all():
    words = rules.telling_words("Roof repair", "Housing/roof.pdf", "the roof of 2019 and tiles")
    assert words["roof"] > words["housing"] > words["tiles"] > 0
    assert "the" not in words
    assert "2019" not in words
    assert "pdf" not in words


@given(FEATURES)
def test_what_is_packed_comes_back(features):
    assert rules.unpacked(rules.packed(features)) == features


@given(FEATURES, st.lists(FEATURES, max_size=5))
def test_what_was_learnt_is_taken_back_to_the_last_word(before, records):
    after = rules.changed(before, records, 1)
    assert rules.changed(after, records, -1) == before


@given(st.lists(st.tuples(st.integers(1, 9), FEATURES), max_size=5))
def test_the_sum_of_several_places_is_that_of_all_records(parts):
    made = rules.added_up([(count, rules.packed(one)) for count, one in parts])
    whole = rules.changed({}, [one for _, one in parts], 1)
    assert dict(zip(made.numbers.tolist(), made.counts.tolist(), strict=True)) == whole
    assert made.records == sum(count for count, _ in parts)


@given(FEATURES, FEATURES)
def test_likeness_is_between_nothing_and_all_and_the_same_both_ways(one, other):
    assert 0 <= rules.likeness(one, other) <= 100
    assert rules.likeness(one, other) == rules.likeness(other, one)
    assert not one or rules.likeness(one, one) == 100


def test_the_class_with_the_words_comes_first_and_they_are_named():
    roof = rules.telling_words("Roof repair", "", "slates tiles gutter roof roof")
    lease = rules.telling_words("Lease of shop", "", "tenant rent lease landlord")
    classes = {
        1: rules.added_up([(1, rules.packed(rules.features_of(roof)))]),
        2: rules.added_up([(1, rules.packed(rules.features_of(lease)))]),
    }
    hand = rules.telling_words("Gutter", "", "the roof leaks, slates fell, tenant upset")
    assert rules.ranked(rules.features_of(hand), classes) == [1, 2]
    spoke = rules.words_for(hand, 1, classes)
    assert {"roof", "slates", "gutter"} >= set(spoke) > set()
    assert "leaks" not in spoke  # nobody there has said it
    assert rules.words_for({}, 1, classes) == ()
