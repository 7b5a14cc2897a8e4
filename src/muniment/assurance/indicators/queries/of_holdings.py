"""What is counted of records: who files them, what they are, how they are named and stored."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from muniment.assurance.indicators.queries.formulas import formula, moments, of_audiences, whole
from muniment.assurance.indicators.types import FEW, Period, Tally
from muniment.foundation.access.models import Person, RoleHeld
from muniment.foundation.access.types import ROLE_PERMISSIONS, Permission
from muniment.foundation.content.models import Blob
from muniment.foundation.content.states import FixityState
from muniment.holdings.habits import queries as habits
from muniment.holdings.habits.models import MailboxFigures
from muniment.holdings.habits.queries.shares import IS_MAIL
from muniment.holdings.records import queries as records
from muniment.holdings.records.models import Component
from muniment.holdings.records.types import OUT_OF_SIGHT, TitleState
from muniment.holdings.search.models import Asked

FILING = [role for role, may in ROLE_PERMISSIONS.items() if Permission.RECORDS_CAPTURE in may]


def people_by_unit() -> dict[str, int]:
    """How many people work in each unit by itself."""
    rows = Person.objects.filter(is_active=True).values_list("unit__reference")
    return {unit or "": count for unit, count in rows.annotate(n=Count("pk")).order_by()}


def _filed(period: Period) -> dict[str, int]:
    """How many records each person (by reference) filed in a period."""
    since, until = moments(period)
    rows = records.every_record().filter(captured_at__gte=since, captured_at__lt=until)
    groups: Any = rows.exclude(state__in=OUT_OF_SIGHT).order_by().values_list("captured_by")
    return dict(groups.annotate(n=Count("pk")))


def _by_person(period: Period) -> dict[str, dict[str, int]]:
    """How many records the people of each unit filed: those who work here, by reference."""
    filed = _filed(period)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Person.objects.filter(is_active=True, reference__in=list(filed))
    if len(filed) > 500:  # a list has a most; the people of the whole body are few beside records
        rows = Person.objects.filter(is_active=True)
    for person, unit in rows.values_list("reference", "unit__reference"):
        if person in filed:
            found[unit or ""][person] = filed[person]
    return found


@formula("K01")
def active_contributors(period: Period) -> Mapping[str, Tally]:
    """People who filed anything, of those whose role lets them."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=period.last)
    held = RoleHeld.objects.filter(lasting, role__in=FILING, starts_on__lte=period.last)
    able = Person.objects.filter(is_active=True, pk__in=held.values("person"))
    found: dict[str, Tally] = defaultdict(Tally)
    filed = _filed(period)
    for person, unit in able.values_list("reference", "unit__reference"):
        found[unit or ""] = found[unit or ""] + Tally(int(person in filed), 1)
    return found


@formula("K02")
def records_per_contributor(period: Period) -> Mapping[str, Tally]:
    """How many records each person filed."""
    return {unit: Tally(values=tuple(filed.values())) for unit, filed in _by_person(period).items()}


@formula("K03")
def concentration(period: Period) -> Mapping[str, Tally]:
    """What the two busiest of each team filed, of all that it filed; teams of five or more."""
    people = people_by_unit()
    found = {}
    for unit, filed in _by_person(period).items():
        if unit and people.get(unit, 0) >= FEW:
            busiest = sorted(filed.values(), reverse=True)[:2]
            found[unit] = Tally(sum(busiest), sum(filed.values()))
    return found


@formula("K04")
def share_of_mail(period: Period) -> Mapping[str, Tally]:
    """E-mails among what was filed, by the unit that owns it."""
    since, until = moments(period)
    rows = records.every_record().filter(captured_at__gte=since, captured_at__lt=until)
    rows = rows.exclude(state__in=OUT_OF_SIGHT).order_by()
    groups: Any = rows.values_list("audience")
    return of_audiences(
        (audience, mail, every)
        for audience, every, mail in groups.annotate(n=Count("pk"), m=Count("pk", filter=IS_MAIL))
    )


@formula("K05")
def large_mailboxes(period: Period) -> Mapping[str, Tally]:
    """Mailboxes over the limit in the latest list that is not later than the period."""
    source = habits.latest(before=period.last + timedelta(days=1))
    limit = habits.limits().large
    groups: Any = MailboxFigures.objects.filter(source=source).order_by().values_list("unit")
    large = Count("pk", filter=Q(size__gt=limit))
    rows = groups.annotate(n=Count("pk"), large=large) if source else []
    return {unit: Tally(over, every) for unit, every, over in rows}


@formula("K06")
def titles(period: Period) -> Mapping[str, Tally]:
    """Titles that pass all naming rules, of those filed in the period that were judged."""
    since, until = moments(period)
    rows = records.every_record().filter(
        captured_at__gte=since, captured_at__lt=until, title_state__isnull=False
    )
    rows = rows.exclude(title_state=TitleState.UNJUDGED).exclude(state__in=OUT_OF_SIGHT)
    groups: Any = rows.order_by().values_list("audience")
    good = Count("pk", filter=Q(title_state=TitleState.GOOD))
    return of_audiences(
        (audience, fine, every) for audience, every, fine in groups.annotate(n=Count("pk"), g=good)
    )


@formula("K21")
def duplicates(period: Period) -> Mapping[str, Tally]:
    """Files whose content another has too: of each content, all but one."""
    found = Component.objects.filter(blob__isnull=False).aggregate(
        files=Count("pk"), contents=Count("sha256", distinct=True)
    )
    # A copy that was found elsewhere was stored once: it is a further place of its record.
    places = records.further_places(records.every_record().exclude(state__in=OUT_OF_SIGHT)).count()
    files = found["files"] + places
    return whole(files - found["contents"], files)


@formula("K22")
def whole_files(period: Period) -> Mapping[str, Tally]:
    """Files that were whole when they were last checked."""
    found = Blob.objects.aggregate(
        every=Count("pk"), intact=Count("pk", filter=Q(fixity=FixityState.INTACT))
    )
    return whole(found["intact"], found["every"])


@formula("K34")
def empty_searches(period: Period) -> Mapping[str, Tally]:
    """Searches without a result, by the unit of who asked."""
    since, until = moments(period)
    groups: Any = Asked.objects.filter(at__gte=since, at__lt=until).order_by().values_list("person")
    rows = groups.annotate(n=Count("pk"), none=Count("pk", filter=Q(total=0)))
    counts = {person: (none, every) for person, every, none in rows}
    units = dict(Person.objects.values_list("reference", "unit__reference"))
    found: dict[str, Tally] = defaultdict(Tally)
    for person, (none, every) in counts.items():
        unit = units.get(person) or ""
        found[unit] = found[unit] + Tally(none, every)
    return found
