"""Policies, standards, procedures, guides and desk aids: what there is, and how it stands."""

from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, page
from muniment.api.shapes import Given, WhyGiven, written_out
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.governance.policies import actions, queries
from muniment.governance.policies.types import Kind, LinkKind, PolicyDraft, State

router = Router(tags=["policies"])
SEE = Permission.POLICIES_SEE
Short = Annotated[str, Field(max_length=300)]
Summary = Annotated[str, Field(max_length=2_000)]
Text = Annotated[str, Field(max_length=250_000)]
PolicyKind = Annotated[Kind, written_out(Kind)]
VersionState = Annotated[State, written_out(State)]
Months = Annotated[int, Field(ge=0, le=1_000)]
Audience = Annotated[list[Short], Field(max_length=200)]
Topics = Annotated[list[Short], Field(max_length=50)]


class PolicyGiven(Given):
    """What is said of a document, and the text of its first draft in Markdown. `owner`: user name,
    e-mail or reference; `body`: the governance body that approves it, by reference; `audience`: who
    is to acknowledge it (`everyone`, `unit:HOU`, `role:siro`); `review_months` between reviews."""

    kind: Short
    title: Short
    owner: Short
    text: Text
    summary: Summary = ""
    unit: Short = ""
    owner_post: Short = ""
    body: Short = ""
    audience: Audience = []
    review_months: Months = 12
    topics: Topics = []


class PolicyDescribed(Given):
    """What is to be said otherwise; what is not named stays. `seen`: how often the document had
    been changed when you looked, so that nobody's change is written over unseen."""

    kind: Short | None = None
    title: Short | None = None
    owner: Short | None = None
    summary: Summary | None = None
    unit: Short | None = None
    owner_post: Short | None = None
    body: Short | None = None
    audience: Audience | None = None
    review_months: Months | None = None
    topics: Topics | None = None
    seen: Annotated[int, Field(ge=0, le=2**31)] | None = None

    def over(self, before: PolicyDraft) -> PolicyDraft:
        """What was said, with what is said now in its place."""
        said = self.model_dump(exclude_none=True, exclude={"seen"})
        return _draft({**{name: getattr(before, name) for name in before.__slots__}, **said})


def _draft(said: dict[str, Any]) -> PolicyDraft:
    lists = {name: tuple(said[name]) for name in ("audience", "topics")}
    return PolicyDraft(**{**said, **lists})


class SlugGiven(Given):
    """The address at which the public reads a document: small letters, numbers and hyphens."""

    slug: Short


class PolicyLine(Schema):
    """A document in the list. `version` and what follows it: of what is in force; `on_its_way`: the
    version that is being written, as far as you may read it."""

    reference: str
    kind: str
    title: str
    unit: str
    owner: str
    body: str
    version: str
    state: str
    on_its_way: str
    approved_at: datetime | None
    review_on: date | None


class PolicyVersionLine(Schema):
    """How a version stands. `digest`: SHA-256 of its text, which never changes once it is
    approved."""

    number: str
    state: str
    note: str
    digest: str
    made_at: datetime
    made_by: str
    consult_until: date | None
    approved_at: datetime | None
    approved_by: str
    decision: str
    published_at: datetime | None
    published_by: str
    review_on: date | None
    ended_at: datetime | None
    ended_why: str


class PolicyLink(Schema):
    """What a document goes with, and in which paragraph it says so."""

    kind: str
    target: str
    paragraph: str


class PolicyExtract(Schema):
    """A paragraph of another document that this one says again. `stale_at`: since when it says
    something else there, or is gone."""

    source: str
    paragraph: str
    version: str
    stale_at: datetime | None
    stale_why: str


class PolicyShown(PolicyLine):
    """A document: what is said of it, the versions that you may read, and what it goes with."""

    summary: str
    owner_post: str
    audience: list[str]
    review_months: int
    topics: list[str]
    slug: str | None
    open_at: datetime | None
    shut_at: datetime | None
    changed: int
    versions: list[PolicyVersionLine]
    links: list[PolicyLink]
    pointed_at_by: list[str]
    extracts: list[PolicyExtract]


@operation(router, "GET", "/policies", needs=SEE, answer=Page[PolicyLine])
def list_policies(
    request: Request,
    kind: PolicyKind | None = None,
    topic: Annotated[str, Query(max_length=300)] = "",
    state: VersionState | None = None,
    owner: Annotated[str, Query(max_length=100)] = "",
    words: Annotated[str, Query(max_length=1000)] = "",
    mine: bool = False,
    version: Annotated[str, Query(max_length=20)] = "",
    approved_since: date | None = None,
    review_by: date | None = None,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Documents by title: of a kind, on a topic, with a version in a state, of an owner (by
    reference), with all these words, with a version in force, approved since or to be reviewed by
    a day."""
    found = queries.policies(
        request.actor,
        kind=kind or "",
        topic=topic,
        state=state or "",
        owner=owner,
        words=words,
        mine=mine,
        version=version,
        approved_since=approved_since,
        review_by=review_by,
        today=civil_date(request.now),
    )
    some = list(_from(found, after)[: limit + 1])
    return page(request, some, limit, lambda one: _line(request, one), lambda one: one.reference)


def _from(found: QuerySet[Any], after: str) -> QuerySet[Any]:
    """What follows the document with this reference in the order of titles."""
    if not after:
        return found
    place = queries.every().filter(reference=after).values_list("sort_key", "pk").first()
    if place is None:
        raise Refused(Reason("after", "There is no such place in this list.", "after"))
    title, number = place
    return found.filter(Q(sort_key__gt=title) | Q(sort_key=title, pk__gt=number))


def _line(request: Request, one: Any) -> PolicyLine:
    read = queries.versions(request.actor, one, civil_date(request.now))
    return PolicyLine(**_said(one, read))


def _said(one: Any, read: list[Any]) -> dict[str, Any]:
    current, coming = one.in_force, [each for each in read if each.is_open]
    return {
        **{name: getattr(one, name) for name in ("reference", "kind", "title")},
        "unit": one.unit.reference if one.unit else "",
        "owner": one.owner.reference,
        "body": one.body.reference if one.body else "",
        "version": current.number if current else "",
        "state": current.state if current else "",
        "on_its_way": coming[0].number if coming else "",
        "approved_at": current.approved_at if current else None,
        "review_on": current.review_on if current else None,
    }


def extract_said(one: Any) -> dict[str, Any]:
    """What is said of a paragraph that is said again."""
    names = ("paragraph", "version", "stale_at", "stale_why")
    return {"source": one.source.reference, **{name: getattr(one, name) for name in names}}


def link_said(one: Any) -> dict[str, Any]:
    """What a document goes with."""
    return {name: getattr(one, name) for name in ("kind", "target", "paragraph")}


@operation(
    router,
    "POST",
    "/policies",
    needs=Permission.POLICIES_MANAGE,
    answer=PolicyShown,
    status=201,
)
def make_policy(request: Request, given: PolicyGiven) -> Any:
    """Begin a document, with the text of its first draft (1.0)."""
    said = given.model_dump()
    text = said.pop("text")
    made = actions.make(request.actor, _draft(said), text, now=request.now)
    return shown(request, made)


def shown(request: Request, one: Any) -> PolicyShown:
    """A document as the interface gives it."""
    today = civil_date(request.now)
    read, said = queries.versions(request.actor, one, today), queries.as_draft(one)
    pointing = queries.pointing(request.actor, LinkKind.DOCUMENT, one.reference, today)
    names = ("slug", "open_at", "shut_at", "changed")
    draft = ("summary", "owner_post", "review_months")
    return PolicyShown(
        **_said(one, read),
        **{name: getattr(one, name) for name in names},
        **{name: getattr(said, name) for name in draft},
        audience=list(said.audience),
        topics=list(said.topics),
        versions=[version_line(each) for each in read],
        links=[PolicyLink(**link_said(each)) for each in queries.links(one)],
        pointed_at_by=[each.reference for each in pointing],
        extracts=[PolicyExtract(**extract_said(each)) for each in queries.extracts(one)],
    )


def version_line(one: Any) -> PolicyVersionLine:
    """How a version stands, as the interface gives it."""
    return PolicyVersionLine(
        **{name: getattr(one, name) for name in PolicyVersionLine.model_fields}
    )


@operation(router, "GET", "/policies/{reference}", needs=SEE, answer=PolicyShown)
def get_policy(request: Request, reference: str) -> Any:
    """One document: what is said of it, its versions, and what it goes with."""
    return shown(request, _read(request, reference))


def _read(request: Request, reference: str) -> Any:
    return queries.policy_named(request.actor, reference, civil_date(request.now))


@operation(router, "PUT", "/policies/{reference}", needs=SEE, answer=PolicyShown)
def describe_policy(request: Request, reference: str, given: PolicyDescribed) -> Any:
    """Say otherwise what a document is; what is not named stays. Its text is another matter."""
    draft = given.over(queries.as_draft(_read(request, reference)))
    one = actions.describe(request.actor, reference, draft, seen=given.seen, now=request.now)
    return shown(request, one)


@operation(router, "POST", "/policies/{reference}/retire", needs=SEE, answer=PolicyShown)
def retire_policy(request: Request, reference: str, given: WhyGiven) -> Any:
    """Take a document out of force; all its versions stay readable."""
    one = actions.retire(request.actor, reference, reason=given.reason, now=request.now)
    return shown(request, one)


@operation(router, "POST", "/policies/{reference}/open", needs=SEE, answer=PolicyShown)
def open_policy(request: Request, reference: str, given: SlugGiven) -> Any:
    """Let the public read what is in force, at an address that stays."""
    one = actions.open_to_public(request.actor, reference, given.slug, now=request.now)
    return shown(request, one)


@operation(router, "POST", "/policies/{reference}/shut", needs=SEE, answer=PolicyShown)
def shut_policy(request: Request, reference: str, given: WhyGiven) -> Any:
    """Let the public read a document no more; its address says so."""
    one = actions.shut(request.actor, reference, reason=given.reason, now=request.now)
    return shown(request, one)
