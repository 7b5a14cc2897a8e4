"""What a person was told: each reads their own."""

from django.conf import settings
from django.db.models import QuerySet

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.notices.models import MailChoice, Notice
from muniment.foundation.notices.types import Mail


def notices(actor: Profile, *, unseen: bool = False) -> QuerySet[Notice]:
    """What the actor was told, the latest first; `unseen`: only what they have not seen yet."""
    found = Notice.objects.filter(person__reference=actor.reference).order_by("-pk")
    return found.filter(seen_at=None) if unseen else found


def notice_named(actor: Profile, reference: str) -> Notice:
    """One of the actor's own notices. Raises NotFound."""
    found = notices(actor).filter(reference=reference).first()
    if found is None:
        raise NotFound("notice", reference)
    return found


def mail_of(person: str) -> Mail:
    """How the person with this reference wants to be told by e-mail: at once, if they have not
    chosen."""
    chosen = MailChoice.objects.filter(person__reference=person).first()
    return Mail(chosen.how) if chosen else Mail.AT_ONCE


def mail_is_sent() -> bool:
    """Whether the body has a mail server."""
    return bool(settings.MUNIMENT_MAIL_SERVER)


def to_mail(person: str) -> QuerySet[Notice]:
    """What the person has neither seen nor been written to about."""
    unseen = Notice.objects.filter(person__reference=person, seen_at=None, mailed_at=None)
    return unseen.filter(person__is_active=True).exclude(person__email="")


def people_to_mail() -> list[str]:
    """The references of everybody about whose notices no e-mail has gone out yet."""
    waiting = Notice.objects.filter(seen_at=None, mailed_at=None, person__is_active=True)
    waiting = waiting.exclude(person__email="").order_by("person__reference")
    return list(waiting.values_list("person__reference", flat=True).distinct())
