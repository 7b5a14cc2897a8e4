"""Pure decisions about messages: what headers say, which are the same, which are malformed."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr, parsedate_to_datetime

from muniment.holdings.capture.types import Doubt, MessageHeaders
from muniment.holdings.records import rules as records
from muniment.holdings.records.types import Introduction

HEAD_MAX = 4 * 2**20  # bytes of headers that are read
THREAD_IDS_MAX = 50  # the nearest of those that a message refers to
# Letters of a header of which encoded words are read, and in which an address is looked for: both
# take the square of the time that the length would.
DECODED_MAX, ADDRESS_MAX = 64 * 1024, 4_000
KEPT_HEADERS = ("from", "to", "cc", "subject", "date", "message-id", "in-reply-to")
FLAGS = ("sensitivity", "importance")  # RFC 2156, sections 5.3.4 and 5.3.6
SAME_HEADERS = (*KEPT_HEADERS[:-1], "content-type", "content-transfer-encoding")
MESSAGE_FORMATS = frozenset({"fmt/278", "fmt/950"})  # PRONOM: Internet mail message, MIME message
_END = re.compile(rb"\r?\n\r?\n|\r\r|\A\r?\n")
_ID = re.compile(r"<([^<>\s]{1,500})>")
_QUOTED_FROM = re.compile(rb"\n>+From ")
# What readpst puts between the parts of a message is another each time that it writes it.
_LIBPST = re.compile(rb"boundary-LibPST-iamunique-[0-9]+_-_-")


def is_message(puid: str, name: str) -> bool:
    """Whether the content is an Internet mail message, by its format or else its name."""
    return puid in MESSAGE_FORMATS or (not puid and name.lower().endswith(".eml"))


def end_of_head(data: bytes) -> int | None:
    """Where the headers end and the body begins, if both are in the data."""
    found = _END.search(data)
    return found.end() if found else None


def headers_of(head: bytes, body: str = "") -> MessageHeaders:
    """The headers of a message, read from its first bytes; malformed ones are left out. `body` is
    the digest of what stands below, blank where there is nothing."""
    try:
        parsed = BytesHeaderParser().parsebytes(head[:HEAD_MAX])
        found = {name: _text(parsed.get(name)) for name in (*SAME_HEADERS, *FLAGS, "in-reply-to")}
        references = _ids(" ".join([_joined(parsed, "references"), found["in-reply-to"]]))
        broken = bool(parsed.defects)
    except Exception:  # a hostile header must not stop the capture of the message
        return MessageHeaders(doubts=(Doubt.HEADERS,), block=head)
    message_id = next(iter(_ids(found["message-id"])), found["message-id"].strip("<> "))
    sent_at = _sent(found["date"])
    return MessageHeaders(
        subject=found["subject"],
        message_id=message_id,
        sent_at=sent_at,
        metadata={name: found[name][:2000] for name in (*KEPT_HEADERS, *FLAGS) if found[name]},
        sameness=_sameness(found, sent_at, body) if message_id else "",
        thread_ids=tuple(one for one in (message_id, *references[-THREAD_IDS_MAX:]) if one),
        doubts=tuple(_doubts(found, sent_at, body, broken=broken, size=len(head))),
        block=head,
    )


def address_in(text: str) -> tuple[str, str]:
    """The name and the address in a header such as From; both blank where there is none."""
    try:
        return parseaddr(text[:ADDRESS_MAX])
    except RecursionError:  # comments within comments: whoever writes a thousand names nobody
        return "", ""


def introduction(facts: Mapping[str, str], now: datetime) -> Introduction | None:
    """What the text of a message of Outlook was found to say of it, `date` in ISO 8601; None where
    that is nothing."""
    found = {name: records.printable(facts.get(name, ""))[:2000] for name in KEPT_HEADERS}
    metadata = {name: text for name, text in found.items() if text}
    if not metadata:
        return None
    ids = _ids(found["message-id"]) or [found["message-id"].strip("<> ")]
    try:
        sent_at = datetime.fromisoformat(found["date"])
    except ValueError:
        sent_at = None
    return Introduction(
        title=found["subject"][: records.TITLE_LENGTH].strip(),
        sent_on=records.trusted_date(sent_at, now),
        metadata=metadata,
        message_id=ids[0],
        thread_ids=tuple(one for one in (ids[0], *_ids(found["in-reply-to"])) if one),
    )


def _joined(parsed: Message, name: str) -> str:
    return " ".join(str(one) for one in parsed.get_all(name, []))


def _ids(text: str) -> list[str]:
    """The message identifiers in a header (RFC 5322, section 3.6.4), each once."""
    return list(dict.fromkeys(records.printable(one) for one in _ID.findall(text)))


def _sameness(found: dict[str, str], sent_at: datetime | None, body: str) -> str:
    """The digest of what the message says: two are one if all of this is the same. How it came
    (Received, Delivered-To and the like) is another for each who got it."""
    said = {name: found[name] for name in SAME_HEADERS}
    if sent_at is not None:
        said["date"] = sent_at.isoformat()
    said["content-type"] = _LIBPST.sub(b"", said["content-type"].encode()).decode()
    return hashlib.sha256("\n".join([*said.values(), body]).encode()).hexdigest()


def _doubts(
    found: dict[str, str], sent_at: datetime | None, body: str, *, broken: bool, size: int
) -> list[Doubt]:
    checks = (
        (Doubt.HEADERS, broken or size >= HEAD_MAX),
        (Doubt.SENDER, not any(address_in(found["from"]))),
        (Doubt.DATE, sent_at is None),
        (Doubt.BODY, not body),
    )
    return [doubt for doubt, there in checks if there]


def _text(raw: object) -> str:
    if raw is None:
        return ""
    text = str(raw)
    try:
        decoded = str(make_header(decode_header(text[:DECODED_MAX]))) + text[DECODED_MAX:]
    except (ValueError, LookupError, UnicodeError):
        decoded = text
    return records.printable(re.sub(r"\s+", " ", decoded)).strip()


def _sent(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


class BodyDigest:
    """The digest of a body as it was written: whatever a mailbox does to the ends of lines, to
    lines that begin with "From ", and behind the last line makes no difference. Memory is
    bounded."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._rest = b"\n"
        self._blank = 0  # ends of lines that count only if something follows
        self._empty = True

    def update(self, chunk: bytes) -> None:
        """Take the next bytes."""
        data = self._rest + chunk
        cut = data.rfind(b"\n")
        if cut > 0 and data[cut - 1] == 13:
            cut -= 1
        if cut <= 0 and len(data) > HEAD_MAX:  # no line is so long: it is no text
            cut = len(data) - 1
        cut = max(cut, 0)
        self._rest = data[cut:]
        self._take(data[:cut])

    def _take(self, block: bytes) -> None:
        block = block.replace(b"\r\n", b"\n")
        if b"From " in block:
            block = _QUOTED_FROM.sub(b"\nFrom ", block)
        if b"LibPST" in block:
            block = _LIBPST.sub(b"", block)
        said = block.rstrip(b"\n")
        if said:
            self._digest.update(b"\n" * self._blank + said)
            self._blank = 0
            self._empty = False
        self._blank += len(block) - len(said)

    def result(self) -> str:
        """The digest; blank where there was nothing."""
        self._take(self._rest)
        self._rest = b""
        return "" if self._empty else self._digest.hexdigest()
