"""What a page asks again and again is asked once; whoever decides asks anew."""

import pytest

from muniment.foundation.kernel.asking import afresh, for_one_page, once_a_page


@pytest.fixture
def asked():
    """What was asked of a read that is marked, and the read."""
    calls = []

    @once_a_page
    def read(what: str, *, how: str = "") -> str:
        calls.append((what, how))
        return f"{what} {how}"

    return calls, read


def test_within_a_page_it_is_asked_once_for_the_same_arguments(asked):
    calls, read = asked
    with for_one_page():
        assert [read("a"), read("b", how="x"), read("a"), read("b", how="x"), read("b")] == [
            *("a ", "b x", "a ", "b x", "b ")
        ]
    assert calls == [("a", ""), ("b", "x"), ("b", "")]


def test_outside_a_page_it_is_asked_each_time_and_nothing_is_left_of_a_page(asked):
    calls, read = asked
    read("a")
    with for_one_page():
        read("a")
    with for_one_page():
        read("a")
    read("a")
    assert len(calls) == 4


def test_whoever_decides_in_the_middle_of_a_page_asks_anew_and_so_does_the_page_after_it(asked):
    calls, read = asked
    with for_one_page():
        read("a")
        with afresh():
            read("a")
            read("a")
        read("a")
        read("a")
    assert len(calls) == 4


def test_a_page_that_fails_leaves_nothing_behind(asked):
    calls, read = asked
    with pytest.raises(ValueError), for_one_page():
        read("a")
        raise ValueError
    read("a")
    assert len(calls) == 2
