"""Verbs on a personal data breach: when the body became aware, what was decided, who was told."""

from datetime import UTC, datetime

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.governance.incidents import queries, rules
from muniment.governance.incidents.actions.keeping import (
    keep,
    locked,
    log,
    out_of_order,
    start_clock,
)
from muniment.governance.incidents.models import Incident
from muniment.governance.incidents.types import About, DecisionDraft, Stage, ToldDraft


@verb("incidents:clock:set")
def set_aware(
    actor: Profile,
    reference: str,
    moment: datetime | None,
    *,
    why: str,
    seen: int | None = None,
    now: datetime,
) -> Incident:
    """Say that the body became aware of a breach at another moment, and why: the hours of UK GDPR
    article 33 run from there. The moment before is kept. Raises Refused with every reason."""
    one = locked(actor, reference)
    refuse_if(
        [
            *out_of_order(one, seen),
            *rules.reasons_not_aware(Stage(one.stage), one.clock, moment, why, now),
        ]
    )
    if moment is None:
        raise AssertionError("reasons_not_aware says so")
    before = one.aware_at.isoformat() if one.aware_at else ""
    start_clock(one, moment.astimezone(UTC))
    said = {"aware_at": moment.astimezone(UTC).isoformat(), "before": before}
    keep(one, actor.reference, "aware", now, why=why, said=said)
    log("incidents:clock:set", actor.reference, one, now, said)
    return one


@verb("incidents:breach:decide")
def decide(
    actor: Profile,
    reference: str,
    draft: DecisionDraft,
    *,
    seen: int | None = None,
    now: datetime,
) -> Incident:
    """Decide whether the authority (UK GDPR article 33(1)) or the people concerned (article 34)
    are told of a breach, and why. After the limit it takes a reason why so late. It can be decided
    otherwise, until they are told. Raises Refused with every reason."""
    one = locked(actor, reference)
    wrong = rules.reasons_not_to_decide(Stage(one.stage), one.clock, draft, now)
    refuse_if([*out_of_order(one, seen), *wrong, *_against_decision(one, draft)])
    if draft.about is About.AUTHORITY:
        one.notify, one.decided_at = draft.tell, now
    else:
        one.tell_people = draft.tell
    said = {
        "about": draft.about.value,
        "tell": "yes" if draft.tell else "no",
        "late_why": rules.clean(draft.late_why),
    }
    keep(one, actor.reference, "decide", now, why=draft.why, said=said)
    log("incidents:breach:decided", actor.reference, one, now, _without_words(said))
    return one


def _against_decision(one: Incident, draft: DecisionDraft) -> list[Reason]:
    authority = draft.about is About.AUTHORITY
    told = one.told_at if authority else one.people_told_at
    decided = one.notify if authority else one.tell_people
    if told is not None:
        return [Reason("told", "They were told already: that cannot be undone.")]
    return rules.same(decided is not draft.tell)


@verb("incidents:breach:tell")
def tell(
    actor: Profile,
    reference: str,
    draft: ToldDraft,
    *,
    seen: int | None = None,
    now: datetime,
) -> Incident:
    """Record that the authority, or the people concerned, were told of a breach: when, how, and
    the reference that the authority gave. After the limit it takes the reasons for the delay (UK
    GDPR article 33(1)). Raises Refused with every reason."""
    one = locked(actor, reference)
    authority = draft.about is About.AUTHORITY
    decided = one.notify if authority else one.tell_people
    wrong = rules.reasons_not_told(Stage(one.stage), one.clock, draft, decided=decided, now=now)
    again = one.told_at if authority else one.people_told_at
    refuse_if([*out_of_order(one, seen), *wrong, *rules.same(again is None)])
    moment = draft.told_at.astimezone(UTC)
    if authority:
        one.told_at, one.authority_reference = moment, rules.line(draft.reference)
    else:
        one.people_told_at = moment
    said = {
        "about": draft.about.value,
        "told_at": moment.isoformat(),
        "who": queries.pack().authority if authority else "",
        "how": rules.line(draft.how),
        "reference": rules.line(draft.reference),
        "late_why": rules.clean(draft.late_why),
    }
    keep(one, actor.reference, "tell", now, said=said)
    log("incidents:breach:told", actor.reference, one, now, _without_words(said))
    return one


def _without_words(said: dict[str, str]) -> dict[str, str]:
    return {name: said[name] for name in ("about", "tell", "told_at") if said.get(name)}
