"""Messages between Muniment and the sandbox: a JSON header, then blocks of bytes."""

import json
import struct
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">I")
# Metadata of a document goes in the header; more than this is no metadata.
HEADER_MAX = 4 * 1024 * 1024


class BadFrame(Exception):
    """What came is not a message of ours."""


def pack(header: dict[str, Any], blocks: list[bytes]) -> bytes:
    """One message: the length of the header (4 bytes), the header, the blocks."""
    return b"".join([head(header, [len(block) for block in blocks]), *blocks])


def head(header: dict[str, Any], sizes: list[int]) -> bytes:
    """The start of a message whose blocks, of these sizes in bytes, are sent after it."""
    packed = json.dumps({**header, "sizes": sizes}).encode("ascii")
    return _LENGTH.pack(len(packed)) + packed


def header_size(start: bytes) -> int:
    """How long the header is, from the first four bytes. Raises `BadFrame`."""
    if len(start) < _LENGTH.size:
        raise BadFrame("short message")
    size: int = _LENGTH.unpack_from(start)[0]
    if size > HEADER_MAX:
        raise BadFrame("header too long")
    return size


def parse_header(packed: bytes) -> tuple[dict[str, Any], list[int]]:
    """The header and the sizes of the blocks to come. Raises `BadFrame`."""
    try:
        header = json.loads(packed)
        sizes = header.pop("sizes")
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError) as error:
        raise BadFrame("bad header") from error
    if not isinstance(sizes, list) or not all(type(n) is int and n >= 0 for n in sizes):
        raise BadFrame("bad sizes")
    return header, sizes


def unpack(message: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The header and blocks of a whole message. Raises `BadFrame` unless it fits exactly."""
    end = _LENGTH.size + header_size(message)
    header, sizes = parse_header(message[_LENGTH.size : end])
    if end + sum(sizes) != len(message):
        raise BadFrame("sizes do not add up")
    blocks = []
    for size in sizes:
        blocks.append(message[end : end + size])
        end += size
    return header, blocks


def read(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]] | None:
    """The next message of a stream, or None at its end. Raises `BadFrame`."""
    start = stream.read(_LENGTH.size)
    if not start:
        return None
    header, sizes = parse_header(stream.read(header_size(start)))
    return header, [stream.read(size) for size in sizes]
