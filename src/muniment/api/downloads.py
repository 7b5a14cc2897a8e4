"""Content on its way out: always to be saved, never to be run in our name."""

import base64
from typing import BinaryIO, TypeVar

from django.http import FileResponse, HttpResponse, HttpResponseBase  # noqa: TID251
from django.utils.http import content_disposition_header

from muniment.foundation.kernel.names import safe_name

Answer = TypeVar("Answer", bound=HttpResponseBase)
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def attachment(stream: BinaryIO, name: str, size: int, sha256: str) -> FileResponse:
    """The content as a file to save, with its digest (RFC 9530); `size` in bytes."""
    answer = FileResponse(stream, content_type="application/octet-stream")
    answer.headers["Content-Length"] = str(size)
    answer.headers["ETag"] = f'"{sha256}"'
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    answer.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return _confined(answer, name)


def document(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A document that Muniment itself made, to save."""
    return _confined(HttpResponse(data, content_type=media_type), name)


def disposition(name: str) -> str:
    """A Content-Disposition with a name that cannot break out of it (RFC 6266, RFC 8187)."""
    return str(content_disposition_header(as_attachment=True, filename=safe_name(name)))


def _confined(answer: Answer, name: str) -> Answer:
    answer.headers["Content-Disposition"] = disposition(name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
