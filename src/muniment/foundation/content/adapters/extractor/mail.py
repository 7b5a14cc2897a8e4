"""Messages (RFC 5322 and MIME): headers, text and attachments, and mailboxes of messages."""

import re
from dataclasses import dataclass, field
from email.message import Message

from . import cms, mime, tnef
from .outcome import Corrupt, Encrypted, Failure, Outcome, Part, Sink

LOCKED = "The message needs a key: it is kept whole, and only its headers can be read."
SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
SIGNATURES = (
    *("application/pkcs7-signature", "application/x-pkcs7-signature"),
    "application/pgp-signature",
)
PGP = ("application/pgp-encrypted", "application/octet-stream")
SEALED_DEPTH_MAX = 3
MAILBOX_MAX = 5000
_MAILBOX_LINE = re.compile(rb"^From \S.*$", re.MULTILINE)


def extract(data: bytes) -> Outcome:
    """Headers as metadata, the words of the body, attachments as parts.

    Of a message that is signed as a whole, what was signed. Raises `Encrypted`, with the headers,
    for one that says nothing without a key.
    """
    message = mime.parsed(data)
    if not any(name in message for name in ("from", "to", "subject", "date", "received")):
        raise Corrupt("The message has no headers that a message must have.")
    reading = _Reading()
    facts = mime.facts(message)
    reading.sink.add(f"{facts.get('subject', '')}\n")
    reading.read(message)
    made = Outcome(reading.sink.text(), facts, reading.parts, reading.note())
    if reading.locked and not reading.told:
        raise Encrypted(LOCKED, Outcome(made.text, facts, note=LOCKED))
    return made


@dataclass
class _Reading:
    """What has been read of a message so far. `told`: it said something; `locked`: how many of its
    parts need a key."""

    sink: Sink = field(default_factory=Sink)
    parts: list[Part] = field(default_factory=list)
    omitted: int = 0
    locked: int = 0
    signed: bool = False
    told: bool = False
    damaged: str = ""

    def read(self, message: Message, depth: int = 0) -> None:
        """Take in every part of the message."""
        for leaf in mime.leaves(message):
            kind = leaf.get_content_type()
            if kind in SEALED:
                self._unwrap(leaf, depth)
            elif not mime.is_attachment(leaf):
                said = mime.words(leaf) + "\n"
                self.told = self.told or bool(said.strip())
                self.sink.add(said)
            else:
                self._attach(leaf, kind)

    def _attach(self, leaf: Message, kind: str) -> None:
        name = mime.file_name(leaf)
        self.signed = self.signed or kind in SIGNATURES
        self.locked += kind == "application/pgp-encrypted"
        packed = kind in tnef.TYPES or name.lower() == "winmail.dat"
        content = mime.bytes_of(leaf) if packed else b""
        self.told = self.told or kind not in (*SIGNATURES, *PGP)
        if not mime.take(leaf, self.parts):
            self.omitted += 1
        if content.startswith(tnef.MAGIC):
            self._unpack(content)

    def _unpack(self, content: bytes) -> None:
        """What Outlook packed into a file of its own."""
        try:
            packed = tnef.extract(content)
        except Failure as failure:
            self.damaged = str(failure)
            return
        self.sink.add(packed.text + "\n")
        for part in packed.parts:
            if not mime.keep(part, self.parts):
                self.omitted += 1

    def _unwrap(self, leaf: Message, depth: int) -> None:
        """What is inside a part that is signed or locked as a whole."""
        content = mime.bytes_of(leaf)
        if cms.is_locked(content):
            self.locked += 1
        else:
            try:
                inner = cms.signed_content(content)
            except Corrupt as failure:
                inner, self.damaged = None, str(failure)
            if inner is not None and depth < SEALED_DEPTH_MAX:
                self.signed = True
                self.read(mime.parsed(inner), depth + 1)
        if not mime.take(leaf, self.parts):
            self.omitted += 1

    def note(self) -> str:
        """What a person should know of how it was read."""
        said = [self.damaged]
        if self.omitted:
            said.append(
                f"{self.omitted:,} attachments were not taken out: there is too much of them."
            )
        if self.locked:
            said.append("A part of it needs a key, and could not be read.")
        if self.signed:
            said.append("It is signed. The signature is kept as it came and was not checked.")
        return " ".join(one for one in said if one)


def mailbox(data: bytes) -> Outcome:
    """The words of every message in a mailbox, one after another; attachments stay inside."""
    sink = Sink()
    starts = [found.start() for found in _MAILBOX_LINE.finditer(data)]
    if not starts:
        raise Corrupt("The mailbox holds no message.")
    ends = [*starts[1:], len(data)]
    for start, end in list(zip(starts, ends, strict=True))[:MAILBOX_MAX]:
        message = mime.parsed(data[start:end])
        facts = mime.facts(message)
        sink.add(f"{facts.get('from', '')}\t{facts.get('date', '')}\t{facts.get('subject', '')}\n")
        for leaf in mime.leaves(message):
            if not mime.is_attachment(leaf):
                sink.add(mime.words(leaf) + "\n")
    note = f"The first {MAILBOX_MAX:,} messages were read." if len(starts) > MAILBOX_MAX else ""
    return Outcome(sink.text(), {"messages": str(len(starts))}, note=note)
