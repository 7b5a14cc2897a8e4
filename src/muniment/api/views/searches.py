"""Saved searches, the log of the search service, and certificates of searches."""

from datetime import datetime
from typing import Annotated, Any, Self

from django.db.models import Q
from ninja import Field, Path, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given, Reference
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.holdings.search import actions, queries
from muniment.holdings.search.types import CertificateDraft, Week

router = Router(tags=["searches"])
SEE, LOG = Permission.RECORDS_SEE, Permission.SEARCH_LOG_SEE
Names = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=500)]
Number = Annotated[int, Path(ge=1, le=2**62)]


class SharedSearch(Given):
    """Who can use a saved search besides its owner: units by reference, with those below them;
    people by user name, e-mail address or reference."""

    units: Names = []
    people: Names = []


class SearchToKeep(SharedSearch):
    """A search that is to be kept by a name; `follow`: be told of what it finds anew."""

    name: Annotated[str, Field(max_length=200)]
    text: Annotated[str, Field(max_length=4000)]
    follow: bool = False


class FollowedSearch(Given):
    """Whether you are told of what it finds anew."""

    follow: bool


class SavedSearch(Schema):
    """A search that is kept. `text` is what to send as `q`. `people` are told to the owner only."""

    reference: str
    name: str
    text: str
    owner: str
    own: bool
    follows: bool
    units: list[str]
    people: list[str]
    made_at: datetime

    @classmethod
    def of(cls, one: Any, person: str) -> Self:
        """The search as this person is shown it."""
        shared, own = list(one.shared.all()), one.owner == person
        return cls(
            **{name: getattr(one, name) for name in ("reference", "name", "text", "owner")},
            own=own,
            follows=any(each.person == person for each in one.followers.all()),
            units=sorted(each.unit for each in shared if each.unit),
            people=sorted(each.person for each in shared if each.person and own),
            made_at=one.made_at,
        )


class SearchAsked(Schema):
    """A search that somebody made, with what narrowed it (`places`), how many it found, and after
    how many seconds a result was opened on the pages."""

    number: int
    at: datetime
    person: str
    text: str
    places: str
    total: int
    milliseconds: int
    door: str
    opened_after: int | None


class InVain(Schema):
    """Words that found nothing, and how often they were looked for."""

    words: str
    times: int


class SearchWeek(Schema):
    """The search service in the seven days up to `ends`. `milliseconds` is how long half of the
    searches took at most. Of those on the pages that found something, from `opened` a result was
    opened, half of them within `seconds`, and `abandoned` came to nothing. `most`: what was looked
    for in vain most often, in the last week only."""

    ends: datetime
    searches: int
    in_vain: int
    people: int
    milliseconds: int
    opened: int
    seconds: int | None
    abandoned: int
    most: list[InVain]

    @classmethod
    def of(cls, found: Week) -> Self:
        """The week as it is shown."""
        names = [name for name in cls.model_fields if name != "most"]
        return cls(
            **{name: getattr(found, name) for name in names},
            most=[InVain(words=words, times=times) for words, times in found.most],
        )


class SearchToCertify(Given):
    """What is said of a search that is to be certified: who or what asked for it, the places that
    were searched, and remarks."""

    request: Annotated[str, Field(max_length=1000)]
    places: Names
    remarks: Annotated[str, Field(max_length=8000)] = ""


class SearchCertified(Schema):
    """A certificate that a search was made, of what, where and with what result."""

    reference: str
    issued_at: datetime
    issued_by: str
    request: str
    text: str
    total: int
    searched_at: datetime
    searched_by: str
    places: list[str]
    remarks: str

    @classmethod
    def of(cls, one: Any) -> Self:
        """The certificate as it is shown."""
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


def _shown(request: Request, reference: str) -> SavedSearch:
    found = queries.saved_named(request.actor, reference)
    return SavedSearch.of(found, request.actor.reference)


@operation(router, "GET", "/search/saved", needs=SEE, answer=Page[SavedSearch])
def list_saved(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """Your saved searches and those shared with you, by name."""
    found = list(queries.saved_searches(request.actor))
    rows = from_list(found, after, limit, lambda one: one.reference)
    person = request.actor.reference
    return page(request, rows, limit, lambda one: SavedSearch.of(one, person), _reference)


def _reference(one: Any) -> str:
    return str(one.reference)


@operation(router, "POST", "/search/saved", needs=SEE, answer=SavedSearch, status=201)
def keep(request: Request, wanted: SearchToKeep) -> Any:
    """Keep a search by a name, share it, and be told of what it finds anew."""
    made = actions.keep(request.actor, **wanted.model_dump(), now=request.now)
    return _shown(request, made.reference)


@operation(router, "GET", "/search/saved/{reference}", needs=SEE, answer=SavedSearch)
def show_saved(request: Request, reference: Reference) -> Any:
    """One saved search."""
    return _shown(request, reference)


@operation(router, "PUT", "/search/saved/{reference}/sharing", needs=SEE, answer=SavedSearch)
def share(request: Request, reference: Reference, wanted: SharedSearch) -> Any:
    """Share your search with these units and people, and with no others."""
    chosen = wanted.units, wanted.people
    actions.share(request.actor, reference, *chosen, now=request.now)
    return _shown(request, reference)


@operation(router, "PUT", "/search/saved/{reference}/following", needs=SEE, answer=SavedSearch)
def follow(request: Request, reference: Reference, wanted: FollowedSearch) -> Any:
    """Be told of what a search finds anew, or no more."""
    actions.follow(request.actor, reference, on=wanted.follow, now=request.now)
    return _shown(request, reference)


@operation(router, "DELETE", "/search/saved/{reference}", needs=SEE, answer=None, status=204)
def drop(request: Request, reference: Reference) -> Any:
    """Drop your search: nobody finds it or is told of it any more."""
    actions.drop(request.actor, reference, now=request.now)


@operation(router, "GET", "/search/log", needs=LOG, answer=Page[SearchAsked])
def search_log(
    request: Request, nothing: bool = False, after: After = "", limit: Limit = 50
) -> Any:
    """Who looked for what, the latest first; `nothing`: what found nothing. What people look for
    is personal data."""
    found = queries.asked_for(request.actor, nothing=nothing)
    if after:
        last = found.filter(pk=int(after)).first() if _is_number(after) else None
        if last is None:
            raise Refused(Reason("after", "There is no such place in this list.", "after"))
        found = found.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    return page(request, list(found[: limit + 1]), limit, _asked, lambda one: one.pk)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _asked(one: Any) -> SearchAsked:
    rest = {name: getattr(one, name) for name in SearchAsked.model_fields if name != "number"}
    return SearchAsked(number=one.pk, **rest)


@operation(router, "GET", "/search/week", needs=LOG, answer=SearchWeek)
def week(request: Request) -> Any:
    """The last seven days of searching, and what was looked for in vain most often."""
    return SearchWeek.of(queries.week(request.actor, now=request.now))


@operation(router, "GET", "/search/weeks", needs=LOG, answer=list[SearchWeek])
def weeks(request: Request, many: Annotated[int, Query(ge=1, le=52)] = 8) -> Any:
    """How searching went, week by week, the latest first."""
    return [SearchWeek.of(one) for one in queries.weeks(request.actor, now=request.now, many=many)]


@operation(
    router,
    "POST",
    "/search/log/{int:number}/certify",
    needs=LOG,
    answer=SearchCertified,
    status=201,
)
def certify(request: Request, number: Number, wanted: SearchToCertify) -> Any:
    """Certify a search of the log. Where nothing was found, every place is ticked or explained.
    Places: records, stubs, paper, mail, drives, systems, people, elsewhere."""
    draft = CertificateDraft(wanted.request, tuple(wanted.places), wanted.remarks)
    made = actions.certify(request.actor, number, draft, now=request.now)
    return SearchCertified.of(made)


@operation(router, "GET", "/search/certificates", needs=LOG, answer=Page[SearchCertified])
def certificates(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """The certificates of searches, the latest first."""
    found = queries.search_certificates(request.actor)
    if after:
        last = found.filter(reference=after).first()
        if last is None:
            raise Refused(Reason("after", "There is no such place in this list.", "after"))
        found = found.filter(
            Q(issued_at__lt=last.issued_at) | Q(issued_at=last.issued_at, pk__lt=last.pk)
        )
    return page(request, list(found[: limit + 1]), limit, SearchCertified.of, _reference)


@operation(router, "GET", "/search/certificates/{reference}", needs=LOG, answer=SearchCertified)
def certificate(request: Request, reference: Reference) -> Any:
    """One certificate of a search."""
    return SearchCertified.of(queries.search_certificate(request.actor, reference))
