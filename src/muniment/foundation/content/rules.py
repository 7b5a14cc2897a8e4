"""Pure decisions about content: what a digest is, where it lies, which hint a name gives."""

import re
from pathlib import PurePosixPath

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_EXTENSION = re.compile(r"[A-Za-z0-9]{1,12}", re.ASCII)

# Formats that get a preview picture; everything else shows its text.
PICTURE_MIMES = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp"}
)


def is_digest(text: str) -> bool:
    """Whether `text` is a SHA-256 in lower-case hexadecimal."""
    return bool(_DIGEST.fullmatch(text))


def blob_path(sha256: str) -> PurePosixPath:
    """Where content lies below the store's root: made of the digest and of nothing else."""
    if not is_digest(sha256):
        raise ValueError("a SHA-256 has 64 lower-case hexadecimal digits")
    return PurePosixPath("blobs", sha256[:2], sha256[2:4], sha256)


def extension_hint(name: str) -> str:
    """The extension of a file name in lower case without its dot, if it is a harmless one.

    A name is the sender's: whatever is not letters and digits gives no hint at all.
    """
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem and _EXTENSION.fullmatch(extension) else ""


def may_have_preview(mime: str) -> bool:
    """Whether a picture of the first page can be made."""
    return mime == "application/pdf" or mime in PICTURE_MIMES


def leaves_headroom(free_bytes: int, wanted_bytes: int, headroom_bytes: int) -> bool:
    """Whether the disk keeps its headroom (for the database) after `wanted_bytes` more."""
    return free_bytes - wanted_bytes >= headroom_bytes
