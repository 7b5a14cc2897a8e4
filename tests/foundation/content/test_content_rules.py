"""The pure decisions about content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.foundation.content import rules

HEX = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(HEX)
def test_a_digest_lies_two_folders_down(digest: str) -> None:
    assert rules.blob_path(digest).parts == ("blobs", digest[:2], digest[2:4], digest)


@given(st.text(max_size=80))
def test_nothing_but_a_digest_becomes_a_path(text: str) -> None:
    if not rules.is_digest(text):
        with pytest.raises(ValueError, match="64"):
            rules.blob_path(text)


def test_a_line_end_after_a_digest_makes_it_none() -> None:
    assert not rules.is_digest("a" * 64 + "\n")


@given(st.text(max_size=40))
def test_a_hint_is_short_and_harmless_whatever_the_name(name: str) -> None:
    hint = rules.extension_hint(name)
    assert hint == "" or (hint.isascii() and hint.isalnum() and len(hint) <= 12)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Minutes.DOCX", "docx"),
        ("a.tar.gz", "gz"),
        (".hidden", ""),
        ("none", ""),
        ("x.../../etc", ""),
        ("x.a b", ""),
        ("x.²", ""),
        ("x.", ""),
    ],
)
def test_the_hint_is_the_extension(name: str, hint: str) -> None:
    assert rules.extension_hint(name) == hint


def test_headroom_is_what_is_left_after_the_new_content() -> None:
    assert rules.leaves_headroom(100, 40, 60)
    assert not rules.leaves_headroom(100, 41, 60)


def test_pictures_and_pdf_may_have_a_preview() -> None:
    assert rules.may_have_preview("application/pdf")
    assert not rules.may_have_preview("image/svg+xml")
