"""The log of the search service, for those who may see it."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.search import rules
from muniment.holdings.search.models import Asked, SearchCertificate
from muniment.holdings.search.types import Door, Week

LISTED = 20


def asked_for(actor: Profile, *, nothing: bool = False) -> QuerySet[Asked]:
    """The searches that were made, the latest first; `nothing`: those that found nothing. Raises
    NotPermitted."""
    access.require(actor, Permission.SEARCH_LOG_SEE)
    found = Asked.objects.order_by("-at", "-pk")
    return found.filter(total=0) if nothing else found


def asked_numbered(actor: Profile, number: int) -> Asked:
    """One search of the log. Raises NotFound or NotPermitted."""
    found = asked_for(actor).filter(pk=number).first()
    if found is None:
        raise NotFound("search", str(number))
    return found


def week(actor: Profile, *, now: datetime) -> Week:
    """The figures of the seven days before `now`, with what was asked for most often in vain.
    Raises NotPermitted."""
    rows = _seven_days(asked_for(actor), now)
    vain = Counter(" ".join(rules.words_of(text)) for text in _vain(rows))
    vain.pop("", None)
    ordered = sorted(vain.items(), key=lambda one: (-one[1], one[0]))
    return replace(_week(rows, now, now), most=tuple(ordered[:LISTED]))


def weeks(actor: Profile, *, now: datetime, many: int = 8) -> list[Week]:
    """The figures of so many weeks, each of seven days, the latest first. Raises NotPermitted."""
    every = asked_for(actor)
    ends = [now - timedelta(days=7 * back) for back in range(many)]
    return [_week(_seven_days(every, end), end, now) for end in ends]


def _seven_days(rows: QuerySet[Asked], end: datetime) -> QuerySet[Asked]:
    return rows.filter(at__gt=end - timedelta(days=7), at__lte=end).order_by()


def _week(rows: QuerySet[Asked], end: datetime, now: datetime) -> Week:
    useful = Q(door=Door.PAGE.value, total__gt=0)
    left = useful & Q(opened_after=None, at__lte=now - rules.PATIENCE)  # who may still open one
    counts = rows.aggregate(
        searches=Count("pk"),
        in_vain=Count("pk", filter=Q(total=0)),
        people=Count("person", distinct=True),
        opened=Count("pk", filter=useful & Q(opened_after__isnull=False)),
        abandoned=Count("pk", filter=left),
    )
    soon = rows.filter(useful, opened_after__isnull=False)
    return Week(
        ends=end,
        milliseconds=_middle(rows, "milliseconds", counts["searches"]) or 0,
        seconds=_middle(soon, "opened_after", counts["opened"]),
        **counts,
    )


def _middle(rows: QuerySet[Asked], name: str, count: int) -> int | None:
    """The value that half of the rows have or stay below; None where there are none."""
    place = max(0, (count - 1) // 2)
    return rows.order_by(name).values_list(name, flat=True)[place : place + 1].first()


def _vain(rows: QuerySet[Asked]) -> list[str]:
    return list(rows.filter(total=0).values_list("text", flat=True))


def search_certificates(actor: Profile) -> QuerySet[SearchCertificate]:
    """The certificates of searches, the latest first. Raises NotPermitted."""
    access.require(actor, Permission.SEARCH_LOG_SEE)
    return SearchCertificate.objects.order_by("-issued_at", "-pk")


def search_certificate(actor: Profile, reference: str) -> SearchCertificate:
    """One certificate. Raises NotFound or NotPermitted."""
    found = search_certificates(actor).filter(reference=reference).first()
    if found is None:
        raise NotFound("search certificate", reference)
    return found
