"""Writes the sample drive into a folder."""

import csv
import os
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from muniment.demo.sample_drive import formats, odd, words
from muniment.demo.sample_drive.types import Item, Page, SampleDrive

NEAR = "This version was put right after comments. The last line is new."


def generate(target: Path, *, seed: int = 1) -> SampleDrive:
    """Writes the drive into `target`, which is made if need be, the same bytes for the same seed.

    Raises FileExistsError if `target` holds anything already.
    """
    target.mkdir(parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise FileExistsError(f"{target} is not empty")
    writing = _Writing(target, seed)
    topics = _write_contents(writing)
    _write_copies(writing, topics)
    for made, day in odd.awkward(writing.page):
        writing.put(made.path, made.data, day, kind=made.kind, note=made.note)
    writing.link(*odd.LINK)
    return SampleDrive(target, tuple(writing.items))


@dataclass
class _Writing:
    root: Path
    seed: int
    items: list[Item] = field(default_factory=list)
    first_with: dict[str, str] = field(default_factory=dict)

    def page(self, topic: str, path: str, day: date) -> Page:
        return words.page(topic, path, day, self.seed)

    def put(self, path: str, data: bytes, day: date, *, kind: str = "", note: str = "") -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            file.write(data)
        os.utime(place, times=(_moment(path, day),) * 2)
        digest = sha256(data).hexdigest()
        earlier = self.first_with.get(digest, "")
        self.first_with.setdefault(digest, path)
        kind = kind or formats.kind_of(path)
        self.items.append(Item(path, kind, note, len(data), digest, day, earlier))

    def link(self, path: str, to: str) -> None:
        (self.root / path).symlink_to(to)
        self.items.append(Item(path, "symlink", "odd: link outside", 0, "", date(2012, 5, 4)))


def _moment(path: str, day: date) -> float:
    """A time in the working day, in seconds since 1970."""
    minutes = sha256(os.fsencode(path)).digest()[0] * 2
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC).timestamp() + minutes * 60


def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write_contents(writing: _Writing) -> dict[str, tuple[str, date]]:
    """Writes the ordinary files; gives the topic and day of each path."""
    topics = {}
    for row in _rows("contents.csv"):
        path, topic, day = row["path"], row["topic"], date.fromisoformat(row["modified"])
        writing.put(path, formats.write(path, writing.page(topic, path, day)), day)
        topics[path] = (topic, day)
    return topics


def _write_copies(writing: _Writing, topics: dict[str, tuple[str, date]]) -> None:
    for row in _rows("copies.csv"):
        source, path, day = row["source"], row["path"], date.fromisoformat(row["modified"])
        if row["change"] == "near":
            page = writing.page(topics[source][0], source, topics[source][1])
            changed = replace(page, paragraphs=(*page.paragraphs, NEAR))
            note = f"near-duplicate of {source}"
            writing.put(path, formats.write(path, changed), day, note=note)
        else:
            writing.put(path, (writing.root / source).read_bytes(), day, note="exact duplicate")
