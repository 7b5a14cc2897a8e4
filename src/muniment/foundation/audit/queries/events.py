"""Events one by one, by filter, and the personal values that some of them commit to."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q

from muniment.foundation.audit.models import AuditDisclosure, AuditEvent
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.errors import NotFound

_LAST = "\U0010ffff"
EVERYTHING = EventFilter()


def event(seq: int) -> AuditEvent:
    """Event number `seq`. Raises NotFound."""
    found = AuditEvent.objects.filter(seq=seq).first()
    if found is None:
        raise NotFound("audit event", str(seq))
    return found


def events(
    wanted: EventFilter = EVERYTHING, *, before: int | None = None, limit: int = 50
) -> list[AuditEvent]:
    """At most `limit` events that `wanted` lets through, newest first.

    For the next page pass the last event's number as `before`.
    """
    rows = AuditEvent.objects.filter(_condition(wanted))
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return list(rows.order_by("-seq")[:limit])


def numbers_of(kind: str, objects: Sequence[str]) -> dict[str, int]:
    """The number of the latest event of the kind about each of these things, where there is one."""
    rows = AuditEvent.objects.filter(kind=kind, object_reference__in=objects).order_by("seq")
    return dict(rows.values_list("object_reference", "seq"))


def is_told_since(seq: int, *, besides: str) -> bool:
    """Whether there is an event with the number `seq` or a later one, of another kind than
    `besides`."""
    return AuditEvent.objects.filter(seq__gte=seq).exclude(kind=besides).exists()


def latest_time(*, until: datetime | None = None, first: int = 0) -> datetime | None:
    """The latest time of any event from number `first` on, up to and including `until`; None
    where there is none. Not always that of the last event: a clock can be set back."""
    rows = AuditEvent.objects.filter(seq__gte=first).order_by("-at")
    if until is not None:
        rows = rows.filter(at__lte=until)
    return rows.values_list("at", flat=True).first()


def disclosures(seq: int) -> dict[str, str]:
    """The personal values behind event `seq`, by field, as far as they are not erased."""
    rows = AuditDisclosure.objects.filter(seq=seq).order_by("field")
    return dict(rows.values_list("field", "value"))


def _condition(wanted: EventFilter) -> Q:
    condition = Q()
    if wanted.actor:
        condition &= Q(actor=wanted.actor)
    if wanted.object_prefix:
        condition &= _begins("object_reference", wanted.object_prefix)
    if wanted.kind_prefix:
        condition &= _begins("kind", wanted.kind_prefix)
    if wanted.since is not None:
        condition &= Q(at__gte=wanted.since)
    if wanted.until is not None:
        condition &= Q(at__lt=wanted.until)
    return condition


def _begins(field: str, prefix: str) -> Q:
    """A prefix match, exact and by index on both databases; on SQLite, LIKE is neither."""
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + _LAST})
    return Q(**{f"{field}__startswith": prefix})
