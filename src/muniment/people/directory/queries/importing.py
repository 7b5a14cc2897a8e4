"""What a list of people would change, before anything is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Profile
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.metadata.rules.values import folded
from muniment.people.directory import rules
from muniment.people.directory.models import Entry
from muniment.people.directory.queries.entries import (
    everybody,
    known_by,
    of_units,
    person_meant,
    units_managed,
)
from muniment.people.directory.types import TYPED, VOCABULARY, EntryDraft, EntryRow, Left

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Change:
    """What a row would change: the fields with their new values, who can stand in (None: nothing
    is said of it) and the terms that would be added, by number and label."""

    row: EntryRow
    entry: Entry
    values: Mapping[str, str]
    stand_in: Person | None
    expertise: Mapping[int, str]

    @property
    def fields(self) -> list[str]:
        """The names of what would change."""
        more = [
            *(["stand_in"] if self.stand_in else []),
            *(["expertise"] if self.expertise else []),
        ]
        return [*self.values, *more]


def look_at(
    actor: Profile, rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, str]
) -> tuple[list[Change], list[Left], int]:
    """What an import would change, what it would leave out with every reason, and how many rows
    say what is known already. Only of people whom the actor manages: others are unknown."""
    read, left = rules.read_rows(rows, chosen)
    people = _people(actor, read)
    terms = metadata.terms_known([VOCABULARY])[VOCABULARY]
    have = known_by(one.pk for one in people.values())
    changes, same = [], 0
    for row in read:
        entry = people.get(row.person.casefold())
        change, wrong = _change(actor, row, entry, terms, have)
        if wrong or change is None:
            left.append(Left(row.line, row.person, " ".join(wrong)))
        elif change.fields:
            changes.append(change)
        else:
            same += 1
    return changes, sorted(left, key=lambda one: one.line), same


def _people(actor: Profile, rows: Sequence[EntryRow]) -> dict[str, Entry]:
    """Those of whom the rows speak and whom the actor manages, by what the rows call them."""
    here = (
        everybody()
        .filter(of_units(units_managed(actor)))
        .annotate(user=Lower("person__username"), mail=Lower("person__email"))
    )
    found: dict[str, Entry] = {}
    shared: set[str] = set()
    names = [row.person.casefold() for row in rows]
    for start in range(0, len(names), CHUNK):
        some = names[start : start + CHUNK]
        called = Q(user__in=some) | Q(mail__in=some)
        called |= Q(person__reference__in=[one.upper() for one in some])
        for one in here.filter(called).select_related("person__unit", "stand_in"):
            for key in {one.person.username, one.person.email, one.person.reference} - {""}:
                before = found.setdefault(key.casefold(), one)
                shared |= {key.casefold()} if before.pk != one.pk else set()
    return {key: one for key, one in found.items() if key not in shared}


def _change(
    actor: Profile,
    row: EntryRow,
    entry: Entry | None,
    terms: Mapping[str, int],
    have: Mapping[int, Sequence[Any]],
) -> tuple[Change | None, list[str]]:
    if entry is None:
        return None, [
            f"Nobody whom you manage has the user name, e-mail or reference “{row.person}”."
        ]
    draft = EntryDraft(**row.values)
    meant = person_meant(actor, draft.stand_in) if draft.stand_in else None
    reasons = rules.reasons_not_to_change(
        draft,
        stand_in=meant.reference if meant else "",
        known=meant is not None,
        own=entry.person.reference,
    )
    wrong = [one.message for one in reasons]
    unknown = [one for one in row.expertise if folded(one) not in terms]
    wrong += [f"There is no term “{one[:60]}” in the vocabulary." for one in unknown]
    if wrong:
        return None, wrong
    known = {one.term for one in have.get(entry.pk, ())}
    added = {terms[folded(one)]: one for one in row.expertise if terms[folded(one)] not in known}
    values = {
        name: text
        for name, text in row.values.items()
        if name in TYPED and text != getattr(entry, name)
    }
    other = meant if meant and meant.pk != entry.stand_in_id else None
    return Change(row, entry, values, other, added), []
