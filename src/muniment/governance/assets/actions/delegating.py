"""Verbs by which owners have stewards keep parts of an entry, and say that it is right."""

from datetime import date, datetime, timedelta

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.notices import actions as notices
from muniment.governance.assets import queries, rules
from muniment.governance.assets.actions.keeping import keep_version, locked_own, told
from muniment.governance.assets.models import Attestation, Delegation
from muniment.governance.assets.types import AssetState, DelegationDraft, Group
from muniment.holdings.records.rules import printable


@verb("assets:delegation:give")
def delegate(
    actor: Profile, reference: str, draft: DelegationDraft, *, now: datetime
) -> Delegation:
    """Have a steward keep some groups of fields of an asset that the actor answers for, and no
    others. The steward is told. Raises Refused with every gap and fault."""
    today = civil_date(now)
    one = locked_own(actor, reference, today)
    person = access.find_person(draft.steward) if draft.steward.strip() else None
    owner = one.owner.reference if one.owner else ""
    here = person.reference if person is not None and person.is_active else ""
    refuse_if(rules.reasons_not_to_delegate(draft, steward=here, owner=owner, today=today))
    if person is None:
        raise AssertionError("reasons_not_to_delegate says so")
    made = Delegation.objects.create(
        reference=new_reference("DL"),
        asset=one,
        steward=person,
        groups=[group for group in Group if group in draft.groups],
        note=printable(" ".join(draft.note.split())),
        starts_on=draft.starts_on or today,
        ends_on=draft.ends_on,
        given_by=actor.reference,
        given_at=now,
    )
    _tell_the_log("assets:delegation:given", actor, made, now)
    notices.tell(
        here,
        kind="assets.steward",
        about=f"asset:{one.reference}",
        words=f"You are a data steward of “{one.title[:150]}”, for: {', '.join(made.labels)}.",
        key=f"asset-steward:{made.reference}",
        now=now,
    )
    return made


@verb("assets:delegation:end")
def end_delegation(
    actor: Profile, reference: str, *, ends_on: date | None = None, now: datetime
) -> Delegation:
    """End a delegation, with its last day (None: yesterday, so that it is so at once). Raises
    Refused, NotFound."""
    today = civil_date(now)
    found = queries.delegation_named(actor, reference)
    locked_own(actor, found.asset.reference, today)
    made = Delegation.objects.select_related("asset", "steward").get(pk=found.pk)
    yesterday = today - timedelta(days=1)
    if made.ends_on is not None and made.ends_on < today:
        raise Refused(Reason("ended", "It has ended already."))
    if ends_on is not None and ends_on < yesterday:
        raise Refused(Reason("ends_on", "The last day is not before yesterday.", "ends_on"))
    made.ends_on = ends_on or yesterday
    made.starts_on = min(made.starts_on, made.ends_on)
    made.save(update_fields=["starts_on", "ends_on"])
    _tell_the_log("assets:delegation:ended", actor, made, now)
    return made


def _tell_the_log(kind: str, actor: Profile, made: Delegation, now: datetime) -> None:
    groups: list[JSON] = list(made.groups)
    detail: dict[str, JSON] = {
        "delegation": made.reference,
        "steward": made.steward.reference,
        "groups": groups,
        "starts_on": made.starts_on.isoformat(),
        "ends_on": made.ends_on.isoformat() if made.ends_on else "",
    }
    about = f"asset:{made.asset.reference}"
    record(EventDraft(kind, actor.reference, about, detail=detail), at=now)


@verb("assets:asset:attest")
def attest(
    actor: Profile,
    reference: str,
    *,
    review_on: date | None,
    said: str = "",
    seen: int | None = None,
    now: datetime,
) -> Attestation:
    """Say that an entry, its retention and its risks are right, and when it is looked at again. By
    its owner, or who stands in for them. What is kept is the version that was looked at, with the
    digest of all it says. `seen`: that version, where somebody may have changed it since. Raises
    Refused with every reason."""
    today = civil_date(now)
    one = locked_own(actor, reference, today)
    by = access.names_at([one.changed_by]).get(one.changed_by, "Somebody else")
    gaps, lacking = queries.gaps(one)
    refuse_if(
        [
            *rules.reasons_of_order(seen, one.version, by),
            *rules.reasons_not_to_attest(
                AssetState(one.state), [*gaps, *lacking], review_on, said, today
            ),
        ]
    )
    if review_on is None or one.owner is None:
        raise AssertionError("reasons_not_to_attest and locked_own say so")
    one.review_on, one.values = review_on, {**one.values, "review_on": review_on.isoformat()}
    one.version += 1
    one.changed_at, one.changed_by = now, actor.reference
    one.save()
    version = keep_version(one, "attested", actor.reference, now, fields=["review_on"])
    lines = said.strip().splitlines()
    made = Attestation.objects.create(
        asset=one,
        version=one.version,
        digest=version.digest,
        at=now,
        by=actor.reference,
        for_owner=one.owner.reference,
        said="\n".join(printable(line.rstrip()) for line in lines),
        review_on=review_on,
    )
    told("assets:asset:attested", actor.reference, one, version, now)
    return made
