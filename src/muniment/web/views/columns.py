"""Columns that several lists of records share."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from muniment.holdings.mailboxes.rules import address_of
from muniment.holdings.physical import queries as physical
from muniment.holdings.records import queries
from muniment.holdings.records.types import RecordState
from muniment.web.tables import Cell, Column
from muniment.web.words import day, sentence, size

STATE_COLOURS = {
    RecordState.DECLARED: "green",
    RecordState.SET_ASIDE: "yellow",
    RecordState.DESTROYING: "orange",
    RecordState.DESTROYED: "grey",
}


@dataclass(frozen=True, slots=True)
class Decided(Cell):
    """What is decided, with the way to decide otherwise; `about` ends the words of that link."""

    change: str = ""
    about: str = ""


def mail_address(reference: str, *, is_open: bool) -> list[dict[str, str]]:
    """At which address a place is written to, as a fact of its page; none where there is none."""
    address = address_of(reference, settings.MUNIMENT_CAPTURE_ADDRESS) if is_open else ""
    return [{"label": "File mail by sending it to", "text": address}] if address else []


def title(record: Any) -> Cell:
    """The title, leading to the record."""
    return Cell(record.title, reverse("record", args=[record.reference]), note=record.reference)


def told_apart() -> tuple[Callable[[Any], Cell], Callable[[Sequence[Any]], None]]:
    """The titles of a list's records, and what the list prepares for them: those of one page that
    have the same title say where each was found, and what is on paper says in which box it lies."""
    paths: dict[int, str] = {}

    def prepare(records: Sequence[Any]) -> None:
        times = Counter(one.title for one in records)
        alike = [one.pk for one in records if times[one.title] > 1]
        # The path of the first place stands last.
        texts = queries.place_texts(alike).items()
        paths.update({number: text.rpartition("\n")[2] for number, text in texts})
        for number, paper in physical.papers(one.pk for one in records).items():
            paths[number] = f"on paper in box {paper.box.label}" if paper.box else "on paper"

    def cell(record: Any) -> Cell:
        plain, path = title(record), paths.get(record.pk)
        return Cell(plain.text, plain.href, note=f"{plain.note}, {path}") if path else plain

    return cell, prepare


def file_class(record: Any) -> Cell:
    """The class by its reference, with its title."""
    return Cell(record.file_class.reference, note=record.file_class.title)


def due(record: Any) -> str:
    """The date a record is due, with what happens then."""
    return f"{day(record.due_on)}: {record.due_action}" if record.due_on else "No date yet"


def state(record: Any) -> Cell:
    """The state as a tag."""
    found = RecordState(record.state)
    words = "Kept" if found is RecordState.DECLARED else sentence(found)
    return Cell(words, tag=STATE_COLOURS[found])


def of_records(titles: Callable[[Any], Cell]) -> list[Column[Any]]:
    """The columns of a list of records, their titles as given."""
    return [
        Column("title", "Title", titles, "title"),
        Column("date", "Date", lambda r: day(r.record_date), "record_date", tight=True),
        Column("size", "Size", lambda r: size(r.size or None), "size", numeric=True),
        Column("due", "Due", due, "due_on"),
        Column("state", "State", state, "state"),
    ]
