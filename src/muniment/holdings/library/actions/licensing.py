"""Licences: given, followed by others, and warned of before they end."""

from dataclasses import asdict
from datetime import datetime, timedelta

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.foundation.notices import actions as notices
from muniment.holdings.library import queries, rules
from muniment.holdings.library.actions.indexing import index
from muniment.holdings.library.actions.keeping import locked, told
from muniment.holdings.library.models import Licence, Resource
from muniment.holdings.library.types import LicenceDraft
from muniment.holdings.records.rules import printable

TEXTS = ("name", "supplier", "seats", "contact")


@verb("library:licence:set")
def set_licence(actor: Profile, reference: str, draft: LicenceDraft, *, now: datetime) -> Resource:
    """Give a resource the licence that counts from now on; those before are kept. Raises Refused
    with every gap and fault."""
    one = locked(actor, reference)
    refuse_if(rules.reasons_not_to_license(draft))
    give_licence(actor, one, draft, now)
    index([one.pk])
    ends = draft.ends_on.isoformat() if draft.ends_on else ""
    detail: dict[str, JSON] = {"kind": draft.kind, "ends": ends}
    told("library:licence:set", actor, one, now, detail)
    return one


def give_licence(actor: Profile, one: Resource, draft: LicenceDraft, now: datetime) -> None:
    """Make a licence of a draft against which there is nothing; the caller indexes the resource
    and tells the log."""
    said = asdict(draft) | {name: printable(getattr(draft, name).strip()) for name in TEXTS}
    one.licence = Licence.objects.create(resource=one, set_at=now, set_by=actor.reference, **said)
    one.save(update_fields=["licence"])


def warn(*, now: datetime) -> int | None:
    """Tell those who manage the library of licences that end, 90 and 30 days before and on the
    day, each once; how many notices, None for none."""
    today = civil_date(now)
    people = queries.who_manages(on=today)
    ending = queries.licences_to_warn_of(until=today + timedelta(days=rules.STEPS[0]))
    told_of = sum(_warn(one, person, now) for one in ending for person in people)
    return told_of or None


def _warn(one: Resource, person: str, now: datetime) -> bool:
    licence, today = one.licence, civil_date(now)
    if licence is None or licence.ends_on is None:
        return False
    step = rules.due_warning(licence.ends_on, today)
    if step is None:
        return False
    given = notices.tell(
        person,
        kind="licence_ends",
        about=f"library_resource:{one.reference}",
        words=rules.words_of_warning(one.title, one.reference, licence.ends_on, today),
        key=f"licence:{licence.pk}:{step}",
        now=now,
    )
    return given is not None
