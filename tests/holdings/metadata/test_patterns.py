"""Patterns are regular expressions that are never slow."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.holdings.metadata.rules import BadPattern, read_pattern
from muniment.holdings.metadata.types import TEXT_LENGTH

pytestmark = pytest.mark.once
letters = st.sampled_from("ab0-")
atoms = st.sampled_from(
    ["a", "b", "0", ".", "[ab]", "[^a]", r"\d", r"\w", r"\-", "(a|b0)", "(?:ab)"]
)
pieces = st.builds(
    lambda atom, times: atom + times,
    atoms,
    st.sampled_from(["", "", "?", "*", "+", "{2}", "{1,3}", "{0,}"]),
)
expressions = st.lists(pieces, max_size=5).map("".join)
patterns = st.lists(expressions, min_size=1, max_size=3).map("|".join)


@given(pattern=patterns, text=st.text(letters, max_size=8))
@settings(max_examples=400, deadline=None)
def test_a_pattern_matches_what_the_standard_library_says(pattern, text):
    assert read_pattern(pattern).matches(text) == bool(re.fullmatch(f"(?:{pattern})", text))


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a|a)*b", "(a|aa)+b", "(a*)*b", "a*a*a*a*a*a*a*a*b", "(.*)*x", "(a?){25}a{25}b"],
)
def test_a_pattern_that_would_stop_the_standard_library_takes_no_time(pattern):
    begin = time.process_time()
    assert not read_pattern(pattern).matches("a" * TEXT_LENGTH)
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    "pattern",
    [
        "(", ")", "[a", "a**", "*a", "(?=a)b", r"(a)\1", r"\bword", "(?P<x>a)", "a{3,1}", "a{9999}",
        "((((((((((((((((((((((a))))))))))))))))))))))", "(a{200}){200}", "a" * 201, "[z-a]", "a^b",
    ],
)  # fmt: skip
def test_what_cannot_be_walked_is_refused_with_words(pattern):
    with pytest.raises(BadPattern) as refusal:
        read_pattern(pattern)
    assert str(refusal.value).endswith(".")


def test_the_ends_may_be_marked():
    pattern = read_pattern(r"^[A-Z]{2}/[0-9]{4}$")
    assert pattern.matches("AB/1234") and not pattern.matches("AB/12345")
