"""A mailbox on a server (IMAP, RFC 3501 and 9051): what it lists, and its messages by UID.

Messages are read without marking them as read. Only `touch` changes anything at the server.
"""

import imaplib
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from types import TracebackType
from typing import Any, BinaryIO

from muniment.holdings.mailboxes.adapters import imap_answers as spoken
from muniment.holdings.mailboxes.adapters import reaching
from muniment.holdings.mailboxes.adapters.imap_wire import Lied, Wire
from muniment.holdings.mailboxes.types import (
    Afterwards,
    Glimpse,
    Listed,
    Login,
    Opened,
    Security,
    SourceProblem,
)

LISTS_MOST = 16 * 2**20  # bytes of one list of UIDs: some two million messages
SMALL = 2**20  # bytes of a message that is fetched in one piece
SLACK = 256 * 1024
PIECE = 2**20
HEAD = 256 * 1024  # bytes of headers that are looked at
OPENING = 4096


class Mailbox:
    """A signed-in connection; use it as a context. Every method raises SourceProblem, in words,
    for whatever the server or the line does."""

    def __init__(self, host: str, port: int, security: Security, login: Login) -> None:
        self._host, self._port, self._security, self._login = host, port, security, login
        self._wire: Wire | None = None

    def __enter__(self) -> "Mailbox":
        with self._spoken("opening the connection"):
            self._wire = self._connected()
            self._sign_in()
            self._wire.learn()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._wire is None:
            return
        with suppress(Exception):
            self._wire.allow(PIECE, 5.0)
            self._wire.logout()
        with suppress(OSError):
            self._wire.shutdown()

    def _connected(self) -> Wire:
        plain = reaching.connect(self._host, self._port)
        try:
            if self._security is Security.NONE and not _is_here(plain):
                words = "A password is not sent over an unprotected connection to another machine."
                raise SourceProblem(words)
            if self._security is Security.TLS:
                plain = reaching.protected(plain, self._host)
            wire = Wire(plain, self._host)
            if self._security is Security.STARTTLS:
                wire.protect()
            return wire
        except BaseException:
            plain.close()
            raise

    def _sign_in(self) -> None:
        wire, login = self._on(), self._login
        try:
            if login.token:
                said = f"user={login.user}\x01auth=Bearer {login.token}\x01\x01"
                wire.authenticate("XOAUTH2", _once(said.encode()))
            elif "AUTH=PLAIN" in wire.capabilities:
                wire.authenticate("PLAIN", _once(f"\0{login.user}\0{login.password}".encode()))
            else:
                wire.login(spoken.quoted(login.user), login.password)
        except Lied:
            raise
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise SourceProblem("The server does not accept the user name and password.") from error

    def _on(self) -> Wire:
        if self._wire is None:
            raise SourceProblem("The connection is not open.")
        return self._wire

    @contextmanager
    def _spoken(self, doing: str) -> Iterator[None]:
        """Turn what the server and the line do into a sentence."""
        try:
            yield
        except Lied as error:
            raise SourceProblem(f"While {doing}, the server broke the rules: {error}.") from error
        except TimeoutError as error:
            raise SourceProblem(f"While {doing}, the server did not answer in time.") from error
        except (imaplib.IMAP4.abort, OSError, ssl.SSLError) as error:
            if self._wire and self._wire.lie:
                words = f"While {doing}, the server broke the rules: {self._wire.lie}."
                raise SourceProblem(words) from error
            raise SourceProblem(f"While {doing}, the connection was lost.") from error
        except (imaplib.IMAP4.error, ValueError, IndexError, TypeError, KeyError) as error:
            raise SourceProblem(f"While {doing}, the server answered with nonsense.") from error

    def _ask(
        self, doing: str, command: str, *words: str, most: int, refusal: str = ""
    ) -> list[Any]:
        wire = self._on()
        with self._spoken(doing):
            wire.allow(most)
            status, data = wire.uid(command, *words)
            if status != "OK":
                raise SourceProblem(refusal or f"While {doing}, the server refused.")
            return list(data)

    def folders(self) -> list[str]:
        """The names of the folders there are."""
        wire = self._on()
        with self._spoken("listing the folders"):
            wire.allow(LISTS_MOST)
            _, lines = wire.list()
            return [name for line in lines if (name := spoken.folder_name(line))]

    @property
    def can_move(self) -> bool:
        """Whether the server moves messages in one step (RFC 6851)."""
        return "MOVE" in self._on().capabilities

    def open(self, name: str, *, to_change: bool) -> Opened:
        """Open a folder, for reading only unless something is to be changed in it."""
        wire = self._on()
        with self._spoken(f"opening the folder {name}"):
            wire.allow(PIECE)
            wire.untagged_responses.clear()
            status, data = self._selected(wire, name, to_change)
            if status != "OK":
                raise SourceProblem(f"There is no folder {name} in the mailbox.")
            _, said = wire.response("UIDVALIDITY")
            numbering = int(said[0]) if said and said[0] else 0
            if not 0 < numbering < 2**32:
                raise SourceProblem("The server does not number its messages (no UIDVALIDITY).")
            return Opened(name, numbering, int(data[0] or 0))

    def _selected(self, wire: Wire, name: str, to_change: bool) -> tuple[str, list[Any]]:
        try:
            status, data = wire.select(spoken.quoted(spoken.utf7(name)), readonly=not to_change)
        except imaplib.IMAP4.readonly as error:
            words = f"Nothing can be changed in the folder {name}: have messages left as they are."
            raise SourceProblem(words) from error
        return status, list(data)

    def uids_after(self, mark: int) -> list[int]:
        """The UIDs above the mark, in order."""
        # n:* names the last message even where its UID is below n
        return sorted(uid for uid in self._standing_of(f"{mark + 1}:*") if mark < uid < 2**32)

    def still_there(self, uids: Sequence[int]) -> set[int]:
        """Those of the UIDs that the folder holds now."""
        return self._standing_of(spoken.numbers(uids)).intersection(uids) if uids else set()

    def _standing_of(self, numbers: str) -> set[int]:
        data = self._ask("listing the messages", "SEARCH", "UID", numbers, most=LISTS_MOST)
        words = b" ".join(one for one in data if isinstance(one, bytes)).split()
        with self._spoken("listing the messages"):
            return set(map(int, words))

    def listed(self, uids: Sequence[int]) -> list[Listed]:
        """What the server says of these messages; those that are gone are left out."""
        wanted = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
        data = self._ask(
            "looking at the messages", "FETCH", spoken.numbers(uids), wanted, most=len(uids) * PIECE
        )
        with self._spoken("looking at the messages"):
            found = {
                one.uid: one for answer in spoken.answers(data) if (one := spoken.listed_in(answer))
            }
        return [found[uid] for uid in uids if uid in found]

    def standing(self) -> dict[int, frozenset[str]]:
        """The messages that the folder holds, each with its flags and keywords."""
        doing = "listing the messages"
        data = self._ask(doing, "FETCH", "1:*", "(UID FLAGS)", most=LISTS_MOST)
        with self._spoken(doing):
            return spoken.standing_in(data)

    def glimpses(self, uids: Sequence[int]) -> list[Glimpse]:
        """Flags, headers and the first bytes of the bodies of these messages; those that are gone
        are left out. Nothing is marked as read."""
        if not uids:
            return []
        doing, numbers = "looking at the messages", spoken.numbers(uids)
        words = f"(UID FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER]<0.{HEAD}>)"
        data = self._ask(doing, "FETCH", numbers, words, most=len(uids) * (HEAD + SLACK))
        words = f"(UID BODY.PEEK[TEXT]<0.{OPENING}>)"
        below = self._ask(doing, "FETCH", numbers, words, most=len(uids) * (OPENING + SLACK))
        with self._spoken(doing):
            some = (spoken.glimpse_of(one, HEAD) for one in spoken.answers(data))
            found = {one.uid: one for one in some if one}
            bodies = {spoken.uid_of(head, tail): it for head, it, tail in spoken.answers(below)}
        return [
            replace(found[uid], opening=bodies.get(uid, b"")[:OPENING])
            for uid in uids
            if uid in found
        ]

    def fetch(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Messages that are small, whole; one that turns out to be larger than SMALL is left out,
        as is one that the server does not give."""
        data = self._ask(
            "fetching messages",
            "FETCH",
            spoken.numbers(uids),
            f"(UID BODY.PEEK[]<0.{SMALL + 1}>)",
            most=len(uids) * (SMALL + 1 + SLACK),
        )
        with self._spoken("fetching messages"):
            found = {
                spoken.uid_of(head, tail): body for head, body, tail in spoken.answers(data) if body
            }
        return {uid: body for uid, body in found.items() if uid in uids and len(body) <= SMALL}

    def fetch_into(self, uid: int, target: BinaryIO, most: int) -> int:
        """One message into a file, piece by piece; how many bytes it is. Stops when it is past
        `most`, of which the answer tells."""
        size = 0
        while True:
            words = f"(UID BODY.PEEK[]<{size}.{PIECE}>)"
            data = self._ask(
                "fetching a large message", "FETCH", str(uid), words, most=PIECE + SLACK
            )
            with self._spoken("fetching a large message"):
                mine = [
                    body
                    for head, body, tail in spoken.answers(data)
                    if spoken.uid_of(head, tail) == uid
                ]
            piece = mine[0] if mine else b""
            if len(piece) > PIECE:
                raise SourceProblem("The server gives more than it was asked for.")
            target.write(piece)
            size += len(piece)
            if len(piece) < PIECE or size > most:
                return size

    @property
    def can_remove(self) -> bool:
        """Whether the server removes the messages that it is told, and no others (RFC 4315)."""
        return "UIDPLUS" in self._on().capabilities

    def remove(self, uids: Sequence[int]) -> None:
        """Remove messages from the folder for good. Safe to repeat."""
        if not uids:
            return
        if not self.can_remove:
            raise SourceProblem("The server cannot remove single messages (no UIDPLUS).")
        doing, numbers = "removing messages", spoken.numbers(uids)
        flag = r"(\Deleted)"
        self._ask(doing, "STORE", numbers, "+FLAGS.SILENT", flag, most=LISTS_MOST)
        self._ask(doing, "EXPUNGE", numbers, most=LISTS_MOST)

    def touch(self, uids: Sequence[int], afterwards: Afterwards, move_to: str) -> None:
        """Mark, flag or move messages that are records now. Safe to repeat."""
        if afterwards is Afterwards.NOTHING or not uids:
            return
        if afterwards is Afterwards.MOVE:
            if not self.can_move:
                raise SourceProblem("The server cannot move messages. Have them flagged instead.")
            refusal = f"Messages cannot be moved to {move_to}: is there such a folder?"
            target = spoken.quoted(spoken.utf7(move_to))
            self._ask(
                "moving messages",
                "MOVE",
                spoken.numbers(uids),
                target,
                most=LISTS_MOST,
                refusal=refusal,
            )
            return
        flag = r"(\Seen)" if afterwards is Afterwards.READ else r"(\Flagged)"
        self._ask(
            "marking messages",
            "STORE",
            spoken.numbers(uids),
            "+FLAGS.SILENT",
            flag,
            most=LISTS_MOST,
        )


def _is_here(connection: socket.socket) -> bool:
    return ipaddress.ip_address(connection.getpeername()[0]).is_loopback


def _once(said: bytes) -> Any:
    """Answers the first question of the server, and leaves the next empty: that is how a refusal
    of XOAUTH2 is read to its end."""
    answers = iter([said])
    return lambda challenge: next(answers, b"")
