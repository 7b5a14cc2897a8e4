"""Columns that several lists of records share."""

from typing import Any

from django.urls import reverse

from muniment.holdings.records.types import RecordState
from muniment.web.tables import Cell, Column
from muniment.web.words import day, sentence, size

STATE_COLOURS = {
    RecordState.DECLARED: "green",
    RecordState.DESTROYING: "orange",
    RecordState.DESTROYED: "grey",
}


def title(record: Any) -> Cell:
    """The title, leading to the record."""
    return Cell(record.title, reverse("record", args=[record.reference]), note=record.reference)


def due(record: Any) -> str:
    """The date a record is due, with what happens then."""
    return f"{day(record.due_on)}: {record.due_action}" if record.due_on else "No date yet"


def state(record: Any) -> Cell:
    """The state as a tag."""
    found = RecordState(record.state)
    words = "Record" if found is RecordState.DECLARED else sentence(found)
    return Cell(words, tag=STATE_COLOURS[found])


RECORDS: list[Column[Any]] = [
    Column("title", "Title", title, "title"),
    Column("date", "Date", lambda r: day(r.record_date), "record_date", tight=True),
    Column("size", "Size", lambda r: size(r.size), "size", numeric=True),
    Column("due", "Due", due, "due_on"),
    Column("state", "State", state, "state"),
]
