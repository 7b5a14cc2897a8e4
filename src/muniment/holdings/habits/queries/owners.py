"""Whose a mailbox is, by what a list says of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.models import Person
from muniment.holdings.habits import rules
from muniment.holdings.habits.types import Left, MailboxRow

Owned = tuple[MailboxRow, Person | None, str]


def look_at(
    rows: Sequence[Mapping[str, Any]],
    chosen: Mapping[str, str],
    *,
    on: date | None,
    today: date,
) -> tuple[list[Owned], list[Left]]:
    """What an import would take and what it would leave out, with every reason."""
    read, left = rules.read_rows(rows, chosen, on=on, today=today)
    found, unknown = owned(read)
    return found, sorted([*left, *unknown], key=lambda one: one.line)


def owned(rows: Sequence[MailboxRow]) -> tuple[list[Owned], list[Left]]:
    """Each row with its person, if that is somebody here, and the reference of its unit: that of
    the list, or the person's. Rows that name a person or a unit that is not here are left out."""
    people = _people()
    units = {key: one.reference for one in access.units() for key in (one.reference.casefold(),)}
    names = Counter(one.name.casefold() for one in access.units())
    by_name = {one.name.casefold(): one.reference for one in access.units()}
    units |= {name: by_name[name] for name, many in names.items() if many == 1}
    found: list[Owned] = []
    left: list[Left] = []
    for row in rows:
        person = people.get((row.person or row.account).casefold())
        unit = units.get(row.unit.casefold(), "")
        wrong = []
        if row.person and person is None:
            wrong.append(f"Nobody here has the user name, e-mail or reference “{row.person}”.")
        if row.unit and not unit:
            wrong.append(f"There is no unit “{row.unit}”, or there are several.")
        if wrong:
            left.append(Left(row.line, row.account, " ".join(wrong)))
            continue
        if not unit and person and person.unit:
            unit = person.unit.reference
        found.append((row, person, unit))
    return found, left


def _people() -> dict[str, Person]:
    """Everybody by user name, e-mail address and reference; an address of two is nobody's."""
    found: dict[str, Person] = {}
    shared: set[str] = set()
    for one in access.people():
        for key in {one.username.casefold(), one.email.casefold(), one.reference.casefold()} - {""}:
            if key in found:
                shared.add(key)
            found[key] = one
    return {key: one for key, one in found.items() if key not in shared}
