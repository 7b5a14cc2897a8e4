"""The content store, in a folder and on a real S3 service: what goes in, what comes out, what is
left behind."""

import errno
import hashlib
import io
import os
import random
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.foundation.content.shelves import Shelf

from muniment.foundation.content.adapters import durable, incoming
from muniment.foundation.content.adapters.filesystem import FilesystemStore
from muniment.foundation.content.states import FixityState
from muniment.foundation.content.types import (
    ContentMissing,
    DigestMismatch,
    LengthMismatch,
    Staged,
    StoreFailed,
)
from muniment.foundation.kernel.errors import NoRoom

CONTENT = random.Random(5).randbytes(3 * incoming.CHUNK + 12_345)
DIGEST = hashlib.sha256(CONTENT).hexdigest()
NOW = datetime(2026, 3, 1, tzinfo=UTC)
CUTS = int(os.environ.get("MUNIMENT_CUTS_N", "200"))


class Dropped(OSError):
    """The connection of an upload broke."""


class BrokenUpload(io.BytesIO):
    """An upload whose connection breaks after so many bytes."""

    def __init__(self, content: bytes, offset: int) -> None:
        super().__init__(content[:offset])

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(size)
        if not piece:
            raise Dropped("the connection broke")
        return piece


def on_disk(store: FilesystemStore) -> list[Path]:
    return sorted(path for path in store.root.rglob("*") if path.is_file())


def test_content_comes_back_as_it_went_in(shelf: Shelf) -> None:
    staged = shelf.store.store(
        io.BytesIO(CONTENT), expected_size=len(CONTENT), expected_sha256=DIGEST
    )
    assert (staged.sha256, staged.size) == (DIGEST, len(CONTENT))
    assert shelf.store.exists(DIGEST)
    assert shelf.store.size(DIGEST) == len(CONTENT)
    with shelf.store.open(DIGEST) as stream:
        assert stream.read() == CONTENT


def test_content_lies_under_its_digest_and_nobody_may_write_to_it(store: FilesystemStore) -> None:
    store.store(io.BytesIO(CONTENT))
    place = store.root / "blobs" / DIGEST[:2] / DIGEST[2:4] / DIGEST
    assert on_disk(store) == [place] == [store.path_for(DIGEST)]
    assert place.stat().st_mode & 0o777 == 0o400


def test_the_same_content_twice_is_kept_once(shelf: Shelf) -> None:
    for _ in range(2):
        shelf.store.store(io.BytesIO(CONTENT))
    assert len(set(shelf.everything())) == 1
    assert list(shelf.store.iter_all()) == [DIGEST]


def test_a_staged_thing_is_not_in_the_store_until_it_is_committed(shelf: Shelf) -> None:
    staged = shelf.store.stage(io.BytesIO(CONTENT))
    assert not shelf.store.exists(DIGEST)
    shelf.store.discard(staged)
    shelf.store.discard(staged)
    assert shelf.everything() == []


def test_many_are_staged_in_order_with_refusals_as_values(shelf: Shelf, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(40)]
    for path in paths:
        path.write_text(path.name)
    paths.insert(7, tmp_path / "gone.txt")
    made = shelf.store.stage_many(paths)
    assert [one.reasons[0].code for one in made if not isinstance(one, Staged)] == ["vanished"]
    staged = [one for one in made if isinstance(one, Staged)]
    wanted = [hashlib.sha256(p.name.encode()).hexdigest() for p in paths if p.name != "gone.txt"]
    assert [one.sha256 for one in staged] == wanted
    shelf.store.commit_many(staged)
    assert sorted(wanted) == list(shelf.store.iter_all())


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "A" * 64, "/" * 64, "g" * 64])
def test_only_a_digest_leads_to_a_path(shelf: Shelf, name: str) -> None:
    for call in (
        shelf.store.open,
        shelf.store.exists,
        shelf.store.size,
        shelf.store.delete,
        shelf.store.verify,
    ):
        with pytest.raises(ValueError, match="64"):
            call(name)


def test_a_handle_cannot_lead_out_of_the_store(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    with pytest.raises(ValueError, match="hexadecimal"):
        shelf.store.discard(Staged(DIGEST, 1, "../../precious"))
    assert (tmp_path / "precious").exists()


def test_what_is_not_there_is_missing(shelf: Shelf) -> None:
    for call in (shelf.store.open, shelf.store.size):
        with pytest.raises(ContentMissing):
            call(DIGEST)
    assert shelf.store.verify(DIGEST) is FixityState.MISSING
    assert shelf.store.delete(DIGEST) is False


def test_one_changed_bit_is_found(shelf: Shelf) -> None:
    shelf.store.store(io.BytesIO(CONTENT))
    assert shelf.store.verify(DIGEST) is FixityState.INTACT
    changed = bytearray(CONTENT)
    changed[100] ^= 1
    shelf.write_over(DIGEST, bytes(changed))
    assert shelf.store.verify(DIGEST) is FixityState.CORRUPT
    shelf.store.store(io.BytesIO(CONTENT))
    assert shelf.store.verify(DIGEST) is FixityState.INTACT


def test_deleting_leaves_nothing_and_can_be_repeated(shelf: Shelf) -> None:
    shelf.store.store(io.BytesIO(CONTENT))
    assert shelf.store.delete(DIGEST) is True
    assert shelf.store.delete(DIGEST) is False
    assert shelf.everything() == []


def test_what_does_not_belong_is_not_listed(shelf: Shelf) -> None:
    shelf.store.store(io.BytesIO(CONTENT))
    shelf.put_beside(DIGEST)
    assert list(shelf.store.iter_all()) == [DIGEST]


def test_old_leftovers_are_cleared_and_running_uploads_are_not(shelf: Shelf) -> None:
    old, young = (shelf.store.stage(io.BytesIO(letter)) for letter in (b"old", b"young"))
    for staged, hours in ((old, 25), (young, 1)):
        shelf.age(staged, NOW - timedelta(hours=hours))
    assert shelf.store.clear_incoming(24 * 3600, NOW) == 1
    shelf.store.commit(young)
    assert list(shelf.store.iter_all()) == [young.sha256]


# -- uploads that break (promise 11) ------------------------------------------------------------
def broken(shelf: Shelf, offset: int) -> None:
    with pytest.raises(Dropped):
        shelf.store.store(BrokenUpload(CONTENT, offset))


def cut_short(shelf: Shelf, offset: int) -> None:
    with pytest.raises(LengthMismatch):
        shelf.store.store(io.BytesIO(CONTENT[:offset]), expected_size=len(CONTENT))


def altered(shelf: Shelf, offset: int) -> None:
    changed = CONTENT[:offset] + bytes([CONTENT[offset] ^ 1]) + CONTENT[offset + 1 :]
    with pytest.raises(DigestMismatch):
        shelf.store.store(io.BytesIO(changed), expected_sha256=DIGEST)


def offsets(count: int) -> list[int]:
    return [0, 1, incoming.CHUNK, *random.Random(11).sample(range(2, len(CONTENT)), count - 3)]


def test_an_upload_that_ends_too_soon_leaves_nothing(shelf: Shelf) -> None:
    ways = (broken, cut_short, altered)
    count = CUTS if isinstance(shelf.store, FilesystemStore) else CUTS // 20
    for number, offset in enumerate(offsets(count)):
        ways[number % 3](shelf, offset)
        assert shelf.everything() == []


def test_an_upload_that_goes_on_too_long_leaves_nothing(shelf: Shelf) -> None:
    with pytest.raises(LengthMismatch):
        shelf.store.store(io.BytesIO(CONTENT), expected_size=len(CONTENT) - 1)
    assert shelf.everything() == []


def _keep_the_file(self: Path, missing_ok: bool = False) -> None:
    pass


def _compare_nothing(*arguments: object) -> None:
    pass


@pytest.mark.parametrize(
    ("where", "name", "mutant", "way"),
    [
        (Path, "unlink", _keep_the_file, broken),
        (Path, "unlink", _keep_the_file, altered),
        (incoming, "_compare", _compare_nothing, cut_short),
        (incoming, "_compare", _compare_nothing, altered),
    ],
)
def test_a_store_that_forgets_to_clean_up_or_to_compare_is_found_out(
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
    where: object,
    name: str,
    mutant: Callable[..., None],
    way: Callable[[Shelf, int], None],
) -> None:
    monkeypatch.setattr(where, name, mutant)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        way(shelf, 1000)
        assert shelf.everything() == []


# -- disks that are full or failing ---------------------------------------------------------------
def test_new_content_is_refused_before_the_disk_is_full(tmp_path: Path) -> None:
    free = durable.free_bytes(tmp_path)
    store = FilesystemStore(tmp_path / "store", headroom_bytes=free * 2)
    with pytest.raises(NoRoom):
        store.stage(io.BytesIO(b"one more"))
    assert on_disk(store) == []


def test_an_announced_size_counts_against_the_headroom(tmp_path: Path) -> None:
    free = durable.free_bytes(tmp_path)
    store = FilesystemStore(tmp_path / "store", headroom_bytes=free // 2)
    with pytest.raises(NoRoom):
        store.stage(io.BytesIO(b"x"), expected_size=free)
    store.stage(io.BytesIO(b"x"), expected_size=1)


def test_a_full_disk_is_no_room_and_leaves_nothing(
    store: FilesystemStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        durable, "create_new", lambda path: (path.touch(), os.open("/dev/full", os.O_WRONLY))[1]
    )
    with pytest.raises(NoRoom):
        store.stage(io.BytesIO(CONTENT))
    assert on_disk(store) == []


def test_a_quota_is_no_room_too() -> None:
    assert isinstance(durable.refusal_of(OSError(errno.EDQUOT, "quota")), NoRoom)
    assert isinstance(durable.refusal_of(OSError(errno.EIO, "broken")), StoreFailed)


def test_a_failed_fsync_fails_the_write_once_and_for_all(
    store: FilesystemStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def failing(handle: int) -> None:
        calls.append(handle)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(StoreFailed):
        store.stage(io.BytesIO(CONTENT))
    assert len(calls) == 1
    assert on_disk(store) == []


class Endless(io.RawIOBase):
    """An upload of so many bytes that are never all in memory."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.left = size

    def read(self, size: int = -1) -> bytes:
        piece = bytes(min(size, self.left))
        self.left -= len(piece)
        return piece


def test_a_large_upload_takes_constant_memory(shelf: Shelf) -> None:
    tracemalloc.start()
    try:
        staged = shelf.store.stage(Endless(128 * 1024 * 1024))  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    shelf.store.discard(staged)
    assert staged.size == 128 * 1024 * 1024
    assert peak < 8 * incoming.CHUNK
