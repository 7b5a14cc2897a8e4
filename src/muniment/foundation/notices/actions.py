"""Telling people, and what they do with what they were told."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.kernel.errors import NotFound, Reason, Refused
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.notices import queries, rules
from muniment.foundation.notices.adapters import post
from muniment.foundation.notices.models import MailChoice, Notice
from muniment.foundation.notices.types import Mail

KIND = "notices.mail"


@transaction.atomic
def tell(
    person: str, *, kind: str, about: str, words: str, key: str, now: datetime
) -> Notice | None:
    """Tell the person with this reference something, in the caller's transaction; None where they
    were told already under this `key`, or have left.

    `about` is the reference of the thing, as the audit log writes it (`review:DR-1`); `words` are
    shown on the person's page and go into no e-mail. It ends with an event in the log, whose lock
    it takes: tell last. Raises NotFound where there is nobody of that reference, and ValueError
    for words that are empty or longer than 1,000 letters.
    """
    if not words.strip() or len(words) > rules.LONGEST_WORDS:
        raise ValueError("a notice says something, in at most 1,000 letters")
    found = access.find_person(person)
    if found is None:
        raise NotFound("person", person)
    if not found.is_active:
        return None
    said = {"kind": kind, "about": about, "words": words, "made_at": now}
    made, new = Notice.objects.get_or_create(
        person=found, key=key, defaults={"reference": new_reference("N"), **said}
    )
    if not new:
        return None
    mail_later(found.reference, now=now)
    event = EventDraft(
        "notices:notice:given",
        "system",
        f"person:{found.reference}",
        detail={"notice": made.reference, "kind": kind, "about": about},
    )
    record(event, at=now)
    return made


def mail_later(person: str, *, now: datetime) -> None:
    """Have the person written to, when they want it, if the body has a mail server."""
    start = rules.mailed_from(queries.mail_of(person), now)
    if start is None or not queries.mail_is_sent() or not queries.to_mail(person).exists():
        return
    enqueue(KIND, {"person": person}, run_as=person, now=now, unique_key=person, not_before=start)


def mail(person: str, *, now: datetime) -> int:
    """Write to the person that there is something for them, if so; of how many notices. Raises
    what the mail server raises: the job is tried again."""
    waiting = list(queries.to_mail(person).select_related("person"))
    wanted = queries.mail_of(person) is not Mail.NEVER and queries.mail_is_sent()
    if not waiting or not wanted:
        return 0
    where = f"{settings.MUNIMENT_ADDRESS.rstrip('/')}/notices/" if settings.MUNIMENT_ADDRESS else ""
    post.send(waiting[0].person.email, *rules.letter(len(waiting), where))
    Notice.objects.filter(pk__in=[one.pk for one in waiting]).update(mailed_at=now)
    return len(waiting)


def pending(*, now: datetime) -> int:
    """Queue again the e-mails that a job gave up; for how many people."""
    if not queries.mail_is_sent():
        return 0
    people = queries.people_to_mail()
    for person in people:
        mail_later(person, now=now)
    return len(people)


@verb("notices:notice:see")
def see(actor: Profile, *, upto: str = "", now: datetime) -> int:
    """Mark one's own notices as seen: all, or those up to the one with the reference `upto`; how
    many. Refused where there is none that was not seen."""
    waiting = queries.notices(actor, unseen=True)
    if upto:
        waiting = waiting.filter(pk__lte=queries.notice_named(actor, upto).pk)
    count = waiting.update(seen_at=now)
    if not count:
        raise Refused(Reason("seen", "You have seen all of these already."))
    about = f"person:{actor.reference}"
    record(
        EventDraft("notices:notice:seen", actor.reference, about, detail={"count": count}), at=now
    )
    return count


@verb("notices:mail:choose")
def choose_mail(actor: Profile, how: Mail, *, now: datetime) -> Mail:
    """Choose how one is told by e-mail. Refused where that is chosen already."""
    if queries.mail_of(actor.reference) is how:
        raise Refused(Reason("same", "That is how you are told already.", "how"))
    person = access.find_person(actor.reference)
    MailChoice.objects.update_or_create(person=person, defaults={"how": how.value})
    about = f"person:{actor.reference}"
    record(
        EventDraft("notices:mail:chosen", actor.reference, about, detail={"how": how.value}), at=now
    )
    mail_later(actor.reference, now=now)
    return how
