"""Removing the messages that the owner of a mailbox gave up."""

from collections.abc import Sequence

from django.db import transaction

from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.holdings.inbox import queries
from muniment.holdings.inbox.actions.folders import FolderLook
from muniment.holdings.inbox.actions.forgetting import forget_words
from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.inbox.types import State

AT_ONCE = 100
TO_BE_KEPT = "It must be kept for now. Nothing was removed."
CHANGED = "It is not the message any more that you chose. Nothing was removed."


def remove(look: FolderLook) -> None:
    """Remove what was chosen, if it is at this moment what was chosen and may go; then ask the
    server what is left, and write down what is gone."""
    rows = look.rows.filter(state=State.GOING)
    going = list(rows.select_related("source__file_class", "warning").order_by("uid"))
    for start in range(0, len(going), AT_ONCE):
        _remove(look, going[start : start + AT_ONCE])
        look.alive()


def _remove(look: FolderLook, rows: Sequence[InboxMessage]) -> None:
    kept = queries.kept(rows)
    # A message of its conversation may have been saved since it was marked, by this very look.
    talks = queries.talks_of([one for one in rows if one.by_policy])
    kept |= {number for number, talk in talks.items() if talk}
    same = look.again([one for one in rows if one.pk not in kept])
    for one in rows:
        if one.pk in kept:
            _stays(one, TO_BE_KEPT)
        elif one.uid not in same and one.state == State.GOING:
            _stays(one, CHANGED)
        elif one.by_policy and one.starred:  # flagged since the last look at the flags
            same.pop(one.uid)
            _stays(one, "")
    if not same:
        return
    asked = [one.pk for one in same.values()]
    InboxMessage.objects.filter(pk__in=asked).update(asked_away=True)
    look.box.remove(sorted(same))
    left = look.box.standing()
    mark_gone(look, [one for uid, one in same.items() if uid not in left])


def _stays(one: InboxMessage, why: str) -> None:
    one.state, one.problem = State.OPEN, why
    one.warning, one.by_policy, one.asked_away = None, False, False
    one.suggested, one.decided_at = None, None
    one.save()


@transaction.atomic
def mark_gone(look: FolderLook, rows: Sequence[InboxMessage]) -> None:
    """Write down that messages are gone from the server, with the event that says how many."""
    if not rows:
        return
    for one in rows:
        forget_words(one)
        one.state = State.GONE
        one.save()
    look.found.items += len(rows)
    detail: dict[str, JSON] = {
        "messages": len(rows),
        "by_policy": sum(one.by_policy for one in rows),
    }
    about = f"source:{look.source.reference}"
    tell(
        EventDraft("inbox:messages:removed", look.owner.reference, about, detail=detail),
        at=look.now,
    )
