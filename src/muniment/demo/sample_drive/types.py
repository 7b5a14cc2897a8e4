"""What the generator of the sample drive takes and gives."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Page:
    """What one document says: every writer of a format lays out the same page."""

    title: str
    author: str
    reader: str
    day: date
    paragraphs: tuple[str, ...]
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The page as plain text, a line per paragraph and per row."""
        rows = ["\t".join(row) for row in (self.header, *self.rows) if row]
        return "\n".join([self.title, "", *self.paragraphs, "", *rows]) + "\n"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the drive.

    `path` is relative to the drive with `/` between folders; bytes that are not UTF-8 stand in it
    as `os.fsdecode` gives them. `kind` is the format the bytes are really in, `note` what is
    special ("" for an ordinary file), `duplicate_of` the earlier path with the same bytes.
    """

    path: str
    kind: str
    note: str
    size: int
    sha256: str
    modified: date
    duplicate_of: str = ""


@dataclass(frozen=True, slots=True)
class SampleDrive:
    """The drive as generated: where it stands and everything in it, in order of making."""

    root: Path
    items: tuple[Item, ...]

    @property
    def files(self) -> int:
        """Regular files, so without the symbolic link."""
        return sum(item.kind != "symlink" for item in self.items)

    @property
    def bytes(self) -> int:
        """The size of all regular files together, in bytes."""
        return sum(item.size for item in self.items)

    @property
    def formats(self) -> dict[str, int]:
        """How many files of each format there are."""
        kinds = Counter(item.kind for item in self.items if item.kind not in ("symlink", "empty"))
        return dict(sorted(kinds.items()))

    @property
    def duplicates(self) -> int:
        """Files whose bytes stand already elsewhere in the drive."""
        return sum(bool(item.duplicate_of) for item in self.items)

    @property
    def near_duplicates(self) -> int:
        """Files that differ a little from another."""
        return sum(item.note.startswith("near-duplicate") for item in self.items)

    @property
    def special(self) -> int:
        """Entries that are odd, broken or hostile."""
        marks = ("odd", "broken", "hostile")
        return sum(item.note.startswith(marks) for item in self.items)
