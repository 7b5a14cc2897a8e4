"""Who is to acknowledge what, and who has: per version and audience."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.models import Person, RoleHeld
from muniment.foundation.access.types import Permission, Profile
from muniment.governance.policies.models import Acknowledgement, Policy, PolicyVersion
from muniment.governance.policies.queries.reading import decides, keeps
from muniment.governance.policies.types import EVERYONE, ROLE, UNIT, State

GRACE = timedelta(days=30)  # from issue until a version counts in the share of those who follow it


def people_of(audience: Sequence[str], today: date) -> QuerySet[Person]:
    """Everybody who works here and is of an audience on a day."""
    return Person.objects.filter(_of(audience, today), is_active=True)


def _of(audience: Sequence[str], today: date) -> Q:
    if EVERYONE in audience:
        return Q()
    units = {one.removeprefix(UNIT) for one in audience if one.startswith(UNIT)}
    roles = [one.removeprefix(ROLE) for one in audience if one.startswith(ROLE)]
    below = [one for one, line in access.unit_lineages().items() if units & set(line)]
    lasting = Q(ends_on=None) | Q(ends_on__gte=today)
    held = RoleHeld.objects.filter(lasting, role__in=roles, starts_on__lte=today)
    return Q(unit__reference__in=below) | Q(pk__in=held.values("person"))


def to_acknowledge(actor: Profile, today: date) -> list[PolicyVersion]:
    """What the actor is asked to acknowledge and has not, the longest asked first."""
    rows = PolicyVersion.objects.filter(state=State.PUBLISHED).exclude(audience=[])
    done = Acknowledgement.objects.filter(person__reference=actor.reference)
    rows = rows.exclude(pk__in=done.values("version")).select_related("policy")
    return [one for one in rows.order_by("published_at") if is_asked(actor, one.audience, today)]


def is_asked(actor: Profile, audience: Sequence[str], today: date) -> bool:
    """Whether the actor is of an audience."""
    if not actor.active:
        return False
    lines = set(actor.unit_lineage)
    of_units = {one.removeprefix(UNIT) for one in audience if one.startswith(UNIT)}
    roles = {one.removeprefix(ROLE) for one in audience if one.startswith(ROLE)}
    held = {each.role.value for each in actor.grants if each.in_force(today)}
    return EVERYONE in audience or bool(of_units & lines) or bool(roles & held)


def sees_who_follows(actor: Profile, one: Policy) -> bool:
    """Whether the actor may read who has acknowledged a document and who has not: its owner, those
    who keep the documents of its unit, and auditors."""
    return keeps(actor, one) or access_rules.may(actor, Permission.AUDIT_SEE)


def sees_impact(actor: Profile, one: Policy, today: date) -> bool:
    """Whether the actor may read what publishing a version of a document changed, which counts
    records: who follows it is told to the same, and the body that decides about it."""
    return sees_who_follows(actor, one) or decides(actor, one, today)


def acknowledged(actor: Profile, version: PolicyVersion) -> Acknowledgement | None:
    """When the actor acknowledged a version; None where they have not."""
    return version.acknowledgements.filter(person__reference=actor.reference).first()


def acknowledgements(version: PolicyVersion) -> QuerySet[Acknowledgement]:
    """Everybody who acknowledged a version, in order."""
    return version.acknowledgements.select_related("person__unit").order_by("pk")


def outstanding(version: PolicyVersion, today: date) -> QuerySet[Person]:
    """Who is asked to acknowledge a version and has not, by name."""
    done = version.acknowledgements.values("person")
    asked = people_of(version.audience, today).exclude(pk__in=done)
    return asked.select_related("unit").order_by("name", "pk")


def by_unit(version: PolicyVersion, today: date) -> list[tuple[str, int, int]]:
    """For each unit of the audience: its name, how many are asked, how many have acknowledged."""
    done = set(version.acknowledgements.values_list("person_id", flat=True))
    names = access.names_of_units()
    counts: dict[str, list[int]] = {}
    asked = people_of(version.audience, today).values_list("pk", "unit__reference")
    for person, unit in asked:
        count = counts.setdefault(names.get(unit or "", "No unit"), [0, 0])
        count[0] += 1
        count[1] += person in done
    return sorted((name, all_of, done_of) for name, (all_of, done_of) in counts.items())


def shares(versions: Iterable[PolicyVersion], now: datetime, today: date) -> tuple[int, int]:
    """Of people who were asked for versions that were issued 30 days ago or more: how many were
    asked, how many have acknowledged (K28). Somebody of two audiences counts twice."""
    asked = done = 0
    for one in versions:
        if one.audience and one.published_at and now - one.published_at >= GRACE:
            people = people_of(one.audience, today)
            asked += people.count()
            done += people.filter(pk__in=one.acknowledgements.values("person")).count()
    return asked, done
