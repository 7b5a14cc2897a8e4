"""Which names and texts look like versions of one document, and which of two is the later."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.holdings.duplicates import rules
from muniment.holdings.duplicates.types import Judged, Side

DAY = date(2024, 5, 6)


def side(title, number=1, modified=DAY):
    return Side(number, f"R-{number}", title, DAY, modified)


def offer(one, other, alike=None, **dates):
    return rules.offered(side(one, 1), side(other, 2, **dates), alike)


@pytest.mark.parametrize(
    ("title", "words", "said"),
    [
        ("Tenancy policy v2", "tenancy policy", "version 2"),
        ("Tenancy policy_v2.10 FINAL", "tenancy policy", "version 2.10, final"),
        ("Draft 3 Tenancy policy", "tenancy policy", "draft"),
        ("Copy of Tenancy policy (2)", "tenancy policy", "copy"),
        ("Tenancy policy 2016-03-01", "tenancy policy", "2016-03-01"),
        ("Tenancy policy 01.03.2016", "tenancy policy", "2016-03-01"),
        ("Tenancy policy 20160301", "tenancy policy", "2016-03-01"),
        ("Tenancy policy 2016", "tenancy policy 2016", ""),
        ("Review of volume 3", "review of volume 3", ""),
        ("Polisi drafft", "polisi", "draft"),
    ],
)
def test_a_name_is_taken_apart_into_words_and_marks(title, words, said):
    found = rules.named(title)
    assert (" ".join(found.words), found.said) == (words, said)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Tenancy policy v1", "Tenancy policy v2", None),
        ("Tenancy policy DRAFT", "Tenancy policy", None),
        ("Tenancy policy", "Copy of Tenancy policy", None),
        ("Tenancy policy", "Tenancy policy", 0.7),
        ("Minutes 2024-03-01", "Minutes 2024-04-01", 0.9),
        ("Tenancy policy for flats", "Tenancy policy flats", 0.85),
    ],
)
def test_these_are_offered(one, other, alike):
    assert offer(one, other, alike)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Minutes 2024-03-01", "Minutes 2024-04-01", None),  # a series
        ("Minutes v1 2024-03-01", "Minutes v2 2024-04-01", None),
        ("Tenancy policy", "Tenancy policy", None),  # the name alone, without a mark
        ("Letter to Mr Green", "Offer for number 9", 0.95),  # one template, two letters
        ("v1", "v2", None),  # no name at all
        ("Budget 2023", "Budget 2024", None),
    ],
)
def test_these_are_not(one, other, alike):
    assert offer(one, other, alike) is None


def test_every_reason_is_given_in_words():
    found = offer("Policy v1", "Policy v2 final", 0.857, modified=DAY + timedelta(days=12))
    assert found.why == (
        "The names are the same but for “version 1” and “version 2, final”.",
        "The texts are 85 % alike.",
        "They were last changed 12 days apart.",
    )


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Policy v2", "Policy v10"),
        ("Policy v1.9", "Policy v1.10"),
        ("Policy draft", "Policy"),
        ("Policy", "Policy final"),
        ("Policy v1 final", "Policy v2 draft"),
        ("Policy 2024-04-01", "Policy 2024-04-02"),
    ],
)
def test_the_name_tells_which_is_the_later_before_any_date_does(earlier, later):
    new, old = side(earlier, 1, DAY + timedelta(days=9)), side(later, 2)
    assert rules.later_first(old, new) and not rules.later_first(new, old)


NAMES = st.sampled_from(
    ["Policy", "Policy v1", "Policy v2", "Policy draft", "Policy final", "Policy 2024-01-02"]
)
SIDES = st.builds(
    Side,
    st.integers(1, 9),
    st.just("R"),
    NAMES,
    st.dates(date(2020, 1, 1), date(2020, 1, 5)),
    st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 5)),
)


@given(SIDES, SIDES, st.none() | st.floats(0, 1))
def test_the_order_in_which_two_are_looked_at_changes_nothing(one, other, alike):
    if one.number != other.number:
        there, back = rules.offered(one, other, alike), rules.offered(other, one, alike)
        assert there == back


@given(st.lists(SIDES, unique_by=lambda one: one.number, max_size=6), st.data())
def test_what_persons_said_comes_before_names_and_dates(sides, data):
    order = data.draw(st.permutations(sides))
    before = [
        (order[one].number, order[other].number)
        for one in range(len(order))
        for other in range(one + 1, len(order))
        if data.draw(st.booleans())
    ]
    found = [one.number for one in rules.in_order(sides, before)]
    assert sorted(found) == sorted(one.number for one in sides)
    assert all(found.index(first) < found.index(second) for first, second in before)


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=12))
def test_no_order_that_is_accepted_goes_round_in_a_ring(pairs):
    known = []
    for first, second in pairs:
        if first != second and not rules.reasons_not_to_order(first, second, known):
            known.append((first, second))
    left = {number for pair in known for number in pair}
    while left:
        free = {one for one in left if all(b != one or a not in left for a, b in known)}
        assert free
        left -= free


def test_a_record_is_no_version_of_itself_and_every_reason_is_told():
    one = Judged(1, "R-1", declared=False)
    assert [reason.code for reason in rules.reasons_not_to_judge(one, one)] == [
        "itself",
        "not_declared",
        "not_declared",
    ]
