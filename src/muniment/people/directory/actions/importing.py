"""Taking over a list of people: what it says, row by row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.holdings.records.rules import printable
from muniment.people.directory import queries, rules
from muniment.people.directory.actions.expertise import know
from muniment.people.directory.actions.keeping import keep_said, locked
from muniment.people.directory.queries import Change
from muniment.people.directory.types import LONGEST, Left


@verb("directory:entries:import")
def import_entries(
    actor: Profile,
    rows: Sequence[Mapping[str, Any]],
    chosen: Mapping[str, str],
    *,
    name: str,
    now: datetime,
) -> tuple[list[str], list[Left]]:
    """Have entries of people whom the actor manages say what a list says of them: whose changed, by
    reference, and what was left out. `chosen`: for each of our columns its heading in the list.
    Whose entry changed finds it on their own page, and is asked whether it is right.

    Raises Refused where nothing would change, or the list is longer than 5,000 rows.
    """
    access.require(actor, Permission.PEOPLE_MANAGE)
    refuse_if(reasons_too_long(rows))
    changes, left, _ = queries.look_at(actor, rows, chosen)
    refuse_if(_reasons_not_to_import(changes, left))
    for one in changes:
        _take_over(one, name, now)
    events = [
        EventDraft(
            "directory:entries:imported",
            actor.reference,
            f"person:{one.entry.person.reference}",
            detail={"fields": one.fields, "line": one.row.line, "left_out": len(left)},
        )
        for one in changes
    ]
    record(events, at=now)
    return [one.entry.person.reference for one in changes], left


def reasons_too_long(rows: Sequence[Any]) -> list[Reason]:
    """Why a list has too many rows to be taken over at once."""
    if len(rows) <= rules.MOST_ROWS:
        return []
    said = f"The list has {len(rows):,} rows, and may have at most {rules.MOST_ROWS:,}."
    return [Reason("too_long", said, "file")]


def _reasons_not_to_import(changes: Sequence[Change], left: Sequence[Left]) -> list[Reason]:
    if changes:
        return []
    why = f" Line {left[0].line}: {left[0].reason}" if left else ""
    return [Reason("nothing", f"Nothing of this list changes an entry.{why}", "file")]


def _take_over(change: Change, name: str, now: datetime) -> None:
    entry = locked(change.entry)
    for field, text in change.values.items():
        setattr(entry, field, printable(" ".join(text.split()))[: LONGEST[field]])
    if change.stand_in is not None:
        entry.stand_in = change.stand_in
    entry.corrected_why = f"Taken over from the list {printable(name)}"[:500]
    entry.changed_at = now
    fields = [*change.values, *(["stand_in"] if change.stand_in else [])]
    entry.save(update_fields=[*fields, "corrected_why", "changed_at"])
    keep_said(entry)
    for number in change.expertise:
        know(entry, number, "", now)
