"""The same message in several mailboxes is one record with several places; a forged one is not."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.capture.post import letter, mbox
from tests.holdings.parish import write

from muniment.foundation.content.models import Blob
from muniment.foundation.content.queries import store
from muniment.holdings.capture.rules.messages import BodyDigest
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Found, Record

RAW = letter("Slates", text="Dear all\n\nFrom the roof.\n", attachments=[("plan.pdf", b"%PDF-")])


def came(raw, who):
    """The message as it came to somebody."""
    trace = f"Delivered-To: {who}@example.org\nReceived: by {who}; Mon, 6 May 2019 12:00:01 +0100\n"
    return trace.encode() + raw


def ten(raw=RAW):
    people = [f"person{number}" for number in range(10)]
    return {f"{who}/post.mbox": mbox(came(raw, who)) for who in people}


def test_a_message_in_ten_mailboxes_is_stored_once_with_ten_places(parish, tmp_path):
    drive = write(tmp_path / "drive", ten())
    for _ in range(2):
        tally = parish.tally(drive)
        assert (tally.captured, tally.linked, tally.opened) == (1, 9, 10)
        record = Record.objects.get()
        assert record.places.count() == 10
    assert Blob.objects.filter(state="live").count() == 1
    kept = {bytes(one.headers) for one in record.places.exclude(headers=None)}
    assert kept == {
        came(RAW, f"person{number}").partition(b"\n\n")[0] + b"\n\n" for number in range(1, 10)
    }


def test_the_bytes_of_the_copies_do_not_stay(committed_parish, tmp_path):
    committed_parish.capture(write(tmp_path / "drive", ten()))
    assert len(list(store().iter_all())) == 1
    assert Blob.objects.count() == 1


def test_ends_of_lines_and_marks_of_mailboxes_make_no_difference(parish, tmp_path):
    files = {
        "unix.eml": RAW,
        "windows.eml": RAW.replace(b"\n", b"\r\n"),
        "box.mbox": mbox(RAW.replace(b"\nFrom the", b"\n>From the")),
        "longer.eml": RAW + b"\n\n",
    }
    tally = parish.tally(write(tmp_path / "drive", files))
    assert (tally.captured, tally.linked) == (1, 3)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Dear all", b"Dear Sir"),
        (b"JVBERi0=", b"JVBERi0x"),
        (b"To: b@", b"To: c@"),
        (b"Subject: Slates", b"Subject: Slate"),
        (b"12:00:00", b"12:00:01"),
    ],
)
def test_what_says_something_else_under_the_same_identifier_is_another_record(
    parish, tmp_path, old, new
):
    assert old in RAW
    drive = write(tmp_path / "drive", {"a.eml": RAW, "b.eml": RAW.replace(old, new)})
    assert parish.tally(drive).captured == 2


def test_without_an_identifier_only_the_same_bytes_are_the_same(parish, tmp_path):
    raw = letter("Slates", number="")
    files = {"a.eml": raw, "b.eml": came(raw, "b"), "c.eml": raw}
    tally = parish.tally(write(tmp_path / "drive", files))
    assert (tally.captured, tally.linked) == (2, 1)


def test_other_readers_have_a_record_of_their_own_and_learn_nothing(parish, tmp_path):
    parish.capture(write(tmp_path / "one", {"a.eml": RAW}))
    tally = parish.tally(write(tmp_path / "two", {"a.eml": came(RAW, "b")}), into="LEG")
    assert (tally.captured, tally.linked) == (1, 0)


def test_an_upload_finds_the_message_too(committed_parish):
    parish = committed_parish
    folder = parish.folder()
    first = parish.upload(folder, RAW, "a.eml")
    again = parish.upload(folder, came(RAW, "b"), "b.eml")
    assert (again.outcome, again.record) == ("linked", first.record)
    place = Found.objects.get(is_first=False)
    assert bytes(place.headers).startswith(b"Delivered-To: b@")
    assert Found.objects.get(is_first=True).headers is None
    assert len(list(store().iter_all())) == 1


def test_the_way_of_a_copy_is_forgotten_with_the_record(committed_parish, tmp_path):
    parish = committed_parish
    drive = write(tmp_path / "drive", ten(letter("Gone", text="needle", number="gone")))
    parish.capture(drive)
    record = Record.objects.get()
    with transaction.atomic():
        records.begin_destruction([records.lock_for_disposal(record.pk)], now=parish.now)
    record.refresh_from_db()
    assert (record.state, record.sameness, record.thread) == ("destroying", "", "")
    assert not Found.objects.exists()


@given(
    st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b"From b", b">From c", b"x" * 9]), max_size=30),
    st.lists(st.integers(1, 40), max_size=20),
)
def test_however_a_body_comes_in_pieces_its_digest_is_the_same(pieces, cuts):
    body = b"".join(pieces)
    whole, cut = BodyDigest(), BodyDigest()
    whole.update(body)
    at = 0
    for size in cuts:
        cut.update(body[at : at + size])
        at += size
    cut.update(body[at:])
    assert whole.result() == cut.result()
