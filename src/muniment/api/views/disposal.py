"""Disposal: reviews, their signatures, and the certificates that prove what was done."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponseBase  # noqa: TID251
from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.downloads import document
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given, Reference, WhyGiven
from muniment.api.views.review_items import Item, shown_items
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission as P
from muniment.foundation.access.types import Profile
from muniment.foundation.content import actions as content
from muniment.foundation.kernel.errors import NotFound, Reason, Refused
from muniment.holdings.records.types import Kept, Surviving
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.types import ItemState, Outcome, Practice, ReviewState, Stage

router = Router(tags=["disposal"])
SIGN = (P.DISPOSAL_APPROVE_RECORDS, P.DISPOSAL_APPROVE_OWNER, P.DISPOSAL_APPROVE)
PUT_FORWARD = P.DISPOSAL_PROPOSE
Why = Annotated[str, Field(max_length=1000)]
References = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=10_000)]


class Signed(Schema):
    """One signature; `instead_of` is the absent person for whom a substitute signed."""

    stage: str
    approved: bool
    by: str
    instead_of: str
    at: datetime
    reason: str


class KeptSample(Schema):
    """A sample that a review keeps under a rule while it destroys the rest: 1 in `one_in` of the
    `of` records that it was made with. `needed` are to be kept for transfer at least, `kept` are;
    the first were drawn by the `seed`, as the lowest SHA-256 of `seed:reference`."""

    rule: str
    rule_version: int
    one_in: int
    of: int
    seed: int
    needed: int
    kept: int


class Review(Schema):
    """Records put forward together for a decision. `needs` are the roles that sign it; `stages`
    those as which you may sign now."""

    reference: str
    title: str
    state: str
    as_at: date
    owner_scope: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    decided_at: datetime | None
    executed_by: str
    executed_at: datetime | None
    completed_at: datetime | None
    version: int
    counts: dict[str, int]
    needs: list[str]
    waits_since: datetime | None
    signatures: list[Signed]
    stages: list[str]
    certificates: list[str]
    kept_samples: list[KeptSample]


class Proposal(Given):
    """What is put forward: records by name, or all that is due in a class, or all that is due."""

    title: Annotated[str, Field(max_length=300)]
    reason: Why
    records: References | None = None
    file_class: Annotated[str, Field(max_length=100)] | None = None
    on: date | None = None
    confirm_vital: bool = False


class LeftOut(Schema):
    """A record that was not put forward, and why."""

    record: str
    reasons: list[dict[str, str]]


class Proposed(Schema):
    """The reviews that were made, and what was left out of them."""

    reviews: list[str]
    records: int
    left_out: list[LeftOut]
    remaining: int


class Signature(WhyGiven):
    """A decision on a stage (the first you may sign if null), of the version looked at."""

    stage: Stage | None = None
    version: int | None = None


class Version(Given):
    """The version looked at."""

    version: int | None = None


class ItemDecision(Given):
    """What becomes of one record of a review."""

    outcome: Outcome
    keep_until: date | None = None
    new_rule: Annotated[str, Field(max_length=60)] = ""
    note: Why = ""


class Certificate(Schema):
    """A certificate of destruction."""

    reference: str
    review: str
    issued_at: datetime
    sha256: str
    event: int
    has_pdf: bool


def _review(actor: Profile, one: Any) -> Review:
    own: tuple[str, ...] = (
        "reference",
        "title",
        "state",
        "as_at",
        "owner_scope",
        "reason",
        "proposed_by",
    )
    own += ("proposed_at", "decided_at", "executed_by", "executed_at", "completed_at", "version")
    decisions = one.decisions.order_by("pk")
    return Review(
        **{name: getattr(one, name) for name in own},
        counts=_counts(actor, one),
        waits_since=queries.waits_since(one),
        needs=[stage.value for stage in queries.stages_of(one)],
        signatures=[
            Signed(**{name: getattr(d, name) for name in Signed.model_fields}) for d in decisions
        ],
        stages=[stage.value for stage in queries.stages(actor, one)],
        certificates=[c.reference for c in one.certificates.order_by("pk")],
        kept_samples=[KeptSample(**asdict(each)) for each in queries.kept_samples(one)],
    )


def _counts(actor: Profile, review: Any) -> dict[str, int]:
    """How many items are in each state; what is held counts as excluded for whoever may not know
    of every hold here."""
    found = dict(queries.counts(review))
    knows = all(may(actor, P.HOLD_SEE, place) for place in queries.places(review, every=True))
    held = 0 if knows else found.pop(ItemState.HELD, 0)
    if held:
        found[ItemState.EXCLUDED.value] = found.get(ItemState.EXCLUDED, 0) + held
    return {str(state): count for state, count in found.items()}


@operation(router, "GET", "/reviews", needs=P.DISPOSAL_SEE, answer=Page[Review])
def list_reviews(
    request: Request, state: ReviewState | None = None, after: After = "", limit: Limit = 50
) -> Any:
    """The reviews that you have to do with, the latest first."""
    every = queries.reviews(request.actor, states=[state] if state else None)
    rows = from_list(every, after, limit, lambda one: one.reference)
    return page(request, rows, limit, lambda o: _review(request.actor, o), lambda o: o.reference)


@operation(router, "GET", "/reviews/{reference}", needs=P.DISPOSAL_SEE, answer=Review)
def show_review(request: Request, reference: Reference) -> Any:
    """One review."""
    return _review(request.actor, queries.review_named(request.actor, reference))


@operation(router, "GET", "/reviews/{reference}/items", needs=P.DISPOSAL_SEE, answer=Page[Item])
def list_items(request: Request, reference: Reference, after: After = "", limit: Limit = 50) -> Any:
    """The records of a review that you may see."""
    review = queries.review_named(request.actor, reference)
    found = queries.items(request.actor, review).order_by("pk")
    if after:
        last = review.items.filter(record__reference=after).first()
        if last is None:
            raise Refused(Reason("after", "There is no such place in this list.", "after"))
        found = found.filter(pk__gt=last.pk)
    rows = list(found[: limit + 1])
    shown = shown_items(request.actor, rows)
    return page(request, rows, limit, lambda o: shown[o.pk], lambda o: o.record.reference)


@operation(router, "POST", "/reviews", needs=PUT_FORWARD, answer=Proposed, status=201)
def propose(request: Request, wanted: Proposal) -> Any:
    """Put due records forward. One review is made for each owner's scope."""
    done = actions.propose(request.actor, **wanted.model_dump(), now=request.now)
    return Proposed(
        reviews=list(done.reviews),
        records=done.records,
        left_out=[
            LeftOut(
                record=one.record,
                reasons=[{"code": r.code, "message": r.message} for r in one.reasons],
            )
            for one in done.left_out
        ],
        remaining=done.remaining,
    )


@operation(router, "POST", "/reviews/{reference}/approve", needs=SIGN, answer=Review)
def approve(request: Request, reference: Reference, wanted: Signature) -> Any:
    """Sign a stage of a review."""
    done = actions.approve(request.actor, reference, **wanted.model_dump(), now=request.now)
    return _review(request.actor, done)


@operation(router, "POST", "/reviews/{reference}/reject", needs=SIGN, answer=Review)
def reject(request: Request, reference: Reference, wanted: Signature) -> Any:
    """Reject a review, saying why."""
    done = actions.reject(request.actor, reference, **wanted.model_dump(), now=request.now)
    return _review(request.actor, done)


@operation(router, "POST", "/reviews/{reference}/withdraw", needs=PUT_FORWARD, answer=Review)
def withdraw(request: Request, reference: Reference, wanted: WhyGiven) -> Any:
    """Withdraw a review that is not being carried out, saying why."""
    done = actions.withdraw(request.actor, reference, reason=wanted.reason, now=request.now)
    return _review(request.actor, done)


@operation(
    router, "PUT", "/reviews/{reference}/items/{record}", needs=(PUT_FORWARD, *SIGN), answer=Item
)
def set_item(
    request: Request, reference: Reference, record: Reference, wanted: ItemDecision
) -> Any:
    """Decide otherwise about one record of a review than to destroy it, or undo that."""
    done = actions.set_item(
        request.actor, reference, record, **wanted.model_dump(), now=request.now
    )
    return shown_items(request.actor, [done])[done.pk]


@operation(
    router,
    "POST",
    "/reviews/{reference}/execute",
    needs=P.DISPOSAL_EXECUTE,
    answer=Review,
    status=202,
)
def execute(request: Request, reference: Reference, wanted: Version) -> Any:
    """Have an approved review carried out by a job. Each record is checked again under lock."""
    done = actions.execute(request.actor, reference, version=wanted.version, now=request.now)
    return _review(request.actor, done)


@operation(router, "GET", "/certificates", needs=P.DISPOSAL_SEE, answer=Page[Certificate])
def list_certificates(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """The certificates of the reviews that you have to do with, the latest first."""
    every = queries.certificates(request.actor)
    rows = from_list(every, after, limit, lambda one: one.reference)
    return page(request, rows, limit, _certificate, lambda one: one.reference)


def _certificate(one: Any) -> Certificate:
    return Certificate(
        reference=one.reference,
        review=one.review.reference,
        issued_at=one.issued_at,
        sha256=one.sha256,
        event=one.event_seq,
        has_pdf=one.pdf_id is not None,
    )


@operation(router, "GET", "/certificates/{reference}", needs=P.DISPOSAL_SEE, answer=dict[str, Any])
def show_certificate(
    request: Request,
    reference: Reference,
    size: Annotated[int, Query(ge=1, lt=2**63)] | None = None,
) -> Any:
    """A certificate with its proof, to be checked by the verifier without Muniment: against the
    first checkpoint over it, or against that of `size` events."""
    return queries.certificate_document(request.actor, reference, size=size)


@operation(router, "GET", "/certificates/{reference}/pdf", needs=P.DISPOSAL_SEE, answer=None)
def certificate_pdf(request: Request, reference: Reference) -> HttpResponseBase:
    """A certificate to read on paper."""
    found = queries.certificate_named(request.actor, reference)
    if found.pdf_id is None:
        raise NotFound("PDF of the certificate", reference)
    with content.opened(found.pdf_id, own=True, now=request.now) as stream:
        return document(stream.read(), f"{found.reference}.pdf", "application/pdf")


class Settled(Given):
    """What destructions leave behind: the folder that takes their certificates, and what stays on
    stubs besides the proof. `window`: for how many days what is destroyed can be recovered; left
    out, it stays as it is."""

    certificates_in: Annotated[str, Field(max_length=40)] = ""
    surviving: list[Surviving]
    metadata: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=100)] = []
    window: Annotated[int, Field(ge=0, le=1000)] | None = None


@operation(router, "GET", "/disposal/practice", needs=P.RETENTION_MANAGE, answer=Settled)
def show_practice(request: Request) -> Any:
    """What destructions leave behind."""
    return _settled(queries.practice())


@operation(router, "PUT", "/disposal/practice", needs=P.RETENTION_MANAGE, answer=Settled)
def set_practice(request: Request, wanted: Settled) -> Any:
    """Settle what destructions leave behind, from now on."""
    fields = tuple(dict.fromkeys(wanted.surviving))
    kept = Kept(fields, tuple(dict.fromkeys(wanted.metadata)))
    window = queries.practice().window if wanted.window is None else wanted.window
    chosen = Practice(wanted.certificates_in.strip(), kept, window)
    return _settled(actions.set_practice(request.actor, chosen, now=request.now))


class Pruned(Schema):
    """From how many stubs."""

    records: int


@operation(
    router,
    "POST",
    "/disposal/practice/prune",
    needs=P.RETENTION_MANAGE,
    answer=Pruned,
    status=202,
)
def prune_stubs(request: Request) -> Any:
    """Have a job take from the stubs that are there what is not to stay by now."""
    return Pruned(records=actions.prune_stubs(request.actor, now=request.now))


def _settled(found: Practice) -> Settled:
    return Settled(
        certificates_in=found.certificates_in,
        surviving=list(found.kept.fields),
        metadata=list(found.kept.metadata),
        window=found.window,
    )
