"""Who answers for which part of the holdings."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.models import Person, Unit
from muniment.foundation.access.types import Permission, Place, Profile, Role
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan.models import FileClass
from muniment.people.directory.models import Entry, Steward
from muniment.people.directory.queries.entries import hidden_from
from muniment.people.directory.types import PRIVATE, Named, Part, Site, SiteKind

FEW = 3  # names of one role beside a class
Place_ = FileClass | Unit


def in_force(on: date) -> Q:
    """The condition that somebody answers for a site on the civil date: named for it, and still
    working here."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=on)
    return lasting & Q(starts_on__lte=on, person__is_active=True)


def sites(actor: Profile, today: date) -> list[Site]:
    """Every site with who answers for it today: the open classes at the top of the file plan and
    those below for which somebody is named, if the actor sees the plan; and open units for which
    somebody is."""
    if not access_rules.may(actor, Permission.PEOPLE_SEE):
        return []
    rows = list(_stewards().filter(in_force(today)))
    hidden = hidden_from(actor, (one.person.reference for one in rows))
    found = [
        Site(SiteKind.CLASS, one.reference, one.title, _of_class(rows, one.pk, hidden))
        for one in (_classes() if _sees_plan(actor) else [])
    ]
    named = Steward.objects.filter(ends_on=None).exclude(unit=None).values("unit")
    units = access.units().filter(pk__in=named, closed_on=None)
    return found + [
        Site(SiteKind.UNIT, one.reference, one.name, _of_unit(rows, one.pk, hidden))
        for one in units
    ]


def _sees_plan(actor: Profile) -> bool:
    return access_rules.may(actor, Permission.FILEPLAN_SEE)


def _classes() -> QuerySet[FileClass]:
    named = Steward.objects.filter(ends_on=None).exclude(file_class=None).values("file_class")
    roots = fileplan.roots().values("pk")
    return fileplan.classes().filter(Q(pk__in=roots) | Q(pk__in=named), closed_on=None)


def _stewards() -> QuerySet[Steward]:
    return Steward.objects.select_related("person").order_by("starts_on", "pk")


def _of_class(rows: Iterable[Steward], number: int, hidden: set[str]) -> tuple[Named, ...]:
    return tuple(_named(one, hidden) for one in rows if one.file_class_id == number)


def _of_unit(rows: Iterable[Steward], number: int, hidden: set[str]) -> tuple[Named, ...]:
    return tuple(_named(one, hidden) for one in rows if one.unit_id == number)


def _named(one: Steward, hidden: set[str]) -> Named:
    private = one.person.reference in hidden
    return Named(
        number=one.pk,
        part=Part(one.part),
        person="" if private else one.person.reference,
        name=PRIVATE if private else one.person.name,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        here=one.person.is_active,
    )


def place_named(actor: Profile, kind: str, reference: str) -> Place_:
    """The class or unit that a site is. Raises NotFound for what is not there, or whose part of
    the file plan the actor does not see."""
    if kind == SiteKind.UNIT:
        return access.unit_named(reference)
    if kind != SiteKind.CLASS or not _sees_plan(actor):
        raise NotFound("site", reference)
    return fileplan.class_named(reference)


def site_of(actor: Profile, found: Place_, today: date) -> Site:
    """A site with who answers for it today."""
    rows = list(stewards_of(found).filter(in_force(today)))
    hidden = hidden_from(actor, (one.person.reference for one in rows))
    named = tuple(_named(one, hidden) for one in rows)
    if isinstance(found, FileClass):
        return Site(SiteKind.CLASS, found.reference, found.title, named)
    return Site(SiteKind.UNIT, found.reference, found.name, named)


def history(actor: Profile, found: Place_) -> list[Named]:
    """Everybody who was ever named for a site, the latest first."""
    rows = list(stewards_of(found).order_by("-starts_on", "-pk"))
    hidden = hidden_from(actor, (one.person.reference for one in rows))
    return [_named(one, hidden) for one in rows]


def stewards_of(found: Place_) -> QuerySet[Steward]:
    """Who was ever named for a site, in their order."""
    where = {"file_class" if isinstance(found, FileClass) else "unit": found}
    return _stewards().filter(**where)


def where(found: Place_) -> Place:
    """Where a site stands, for the test of scopes."""
    if isinstance(found, FileClass):
        return fileplan.effective(found).place
    return Place(units=access.lineage(found))


def names_people(actor: Profile, found: Place_) -> bool:
    """Whether the actor names those who answer for the site: who manages the file plan there, or
    the people."""
    place = where(found)
    wanted = (Permission.FILEPLAN_MANAGE, Permission.PEOPLE_MANAGE)
    return any(access_rules.may(actor, one, place) for one in wanted)


def steward_numbered(actor: Profile, number: int) -> Steward:
    """Somebody named for a site that the actor may read of, by number. Raises NotFound."""
    found = Steward.objects.select_related("person", "unit", "file_class").filter(pk=number).first()
    if found is None or (found.file_class is not None and not _sees_plan(actor)):
        raise NotFound("site owner", str(number))
    return found


def place_of(one: Steward) -> Place_:
    """The class or unit that somebody is named for."""
    found = one.file_class or one.unit
    if found is None:
        raise AssertionError("the constraint steward_of_one_site")
    return found


def sites_of(actor: Profile, entry: Entry, today: date) -> list[tuple[Part, Site]]:
    """The sites that a person answers for today, as far as the actor sees them."""
    rows = Steward.objects.filter(in_force(today), person=entry.person_id)
    found: list[tuple[Part, Site]] = []
    for one in rows.select_related("unit", "file_class").order_by("part", "pk"):
        if one.file_class is not None and _sees_plan(actor) and not one.file_class.closed_on:
            site = Site(SiteKind.CLASS, one.file_class.reference, one.file_class.title)
            found.append((Part(one.part), site))
        elif one.unit is not None and not one.unit.closed_on:
            found.append((Part(one.part), Site(SiteKind.UNIT, one.unit.reference, one.unit.name)))
    return sorted(found, key=lambda one: (list(Part).index(one[0]), one[1].title))


def people_of(actor: Profile, found: FileClass, today: date) -> list[tuple[str, list[Named]]]:
    """Who can be asked about a class: its site owner, knowledge champions and deputies (its own,
    or else those of the nearest class above or of the unit that owns it), the information asset
    owners and the records managers of that part; of each a few."""
    if not access_rules.may(actor, Permission.PEOPLE_SEE):
        return []
    place = where(found)
    told = [(part.label, _nearest(actor, place, part, today)) for part in Part]
    for role in (Role.INFORMATION_ASSET_OWNER, Role.RECORDS_MANAGER):
        holders = access.holders(role, on=today)
        people = {one.pk: one for one, grant in holders if access_rules.covers(grant, place)}
        told.append((role.label, _as_named(actor, people.values())))
    return [(label, some[:FEW]) for label, some in told if some]


def _nearest(actor: Profile, place: Place, part: Part, today: date) -> list[Named]:
    """Who plays a part at the nearest place above, the classes before the units."""
    above = Q(file_class__reference__in=place.classes, file_class__closed_on=None)
    above |= Q(unit__reference__in=place.units, unit__closed_on=None)
    rows = list(
        _stewards().filter(in_force(today), above, part=part).select_related("file_class", "unit")
    )
    hidden = hidden_from(actor, (one.person.reference for one in rows))
    for kind, references in (("file_class", place.classes), ("unit", place.units)):
        for reference in references:
            here = [one for one in rows if _reference(one, kind) == reference]
            if here:
                return [_named(one, hidden) for one in here]
    return []


def _reference(one: Steward, kind: str) -> str:
    found = getattr(one, kind)
    return str(found.reference) if found is not None else ""


def _as_named(actor: Profile, people: Iterable[Person]) -> list[Named]:
    """People who hold a role, without those whom the actor may not read about."""
    some: Sequence[Person] = sorted(people, key=lambda one: (one.name, one.pk))
    hidden = hidden_from(actor, (one.reference for one in some))
    return [
        Named(0, Part.OWNER, one.reference, one.name, date.min, None, True)
        for one in some
        if one.reference not in hidden
    ]
