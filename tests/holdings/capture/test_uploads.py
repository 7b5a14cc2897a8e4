"""One file brought by a person: all of it or nothing, under whatever name."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from tests.holdings.parish import codes, events

from muniment.foundation.content.queries import store
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.capture import actions
from muniment.holdings.records.models import Component, Found, Record

DATA = b"the minutes of the meeting"
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def folder(parish):
    return parish.folder()


def nothing_was_kept():
    leftovers = [path for path in store().root.rglob("*") if path.is_file()]
    return not leftovers and not Record.objects.exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"expected_size": len(DATA) + 1}, "length_mismatch"),
        ({"expected_size": len(DATA) - 1}, "length_mismatch"),
        ({"expected_sha256": "0" * 64}, "digest_mismatch"),
    ],
)
def test_what_does_not_match_its_announcement_leaves_nothing(given, code, parish, folder):
    with pytest.raises(Refused) as refusal:
        parish.upload(folder, DATA, **given)
    assert codes(refusal) == [code]
    assert nothing_was_kept()


class Cut(BytesIO):
    """A sender whose line breaks after some bytes."""

    def read(self, size=-1):
        if self.tell() >= 10:
            raise ConnectionResetError
        return super().read(10)


def test_a_broken_line_leaves_nothing(parish, folder):
    with pytest.raises(ConnectionResetError):
        actions.take_upload(
            parish.who("clerk"), folder.reference, name="x", stream=Cut(DATA), now=parish.now
        )
    assert nothing_was_kept()


def test_what_matches_is_filed_with_all_that_was_said_of_it(parish, folder):
    result = parish.upload(
        folder, DATA, "../../etc/Minutes_1.txt", title="Minutes", metadata={"committee": "Housing"},
        modified=datetime(2019, 5, 6, tzinfo=UTC), expected_size=len(DATA), expected_sha256=DIGEST,
    )  # fmt: skip
    record, found = Record.objects.get(), Found.objects.get()
    assert (record.reference, record.title) == (result.record, "Minutes")
    assert record.metadata == {"committee": "Housing"}
    assert (found.source, found.path) == ("upload", "../../etc/Minutes_1.txt")
    assert Component.objects.get().name == "Minutes_1.txt"
    assert str(record.record_date) == "2019-05-06"


def test_an_upload_without_a_time_has_none(parish, folder):
    parish.upload(folder, DATA)
    assert Found.objects.get().modified_at == ""
    assert Record.objects.get().date_source == "captured"


def test_a_twin_is_linked_and_its_later_time_counts(parish, folder):
    first = parish.upload(folder, DATA, modified=datetime(2019, 5, 6, tzinfo=UTC))
    second = parish.upload(folder, DATA, "again.txt", modified=datetime(2023, 5, 6, tzinfo=UTC))
    assert (second.outcome, second.record) == ("linked", first.record)
    assert str(Record.objects.get().modified_on) == "2023-05-06"
    assert len(events("records:record:linked")) == 1


@pytest.mark.parametrize("who", ["auditor", "admin"])
def test_who_may_not_file_is_refused_before_a_byte_is_read(who, parish, folder):
    class Unread(BytesIO):
        def read(self, size=-1):
            raise AssertionError

    with pytest.raises((NotFound, NotPermitted)):
        actions.take_upload(
            parish.who(who), folder.reference, name="x", stream=Unread(), now=parish.now
        )
    assert nothing_was_kept()


NAMES = [
    "",
    ".",
    "..",
    "/",
    "//",
    "/etc/passwd",
    "..\\..\\windows\\system32",
    "a\x00b.txt",
    "\x00",
    "line\r\nSet-Cookie: x",
    "\u202egpj.exe",
    "e\u0301.txt",
    "\ud800.txt",
    "C:\\CON",
    "nul",
    "a" * 5000,
    "\u00e4" * 5000,
    "d/" * 2500 + "f",
    "quote\"'`$(id)",
    "%2e%2e%2f",
    "\U0001f4c4.pdf",
    "=cmd|' /C calc'!A0",
]


def test_no_name_touches_the_file_system_or_stops_the_filing(parish, folder, tmp_path):
    outside = sorted(path for path in tmp_path.rglob("*") if "content" not in path.parts)
    for number, name in enumerate(NAMES):
        filed = parish.upload(folder, b"%d" % number, name)
        record = Record.objects.get(reference=filed.record)
        assert record.title
        assert record.title.isprintable()
        assert record.components.get().name.isprintable()
        assert record.places.get().path.isprintable()
    assert sorted(p for p in tmp_path.rglob("*") if "content" not in p.parts) == outside
    blobs = [path.name for path in store().root.rglob("*") if path.is_file()]
    assert len(blobs) == len(NAMES)
    assert all(len(name) == 64 for name in blobs)


def test_words_that_no_database_can_hold_are_shown_as_escapes(parish, folder):
    parish.upload(folder, DATA, title="a\x00b\ud800", metadata={"k\x00": "v\x00"})
    record = Record.objects.get()
    assert (record.title, record.metadata) == ("a\\x00b\\ud800", {"k\\x00": "v\\x00"})
