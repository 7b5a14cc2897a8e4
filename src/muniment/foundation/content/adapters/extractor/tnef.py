"""Outlook's own packing of a message (MS-OXTNEF): a file called winmail.dat, beside the message or
in it, with text and attachments that no other program sees."""

from typing import Any

import tnefparse

from . import markup, rtf
from .outcome import Corrupt, Failure, Outcome, Part, Sink
from .plain import decode

MAGIC = b"\x78\x9f\x3e\x22"
PARTS_MAX = 500
TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")


def extract(data: bytes) -> Outcome:
    """The words of the body, and the attachments as parts. Raises `Corrupt`."""
    try:
        packed = tnefparse.TNEF(data, do_checksum=False)
    except Exception as error:  # whatever the library trips over is the file's doing
        raise Corrupt(f"The packed message (TNEF) is damaged: {type(error).__name__}.") from error
    sink = Sink()
    sink.add(_body(packed))
    some = packed.attachments[:PARTS_MAX]
    parts = [_part(one, number) for number, one in enumerate(some, 1)]
    omitted = len(packed.attachments) - len(some)
    if not (sink.text().strip() or any(one.content for one in parts)):
        raise Corrupt("The packed message (TNEF) is damaged or empty: nothing came out of it.")
    note = f"{omitted} attachments were not taken out: there are too many." if omitted else ""
    return Outcome(sink.text(), {}, [one for one in parts if one.content], note)


def _body(packed: Any) -> str:
    """The plain body; else the words of the HTML one, or of the rich one."""
    plain = _text(packed.body)
    if plain.strip():
        return plain
    if packed.htmlbody:
        page = packed.htmlbody
        return markup.html(page.encode("utf-8", "replace") if isinstance(page, str) else page).text
    rich = getattr(packed, "_rtfbody", None)
    try:
        return rtf.extract(rtf.decompressed(rich)).text if rich else ""
    except Failure:
        return ""


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return decode(value).rstrip("\0")
    return value.rstrip("\0") if isinstance(value, str) else ""


def _part(attachment: Any, number: int) -> Part:
    content = attachment.data if isinstance(attachment.data, bytes) else b""
    return Part(_name(attachment) or f"attachment-{number}", "application/octet-stream", content)


def _name(attachment: Any) -> str:
    try:
        return _text(attachment.long_filename()).strip()
    except (UnicodeError, AttributeError, TypeError):
        return decode(attachment._name).strip("\0 ") if isinstance(attachment._name, bytes) else ""
