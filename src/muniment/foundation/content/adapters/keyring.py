"""The keys that wrap the keys of content: one file for each generation, readable by its owner.

The files are the truth about which generations there are. A generation whose file is gone is
gone, and with it every key that only it can unwrap.
"""

import base64
import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from muniment.foundation.content.adapters import durable
from muniment.foundation.content.types import Generation, KeyGone, KeysProblem

_NAME = re.compile(r"content-(\d{6})\.key", re.ASCII)
_LINE = re.compile(r"muniment content key (\d+), made (\S+)\n([A-Za-z0-9+/]{43}=)\n", re.ASCII)
_NONCE = 12


class Keyring:
    """The generations of keys in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def generations(self) -> list[Generation]:
        """Those there are, the oldest first. Raises KeysProblem for a file that is not whole."""
        try:
            names = sorted(path.name for path in self.folder.iterdir())
        except FileNotFoundError:
            return []
        found = [self._read(name) for name in names if _NAME.fullmatch(name)]
        return [one for one in found if one is not None]

    def newest(self) -> Generation:
        """The one that new keys are wrapped under. Raises KeysProblem where there is none."""
        found = self.generations()
        if not found:
            raise KeysProblem(f"there is no content key in {self.folder}")
        return found[-1]

    def make(self, number: int, *, now: datetime) -> Generation:
        """Make the generation of this number, durably, unless it is there; what is there then."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.sync_folder(self.folder.parent)
        key = base64.b64encode(secrets.token_bytes(32)).decode("ascii")
        made = now.astimezone(UTC).replace(microsecond=0).isoformat()
        line = f"muniment content key {number}, made {made}\n{key}\n"
        temporary = self.folder / f".{secrets.token_hex(8)}.new"
        try:
            _write(temporary, line.encode("ascii"))
            with suppress(FileExistsError):  # another process was first: its key is the key
                os.link(temporary, self._path(number))
        finally:
            temporary.unlink(missing_ok=True)
        durable.sync_folder(self.folder)
        return next(one for one in self.generations() if one.number == number)

    def destroy(self, number: int) -> None:
        """Overwrite the key of a generation and remove its file, durably. Safe to repeat."""
        path = self._path(number)
        with suppress(FileNotFoundError):
            path.chmod(0o600)
            handle = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                durable.write_all(handle, bytes(os.fstat(handle).st_size))
                os.fsync(handle)
            finally:
                os.close(handle)
            path.unlink()
        durable.sync_folder(self.folder)

    def _path(self, number: int) -> Path:
        return self.folder / f"content-{number:06}.key"

    def _read(self, name: str) -> Generation | None:
        try:
            text = (self.folder / name).read_bytes()
        except FileNotFoundError:  # destroyed at this moment
            return None
        if text and not text.strip(b"\0"):
            return None  # overwritten, and about to be removed
        found = _LINE.fullmatch(text.decode("ascii", "replace"))
        if found is None or f"content-{int(found[1]):06}.key" != name:
            raise KeysProblem(f"the content key {name} is not well formed")
        made, key = datetime.fromisoformat(found[2]), base64.b64decode(found[3])
        return Generation(int(found[1]), made, key)


class Wrapper:
    """Wraps the keys of content under the newest generation, and unwraps those of all of them."""

    def __init__(self, generations: Iterable[Generation]) -> None:
        self._ciphers = {one.number: AESGCM(one.key) for one in generations}
        self.newest = max(self._ciphers, default=0)

    def wrap(self, key: bytes, about: bytes) -> bytes:
        """The key, wrapped so that it can be unwrapped for `about` and for nothing else."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._ciphers[self.newest].encrypt(nonce, key, about)

    def unwrap(self, generation: int, wrapped: bytes, about: bytes) -> bytes:
        """The key. Raises KeyGone where its generation was destroyed or it is not what it was."""
        cipher = self._ciphers.get(generation)
        if cipher is None:
            raise KeyGone
        try:
            return cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], about)
        except InvalidTag as wrong:
            raise KeyGone from wrong


def _write(path: Path, data: bytes) -> None:
    handle = durable.create_new(path)
    try:
        durable.write_all(handle, data)
        os.fchmod(handle, 0o400)
        os.fsync(handle)
    finally:
        os.close(handle)
