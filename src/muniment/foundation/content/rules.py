"""Pure decisions about content: what a digest is, where it lies, which hint a name gives."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import PurePosixPath

from muniment.foundation.content.types import Generation

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SEAL = re.compile(r"[0-9a-f]{16}", re.ASCII)
_EXTENSION = re.compile(r"[A-Za-z0-9]{1,12}", re.ASCII)

# Formats that get a preview picture; everything else shows its text.
PICTURE_MIMES = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp"}
)


def is_digest(text: str) -> bool:
    """Whether `text` is a SHA-256 in lower-case hexadecimal."""
    return bool(_DIGEST.fullmatch(text))


def blob_path(sha256: str, seal: str = "") -> PurePosixPath:
    """Where content lies below the store's root: made of the digest, of the name of its seal
    where it has one, and of nothing else."""
    if not is_digest(sha256):
        raise ValueError("a SHA-256 has 64 lower-case hexadecimal digits")
    if seal and not _SEAL.fullmatch(seal):
        raise ValueError("a seal has 16 lower-case hexadecimal digits")
    return PurePosixPath("blobs", sha256[:2], sha256[2:4], f"{sha256}.{seal}" if seal else sha256)


def held_as(name: str) -> tuple[str, str] | None:
    """The digest and the seal that the name of a file in the store stands for; None for others."""
    sha256, dot, seal = name.partition(".")
    if not is_digest(sha256) or (dot and not _SEAL.fullmatch(seal)):
        return None
    return sha256, seal


def extension_hint(name: str) -> str:
    """The extension of a file name in lower case without its dot, if it is a harmless one.

    A name is the sender's: whatever is not letters and digits gives no hint at all.
    """
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem and _EXTENSION.fullmatch(extension) else ""


def may_have_preview(mime: str) -> bool:
    """Whether a picture of the first page can be made."""
    return mime == "application/pdf" or mime in PICTURE_MIMES


# -- checking -----------------------------------------------------------------------------------
SHARE = 40  # a daily check ends with a fortieth of the files or of the bytes: eighty days at most
AT_LEAST = 50  # files: a small store is read every day
OVERDUE = timedelta(days=80)  # what was checked longer ago is checked today, however much it is


def to_check_today(
    oldest_first: Iterable[tuple[str, int, datetime]], files: int, size: int, now: datetime
) -> Iterator[tuple[str, int]]:
    """The contents (digest, bytes) whose turn it is, of those given as digest, bytes and when they
    were checked, the longest ago first; `files` and `size` are those of the whole store.

    Each day ends a fortieth of the files or a fortieth of the bytes, whichever comes first: so a
    round takes eighty days at most, and no day has much more to read than another. Where days were
    missed, or the store has shrunk, what is overdue comes besides. NDSA Levels, level 3: at fixed
    intervals; ninety days are promised.
    """
    seen = read = 0
    for sha256, bytes_, checked_at in oldest_first:
        share = seen * SHARE >= files or (size and read * SHARE >= size)
        if share and seen >= AT_LEAST and now - checked_at < OVERDUE:
            return
        seen, read = seen + 1, read + bytes_
        yield sha256, bytes_


def leaves_headroom(free_bytes: int, wanted_bytes: int, headroom_bytes: int) -> bool:
    """Whether the disk keeps its headroom (for the database) after `wanted_bytes` more."""
    return free_bytes - wanted_bytes >= headroom_bytes


# -- keys ---------------------------------------------------------------------------------------
ROTATE_DAYS = 7  # how long a generation of keys is the newest
LATE_DAYS = 2  # a daily job may be late: once for making a generation, once for destroying one


def about(sha256: str, seal: str, holder: str) -> bytes:
    """What a wrapped key is for; it unwraps for nothing else."""
    return f"muniment content key|{sha256}|{seal}|{holder}".encode()


def is_rotation_due(newest: Generation, now: datetime) -> bool:
    """Whether there is to be a new generation; also where the newest is of a time that has not
    come, since a clock that was wrong is no reason to wait."""
    return abs(now - newest.made_at) >= timedelta(days=ROTATE_DAYS)


def kept_days(key_days: int) -> int:
    """How many days a generation is kept after its successor was made, so that what was wrapped
    under it cannot be unwrapped `key_days` after the wrapped key was deleted."""
    return max(key_days - ROTATE_DAYS - LATE_DAYS, 1)


def outdated(generations: Sequence[Generation], key_days: int, now: datetime) -> list[Generation]:
    """The generations whose time is over: old backups can no longer be read with them."""
    before = now - timedelta(days=kept_days(key_days))
    pairs = pairwise(generations)
    return [one for one, successor in pairs if successor.made_at <= before]


def unreadable_from(
    destroyed_on: date, sealed_on: date, *, key_days: int, backup_days: int
) -> date:
    """From which day no backup holds readable bytes of what was destroyed: its key has gone, and
    backups from before it was sealed have aged out."""
    by_key = destroyed_on + timedelta(days=key_days)
    return max(by_key, sealed_on + timedelta(days=backup_days))
