"""Looking at rules again: setting when, deciding, and asking their owners [RET-07]."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile, Role
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.notices.actions import tell
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention.models import RuleReview, RuleReviewInterval
from muniment.lifecycle.retention.queries.reviewing import owners_of_rules
from muniment.lifecycle.retention.rules import reviewing as rules
from muniment.lifecycle.retention.rules.reviewing import RuleOutcome
from muniment.lifecycle.retention.types import RuleState


@verb("retention:reviews:set")
def set_review_interval(actor: Profile, months: int, *, now: datetime) -> int:
    """Set after how many months each rule goes to its owner to be looked at; 0: none does."""
    access.require(actor, Permission.RETENTION_MANAGE)
    refuse_if(rules.reasons_not_to_set_interval(months, queries.review_interval()))
    RuleReviewInterval.objects.create(months=months, set_by=actor.reference, set_at=now)
    about, detail = "retention:reviews", {"months": months}
    record(EventDraft("retention:reviews:set", actor.reference, about, detail=detail), at=now)
    return months


@verb("retention:rule:review")
def review_rule(
    actor: Profile, code: str, outcome: RuleOutcome, *, note: str, now: datetime
) -> RuleReview:
    """Decide about a rule as an owner of what it dates, or as who manages rules: keep it, or have
    it changed or retired, which stays listed until it is done. Raises Refused with every reason."""
    access.require(actor, Permission.RETENTION_SEE)
    newest = queries.history(code)[0]
    if not queries.review_interval():
        said = "Nobody has set after how long rules are looked at again."
        raise Refused(Reason("not_set", said))
    line = queries.rule_to_review(actor, newest, now=now)
    refuse_if(
        rules.reasons_not_to_review(
            in_force=newest.rule.state == RuleState.ACTIVE,
            permitted=line.may_review,
            looked_at_today=_kept_on(code, newest.version, now),
            pending=line.pending,
            outcome=outcome,
            note=note,
        )
    )
    made = RuleReview.objects.create(
        rule=code,
        version=newest.version,
        outcome=outcome,
        note=note.strip(),
        reviewed_by=actor.reference,
        reviewed_at=now,
    )
    if outcome is not RuleOutcome.KEEP:
        words = f"Rule {code} is to be {outcome.value}d: {note.strip()}"[:1000]
        for person, _ in access.holders(Role.RECORDS_MANAGER, on=civil_date(now)):
            key = f"rule_reviewed:{made.pk}"
            about = f"rule:{code}"
            tell(person.reference, kind="rule_reviewed", about=about, words=words, key=key, now=now)
    detail = {"version": newest.version, "outcome": outcome.value}
    about = f"rule:{code}"
    record(EventDraft("retention:rule:reviewed", actor.reference, about, note, detail), at=now)
    return made


def _kept_on(code: str, version: int, now: datetime) -> bool:
    last = queries.reviews_of_rule(code).filter(version=version).first()
    if last is None or last.outcome != RuleOutcome.KEEP:
        return False
    return civil_date(last.reviewed_at) == civil_date(now)


def ask_for_reviews(*, now: datetime) -> int:
    """Tell the owners of rules that are due to be looked at, each once for each date that it was
    due; the records managers of a rule that nobody owns. How many were told."""
    today = civil_date(now)
    managers = [person for person, _ in access.holders(Role.RECORDS_MANAGER, on=today)]
    if not managers or not queries.review_interval():
        return 0
    reader = access.profile(managers[0], on=today)
    due = [one for one in queries.rules_to_review(reader, now=now) if not one.pending]
    owned = owners_of_rules([one.code for one in due], now=now)
    told = 0
    for one in due:
        words = (
            f"Rule {one.code} “{one.title[:200]}” is to be looked at: keep, change or retire it?"
        )
        key, about = f"rule_review:{one.code}:{one.due_on}", f"rule:{one.code}"
        for person in sorted(owned.get(one.code) or {each.reference for each in managers}):
            made = tell(person, kind="rule_to_review", about=about, words=words, key=key, now=now)
            told += made is not None
    return told
