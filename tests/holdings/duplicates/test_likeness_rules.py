"""How alike two texts are, how they differ, and what hangs together."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from muniment.holdings.duplicates.adapters.minhash import signature
from muniment.holdings.duplicates.rules import (
    BANDS,
    band_keys,
    beside,
    comparing,
    components,
    jaccard,
    shingles,
)
from muniment.holdings.duplicates.types import Kind

TEXTS = st.lists(st.sampled_from("the board met and agreed a new roof\n for\n it".split(" "))).map(
    " ".join
)


def test_a_text_is_its_rows_of_three_words():
    assert shingles("The board met today.") == {"the board met", "board met today"}
    assert shingles("Roof!") == {"roof"}
    assert shingles(" \n.") == frozenset()


@given(TEXTS, TEXTS)
def test_likeness_is_the_same_both_ways_and_whole_only_of_the_same_rows(one, other):
    left, right = shingles(one), shingles(other)
    assert jaccard(left, right) == jaccard(right, left)
    assert 0 <= jaccard(left, right) <= 1
    assert (jaccard(left, right) == 1) == (left == right and bool(left))


@given(TEXTS)
def test_the_same_text_always_has_the_same_bands(text):
    rows = shingles(text) or {"x"}
    keys = band_keys(signature(rows))
    assert keys == band_keys(signature(set(rows))) and len(keys) == BANDS
    assert all(0 <= key < 2**63 for key in keys)


@given(TEXTS, TEXTS)
def test_a_comparison_shows_all_words_of_both_texts(one, other):
    lines, cut = beside(one, other)
    assert not cut
    for text, side in ((one, "left"), (other, "right")):
        shown = " ".join("".join(s.text for s in getattr(line, side)) for line in lines)
        assert shown.split() == text.split()
    assert any(line.differs for line in lines) == (
        [row.strip() for row in one.splitlines() if row.strip()]
        != [row.strip() for row in other.splitlines() if row.strip()]
    )


def test_what_differs_is_marked_by_the_word():
    (line,), _ = beside("The roof was mended in May.", "The roof was painted in May.")
    assert [one.text for one in line.left if one.kind is Kind.LEFT] == ["mended"]
    assert [one.text for one in line.right if one.kind is Kind.RIGHT] == ["painted"]


def test_a_long_text_is_cut_and_says_so():
    lines, cut = beside("one line\n" * 5000, "one line\n" * 5000)
    assert cut and len(lines) == 1500
    assert beside("x" * 10_000, "x" * 10_000)[1] is False


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(10, 19))))
def test_a_group_is_all_that_hangs_together(pairs):
    found = components(pairs)
    place = {one: number for number, group in enumerate(found) for one in group}
    assert len(place) == sum(map(len, found))
    assert all(place[first] == place[second] for first, second in pairs)


def test_tables_of_noughts_are_put_beside_each_other_before_anybody_gives_up_waiting():
    chance = random.Random(7)
    left, right = (
        "\n".join(",".join(chance.choices("0001", k=1_000)) for _ in range(120)) for _ in range(2)
    )
    begun = time.process_time()
    lines, cut = beside(left, right)
    assert time.process_time() - begun < 20  # it was minutes
    assert not cut and len(lines) == 120
    for line, ours, theirs in zip(lines, left.splitlines(), right.splitlines(), strict=True):
        assert "".join(one.text for one in line.left) == ours
        assert "".join(one.text for one in line.right) == theirs
        assert line.differs == (ours != theirs)


def test_beyond_what_is_weighed_lines_differ_between_what_both_begin_and_end_with(monkeypatch):
    monkeypatch.setattr(comparing, "MOST_WEIGHED", 0)
    [line], _ = beside("one two three four", "one 2 3 four")
    assert [(one.kind, one.text) for one in line.left] == [
        *((Kind.SAME, "one "), (Kind.LEFT, "two three"), (Kind.SAME, " four"))
    ]
    assert [one.text for one in line.right] == ["one ", "2 3", " four"]
