"""The pure decisions about content."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.foundation.content import rules
from muniment.foundation.content.types import Generation

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


DIGEST, SEAL = "a1" * 32, "0123456789abcdef"
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@given(HEX, st.just("") | st.text("0123456789abcdef", min_size=16, max_size=16))
def test_the_name_of_a_content_in_the_store_says_what_it_is(digest: str, seal: str) -> None:
    path = rules.blob_path(digest, seal)
    assert path.parts[:3] == ("blobs", digest[:2], digest[2:4])
    assert path.name == (f"{digest}.{seal}" if seal else digest)
    assert rules.held_as(path.name) == (digest, seal)


@pytest.mark.parametrize("seal", ["x" * 16, "0" * 15, "0" * 17, "0" * 16 + "\n", "A" * 16])
def test_nothing_but_a_seal_is_one(seal: str) -> None:
    with pytest.raises(ValueError, match="seal"):
        rules.blob_path(DIGEST, seal)
    assert rules.held_as(f"{DIGEST}.{seal}") is None


def test_other_files_in_the_store_stand_for_nothing() -> None:
    for name in ("", "x", f"{DIGEST}.", f"x.{SEAL}", f"{DIGEST}.{SEAL}.part", f".{SEAL}"):
        assert rules.held_as(name) is None


def today(files: int, size: int, *checked: timedelta, bytes_: int = 1) -> int:
    """How many are checked today of contents that were checked so long ago."""
    found = ((f"{number}", bytes_, NOW - ago) for number, ago in enumerate(checked))
    taken = list(rules.to_check_today(found, files, size, NOW))
    assert taken == [(f"{number}", bytes_) for number in range(len(taken))]
    return len(taken)


def test_of_a_store_a_fortieth_of_the_files_or_of_the_bytes_is_checked_each_day() -> None:
    assert today(4_000, 10**9, *[DAY] * 200) == 100
    assert today(4_001, 10**9, *[DAY] * 200) == 101
    assert today(10**6, 4_000 * 9, *[DAY] * 200, bytes_=9) == 100
    assert today(10**6, 4_001 * 9, *[DAY] * 200, bytes_=9) == 101


def test_a_store_without_any_bytes_is_checked_by_its_files() -> None:
    assert today(4_000, 0, *[DAY] * 200, bytes_=0) == 100


def test_fifty_at_least_are_checked_and_all_that_is_overdue() -> None:
    assert today(100, 100, *[DAY] * 100) == 50
    assert today(100, 100, *[80 * DAY] * 70, *[80 * DAY - SECOND] * 30) == 70
    assert today(100, 100, *[DAY] * 20) == 20


def test_a_generation_of_keys_is_the_newest_for_a_week_by_any_clock() -> None:
    for away, due in ((7 * DAY, True), (7 * DAY - SECOND, False), (-7 * DAY, True), (-DAY, False)):
        newest = Generation(1, NOW - away, b"")
        assert rules.is_rotation_due(newest, NOW) is due


def test_a_generation_goes_when_its_successor_has_stood_long_enough() -> None:
    assert [rules.kept_days(days) for days in (30, 11, 10, 9, 0)] == [21, 2, 1, 1, 1]
    made = [Generation(number, NOW - ago * DAY, b"") for number, ago in enumerate((40, 30, 21, 20))]
    assert rules.outdated(made, 30, NOW) == made[:2]
    assert rules.outdated(made[-1:], 0, NOW) == []


def test_what_was_destroyed_is_unreadable_when_its_key_and_older_backups_are_gone() -> None:
    day = NOW.date()
    terms = {"key_days": 30, "backup_days": 90}
    assert rules.unreadable_from(day, day - 100 * DAY, **terms) == day + 30 * DAY
    assert rules.unreadable_from(day, day, **terms) == day + 90 * DAY
