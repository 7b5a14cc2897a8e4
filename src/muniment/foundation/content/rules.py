"""Pure decisions about content: what a digest is, where it lies, which hint a name gives."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import PurePosixPath

from muniment.foundation.content.states import Coverage, DerivedState, ScanState
from muniment.foundation.content.types import Generation
from muniment.foundation.kernel.errors import Reason

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


# -- malware ------------------------------------------------------------------------------------
ENCRYPTED = "Heuristics.Encrypted"  # how clamd begins the name of what it cannot look into


def state_after_scan(finding: str, *, allow_encrypted: bool) -> ScanState:
    """What follows from a finding. Limits that were exceeded are a finding like any other: what
    was not looked into whole is not clean (ASVS 5.4.3)."""
    if not finding or (allow_encrypted and finding.startswith(ENCRYPTED)):
        return ScanState.CLEAN
    return ScanState.QUARANTINED


def reasons_not_to_ask(state: ScanState, asked_by: str, why: str) -> list[Reason]:
    """Why a release from quarantine cannot be asked for."""
    reasons = _not_in_quarantine(state)
    if asked_by and not reasons:
        reasons.append(Reason("asked", "A release has been asked for already."))
    if not why.strip():
        reasons.append(Reason("no_reason", "Say why the file does no harm.", "reason"))
    return reasons


def reasons_not_to_release(state: ScanState, asked_by: str, person: str) -> list[Reason]:
    """Why this person cannot release content: two people are needed."""
    reasons = _not_in_quarantine(state)
    if not asked_by and not reasons:
        reasons.append(Reason("not_asked", "Nobody has asked for a release yet."))
    if asked_by == person and not reasons:
        reasons.append(Reason("same_person", "Somebody else has to agree: you asked for it."))
    return reasons


def reasons_not_to_refuse(state: ScanState, asked_by: str) -> list[Reason]:
    """Why a release cannot be refused."""
    reasons = _not_in_quarantine(state)
    if not asked_by and not reasons:
        reasons.append(Reason("not_asked", "Nobody has asked for a release."))
    return reasons


def _not_in_quarantine(state: ScanState) -> list[Reason]:
    if state is ScanState.QUARANTINED:
        return []
    return [Reason("not_quarantined", "The file is not in quarantine any more.")]


# -- languages ----------------------------------------------------------------------------------
SAMPLE_LETTERS = 3000  # of the beginning: more says little more, and takes time
FEWEST_WORDS = 8
SURE_PERCENT = 80
_WORD = re.compile(r"[^\W\d_]{2,}")


def language_sample(text: str) -> str:
    """The words at the beginning of a text, without figures and signs; blank where there are too
    few to tell a language by."""
    words = _WORD.findall(text[: 4 * SAMPLE_LETTERS])
    return " ".join(words)[:SAMPLE_LETTERS] if len(words) >= FEWEST_WORDS else ""


def language_judged(language: str, likely: float) -> tuple[str, int | None]:
    """The language and how sure, in per cent; blank where that is less than 80."""
    percent = max(0, min(100, round(100 * likely)))
    return (language, percent) if percent >= SURE_PERCENT else ("", None)


# -- recognition of scans -----------------------------------------------------------------------
RECOGNISED = "recognised"  # the origin of a text that was read off a picture


PARTLY = "partly"  # the origin of a text of which some pages were
BY_SIGHT = frozenset({RECOGNISED, PARTLY})
SCANNED_PAGES = "scanned_pages"  # the fact that names a PDF's pages that are pictures without text


def may_be_recognised(
    state: DerivedState, mime: str, origin: str, facts: Mapping[str, str]
) -> bool:
    """Whether words may be read off pictures of its pages: a PDF of which at least one has no
    text, or an image. `facts` are what is known of the document."""
    if origin in BY_SIGHT:
        return False
    if mime == "application/pdf":
        partly = state is DerivedState.DONE and SCANNED_PAGES in facts
        return partly or state is DerivedState.EMPTY
    return mime in PICTURE_MIMES and state in (DerivedState.EMPTY, DerivedState.UNSUPPORTED)


# -- coverage -----------------------------------------------------------------------------------
_COVERED = {
    DerivedState.DONE: Coverage.READ,
    DerivedState.ENCRYPTED: Coverage.PASSWORD,
    DerivedState.TIMED_OUT: Coverage.FAILED,
}


def covered_as(state: DerivedState, origin: str) -> Coverage:
    """The outcome that a state stands for in the report of coverage."""
    if state is DerivedState.DONE and origin in BY_SIGHT:
        return Coverage.RECOGNISED
    return _COVERED.get(state) or Coverage(state.value)
