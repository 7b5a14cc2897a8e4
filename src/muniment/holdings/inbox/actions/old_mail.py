"""The policy about old mail that nobody saved: setting it, warning of it, and doing what was warned
of. Nothing goes that was not in a warning, and not before the day that the warning said."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.notices import actions as notices
from muniment.holdings.inbox import queries, rules
from muniment.holdings.inbox.models import InboxMessage, OldMailPolicy, OldMailWarning
from muniment.holdings.inbox.types import CHOSEN_FROM, State
from muniment.holdings.mailboxes import queries as mailboxes

if TYPE_CHECKING:
    from muniment.holdings.mailboxes.models import Source

AT_ONCE = 500
WORDS = (
    "{many} in your mailbox “{name}” {are} older than {days} days and not saved. They are removed "
    "from it on {day} or soon after. Save what is a record, or flag what you still need: then it "
    "stays. Open “Messages in your mailbox” to see which they are."
)


@verb("inbox:policy:set")
def set_old_mail_policy(
    actor: Profile,
    reference: str,
    *,
    after_days: int | None,
    warn_days: int | None,
    now: datetime,
) -> OldMailPolicy:
    """Say after how many days mail that is not saved goes from a person's mailbox, and how many
    days before that the person is warned; without days it stays. Raises Refused with every
    reason, NotFound for a source that the actor does not manage."""
    source = mailboxes.source_named(actor, reference)
    reasons = rules.reasons_not_to_clear(after_days, warn_days)
    if after_days is not None and not source.owner:
        words = "The mailbox belongs to nobody who could be warned. Say first whose it is."
        reasons.append(Reason("owner", words, "after_days"))
    refuse_if(reasons)
    made = OldMailPolicy.objects.create(
        source=source,
        after_days=after_days,
        warn_days=warn_days if after_days else None,
        set_by=actor.reference,
        set_at=now,
    )
    detail: dict[str, JSON] = {"after_days": made.after_days, "warn_days": made.warn_days}
    about = f"source:{source.reference}"
    tell(EventDraft("inbox:policy:set", actor.reference, about, detail=detail), at=now)
    return made


def warn(*, now: datetime) -> int | None:
    """Warn the owners of mailboxes of what goes from them; one warning of a mailbox at a time. How
    many were warned, None for nobody. Each in a transaction of its own, since whoever writes to the
    log waits until it is over; safe to run twice."""
    count = sum(_warn(source, policy, now) for source, policy in queries.policies())
    return count or None


@transaction.atomic
def _warn(source: "Source", policy: OldMailPolicy, now: datetime) -> bool:
    owner = access.find_person(source.owner)
    if owner is None or not owner.is_active or queries.open_warning(source):
        return False
    today = civil_date(now)
    going = queries.assess(source, policy.after_days or 0, on=today).going
    if not going:
        return False
    goes_on = today + timedelta(days=policy.warn_days or rules.WARN_DAYS[0])
    made = OldMailWarning.objects.create(
        reference=new_reference("OM"),
        source=source,
        owner=source.owner,
        given_at=now,
        goes_on=goes_on,
        listed=len(going),
    )
    for start in range(0, len(going), AT_ONCE):
        some = going[start : start + AT_ONCE]
        InboxMessage.objects.filter(pk__in=some).update(warning=made)
    detail: dict[str, JSON] = {
        "messages": len(going),
        "goes_on": goes_on.isoformat(),
        "warning": made.reference,
    }
    about = f"source:{source.reference}"
    words = WORDS.format(
        many="1 message" if len(going) == 1 else f"{len(going):,} messages",
        are="is" if len(going) == 1 else "are",
        name=source.name,
        days=policy.after_days,
        day=f"{goes_on:%-d %B %Y}",
    )
    tell(EventDraft("inbox:warning:given", "system", about, detail=detail), at=now)
    key = f"old_mail:{made.reference}"
    mailbox = f"mailbox:{source.reference}"
    notices.tell(source.owner, kind="old_mail", about=mailbox, words=words, key=key, now=now)
    return True


def begin_clearing(source: "Source", *, now: datetime) -> None:
    """Where the day of a warning has come: mark what was in it, and may still go, as going. What
    its owner saved, flagged or removed meanwhile, and what a hold or a conversation keeps, stays,
    and would be warned of again."""
    today = civil_date(now)
    warning = queries.to_close(source, on=today)
    if warning is None:
        return
    policy = queries.policy_of(source)
    stands = policy is not None and warning.owner == source.owner
    days = policy.after_days if policy else None
    going = queries.assess(source, days or 0, on=today, warning=warning).going if stands else ()
    with transaction.atomic():
        for start in range(0, len(going), AT_ONCE):
            some = InboxMessage.objects.filter(pk__in=going[start : start + AT_ONCE])
            some.filter(state__in=CHOSEN_FROM, warning=warning, starred=False).update(
                state=State.GOING, by_policy=True
            )
        rest = InboxMessage.objects.filter(warning=warning, state__in=CHOSEN_FROM)
        rest.update(warning=None)


@transaction.atomic
def end_clearing(source: "Source", *, now: datetime) -> None:
    """Once nothing of a warning is on its way any more: close it, with the event that says how many
    went."""
    warning = queries.to_close(source, on=civil_date(now))
    if warning is None or warning.messages.filter(state__in=(State.GOING, *CHOSEN_FROM)).exists():
        return
    warning.removed = warning.messages.filter(state=State.GONE, by_policy=True).count()
    warning.closed_at = now
    warning.save()
    detail: dict[str, JSON] = {
        "warning": warning.reference,
        "listed": warning.listed,
        "removed": warning.removed,
    }
    about = f"source:{source.reference}"
    tell(EventDraft("inbox:warning:closed", "system", about, detail=detail), at=now)
