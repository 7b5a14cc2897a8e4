"""The log of the search service: who looked for what, and what came of it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.holdings.search import rules
from muniment.holdings.search.models import Asked, SearchCertificate
from muniment.holdings.search.queries import noted
from muniment.holdings.search.types import CertificateDraft, Door


@transaction.atomic
def note(
    actor: Profile,
    text: str,
    places: str,
    *,
    total: int,
    milliseconds: float,
    door: Door,
    now: datetime,
) -> None:
    """Note that a search was made: what was typed, what narrowed it, how many it found and how
    long that took. Not a verb: the audit log has no word of what people look for."""
    Asked.objects.create(
        at=now,
        person=actor.reference,
        text=rules.seen(text)[: rules.LONGEST_TEXT],
        places=rules.seen(places)[: rules.LONGEST_TEXT],
        total=total,
        milliseconds=max(0, round(milliseconds)),
        door=door.value,
    )


@transaction.atomic
def note_opened(actor: Profile, *, now: datetime) -> bool:
    """Note that the person opened a result of their latest search on the pages, if that was not
    long ago and found something; whether it was the first. What they opened is not noted."""
    rows = Asked.objects.filter(person=actor.reference, door=Door.PAGE.value)
    recent = rows.filter(at__gt=now - rules.PATIENCE, at__lte=now)
    found = recent.order_by("-at", "-pk").values_list("pk", "at", "total", "opened_after").first()
    if found is None or not found[2] or found[3] is not None:
        return False
    after = int((now - found[1]).total_seconds())
    return bool(rows.filter(pk=found[0], opened_after=None).update(opened_after=after))


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Delete what is older than MUNIMENT_SEARCH_LOG_DAYS; how many."""
    ago = now - timedelta(days=settings.MUNIMENT_SEARCH_LOG_DAYS)
    return Asked.objects.filter(at__lt=ago).delete()[0]


@verb("search:certificate:issue")
def certify(
    actor: Profile, number: int, draft: CertificateDraft, *, now: datetime
) -> SearchCertificate:
    """Certify a search of the log, by its number: what was asked for, where it was looked for and
    with what result. Refused where nothing was found and a place is neither ticked nor explained.
    """
    access.require(actor, Permission.SEARCH_LOG_SEE)
    found = noted.asked_numbered(actor, number)
    refuse_if(rules.reasons_not_to_certify(draft, total=found.total))
    made = SearchCertificate.objects.create(
        reference=new_reference("SC"),
        issued_at=now,
        issued_by=actor.reference,
        request=draft.request.strip(),
        text=f"{found.text} {found.places}".strip(),
        total=found.total,
        searched_at=found.at,
        searched_by=found.person,
        places=list(draft.places),
        remarks=draft.remarks.strip(),
    )
    about, detail = f"search_certificate:{made.reference}", {"found": found.total > 0}
    record(EventDraft("search:certificate:issued", actor.reference, about, detail=detail), at=now)
    return made
