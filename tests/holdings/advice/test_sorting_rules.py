"""How sure it is, and whether that is enough."""

from hypothesis import given
from hypothesis import strategies as st

from muniment.holdings.advice.rules import sorting
from muniment.holdings.advice.types import HeldBack, Weighed

LIKE = st.dictionaries(st.integers(1, 500), st.integers(0, 100), max_size=40)
CLASSES = st.lists(st.integers(1, 5), max_size=sorting.NEIGHBOURS)
PERCENT = st.integers(0, 100)
WEIGHED = st.builds(Weighed, st.just(1), PERCENT, PERCENT)


@given(LIKE)
def test_the_nearest_are_ten_at_most_and_none_left_out_is_more_alike(like):
    near = sorting.nearest(like)
    assert len(near) == len(set(near)) <= sorting.NEIGHBOURS
    assert all(like[one] >= sorting.LEAST_ALIKE for one in near)
    left = [like[one] for one in like if one not in near and like[one] >= sorting.LEAST_ALIKE]
    assert not left or max(left) <= min(like[one] for one in near)
    assert len(near) == sorting.NEIGHBOURS or not left


@given(CLASSES)
def test_shares_are_of_ten_so_that_few_records_never_make_it_sure(classes):
    weighed = sorting.weigh(classes)
    if not classes:
        assert weighed is None
        return
    assert weighed.sure == 10 * classes.count(weighed.file_class)
    assert weighed.runner_up <= weighed.sure
    assert weighed.sure + weighed.runner_up <= 10 * len(classes) <= 100
    assert all(10 * classes.count(one) <= weighed.sure for one in classes)


@given(CLASSES, st.integers(60, 100), st.integers(0, 40))
def test_what_is_sure_enough_for_a_rule_leaves_no_second_class_in_doubt(classes, sure, runner_up):
    weighed = sorting.weigh(classes)
    if weighed and sorting.is_enough(weighed, sure, runner_up):
        assert weighed.sure > 50 > weighed.runner_up
        others = [one for one in classes if one != weighed.file_class]
        assert 10 * max(map(others.count, others), default=0) <= runner_up


@given(WEIGHED, PERCENT, PERCENT, st.integers(0, 50))
def test_a_stricter_rule_files_nothing_that_a_milder_one_leaves(weighed, sure, runner_up, by):
    if sorting.is_enough(weighed, sure + by, runner_up - by):
        assert sorting.is_enough(weighed, sure, runner_up)


HELD_BACK = st.builds(HeldBack, st.integers(1, 3), st.none() | WEIGHED)
NAMES = {number: (f"C{number}", "Class") for number in range(1, 4)}


@given(st.lists(HELD_BACK, max_size=30), st.integers(60, 100), st.integers(0, 40))
def test_what_is_foreseen_adds_up_and_a_stricter_rule_files_no_more(tried, sure, runner_up):
    levels = [sorting.level(tried, *one) for one in sorting.thresholds_beside(sure, runner_up)]
    assert (sure, runner_up) in [(one.sure, one.runner_up) for one in levels]
    assert [one.filed for one in levels] == sorted((one.filed for one in levels), reverse=True)
    assert all(60 <= one.sure <= 100 and 0 <= one.right <= one.filed for one in levels)
    at = sorting.level(tried, sure, runner_up)
    lines = sorting.by_class(tried, sure, runner_up, NAMES)
    assert sum(one.tried for one in lines) == len(tried)
    assert (sum(one.filed for one in lines), sum(one.right for one in lines)) == (
        at.filed,
        at.right,
    )
    assert all(bool(one.instead) == (one.filed > one.right) for one in lines)


def test_the_nearest_rule_decides():
    rules = {"": "all", "0001": "branch", "00010002": "leaf"}
    assert sorting.rule_for("00010002", rules) == "leaf"
    assert sorting.rule_for("00010003", rules) == "branch"
    assert sorting.rule_for("0002", rules) == "all"
    assert sorting.rule_for("0002", {"0001": "branch"}) is None
