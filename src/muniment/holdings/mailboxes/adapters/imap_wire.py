"""IMAP over a connection that is bounded in time and in memory, whatever the server does."""

import imaplib
import socket
import time
from typing import Any

from muniment.holdings.mailboxes.adapters import reaching

LINE_MOST = 1024 * 1024  # bytes; a line that is longer is no line
PIECE = 64 * 1024
COMMAND_SECONDS = 60.0
QUIET_SECONDS = 30.0


class Lied(imaplib.IMAP4.abort):
    """The server broke its promise; nothing more of this connection is to be believed."""


class Wire(imaplib.IMAP4):
    """The client of the standard library over a given connection. A command has `seconds` and may
    bring `most` bytes; a server that wants more of either is taken for broken."""

    def __init__(self, plain: socket.socket, host: str) -> None:
        self._given = plain
        self._name = host
        self._kept = bytearray()
        self._at = 0
        self.lie = ""
        self.allow(LINE_MOST)
        super().__init__(host)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Use the connection that was given."""
        self.host, self.port, self.sock = host, port, self._given

    def allow(self, most: int, seconds: float = COMMAND_SECONDS) -> None:
        """What the next command may bring and take."""
        self._most, self._ends = most, time.monotonic() + seconds

    def _lie(self, words: str) -> Lied:
        self.lie = words  # the client above passes on another exception
        return Lied(words)

    def protect(self) -> None:
        """STARTTLS. What came before the protection counts for nothing, and is a sign of an
        attack where it is there (CVE-2021-33515 and its kind)."""
        status, _ = self.xatom("STARTTLS")
        if status != "OK":
            raise Lied("the server does not protect the connection")
        if len(self._kept) > self._at:
            raise Lied("the server spoke out of turn")
        self.sock = reaching.protected(self.sock, self._name)
        self.learn()

    def learn(self) -> None:
        """Ask again what the server can do: after the protection and the sign-in it says more."""
        self.untagged_responses.clear()
        _, (words, *_) = self.capability()
        self.capabilities = tuple(words.decode("ascii", "replace").upper().split())

    def read(self, size: int) -> bytes:
        """So many bytes: a literal."""
        if size > self._most:
            raise self._lie(f"it announces {size} bytes where {self._most} are the most")
        while len(self._kept) - self._at < size:
            self._receive()
        return self._taken(size)

    def readline(self) -> bytes:
        """One line. It ends, or the connection does."""
        looked = 0
        while (end := self._kept.find(b"\n", self._at + looked)) < 0:
            looked = len(self._kept) - self._at
            if looked > self._most:
                raise self._lie("a line does not end")
            self._receive()
        return self._taken(end + 1 - self._at)

    def _taken(self, size: int) -> bytes:
        found = bytes(self._kept[self._at : self._at + size])
        self._at += size
        self._most -= size
        if self._most < 0:
            raise self._lie("an answer does not end")
        return found

    def _receive(self) -> None:
        if self._at:
            del self._kept[: self._at]
            self._at = 0
        left = self._ends - time.monotonic()
        if left <= 0:
            raise self._lie("an answer takes too long")
        self.sock.settimeout(min(left, QUIET_SECONDS))
        piece = self.sock.recv(PIECE)
        if not piece:
            raise self.abort("the server closed the connection")
        self._kept += piece

    def send(self, data: Any) -> None:
        """Hand bytes to the server."""
        self.sock.settimeout(QUIET_SECONDS)
        self.sock.sendall(data)

    def shutdown(self) -> None:
        """End the connection."""
        self.sock.close()
