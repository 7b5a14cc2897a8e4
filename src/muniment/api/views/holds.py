"""Holds: what may not be destroyed, and why."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, from_place, page
from muniment.api.shapes import Given, Reference
from muniment.api.views.records import Record, shown
from muniment.foundation.access.types import Permission
from muniment.holdings.records import queries as records
from muniment.lifecycle.holds import actions, queries
from muniment.lifecycle.holds.types import HoldKind, HoldState

router = Router(tags=["holds"])
SEE, MANAGE = Permission.HOLD_SEE, Permission.HOLD_MANAGE
Why = Annotated[str, Field(max_length=1000)]
Authority = Annotated[str, Field(max_length=300)]
References = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=10_000)]


class Covered(Schema):
    """One thing that a hold covers."""

    kind: str
    reference: str


class Hold(Schema):
    """A hold with its reason and authority."""

    reference: str
    name: str
    kind: str
    reason: str
    authority: str
    contact: str
    review_on: date | None
    state: str
    placed_by: str
    placed_at: datetime
    lifted_by: str
    lifted_at: datetime | None
    lift_reason: str
    lift_authority: str
    covers: list[Covered]


class Things(Given):
    """Records, folders and classes, by reference."""

    records: References = []
    folders: References = []
    classes: References = []


class NewHold(Things):
    """A hold to be placed."""

    name: Annotated[str, Field(max_length=200)]
    kind: HoldKind
    reason: Why
    authority: Authority
    contact: Annotated[str, Field(max_length=200)] = ""
    review_on: date | None = None


class MoreThings(Things):
    """More that a hold is to cover, and why."""

    reason: Why = ""


class Lifting(Given):
    """Why a hold is lifted, and on whose authority."""

    reason: Why = ""
    authority: Authority = ""


def _hold(one: Any) -> Hold:
    same = {name: getattr(one, name) for name in Hold.model_fields if name != "covers"}
    covers = [
        Covered(kind=scope.kind.value, reference=scope.reference) for scope in queries.scopes(one)
    ]
    return Hold(**same, covers=covers)


@operation(router, "GET", "/holds", needs=SEE, answer=Page[Hold])
def list_holds(
    request: Request, state: HoldState | None = None, after: After = "", limit: Limit = 50
) -> Any:
    """The holds you may know of, the latest first."""
    every = queries.holds(request.actor, state=state)
    rows = from_list(every, after, limit, lambda one: one.reference)
    return page(request, rows, limit, _hold, lambda one: one.reference)


@operation(router, "GET", "/holds/{reference}", needs=SEE, answer=Hold)
def show_hold(request: Request, reference: Reference) -> Any:
    """One hold."""
    return _hold(queries.hold_named(request.actor, reference))


@operation(router, "GET", "/holds/{reference}/records", needs=SEE, answer=Page[Record])
def list_held(request: Request, reference: Reference, after: After = "", limit: Limit = 50) -> Any:
    """The records that a hold covers and that you may see."""
    hold = queries.hold_named(request.actor, reference)
    found = shown(queries.covered(request.actor, hold))
    rows = from_place(found, records.every_record(), after, limit)
    return page(request, rows, limit, Record.of, lambda one: one.reference)


@operation(router, "POST", "/holds", needs=MANAGE, answer=Hold, status=201)
def place_hold(request: Request, wanted: NewHold) -> Any:
    """Place a hold. What it covers leaves every review that is not carried out yet."""
    made = actions.place(request.actor, **wanted.model_dump(), now=request.now)
    return _hold(made)


@operation(router, "POST", "/holds/{reference}/extend", needs=MANAGE, answer=Hold)
def extend_hold(request: Request, reference: Reference, wanted: MoreThings) -> Any:
    """Put a hold on more things."""
    return _hold(actions.extend(request.actor, reference, **wanted.model_dump(), now=request.now))


@operation(router, "POST", "/holds/{reference}/lift", needs=MANAGE, answer=Hold)
def lift_hold(request: Request, reference: Reference, wanted: Lifting) -> Any:
    """Lift a hold, saying why and on whose authority."""
    return _hold(
        actions.lift(
            request.actor,
            reference,
            reason=wanted.reason,
            authority=wanted.authority,
            now=request.now,
        )
    )
