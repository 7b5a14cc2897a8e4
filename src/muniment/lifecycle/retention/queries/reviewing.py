"""Which rules are to be looked at again, and by whom."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.fileplan import queries as fileplan
from muniment.lifecycle.retention.models import RuleReview, RuleReviewInterval, RuleVersion
from muniment.lifecycle.retention.queries.owning import owner_of, owners
from muniment.lifecycle.retention.queries.schedule import rules
from muniment.lifecycle.retention.rules import reviewing as decide
from muniment.lifecycle.retention.rules.reviewing import (
    LookedAt,
    RuleOutcome,
    RuleReviewed,
    RuleToReview,
)


def review_interval() -> int:
    """After how many months a rule is looked at again; 0: rules are not."""
    newest = RuleReviewInterval.objects.order_by("-pk").first()
    return newest.months if newest else 0


def reviews_of_rule(code: str) -> QuerySet[RuleReview]:
    """The reviews of the rule, the latest first."""
    return RuleReview.objects.filter(rule=code).order_by("-pk")


def rules_to_review(
    actor: Profile, *, now: datetime, only_mine: bool = False
) -> list[RuleToReview]:
    """The rules in force that are due to be looked at, or that it was decided to change or retire
    and nobody has done it: the longest due first. `only_mine`: those that the actor may review."""
    access.require(actor, Permission.RETENTION_SEE)
    today = civil_date(now)
    lines = _lines(actor, list(rules()), now)
    found = [one for one in lines if one.due_on <= today or one.pending]
    return [one for one in found if one.may_review or not only_mine]


def rules_looked_at(actor: Profile, *, now: datetime) -> tuple[LookedAt, list[LookedAt]]:
    """How many of the rules in force were looked at in time, as of today: of all of them, and by
    owner, in the order of their names and last what nobody owns. A rule that several own counts for
    each of them. None at all where the body has not set how often."""
    access.require(actor, Permission.RETENTION_SEE)
    lines = _lines(actor, list(rules()), now)
    by_owner: dict[str, list[RuleToReview]] = defaultdict(list)
    for one in lines:
        for owner in one.owners or ("",):
            by_owner[owner].append(one)
    found = [_looked_at(owner, theirs) for owner, theirs in sorted(by_owner.items())]
    return _looked_at(None, lines), sorted(found, key=lambda one: one.owner == "")


def _looked_at(owner: str | None, lines: Sequence[RuleToReview]) -> LookedAt:
    return LookedAt(owner, len(lines), sum(map(decide.is_in_time, lines)))


def rule_to_review(actor: Profile, version: RuleVersion, *, now: datetime) -> RuleToReview:
    """Where the rule stands with its reviews, due or not."""
    [line] = _lines(actor, [version], now)
    return line


def owners_of_rules(codes: Sequence[str], *, now: datetime) -> dict[str, set[str]]:
    """The information asset owners (by reference) of the classes that have each rule."""
    held = owners(now)
    found: dict[str, set[str]] = defaultdict(set)
    having = [one for one in fileplan.classes() if one.rule in set(codes)]
    effective = fileplan.effective_of(having)
    for one in having:
        found[one.rule] |= owner_of(effective[one.pk].place, held)[1]
    return dict(found)


def _lines(actor: Profile, versions: Sequence[RuleVersion], now: datetime) -> list[RuleToReview]:
    months, today = review_interval(), civil_date(now)
    codes = [one.rule.code for one in versions]
    owned = owners_of_rules(codes, now=now)
    names = access.names_at({person for people in owned.values() for person in people})
    reviews = _reviews()
    manages = Permission.RETENTION_MANAGE in actor.permissions
    found = []
    for one in versions if months else ():
        code, people = one.rule.code, owned.get(one.rule.code, set())
        since = decide.last_looked_at(one.version, one.valid_from, reviews.get(code, []))
        due = decide.review_due(since, months)
        found.append(
            RuleToReview(
                code=code,
                title=one.title,
                version=one.version,
                since=since,
                due_on=due,
                days_overdue=max(0, (today - due).days),
                pending=decide.pending_of(one.version, reviews.get(code, [])),
                owners=tuple(sorted(names[person] for person in people if person in names)),
                may_review=manages or actor.reference in people,
            )
        )
    return sorted(found, key=lambda one: (one.due_on, one.code))


def _reviews() -> dict[str, list[RuleReviewed]]:
    found: dict[str, list[RuleReviewed]] = defaultdict(list)
    for one in RuleReview.objects.order_by("pk"):
        on = civil_date(one.reviewed_at)
        found[one.rule].append(RuleReviewed(one.version, RuleOutcome(one.outcome), on))
    return found
