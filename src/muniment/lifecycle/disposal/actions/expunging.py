"""Expunging on the word of two people in different roles: the only way, besides a review, in which
a declared record ends [checklist 72]."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Place, Profile
from muniment.foundation.audit.actions import record as note
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.records import actions as keeping
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions.executing import queue
from muniment.lifecycle.disposal.models import (
    Decision,
    Expunging,
    ExpungingItem,
    Review,
    ReviewItem,
)
from muniment.lifecycle.disposal.types import (
    EXPUNGE_LABELS,
    ExpungeDraft,
    ExpungeKind,
    ExpungeState,
    ReviewState,
    Stage,
)

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


@verb("disposal:expunging:propose")
def propose_expunging(
    actor: Profile,
    references: Sequence[str],
    draft: ExpungeDraft,
    *,
    role: Stage | None = None,
    now: datetime,
) -> Expunging:
    """Propose that records (by reference) be expunged, whatever their retention date, as records
    manager, departmental records officer or owner of all of them; in the first of these roles that
    the actor has where none is given. Nothing is destroyed before somebody in another of them
    agrees. Raises Refused with every reason.
    """
    wanted = sorted({normalise(one) for one in references})
    refuse_if(rules.reasons_not_to_word(draft, len(wanted)))
    rows = {one.reference: one for one in records.visible(actor).filter(reference__in=wanted)}
    refuse_if(NotFound("record", one).reasons[0] for one in wanted if one not in rows)
    chosen = _role(actor, _places(rows.values()), role)
    found = keeping.lock_all_for_disposal([one.pk for one in rows.values()])
    facts = queries.mistaken(actor, [found[one.pk] for one in rows.values()])
    refuse_if(reason for one in facts for reason in rules.reasons_not_to_expunge(one))
    made = _create(actor, chosen, draft, list(found), now)
    detail: dict[str, JSON] = {"kind": draft.kind.value, "as": chosen.value}
    detail |= {"authority": draft.authority, **_named(found.values())}
    _tell("disposal:expunging:proposed", actor, made, draft.reason, detail, now)
    return made


def _create(
    actor: Profile, role: Stage, draft: ExpungeDraft, numbers: Sequence[int], now: datetime
) -> Expunging:
    made = Expunging.objects.create(
        kind=draft.kind,
        reason=draft.reason,
        authority=draft.authority,
        proposed_by=actor.reference,
        proposed_as=role,
        proposed_at=now,
    )
    try:
        with transaction.atomic():
            items = [ExpungingItem(expunging=made, record_id=one) for one in numbers]
            ExpungingItem.objects.bulk_create(items)
    except IntegrityError as clash:
        said = "Somebody has just proposed some of these records. Try again."
        raise Refused(Reason("proposed", said, "records")) from clash
    return made


def _places(found: "Iterable[Record]") -> list[Place]:
    audiences = {one.audience_id for one in found}
    return [access.audience_key(number).place for number in sorted(audiences)]


def _role(actor: Profile, places: Sequence[Place], wanted: Stage | None, other: str = "") -> Stage:
    """The role in which the actor speaks: the one wanted, else the first that is not `other`."""
    able = queries.expunging_roles(actor, places)
    if wanted is not None:
        able = [one for one in able if one is wanted]
    if not able:
        names = [one.label.lower() for one in rules.EXPUNGERS]
        said = f"Only a {', '.join(names[:-1])} or {names[-1]} over all of it can say so."
        raise NotPermitted(Reason("not_permitted", said))
    return next((one for one in able if one.value != other), able[0])


def _locked(actor: Profile, reference: str) -> Expunging:
    found = queries.expunging_named(actor, reference)
    return Expunging.objects.select_for_update().get(pk=found.pk)


@verb("disposal:expunging:agree")
def agree_to_expunging(
    actor: Profile, reference: str, *, role: Stage | None = None, reason: str = "", now: datetime
) -> Review:
    """Agree that the records be expunged, as another person in another role than the proposer.
    They are destroyed at once, by a job, with no window in which they could be recovered; a hold
    stops it to the last. The review that does it. Raises Refused with every reason.
    """
    one = _locked(actor, reference)
    chosen = _role(actor, queries.expunging_places(one), role, other=one.proposed_as)
    found = keeping.lock_all_for_disposal(one.items.values_list("record", flat=True))
    facts = queries.expunging_facts(one, on=civil_date(now))
    now_so = queries.mistaken(actor, found.values(), besides=one)
    refuse_if(
        [
            *rules.reasons_not_to_agree(facts, actor.reference, chosen, now_so),
            *queries.reasons_of_clock(now),
        ]
    )
    review = _review(actor, one, chosen, reason, now)
    ReviewItem.objects.bulk_create([ReviewItem(review=review, record_id=pk) for pk in found])
    _close(actor, one, ExpungeState.AGREED, reason, now, role=chosen, review=review)
    queue(review, now)
    detail: dict[str, JSON] = {"as": chosen.value, "review": review.reference}
    detail |= _named(found.values())
    _tell("disposal:expunging:agreed", actor, one, reason, detail, now)
    return review


def _review(actor: Profile, one: Expunging, role: Stage, reason: str, now: datetime) -> Review:
    """A review that is being carried out already, signed by the two."""
    made = Review.objects.create(
        title=f"Expunged: {EXPUNGE_LABELS[ExpungeKind(one.kind)].lower()}",
        state=ReviewState.EXECUTING,
        expunges=True,
        as_at=civil_date(now),
        stages=[one.proposed_as, role.value],
        proposed_by=one.proposed_by,
        proposed_at=one.proposed_at,
        reason=one.reason,
        decided_at=now,
        executed_by=actor.reference,
        executed_at=now,
    )
    said = [
        (one.proposed_as, one.proposed_by, one.proposed_at, one.reason),
        (role.value, actor.reference, now, reason),
    ]
    for stage, by, at, why in said:
        Decision.objects.create(review=made, stage=stage, approved=True, by=by, at=at, reason=why)
    return made


def _close(
    actor: Profile,
    one: Expunging,
    state: ExpungeState,
    reason: str,
    now: datetime,
    *,
    role: Stage | None = None,
    review: Review | None = None,
) -> None:
    one.state, one.review = state, review
    one.decided_by, one.decided_as = actor.reference, role.value if role else ""
    one.decided_at, one.decision_reason = now, reason
    one.save()
    one.items.update(open=False)


@verb("disposal:expunging:refuse")
def refuse_expunging(actor: Profile, reference: str, *, reason: str, now: datetime) -> Expunging:
    """Say that the records are not to be expunged; the proposer so withdraws the proposal. They
    stay as they were, and can be proposed again. Raises Refused with every reason."""
    one = _locked(actor, reference)
    own = actor.reference == one.proposed_by
    role = None if own else _role(actor, queries.expunging_places(one), None)
    facts = queries.expunging_facts(one, on=civil_date(now))
    refuse_if(rules.reasons_not_to_end_expunging(facts, reason))
    state = ExpungeState.WITHDRAWN if own else ExpungeState.REFUSED
    _close(actor, one, state, reason, now, role=role)
    said = "disposal:expunging:withdrawn" if own else "disposal:expunging:rejected"
    _tell(said, actor, one, reason, {}, now)
    return one


def _named(found: "Iterable[Record]") -> dict[str, JSON]:
    names = sorted(one.reference for one in found)
    digest = hashlib.sha256("\n".join(names).encode()).hexdigest()
    return {"records": len(names), "records_sha256": digest}


def _tell(
    kind: str, actor: Profile, one: Expunging, reason: str, detail: dict[str, JSON], now: datetime
) -> None:
    note(EventDraft(kind, actor.reference, f"expunging:{one.reference}", reason, detail), at=now)
