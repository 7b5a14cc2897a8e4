"""Verbs on tokens: how programs act for a person, with that person's rights and no more."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q

from muniment.foundation.access import queries, rules
from muniment.foundation.access.actions.telling import person_named, tell
from muniment.foundation.access.models import Token
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference

LIFE = timedelta(days=90)
NOTED_EVERY = timedelta(minutes=1)


@verb("access:token:issue")
def issue_token(
    actor: Profile,
    reference: str,
    *,
    name: str,
    expires_at: datetime | None = None,
    now: datetime,
) -> tuple[Token, str]:
    """Issue a token to oneself; the row, and the secret, which is shown this once.

    `name` says what the token is for. It ends at `expires_at` (90 days on if None, a year at
    most). Nobody can be issued a token by somebody else: who holds it acts in their name.
    Raises Refused with every reason.
    """
    person = person_named(reference)
    ends = expires_at or now + LIFE
    own = actor.reference == person.reference
    refuse_if(rules.reasons_not_to_issue(own, person.is_active, name, ends, now))
    token = Token(reference=new_reference("T"), person=person, name=name.strip())
    secret = f"{queries.TOKEN_PREFIX}{token.reference.replace('-', '')}_{secrets.token_urlsafe(32)}"
    token.digest = hashlib.sha256(secret.encode()).hexdigest()
    token.created_at, token.expires_at = now, ends
    token.save(force_insert=True)
    detail = {"token": token.reference, "expires_at": ends.isoformat()}
    about = f"person:{person.reference}"
    tell("access:token:issued", actor, about, now, private={"name": token.name}, **detail)
    return token, secret


@verb("access:token:revoke")
def revoke_token(actor: Profile, reference: str, *, now: datetime) -> Token:
    """End a token at once: its holder's own, or anybody's for those who manage people."""
    token = Token.objects.select_related("person").filter(reference=reference).first()
    own = token is not None and token.person.reference == actor.reference
    if token is None or not (own or rules.may(actor, Permission.PEOPLE_MANAGE)):
        raise NotFound("token", reference)
    if token.revoked_at is not None:
        raise Refused(Reason("revoked", "This token has been revoked already."))
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    about = f"person:{token.person.reference}"
    tell("access:token:revoked", actor, about, now, token=token.reference)
    return token


def note_token_used(number: int, *, now: datetime) -> None:
    """Remember when a token was last used, to the minute. No event: nothing is decided by it."""
    unseen = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
    Token.objects.filter(unseen, pk=number).update(last_used_at=now)
