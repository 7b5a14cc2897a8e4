"""Asking the malware scanner (clamd) over its socket: INSTREAM, as its manual page describes it.

Whatever is not a plain answer is no verdict: what the scanner did not say to be clean is not given
out. A scanner that lets through what exceeds its limits is found out by asking it about a zip file
thirty deep, and is not trusted.
"""

import select
import socket
import struct
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO

from muniment.foundation.content.types.malware import ScannerAway, Verdict

PIECE = 128 * 1024
DEEP = 30  # clamd goes 17 deep as it is delivered
SLOWEST = 2_000_000  # bytes a second that are waited for, on top of the seconds of the setting
TRUST_SECONDS = 600.0
LIMITS = "Limits exceeded: larger than the scanner takes (StreamMaxLength)"
_ANSWER_MAX = 4096
_TRUSTED: dict[str, float] = {}


class Clamd:
    """One scanner. `address`: `unix:/run/clamav/clamd.ctl` or `host:port`. `seconds`: how long an
    answer may take, besides half a second for each megabyte."""

    def __init__(self, address: str, *, seconds: float) -> None:
        self._address = address
        self._seconds = seconds

    def version(self) -> str:
        """Program, number and date of the signatures, as clamd writes them. Raises ScannerAway."""
        with self._asked(b"VERSION", time.monotonic() + self._seconds) as (line, deadline):
            return _answer(line, deadline)[:120]

    def scan(self, stream: BinaryIO, size: int) -> Verdict:
        """What the scanner finds in the stream, of `size` bytes. Raises ScannerAway where it does
        not say."""
        version = self.version()  # before: signatures may be renewed meanwhile
        self._be_sure()
        return Verdict(self._look(stream, size), version)

    def _be_sure(self) -> None:
        known = _TRUSTED.get(self._address)
        if known is not None and time.monotonic() - known < TRUST_SECONDS:
            return
        nested = nested_zip()
        if not self._look(BytesIO(nested), len(nested)):
            raise ScannerAway(
                "the scanner lets through what exceeds its limits: set 'AlertExceedsMax yes' in"
                " clamd.conf"
            )
        _TRUSTED[self._address] = time.monotonic()

    def _look(self, stream: BinaryIO, size: int) -> str:
        deadline = time.monotonic() + self._seconds + size / SLOWEST
        with self._asked(b"INSTREAM", deadline) as (line, _):
            _send(line, stream, deadline)
            return finding_in(_answer(line, deadline))

    @contextmanager
    def _asked(self, command: bytes, deadline: float) -> Iterator[tuple[socket.socket, float]]:
        try:
            with self._connected(deadline) as line:
                line.sendall(b"z" + command + b"\0")
                yield line, deadline
        except TimeoutError as late:
            raise ScannerAway("the scanner did not answer in time") from late
        except OSError as error:
            raise ScannerAway(f"the scanner cannot be reached ({error.strerror})") from error

    def _connected(self, deadline: float) -> socket.socket:
        if self._address.startswith("unix:"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(_left(deadline))
            with _closed_on_failure(line):
                line.connect(self._address.removeprefix("unix:"))
            return line
        host, _, port = self._address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_left(deadline))


@contextmanager
def _closed_on_failure(line: socket.socket) -> Iterator[None]:
    try:
        yield
    except OSError:
        line.close()
        raise


def _send(line: socket.socket, stream: BinaryIO, deadline: float) -> None:
    """The content, piece by piece; stops where the scanner has said something already."""
    with suppress(
        BrokenPipeError, ConnectionResetError
    ):  # what it said before is read all the same
        while piece := stream.read(PIECE):
            if select.select([line], [], [], 0)[0]:
                return
            line.settimeout(_left(deadline))
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))


def _answer(line: socket.socket, deadline: float) -> str:
    taken = b""
    while b"\0" not in taken and len(taken) < _ANSWER_MAX:
        line.settimeout(_left(deadline))
        piece = line.recv(_ANSWER_MAX)
        if not piece:
            break
        taken += piece
    said, end, _ = taken.partition(b"\0")
    if not end:
        raise ScannerAway("the scanner broke off before it answered")
    return said.decode("utf-8", "replace").strip()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def finding_in(answer: str) -> str:
    """The name of what was found; empty for a clean content. Raises ScannerAway for anything that
    is not a verdict."""
    if answer == "stream: OK":
        return ""
    said = answer.removeprefix("stream:").strip()
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND").strip()[:200] or "unnamed"
    if "size limit exceeded" in said:
        return LIMITS
    raise ScannerAway(f"the scanner said: {said[:120] or 'nothing'}")


@lru_cache(maxsize=1)
def nested_zip() -> bytes:
    """A harmless text in a zip file in a zip file, thirty deep."""
    data = b"nothing of interest"
    for depth in range(DEEP):
        made = BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("inner.zip" if depth else "inner.txt", data)
        data = made.getvalue()
    return data
