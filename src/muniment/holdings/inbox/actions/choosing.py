"""What a person decides about the messages in their own mailbox."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.holdings.capture.actions.taking import place_to_begin
from muniment.holdings.inbox import queries, rules
from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.inbox.types import State, Which
from muniment.holdings.mailboxes.actions import queue_look


@verb("inbox:messages:save")
def save(actor: Profile, places: Mapping[int, str], *, now: datetime) -> int:
    """Have messages of one's own mailbox saved, each (by number) in a class or folder (by
    reference); how many. A job fetches them in the name of the actor.

    Raises Refused with every reason: a place that takes nothing from the actor, or a message that
    is not theirs to decide about.
    """
    access.require(actor, Permission.RECORDS_CAPTURE)
    rows, reasons = _chosen(actor, places)
    reasons += _reasons_of_places(actor, list(places.values()), now)
    refuse_if(reasons)
    _decide(actor, rows, now)
    for one in rows:
        one.state, one.into, one.problem = State.SAVING, places[one.pk].strip(), ""
    _written("inbox:messages:chosen", actor, rows, now)
    return len(rows)


@verb("inbox:messages:let_go")
def let_go(actor: Profile, numbers: Iterable[int], *, now: datetime) -> int:
    """Have messages removed from one's own mailbox for good; how many. Raises Refused where one is
    not the actor's to decide about, or must be kept for now (a hold)."""
    access.require(actor, Permission.RECORDS_CAPTURE)
    rows, reasons = _chosen(actor, numbers)
    kept = queries.kept(rows)
    reasons += [
        Reason("kept", f"“{one.subject or 'No subject'}” must be kept for now.", "chosen")
        for one in rows
        if one.pk in kept
    ]
    refuse_if(reasons)
    _decide(actor, rows, now)
    for one in rows:
        one.state, one.problem, one.by_policy = State.GOING, "", False
    _written("inbox:messages:given_up", actor, rows, now)
    return len(rows)


@verb("inbox:messages:leave")
def leave(actor: Profile, numbers: Iterable[int], *, now: datetime) -> int:
    """Leave messages where they are; nothing is suggested of them again. How many."""
    access.require(actor, Permission.RECORDS_CAPTURE)
    rows, reasons = _chosen(actor, numbers)
    refuse_if(reasons)
    _decide(actor, rows, now)
    for one in rows:
        one.state, one.problem = State.KEPT, ""
    _written("inbox:messages:left", actor, rows, now)
    return len(rows)


def _chosen(actor: Profile, numbers: Iterable[int]) -> tuple[list[InboxMessage], list[Reason]]:
    """The messages, locked until they are decided about, and why some cannot be."""
    wanted = set(numbers)
    found = queries.chosen(actor, list(wanted)[: rules.MOST_AT_ONCE + 1])
    rows = list(found.select_for_update(of=("self",)))
    return rows, rules.reasons_not_to_choose(len(wanted), len(rows))


def _reasons_of_places(actor: Profile, places: Sequence[str], now: datetime) -> list[Reason]:
    reasons: list[Reason] = []
    if any(not one.strip() for one in places):
        reasons.append(Reason("into", "Say into which folder each is saved.", "into"))
    for place in sorted({one.strip() for one in places if one.strip()}):
        try:
            place_to_begin(actor, place, now)
        except Refused as refusal:
            said = (Reason(why.code, f"{place}: {why.message}", "into") for why in refusal.reasons)
            reasons += said
    return reasons


def _decide(actor: Profile, rows: Sequence[InboxMessage], now: datetime) -> None:
    """Write down what was suggested when the person decided."""
    weighed = queries.weigh(actor, rows, on=civil_date(now))
    for one in weighed:
        one.message.suggested = one.which is Which.SAVE
        one.message.whys = [str(clue.why) for clue in one.clues]
        one.message.decided_at = now


def _written(kind: str, actor: Profile, rows: Sequence[InboxMessage], now: datetime) -> None:
    fields = ["state", "into", "problem", "suggested", "whys", "decided_at", "by_policy"]
    InboxMessage.objects.bulk_update(rows, fields, batch_size=200)
    sources = {one.source_id: one.source for one in rows}
    if kind != "inbox:messages:left":
        for source in sources.values():
            queue_look(source, now)
    detail: dict[str, JSON] = {
        "messages": len(rows),
        "suggested": sum(bool(one.suggested) for one in rows),
        "sources": sorted(one.reference for one in sources.values()),
    }
    tell(EventDraft(kind, actor.reference, f"person:{actor.reference}", detail=detail), at=now)
