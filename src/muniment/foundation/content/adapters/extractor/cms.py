"""What is inside a message that is signed or locked as a whole (RFC 8551, RFC 5652), in BER.

Nothing is verified and nothing is changed here: what was signed is only read.
"""

from typing import NamedTuple

from .outcome import Corrupt

_SIGNED = bytes.fromhex("2a864886f70d010702")  # 1.2.840.113549.1.7.2
_LOCKED = (
    bytes.fromhex("2a864886f70d010703"),  # enveloped data
    bytes.fromhex("2a864886f70d010706"),  # encrypted data
    bytes.fromhex("2a864886f70d0109100117"),  # authenticated and enveloped data
)
_COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
_DEPTH_MAX = 20
_PIECES_MAX = 200_000
_SEQUENCE, _OID, _OCTETS, _CONSTRUCTED = 0x30, 0x06, 0x04, 0x20


class _Element(NamedTuple):
    tag: int
    start: int
    end: int
    after: int


def is_locked(data: bytes) -> bool:
    """Whether it can be read with a key only."""
    return _kind(data) in _LOCKED


def signed_content(data: bytes) -> bytes | None:
    """What was signed, where it is carried along; None for anything else. Raises `Corrupt`."""
    if _kind(data) != _SIGNED:
        return None
    outer = _children(data, _element(data, 0))
    [body] = _children(data, outer[1])[:1]
    inside = _children(data, body)  # version, digest algorithms, content, …
    if len(inside) < 3:
        raise Corrupt("The signed message is damaged.")
    carried = _children(data, inside[2])
    if len(carried) < 2:
        return None  # the signature alone: what it signs stands beside it
    return b"".join(_octets(data, one) for one in _children(data, carried[1]))


def _kind(data: bytes) -> bytes:
    try:
        outer = _element(data, 0)
        first = _element(data, outer.start)
    except Corrupt:
        return b""
    named = outer.tag == _SEQUENCE and first.tag == _OID
    return data[first.start : first.end] if named else b""


def _element(data: bytes, at: int, depth: int = 0) -> _Element:
    """The element that begins here. Raises `Corrupt`."""
    if depth > _DEPTH_MAX or at + 2 > len(data):
        raise Corrupt("The signed or locked message is damaged.")
    tag, length, start = data[at], data[at + 1], at + 2
    if length == 0x80:
        end = start
        while data[end : end + 2] != b"\0\0":
            end = _element(data, end, depth + 1).after
        return _Element(tag, start, end, end + 2)
    if length > 0x80:
        size = length & 0x7F
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
    if start + length > len(data):
        raise Corrupt("The signed or locked message is cut off.")
    return _Element(tag, start, start + length, start + length)


def _children(data: bytes, parent: _Element) -> list[_Element]:
    found: list[_Element] = []
    at = parent.start
    while at < parent.end:
        found.append(_element(data, at))
        at = found[-1].after
        if len(found) > _PIECES_MAX:
            raise Corrupt("The signed message is in too many pieces.")
    return found


def _octets(data: bytes, one: _Element, depth: int = 0) -> bytes:
    if not one.tag & _CONSTRUCTED:
        return data[one.start : one.end]
    if depth > _DEPTH_MAX:
        raise Corrupt("The signed message is nested too deep.")
    return b"".join(_octets(data, inner, depth + 1) for inner in _children(data, one))
