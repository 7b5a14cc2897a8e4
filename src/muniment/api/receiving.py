"""A file on its way in: as the body itself, or in a form. What is cut short leaves nothing."""

import base64
import binascii
import errno
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, UnreadablePostError  # noqa: TID251
from django.http.multipartparser import (  # noqa: TID251
    MultiPartParser,
    MultiPartParserError,
)

from muniment.api.problems import BadRequest
from muniment.foundation.content.types import LengthMismatch
from muniment.foundation.kernel.errors import NoRoom, Reason

FORM = "multipart/form-data"
FORM_OVERHEAD = 64 * 1024  # bytes that a form may be longer than the file in it
_DIGEST = re.compile(r"(?:^|,)\s*sha-256\s*=\s*:?([A-Za-z0-9+/]+={0,2}):?\s*(?=,|;|$)", re.I)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file as it comes. `size` in bytes and `sha256` are what it has to have, where announced;
    `fields` came beside it in the form."""

    stream: BinaryIO
    name: str
    size: int | None
    sha256: str
    fields: dict[str, str]


class CountedBody:
    """The body of a request, counted, so that one that is cut short is noticed."""

    def __init__(self, request: HttpRequest, announced: int) -> None:
        self._request, self.announced, self.count = request, announced, 0

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes. Raises BadRequest where the sender has gone."""
        try:
            found = self._request.read(size)
        except (UnreadablePostError, ConnectionError) as error:
            raise cut_off() from error
        self.count += len(found)
        return found

    def refuse_if_cut_off(self) -> None:
        """Raise LengthMismatch unless all that was announced has come."""
        if self.count != self.announced:
            raise LengthMismatch(self.announced, self.count)


def cut_off() -> BadRequest:
    """The refusal of a request whose sender went away."""
    return BadRequest(400, "cut_off", "The upload ended before it was complete.")


@contextmanager
def arriving(request: HttpRequest) -> Iterator[Arrived]:
    """The file that the request brings. What was written on its way goes with the block."""
    announced = _announced(request)
    body = CountedBody(request, announced)
    if request.content_type != FORM:
        name = request.GET.get("name", "")
        yield Arrived(cast(BinaryIO, body), name, announced, _digest(request), {})
        return
    with _spool() as spool:
        yield _from_form(request, body, spool)


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal():
        raise BadRequest(411, "length_required", "Send the length in Content-Length.")
    most = settings.MUNIMENT_MAX_UPLOAD_BYTES
    room = FORM_OVERHEAD if request.content_type == FORM else 0
    if int(length) > most + room:
        raise _too_large()
    return int(length)


def _too_large() -> BadRequest:
    most = settings.MUNIMENT_MAX_UPLOAD_BYTES
    return BadRequest(413, "too_large", f"The file is larger than {most} bytes.")


def _digest(request: HttpRequest) -> str:
    """The announced SHA-256 in hexadecimal: of RFC 9530, or its predecessor; empty if none."""
    said = [request.headers.get(name, "") for name in ("Repr-Digest", "Content-Digest", "Digest")]
    found = {_hexadecimal(one[1]) for text in said for one in _DIGEST.finditer(text)}
    if any("sha-256" in text.lower() for text in said) and len(found) != 1:
        raise BadRequest(422, "digest_unreadable", "The digest in the header cannot be read.")
    return found.pop() if found else ""


def _hexadecimal(text: str) -> str:
    try:
        digest = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != 32:
        raise BadRequest(422, "digest_unreadable", "The digest in the header is no SHA-256.")
    return digest.hex()


def _spool() -> IO[bytes]:
    # Without a name from the start: whatever happens to this process, nothing stays behind.
    return tempfile.TemporaryFile(dir=settings.MUNIMENT_HOME, buffering=0)


class _IntoSpool(FileUploadHandler):
    """Writes the first file of a form away as it comes; a second one is refused."""

    def __init__(self, request: HttpRequest, spool: IO[bytes]) -> None:
        super().__init__(request)
        self.spool, self.name, self.size = spool, "", 0
        self.files = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.files += 1
        if self.files > 1:
            raise BadRequest(422, "one_file", "Send one file at a time.", "file")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > settings.MUNIMENT_MAX_UPLOAD_BYTES:
            raise _too_large()
        try:
            self.spool.write(raw_data)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                words = "There is no room left for the content. Nothing was kept."
                raise NoRoom(Reason("no_room", words)) from error
            raise

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        self.name = self.file_name or ""
        return UploadedFile(self.spool, self.name, size=file_size)


def _from_form(request: HttpRequest, body: CountedBody, spool: IO[bytes]) -> Arrived:
    handler = _IntoSpool(request, spool)
    try:
        fields, files = MultiPartParser(
            request.META, cast(Any, body), [handler], request.encoding or "utf-8"
        ).parse()
    except (MultiPartParserError, StopUpload) as error:
        raise BadRequest(400, "malformed", "The form cannot be read.") from error
    body.refuse_if_cut_off()
    if "file" not in files:
        raise BadRequest(422, "no_file", "Send the file as the part called file.", "file")
    spool.seek(0)
    said = {name: str(value) for name, value in fields.items()}
    name = said.get("name") or handler.name
    return Arrived(cast(BinaryIO, spool), name, handler.size, "", said)
