"""Verbs that make a risk, change, open, review, close it and bring it back."""

from collections.abc import Mapping
from datetime import date, datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.governance.risks import queries, rules
from muniment.governance.risks.actions.accepting import end_acceptance
from muniment.governance.risks.actions.keeping import (
    ELSEWHERE,
    fill,
    keep_version,
    link,
    locked_kept,
    new_risk,
    next_version,
    refuse,
    tell_owner,
    told,
)
from muniment.governance.risks.models import Risk
from muniment.governance.risks.types import SCORES, Ended, RiskState

SCORED = {one.name for one in SCORES}


@verb("risks:risk:make")
def make(actor: Profile, values: Mapping[str, str], *, now: datetime) -> Risk:
    """Put a risk into the register, as a draft. `values`: what is said of it, by the names of
    `types.EVERY`; days as 2026-03-31 or 31/03/2026, scores from 1 to 5. By who keeps the risks of
    the unit, or owns every asset that it concerns. Its owner is told. Raises Refused with every
    gap and fault."""
    clean, wrong = rules.read(values)
    access.require(actor, Permission.RISKS_MANAGE)
    there = queries.known(actor, clean)
    faults = rules.reasons_not_to_keep(clean, there)
    scored = [] if wrong else rules.reasons_of_order_of_scores(clean)
    own = queries.owns_all(actor, clean.get("assets", "").split())
    if clean.get("unit") in there.units and not (own or _keeps(actor, clean["unit"])):
        refuse(ELSEWHERE)
    refuse_if([*wrong, *faults, *scored])
    one = new_risk(actor.reference, {**clean, "owner": there.owner}, now)
    fields = rules.changed({}, queries.said_of(one))
    version = keep_version(one, "made", actor.reference, now, fields=fields)
    told("risks:risk:made", actor.reference, one, version, now)
    tell_owner(one, "", now)
    return one


def _keeps(actor: Profile, unit: str) -> bool:
    return queries.manages_unit(actor, unit)


@verb("risks:risk:change")
def change(
    actor: Profile,
    reference: str,
    values: Mapping[str, str],
    *,
    seen: int | None = None,
    now: datetime,
) -> Risk:
    """Say otherwise what a risk is: of the fields that are named; the others stay. Scores are
    changed by `score`. `seen`: the version that was looked at, where somebody else may have changed
    it since. Another category has another appetite: what was accepted is then stale. Raises Refused
    with every gap and fault, and where nothing would change."""
    one = locked_kept(actor, reference)
    before = queries.said_of(one)
    clean, wrong = rules.read({k: v for k, v in values.items() if k not in SCORED})
    after = {**before, **clean}
    there = queries.known(actor, after, before)
    today, state = civil_date(now), RiskState(one.state)
    judged = [] if wrong else rules.reasons_not_to_change(state, before, after, today)
    faults = rules.reasons_not_to_keep(after, there)
    named = {each.field for each in faults}
    judged = [each for each in judged if each.field not in named or not each.field]
    order = rules.reasons_of_order(seen, one.version, _changed_by(one))
    refuse_if([*order, *wrong, *faults, *judged])
    if after["unit"] != before["unit"] and not _keeps(actor, after["unit"]):
        refuse(ELSEWHERE)
    after["owner"] = there.owner
    fields = rules.changed(before, after)
    if not fields:
        raise Refused(Reason("same", "That is what the register says of it already."))
    fill(one, after, actor.reference, now)
    link(one, after["assets"])
    version = next_version(one, "changed", actor.reference, now, fields=fields)
    if "category" in fields:
        why = "The category of the risk was changed."
        end_acceptance(one, Ended.STALE, actor.reference, why, now)
    told("risks:risk:changed", actor.reference, one, version, now)
    tell_owner(one, before["owner"], now)
    return one


def _changed_by(one: Risk) -> str:
    return access.names_at([one.changed_by]).get(one.changed_by, "Somebody else")


@verb("risks:risk:open")
def open_risk(actor: Profile, reference: str, *, now: datetime) -> Risk:
    """Open a draft: it says cause, event, effect, category, owner, all scores, treatment and next
    review. Raises Refused with every gap."""
    one = locked_kept(actor, reference)
    here = one.owner is not None and one.owner.is_active
    said, today = queries.said_of(one), civil_date(now)
    refuse_if(rules.reasons_not_to_open(RiskState(one.state), said, owner_here=here, today=today))
    one.state, one.opened_at = RiskState.OPEN, now
    return _kept(actor, one, "opened", now)


@verb("risks:risk:review")
def review(
    actor: Profile,
    reference: str,
    *,
    said: str,
    review_on: date | None,
    seen: int | None = None,
    now: datetime,
) -> Risk:
    """Say that an open risk was looked at, what was found, and when it is looked at again. `seen`:
    the version that was looked at. Raises Refused with every reason."""
    one = locked_kept(actor, reference)
    before = queries.said_of(one)
    state, today = RiskState(one.state), civil_date(now)
    refuse_if(
        [
            *rules.reasons_of_order(seen, one.version, _changed_by(one)),
            *rules.reasons_not_to_review(state, before, said, review_on, today),
        ]
    )
    one.review_on = review_on
    return _kept(actor, one, "reviewed", now, reason=said, fields=("review_on",), logged=False)


@verb("risks:risk:close")
def close(actor: Profile, reference: str, *, reason: str, now: datetime) -> Risk:
    """Close a risk: it is no more, or has come about. An acceptance ends with it. Raises Refused
    with every reason."""
    one = locked_kept(actor, reference)
    refuse_if(rules.reasons_not_to_close(RiskState(one.state), reason))
    one.state, one.closed_at, one.closed_why = RiskState.CLOSED, now, rules.line(reason)
    end_acceptance(one, Ended.CLOSED, actor.reference, "The risk was closed.", now)
    return _kept(actor, one, "closed", now, reason=reason)


@verb("risks:risk:reopen")
def reopen(actor: Profile, reference: str, *, reason: str, now: datetime) -> Risk:
    """Bring a closed risk back, as a draft to be opened anew. Raises Refused with every reason."""
    one = locked_kept(actor, reference)
    refuse_if(rules.reasons_not_to_reopen(RiskState(one.state), reason))
    one.state, one.closed_at, one.closed_why = RiskState.DRAFT, None, ""
    return _kept(actor, one, "reopened", now, reason=reason)


def _kept(
    actor: Profile,
    one: Risk,
    deed: str,
    now: datetime,
    *,
    reason: str = "",
    fields: tuple[str, ...] = (),
    logged: bool = True,
) -> Risk:
    version = next_version(one, deed, actor.reference, now, fields=fields, reason=reason)
    # What a review found is said of the risk; the log says that there was one.
    said = reason if logged else ""
    told(f"risks:risk:{deed}", actor.reference, one, version, now, reason=said)
    return one
