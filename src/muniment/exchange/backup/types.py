"""What a backup is made of, and what looking at one can find."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from muniment.foundation.audit.types import TreeHead
from muniment.foundation.kernel.errors import Reason, Refused

Progress = Callable[[str, int, int], None]

FORMAT = "muniment-backup/1"
# Parts of every snapshot. One with a shorter life than the others (the wrapped keys of sealed
# content, say) is to be a part of its own, so that it can be removed alone.
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
CONTENT, LEDGER, CHECKPOINT = "content.txt", "destroyed.ledger", "checkpoint"
SETTINGS, KEY, OPERATOR = "settings.json", "audit-signing.pub", "operator"


class Held(NamedTuple):
    """Content in a backup: its name, the SHA-256 of the file as it lies in the store (the same,
    unless the store seals what it keeps), its size in bytes, when it was last changed, and the
    name of its seal (blank where it lies plain)."""

    sha256: str
    stored: str
    size: int
    mtime_ns: int
    seal: str = ""


class Part(NamedTuple):
    """A file of a snapshot."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the snapshot of the database says of itself."""

    contents: Mapping[str, str]
    head: TreeHead
    checkpoint: str
    migrations: Sequence[str]
    records: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot consists of. `gone` was destroyed while the backup ran, after the moment of
    the snapshot; `missing` was not in the store, or not as it should be, without being destroyed.
    Written last and signed: a folder without it is no backup."""

    name: str
    taken_at: datetime
    origin: str
    version: str
    vendor: str
    migrations: Sequence[str]
    records: Mapping[str, int]
    contents: int
    bytes: int
    events: int
    root: str
    parts: Sequence[Part]
    gone: Sequence[str] = ()
    missing: Sequence[str] = ()

    @property
    def database(self) -> str:
        """The name of the part that holds the database."""
        return DATABASE[self.vendor]


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that is complete, and what came of it. Seconds are those that it took."""

    manifest: Manifest
    manifest_sha256: str
    folder: Path
    copied: int
    copied_bytes: int
    removed: Sequence[str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Remembered:
    """The records that were destroyed (by reference), who says so, and what is wrong with that."""

    destroyed: frozenset[str]
    sources: Sequence[str]
    faults: Sequence[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a backup.

    `source`: a folder of backups (its latest) or one snapshot in it. `into`: where to restore it
    to; None only proves it. `database`: its name on PostgreSQL. `ledgers`: kept elsewhere;
    `without_ledger`: that what they lack is lost is accepted. `checkpoint`: a note kept outside.
    `keys`: the folder of the keys where there is no live one. `actor` acts in the copy.
    """

    source: Path
    into: Path | None = None
    database: str = ""
    ledgers: Sequence[Path] = ()
    without_ledger: bool = False
    checkpoint: str | None = None
    keys: Path | None = None
    actor: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did and found. `faults` is empty where everything is sound."""

    manifest: Manifest
    manifest_sha256: str
    faults: Sequence[str] = ()
    warnings: Sequence[str] = ()
    to_replay: int = 0
    replayed: Sequence[str] = ()
    into: Path | None = None
    database: str = ""
    seconds: float = 0.0

    @property
    def sound(self) -> bool:
        """Whether nothing at all was found wrong."""
        return not self.faults


class NotABackup(Refused):
    """What was named is no backup, or not one of this body."""

    def __init__(self, message: str, field: str = "from") -> None:
        super().__init__(Reason("not_a_backup", message, field))


class BackupFailed(Refused):
    """Something outside (disk, database program) failed. What was begun counts for nothing."""

    def __init__(self, message: str) -> None:
        super().__init__(Reason("backup_failed", message))


class MoveFailed(Refused):
    """The database could not be moved. The new one holds nothing of it; this one is as it was."""

    def __init__(self, message: str) -> None:
        super().__init__(Reason("move_failed", message))


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved to another database: rows by table, events of the log and its root."""

    tables: dict[str, int]
    events: int
    root: str


class SwapUnfinished(Refused):
    """A restored body was being put in place when that was cut off."""

    def __init__(self, journal: Path) -> None:
        said = (
            f"A restore was cut off while it was put in place ({journal}). Nothing can start until "
            "it is ended: run 'muniment restore FROM --swap' again."
        )
        super().__init__(Reason("swap_unfinished", said))
