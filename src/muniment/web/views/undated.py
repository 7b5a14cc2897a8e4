"""The list of records that no date is known for: why, and what they wait for."""

from typing import Any

from django.urls import reverse

from muniment.lifecycle.retention import queries, rules
from muniment.web.door import Request
from muniment.web.tables import Cell, Column, Table
from muniment.web.views import columns
from muniment.web.words import day, sentence


def table(request: Request, rows: Any, title: str, *, waits: bool) -> Table[Any]:
    """The list; where they wait for something, with what it is."""
    in_force: dict[str, Any] = {}
    titles, tell_apart = columns.told_apart()

    def prepare(records: Any) -> None:
        tell_apart(records)
        in_force.update(queries.terms_of(one.rule for one in records))

    def rule(record: Any) -> Cell:
        known = record.rule in in_force
        return Cell(record.rule or "None", reverse("rule", args=[record.rule]) if known else "")

    awaited: Column[Any] = Column("awaited", "Waits for", lambda r: _awaited(in_force.get(r.rule)))
    found: list[Column[Any]] = [
        Column("title", "Title", titles, "title"),
        Column("class", "Class", columns.file_class, "file_class__path"),
        Column("rule", "Rule", rule, "rule", tight=True),
        *([awaited] if waits else []),
        Column("captured", "Captured", lambda r: day(r.captured_at), "captured_at", tight=True),
    ]
    return Table(request, found, rows, order="captured", caption=title, prepare=prepare)


def _awaited(terms: Any) -> str:
    return sentence(" or ".join(rules.awaited(terms.steps))) if terms else ""
