"""Signing a review, stage by stage, or ending it without destroying anything."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import reasons_may_not
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import NotPermitted, Reason, refuse_if
from muniment.holdings.records import actions as keeping
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions.sending_back import send_back
from muniment.lifecycle.disposal.models import Decision, Review, ReviewItem
from muniment.lifecycle.disposal.types import (
    TRANSITIONS,
    ItemState,
    Outcome,
    ReviewState,
    Stage,
)
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import actions as dating

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

    Pairs = list[tuple[Record, ReviewItem]]

# What is decided otherwise than to destroy, and outlasts the review.
LASTING = (Outcome.KEEP_UNTIL, Outcome.NEXT_STEP, Outcome.TRANSFER, Outcome.CHANGE_RULE)


def locked_review(actor: Profile, reference: str) -> Review:
    """The review, fresh and locked: two people who press at once come one after the other."""
    found = queries.review_named(actor, reference)
    return Review.objects.select_for_update().get(pk=found.pk)


@verb("disposal:review:approve")
def approve(
    actor: Profile,
    reference: str,
    *,
    stage: Stage | None = None,
    reason: str = "",
    version: int | None = None,
    now: datetime,
) -> Review:
    """Sign a stage of the review, by role over every item in it. The last signature makes the
    review approved.

    `stage` None: the first that the actor may sign. `version` is that of the review the person
    was looking at. What is on hold by now leaves the review first. Raises Refused with every
    reason, also where a sample is too small; NotPermitted where no role of the actor's signs it.
    """
    review = locked_review(actor, reference)
    stage, instead_of = _stage(actor, review, stage)
    otherwise = _locked_exceptions(review)
    _take_out_held(review)
    refuse_if(
        [
            *rules.reasons_not_to_sign(
                queries.facts_of(review),
                actor.reference,
                stage,
                seen_version=version,
                reason=None,
                instead_of=instead_of,
            ),
            *rules.reasons_of_samples(queries.sample_facts(review).values()),
            *queries.reasons_of_clock(now),
        ]
    )
    _sign(actor, review, stage, instead_of, True, reason, now)
    if rules.is_fully_signed(queries.facts_of(review)):
        move(review, ReviewState.APPROVED, decided_at=now)
        _carry_out_exceptions(actor, review, otherwise, now)
        if not queries.to_destroy(review).exists():
            move(review, ReviewState.DONE, completed_at=now)
    detail = {
        "stage": stage.value,
        "instead_of": instead_of,
        "records": queries.to_destroy(review).count(),
    }
    tell("disposal:review:approved", actor, review, reason, detail, now)
    return review


def _stage(actor: Profile, review: Review, wanted: Stage | None) -> tuple[Stage, str]:
    """The stage that the actor signs, and the absent person for whom (blank: for nobody else)."""
    signed = set(review.decisions.values_list("stage", flat=True))
    every = {one: queries.right_to_sign(actor, review, one) for one in queries.stages_of(review)}
    rights = {one: right for one, right in every.items() if right is not None}
    able = [one for one in rights if wanted in (None, one)]
    if not able:
        raise NotPermitted(_reasons_not_able(actor, review, wanted))
    # The stage of a role that one holds comes before one that one may sign besides.
    able.sort(key=lambda one: (bool(rights[one]), not actor.holds(one.role)))
    stage = next((one for one in able if one.value not in signed), able[0])
    return stage, rights[stage]


def _reasons_not_able(actor: Profile, review: Review, wanted: Stage | None) -> list[Reason]:
    needed = queries.stages_of(review)
    if wanted is not None and wanted not in needed:
        return [Reason("not_a_stage", f"This review is not signed as {wanted.label.lower()}.")]
    stage = wanted or needed[-1]
    places = queries.places(review) or queries.places(review, every=True)
    reasons = [one for at in places for one in reasons_may_not(actor, stage.permission, at)]
    said = f"It is signed as {stage.label.lower()} by those who hold that role over all of it."
    return reasons or [Reason("not_permitted", said)]


def _sign(
    actor: Profile,
    review: Review,
    stage: Stage,
    instead_of: str,
    approved: bool,
    reason: str,
    now: datetime,
) -> None:
    Decision.objects.create(
        review=review,
        stage=stage,
        approved=approved,
        by=actor.reference,
        instead_of=instead_of,
        at=now,
        reason=reason,
    )
    review.version += 1
    review.save(update_fields=["version"])


def _take_out_held(review: Review) -> None:
    waiting = queries.to_destroy(review)
    held = holds.holding(list(waiting.values_list("record", flat=True)))
    if held:
        waiting.filter(record__in=list(held)).update(state=ItemState.HELD, open=False)


def move(review: Review, to: ReviewState, **columns: Any) -> None:
    """Bring the review into another state. Raises ValueError where the life of a review has no
    such step: the verbs must have refused before."""
    if to not in TRANSITIONS[ReviewState(review.state)]:
        raise ValueError(f"a review does not go from {review.state} to {to}")
    review.state = to
    review.version += 1
    for name, value in columns.items():
        setattr(review, name, value)
    review.save(update_fields=["state", "version", *columns])


def _locked_exceptions(review: Review) -> "Pairs":
    """The records about which something lasting is decided, locked. Before any item is written: a
    hold that is being placed locks records first and items second, and the two must not wait in a
    ring."""
    lasting = review.items.filter(open=True, outcome__in=LASTING)
    kept = list(lasting.select_related("kept_sample").order_by("record"))
    found = keeping.lock_all_for_disposal([item.record_id for item in kept])
    return [(found[item.record_id], item) for item in kept]


def leave(actor: Profile, review: Review, decided: "Pairs", now: datetime) -> None:
    """Do what was decided for these records, locked, as they leave the review."""
    for found, item in decided:
        if item.outcome == Outcome.NEXT_STEP:
            dating.finish_step(found, by=actor.reference, note=item.note, now=now)
        elif item.outcome == Outcome.KEEP_UNTIL:
            keeping.set_keep_until(found, item.keep_until, item.note[:500])
    said: dict[str, Any] = {"review": review.reference, "by": actor.reference, "now": now}
    away = [(found, item) for found, item in decided if item.outcome == Outcome.TRANSFER]
    dating.keep_for_transfer(
        [found for found, _ in away], reasons=_why_kept([item for _, item in away]), **said
    )
    other = [(found, item) for found, item in decided if item.outcome == Outcome.CHANGE_RULE]
    dating.give_rules(
        [found for found, _ in other],
        [item.new_rule for _, item in other],
        reasons=[item.note for _, item in other],
        **said,
    )


def _why_kept(items: list[ReviewItem]) -> list[str]:
    """Why each is kept for transfer; of what is in a sample, also what sample that is."""
    samples = {one.kept_sample for one in items if one.kept_sample}
    words = {one.pk: queries.sample_in_words(one) for one in samples}
    return [
        f"{one.note[:700].rstrip('.')}: {words[one.kept_sample_id]}"
        if one.kept_sample_id
        else one.note
        for one in items
    ]


def _carry_out_exceptions(actor: Profile, review: Review, decided: "Pairs", now: datetime) -> None:
    """With the last signature what was decided otherwise is done, and every exception leaves."""
    leave(actor, review, decided, now)
    review.items.filter(open=True, state=ItemState.EXCLUDED).update(open=False)


@verb("disposal:review:reject")
def reject(
    actor: Profile,
    reference: str,
    *,
    stage: Stage | None = None,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Review:
    """Reject the review as one of those who sign it. Its records may be proposed again."""
    review = locked_review(actor, reference)
    stage, instead_of = _stage(actor, review, stage)
    refuse_if(
        rules.reasons_not_to_sign(
            queries.facts_of(review),
            actor.reference,
            stage,
            seen_version=version,
            reason=reason,
            instead_of=instead_of,
        )
    )
    _sign(actor, review, stage, instead_of, False, reason, now)
    move(review, ReviewState.REJECTED, decided_at=now)
    send_back(review.items.filter(open=True), now=now)
    review.items.update(open=False)
    detail = {"stage": stage.value, "instead_of": instead_of}
    tell("disposal:review:rejected", actor, review, reason, detail, now)
    return review


@verb("disposal:review:withdraw")
def withdraw(actor: Profile, reference: str, *, reason: str, now: datetime) -> Review:
    """Withdraw a review that is not yet being carried out. Its records may be proposed again."""
    review = locked_review(actor, reference)
    if actor.reference != review.proposed_by:
        for place in queries.places(review):
            access.require(actor, Permission.DISPOSAL_PROPOSE, at=place)
    refuse_if(rules.reasons_not_to_withdraw(queries.facts_of(review), reason=reason))
    move(review, ReviewState.WITHDRAWN)
    send_back(review.items.filter(open=True), now=now)
    review.items.update(open=False)
    tell("disposal:review:withdrawn", actor, review, reason, {}, now)
    return review


def tell(
    kind: str,
    actor: Profile,
    review: Review,
    reason: str,
    detail: Mapping[str, Any],
    now: datetime,
) -> None:
    """Record what was done with the review."""
    about = f"review:{review.reference}"
    record(EventDraft(kind, actor.reference, about, reason, detail), at=now)
