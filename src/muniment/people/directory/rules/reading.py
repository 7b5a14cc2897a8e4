"""Reading a list of people, row by row: what is understood, and what is left out and why."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from muniment.people.directory.types import ALIKE, COLUMNS, FIELDS, LONGEST, TYPED, EntryRow, Left

_BETWEEN = re.compile(r"[;|\n]")
MOST_ROWS = 5_000


def columns_of(heads: Sequence[str]) -> dict[str, str]:
    """For each of our columns the heading of the file that means the same, where one does; no
    heading stands for two of them."""
    alike = {_bare(one): one for one in reversed(heads)}
    found: dict[str, str] = {}
    for ours in COLUMNS:
        names = (ours, *ALIKE[ours])
        free = (alike[one] for one in names if one in alike and alike[one] not in found.values())
        if theirs := next(free, ""):
            found[ours] = theirs
    return found


def _bare(heading: str) -> str:
    return heading.strip().casefold().replace(" ", "_").replace("-", "_")


def read_rows(
    rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, str]
) -> tuple[list[EntryRow], list[Left]]:
    """The rows that are understood, and those that are not, each with every reason. `chosen`: for
    each of our columns its heading in the file. An empty cell says nothing."""
    found: list[EntryRow] = []
    left: list[Left] = []
    seen: dict[str, int] = {}
    for place, row in enumerate(rows, 2):
        said = {ours: _said(row.get(theirs)) for ours, theirs in chosen.items() if theirs}
        if not any(said.values()):
            continue
        person = said.pop("person", "")
        known = tuple(filter(None, map(str.strip, _BETWEEN.split(said.pop("expertise", "")))))
        values = {name: text for name, text in said.items() if text}
        wrong = _wrong(person, values, known, seen.get(person.casefold()))
        if wrong:
            left.append(Left(place, person, " ".join(wrong)))
            continue
        seen[person.casefold()] = place
        found.append(EntryRow(place, person, values, tuple(dict.fromkeys(known))))
    return found, left


def _said(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _wrong(
    person: str, values: Mapping[str, str], known: Sequence[str], before: int | None
) -> list[str]:
    wrong = []
    if not person:
        wrong.append("It names nobody.")
    elif before is not None:
        wrong.append(f"The person stands in line {before} already.")
    if person and not values and not known:
        wrong.append("It says nothing of the person.")
    wrong += [
        f"{FIELDS[name]} has more than {LONGEST[name]:,} letters."
        for name in TYPED
        if len(values.get(name, "")) > LONGEST[name]
    ]
    return wrong
