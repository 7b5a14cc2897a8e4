"""How the documents stand: what is overdue, not complete, contradictory or left behind."""

from datetime import date
from typing import Any

from ninja import Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.views.policies import PolicyExtract, PolicyLink, extract_said, link_said
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.policies import queries

router = Router(tags=["policies"])
SEE = Permission.POLICIES_SEE


class ValueStated(Schema):
    """A value that a text states; `policy` is blank for what the retention schedule says."""

    value: str
    policy: str
    title: str
    version: str
    paragraph: str


class ValueConflict(Schema):
    """A name for which different values are stated."""

    name: str
    stated: list[ValueStated]


class PolicyIncomplete(Schema):
    """A policy on records that does not say all that it must (Code of Practice under section 46 of
    the Freedom of Information Act 2000)."""

    policy: str
    version: str
    missing: list[str]


class PolicyOverdue(Schema):
    """A document whose review date has passed."""

    policy: str
    version: str
    review_on: date | None


class ExtractStale(PolicyExtract):
    """A paragraph that a desk aid says again, and that has changed."""

    aid: str


class LinkBroken(PolicyLink):
    """A link to a document that is retired."""

    policy: str


class PolicyHealth(Schema):
    """Everything that wants attention, of the documents that you may read."""

    overdue: list[PolicyOverdue]
    incomplete: list[PolicyIncomplete]
    conflicts: list[ValueConflict]
    stale: list[ExtractStale]
    broken: list[LinkBroken]


class PolicyFigures(Schema):
    """How the documents stand today. `asked` and `acknowledged`: of people, for what was issued 30
    days ago or more."""

    on: date
    published: int
    in_date: int
    overdue: int
    incomplete: int
    conflicts: int
    stale: int
    asked: int
    acknowledged: int


@operation(router, "GET", "/policies/health", needs=SEE, answer=PolicyHealth)
def see_health(request: Request) -> Any:
    """What wants attention: overdue, not complete, saying different things, left behind."""
    found = queries.health(request.actor, civil_date(request.now))
    return PolicyHealth(
        overdue=[PolicyOverdue(**_named(one), review_on=one.review_on) for one in found.overdue],
        incomplete=[
            PolicyIncomplete(**_named(one), missing=list(missing))
            for one, missing in found.incomplete
        ],
        conflicts=[
            ValueConflict(name=one.name, stated=[_stated(each) for each in one.stated])
            for one in found.conflicts
        ],
        stale=[ExtractStale(aid=one.aid.reference, **extract_said(one)) for one in found.stale],
        broken=[LinkBroken(policy=one.policy.reference, **link_said(one)) for one in found.broken],
    )


def _named(version: Any) -> dict[str, str]:
    return {"policy": version.policy.reference, "version": version.number}


def _stated(one: Any) -> ValueStated:
    names = ("value", "policy", "title", "version", "paragraph")
    return ValueStated(**{name: getattr(one, name) for name in names})


@operation(router, "GET", "/policies/figures", needs=SEE, answer=PolicyFigures)
def count_policies(request: Request) -> Any:
    """How the documents stand today: in date, complete, acknowledged."""
    found = queries.figures(request.actor, request.now, civil_date(request.now))
    return PolicyFigures(**{name: getattr(found, name) for name in found.__slots__})
