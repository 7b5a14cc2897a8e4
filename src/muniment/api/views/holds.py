"""Holds: what may not be destroyed, and why."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, from_place, page
from muniment.api.shapes import Given, Reference, WhyGiven
from muniment.api.views.records import Record, shower, shown
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.records import queries as records
from muniment.lifecycle.holds import actions, queries
from muniment.lifecycle.holds.rules import MOST, SEARCHES
from muniment.lifecycle.holds.types import HoldKind, HoldState, LeftOut

router = Router(tags=["holds"])
SEE, MANAGE = Permission.HOLD_SEE, Permission.HOLD_MANAGE
Why = Annotated[str, Field(max_length=1000)]
Authority = Annotated[str, Field(max_length=300)]
References = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=10_000)]
Listed = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=MOST)]
Searches = Annotated[list[Annotated[str, Field(max_length=2_000)]], Field(max_length=SEARCHES)]
NAMED = 100  # of what a hold is on, named in the answer; its records have a list of their own


class Covered(Schema):
    """One thing that a hold covers."""

    kind: str
    reference: str


class Searched(Schema):
    """A search that a hold goes by: its query, and how many records it has found."""

    query: str
    records: int
    since_placed: int


class Hold(Schema):
    """A hold with its reason and authority. `covers` names at most a hundred things; `total` of
    what was named in long lists is put on hold in the background, and `done` of it so far."""

    reference: str
    name: str
    kind: str
    reason: str
    authority: str
    contact: str
    case: str
    review_on: date | None
    closed_on: date | None
    last_day: date | None
    state: str
    placed_by: str
    placed_at: datetime
    lifted_by: str
    lifted_at: datetime | None
    lift_reason: str
    lift_authority: str
    confirmed_by: str
    confirmed_at: datetime | None
    confirm_reason: str
    complete: bool
    done: int
    total: int
    left_out: int
    covers: list[Covered]
    searches: list[Searched]


class NotHeld(Schema):
    """An entry of a list that could not be held, and why: `unreadable`, `unknown`, `too_late` or
    `out_of_reach`."""

    entry: str
    code: LeftOut
    message: str


class Things(Given):
    """Records, folders, classes and boxes, by reference, and what queries find, now and later. More
    than a thousand records are put on hold in the background, and those that cannot be are
    left out."""

    records: Listed = []
    folders: References = []
    classes: References = []
    boxes: References = []
    searches: Searches = []


class NewHold(Things):
    """A hold to be placed."""

    name: Annotated[str, Field(max_length=200)]
    kind: HoldKind
    reason: Why
    authority: Authority
    contact: Annotated[str, Field(max_length=200)] = ""
    review_on: date | None = None
    case: Annotated[str, Field(max_length=100)] = ""


class MoreThings(Things):
    """More that a hold is to cover, and why."""

    reason: Why = ""


class Confirming(Given):
    """Why a hold is still needed, and when to look at it again."""

    reason: Why = ""
    review_on: date | None = None


class Closing(Given):
    """When the case behind a hold was closed, and how it ended."""

    closed_on: date | None = None
    reason: Why = ""


class AppealDays(Given):
    """How many days there are to appeal once a case is closed."""

    days: Annotated[int, Field(ge=0, le=100_000)]


class Lifting(Given):
    """Why a hold is lifted, and on whose authority."""

    reason: Why = ""
    authority: Authority = ""


def _hold(request: Request, one: Any) -> Hold:
    named = [name for name in Hold.model_fields if hasattr(one, name)]
    standing = queries.standing(one)
    counted = ("complete", "done", "total", "left_out")
    found = [(each.query, queries.found_by(request.actor, each)) for each in queries.searches(one)]
    return Hold(
        **{name: getattr(one, name) for name in named if name != "searches"},
        **{name: getattr(standing, name) for name in counted},
        covers=[
            Covered(kind=scope.kind.value, reference=scope.reference)
            for scope in queries.scopes(one)[:NAMED]
        ],
        searches=[
            Searched(query=query, records=some.total, since_placed=some.later)
            for query, some in found
        ],
    )


@operation(router, "GET", "/holds", needs=SEE, answer=Page[Hold])
def list_holds(
    request: Request,
    state: HoldState | None = None,
    kind: HoldKind | None = None,
    late: bool = False,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The holds you may know of, the latest first. `late`: only those to be looked at again."""
    found = queries.holds(
        request.actor,
        state=state,
        kind=kind or "",
        late_on=civil_date(request.now) if late else None,
    )
    if after:
        found = found.filter(pk__lt=queries.hold_named(request.actor, after).pk)
    rows = list(found[: limit + 1])
    shown = partial(_hold, request)
    return page(request, rows, limit, shown, lambda one: one.reference)


@operation(router, "GET", "/holds/{reference}", needs=SEE, answer=Hold)
def show_hold(request: Request, reference: Reference) -> Any:
    """One hold."""
    return _hold(request, queries.hold_named(request.actor, reference))


@operation(router, "GET", "/holds/{reference}/records", needs=SEE, answer=Page[Record])
def list_held(request: Request, reference: Reference, after: After = "", limit: Limit = 50) -> Any:
    """The records that a hold covers and that you may see."""
    hold = queries.hold_named(request.actor, reference)
    found = shown(queries.covered(request.actor, hold))
    rows = from_place(found, records.every_record(), after, limit)
    return page(request, rows, limit, shower(request, rows), lambda one: one.reference)


@operation(router, "GET", "/holds/{reference}/left-out", needs=SEE, answer=Page[NotHeld])
def list_left_out(
    request: Request, reference: Reference, after: After = "", limit: Limit = 50
) -> Any:
    """What of its lists a hold could not be put on, and why."""
    every = list(enumerate(queries.left_out(queries.hold_named(request.actor, reference)), 1))
    rows = from_list(every, after, limit, lambda one: str(one[0]))
    return page(request, rows, limit, _not_held, lambda one: one[0])


def _not_held(row: tuple[int, tuple[str, LeftOut]]) -> NotHeld:
    _, (entry, why) = row
    return NotHeld(entry=entry, code=why, message=why.label)


@operation(router, "POST", "/holds", needs=MANAGE, answer=Hold, status=201)
def place_hold(request: Request, wanted: NewHold) -> Any:
    """Place a hold. What it covers leaves every review that is not carried out yet."""
    made = actions.place(request.actor, **wanted.model_dump(), now=request.now)
    return _hold(request, made)


@operation(router, "POST", "/holds/{reference}/extend", needs=MANAGE, answer=Hold)
def extend_hold(request: Request, reference: Reference, wanted: MoreThings) -> Any:
    """Put a hold on more things."""
    made = actions.extend(request.actor, reference, **wanted.model_dump(), now=request.now)
    return _hold(request, made)


@operation(router, "POST", "/holds/{reference}/confirm", needs=MANAGE, answer=Hold)
def confirm_hold(request: Request, reference: Reference, wanted: Confirming) -> Any:
    """Say that a hold is still needed, why, and when to look at it again."""
    made = actions.confirm(request.actor, reference, **wanted.model_dump(), now=request.now)
    return _hold(request, made)


@operation(router, "POST", "/holds/{reference}/close", needs=MANAGE, answer=Hold)
def close_hold(request: Request, reference: Reference, wanted: Closing) -> Any:
    """Note when the case behind a hold was closed: it lifts once the time to appeal is over."""
    made = actions.close(request.actor, reference, **wanted.model_dump(), now=request.now)
    return _hold(request, made)


@operation(router, "POST", "/holds/{reference}/reopen", needs=MANAGE, answer=Hold)
def reopen_hold(request: Request, reference: Reference, wanted: WhyGiven) -> Any:
    """Note that the case behind a hold is still open, saying why."""
    made = actions.reopen(request.actor, reference, reason=wanted.reason, now=request.now)
    return _hold(request, made)


@operation(router, "GET", "/hold-settings", needs=SEE, answer=AppealDays)
def show_appeal_days(request: Request) -> Any:
    """How many days there are to appeal once the case behind a hold is closed."""
    return AppealDays(days=queries.appeal_days())


@operation(router, "PUT", "/hold-settings", needs=MANAGE, answer=AppealDays)
def change_appeal_days(request: Request, wanted: AppealDays) -> Any:
    """Set how many days there are to appeal."""
    days = actions.set_appeal_days(request.actor, wanted.days, now=request.now)
    return AppealDays(days=days)


@operation(router, "POST", "/holds/{reference}/lift", needs=MANAGE, answer=Hold)
def lift_hold(request: Request, reference: Reference, wanted: Lifting) -> Any:
    """Lift a hold, saying why and on whose authority."""
    return _hold(
        request,
        actions.lift(
            request.actor,
            reference,
            reason=wanted.reason,
            authority=wanted.authority,
            now=request.now,
        ),
    )
