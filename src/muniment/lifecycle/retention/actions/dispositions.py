"""Verbs on what is decided for a record by itself: giving it a rule, and deciding again; and what
a review that has been signed does to its records."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.records import actions as keeping
from muniment.holdings.records import queries as records
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention.actions.recalculating import redate
from muniment.lifecycle.retention.models import Disposition
from muniment.lifecycle.retention.rules import dispositions as rules
from muniment.lifecycle.retention.types.dispositions import Apart, Decided

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

AT_ONCE = 10_000


def keep_for_transfer(
    found: "Sequence[Record]", *, reasons: Sequence[str], review: str, by: str, now: datetime
) -> None:
    """Keep these records to be transferred, each with its reason; in the caller's verb, with them
    locked. They are protected until they are transferred or decided again."""
    pairs = zip(found, reasons, strict=True)
    _decide(found, [_row(one, Apart.TRANSFER, "", why, review) for one, why in pairs], by, now)


def give_rules(
    found: "Sequence[Record]",
    given: Sequence[str],
    *,
    reasons: Sequence[str],
    review: str,
    by: str,
    now: datetime,
) -> None:
    """Give each of these records the rule of its own that is named; in the caller's verb, with
    them locked. Blank, or not in force any more: one is still to be set, and until then the record
    is protected."""
    in_force, rows = queries.terms_of(set(given)), []
    for one, rule, why in zip(found, given, reasons, strict=True):
        if rule in in_force:
            rows.append(_row(one, Apart.RULE, rule, why, review))
        else:
            rows.append(_row(one, Apart.RULE_TO_SET, one.rule, why, review))
    _decide(found, rows, by, now)


def _row(one: "Record", kind: Apart, rule: str, reason: str, review: str) -> Disposition:
    why = reason[:1000]
    return Disposition(scope=one.reference, kind=kind, rule=rule, reason=why, review=review)


def _decide(found: "Sequence[Record]", rows: Sequence[Disposition], by: str, now: datetime) -> None:
    if not found:
        return
    end(found, by=by, reason="Decided anew", now=now)
    for row in rows:
        row.set_by, row.set_at = by, now
    Disposition.objects.bulk_create(rows, batch_size=500)
    redate(list(found))


def end(
    found: "Sequence[Record]",
    *,
    by: str,
    reason: str,
    received_on: date | None = None,
    now: datetime,
) -> None:
    """End what is decided for these records by themselves, if anything; their dates are not
    computed again. `received_on`: when somebody outside received what was kept for transfer."""
    for start in range(0, len(found), 500):
        references = [one.reference for one in found[start : start + 500]]
        standing = Disposition.objects.filter(scope__in=references, ended_at=None)
        standing.update(ended_at=now, ended_by=by, end_reason=reason[:500], received_on=received_on)


@verb("retention:rule:give")
def give_rule(actor: Profile, scope: str, rule: str, *, reason: str, now: datetime) -> list[str]:
    """Set the rule for what waits for one: a record, or all that waits in a folder or in a class
    and below it; `-` for that of its class after all. The references of the records. Raises
    Refused with every reason; of several records it is all or none."""
    access.require(actor, Permission.RETENTION_MANAGE)
    numbers = list(queries.waiting_in(actor, scope).values_list("pk", flat=True)[:AT_ONCE])
    found = list(keeping.lock_all_for_disposal(numbers).values())
    decided = queries.decided_for(one.reference for one in found)
    # What somebody was first with does not wait any more.
    found = [one for one in found if _waits(decided.get(one.reference))]
    places = access.places_of({one.audience_id for one in found})
    refuse_if(
        rules.reasons_not_to_give(
            [
                rules.Awaiting(
                    one.reference,
                    may(actor, Permission.RETENTION_MANAGE, places[one.audience_id]),
                    decided[one.reference].rule,
                )
                for one in found
            ],
            rule,
            known=rule in queries.terms_of([rule]),
            reason=reason,
        )
    )
    if rule == rules.OF_ITS_CLASS:
        end(found, by=actor.reference, reason=reason, now=now)
        redate(found)
    else:  # each keeps the review in which it was decided that it is to have another
        rows = [_row(one, Apart.RULE, rule, reason, decided[one.reference].review) for one in found]
        _decide(found, rows, actor.reference, now)
    references = sorted(one.reference for one in found)
    detail: dict[str, JSON] = {"rule": rule, "records": len(references)}
    about = f"record:{references[0]}" if len(references) == 1 else f"scope:{scope}"
    record(EventDraft("retention:rule:given", actor.reference, about, reason, detail), at=now)
    return references


def _waits(decided: Decided | None) -> bool:
    return decided is not None and decided.kind is Apart.RULE_TO_SET


@verb("retention:disposition:end")
def decide_again(actor: Profile, reference: str, *, reason: str, now: datetime) -> None:
    """Take back what is decided for a record by itself: it is under the rule of its class again,
    and what is due by that can be proposed again."""
    one = records.record_named(actor, reference)
    access.require(
        actor,
        Permission.RETENTION_MANAGE,
        at=access.audience_key(one.audience_id).place,
    )
    found = keeping.lock_for_disposal(one.pk)
    decided = queries.decided_for([found.reference]).get(found.reference)
    refuse_if(rules.reasons_not_to_decide_again(decided, reason=reason))
    end([found], by=actor.reference, reason=reason, now=now)
    redate([found])
    detail: dict[str, JSON] = {"was": decided.kind.value if decided else ""}
    about = f"record:{found.reference}"
    record(
        EventDraft("retention:disposition:ended", actor.reference, about, reason, detail), at=now
    )
