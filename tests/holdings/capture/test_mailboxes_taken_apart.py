"""Mailboxes of each kind are taken apart into messages, to the byte, each once."""

import os
import re
import shutil
import tarfile
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.holdings.capture.post import letter, mbox
from tests.holdings.parish import write

from muniment.foundation.content.queries import store
from muniment.holdings.capture.actions import running
from muniment.holdings.capture.adapters import mailboxes
from muniment.holdings.capture.adapters.sources import items_of
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.capture.types import ItemKind
from muniment.holdings.records.models import Component, Folder, Found, Record

LETTERS = [letter(f"No. {number}", number=number) for number in range(5)]


def kept():
    return sorted(store().open(one.sha256).read() for one in Component.objects.filter(ordinal=1))


def paths():
    return sorted(Found.objects.values_list("path", flat=True))


def test_a_mailbox_in_a_folder_is_taken_apart_and_the_path_says_from_where(parish, tmp_path):
    drive = write(tmp_path / "drive", {"Leavers/post.mbox": mbox(*LETTERS), "a.txt": b"a"})
    tally = parish.tally(drive)
    assert (tally.captured, tally.opened, tally.items) == (6, 1, 7)
    assert kept() == sorted([*LETTERS, b"a"])
    assert paths()[:2] == ["Leavers/post.mbox/000001.eml", "Leavers/post.mbox/000002.eml"]
    assert "Leavers / post.mbox" in Folder.objects.values_list("title", flat=True)
    opened = CapturedItem.objects.get(outcome="opened")
    assert opened.reason == "5 messages were taken out of this mailbox."


def test_a_mailbox_can_be_kept_whole(parish, tmp_path):
    drive = write(tmp_path / "drive", {"post.mbox": mbox(*LETTERS)})
    running.run(parish.who("manager"), drive, into="HOU", clock=lambda: parish.now, whole=True)
    assert kept() == [mbox(*LETTERS)]


def test_a_mailbox_that_has_grown_or_shrunk_gives_only_what_is_new(parish, tmp_path):
    box = tmp_path / "post.mbox"
    box.write_bytes(mbox(*LETTERS[:3]))
    parish.capture(box)
    box.write_bytes(mbox(*LETTERS[1:]))
    os.utime(box, (1_600_000_000, 1_600_000_000))
    tally = parish.tally(box)
    assert (tally.captured, tally.linked, tally.opened) == (5, 0, 1)
    assert kept() == sorted(LETTERS)
    assert Found.objects.count() == 5


def test_of_a_mailbox_that_grows_while_it_is_read_the_last_message_waits(
    parish, tmp_path, monkeypatch
):
    box = tmp_path / "post.mbox"
    box.write_bytes(mbox(*LETTERS[:3])[:-20])
    cut = mailboxes._cut

    def slow(stream):
        yield from cut(stream)
        with box.open("ab") as late:
            late.write(mbox(*LETTERS)[-20:])

    monkeypatch.setattr(mailboxes, "_cut", slow)
    tally = parish.tally(box)
    assert (tally.captured, tally.failed, tally.opened) == (2, 1, 0)
    assert "written to while" in CapturedItem.objects.get(outcome="failed").reason
    monkeypatch.undo()
    box.write_bytes(mbox(*LETTERS))
    tally = parish.tally(box)
    assert (tally.captured, tally.failed, tally.opened) == (5, 0, 1)
    assert kept() == sorted(LETTERS)


def test_words_that_look_like_the_start_of_a_message_stay_in_theirs(parish, tmp_path):
    raws = [
        letter("One", number="1", text="Dear Sir\n\nFrom there we went on.\n\n>From him too.\n"),
        letter("Two", number="2", text="x\nFrom a@b Mon May  6 12:00:00 2019 it was cold.\n"),
    ]
    box = tmp_path / "post.mbox"
    box.write_bytes(mbox(*raws))
    assert parish.tally(box).captured == 2
    assert kept() == sorted(raws)


def test_the_same_message_twice_in_a_mailbox_is_two_places_of_one_record(parish, tmp_path):
    box = tmp_path / "post.mbox"
    box.write_bytes(mbox(LETTERS[0], LETTERS[0]))
    for _ in range(2):
        tally = parish.tally(box)
        assert (tally.captured, tally.linked, Found.objects.count()) == (1, 1, 2)


def test_a_large_message_is_read_where_it_lies_and_a_mailbox_written_anew_is_noticed(
    parish, tmp_path
):
    large = letter("Large", text="word " * 100_000)
    box = tmp_path / "post.mbox"
    box.write_bytes(mbox(LETTERS[0], large))
    items = list(items_of(box))
    assert [one.span is not None for one in items] == [False, True, False]
    parish.capture(box)
    assert kept() == sorted([LETTERS[0], large])

    other = tmp_path / "other.mbox"
    other.write_bytes(mbox(LETTERS[1], large.replace(b"Large", b"Grown")))
    begun = running.begin(parish.who("manager"), "HOU", source=str(other), now=parish.now)
    found = list(items_of(other))
    other.write_bytes(mbox(LETTERS[1], LETTERS[2], large))
    results = running.take(parish.who("manager"), begun.reference, items=found, now=parish.now)
    assert [one.outcome.value for one in results] == ["captured", "failed", "opened"]
    assert "changed while" in results[1].reason


def test_a_maildir_gives_its_messages_once_whatever_is_read_of_them(parish, tmp_path):
    files = {
        "Post/cur/1.host:2,S": LETTERS[0],
        "Post/new/2.host": LETTERS[1],
        "Post/tmp/3.host": LETTERS[2],
        "Post/.Sent/cur/4.host:2,": LETTERS[3],
        "Post/.Sent/new/.keep": b"",
        "Post/.Sent/tmp/.keep": b"",
    }
    drive = write(tmp_path / "drive", files)
    tally = parish.tally(drive)
    assert Record.objects.get(title="No. 0").message_id == "0@example.org"
    titles = set(Record.objects.filter(size__gt=0).values_list("folder__title", flat=True))
    assert titles == {"Post", "Post / .Sent"}
    before = Found.objects.count()
    (drive / "Post/new/2.host").rename(drive / "Post/cur/2.host:2,RS")
    assert parish.tally(drive).captured == tally.captured
    assert Found.objects.count() == before


def test_memory_does_not_grow_with_the_mailbox(tmp_path):
    box = tmp_path / "post.mbox"
    with box.open("wb") as stream:
        for number in range(40):
            stream.write(mbox(letter(number=number, text="x" * 75 + "\n" + "y " * 200_000)))
    tracemalloc.start()
    try:
        assert sum(one.kind is ItemKind.MESSAGE for one in items_of(box)) == 40
        assert tracemalloc.get_traced_memory()[1] < 2**20  # the mailbox has 16 MB
    finally:
        tracemalloc.stop()


STORE = "Departments/ICT/Service Desk/2023-24/Asset list - Appendix A.pst"


@pytest.fixture
def outlook_store(shared_data, tmp_path):
    if not (shared_data / "shared-drive.tar.gz").is_file():
        pytest.skip("the shared drive, which has an Outlook mailbox, is not on this machine")
    with tarfile.open(shared_data / "shared-drive.tar.gz") as archive:
        data = archive.extractfile(f"shared-drive/{STORE}").read()
    return write(tmp_path / "drive", {"Old.pst": data})


@pytest.mark.sandbox
@pytest.mark.skipif(shutil.which("readpst") is None, reason="pst-utils is not installed")
def test_an_outlook_mailbox_is_taken_apart_in_its_own_folders_each_message_once(
    parish, outlook_store
):
    source = (outlook_store / "Old.pst").read_bytes()
    for _ in range(2):
        tally = parish.tally(outlook_store)
        assert (tally.captured, tally.opened, tally.failed) == (4, 1, 0)
        assert Found.objects.count() == 4
    assert paths()[0] == "Old.pst/Outlook Data File/Inbox/tmp/1.eml"
    assert all(Record.objects.values_list("message_id", flat=True))
    assert (outlook_store / "Old.pst").read_bytes() == source


@pytest.mark.once
@pytest.mark.sandbox
@pytest.mark.skipif(shutil.which("readpst") is None, reason="pst-utils is not installed")
def test_every_reading_of_an_outlook_mailbox_finds_each_message_whole(outlook_store):
    # readpst with processes of its own lost or cut about one message in sixty readings side by side
    def sizes(_):
        found = (one for one in items_of(outlook_store) if one.kind is ItemKind.MESSAGE)
        read = (Path(os.fsdecode(one.absolute)).read_bytes() for one in found)
        return [len(re.sub(rb"iamunique-[0-9]+", b"", data)) for data in read]

    with ThreadPoolExecutor(6) as pool:
        several = list(pool.map(sizes, range(120)))
    assert len(several[0]) == 4
    assert all(one == several[0] for one in several)


@pytest.mark.sandbox
@pytest.mark.skipif(shutil.which("readpst") is None, reason="pst-utils is not installed")
def test_messages_of_an_outlook_mailbox_that_cannot_be_read_are_told(parish, outlook_store):
    path = outlook_store / "Old.pst"
    data = bytearray(path.read_bytes())
    data[88903:89415] = bytes(512)
    path.write_bytes(data)
    tally = parish.tally(outlook_store)
    assert (tally.captured, tally.opened, tally.failed) == (3, 0, 1)
    assert "1 of what is in it cannot be read" in CapturedItem.objects.get(outcome="failed").reason


def test_without_its_reader_an_outlook_mailbox_says_what_is_missing(parish, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    drive = write(tmp_path / "drive", {"Old.pst": b"!BDN" + bytes(600)})
    assert parish.tally(drive).failed == 1
    assert "pst-utils" in CapturedItem.objects.get().reason


@pytest.mark.sandbox
@pytest.mark.skipif(shutil.which("readpst") is None, reason="pst-utils is not installed")
def test_a_damaged_outlook_mailbox_fails_with_its_reason_and_can_be_kept_whole(parish, tmp_path):
    drive = write(tmp_path / "drive", {"Old.pst": b"!BDN" + bytes(600)})
    assert parish.tally(drive).failed == 1
    assert "--whole-mailboxes" in CapturedItem.objects.get().reason
    running.run(parish.who("manager"), drive, into="HOU", clock=lambda: parish.now, whole=True)
    assert CapturedItem.objects.get().outcome == "captured"
