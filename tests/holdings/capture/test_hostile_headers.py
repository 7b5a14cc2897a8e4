"""Headers that are made to hold up whoever reads them: that message is kept, and so are others."""

import time

import pytest
from tests.holdings.capture.post import letter, mbox
from tests.holdings.parish import write

from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.capture.models import MessageToCheck
from muniment.holdings.mail import queries as mail
from muniment.holdings.mail.rules import kind_of
from muniment.holdings.mailboxes.adapters.imap_answers import listed_in
from muniment.holdings.records.models import Record

SOON = 10.0  # seconds: what takes the square of the length takes minutes or hours
MANY = 250_000

HEADERS = {
    "comments": b"From: " + b"(" * 5_000,
    "names": b"From: " + b"<" * MANY,
    "encoded": b"Subject: " + b"=?utf-8?q?a?= " * MANY,
    "half encoded": b"Subject: " + b"=?a?q?" * MANY,
    "marks": b"Subject: " + "\u0301\u0323".encode() * MANY,
    "types": b"Content-Type: " + b"text/calendar " * MANY,
    "words": b"Content-Type: multipart/report" + b";a" * MANY,
    "numbers": b"References: " + b"<a@b> " * MANY,
    "day": b"Date: Mon, 1 Jan " + b"9" * MANY + b" 00:00:00 +0000",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_it_is_a_record_soon_and_so_is_what_stands_around_it(parish, tmp_path, header):
    hostile = header + b"\nMessage-ID: <hostile@x>\n\nDear all.\n"
    post = write(tmp_path / "post", {"in.mbox": mbox(letter("One"), hostile, letter("Two"))})
    began = time.monotonic()
    tally = parish.tally(post)
    assert time.monotonic() - began < SOON
    assert (tally.captured, tally.failed, tally.refused) == (3, 0, 0)
    assert {"One", "Two"} < set(Record.objects.values_list("title", flat=True))
    assert MessageToCheck.objects.filter(record__message_id="hostile@x").exists()
    assert mail.suggested(parish.who("manager"), on=civil_date(parish.now)) is not None


def test_the_kind_of_a_message_is_told_soon():
    began = time.monotonic()
    for header in HEADERS.values():
        kind_of(header + b"\n\n")
    assert time.monotonic() - began < SOON


def test_a_message_identifier_is_read_soon():
    answer = (b"1 (UID 5 RFC822.SIZE 10", b"Message-ID: <a" + b" " * MANY + b"b>\r\n", b")")
    began = time.monotonic()
    found = listed_in(answer)
    assert time.monotonic() - began < SOON
    assert found is not None and found.message_id.startswith("<a")
