"""What drives really hold: links, pipes, names that are no text, files that change and vanish."""

import os
import socket
import stat
from pathlib import Path

import pytest
from tests.holdings.parish import write

from muniment.foundation.content.adapters import source
from muniment.foundation.content.queries import store
from muniment.holdings.capture import rules
from muniment.holdings.capture.adapters import sources
from muniment.holdings.capture.adapters.sources import items_of
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.capture.types import ItemKind, SourceItem
from muniment.holdings.records.models import Found, Record


def outcomes():
    rows = CapturedItem.objects.values_list("path", "outcome", "reason_code")
    return {path: (outcome, code) for path, outcome, code in rows}


def test_links_pipes_sockets_and_devices_are_refused_each_with_its_reason(
    parish, tmp_path, monkeypatch
):
    drive = write(tmp_path / "drive", {"good.txt": b"good"})
    (drive / "out").symlink_to("/etc")
    (drive / "secret").symlink_to("/etc/passwd")
    (drive / "broken").symlink_to("nowhere")
    os.mkfifo(drive / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(drive)  # the whole path may be longer than a socket's can be
        listening.bind("socket")
        devices = _device(drive / "null")
        parish.capture(drive)
    found = outcomes()
    assert found.pop("good.txt") == ("captured", "")
    assert {found.pop(name) for name in ("out", "secret", "broken")} == {("refused", "link")}
    assert set(found) == {"pipe", "socket", *devices}
    assert set(found.values()) == {("refused", "not_a_regular_file")}
    assert [store().open(one).read() for one in store().iter_all()] == [b"good"]


def _device(path):
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3))
    except PermissionError:
        return []
    return ["null"]


@pytest.mark.skipif("os.geteuid() == 0", reason="root reads everything")
def test_a_file_that_cannot_be_read_fails_and_stops_nothing(parish, tmp_path):
    drive = write(tmp_path / "drive", {"a.txt": b"a", "b.txt": b"b", "d/c.txt": b"c"})
    (drive / "a.txt").chmod(0)
    (drive / "d").chmod(0)
    parish.capture(drive)
    (drive / "d").chmod(0o700)
    assert outcomes()["a.txt"] == ("failed", "unreadable")
    assert outcomes()["d"] == ("failed", "unreadable_folder")
    assert outcomes()["b.txt"] == ("captured", "")


def test_a_folder_that_vanishes_while_it_is_listed_is_one_failed_item(parish, tmp_path):
    drive = write(tmp_path / "drive", {"a/1.txt": b"1", "b/2.txt": b"2"})
    items = items_of(drive)
    first = next(items)
    for path in (drive / "b" / "2.txt",):
        path.unlink()
    (drive / "b").rmdir()
    rest = list(items)
    assert (first.path, rest[0].kind) == ("a/1.txt", ItemKind.UNREADABLE_FOLDER)
    left = rules.why_not_taken(rest[0], 1)
    assert (left.outcome, left.code) == ("failed", "unreadable_folder")
    assert "No such file" in left.message


def test_a_file_that_vanishes_after_it_was_listed_fails_and_stops_nothing(parish, tmp_path):
    drive = write(tmp_path / "drive", {"a.txt": b"a", "b.txt": b"b"})
    _take(parish, drive, lambda: (drive / "a.txt").unlink())
    assert outcomes() == {"a.txt": ("failed", "vanished"), "b.txt": ("captured", "")}


def _take(parish, drive, meanwhile):
    from muniment.holdings.capture import actions

    actor, now = parish.who("manager"), parish.now
    capture = actions.begin(actor, "HOU", source=str(drive), now=now)
    items = list(items_of(drive))
    meanwhile()
    return actions.take(actor, capture.reference, items=items, now=now)


def test_a_file_that_changes_while_it_is_read_fails_and_is_taken_by_the_next_run(
    parish, tmp_path, monkeypatch
):
    drive = write(tmp_path / "drive", {"a.txt": b"a" * 100, "b.txt": b"b"})
    real = source.facts_of
    seen = []

    def growing(found):
        facts = real(found)
        if found.st_size == 100:
            seen.append(facts)
            with (drive / "a.txt").open("ab") as opened:
                opened.write(b"more")
        return facts

    monkeypatch.setattr(source, "facts_of", growing)
    parish.capture(drive)
    assert outcomes() == {"a.txt": ("failed", "changed_while_read"), "b.txt": ("captured", "")}
    assert len(list(store().iter_all())) == 1
    monkeypatch.setattr(source, "facts_of", real)
    parish.capture(drive)
    assert outcomes()["a.txt"] == ("captured", "")
    assert Record.objects.count() == 2


RANDOM = "".join(f"{number * 2654435761 % 2**32:08x}" for number in range(1, 26))
NAMES = [
    b"caf\xe9.txt",
    b"\xff\xfe",
    b"new\nline.txt",
    b"tab\there",
    b"quote\"'`$(id).txt",
    b"-rf",
    "\u202efdp.exe".encode(),
    "e\u0301.txt".encode(),
    "\u00e9.txt".encode(),
    b"CON",
    b"..hidden",
    b"\\..\\..\\windows",
    b"%2e%2e%2fetc",
    b"x" * 255,
    "\U0001f4c4".encode() * 63,
    b"{}<script>alert(1).svg",
]


def test_any_name_that_a_drive_allows_is_kept_to_the_byte_and_touches_nothing(parish, tmp_path):
    drive = tmp_path / "drive"
    drive.mkdir()
    for number, name in enumerate(NAMES):
        Path(os.fsdecode(os.path.join(os.fsencode(drive), name))).write_bytes(b"%d" % number)
    before = sorted(os.listdir(os.fsencode(tmp_path)))
    tally = parish.tally(drive)
    assert (tally.captured, tally.items) == (len(NAMES), len(NAMES))
    assert sorted(os.listdir(os.fsencode(tmp_path))) == before
    kept = {
        bytes(one.path_bytes) if one.path_bytes is not None else one.path.encode()
        for one in Found.objects.all()
    }
    assert kept == set(NAMES)
    for title in Record.objects.values_list("title", flat=True):
        assert title
        assert title.isprintable()
    on_disk = {path.name for path in store().root.rglob("*") if path.is_file()}
    assert all(len(name) == 64 and name.isalnum() for name in on_disk)
    assert parish.tally(drive).items == len(NAMES)


@pytest.mark.parametrize(
    "name", [b"\xff" * 200, ("\u00e4" * 100).encode(), os.urandom(100).hex().encode()]
)
def test_paths_of_nearly_four_thousand_bytes_are_taken_and_longer_ones_refused(
    name, parish, tmp_path
):
    drive = tmp_path / "drive"
    drive.mkdir()
    depth = 0
    here = os.open(drive, os.O_RDONLY)
    lengths = []
    while (depth + 1) * (len(name) + 1) + len(name) < 4300:
        os.mkdir(name, dir_fd=here)
        below = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here, depth = below, depth + 1
        lengths.append(depth * (len(name) + 1) + 1)
        with open(os.open(b"f", os.O_CREAT | os.O_WRONLY, dir_fd=here), "wb") as file:
            file.write(b"%d" % depth)
    os.close(here)
    base = len(os.fsencode(drive)) + 1
    tally = parish.tally(drive)
    reached = [one for one in lengths if one + base < 4096]
    assert tally.captured == len([one for one in reached if one <= rules.PATH_LENGTH])
    assert tally.refused + tally.failed >= 1
    assert {code for _, code in outcomes().values()} <= {"", "path_too_long", "unreadable"}
    assert parish.tally(drive).captured == tally.captured
    assert Found.objects.exclude(path="").count() == tally.captured


def test_a_file_larger_than_the_system_takes_is_refused_unread(parish, tmp_path, settings):
    settings.MUNIMENT_MAX_UPLOAD_BYTES = 10
    parish.capture(write(tmp_path / "drive", {"big": b"x" * 11, "small": b"x" * 10}))
    assert outcomes() == {"big": ("refused", "too_large"), "small": ("captured", "")}


def test_a_hundred_levels_of_folders_and_more_than_one_batch_are_nothing_special(parish, tmp_path):
    files = {f"{'d/' * 100}deep.txt": b"deep"} | {f"{n}": b"%d" % (n % 150) for n in range(200)}
    tally = parish.tally(write(tmp_path / "drive", files))
    assert (tally.captured, tally.linked) == (151, 50)


@pytest.mark.parametrize("ns", [0, -(10**18), 2**62, 10**22, -62_135_596_800 * 10**9])
def test_times_that_cannot_be_true_are_kept_as_said_and_not_believed(ns, parish):
    item = SourceItem(ItemKind.FILE, b"/x", b"x", mtime_ns=ns)
    new = rules.new_record(
        item, source="s", sha256="0" * 64, size=1, puid="", headers=rules.MessageHeaders(),
        owner="", now=parish.now,
    )  # fmt: skip
    assert (new.date_source, new.modified_on) == ("captured", None)
    assert new.found_at.modified_at


def test_a_mailbox_that_cannot_be_opened_is_one_item(tmp_path, monkeypatch):
    box = tmp_path / "post.mbox"
    box.write_bytes(b"From somebody\n")
    monkeypatch.setattr(sources, "open", _refused, raising=False)
    assert [one.kind for one in items_of(box)] == [ItemKind.FILE]


def _refused(*args, **kwargs):
    raise PermissionError(13, "Permission denied")


def test_owners_are_named_or_numbered():
    assert sources.owner_name(0) == "root"
    assert sources.owner_name(3_999_999_999) == "3999999999"
    assert sources.owner_name(-1) == ""


def test_a_message_that_stands_twice_in_a_mailbox_under_two_names_stops_nothing(parish, tmp_path):
    head = b"From: a@x\nDate: Mon, 06 May 2019 12:00:00 +0100\nSubject: %s\n\nDear all."
    box = {
        "cur/1.host:2,S": head % b"Roof",
        "cur/1.host:2,FS": head % b"Roof",
        "new/1.host": head % b"Roof again",
        "cur/2.host:2,": head % b"Hall",
        "tmp/.keep": b"",
    }
    drive = write(tmp_path / "drive", box)
    (drive / "tmp" / ".keep").unlink()
    tally = parish.tally(drive)
    assert sorted(Record.objects.values_list("title", flat=True)) == ["Hall", "Roof", "Roof again"]
    assert (tally.captured, tally.failed) == (2, 0)
