"""Records made straight in the tables for the tests of search."""

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from muniment.foundation.content.models import Blob, Derived
from muniment.foundation.kernel.ids import new_reference
from muniment.holdings.records.models import Component, Folder, Found, Record
from muniment.holdings.search import actions, queries

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
_numbers = itertools.count()


@dataclass
class Paper:
    """What a test says of a record; the rest is made up."""

    title: str
    text: str = ""
    path: str = "in/paper.txt"
    day: date = date(2019, 5, 6)
    puid: str = "x-fmt/111"
    metadata: dict[str, str] = field(default_factory=dict)


def shelve(folder: Folder, papers: Iterable[Paper], audience: int | None = None) -> list[Record]:
    """Put the papers into the folder and index them."""
    chosen = list(papers)
    made = Record.objects.bulk_create(_record(folder, one, audience) for one in chosen)
    for record, paper in zip(made, chosen, strict=True):
        _fill(record, paper)
    actions.index([one.pk for one in made], now=NOW)
    return made


def _record(folder: Folder, paper: Paper, audience: int | None) -> Record:
    return Record(
        reference=new_reference("R"),
        folder=folder,
        file_class_id=folder.file_class_id,
        title=paper.title,
        record_date=paper.day,
        date_source="modified",
        captured_at=NOW,
        captured_by="setup",
        puid=paper.puid,
        metadata=paper.metadata,
        audience_id=audience or folder.audience_id,
    )


def _fill(record: Record, paper: Paper) -> None:
    digest = hashlib.sha256(b"%d" % next(_numbers)).hexdigest()
    blob = Blob.objects.create(sha256=digest, size=1, stored_at=NOW, checked_at=NOW)
    Derived.objects.create(blob=blob, state="done", text=paper.text)
    Component.objects.create(
        record=record, ordinal=1, role="original", name="", blob=blob, sha256=digest, size=1
    )
    Found.objects.create(
        record=record,
        folder=record.folder,
        source="s",
        path=paper.path,
        found_at=NOW,
        is_first=True,
    )


def titles(actor, text: str, **given) -> list[str]:
    """The titles of everything that is found, in order, read to the last page; the total is
    checked, and that no record comes twice."""
    found, offset = [], 0
    while offset is not None:
        page = queries.search(actor, text, offset=offset, **{"limit": 7, **given})
        found += page.hits
        offset = page.next_offset
    assert len(found) == page.total
    assert len({one.reference for one in found}) == page.total
    return [one.title for one in found]
