"""Malformed messages are records, whole, and wait for a person; nothing that comes in is lost."""

import subprocess
from collections import Counter
from datetime import date

import pytest
from tests.holdings.capture.post import letter, mbox
from tests.holdings.parish import codes, events, write

from muniment.foundation.content.adapters import sandbox
from muniment.foundation.content.queries import store
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.capture import actions, queries
from muniment.holdings.capture.models import CapturedItem, MessageToCheck
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Component, Record

HEAD = b"From: a@example.org\nDate: Mon, 06 May 2019 12:00:00 +0100\nSubject: Slates\n"
MALFORMED = {
    "nobody.eml": (HEAD.replace(b"From: a@example.org\n", b"") + b"\nx", ["sender"]),
    "blank-sender.eml": (HEAD.replace(b"a@example.org", b" <>") + b"\nx", ["sender"]),
    "no-date.eml": (b"From: a@example.org\n\nx", ["date"]),
    "bad-date.eml": (HEAD.replace(b"Mon, 06 May", b"Mon, 99 Foo") + b"\nx", ["date"]),
    "no-body.eml": (HEAD + b"\n\n\n", ["body"]),
    "no-headers.eml": (b"Just words\nand more of them.\n", ["headers", "sender", "date", "body"]),
    "broken.eml": (HEAD + b"no colon here\n\nx", ["headers"]),
    "empty.eml": (b"", ["sender", "date", "body"]),
    "noise.eml": (bytes(range(256)) * 10, ["headers", "sender", "date"]),
}
FINE = {"fine.eml": letter(), "fine.txt": b"Just words."}


def doubts():
    return {
        one.record.places.get().path: one.doubts
        for one in MessageToCheck.objects.select_related("record")
    }


@pytest.fixture
def queued(parish, tmp_path):
    raw = {name: data for name, (data, _) in MALFORMED.items()}
    parish.capture(write(tmp_path / "post", raw | FINE))
    return parish


def test_what_is_malformed_is_kept_to_the_byte_and_queued_with_every_reason(queued):
    found = doubts()
    assert set(found) == set(MALFORMED)
    for name, (data, wrong) in MALFORMED.items():
        component = Component.objects.get(record__places__path=name, ordinal=1)
        assert store().open(component.sha256).read() == data
        assert set(wrong) <= set(found[name]), name
    assert len(events("capture:message:queued")) == len(MALFORMED)


def test_a_second_run_queues_nothing_again(queued, tmp_path):
    queued.capture(tmp_path / "post")
    assert MessageToCheck.objects.count() == len(MALFORMED)


def test_headers_of_a_megabyte_are_read_and_those_past_the_limit_are_doubted(parish, tmp_path):
    long = b"X-Long: " + b"y" * 2**20 + b"\n"
    longer = b"X-Long: " + b"y" * 5 * 2**20 + b"\n"
    files = {"long.eml": long + HEAD + b"\nx", "longer.eml": longer + HEAD + b"\nx"}
    parish.capture(write(tmp_path / "post", files))
    assert Record.objects.filter(title="Slates").count() == 1
    assert "headers" in doubts()["longer.eml"]
    assert "long.eml" not in doubts()


def test_somebody_says_that_it_is_fine(queued):
    record = Record.objects.get(places__path="no-body.eml")
    manager = queued.who("manager")
    assert queries.to_check(manager).count() == len(MALFORMED)
    actions.settle(manager, record.reference, note="Sent so.", now=queued.now)
    assert queries.to_check(manager).count() == len(MALFORMED) - 1
    [event] = events("capture:message:settled")
    assert (event.reason, "fields" in event.canonical) == ("Sent so.", True)
    with pytest.raises(Refused) as refusal:
        actions.settle(manager, record.reference, now=queued.now)
    assert codes(refusal) == ["settled"]


def test_somebody_gives_it_a_title_a_date_and_another_folder(queued):
    record, folder = Record.objects.get(places__path="no-date.eml"), queued.folder()
    actions.settle(
        queued.who("manager"),
        record.reference,
        title="Letter about slates",
        record_date=date(2018, 3, 4),
        folder=folder.reference,
        now=queued.now,
    )
    record.refresh_from_db()
    assert (record.title, str(record.record_date)) == ("Letter about slates", "2018-03-04")
    assert (record.folder_id, str(record.due_on)) == (folder.pk, "2024-03-04")


def test_whoever_may_not_see_or_edit_it_cannot_settle_it(queued):
    record = Record.objects.get(places__path="no-date.eml")
    with pytest.raises(NotFound):
        actions.settle(queued.who("auditor"), record.reference, now=queued.now)
    with pytest.raises(NotPermitted):
        actions.settle(queued.who("clerk"), record.reference, now=queued.now)
    fine = Record.objects.get(places__path="fine.eml")
    with pytest.raises(NotFound):
        actions.settle(queued.who("manager"), fine.reference, now=queued.now)


def test_what_is_on_hold_can_be_said_to_be_fine_and_not_be_changed(queued):
    record = Record.objects.get(places__path="no-date.eml")
    queued.hold(records=[record.reference])
    given = {"title": "Other", "now": queued.now}
    with pytest.raises(Refused):
        actions.settle(queued.who("manager"), record.reference, **given)
    assert MessageToCheck.objects.get(pk=record.pk).settled_at is None
    actions.settle(queued.who("manager"), record.reference, now=queued.now)


def test_what_was_queued_of_a_destroyed_message_is_forgotten(queued):
    record = Record.objects.get(places__path="no-date.eml")
    records.begin_destruction([records.lock_for_disposal(record.pk)], now=queued.now)
    actions.forget_paths([record.pk])
    assert not MessageToCheck.objects.filter(pk=record.pk).exists()


@pytest.mark.sandbox
@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
def test_what_cannot_be_taken_apart_is_queued_when_it_is_read(parish, tmp_path):
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1_000)
    )
    parish.capture(write(tmp_path / "post", {"deep.eml": HEAD + deep + b"\nx"}))
    assert not doubts()
    numbers = list(Record.objects.values_list("pk", flat=True))
    for _ in range(2):
        actions.derive(numbers, run_as=parish.references["manager"], now=parish.now)
        assert doubts() == {"deep.eml": ["content"]}


def test_every_message_of_a_mailbox_with_broken_ones_is_there(parish, tmp_path):
    raws = [data for data, _ in MALFORMED.values() if data and b"\n\n\n" not in data]
    box = tmp_path / "post.mbox"
    box.write_bytes(mbox(letter("One", number="1"), *raws, letter("Two", number="2")))
    tally = parish.tally(box)
    assert tally.captured == len(raws) + 2
    assert MessageToCheck.objects.count() == len(raws)


@pytest.fixture
def mail(shared_data, tmp_path):
    archive = shared_data / "mail.tar.gz"
    if not archive.is_file():
        pytest.skip("the collection of mail is not on this machine")
    folder = tmp_path / "mail"
    folder.mkdir()
    subprocess.run(["tar", "-xzf", str(archive), "-C", str(folder)], check=True)
    return folder


@pytest.mark.sandbox
@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
def test_every_file_of_the_collection_is_a_record_and_the_malformed_ones_are_queued(parish, mail):
    files = {str(one.relative_to(mail)): one for one in mail.rglob("*") if one.is_file()}
    told = []
    parish.capture(mail, watch=told.extend)
    outcomes = Counter(one.outcome.value for one in told)
    assert set(outcomes) <= {"captured", "linked", "opened"}
    boxes = {one.path for one in told if one.outcome == "opened"}
    inside = {one.path for one in told} - set(files)
    assert {one.rpartition("/")[0] for one in inside} == boxes
    assert len(told) == len(files) + len(inside) >= 170
    for item in CapturedItem.objects.filter(path__in=set(files) - boxes).select_related("record"):
        kept = Component.objects.filter(record=item.record, sha256=item.sha256, ordinal=1)
        said = item.record.places.exclude(headers=None).filter(path=item.path)
        assert kept.exists() or said.exists(), item.path
    numbers = list(Record.objects.values_list("pk", flat=True))
    actions.derive(numbers, run_as=parish.references["manager"], now=parish.now)
    found = doubts_by_name()
    for name in ("missing_body.eml", "bad_date_header.eml", "raw_email_multiple_from.eml"):
        assert name in found, name
    for name in ("attachment_pdf.eml", "raw_email_simple.eml"):
        assert name not in found, name
    assert len(found) >= 15


def doubts_by_name():
    rows = MessageToCheck.objects.values_list("record__places__path", flat=True)
    return {path.rpartition("/")[2] for path in rows}
