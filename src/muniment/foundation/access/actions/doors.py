"""What happens at the doors and belongs on the record: sign-in, and pages that stay shut."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from muniment.foundation.access.actions.telling import tell
from muniment.foundation.access.models import Token
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import EventDraft


def note_sign_in(actor: Profile, *, now: datetime) -> None:
    """Record that a person has signed in."""
    with transaction.atomic():
        tell("access:session:begun", actor, f"person:{actor.reference}", now)


def note_failed_sign_in(login: str, *, now: datetime) -> None:
    """Record that somebody could not sign in. What they typed can be erased later."""
    draft = EventDraft("access:session:refused", "", "sign-in", private={"login": login[:150]})
    with transaction.atomic():
        record(draft, at=now)


def note_shut(actor: Profile, where: str, *, now: datetime) -> None:
    """Record that a person asked for a page that none of their roles opens."""
    with transaction.atomic():
        tell("access:page:refused", actor, f"page:{where}"[:100], now)


def shut_every_door(actor: Profile, *, now: datetime) -> None:
    """End every session and revoke every token: after a restore, those that had been ended since
    the backup would be open again."""
    with transaction.atomic():
        sessions, _ = Session.objects.all().delete()
        tokens = Token.objects.filter(revoked_at=None).update(revoked_at=now)
        tell("access:door:shut", actor, "doors", now, sessions=sessions, tokens=tokens)
