"""Deciding for all of one folder at once, and placing a hold out of a review."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.records import actions as keeping
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions.deciding import locked_review, tell
from muniment.lifecycle.disposal.actions.excepting import (
    columns_of,
    require_to_decide,
    require_to_except,
    step_follows,
    wanted_rule,
)
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.disposal.types import HoldWords, ItemState, Outcome
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.holds.types import HoldDraft

HELD_AT_ONCE = 1000


@verb("disposal:folder:set")
def decide_folder(
    actor: Profile,
    reference: str,
    folder: str,
    *,
    outcome: Outcome,
    keep_until: date | None = None,
    new_rule: str = "",
    note: str = "",
    version: int | None = None,
    now: datetime,
) -> int:
    """Decide the same about every record of the review that lies in one folder and that the actor
    may see, whatever was decided about it before; of how many. Exceptions are made afterwards, by
    `set_item`. All or nothing: Refused carries every reason.
    """
    review = locked_review(actor, reference)
    waiting = [one for one in queries.in_folder(actor, review, folder) if one.open]
    _require_all(actor, review, waiting)
    found = keeping.lock_all_for_disposal([one.record_id for one in waiting])
    # What a hold took out while we waited for the locks is not decided any more.
    still = ReviewItem.objects.filter(pk__in=[one.pk for one in waiting], open=True)
    chosen = list(still.select_related("record").order_by("pk"))
    facts, today = queries.facts_of(review), civil_date(now)
    reasons = [
        *rules.reasons_not_to_decide_folder(facts, len(chosen)),
        *rules.reasons_of_version(facts, version),
    ]
    for one in chosen:
        follows = outcome is not Outcome.NEXT_STEP or step_follows(found[one.record_id])
        reasons += rules.reasons_not_to_except(
            facts,
            ItemState(one.state),
            outcome,
            keep_until=keep_until,
            new_rule=wanted_rule(actor, found[one.record_id], new_rule),
            step_follows=follows,
            note=note,
            today=today,
        )
    refuse_if(dict.fromkeys(reasons))
    values = columns_of(outcome, keep_until, new_rule, note)
    for start in range(0, len(chosen), 500):
        numbers = [one.pk for one in chosen[start : start + 500]]
        ReviewItem.objects.filter(pk__in=numbers).update(**values)
    review.version += 1
    review.save(update_fields=["version"])
    detail: dict[str, JSON] = {"folder": normalise(folder), "outcome": outcome.value}
    detail |= {"records": len(chosen), "records_sha256": _digest(chosen)}
    tell("disposal:folder:set", actor, review, note, detail, now)
    return len(chosen)


def _require_all(actor: Profile, review: Review, waiting: Sequence[ReviewItem]) -> None:
    for number in {one.record.audience_id for one in waiting}:
        require_to_except(actor, review, access.audience_key(number).place)


def _digest(chosen: Sequence[ReviewItem]) -> str:
    listed = "\n".join(sorted(one.record.reference for one in chosen))
    return hashlib.sha256(listed.encode()).hexdigest()


@verb("disposal:items:hold")
def hold_items(
    actor: Profile,
    reference: str,
    *,
    records: Sequence[str] = (),
    folder: str = "",
    words: HoldWords,
    now: datetime,
) -> str:
    """Place a hold on records of the review, named or all in one folder, and so take them out of
    it; the reference of the hold. Whoever decides about these records may, for to stop a
    destruction protects; the hold is then looked after by those who manage holds [DIS-03].
    Raises Refused with every reason; NotPermitted unless the actor decides about all of them;
    NotFound for a record that is not there.
    """
    review = locked_review(actor, reference)
    require_to_decide(actor, review)
    chosen = _of_folder(actor, review, folder) if folder else _named(actor, review, records)
    if not chosen:
        raise Refused(Reason("nothing", "Name the records or the folder to be held.", "records"))
    if len(chosen) > HELD_AT_ONCE:  # more are held by a job, and would not be held at once
        said = f"At most {HELD_AT_ONCE:,} records of a review are put on hold at once."
        raise Refused(Reason("too_many", f"{said} Place the hold on the folder itself.", "records"))
    hold = holds.place_as_decider(
        actor,
        HoldDraft(words.name, words.kind, words.reason, words.authority, review_on=words.review_on),
        records=chosen,
        decides=lambda place: require_to_except(actor, review, place),
        now=now,
    )
    review.refresh_from_db()
    review.version += 1
    review.save(update_fields=["version"])
    return hold.reference


def _of_folder(actor: Profile, review: Review, folder: str) -> list[str]:
    found = queries.in_folder(actor, review, folder).filter(open=True)
    return list(found.values_list("record__reference", flat=True))


def _named(actor: Profile, review: Review, records: Sequence[str]) -> list[str]:
    wanted = {normalise(one) for one in records}
    there = set(
        queries.items(actor, review).filter(open=True).values_list("record__reference", flat=True)
    )
    refuse_if(NotFound("record in this review", one).reasons[0] for one in sorted(wanted - there))
    return sorted(wanted)
