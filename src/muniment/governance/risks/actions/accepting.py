"""Verbs that score a risk, accept what is left of it, and take that back."""

from collections.abc import Mapping
from datetime import date, datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.notices import actions as notices
from muniment.governance.risks import queries, rules
from muniment.governance.risks.actions.keeping import (
    keep_scores,
    locked,
    locked_kept,
    next_version,
    refuse,
    score,
    told,
)
from muniment.governance.risks.models import Acceptance, Risk
from muniment.governance.risks.types import SCORES, Ended, RiskState

NOT_YOURS = (
    "The senior information risk owner accepts it. The owner of the risk may while its current"
    " score is within the appetite."
)


@verb("risks:risk:score")
def score_risk(
    actor: Profile,
    reference: str,
    values: Mapping[str, str],
    *,
    why: str,
    seen: int | None = None,
    now: datetime,
) -> Risk:
    """Score a risk anew: the scores that are named (`current_likelihood`), from 1 to 5; the others
    stay. What they were is kept for ever. Where the current score changes, an acceptance is stale
    at once, and who gave it and the owner are told. Raises Refused with every reason."""
    one = locked_kept(actor, reference)
    before = queries.said_of(one)
    named = {field.name for field in SCORES}
    clean, wrong = rules.read({k: v for k, v in values.items() if k in named})
    after = {**before, **clean}
    by = access.names_at([one.changed_by]).get(one.changed_by, "Somebody else")
    state = RiskState(one.state)
    judged = [] if wrong else rules.reasons_not_to_score(state, before, after, why)
    refuse_if([*rules.reasons_of_order(seen, one.version, by), *wrong, *judged])
    fields = rules.changed(before, after)
    if not fields:
        raise Refused(Reason("same", "Those are its scores already."))
    score(one, after)
    version = next_version(one, "scored", actor.reference, now, fields=fields, reason=why)
    keep_scores(one, actor.reference, why, now)
    if any(name.startswith("current") for name in fields):
        said = "The current score was changed."
        end_acceptance(one, Ended.STALE, actor.reference, said, now)
    scores = {kind: getattr(one, kind) for kind in ("inherent", "current", "target")}
    told("risks:risk:scored", actor.reference, one, version, now, reason=why, detail=dict(scores))
    return one


@verb("risks:risk:accept")
def accept(
    actor: Profile,
    reference: str,
    *,
    reason: str,
    expires_on: date | None,
    seen: int | None = None,
    now: datetime,
) -> Acceptance:
    """Accept what is left of an open risk, until a day: as senior information risk owner, or as its
    owner while its current score is within the appetite. It is bound to that score. One that stood
    until now is replaced. `seen`: the version that was looked at. Raises Refused with every
    reason."""
    one = locked(actor, reference)
    authority = queries.authority(actor, one)
    if authority is None:
        refuse(NOT_YOURS)
    by = access.names_at([one.changed_by]).get(one.changed_by, "Somebody else")
    current = rules.mark(queries.said_of(one), "current")
    against = rules.reasons_not_to_accept(
        RiskState(one.state),
        current,
        reason=reason,
        expires_on=expires_on,
        months=queries.scales().acceptance_months,
        today=civil_date(now),
    )
    refuse_if([*rules.reasons_of_order(seen, one.version, by), *against])
    if current is None or expires_on is None:
        raise AssertionError("reasons_not_to_accept says so")
    end_acceptance(one, Ended.REPLACED, actor.reference, "It was accepted anew.", now)
    made = Acceptance.objects.create(
        reference=new_reference("AC"),
        risk=one,
        by=actor.reference,
        authority=authority,
        at=now,
        reason=rules.line(reason),
        likelihood=current.likelihood,
        impact=current.impact,
        expires_on=expires_on,
    )
    detail = {
        "acceptance": made.reference,
        "authority": authority.value,
        "score": current.product,
        "expires_on": expires_on.isoformat(),
    }
    told("risks:risk:accepted", actor.reference, one, None, now, reason=reason, detail=detail)
    return made


@verb("risks:risk:withdraw")
def withdraw(actor: Profile, reference: str, *, reason: str, now: datetime) -> Acceptance:
    """Take back the acceptance of a risk (by reference of the risk): who gave it, or who could give
    it now. Raises Refused with every reason."""
    one = locked(actor, reference)
    standing = one.acceptances.filter(ended_at=None).first()
    gave = standing is not None and standing.by == actor.reference
    if not gave and queries.authority(actor, one) is None:
        refuse(NOT_YOURS)
    none = [Reason("not_accepted", "It is not accepted.")] if standing is None else []
    refuse_if([*none, *rules.reasons_of_words(reason)])
    made = end_acceptance(one, Ended.WITHDRAWN, actor.reference, reason, now)
    if made is None:
        raise AssertionError("there is one, and the risk is locked")
    detail = {"acceptance": made.reference}
    told("risks:risk:withdrawn", actor.reference, one, None, now, reason=reason, detail=detail)
    return made


def end_acceptance(one: Risk, how: Ended, by: str, why: str, now: datetime) -> Acceptance | None:
    """End the acceptance of a locked risk that stands, if one does, in the caller's transaction;
    who gave it and the owner are told where it is stale or withdrawn. The caller tells the log."""
    found = one.acceptances.filter(ended_at=None).first()
    if found is None:
        return None
    found.ended_at, found.ended_as, found.ended_by = now, how, by
    found.ended_why = rules.line(why)
    found.save(update_fields=["ended_at", "ended_as", "ended_by", "ended_why"])
    if how in (Ended.STALE, Ended.WITHDRAWN):
        _tell(one, found, by, now)
    return found


def _tell(one: Risk, found: Acceptance, by: str, now: datetime) -> None:
    was = "is stale" if found.ended_as == Ended.STALE else "was withdrawn"
    people = {found.by, one.owner.reference if one.owner else found.by}
    # Who withdraws it themselves knows; whoever scores it anew may not know what hung on it.
    people -= {by} if found.ended_as == Ended.WITHDRAWN else set()
    for person in sorted(people):
        notices.tell(
            person,
            kind="risks.acceptance",
            about=f"risk:{one.reference}",
            words=f"The acceptance of “{one.title}” {was}. {found.ended_why} Decide about it anew.",
            key=f"risk-acceptance:{found.reference}:{found.ended_as}",
            now=now,
        )
