"""The daily destruction of routine papers under standing approvals.

Once on each civil day what is due under each approval is put into a review of its own, which two
people have signed in advance, and carried out as any other is: each record is checked again under
the locks, and against the approval as it stands at that moment.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from muniment.foundation.access import queries as access
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.foundation.notices.actions import tell as notify
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions import destroying
from muniment.lifecycle.disposal.actions.standing import close, tell
from muniment.lifecycle.disposal.models import (
    Decision,
    Review,
    ReviewItem,
    StandingApproval,
    StandingRun,
)
from muniment.lifecycle.disposal.types import ItemState, ReviewState, Stage, StandingState
from muniment.lifecycle.holds import queries as holds

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

CHUNK = 500
LOOKED_AT = 50_000  # records in a run: what is left out today is looked at again tomorrow


def destroy_routine(*, now: datetime) -> int:
    """Do the day's work of every standing approval, and sum up what was carried out; how many
    records were destroyed. Safe to repeat: each has one run a day. Raises Refused where the clock
    cannot be trusted."""
    numbers = StandingApproval.objects.filter(state=StandingState.IN_FORCE).order_by("pk")
    chosen = list(numbers.values_list("pk", flat=True))
    if chosen:
        refuse_if(queries.reasons_of_clock(now))
    for number in chosen:
        review = _begin(number, now)
        if review:
            destroying.carry_out(review, now=now)
    waiting = StandingRun.objects.filter(summed_up_at=None).order_by("pk")
    return sum(_sum_up(run, now) for run in waiting.values_list("pk", flat=True))


@transaction.atomic
def _begin(number: int, now: datetime) -> int | None:
    """Stop the approval if it may not go on; else make the review of the day. Its number."""
    one = StandingApproval.objects.select_for_update().get(pk=number)
    today = civil_date(now)
    if one.state != StandingState.IN_FORCE or one.from_on > today:
        return None
    against = rules.reasons_to_stop(queries.standing_facts(one, now=now), today=today)
    if against:
        _stop(one, against, now)
        return None
    if one.runs.filter(day=today).exists():
        return None
    taken, left_out, remaining = _choose(one, now)
    counts = rules.counted(left_out)
    waiting = queries.open_ended_as_routine(one)
    if waiting:
        counts["open_ended"] = waiting
    review = _review(one, taken, now) if taken else None
    if taken and review is None:
        return None
    StandingRun.objects.create(
        standing=one,
        day=today,
        review=review,
        taken=len(taken),
        left_out=counts,
        remaining=remaining,
    )
    return review.pk if review else None


def _stop(one: StandingApproval, against: Sequence[Reason], now: datetime) -> None:
    said = " ".join(reason.message for reason in against)
    close(one, by="system", reason=said, now=now)
    detail = {"codes": rules.codes(against)}
    tell("disposal:standing:stopped", "system", one, said, detail, now)
    words = f"Standing approval {one.reference} “{one.title}” has stopped. {said}"[:1000]
    about, key = f"standing_approval:{one.reference}", f"stopped:{one.reference}"
    for person in sorted({one.proposed_by, one.approved_by}):
        notify(person, kind="standing_stopped", about=about, words=words, key=key, now=now)


def _choose(
    one: StandingApproval, now: datetime
) -> "tuple[list[Record], list[Sequence[Reason]], int]":
    """What is destroyed today, why other records are left out, and how many more there are."""
    actor = access.profile_of(one.proposed_by, on=civil_date(now))
    due = queries.due_as_routine(actor, one, now=now)
    taken: list[Record] = []
    left_out: list[Sequence[Reason]] = []
    for chunk in _chunks(list(due.values_list("pk", flat=True)[:LOOKED_AT])):
        rows = {row.pk: row for row in due.filter(pk__in=chunk)}
        found = [rows[number] for number in chunk if number in rows]
        held, under_way = holds.holding(chunk), queries.in_open_review(chunk)
        facts = queries.routine_facts(found, stands=dict.fromkeys(chunk, True), in_review=under_way)
        for row in found:
            reasons = rules.reasons_not_routine(facts[row.pk], held=row.pk in held)
            if reasons:
                left_out.append(reasons)
            else:
                taken.append(row)
        if len(taken) >= one.most_a_day:
            break
    chosen = taken[: one.most_a_day]
    return chosen, left_out, max(0, due.count() - len(chosen) - len(left_out))


def _chunks(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), CHUNK):
        yield numbers[start : start + CHUNK]


def _review(one: StandingApproval, taken: "Sequence[Record]", now: datetime) -> Review | None:
    """The review of the day, signed by the two who gave the approval and carried out at once.
    None where somebody has just put one of these records into another: an hour later it is looked
    at again."""
    today = civil_date(now)
    stages = (Stage.RECORDS_MANAGER.value, one.approved_as)
    made = Review.objects.create(
        title=f"{one.title}, {today.day} {today:%B} {today.year}"[:300],
        state=ReviewState.EXECUTING,
        as_at=today,
        proposed_by=one.reference,
        proposed_at=now,
        reason=one.reason,
        decided_at=now,
        executed_by=one.proposed_by,
        executed_at=now,
        stages=list(stages),
        standing=one,
    )
    try:
        with transaction.atomic():
            ReviewItem.objects.bulk_create(
                [ReviewItem(review=made, record=row) for row in taken], batch_size=500
            )
    except IntegrityError:
        made.delete()
        return None
    for stage, person, at in zip(
        stages,
        (one.proposed_by, one.approved_by),
        (one.proposed_at, one.approved_at or now),
        strict=True,
    ):
        said = f"Standing approval {one.reference}: {one.authority}"[:1000]
        Decision.objects.create(
            review=made, stage=stage, approved=True, by=person, at=at, reason=said
        )
    return made


@transaction.atomic
def _sum_up(number: int, now: datetime) -> int:
    """The summary of the day in the log, once what was begun is over."""
    run = StandingRun.objects.select_for_update().select_related("standing").get(pk=number)
    if run.summed_up_at is not None:
        return 0
    left_out = dict(run.left_out)
    if run.review_id:
        review = Review.objects.get(pk=run.review_id)
        if review.state == ReviewState.EXECUTING:
            return 0
        found = queries.counts(review)
        run.destroyed = found.get(ItemState.DESTROYED, 0)
        kept = (ItemState.HELD, ItemState.EXCLUDED, ItemState.FAILED, ItemState.SET_ASIDE)
        for state in (*kept, ItemState.AWAITING):
            if found.get(state):
                left_out[state.value] = left_out.get(state.value, 0) + found[state]
    run.left_out, run.summed_up_at = left_out, now
    run.save()
    detail = {
        "day": run.day.isoformat(),
        "destroyed": run.destroyed,
        "left_out": left_out,
        "remaining": run.remaining,
        "review": f"DR-{run.review_id}" if run.review_id else "",
    }
    tell("disposal:standing:ran", "system", run.standing, "", detail, now)
    return run.destroyed
