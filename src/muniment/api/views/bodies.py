"""Governance bodies: what they are for, and who sits on them."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given, WhyGiven, written_out
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.bodies import actions, queries
from muniment.governance.bodies.types import BodyDraft, Part

router = Router(tags=["bodies"])
SEE = Permission.BODIES_SEE
Short = Annotated[str, Field(max_length=300)]
MemberPart = Annotated[Part, written_out(Part)]
Long = Annotated[str, Field(max_length=25_000)]


class GoverningBodyGiven(Given):
    """What is said of a body: its name, its terms of reference, the unit that runs it (blank: the
    whole body), and how many members who decide must be at a meeting."""

    name: Short
    terms: Long
    unit: Short = ""
    quorum: Annotated[int, Field(ge=0, le=1_000)] = 1


class MemberGiven(Given):
    """Who (user name, e-mail or reference) is to sit on a body, as what, from which day (today) to
    which (until it is ended)."""

    person: Short
    part: MemberPart = Part.MEMBER
    starts_on: date | None = None
    ends_on: date | None = None


class MemberEnd(Given):
    """The last day; without it, it ends at once."""

    ends_on: date | None = None


class GoverningBodyLine(Schema):
    """A body in the list."""

    reference: str
    name: str
    unit: str
    quorum: int
    closed_at: datetime | None


class MemberShown(Schema):
    """Somebody who sits or sat on a body. `sits`: they do today."""

    reference: str
    body: str
    person: str
    name: str
    part: str
    starts_on: date
    ends_on: date | None
    sits: bool


class GoverningBodyShown(GoverningBodyLine):
    """A body: its terms of reference, and everybody who sits or sat on it."""

    terms: str
    closed_why: str
    members: list[MemberShown]


@operation(router, "GET", "/bodies", needs=SEE, answer=Page[GoverningBodyLine])
def list_bodies(
    request: Request, closed: bool = False, after: After = "", limit: Limit = 50
) -> Any:
    """The governance bodies that there are, or that are closed, by name."""
    rows = list(queries.bodies(request.actor, closed=closed))
    some = from_list(rows, after, limit, lambda one: one.reference)
    return page(request, some, limit, _line, lambda one: one.reference)


def _line(one: Any) -> GoverningBodyLine:
    return GoverningBodyLine(**_said(one))


def _said(one: Any) -> dict[str, Any]:
    names = ("reference", "name", "quorum", "closed_at")
    unit = one.unit.reference if one.unit else ""
    return {"unit": unit, **{name: getattr(one, name) for name in names}}


@operation(
    router,
    "POST",
    "/bodies",
    needs=Permission.BODIES_MANAGE,
    answer=GoverningBodyShown,
    status=201,
)
def found_body(request: Request, given: GoverningBodyGiven) -> Any:
    """Put a governance body down, with its terms of reference."""
    draft = BodyDraft(**given.model_dump())
    return _shown(request, actions.found(request.actor, draft, now=request.now))


def _shown(request: Request, one: Any) -> GoverningBodyShown:
    today = civil_date(request.now)
    sitting = set(queries.sitting(one, today).values_list("pk", flat=True))
    return GoverningBodyShown(
        **_said(one),
        terms=one.terms,
        closed_why=one.closed_why,
        members=[_member(each, each.pk in sitting) for each in queries.members(one)],
    )


def _member(one: Any, sits: bool) -> MemberShown:
    names = ("reference", "part", "starts_on", "ends_on")
    who = {"person": one.person.reference, "name": one.person.name, "body": one.body.reference}
    return MemberShown(sits=sits, **who, **{name: getattr(one, name) for name in names})


@operation(router, "GET", "/bodies/{reference}", needs=SEE, answer=GoverningBodyShown)
def get_body(request: Request, reference: str) -> Any:
    """One body, with its terms of reference and its members."""
    return _shown(request, queries.body_named(request.actor, reference))


@operation(router, "PUT", "/bodies/{reference}", needs=SEE, answer=GoverningBodyShown)
def change_body(request: Request, reference: str, given: GoverningBodyGiven) -> Any:
    """Say otherwise what a body is, all of it."""
    draft = BodyDraft(**given.model_dump())
    return _shown(request, actions.change(request.actor, reference, draft, now=request.now))


@operation(router, "POST", "/bodies/{reference}/close", needs=SEE, answer=GoverningBodyShown)
def close_body(request: Request, reference: str, given: WhyGiven) -> Any:
    """Close a body that is no more: all it decided stays."""
    one = actions.close(request.actor, reference, reason=given.reason, now=request.now)
    return _shown(request, one)


@operation(router, "POST", "/bodies/{reference}/members", needs=SEE, answer=MemberShown, status=201)
def appoint_member(request: Request, reference: str, given: MemberGiven) -> Any:
    """Have somebody sit on a body; they are told. Who is in attendance decides nothing."""
    made = actions.appoint(request.actor, reference, **given.model_dump(), now=request.now)
    return _told(request, made)


def _told(request: Request, one: Any) -> MemberShown:
    today = civil_date(request.now)
    return _member(one, queries.sitting(one.body, today).filter(pk=one.pk).exists())


@operation(router, "POST", "/bodies/members/{reference}/end", needs=SEE, answer=MemberShown)
def end_member(request: Request, reference: str, given: MemberEnd) -> Any:
    """Have somebody sit on a body no more."""
    made = actions.end_membership(request.actor, reference, ends_on=given.ends_on, now=request.now)
    return _told(request, made)
