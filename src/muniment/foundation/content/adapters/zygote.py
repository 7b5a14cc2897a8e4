"""A child process that answers messages over its pipes, and is not trusted to answer in time."""

import os
import select
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from muniment.foundation.content.adapters.extractor import frames


class ZygoteDied(Exception):
    """The process ended, or sent what is no message of ours."""


class ZygoteSilent(Exception):
    """The process did not answer in time."""


class Zygote:
    """One process, started from `command` with an empty environment.

    `answer_max`: the longest answer in bytes. Raises `ZygoteDied` or `ZygoteSilent` if the
    process is not ready within `ready_seconds`.
    """

    def __init__(self, command: Sequence[str], *, answer_max: int, ready_seconds: float) -> None:
        self._answer_max = answer_max
        self._process = subprocess.Popen(
            command,
            env={},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise ZygoteDied("no pipes")
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        for end in (self._to, self._from):
            os.set_blocking(end, False)
        try:
            self._receive(time.monotonic() + ready_seconds)
        except (ZygoteDied, ZygoteSilent):
            self.close()
            raise

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def ask(self, header: dict[str, Any], data: bytes, seconds: float) -> tuple[str, bytes]:
        """Send a document; returns the status and the block that came back."""
        deadline = time.monotonic() + seconds
        self._send(frames.head(header, [len(data)]), deadline)
        self._send(data, deadline)
        answer, blocks = self._receive(deadline)
        return str(answer.get("status")), blocks[0] if blocks else b""

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()

    def _send(self, data: bytes, deadline: float) -> None:
        rest = memoryview(data)
        while rest:
            _wait(self._to, select.POLLOUT, deadline)
            try:
                rest = rest[os.write(self._to, rest) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise ZygoteDied(str(error)) from error

    def _receive(self, deadline: float) -> tuple[dict[str, Any], list[bytes]]:
        try:
            size = frames.header_size(self._read(4, deadline))
            header, sizes = frames.parse_header(self._read(size, deadline))
        except frames.BadFrame as error:
            raise ZygoteDied(str(error)) from error
        if sum(sizes) > self._answer_max:
            raise ZygoteDied("answer too long")
        return header, [self._read(size, deadline) for size in sizes]

    def _read(self, size: int, deadline: float) -> bytes:
        taken = bytearray()
        while len(taken) < size:
            _wait(self._from, select.POLLIN, deadline)
            try:
                piece = os.read(self._from, min(size - len(taken), 1024 * 1024))
            except BlockingIOError:
                continue
            if not piece:
                raise ZygoteDied("the process ended")
            taken += piece
        return bytes(taken)


def _wait(end: int, event: int, deadline: float) -> None:
    # Not select(): that fails in a process with more than a thousand files open.
    waiting = select.poll()
    waiting.register(end, event)
    left = deadline - time.monotonic()
    if left <= 0 or not waiting.poll(left * 1000):
        raise ZygoteSilent
