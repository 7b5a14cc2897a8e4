"""The register of information risks: what each says, its scores, and who accepts it."""

from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, page
from muniment.api.shapes import Given
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.governance.risks import actions, queries, rules
from muniment.governance.risks.types import Narrow, Standing, Treatment, Want

router = Router(tags=["risks"])
SEE, MANAGE = Permission.RISKS_SEE, Permission.RISKS_MANAGE
Long = Annotated[str, Field(max_length=3000)]
Short = Annotated[str, Field(max_length=300)]
Why = Annotated[str, Field(max_length=1000)]
Score = Annotated[int, Field(ge=1, le=5)]
Version = Annotated[int, Field(ge=1, le=2**31)]


class RiskScores(Given):
    """Scores from 1 to 5. What is not named stays; null empties."""

    inherent_likelihood: Score | None = None
    inherent_impact: Score | None = None
    current_likelihood: Score | None = None
    current_impact: Score | None = None
    target_likelihood: Score | None = None
    target_impact: Score | None = None

    def values(self) -> dict[str, str]:
        """As the verbs take it: only what was sent, null for empty."""
        said = self.model_dump(exclude_unset=True, exclude={"seen", "why"})
        return {name: "" if one is None else str(one) for name, one in said.items()}


class RiskSaid(Given):
    """What is said of a risk. `owner` by user name, e-mail or reference; `assets`: references of
    the register of information assets with a space between them."""

    title: Short | None = None
    cause: Long | None = None
    event: Long | None = None
    effect: Long | None = None
    category: Short | None = None
    unit: Short | None = None
    owner: Short | None = None
    assets: Long | None = None
    treatment: Treatment | None = None
    plan: Long | None = None
    review_on: date | None = None


class RiskGiven(RiskSaid, RiskScores):
    """What is said of a new risk, its scores too."""


class RiskChanged(RiskSaid):
    """What is said otherwise; what is not named stays. `seen`: the version that you looked at, so
    that nobody's change is written over unseen."""

    seen: Version | None = None

    def values(self) -> dict[str, str]:
        """As the verbs take it: only what was sent, null for empty."""
        said = self.model_dump(exclude_unset=True, exclude={"seen"})
        return {name: "" if one is None else str(one) for name, one in said.items()}


class RiskScored(RiskScores):
    """The scores that change, and why."""

    why: Why
    seen: Version | None = None


class RiskReason(Given):
    """Why."""

    reason: Why


class RiskReviewed(Given):
    """What was found, when the risk is looked at again, and which version was looked at."""

    said: Long
    review_on: date
    seen: Version | None = None


class RiskAccepted(Given):
    """Why what is left is accepted, until when, and which version was looked at."""

    reason: Why
    expires_on: date
    seen: Version | None = None


class RiskLine(Schema):
    """A risk in the list. `owner` by reference; blank where nobody owns it. Scores are products of
    likelihood and impact."""

    reference: str
    title: str
    state: str
    unit: str
    owner: str
    category: str
    inherent: int | None
    current: int | None
    target: int | None
    over_appetite: bool
    review_on: date | None


class RiskScoring(Schema):
    """Scores of a risk from a moment on, and why."""

    number: int
    at: datetime
    by: str
    why: str
    inherent: int | None
    current: int | None
    target: int | None


class RiskAcceptance(Schema):
    """That somebody accepted a risk, as what, for which likelihood and impact, and how that stands
    today."""

    reference: str
    by: str
    authority: str
    at: datetime
    reason: str
    likelihood: int
    impact: int
    expires_on: date
    standing: Standing
    ended_at: datetime | None
    ended_by: str
    ended_why: str


class RiskEntry(Schema):
    """A risk. `values`: all that it says, by field; `missing`: what it lacks to be opened;
    `source`: what another room opened it from."""

    reference: str
    state: str
    version: int
    values: dict[str, str]
    inherent: int | None
    current: int | None
    target: int | None
    appetite: int
    missing: list[str]
    source: str
    scores: list[RiskScoring]
    acceptances: list[RiskAcceptance]
    orphaned_at: datetime | None
    closed_at: datetime | None
    closed_why: str


class RiskCell(Schema):
    """How many open risks stand at a likelihood and an impact."""

    likelihood: int
    impact: int
    risks: int


class RiskMoved(Schema):
    """An open risk whose score has changed since a day; `before` is null for one that is new."""

    reference: str
    title: str
    before: int | None
    after: int


class RiskOverview(Schema):
    """Open risks rolled up: the heat map, the highest, and what moved."""

    heat_map: list[RiskCell]
    top: list[RiskLine]
    moved: list[RiskMoved]


class RiskFigures(Schema):
    """How risks and waivers stand today: open risks and drafts; of the open ones those over
    appetite, overdue, without an owner, accepted, and with an acceptance that is stale or expired;
    acceptances that end within 30 days; waivers in force, asked for, ending soon and expired."""

    on: date
    open: int
    drafts: int
    over: int
    due: int
    orphaned: int
    accepted: int
    stale: int
    expiring: int
    waivers: int
    waivers_asked: int
    waivers_expiring: int
    waivers_expired: int


Unit = Annotated[str, Query(max_length=100)]


@operation(router, "GET", "/risks", needs=SEE, answer=Page[RiskLine])
def list_risks(
    request: Request,
    want: Want = Want.ALL,
    unit: Unit = "",
    category: Unit = "",
    words: Annotated[str, Query(max_length=1000)] = "",
    asset: Unit = "",
    mine: bool = False,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Risks by name: of a unit and those below it, a category, with all these words."""
    narrow = Narrow(unit, category, words, asset=asset, mine=mine)
    found = queries.risks(request.actor, want, narrow, today=civil_date(request.now))
    some = list(_from(found, after)[: limit + 1])
    return page(request, some, limit, _line, lambda one: one.reference)


def _from(found: QuerySet[Any], after: str) -> QuerySet[Any]:
    """What follows the risk with this reference in the order of names."""
    if not after:
        return found
    place = queries.every().filter(reference=after).values_list("sort_key", "pk").first()
    if place is None:
        raise Refused(Reason("after", "There is no such place in this list.", "after"))
    name, number = place
    return found.filter(Q(sort_key__gt=name) | Q(sort_key=name, pk__gt=number))


def _line(one: Any) -> RiskLine:
    names = ("reference", "title", "state", "category", "inherent", "current", "target")
    appetite = queries.scales().appetite(one.category)
    return RiskLine(
        unit=one.unit.reference,
        owner=one.owner.reference if one.owner else "",
        over_appetite=one.current is not None and one.current > appetite,
        review_on=one.review_on,
        **{name: getattr(one, name) for name in names},
    )


@operation(router, "GET", "/risks/figures", needs=SEE, answer=RiskFigures)
def count_risks(request: Request, unit: Unit = "") -> Any:
    """How risks and waivers stand today, for a unit and those below it, or all that you may see."""
    found = queries.figures(request.actor, civil_date(request.now), unit=unit)
    return RiskFigures(**{name: getattr(found, name) for name in found.__slots__})


@operation(router, "GET", "/risks/overview", needs=SEE, answer=RiskOverview)
def roll_up_risks(request: Request, since: date, unit: Unit = "") -> Any:
    """Open risks rolled up: the heat map, the ten highest, and what moved since the end of a
    day."""
    actor, today = request.actor, civil_date(request.now)
    cells = queries.heat_map(actor, today, unit=unit)
    moved = queries.moved(actor, since, today, unit=unit)
    return RiskOverview(
        heat_map=[
            RiskCell(likelihood=mark.likelihood, impact=mark.impact, risks=count)
            for mark, count in cells.items()
        ],
        top=[_line(one) for one in queries.top(actor, today, unit=unit)],
        moved=[
            RiskMoved(reference=one.reference, title=one.title, before=one.before, after=one.after)
            for one in moved
        ],
    )


@operation(router, "POST", "/risks", needs=MANAGE, answer=RiskEntry, status=201)
def add_risk(request: Request, given: RiskGiven) -> Any:
    """Put a risk into the register, as a draft."""
    return _shown(request, actions.make(request.actor, given.values(), now=request.now))


@operation(router, "GET", "/risks/{reference}", needs=SEE, answer=RiskEntry)
def get_risk(request: Request, reference: str) -> Any:
    """One risk: what it says, what it lacks, every score it had and every acceptance."""
    return _shown(request, queries.risk_named(request.actor, reference))


def _shown(request: Request, one: Any) -> RiskEntry:
    said, today = queries.said_of(one), civil_date(request.now)
    own = ("reference", "state", "version", "inherent", "current", "target", "source")
    return RiskEntry(
        **{name: getattr(one, name) for name in own},
        values=said,
        appetite=queries.scales().appetite(one.category),
        missing=[each.field for each in rules.gaps(said)],
        scores=[_scoring(each) for each in queries.scorings(one)],
        acceptances=[accepted(each, today) for each in queries.acceptances(one)],
        orphaned_at=one.orphaned_at,
        closed_at=one.closed_at,
        closed_why=one.closed_why,
    )


def _scoring(one: Any) -> RiskScoring:
    names = ("number", "at", "by", "why", "inherent", "current", "target")
    return RiskScoring(**{name: getattr(one, name) for name in names})


def accepted(one: Any, today: date) -> RiskAcceptance:
    """An acceptance, with how it stands on a day."""
    names = ("reference", "by", "authority", "at", "reason", "likelihood", "impact", "expires_on")
    ended = ("ended_at", "ended_by", "ended_why")
    standing = rules.standing(one.ended_as, one.expires_on, today)
    said = {name: getattr(one, name) for name in (*names, *ended)}
    return RiskAcceptance(**said, standing=standing)


@operation(router, "PUT", "/risks/{reference}", needs=SEE, answer=RiskEntry)
def change_risk(request: Request, reference: str, given: RiskChanged) -> Any:
    """Say otherwise what a risk is; fields that are not named stay."""
    values, seen = given.values(), given.seen
    one = actions.change(request.actor, reference, values, seen=seen, now=request.now)
    return _shown(request, one)


@operation(router, "POST", "/risks/{reference}/score", needs=SEE, answer=RiskEntry)
def score_risk(request: Request, reference: str, given: RiskScored) -> Any:
    """Score a risk anew. Another current score makes an acceptance stale."""
    one = actions.score_risk(
        request.actor,
        reference,
        given.values(),
        why=given.why,
        seen=given.seen,
        now=request.now,
    )
    return _shown(request, one)


@operation(router, "POST", "/risks/{reference}/open", needs=SEE, answer=RiskEntry)
def open_risk(request: Request, reference: str) -> Any:
    """Open a draft that says all that an open risk must."""
    return _shown(request, actions.open_risk(request.actor, reference, now=request.now))


@operation(router, "POST", "/risks/{reference}/review", needs=SEE, answer=RiskEntry)
def review_risk(request: Request, reference: str, given: RiskReviewed) -> Any:
    """Say that a risk was looked at, and when it is looked at again."""
    said = given.model_dump()
    return _shown(request, actions.review(request.actor, reference, **said, now=request.now))


@operation(
    router, "POST", "/risks/{reference}/accept", needs=SEE, answer=RiskAcceptance, status=201
)
def accept_risk(request: Request, reference: str, given: RiskAccepted) -> Any:
    """Accept what is left of a risk, until a day: the senior information risk owner, or the owner
    while it is within the appetite."""
    made = actions.accept(request.actor, reference, **given.model_dump(), now=request.now)
    return accepted(made, civil_date(request.now))


@operation(router, "POST", "/risks/{reference}/withdraw", needs=SEE, answer=RiskAcceptance)
def withdraw_acceptance(request: Request, reference: str, given: RiskReason) -> Any:
    """Take back the acceptance of a risk."""
    made = actions.withdraw(request.actor, reference, reason=given.reason, now=request.now)
    return accepted(made, civil_date(request.now))


@operation(router, "POST", "/risks/{reference}/close", needs=SEE, answer=RiskEntry)
def close_risk(request: Request, reference: str, given: RiskReason) -> Any:
    """Close a risk; an acceptance ends with it."""
    one = actions.close(request.actor, reference, reason=given.reason, now=request.now)
    return _shown(request, one)


@operation(router, "POST", "/risks/{reference}/reopen", needs=SEE, answer=RiskEntry)
def reopen_risk(request: Request, reference: str, given: RiskReason) -> Any:
    """Bring a closed risk back, as a draft."""
    one = actions.reopen(request.actor, reference, reason=given.reason, now=request.now)
    return _shown(request, one)
