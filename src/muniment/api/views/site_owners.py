"""Terms that people propose, and who answers for which site."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Path, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.shapes import Given, Reference
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.people.directory import actions, queries
from muniment.people.directory.types import Named, Site, StewardDraft

router = Router(tags=["directory"])
SEE, PLAN = Permission.PEOPLE_SEE, Permission.FILEPLAN_MANAGE
NAMES = (Permission.FILEPLAN_MANAGE, Permission.PEOPLE_MANAGE)
Label = Annotated[str, Field(max_length=200)]
Kind = Annotated[str, Path(max_length=10)]
Number = Annotated[int, Path(le=2**62)]


class TermProposed(Schema):
    """A term that somebody misses in the vocabulary."""

    reference: str
    term: str
    proposed_at: datetime


class TermsProposed(Schema):
    """The terms that wait to be decided about."""

    items: list[TermProposed]


class TermDecided(Given):
    """What becomes of a proposed term: it is taken up, as itself or as a `term` that is there; or
    it is not, with the reason."""

    take_up: bool
    term: Label = ""
    reason: Annotated[str, Field(max_length=1000)] = ""


class StewardShown(Schema):
    """Somebody named for a site. `person` is blank where they are kept private; `here` is false of
    who has left."""

    number: int
    part: str
    person: str
    name: str
    starts_on: date
    ends_on: date | None
    here: bool


class SiteShown(Schema):
    """A site, and who answers for it today."""

    kind: Literal["class", "unit"]
    reference: str
    title: str
    vacant: bool
    named: list[StewardShown]


class SitesShown(Schema):
    """The sites that you may know of."""

    items: list[SiteShown]


class StewardGiven(Given):
    """Who is to answer for a site, as owner, champion or deputy; from today until further notice,
    if no days are named."""

    person: Label
    part: Annotated[str, Field(max_length=20)]
    starts_on: date | None = None
    ends_on: date | None = None


class StewardEnded(Given):
    """The last day; at once, if none is named."""

    ends_on: date | None = None


@operation(router, "GET", "/directory/terms", needs=PLAN, answer=TermsProposed)
def list_proposed_terms(request: Request) -> Any:
    """The terms that people propose."""
    return TermsProposed(
        items=[
            TermProposed(reference=one.reference, term=one.label, proposed_at=one.proposed_at)
            for one in queries.proposals()
        ]
    )


@operation(router, "POST", "/directory/terms/{reference}", needs=PLAN, answer=dict[str, int])
def decide_proposed_term(request: Request, reference: Reference, given: TermDecided) -> Any:
    """Decide about a proposed term; how many people are told."""
    if given.take_up:
        many = actions.accept_term(request.actor, reference, term=given.term, now=request.now)
    else:
        many = actions.refuse_term(request.actor, reference, reason=given.reason, now=request.now)
    return {"told": many}


def _named(one: Named) -> StewardShown:
    names = ("number", "person", "name", "starts_on", "ends_on", "here")
    return StewardShown(part=one.part.value, **{name: getattr(one, name) for name in names})


def _site(one: Site) -> SiteShown:
    return SiteShown(
        kind=one.kind.value,
        reference=one.reference,
        title=one.title,
        vacant=one.vacant,
        named=[_named(each) for each in one.named],
    )


@operation(router, "GET", "/directory/sites", needs=SEE, answer=SitesShown)
def list_sites(request: Request, vacant: bool = False) -> Any:
    """Every site with who answers for it today; `vacant`: only those without an owner."""
    found = queries.sites(request.actor, civil_date(request.now))
    return SitesShown(items=[_site(one) for one in found if one.vacant or not vacant])


@operation(
    router,
    "GET",
    "/directory/sites/{kind}/{reference}",
    needs=SEE,
    answer=SiteShown,
)
def show_site(request: Request, kind: Kind, reference: Reference) -> Any:
    """A site with everybody who was ever named for it, the latest first."""
    found = queries.place_named(request.actor, kind, reference)
    site = queries.site_of(request.actor, found, civil_date(request.now))
    shown = _site(site)
    shown.named = [_named(one) for one in queries.history(request.actor, found)]
    return shown


@operation(
    router,
    "POST",
    "/directory/sites/{kind}/{reference}",
    needs=NAMES,
    answer=SiteShown,
    status=201,
)
def name_for_site(request: Request, kind: Kind, reference: Reference, given: StewardGiven) -> Any:
    """Name somebody who answers for a site."""
    draft = StewardDraft(given.person, given.part, given.starts_on, given.ends_on)
    actions.name_steward(request.actor, kind, reference, draft, now=request.now)
    found = queries.place_named(request.actor, kind, reference)
    return _site(queries.site_of(request.actor, found, civil_date(request.now)))


@operation(
    router,
    "POST",
    "/directory/stewards/{int:number}/end",
    needs=NAMES,
    answer=SiteShown,
)
def end_for_site(request: Request, number: Number, given: StewardEnded) -> Any:
    """End it that somebody answers for a site."""
    made = actions.end_steward(request.actor, number, ends_on=given.ends_on, now=request.now)
    found = queries.site_of(request.actor, queries.place_of(made), civil_date(request.now))
    return _site(found)
