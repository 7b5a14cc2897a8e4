"""Files on somebody else's drive: links, pipes, what changes and what vanishes."""

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from muniment.foundation.content.adapters import incoming, source
from muniment.foundation.content.adapters.filesystem import FilesystemStore
from muniment.foundation.content.types import (
    ChangedWhileRead,
    NotARegularFile,
    Staged,
    Unreadable,
    Vanished,
)


def nothing_left(store: FilesystemStore) -> bool:
    return not any(path.is_file() for path in store.root.rglob("*"))


def test_a_file_brings_its_times_owner_and_mode(store: FilesystemStore, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"text")
    os.utime(path, ns=(1, 1_305_392_393_000_000_007))
    path.chmod(0o640)
    staged = store.stage(path)
    assert staged.source is not None
    assert (staged.source.mtime_ns, staged.source.size) == (1_305_392_393_000_000_007, 4)
    assert staged.source.mode & 0o777 == 0o640
    assert staged.source.uid == os.getuid()


def test_a_name_that_is_no_utf_8_is_read(store: FilesystemStore, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\xfe report.txt"
    Path(os.fsdecode(name)).write_bytes(b"text")
    assert store.stage(name).size == 4
    assert store.stage(os.fsdecode(name)).size == 4


@pytest.mark.parametrize("kind", ["link", "dangling", "folder", "pipe", "socket", "device"])
def test_what_is_no_ordinary_file_is_refused(
    store: FilesystemStore, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / kind
    if kind == "link":
        (tmp_path / "secret").write_text("secret")
        path.symlink_to(tmp_path / "secret")
    elif kind == "dangling":
        path.symlink_to(tmp_path / "nowhere")
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        socket.socket(socket.AF_UNIX).bind(str(path))
    else:
        path = Path("/dev/zero")
    with pytest.raises(NotARegularFile):
        store.stage(path)
    assert nothing_left(store)


def test_a_link_put_in_place_of_the_file_after_the_look_is_not_followed(
    store: FilesystemStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, secret = tmp_path / "a.txt", tmp_path / "secret"
    path.write_text("text")
    secret.write_text("secret")
    look = os.lstat

    def swap_after_look(name: Any) -> os.stat_result:
        found = look(name)
        if Path(os.fsdecode(name)) == path and not path.is_symlink():
            path.unlink()
            path.symlink_to(secret)
        return found

    monkeypatch.setattr(os, "lstat", swap_after_look)
    with pytest.raises(NotARegularFile):
        store.stage(path)
    assert nothing_left(store)


def test_what_is_gone_has_vanished(store: FilesystemStore, tmp_path: Path) -> None:
    with pytest.raises(Vanished):
        store.stage(tmp_path / "gone")
    with pytest.raises(Vanished):
        store.stage(tmp_path / "no" / "folder")


def test_what_may_not_be_read_or_named_is_unreadable(
    store: FilesystemStore, tmp_path: Path
) -> None:
    assert isinstance(source.refusal_of_read(PermissionError(13, "Permission denied")), Unreadable)
    with pytest.raises(Unreadable):
        store.stage("a\0b")
    with pytest.raises(Unreadable):
        store.stage(tmp_path / ("n" * 300))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_locked_file_is_unreadable(store: FilesystemStore, tmp_path: Path) -> None:
    (tmp_path / "locked").write_text("x")
    (tmp_path / "locked").chmod(0)
    with pytest.raises(Unreadable):
        store.stage(tmp_path / "locked")


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def rewrite_with_the_same_size_and_times(path: Path) -> None:
    before = path.stat()
    path.write_bytes(b"ABCD" * 5000)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace(path: Path) -> None:
    path.with_name("new").write_bytes(b"abcd" * 5000)
    path.with_name("new").replace(path)


def remove(path: Path) -> None:
    path.unlink()


def truncate(path: Path) -> None:
    os.truncate(path, 3)


@pytest.mark.parametrize(
    "meddle", [append, rewrite_with_the_same_size_and_times, replace, remove, truncate]
)
def test_a_file_that_changes_while_it_is_read_is_refused(
    store: FilesystemStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meddle: Any
) -> None:
    path = tmp_path / "growing.log"
    path.write_bytes(b"abcd" * 5000)
    copy = incoming.Incoming.receive

    def meddled(self: incoming.Incoming, *arguments: Any) -> Staged:
        staged = copy(self, *arguments)
        meddle(path)
        return staged

    monkeypatch.setattr(incoming.Incoming, "receive", meddled)
    with pytest.raises(ChangedWhileRead):
        store.stage(path)
    assert nothing_left(store)


def test_a_file_that_stays_as_it_is_is_taken(store: FilesystemStore, tmp_path: Path) -> None:
    path = tmp_path / "still.log"
    path.write_bytes(b"abcd" * 5000)
    assert store.stage(path).size == 20_000
