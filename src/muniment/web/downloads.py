"""Content on its way out: always to be saved, never to be run in our name."""

from collections.abc import Mapping
from typing import BinaryIO, TypeVar

from django.http import FileResponse, HttpResponse, HttpResponseBase  # noqa: TID251
from django.utils.http import content_disposition_header

from muniment.foundation.kernel.names import safe_name
from muniment.foundation.kernel.ranges import OutOfRange, Section, span_of

Answer = TypeVar("Answer", bound=HttpResponseBase)
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
PIECE = 256 * 1024  # bytes handed on at once: a gigabyte in pieces of 4 kB takes a processor


def attachment(
    stream: BinaryIO, name: str, size: int, sha256: str, asked: Mapping[str, str]
) -> HttpResponseBase:
    """The content as a file to save, whatever it is, or the part of it that is `asked` for by these
    headers of the request. `size` in bytes."""
    etag = f'"{sha256}"'
    try:
        span = span_of(asked, size, etag)
    except OutOfRange:
        stream.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = Section(stream, span) if span else stream
    answer = FileResponse(part, content_type="application/octet-stream")
    answer.block_size = PIECE
    answer.headers["Content-Disposition"] = disposition(name)
    answer.headers["Content-Length"] = str(span.length if span else size)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["ETag"] = etag
    if span:
        answer.status_code = 206
        answer.headers["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return _confined(answer)


def picture(png: bytes) -> HttpResponse:
    """A preview that the sandbox made: a PNG and nothing else."""
    return _confined(HttpResponse(png, content_type="image/png"))


def document(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A document that Muniment itself made (a certificate, an export), to save."""
    answer = HttpResponse(data, content_type=media_type)
    answer.headers["Content-Disposition"] = disposition(name)
    return _confined(answer)


def disposition(name: str) -> str:
    """A Content-Disposition with a name that cannot break out of it (RFC 6266, RFC 8187)."""
    return content_disposition_header(as_attachment=True, filename=safe_name(name)) or "attachment"


def _confined(answer: Answer) -> Answer:
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
