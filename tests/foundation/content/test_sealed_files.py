"""Sealed files: what goes in comes out from any place, and whatever was touched is noticed."""

import hashlib
import io
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.foundation.content.adapters import plain, sealed
from muniment.foundation.content.adapters.filesystem import FilesystemStore
from muniment.foundation.content.adapters.staging import Unsealed
from muniment.foundation.content.states import FixityState
from muniment.foundation.content.types import ContentCorrupt, Seal, Staged

C = sealed.CHUNK
STEP = C + sealed.TAG
CONTENT = random.Random(3).randbytes(3 * C + 1000)
SIZES = [0, 1, 15, 16, 17, C - 1, C, C + 1, 2 * C, 2 * C + 1, len(CONTENT)]


class Seals(Unsealed):
    """A book that remembers what it is told."""

    def __init__(self) -> None:
        self.known: dict[str, Seal] = {}

    def sealing(self) -> bool:
        return True

    def name_of(self, sha256: str) -> str | None:
        return self.known[sha256].name if sha256 in self.known else None

    def seal_of(self, sha256: str) -> Seal | None:
        return self.known.get(sha256)

    def keep(self, staged: Staged) -> str:
        assert staged.seal
        self.known[staged.sha256] = staged.seal
        return staged.sha256


@pytest.fixture
def book() -> Seals:
    return Seals()


@pytest.fixture
def sealing(tmp_path: Path, book: Seals) -> FilesystemStore:
    return FilesystemStore(tmp_path / "store", book=book)


def keep(store: FilesystemStore, book: Seals, data: bytes) -> Path:
    sha256 = book.keep(store.store(io.BytesIO(data)))
    path = store.path_for(sha256)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("size", SIZES)
def test_sealed_content_comes_back_as_it_went_in(
    sealing: FilesystemStore, book: Seals, size: int
) -> None:
    data = CONTENT[:size]
    path = keep(sealing, book, data)
    digest = hashlib.sha256(data).hexdigest()
    assert path.name.startswith(f"{digest}.")
    assert data[:100] not in path.read_bytes() or size < 3
    with sealing.open(digest) as stream:
        assert stream.read() == data
    assert (sealing.size(digest), sealing.verify(digest)) == (size, FixityState.INTACT)
    assert list(sealing.iter_all()) == [digest]


def on_disk(seal: Seal, data: bytes) -> BinaryIO:
    maker = sealed.Sealer(seal)
    handle = os.memfd_create("sealed")
    os.write(handle, b"".join([*maker.update(data), *maker.finish()]))
    return os.fdopen(handle, "rb", buffering=0)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(CONTENT) + 10), st.integers(0, C * 2), st.integers(0, len(CONTENT)))
def test_any_range_can_be_read(start: int, length: int, back: int) -> None:
    seal = sealed.new_seal()
    with sealed.opened(on_disk(seal, CONTENT), seal, "0" * 64) as stream:
        stream.seek(start)
        assert stream.read(length) == CONTENT[start : start + length]
        assert stream.seek(-back, os.SEEK_END) == len(CONTENT) - back
        assert stream.read() == CONTENT[len(CONTENT) - back :]


def swapped(data: bytes) -> bytes:
    first, second = 16, 16 + STEP
    return data[:first] + data[second : second + STEP] + data[first:second] + data[second + STEP :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "a bit of the magic": lambda data: bytes([data[0] ^ 1]) + data[1:],
    "a bit of a chunk": lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
    "a bit of a tag": lambda data: data[:-1] + bytes([data[-1] ^ 128]),
    "cut in a chunk": lambda data: data[:-100],
    "cut between chunks": lambda data: data[: 16 + 2 * STEP],
    "cut to the magic": lambda data: data[:16],
    "cut to nothing": lambda data: b"",
    "a chunk left out": lambda data: data[:16] + data[16 + STEP :],
    "a chunk twice": lambda data: data[: 16 + STEP] + data[16:],
    "two chunks exchanged": swapped,
    "something behind": lambda data: data + b"x",
    "a chunk behind": lambda data: data + data[16 : 16 + STEP],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_whatever_was_touched_is_noticed_and_never_read(
    sealing: FilesystemStore, book: Seals, damage: str
) -> None:
    path = keep(sealing, book, CONTENT)
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    digest = path.name[:64]
    assert sealing.verify(digest) is FixityState.CORRUPT
    with pytest.raises(ContentCorrupt), sealing.open(digest) as stream:
        while piece := stream.read(C):
            assert piece in CONTENT


@pytest.mark.parametrize("data", [b"", b"x", CONTENT])
def test_files_cannot_be_exchanged(sealing: FilesystemStore, book: Seals, data: bytes) -> None:
    path = keep(sealing, book, data)
    other = keep(sealing, book, b"other" + data)
    path.write_bytes(other.read_bytes())
    assert sealing.verify(path.name[:64]) is FixityState.CORRUPT


def test_the_seal_is_part_of_what_is_authenticated() -> None:
    one = sealed.new_seal()
    with pytest.raises(ContentCorrupt):
        sealed.opened(on_disk(one, b"words"), Seal("0" * 16, one.key), "0" * 64)


@pytest.mark.parametrize("size", [100, plain.IN_MEMORY, plain.IN_MEMORY + 1, len(CONTENT)])
def test_programs_read_plain_files_that_have_no_name(sealing: FilesystemStore, size: int) -> None:
    staged = [sealing.store(io.BytesIO(CONTENT[:size])), sealing.store(io.BytesIO(b"two"))]
    with sealing.plain_files(staged) as paths:
        read = subprocess.run(["cat", *paths], stdout=subprocess.PIPE, check=True).stdout
        assert read == CONTENT[:size] + b"two"
        assert not list((sealing.root / "incoming").iterdir())
    assert not any(path.exists() for path in paths)


BIG = """
import io, resource, sys
from pathlib import Path
from tests.foundation.content.test_sealed_files import Seals
from tests.foundation.content.test_store import Endless
from muniment.foundation.content.adapters.filesystem import FilesystemStore
from muniment.foundation.content.adapters.staging import Unsealed
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
book = Seals()
store = FilesystemStore(Path(sys.argv[1]), book=book)
staged = store.store(Endless(int(sys.argv[2])))
book.keep(staged)
assert store.verify(staged.sha256) == "intact"
with store.plain_files([staged]) as [path]:
    assert path.stat().st_size == staged.size
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.once
def test_large_content_is_sealed_read_and_checked_in_constant_memory(tmp_path: Path) -> None:
    size = os.environ.get("MUNIMENT_FAULT_LARGE", str(96 * 2**20))
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", BIG, str(tmp_path / "store"), size],
        env={**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"},
        capture_output=True,
        check=True,
    )
    assert int(done.stdout) * 1024 < 64 * 2**20
