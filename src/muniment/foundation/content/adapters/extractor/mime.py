"""The parts of a message (RFC 5322 and MIME), taken apart with limits that have names."""

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesFeedParser
from email.policy import compat32
from email.utils import parsedate_to_datetime

from . import markup
from .outcome import Corrupt, Part, TooLarge
from .plain import decode

DEPTH_MAX = 30
PARTS_MAX = 500
PARTS_BYTES_MAX = 48 * 1024 * 1024
_HEADERS = ("from", "to", "cc", "bcc", "reply-to", "subject", "message-id", "in-reply-to")
_OPENS_PART = re.compile(rb"^content-type:[ \t]*(?:\r?\n[ \t]+)?multipart/", re.I | re.M)
_BOUNDARIES_MAX = 500
_PIECE = 64 * 1024
_HEADER_ERRORS = (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError)


def parsed(data: bytes) -> Message:
    """The message. Raises `Corrupt` or `TooLarge`."""
    # The parser keeps a stack per level and looks through it at every line.
    if len(_OPENS_PART.findall(data)) > _BOUNDARIES_MAX:
        raise TooLarge("The parts of the message are nested too deep.")
    try:
        return _fed(data)
    except RecursionError as error:
        raise TooLarge("The parts of the message are nested too deep.") from error
    except _HEADER_ERRORS as error:
        raise Corrupt(f"The message cannot be read: {error}.") from error


def _fed(data: bytes) -> Message:
    # In pieces: the parser makes text of what it is given, many times its size.
    parser = BytesFeedParser(policy=compat32)
    for at in range(0, len(data), _PIECE):
        parser.feed(data[at : at + _PIECE])
    return parser.close()


def leaves(message: Message) -> Iterator[Message]:
    """Every part that holds no other, in order; of alternatives only the plainest."""
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > DEPTH_MAX:
            raise TooLarge("The parts of the message are nested too deep.")
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend((inner, depth + 1) for inner in reversed(_chosen(part)))
        else:
            yield part


def _chosen(part: Message) -> list[Message]:
    inner = [one for one in part.get_payload() if isinstance(one, Message)]
    kinds = [one.get_content_type() for one in inner]
    if part.get_content_subtype() == "alternative" and "text/plain" in kinds:
        return [one for one, kind in zip(inner, kinds, strict=True) if kind != "text/html"]
    return inner


def is_attachment(leaf: Message) -> bool:
    """Whether a part is a file, and not words of the message."""
    if leaf.get_content_maintype() != "text":
        return True
    return _disposition(leaf) == "attachment" or bool(file_name(leaf))


def _disposition(leaf: Message) -> str:
    return str(leaf.get("content-disposition", "")).partition(";")[0].strip().lower()


def file_name(leaf: Message) -> str:
    """The name that an attachment has, if any."""
    try:
        return _decoded(leaf.get_filename() or "")
    except _HEADER_ERRORS:
        return ""


def take(leaf: Message, parts: list[Part]) -> bool:
    """Add the attachment to `parts`, if there is still room for it."""
    if len(parts) >= PARTS_MAX:
        return False
    content = bytes_of(leaf)
    leaf.set_payload("")
    mime = leaf.get_content_type()
    default = "message.eml" if mime == "message/rfc822" else f"attachment-{len(parts) + 1}"
    return keep(Part(file_name(leaf) or default, mime, content), parts)


def keep(part: Part, parts: list[Part]) -> bool:
    """Add the part to `parts`, if there is still room for it."""
    taken = sum(len(one.content) for one in parts)
    if len(parts) >= PARTS_MAX or taken + len(part.content) > PARTS_BYTES_MAX:
        return False
    parts.append(part)
    return True


def bytes_of(leaf: Message) -> bytes:
    """What the part holds, decoded."""
    if leaf.is_multipart():
        return _written(leaf)
    content = leaf.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _written(leaf: Message) -> bytes:
    """A message inside a message, as it was sent."""
    try:
        return b"\n".join(one.as_bytes() for one in leaf.get_payload() if isinstance(one, Message))
    except RecursionError as error:
        raise TooLarge("The parts of the message are nested too deep.") from error
    except _HEADER_ERRORS as error:
        raise Corrupt(f"A message inside the message is damaged: {error}.") from error


def words(leaf: Message) -> str:
    """What the part says."""
    content = bytes_of(leaf)
    charset = _charset(leaf)
    if leaf.get_content_subtype() in {"html", "xhtml"}:
        return markup.html(content, charset).text
    return decode(content, charset)


def _charset(leaf: Message) -> str:
    try:
        return str(leaf.get_content_charset("") or "")
    except _HEADER_ERRORS:
        return ""


def facts(message: Message) -> dict[str, str]:
    """The headers that tell of the message, as text."""
    facts = {name: _header(message, name) for name in _HEADERS}
    facts["date"] = _date(_header(message, "date"))
    return {name: value for name, value in facts.items() if value}


def _header(message: Message, name: str) -> str:
    values = message.get_all(name, [])[:10]
    return ", ".join(_decoded(str(value)) for value in values)


def _decoded(value: str) -> str:
    try:
        return re.sub(r"\s+", " ", str(make_header(decode_header(value[:8000])))).strip()
    except _HEADER_ERRORS:
        return re.sub(r"\s+", " ", value).strip()


def _date(value: str) -> str:
    """The date in ISO 8601 where it can be read, else as it was written."""
    try:
        return parsedate_to_datetime(value).isoformat()
    except (*_HEADER_ERRORS, OverflowError):
        return value
