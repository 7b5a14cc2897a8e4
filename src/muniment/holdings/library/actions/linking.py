"""Links that do not work: reported by any reader, looked into by those who manage the library.
Nothing here asks the network whether an address answers."""

from datetime import datetime

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.holdings.library import queries, rules
from muniment.holdings.library.actions.keeping import locked, told
from muniment.holdings.library.models import LinkReport, Resource
from muniment.holdings.records.rules import printable


@verb("library:link:report")
def report(actor: Profile, reference: str, *, now: datetime) -> Resource:
    """Say that a resource does not work. Refused where one has said so and nobody has looked yet,
    and where it is known."""
    one = queries.resource_named(actor, reference)
    reasons = []
    if one.broken_at or one.withdrawn_at:
        reasons.append(Reason("is_known", "The library knows of it already."))
    elif queries.has_reported(actor, one):
        reasons.append(Reason("reported", "You have reported it already. The library will look."))
    refuse_if(reasons)
    LinkReport.objects.create(resource=one, person=actor.reference, reported_at=now)
    told("library:link:reported", actor, one, now, {})
    return one


@verb("library:link:note")
def note_link(
    actor: Profile, reference: str, *, broken: bool, note: str = "", now: datetime
) -> Resource:
    """Note that a link is broken, so that readers are not sent there, or that it works; both close
    the reports on it. Raises Refused with every reason."""
    one = locked(actor, reference)
    reported = queries.open_reports(one).count()
    reasons = rules.reasons_of_words(note, "note") if broken else []
    if broken and one.broken_at and not reported:
        reasons.append(Reason("broken", "It is noted as broken already."))
    if not broken and one.broken_at is None and not reported:
        reasons.append(Reason("works", "Nobody has said that it does not work."))
    refuse_if(reasons)
    one.broken_at = (one.broken_at or now) if broken else None
    one.broken_note = printable(note.strip()) if broken else ""
    one.save()
    queries.open_reports(one).update(closed_at=now)
    detail: dict[str, JSON] = {"broken": broken, "reports": reported}
    told("library:link:noted", actor, one, now, detail, reason=printable(note.strip()))
    return one
