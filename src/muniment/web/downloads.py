"""Content on its way out: always to be saved, never to be run in our name."""

import unicodedata
from typing import BinaryIO, TypeVar

from django.http import FileResponse, HttpResponse, HttpResponseBase  # noqa: TID251
from django.utils.http import content_disposition_header

Answer = TypeVar("Answer", bound=HttpResponseBase)
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
MAX_NAME = 180
UNSAFE = ("Cc", "Cf", "Cs", "Zl", "Zp")


def attachment(stream: BinaryIO, name: str, size: int) -> FileResponse:
    """The content as a file to save, whatever it is. `size` in bytes."""
    answer = FileResponse(stream, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = disposition(name)
    answer.headers["Content-Length"] = str(size)
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


def safe_name(name: str) -> str:
    """The name without separators, controls and marks that turn the direction of writing."""
    kept = "".join("_" if _is_unsafe(letter) else letter for letter in name)
    kept = kept.strip(" .")
    if len(kept) > MAX_NAME:
        stem, dot, ending = kept.rpartition(".")
        kept = (
            f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}"
            if dot and len(ending) < 12
            else (kept[:MAX_NAME])
        )
    return kept or "content"


def _is_unsafe(letter: str) -> bool:
    return letter in '/\\:*?"<>|' or unicodedata.category(letter) in UNSAFE


def _confined(answer: Answer) -> Answer:
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
