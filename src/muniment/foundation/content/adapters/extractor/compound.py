"""OLE files as such: their streams, and what their summary says."""

import codecs
import io
import struct

import olefile

from .outcome import Corrupt, Encrypted

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ERRORS = (OSError, ValueError, IndexError, KeyError, TypeError, struct.error, AttributeError)


def opened(data: bytes) -> olefile.OleFileIO:
    """The compound file. Raises `Corrupt` or, for a locked Office package, `Encrypted`."""
    try:
        compound = olefile.OleFileIO(io.BytesIO(data))
        locked = compound.exists("EncryptedPackage")
    except ERRORS as error:
        raise Corrupt(f"The OLE file is damaged: {error}.") from error
    if locked:
        raise Encrypted("The document needs a password.")
    return compound


def stream(compound: olefile.OleFileIO, name: str) -> bytes:
    """The bytes of one stream, empty where there is none. Raises `Corrupt`."""
    try:
        return compound.openstream(name).read() if compound.exists(name) else b""
    except ERRORS as error:
        raise Corrupt(f"A stream of the OLE file is damaged: {error}.") from error


def facts(compound: olefile.OleFileIO) -> dict[str, str]:
    """Title, author and dates from the summary; none where it is damaged."""
    try:
        summary = compound.get_metadata()
        found = {
            "title": summary.title,
            "creator": summary.author,
            "subject": summary.subject,
            "keywords": summary.keywords,
            "created": summary.create_time,
            "modified": summary.last_saved_time,
        }
        return {name: _fact(value, summary.codepage) for name, value in found.items() if value}
    except (*ERRORS, OverflowError):
        return {}


def _fact(value: object, codepage: int | None) -> str:
    """A property as text: in the document's own code page, up to its end mark."""
    if isinstance(value, bytes):
        value = value.partition(b"\0")[0].decode(_codec(codepage), "replace")
    return value.isoformat() if hasattr(value, "isoformat") else str(value).partition("\0")[0]


def _codec(codepage: int | None) -> str:
    name = "utf-8" if codepage in {None, 65001, -535} else f"cp{codepage}"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
