"""What a mail server answers and is told, as text (RFC 3501 and 9051)."""

import base64
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from muniment.holdings.mailboxes.types import Glimpse, Listed

_MESSAGE_ID = re.compile(rb"^message-id:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_FRESH = re.compile(rb"^\d+ \(")
_FLAGS = re.compile(rb"\bFLAGS \(([^)]*)\)")


def quoted(text: str) -> str:
    """A text in quotation marks."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def numbers(uids: Sequence[int]) -> str:
    """The UIDs as a set, runs written short: 3:7,9."""
    runs: list[list[int]] = []
    for uid in sorted(uids):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(low) if low == high else f"{low}:{high}" for low, high in runs)


def answers(data: Sequence[Any]) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Each FETCH answer: what stands before its literal, the literal, and what stands after."""
    current: list[bytes] | None = None
    for one in data:
        if isinstance(one, tuple):
            if current:
                yield current[0], current[1], current[2]
            current = [one[0], one[1], b""]
        elif isinstance(one, bytes) and current is not None and not _FRESH.match(one):
            current[2] += one
    if current:
        yield current[0], current[1], current[2]


def uid_of(head: bytes, tail: bytes) -> int:
    """The UID that an answer is about; 0 where it does not say."""
    for text in (head, tail):
        found = re.search(rb"\bUID (\d{1,10})\b", text)
        if found:
            return int(found[1])
    return 0


def listed_in(answer: tuple[bytes, bytes, bytes]) -> Listed | None:
    """The message that an answer lists; None where it lacks what there must be."""
    head, body, tail = answer
    uid, said = uid_of(head, tail), head + b" " + tail
    size = re.search(rb"RFC822\.SIZE (\d{1,15})", said)
    if not uid or not size:
        return None
    named = _MESSAGE_ID.search(re.sub(rb"\r?\n[ \t]+", b" ", body))
    message_id = named[1].decode("utf-8", "replace").strip()[:2000] if named else ""
    return Listed(uid, int(size[1]), received_at(said), message_id)


def received_at(said: bytes) -> datetime | None:
    """When the server got the message, in UTC; None where it does not say so as it should."""
    found = re.search(rb'INTERNALDATE "([^"]{1,40})"', said)
    if not found:
        return None
    try:
        text = found[1].decode("ascii").strip()
        return datetime.strptime(text, "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def glimpse_of(answer: tuple[bytes, bytes, bytes], most: int) -> Glimpse | None:
    """What an answer shows of a message, its headers cut off after `most` bytes."""
    head, body, tail = answer
    uid, said = uid_of(head, tail), head + b" " + tail
    size = re.search(rb"RFC822\.SIZE (\d{1,15})", said)
    if not uid or not size:
        return None
    whole = len(body) < most
    return Glimpse(uid, int(size[1]), received_at(said), flags_in(said), body, whole=whole)


def flags_in(said: bytes) -> frozenset[str]:
    """The flags and keywords that an answer tells, in small letters."""
    found = _FLAGS.search(said)
    return frozenset(found[1].decode("ascii", "replace").lower().split()) if found else frozenset()


def standing_in(data: Sequence[Any]) -> dict[int, frozenset[str]]:
    """The flags of each message of a list, by its UID."""
    lines = [one for one in data if isinstance(one, bytes)]
    return {uid: flags_in(one) for one in lines if (uid := uid_of(one, b""))}


def folder_name(line: Any) -> str:
    """The name in a line of LIST; empty for a folder that holds no messages."""
    if isinstance(line, tuple):
        line = line[0].rsplit(b"{", 1)[0] + b'"' + line[1] + b'"'
    found = re.fullmatch(rb'\(([^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (.+)', line or b"")
    if not found or b"\\noselect" in found[1].lower():
        return ""
    name = found[2].strip()
    if name.startswith(b'"') and name.endswith(b'"'):
        name = re.sub(rb"\\(.)", rb"\1", name[1:-1])
    return from_utf7(name.decode("ascii", "replace"))


def utf7(name: str) -> str:
    """A name of a folder as IMAP writes it (RFC 3501, 5.1.3)."""

    def packed(letters: re.Match[str]) -> str:
        if letters[0] == "&":
            return "&-"
        coded = base64.b64encode(letters[0].encode("utf-16-be")).decode("ascii")
        return f"&{coded.rstrip('=').replace('/', ',')}-"

    return re.sub(r"&|[^\x20-\x7e]+", packed, name)


def from_utf7(name: str) -> str:
    """The name of a folder that IMAP writes so."""

    def unpacked(found: re.Match[str]) -> str:
        if not found[1]:
            return "&"
        coded = found[1].replace(",", "/")
        try:
            return base64.b64decode(coded + "=" * (-len(coded) % 4)).decode("utf-16-be")
        except ValueError:
            return found[0]

    return re.sub(r"&([^-]*)-", unpacked, name)
