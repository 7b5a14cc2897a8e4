"""The log of the search service, for those who may see it."""

from collections import Counter
from datetime import datetime, timedelta
from statistics import median

from django.db.models import QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.search import rules
from muniment.holdings.search.models import Asked, SearchCertificate
from muniment.holdings.search.types import Week

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
    """The figures of the seven days before `now`: how many searches, how many of them found
    nothing, how long they took in the middle, and what was asked for most often in vain."""
    rows = asked_for(actor).filter(at__gt=now - timedelta(days=7)).order_by()
    taken = list(rows.values_list("milliseconds", flat=True))
    vain = Counter(" ".join(rules.words_of(text)) for text in _vain(rows))
    vain.pop("", None)
    ordered = sorted(vain.items(), key=lambda one: (-one[1], one[0]))
    return Week(
        searches=len(taken),
        in_vain=rows.filter(total=0).count(),
        milliseconds=round(median(taken)) if taken else 0,
        people=rows.values("person").distinct().count(),
        most=tuple(ordered[:LISTED]),
    )


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
