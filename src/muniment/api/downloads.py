"""Content on its way out: always to be saved, never to be run in our name."""

import base64
from collections.abc import Mapping
from typing import BinaryIO

from django.http import FileResponse, HttpResponse, HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel.saving import PIECE, asked_for, saved


def attachment(
    stream: BinaryIO, name: str, size: int, sha256: str, asked: Mapping[str, str]
) -> HttpResponseBase:
    """The content as a file to save with its digest (RFC 9530), or the part of it that is `asked`
    for by these headers of the request. `size` in bytes."""
    status, body, headers = asked_for(stream, name, size, sha256, asked)
    if body is None:
        return HttpResponse(status=status, headers=headers)
    answer = FileResponse(body, status=status, content_type="application/octet-stream")
    answer.block_size = PIECE
    for header, said in headers.items():  # afterwards: it has headers of its own by then
        answer.headers[header] = said
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    answer.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return answer


def document(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A document that Muniment itself made, to save."""
    return HttpResponse(data, content_type=media_type, headers=saved(name))
