"""What is due, with all that whoever decides needs to know of it [checklist 55, DIS-01]."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile, Role
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.lifecycle.disposal.queries.lateness import late_reviews
from muniment.lifecycle.disposal.queries.reviews import in_open_review
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention.queries import owner_of, owners

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

NOBODY = "-"  # the owner of what nobody owns


@dataclass(frozen=True, slots=True)
class DueLine:
    """A record that is due, and what there is to know of it: `rule_title` why, `days_overdue` past
    its date, the scope and the people that own it, whether it is on hold (to those who may know),
    and the review that it is in, late for so many days (to those who have to do with it)."""

    record: "Record"
    rule_title: str
    days_overdue: int
    owner_scope: str
    owners: tuple[str, ...]
    on_hold: bool
    review: str
    review_late: int


def due(
    actor: Profile,
    on: date,
    *,
    file_class: str | None = None,
    unit: str | None = None,
    owner: str | None = None,
    now: datetime,
) -> "QuerySet[Record]":
    """What the actor may see and is due on the civil date `on` or before, the longest due first.

    `file_class` takes in all below it, `unit` all that it or a unit below it owns, `owner` (a
    person, by reference or user name) what lies in the scope of which they are the information
    asset owner, or one of several; `NOBODY` what nobody owns. Raises NotFound for a person who is
    not there.
    """
    among = None if not owner else _owned_by(owner, now)
    return retention.due(actor, on, file_class=file_class, unit=unit, among=among)


def _owned_by(owner: str, now: datetime) -> set[int]:
    """The audiences whose nearest owner the person is."""
    person = access.find_person(owner) if owner != NOBODY else None
    if person is None and owner != NOBODY:
        raise NotFound("person", owner)
    held = owners(now)
    owned = ((number, owner_of(place, held)[1]) for number, place in access.places())
    if person is None:
        return {number for number, people in owned if not people}
    return {number for number, people in owned if person.reference in people}


def owners_named(now: datetime) -> list[tuple[str, str]]:
    """Everybody who is an information asset owner today, by reference and name, in the order of
    their names."""
    held = access.holders(Role.INFORMATION_ASSET_OWNER, on=civil_date(now))
    return sorted({(one.reference, one.name) for one, _ in held}, key=lambda one: (one[1], one[0]))


def due_lines(actor: Profile, rows: "Sequence[Record]", *, now: datetime) -> list[DueLine]:
    """The line of each of these records, in their order: one page of what is due. People are named
    to those alone who may know who holds which role."""
    places = access.places_of({one.audience_id for one in rows})
    held = owners(now)
    owned = {number: owner_of(place, held) for number, place in places.items()}
    names = _names(actor, (person for _, people in owned.values() for person in people))
    titles = retention.newest_of({one.rule for one in rows if one.rule})
    on_hold = _known_holds(actor, rows, places)
    sees = {number for number, at in places.items() if may(actor, Permission.DISPOSAL_SEE, at)}
    under_way = in_open_review([one.pk for one in rows if one.audience_id in sees])
    late = late_reviews(now) if under_way else {}
    today, found = civil_date(now), []
    for one in rows:
        scope, people = owned[one.audience_id]
        review = under_way.get(one.pk, "")
        found.append(
            DueLine(
                record=one,
                rule_title=titles.get(one.rule, ("", ""))[0],
                days_overdue=max(0, (today - one.due_on).days) if one.due_on else 0,
                owner_scope=scope,
                owners=tuple(sorted(names[person] for person in people if person in names)),
                on_hold=one.pk in on_hold,
                review=review,
                review_late=late.get(review, 0),
            )
        )
    return found


def _names(actor: Profile, people: Iterable[str]) -> dict[str, str]:
    return access.names_at(people) if Permission.PEOPLE_SEE in actor.permissions else {}


def _known_holds(
    actor: Profile, rows: "Sequence[Record]", places: Mapping[int, Place]
) -> frozenset[int]:
    """Those on hold, as far as the actor may know of holds where they stand."""
    knows = {number for number, at in places.items() if may(actor, Permission.HOLD_SEE, at)}
    return frozenset(holds.holding([one.pk for one in rows if one.audience_id in knows]))
