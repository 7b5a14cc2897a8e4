"""Pilots of ways of capture: what is known of each, and which ways are offered to a unit."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, QuerySet, Value, When

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.clock import CIVIL
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.capture.models import CapturedItem, MessageToCheck
from muniment.holdings.capture.types import Outcome
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.habits import rules
from muniment.holdings.habits.models import Pilot, PilotAnswer, WaysOffered
from muniment.holdings.habits.queries.scope import units_seen
from muniment.holdings.habits.queries.shares import IS_MAIL
from muniment.holdings.habits.types import Came, Measured, Way
from muniment.holdings.mailboxes.models import Source
from muniment.holdings.mailboxes.types import SourceKind
from muniment.holdings.records import queries as records

OTHER = "other"
# What captures say of where something was found.
FROM_MAILBOX, FROM_ADDRESS, FROM_UPLOAD = "imap://", "smtp://", "upload"
Span = tuple[datetime, datetime]


def pilots(actor: Profile) -> list[Pilot]:
    """The pilots in which the actor takes part, or of whose units they see the figures; those that
    run first, then the latest."""
    seen = units_seen(actor) | set(actor.unit_lineage)
    rows = Pilot.objects.order_by("-ends_on", "-starts_on", "-pk")
    found = [one for one in rows if seen & set(one.units)]
    return sorted(found, key=lambda one: one.ended_at is not None)


def pilot_named(actor: Profile, reference: str) -> Pilot:
    """One of those pilots. Raises NotFound."""
    found = next((one for one in pilots(actor) if one.reference == reference), None)
    if found is None:
        raise NotFound("pilot", reference)
    return found


def sees_figures(actor: Profile, pilot: Pilot) -> bool:
    """Whether the actor answers for the figures of all its units."""
    return set(pilot.units) <= units_seen(actor)


def manages(actor: Profile, pilot: Pilot) -> bool:
    """Whether the actor manages the habits of all its units."""
    return set(pilot.units) <= units_seen(actor, Permission.HABITS_MANAGE)


def takes_part(actor: Profile, pilot: Pilot) -> bool:
    """Whether the actor sits in a unit that takes part."""
    return bool(set(pilot.units) & set(actor.unit_lineage))


def to_answer(actor: Profile, today: date) -> list[Pilot]:
    """The pilots that run, in which the actor takes part and has not said how it goes."""
    said = PilotAnswer.objects.filter(person__reference=actor.reference)
    done = set(said.values_list("pilot", flat=True))
    running = Pilot.objects.filter(ended_at=None, starts_on__lte=today).order_by("pk")
    return [one for one in running if takes_part(actor, one) and one.pk not in done]


def measured(actor: Profile, pilot: Pilot, today: date) -> Measured:
    """What is known of a pilot until today, or until it ended; counted from the holdings, as far
    as the actor may see them, and from what captures noted."""
    last = min(pilot.ends_on or today, today)
    days = max(0, (last - pilot.starts_on).days + 1)
    start = datetime.combine(pilot.starts_on, time(), CIVIL)
    end = start if not days else datetime.combine(last + timedelta(days=1), time(), CIVIL)
    units = _with_those_below(pilot.units)
    came = _messages(actor, units, (start, end))
    way = Way(pilot.way)
    scores = list(pilot.answers.values_list("score", flat=True))
    people = access.people().filter(is_active=True, unit__reference__in=units)
    earlier = start - timedelta(days=days)
    return Measured(
        people=people.count(),
        days=days,
        came=Came(
            came[way],
            _not_in(units, (start, end), way),
            _to_check(actor, units, (start, end), way),
        ),
        other=sum(came.values()) - came[way],
        before=sum(_messages(actor, units, (earlier, start)).values()),
        answers=len(scores),
        mean=rules.mean_of(scores),
    )


def _with_those_below(units: Sequence[str]) -> set[str]:
    return {unit for unit, above in access.unit_lineages().items() if set(above) & set(units)}


def _by_way(source: str) -> Case:
    """By which way something came, from the source that it was found in."""
    looked_at = Source.objects.exclude(kind=SourceKind.IMAP).exclude(capture=None)
    watched = list(looked_at.values_list("capture__source", flat=True))
    return Case(
        When(**{f"{source}__startswith": FROM_MAILBOX}, then=Value(Way.MAILBOX.value)),
        When(**{f"{source}__startswith": FROM_ADDRESS}, then=Value(Way.ADDRESS.value)),
        When(**{source: FROM_UPLOAD}, then=Value(Way.UPLOAD.value)),
        When(**{f"{source}__in": watched}, then=Value(Way.WATCHED.value)),
        default=Value(OTHER),
        output_field=CharField(),
    )


def _mail(actor: Profile, units: set[str], span: Span) -> "QuerySet[Any]":
    """The messages of these units that came in within the time, as far as the actor may see them,
    with the way of each."""
    seen = access.places_of(access.visible_audiences(actor))
    within = [number for number, place in seen.items() if set(place.units) & units]
    rows = records.visible(actor).filter(IS_MAIL, audience__in=within, places__is_first=True)
    rows = rows.filter(captured_at__gte=span[0], captured_at__lt=span[1])
    return rows.annotate(way=_by_way("places__source")).order_by()


def _messages(actor: Profile, units: set[str], span: Span) -> Counter[str]:
    by_way = _mail(actor, units, span).values_list("way").annotate(n=Count("pk"))
    return Counter(dict(by_way))


def _to_check(actor: Profile, units: set[str], span: Span, way: Way) -> int:
    mail = _mail(actor, units, span).filter(way=way).values("pk")
    return MessageToCheck.objects.filter(record__in=mail).count()


def _not_in(units: set[str], span: Span, way: Way) -> int:
    """Items of captures into classes of these units that did not come in, and still have not."""
    out = CapturedItem.objects.filter(outcome__in=[Outcome.FAILED, Outcome.REFUSED])
    out = out.filter(at__gte=span[0], at__lt=span[1]).annotate(way=_by_way("capture__source"))
    counts = out.filter(way=way).values_list("capture__file_class").annotate(n=Count("pk"))
    by_class = dict(counts.order_by())
    effective = fileplan.effective_of(fileplan.classes_numbered(by_class))
    return sum(
        number for one, number in by_class.items() if set(effective[one].place.units) & units
    )


def ways_offered() -> dict[str, list[str]]:
    """The ways that are set, by unit; the whole body is a blank."""
    return dict(WaysOffered.objects.order_by("unit").values_list("unit", "ways"))


def ways_for(lineage: Sequence[str]) -> tuple[Way, ...]:
    """The ways by which e-mail comes in from a unit, by its reference and those above it."""
    return rules.ways_of(lineage, ways_offered())
