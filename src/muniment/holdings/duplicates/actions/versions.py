"""Writing down what a person says of two records, as versions of one document."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.duplicates import queries, rules
from muniment.holdings.duplicates.models import Decision
from muniment.holdings.duplicates.types import Judged, Verdict
from muniment.holdings.records import actions as record_actions
from muniment.holdings.records import queries as records

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


@verb("duplicates:versions:accept")
def accept_versions(actor: Profile, earlier: str, later: str, *, now: datetime) -> Decision:
    """Say that two records are versions of one document, and which came first. Both stay records
    of their own, with their own access, dates and holds. It can be said of any two, whether they
    were offered or not, and again when the order was wrong. Raises Refused with every reason."""
    first, second = _to_judge(actor, earlier, later)
    others = [
        pair
        for pair in queries.decided_before([first.pk, second.pk])
        if set(pair) != {first.pk, second.pk}
    ]
    refuse_if(rules.reasons_not_to_order(first.pk, second.pk, others))
    return _decide(actor, first, second, Verdict.VERSIONS, now)


@verb("duplicates:versions:part")
def refuse_versions(actor: Profile, reference: str, other: str, *, now: datetime) -> Decision:
    """Say that two records are not versions of one document, also where somebody said that they
    are: they are not offered again. Raises Refused with every reason."""
    first, second = _to_judge(actor, reference, other)
    return _decide(actor, first, second, Verdict.NOT_VERSIONS, now)


def _to_judge(actor: Profile, one: str, other: str) -> "tuple[Record, Record]":
    """The two records, locked. Raises NotFound, NotPermitted, and Refused with every reason."""
    first, second = records.record_named(actor, one), records.record_named(actor, other)
    for side in (first, second):
        place = access.audience_key(side.audience_id).place
        access.require(actor, Permission.RECORDS_EDIT, at=place)
    live = record_actions.lock_live({first.pk, second.pk})
    judged = [Judged(side.pk, side.reference, side.pk in live) for side in (first, second)]
    refuse_if(rules.reasons_not_to_judge(*judged))
    return first, second


def _decide(
    actor: Profile, first: "Record", second: "Record", verdict: Verdict, now: datetime
) -> Decision:
    lower, higher = sorted((first.pk, second.pk))
    said = {
        "earlier": first,
        "later": second,
        "verdict": verdict.value,
        "decided_by": actor.reference,
        "decided_at": now,
    }
    made, _ = Decision.objects.update_or_create(lower=lower, higher=higher, defaults=said)
    done = "accepted" if verdict is Verdict.VERSIONS else "parted"
    about, detail = f"record:{second.reference}", {"other": first.reference}
    kind = f"duplicates:versions:{done}"
    record(EventDraft(kind, actor.reference, about, detail=dict(detail)), at=now)
    return made


def hand_on_decisions(kept: int, gone: int) -> None:
    """What was said of the versions of a record counts for the one that it was merged into."""
    mine = Decision.objects.filter(Q(earlier=gone) | Q(later=gone))
    for one in list(mine):
        earlier = kept if one.earlier_id == gone else one.earlier_id
        later = kept if one.later_id == gone else one.later_id
        lower, higher = sorted((earlier, later))
        known = Decision.objects.filter(lower=lower, higher=higher).exists()
        one.delete()
        if lower != higher and not known:
            one.earlier_id, one.later_id, one.lower, one.higher = earlier, later, lower, higher
            one.save(force_insert=True)
