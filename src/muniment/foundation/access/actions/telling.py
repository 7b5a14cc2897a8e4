"""What every verb of this room does: name a person, tell the log."""

from datetime import datetime
from typing import Any

from muniment.foundation.access import queries
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import NotFound


def person_named(reference: str) -> Person:
    """The person with this reference, user name or e-mail address. Raises NotFound."""
    person = queries.find_person(reference)
    if person is None:
        raise NotFound("person", reference)
    return person


def tell(
    kind: str,
    actor: Profile,
    what: str,
    now: datetime,
    private: dict[str, str] | None = None,
    **detail: Any,
) -> None:
    """Record what was done. Names of people go into `private`."""
    record(EventDraft(kind, actor.reference, what, detail=detail, private=private or {}), at=now)
