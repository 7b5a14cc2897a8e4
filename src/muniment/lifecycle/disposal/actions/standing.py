"""Verbs on standing approvals of routine destruction: propose, approve, end."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason, refuse_if
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.models import StandingApproval
from muniment.lifecycle.disposal.types import STANDING_STAGES, Stage, StandingState

MAY_END = (
    Permission.DISPOSAL_PROPOSE,
    Permission.DISPOSAL_APPROVE_RECORDS,
    Permission.DISPOSAL_APPROVE_OWNER,
    Permission.DISPOSAL_APPROVE,
)


@verb("disposal:standing:propose")
def propose_standing(
    actor: Profile, draft: rules.StandingDraft, *, now: datetime
) -> StandingApproval:
    """Propose that routine papers are destroyed when due without a decision about each [DIS-10].
    Nothing happens before somebody with another role approves it. Raises Refused with every gap;
    NotPermitted outside the actor's part of the file plan."""
    access.require(actor, Permission.DISPOSAL_PROPOSE)
    for place in queries.class_places(draft.classes):
        for needed in (Permission.DISPOSAL_APPROVE_RECORDS, Permission.DISPOSAL_EXECUTE):
            access.require(actor, needed, at=place)
    refuse_if(
        rules.reasons_not_to_propose_standing(
            draft, routine=queries.routine_in_force(), today=civil_date(now)
        )
    )
    made = StandingApproval.objects.create(
        title=draft.title.strip(),
        classes=sorted(set(draft.classes)),
        rules=sorted(set(draft.rules)),
        reason=draft.reason.strip(),
        authority=draft.authority.strip(),
        from_on=draft.from_on,
        until_on=draft.until_on,
        most_a_day=draft.most_a_day,
        proposed_by=actor.reference,
        proposed_at=now,
    )
    detail = {
        "classes": made.classes,
        "rules": made.rules,
        "from": made.from_on.isoformat(),
        "until": made.until_on.isoformat(),
        "most_a_day": made.most_a_day,
        "authority": made.authority,
    }
    tell("disposal:standing:proposed", actor.reference, made, made.reason, detail, now)
    return made


@verb("disposal:standing:approve")
def approve_standing(
    actor: Profile,
    reference: str,
    *,
    reason: str = "",
    version: int | None = None,
    now: datetime,
) -> StandingApproval:
    """Approve it, as somebody else than its proposer and in another role: the information asset
    owner of all that it covers, the senior information risk owner, or the departmental records
    officer. From its first day on it is carried out daily."""
    one = _locked(actor, reference)
    stage = _stage(actor, queries.class_places(one.classes))
    facts = queries.standing_facts(one, now=now)
    refuse_if(
        [
            *rules.reasons_not_to_approve_standing(
                facts, actor.reference, seen_version=version, today=civil_date(now)
            ),
            *queries.reasons_of_clock(now),
        ]
    )
    one.state, one.approved_by, one.approved_at = StandingState.IN_FORCE, actor.reference, now
    one.approved_as = stage.value
    one.version += 1
    one.save()
    tell("disposal:standing:approved", actor.reference, one, reason, {"stage": stage.value}, now)
    return one


def _stage(actor: Profile, places: Sequence[Place]) -> Stage:
    stage = queries.stage_of(actor, places)
    if stage is not None:
        return stage
    roles = " or ".join(one.label.lower() for one in STANDING_STAGES)
    said = f"It is approved by somebody who is {roles} over all that it covers."
    raise NotPermitted(Reason("not_permitted", said))


@verb("disposal:standing:end")
def end_standing(actor: Profile, reference: str, *, reason: str, now: datetime) -> StandingApproval:
    """End it at once, or refuse what was proposed: no record more is destroyed under it. By
    anybody who proposes or approves disposals in any of the classes that it covers."""
    one = _locked(actor, reference)
    places = queries.class_places(one.classes)
    if not any(may(actor, permission, at) for permission in MAY_END for at in places):
        raise NotPermitted(Reason("not_permitted", "Your role does not decide about it."))
    refuse_if(rules.reasons_not_to_end_standing(StandingState(one.state), reason=reason))
    close(one, by=actor.reference, reason=reason, now=now)
    tell("disposal:standing:ended", actor.reference, one, reason, {}, now)
    return one


def close(one: StandingApproval, *, by: str, reason: str, now: datetime) -> None:
    """Write on the standing approval, locked, that it has ended."""
    one.state, one.ended_by, one.ended_at = StandingState.ENDED, by, now
    one.end_reason = reason[:1000]
    one.version += 1
    one.save()


def _locked(actor: Profile, reference: str) -> StandingApproval:
    found = queries.standing_named(actor, reference)
    return StandingApproval.objects.select_for_update().get(pk=found.pk)


def tell(
    kind: str,
    by: str,
    one: StandingApproval,
    reason: str,
    detail: Mapping[str, Any],
    now: datetime,
) -> None:
    """Record what was done with the standing approval."""
    record(EventDraft(kind, by, f"standing_approval:{one.reference}", reason, detail), at=now)
