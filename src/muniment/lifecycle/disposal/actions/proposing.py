"""Putting due records forward for a decision."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions.drawing import items_of
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.disposal.types import Candidate, LeftOut, Proposed, Stage, stages_named
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import queries as retention

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

AT_ONCE = 10_000
Key: TypeAlias = tuple[str, tuple[Stage, ...]]


@verb("disposal:review:propose")
def propose(
    actor: Profile,
    *,
    records: Sequence[str] | None = None,
    file_class: str | None = None,
    on: date | None = None,
    title: str,
    reason: str,
    confirm_vital: bool = False,
    now: datetime,
) -> Proposed:
    """Propose due records for disposal: those named, or all due in a class, or all due, on the
    civil date `on` (today if None); at most 10,000 at once, the longest due first.

    One review is made for each information asset owner's scope and list of stages that the rules
    name. What cannot be put forward is left out, with every reason; if nothing is left, Refused
    is raised with all of them. It is raised as well for vital records among them, until
    `confirm_vital` says that they are meant.
    """
    access.require(actor, Permission.DISPOSAL_PROPOSE)
    as_at = on or civil_date(now)
    refuse_if([*_faults(title, reason, as_at, now), *queries.reasons_of_clock(now)])
    chosen, remaining = _chosen(actor, records, file_class, as_at)
    put, left_out = sift(actor, chosen, as_at, now)
    if not put:
        refuse_if([one for left in left_out for one in left.reasons] or [_nothing()])
    if not confirm_vital:
        refuse_if(_reasons_of_vital([one for of_scope in put.values() for one in of_scope]))
    made = [
        (make_review(actor, *key, of_key, title, reason, as_at, now), of_key)
        for key, of_key in sorted(put.items())
    ]
    record([event_of(actor, one, of_key, reason, len(left_out)) for one, of_key in made], at=now)
    references = tuple(one.reference for one, _ in made)
    return Proposed(references, sum(map(len, put.values())), tuple(left_out), remaining)


def _faults(title: str, reason: str, as_at: date, now: datetime) -> list[Reason]:
    faults = []
    if not title.strip() or len(title) > 300:
        faults.append(Reason("title", "Give the review a title of at most 300 letters.", "title"))
    if not reason.strip():
        faults.append(Reason("reason", "Say why you propose it.", "reason"))
    if as_at > civil_date(now):
        faults.append(Reason("future", "What falls due later cannot be proposed yet.", "on"))
    return faults


def _reasons_of_vital(put: "Sequence[Record]") -> list[Reason]:
    found = len(retention.vital_among(put))
    if not found:
        return []
    said = f"{found:,} of these records are vital to the body. Confirm that they are meant too."
    return [Reason("vital", said, "confirm_vital")]


def _nothing() -> Reason:
    return Reason("nothing", "Nothing that you may propose is due.")


def _chosen(
    actor: Profile, references: Sequence[str] | None, file_class: str | None, as_at: date
) -> "tuple[list[Record], int]":
    if references is not None:
        return _named(actor, references), 0
    due = retention.due(actor, as_at, file_class=file_class)
    due = due.exclude(pk__in=_in_review()).filter(due_action__in=sorted(rules.DECIDABLE))
    return list(due[:AT_ONCE]), max(0, due.count() - AT_ONCE)


def _in_review() -> QuerySet[ReviewItem, Any]:
    return ReviewItem.objects.filter(open=True).values("record")


def _named(actor: Profile, references: Sequence[str]) -> "list[Record]":
    wanted = {normalise(one) for one in references}
    if len(wanted) > AT_ONCE:
        raise Refused(Reason("too_many", f"Name at most {AT_ONCE:,} records at once.", "records"))
    found = {
        one.reference: one
        for start in range(0, len(wanted), 500)
        for one in records.shown(actor).filter(reference__in=sorted(wanted)[start : start + 500])
    }
    refuse_if(NotFound("record", one).reasons[0] for one in sorted(wanted - set(found)))
    return [found[one] for one in sorted(found)]


def sift(
    actor: Profile, chosen: "Sequence[Record]", as_at: date, now: datetime
) -> "tuple[dict[Key, list[Record]], list[LeftOut]]":
    """What of the records the actor can put forward, by owner's scope and stages; and what is left
    out, with every reason."""
    put: dict[Key, list[Record]] = defaultdict(list)
    left_out = []
    for one, candidate in zip(chosen, _candidates(actor, chosen, now), strict=True):
        reasons = rules.reasons_not_to_propose(candidate, as_at=as_at)
        if reasons:
            left_out.append(LeftOut(one.reference, tuple(reasons)))
        else:
            put[candidate.owner, candidate.stages].append(one)
    return dict(put), left_out


def _candidates(actor: Profile, chosen: "Sequence[Record]", now: datetime) -> Iterable[Candidate]:
    numbers = [one.pk for one in chosen]
    held, in_review = holds.holding(numbers), queries.in_open_review(numbers)
    terms = retention.terms_of({one.rule for one in chosen})
    owners, today = queries.owners(now), civil_date(now)
    where: dict[int, Place] = {
        number: access.audience_key(number).place for number in {one.audience_id for one in chosen}
    }
    owned = {number: queries.owner_of(place, owners) for number, place in where.items()}
    signers, told = (
        queries.Signers(actor.reference, today),
        queries.told_in_time(chosen, owned, now),
    )
    for one in chosen:
        place, (scope, people) = where[one.audience_id], owned[one.audience_id]
        in_force = terms.get(one.rule)
        stages = stages_named(in_force.stages if in_force else ())
        yield Candidate(
            reference=one.reference,
            state=one.state,
            due_on=one.due_on,
            action=one.due_action,
            rule=one.rule,
            rule_in_force=in_force is not None
            and not (in_force.valid_to and in_force.valid_to < today),
            holds=tuple(hold.reference for hold in held.get(one.pk, [])),
            knows_holds=may(actor, Permission.HOLD_SEE, place),
            in_review=in_review.get(one.pk, ""),
            permitted=may(actor, Permission.DISPOSAL_PROPOSE, place),
            owner=scope,
            owner_is_proposer=people == {actor.reference},
            stages=stages,
            nobody_signs=signers.missing(stages, place),
            told_in_time=one.pk in told,
        )


def make_review(
    actor: Profile,
    scope: str,
    stages: tuple[Stage, ...],
    chosen: "Sequence[Record]",
    title: str,
    reason: str,
    as_at: date,
    now: datetime,
) -> Review:
    """The review of these records. Raises Refused where somebody was quicker with one of them."""
    made = Review.objects.create(
        title=title.strip(),
        as_at=as_at,
        owner_scope=scope,
        stages=[one.value for one in stages],
        proposed_by=actor.reference,
        proposed_at=now,
        reason=reason,
    )
    try:
        with transaction.atomic():
            ReviewItem.objects.bulk_create(items_of(made, chosen), batch_size=500)
    except IntegrityError as clash:
        said = "Somebody has just put some of these records into another review. Try again."
        raise Refused(Reason("in_review", said)) from clash
    return made


def event_of(
    actor: Profile, made: Review, put: "Sequence[Record]", reason: str, left_out: int
) -> EventDraft:
    """What the log says of a review that was made: of which records, by their digest, and by which
    seed the samples that it keeps were drawn."""
    listed = "\n".join(sorted(one.reference for one in put))
    detail: dict[str, JSON] = {
        "records": len(put),
        "records_sha256": hashlib.sha256(listed.encode()).hexdigest(),
        "as_at": made.as_at.isoformat(),
        "owner_scope": made.owner_scope,
        "stages": list(made.stages),
        "left_out": left_out,
    }
    samples: list[JSON] = [
        {"rule": one.rule, "one_in": one.one_in, "of": one.of, "seed": one.seed}
        for one in made.kept_samples.order_by("rule")
    ]
    detail |= {"samples": samples} if samples else {}
    return EventDraft(
        "disposal:review:proposed", actor.reference, f"review:{made.reference}", reason, detail
    )
