"""Whose entries a reader may see, and what the body has set."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.words import fold
from muniment.holdings.metadata import queries as metadata
from muniment.people.directory import rules
from muniment.people.directory.models import DirectoryTerms, Entry, Expertise
from muniment.people.directory.types import FIELDS, TYPED, Knows, Standing, Terms


def terms() -> Terms:
    """What the body has set, or what is so until it does."""
    row = DirectoryTerms.objects.order_by("-pk").first()
    return Terms(tuple(row.counted), row.months, row.staff_record) if row else Terms()


def everybody() -> QuerySet[Entry]:
    """The entries of all who work here and are not kept out of the directory, whoever asks."""
    return Entry.objects.filter(person__is_active=True, private_at=None)


def entries(actor: Profile) -> QuerySet[Entry]:
    """The entries that the actor may read, by name. Who is kept private is in none of them."""
    rows = everybody().select_related("person__unit").order_by("name", "pk")
    return rows if access_rules.may(actor, Permission.PEOPLE_SEE) else rows.none()


def own_entry(actor: Profile) -> Entry:
    """The actor's own entry. Raises NotFound for who has no account."""
    found = _whole().filter(person__reference=actor.reference).first()
    if found is None:
        raise NotFound("entry", actor.reference)
    return found


def entry_named(actor: Profile, name: str) -> Entry:
    """The entry of the person with this reference, user name or e-mail: one that the actor may
    read, their own, or one that is kept private of somebody whom they manage. Raises NotFound."""
    person = access.find_person(name)
    found = _whole().filter(person=person).first() if person else None
    if found is None or not found.person.is_active or not _may_read(actor, found):
        raise NotFound("entry", name)
    return found


def _whole() -> QuerySet[Entry]:
    return Entry.objects.select_related("person__unit", "stand_in")


def _may_read(actor: Profile, entry: Entry) -> bool:
    if entry.person.reference == actor.reference or manages(actor, entry.person):
        return True
    return entry.private_at is None and access_rules.may(actor, Permission.PEOPLE_SEE)


def manages(actor: Profile, person: Person) -> bool:
    """Whether the actor manages people where this one works."""
    place = Place(units=access.lineage(person.unit))
    return access_rules.may(actor, Permission.PEOPLE_MANAGE, place)


def units_managed(actor: Profile) -> set[str]:
    """The references of the units whose people the actor manages; with a blank among them where
    that is the whole body, for those of no unit."""
    lineages = {**access.unit_lineages(), "": ()}
    return {
        unit
        for unit, above in lineages.items()
        if access_rules.may(actor, Permission.PEOPLE_MANAGE, Place(units=above))
    }


def of_units(units: Collection[str], field: str = "person__unit") -> Q:
    """The condition that keeps a query to people of these units; a blank is of no unit."""
    nowhere = Q(**{field: None}) if "" in units else Q(pk__in=[])
    return Q(**{f"{field}__reference__in": set(units) - {""}}) | nowhere


def managed(actor: Profile) -> QuerySet[Entry]:
    """The entries of those whom the actor manages, without those kept private."""
    rows = everybody().filter(of_units(units_managed(actor)))
    return rows.select_related("person__unit").order_by("name", "pk")


def kept_private(actor: Profile) -> QuerySet[Entry]:
    """The entries that are kept out of the directory, of those whom the actor manages."""
    rows = Entry.objects.filter(person__is_active=True, private_at__isnull=False)
    rows = rows.filter(of_units(units_managed(actor)))
    return rows.select_related("person__unit").order_by("name", "pk")


def hidden_from(actor: Profile, references: Iterable[str] | None = None) -> set[str]:
    """The references of those who are kept private and whom the actor does not manage; among
    `references`, if given."""
    rows = Entry.objects.filter(private_at__isnull=False).select_related("person__unit")
    if references is not None:
        rows = rows.filter(person__reference__in=set(references))
    seen = [one.person for one in rows if one.person.reference != actor.reference]
    return {one.reference for one in seen if not manages(actor, one)}


def accounts(actor: Profile) -> QuerySet[Person]:
    """Everybody's accounts, leavers included, by name; without those who are kept private and
    whom the actor does not manage."""
    return access.people().exclude(reference__in=hidden_from(actor))


def person_meant(actor: Profile, text: str) -> Person | None:
    """The person in the directory whom somebody typed: a user name, e-mail address or reference,
    or a name that only one has. None for nobody whom the actor may read about."""
    typed = text.strip()
    rows = entries(actor)
    person = access.find_person(typed) if typed else None
    if person is not None:
        return person if rows.filter(pk=person.pk).exists() else None
    alike = list(rows.filter(name=fold(typed)[:200])[:2]) if typed else []
    return alike[0].person if len(alike) == 1 else None


def stand_in_of(entry: Entry) -> Person | None:
    """Who can stand in for a person, as far as they are in the directory."""
    number = entry.stand_in_id
    here = everybody().filter(pk=number).first() if number else None
    return here.person if here else None


def known_by(numbers: Iterable[int]) -> dict[int, list[Knows]]:
    """What the people with these entries know, by the number of the entry; of terms that were
    merged the other, each once."""
    rows = Expertise.objects.filter(entry__in=list(numbers)).order_by("pk")
    said = list(rows.select_related("term"))
    labels = metadata.labels(one.term_id for one in said)
    found: dict[int, dict[str, Knows]] = {}
    for one in said:
        label = labels[one.term_id]
        knows = Knows(one.term.merged_into_id or one.term_id, label, one.level, one.confirmed_on)
        found.setdefault(one.entry_id, {}).setdefault(label, knows)
    return {
        number: sorted(several.values(), key=lambda one: fold(one.label))
        for number, several in found.items()
    }


def knows(entry: Entry) -> list[Knows]:
    """What the person knows, by label."""
    return known_by([entry.pk]).get(entry.pk, [])


def values_of(entry: Entry) -> dict[str, Any]:
    """What counts for whether an entry is complete, by field."""
    values: dict[str, Any] = {name: getattr(entry, name) for name in TYPED}
    values["stand_in"] = stand_in_of(entry)
    values["expertise"] = Expertise.objects.filter(entry=entry).exists()
    return values


def completeness(entry: Entry) -> tuple[int, list[str]]:
    """How complete an entry is, in per cent, and which fields are missing."""
    counted = [name for name in FIELDS if name in terms().counted]
    lacking = rules.missing(values_of(entry), counted)
    return rules.percent(len(counted) - len(lacking), len(counted)), lacking


def standing_of(entry: Entry, today: date) -> Standing:
    """Whether an entry is up to date, to be confirmed or not confirmed."""
    return rules.standing(entry.since, today, terms().months)


def to_tell(today: date) -> QuerySet[Entry]:
    """The entries that are due, of people who work here, and have not been told of to the end;
    the longest due first. Also those kept private: it is their own entry."""
    due = Entry.objects.filter(person__is_active=True, since__lte=_due(today))
    waited = Q(told_on=None) | Q(told_on__lte=rules.last_told(today))
    return due.filter(waited, told__lte=rules.REMINDERS).order_by("since", "pk")


def _due(today: date) -> date:
    return rules.latest_due(today, terms().months)
