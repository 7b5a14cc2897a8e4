"""What is said of a file on its way out: it is to be saved, and never to be run in our name."""

from collections.abc import Mapping
from typing import BinaryIO

from django.utils.http import content_disposition_header

from muniment.foundation.kernel.names import safe_name
from muniment.foundation.kernel.ranges import OutOfRange, Section, span_of

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
PIECE = 256 * 1024  # bytes handed on at once: a gigabyte in pieces of 4 kB takes a processor
CONFINED = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": SANDBOX}


def disposition(name: str) -> str:
    """A Content-Disposition with a name that cannot break out of it (RFC 6266, RFC 8187)."""
    return content_disposition_header(as_attachment=True, filename=safe_name(name)) or "attachment"


def saved(name: str) -> dict[str, str]:
    """The headers of whatever is to be saved under a name."""
    return {**CONFINED, "Content-Disposition": disposition(name)}


def asked_for(
    stream: BinaryIO, name: str, size: int, sha256: str, asked: Mapping[str, str]
) -> tuple[int, BinaryIO | Section | None, dict[str, str]]:
    """Status, body and headers of content to save, or of the part of it that is `asked` for by
    these headers of a request (RFC 9110, section 14). `size` in bytes. Where there is no such part
    the stream is closed and there is no body."""
    etag = f'"{sha256}"'
    try:
        span = span_of(asked, size, etag)
    except OutOfRange:
        stream.close()
        return 416, None, {"Content-Range": f"bytes */{size}"}
    told = {
        **saved(name),
        "Content-Length": str(span.length if span else size),
        "Accept-Ranges": "bytes",
        "ETag": etag,
    }
    if not span:
        return 200, stream, told
    told["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return 206, Section(stream, span), told
