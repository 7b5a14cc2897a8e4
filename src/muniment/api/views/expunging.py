"""Expunging what was filed by mistake: proposed by one person, agreed to by another."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given, Reference, WhyGiven
from muniment.foundation.access.types import Permission as P
from muniment.foundation.access.types import Profile
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.types import ExpungeDraft, ExpungeKind, ExpungeState, Stage

router = Router(tags=["disposal"])
TWO = (P.DISPOSAL_APPROVE_RECORDS, P.DISPOSAL_APPROVE_OWNER)
References = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=1_000)]


class Expunging(Schema):
    """A proposal to expunge. `records`: those that you may see."""

    reference: str
    state: ExpungeState
    kind: ExpungeKind
    reason: str
    authority: str
    proposed_by: str
    proposed_as: str
    proposed_at: datetime
    decided_by: str
    decided_as: str
    decided_at: datetime | None
    decision_reason: str
    review: str
    records: list[str]


class Mistake(Given):
    """Which records should never have been filed, why, and on whose authority they go."""

    records: References
    kind: ExpungeKind
    reason: Annotated[str, Field(max_length=1000)]
    authority: Annotated[str, Field(max_length=300)]
    role: Stage | None = None


class Agreement(WhyGiven):
    """Agreement, in the role given, else in the first that you have and the proposer had not."""

    role: Stage | None = None


def _told(actor: Profile, one: Any) -> Expunging:
    own = set(Expunging.model_fields) - {"review", "records"}
    return Expunging(
        **{name: getattr(one, name) for name in own},
        review=one.review.reference if one.review else "",
        records=[item.record.reference for item in queries.expunging_items(actor, one)],
    )


@operation(router, "GET", "/expungings", needs=P.DISPOSAL_SEE, answer=Page[Expunging])
def list_expungings(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """The proposals to expunge that you have to do with, the latest first."""
    every = queries.expungings(request.actor)
    rows = from_list(every, after, limit, lambda one: one.reference)
    return page(request, rows, limit, lambda o: _told(request.actor, o), lambda o: o.reference)


@operation(router, "GET", "/expungings/{reference}", needs=P.DISPOSAL_SEE, answer=Expunging)
def show_expunging(request: Request, reference: Reference) -> Any:
    """One proposal to expunge."""
    return _told(request.actor, queries.expunging_named(request.actor, reference))


@operation(router, "POST", "/expungings", needs=TWO, answer=Expunging, status=201)
def propose(request: Request, wanted: Mistake) -> Any:
    """Propose to expunge records that should never have been filed. Nothing is destroyed before
    another person, in another role, agrees."""
    draft = ExpungeDraft(wanted.kind, wanted.reason, wanted.authority)
    made = actions.propose_expunging(
        request.actor, wanted.records, draft, role=wanted.role, now=request.now
    )
    return _told(request.actor, made)


@operation(router, "POST", "/expungings/{reference}/agree", needs=TWO, answer=Expunging, status=202)
def agree(request: Request, reference: Reference, wanted: Agreement) -> Any:
    """Agree to expunge: the records are destroyed at once, by a job, whatever their dates."""
    actions.agree_to_expunging(
        request.actor, reference, role=wanted.role, reason=wanted.reason, now=request.now
    )
    return _told(request.actor, queries.expunging_named(request.actor, reference))


@operation(router, "POST", "/expungings/{reference}/refuse", needs=TWO, answer=Expunging)
def refuse(request: Request, reference: Reference, wanted: WhyGiven) -> Any:
    """Refuse to expunge, or withdraw a proposal of your own."""
    done = actions.refuse_expunging(request.actor, reference, reason=wanted.reason, now=request.now)
    return _told(request.actor, done)
