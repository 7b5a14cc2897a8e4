"""Outlook messages (MS-OXMSG): properties are streams named by their number and type."""

import struct
from datetime import UTC, datetime, timedelta

import olefile

from . import markup, rtf
from .compound import opened, stream
from .outcome import Corrupt, Outcome, Part, Sink
from .plain import decode

_WIDE, _NARROW, _BINARY = "001F", "001E", "0102"
_PARTS_MAX = 500
_PARTS_BYTES_MAX = 48 * 1024 * 1024
_DEPTH_MAX = 3
_FACTS = {
    "subject": "0037",
    "to": "0E04",
    "cc": "0E03",
    "bcc": "0E02",
    "message-id": "1035",
    "in-reply-to": "1042",
}
_SUBMITTED, _DELIVERED = 0x00390040, 0x0E060040
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def extract(data: bytes) -> Outcome:
    """Headers as metadata, the words of the body, attachments as parts."""
    compound = opened(data)
    if not compound.exists("__properties_version1.0"):
        raise Corrupt("The file has no properties, so it is no Outlook message.")
    sink = Sink()
    facts = _facts(compound)
    sink.add(facts.get("subject", "") + "\n" + _body(compound, "") + "\n")
    parts, omitted = _attachments(compound, sink)
    note = (
        f"{omitted} attachments were not taken out: there is too much of them." if omitted else ""
    )
    return Outcome(sink.text(), facts, parts, note)


def _facts(compound: olefile.OleFileIO) -> dict[str, str]:
    facts = {name: _text(compound, "", number) for name, number in _FACTS.items()}
    facts["from"] = _sender(compound)
    facts["date"] = _date(stream(compound, "__properties_version1.0"))
    return {name: value for name, value in facts.items() if value}


def _sender(compound: olefile.OleFileIO) -> str:
    name = _text(compound, "", "0C1A")
    address = _text(compound, "", "5D01") or _text(compound, "", "0C1F")
    return f"{name} <{address}>" if "@" in address and address != name else name or address


def _text(compound: olefile.OleFileIO, storage: str, number: str) -> str:
    wide = _property(compound, storage, number, _WIDE)
    if wide:
        return wide.decode("utf-16-le", "replace").rstrip("\0")
    return decode(_property(compound, storage, number, _NARROW)).rstrip("\0")


def _property(compound: olefile.OleFileIO, storage: str, number: str, kind: str) -> bytes:
    return stream(compound, f"{storage}__substg1.0_{number}{kind}")


def _body(compound: olefile.OleFileIO, storage: str) -> str:
    """The plain body; else the words of the HTML one, or of the rich one."""
    plain = _text(compound, storage, "1000")
    if plain.strip():
        return plain
    page = _property(compound, storage, "1013", _BINARY)
    if page:
        return markup.html(page).text
    rich = _property(compound, storage, "1009", _BINARY)
    return rtf.extract(rtf.decompressed(rich)).text if rich else _text(compound, storage, "1013")


def _date(properties: bytes) -> str:
    """When the message was sent, else delivered, from the fixed-length properties."""
    found = {}
    for at in range(32, len(properties) - 15, 16):
        tag, _flags, ticks = struct.unpack_from("<2LQ", properties, at)
        if tag in {_SUBMITTED, _DELIVERED} and 0 < ticks < 2**62:
            found[tag] = ticks
    ticks = found.get(_SUBMITTED) or found.get(_DELIVERED)
    try:
        return (_EPOCH + timedelta(microseconds=ticks // 10)).isoformat() if ticks else ""
    except OverflowError:
        return ""


def _attachments(compound: olefile.OleFileIO, sink: Sink) -> tuple[list[Part], int]:
    parts: list[Part] = []
    omitted = taken = 0
    for storage in _storages(compound):
        _read_embedded(compound, f"{storage}/__substg1.0_3701000D/", sink)
        content = _property(compound, f"{storage}/", "3701", _BINARY)
        taken += len(content)
        if len(parts) >= _PARTS_MAX or taken > _PARTS_BYTES_MAX:
            omitted += 1
        elif content:
            parts.append(_part(compound, f"{storage}/", content, len(parts) + 1))
    return parts, omitted


def _storages(compound: olefile.OleFileIO) -> list[str]:
    entries = compound.listdir(streams=False, storages=True)
    return sorted(e[0] for e in entries if len(e) == 1 and e[0].startswith("__attach_version"))


def _part(compound: olefile.OleFileIO, storage: str, content: bytes, number: int) -> Part:
    name = _text(compound, storage, "3707") or _text(compound, storage, "3704")
    mime = _text(compound, storage, "370E")
    return Part(name or f"attachment-{number}", mime or "application/octet-stream", content)


def _read_embedded(compound: olefile.OleFileIO, storage: str, sink: Sink) -> None:
    """The words of a message attached to the message, and of one in that, to a fixed depth."""
    for _depth in range(_DEPTH_MAX):
        if not compound.exists(f"{storage}__properties_version1.0"):
            return
        subject = _text(compound, storage, "0037")
        sink.add(f"{subject}\n{_body(compound, storage)}\n")
        storage = f"{storage}__attach_version1.0_#00000000/__substg1.0_3701000D/"
