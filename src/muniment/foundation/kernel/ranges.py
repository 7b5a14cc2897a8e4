"""A part of a file that is asked for by its bytes: what a broken-off download goes on with."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

_ASKED = re.compile(r"bytes=\s*(\d{0,19})\s*-\s*(\d{0,19})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """From the first byte to the last, both counted from nought and both within."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1


class OutOfRange(ValueError):
    """No byte of what is asked for is there."""


def span_of(headers: Mapping[str, str], size: int, etag: str) -> Span | None:
    """What a request with these headers asks for of a file of `size` bytes; None: all of it.

    Source: RFC 9110 sections 13.1.5 and 14. Several ranges at once, other units, what makes no
    sense and a part of another file than that of `etag` are answered with all of it, as section
    14.2 allows. Raises OutOfRange (section 15.5.17).
    """
    found = _ASKED.fullmatch(headers.get("Range", "").strip())
    if not found or not any(found.groups()) or headers.get("If-Range", etag) != etag:
        return None
    begin, end = found.groups()
    if not begin:
        first, last = max(size - int(end), 0), size - 1
    else:
        first, last = int(begin), min(int(end), size - 1) if end else size - 1
        if end and int(end) < first:
            return None
    if first >= size or (not begin and not int(end)):
        raise OutOfRange(headers["Range"])
    return Span(first, last)


class Section(io.RawIOBase):
    """The bytes of a span, read from a stream that can be told where to begin; closes it."""

    def __init__(self, stream: BinaryIO, span: Span) -> None:
        super().__init__()
        stream.seek(span.first)
        self._stream, self._left = stream, span.length

    def readable(self) -> bool:
        """It is for nothing else."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """At most `size` bytes, or all that are left."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        piece = self._stream.read(wanted)
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        """Close the stream too."""
        self._stream.close()
        super().close()
