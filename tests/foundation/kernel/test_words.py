"""Words of a text: folded soon, whatever somebody made the text of."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.foundation.kernel.words import MARKS_MOST, fold, normalised, words_of

MARKS = {
    "accents": "\u0301\u0323",
    "Indian marks, which are part of words": "\u0951\u0952",
    "what comes apart into marks alone": "\u0f73",
}


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_very_many_marks_in_a_row_take_no_time(marks):
    text = "a" + marks * 300_000 + " roof"
    began = time.monotonic()
    assert words_of(text)[-1] == "roof"
    assert normalised("NFC", text).endswith(" roof")
    assert time.monotonic() - began < 5


@given(st.text(alphabet=st.characters(exclude_categories=["Mn", "Me"]), max_size=50))
def test_what_people_write_is_normalised_as_ever(text):
    long = f"{text} e\u0301\u0323 " * 40
    assert normalised("NFC", long) == unicodedata.normalize("NFC", long)
    assert fold(long) == fold(unicodedata.normalize("NFC", long))


def test_as_many_marks_as_any_writing_has_are_kept():
    text = "a" + "\u0301" * MARKS_MOST + "b" * 1_000
    assert normalised("NFC", text) == unicodedata.normalize("NFC", text)
