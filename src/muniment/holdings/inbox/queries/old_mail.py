"""The policy about old mail that nobody saved: what stands, what it would do, who was warned."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.inbox import rules
from muniment.holdings.inbox.models import InboxMessage, OldMailPolicy, OldMailWarning
from muniment.holdings.inbox.queries import own
from muniment.holdings.inbox.types import (
    CHOSEN_FROM,
    Assessed,
    OldMail,
    Spare,
    State,
    Weighed,
    Which,
)
from muniment.holdings.mailboxes import queries as mailboxes

if TYPE_CHECKING:
    from muniment.holdings.mailboxes.models import Source

AT_ONCE = 500


def policy_of(source: "Source") -> OldMailPolicy | None:
    """The policy about old mail that stands for a mailbox; None where there is none."""
    found = OldMailPolicy.objects.filter(source=source).order_by("-pk").first()
    return found if found and found.after_days and source.owner else None


def policies() -> "list[tuple[Source, OldMailPolicy]]":
    """The mailboxes that are looked at and have a policy about old mail, for the job that warns."""
    rows = OldMailPolicy.objects.select_related("source__file_class", "source__folder")
    latest: dict[int, OldMailPolicy] = {}
    for one in rows.filter(source__retired_at=None, source__paused=False).order_by("pk"):
        latest[one.source_id] = one
    found = [(one.source, one) for one in latest.values()]
    return [(source, one) for source, one in found if one.after_days and source.owner]


def assess(
    source: "Source", after_days: int, *, on: date, warning: OldMailWarning | None = None
) -> Assessed:
    """What a policy does to a mailbox on a civil day: which of the messages that nothing was
    decided about go, and why the others stay. With a warning: of those that were in it."""
    rows = InboxMessage.objects.filter(source=source, owner=source.owner, state__in=CHOSEN_FROM)
    rows = rows.filter(warning=warning) if warning else rows
    going: list[int] = []
    saving = InboxMessage.objects.filter(source=source, state=State.SAVING)
    pending = {one for ids in saving.values_list("thread_ids", flat=True) for one in ids}
    spared: Counter[Spare] = Counter()
    for some in _chunks(rows.select_related("source__file_class").order_by("pk")):
        talks = own.talks_of(some)
        held = own.kept_by(some, talks)
        for one in some:
            age = (on - civil_date(one.received_at)).days if one.received_at else None
            in_talk = bool(talks[one.pk]) or not pending.isdisjoint(one.thread_ids)
            mail = OldMail(age, one.starred, in_talk, one.pk in held)
            why = rules.why_spared(mail, after_days)
            if why:
                spared[why] += 1
            else:
                going.append(one.pk)
    return Assessed(tuple(going), dict(spared))


def _chunks(rows: QuerySet[InboxMessage]) -> Iterator[list[InboxMessage]]:
    last = 0
    while some := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        yield some
        last = some[-1].pk


def dry_run(actor: Profile, reference: str, after_days: int, *, on: date) -> Assessed:
    """What a policy would do today to a mailbox whose source the actor manages: counts alone.
    Raises NotFound."""
    source = mailboxes.source_named(actor, reference)
    return assess(source, after_days, on=on)


def open_warning(source: "Source") -> OldMailWarning | None:
    """The warning of a mailbox that nothing came of yet."""
    return OldMailWarning.objects.filter(source=source, closed_at=None).first()


def to_close(source: "Source", *, on: date) -> OldMailWarning | None:
    """The warning of a mailbox whose day has come."""
    found = open_warning(source)
    return found if found and found.goes_on <= on else None


def warnings_of(source: "Source") -> QuerySet[OldMailWarning]:
    """The warnings that were given about a mailbox, the latest first."""
    return OldMailWarning.objects.filter(source=source).order_by("-pk")


def going_soon(actor: Profile) -> QuerySet[InboxMessage]:
    """The actor's own messages that go unless they are saved or flagged."""
    mine = own.own_messages(actor).filter(state__in=CHOSEN_FROM, warning__closed_at=None)
    return mine.exclude(warning=None)


def warned(actor: Profile, *, on: date) -> list[Weighed]:
    """The actor's own messages that go unless they are saved or flagged, the oldest first; the day
    is that of the warning."""
    rows = going_soon(actor).select_related("source__file_class", "warning")
    found = own.weigh(actor, list(rows.order_by("received_at", "pk")[: own.LOOKED_AT]), on=on)
    return [Weighed(one.message, Which.WARNED, one.clues, one.home) for one in found]
