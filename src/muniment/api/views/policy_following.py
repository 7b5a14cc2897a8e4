"""What documents go with, where they are shown, who follows them, and what people propose."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given, written_out
from muniment.api.views.policies import PolicyShown, shown
from muniment.api.views.policy_versions import VERSION, version_of
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.governance.policies import actions, queries
from muniment.governance.policies.types import Answer, LinkKind, Screen

router = Router(tags=["policies"])
SEE, MANAGE = Permission.POLICIES_SEE, Permission.POLICIES_MANAGE
LinkedTo = Annotated[LinkKind, written_out(LinkKind)]
PlaceOfWork = Annotated[Screen, written_out(Screen)]
ProposalOutcome = Annotated[Answer, written_out(Answer)]
Short = Annotated[str, Field(max_length=300)]


class LinkEnd(Given):
    """What a document goes with: a document or asset by reference, a retention rule by code, or in
    words what Muniment knows nothing of."""

    kind: LinkedTo
    target: Short


class LinkGiven(LinkEnd):
    """The same, and in which paragraph the document says so."""

    paragraph: Short = ""


class ExtractGiven(Given):
    """The paragraph (by number or name) of another document that this one says again."""

    source: Short
    paragraph: Short


class PointerEnd(Given):
    """A place of work, and for which role (blank: for everybody)."""

    screen: PlaceOfWork
    role: Short = ""


class PointerGiven(PointerEnd):
    """The same, and which paragraph is shown there (blank: the document)."""

    paragraph: Short = ""


class PointerShown(Schema):
    """What is shown at a place of work."""

    screen: str
    role: str
    policy: str
    title: str
    paragraph: str


class GuidanceShown(Schema):
    """What you are shown at a place of work: a document in force, and one paragraph of it where one
    is named."""

    policy: str
    title: str
    paragraph: str
    words: str


class AcknowledgementGiven(Given):
    """The digest of the text that you read; blank: of what is in force."""

    seen: Short = ""


class AcknowledgementShown(Schema):
    """That somebody has read a version and will follow it. `text_digest`: of the text; `digest`: of
    all that and of the acknowledgement before it of the same document."""

    document: str
    version: str
    person: str
    unit: str
    at: datetime
    text_digest: str
    digest: str


class ToAcknowledge(Schema):
    """A version that you are asked to acknowledge."""

    document: str
    title: str
    version: str
    digest: str
    published_at: datetime | None


class FollowerAsked(Schema):
    """Somebody who is asked to acknowledge a version and has not."""

    person: str
    name: str
    unit: str


class UnitFollowing(Schema):
    """Of a unit: how many are asked to acknowledge a version, and how many have."""

    unit: str
    asked: int
    acknowledged: int


class ChangeProposal(Given):
    """What should change, and why; and in which paragraph (by number or name)."""

    words: Annotated[str, Field(max_length=10_000)]
    paragraph: Short = ""


class ProposalAnswer(Given):
    """What comes of a change that was proposed, and why."""

    answer: ProposalOutcome
    words: Annotated[str, Field(max_length=1_000)]


class ChangeProposed(Schema):
    """A change that somebody proposed, and what came of it."""

    reference: str
    document: str
    paragraph: str
    words: str
    by: str
    at: datetime
    due_on: date
    answer: str
    why: str
    answered_at: datetime | None


@operation(router, "GET", "/policies/pointers", needs=SEE, answer=Page[PointerShown])
def list_pointers(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """What is shown at which place of work."""
    rows = queries.pointers(request.actor)
    some = from_list(rows, after, limit, _place)
    return page(request, some, limit, _pointer, _place)


def _place(one: Any) -> str:
    return f"{one.screen}:{one.role}:{one.policy.reference}"


def _pointer(one: Any) -> PointerShown:
    names = ("screen", "role", "paragraph")
    what = {"policy": one.policy.reference, "title": one.policy.title}
    return PointerShown(**what, **{name: getattr(one, name) for name in names})


@operation(router, "GET", "/policies/shown", needs=SEE, answer=list[GuidanceShown])
def see_guidance(request: Request, screen: PlaceOfWork) -> Any:
    """What you are shown at a place of work: first what is for one of your roles."""
    return [
        GuidanceShown(
            policy=one.reference,
            title=one.title,
            paragraph=one.paragraph.number if one.paragraph else "",
            words=one.paragraph.words if one.paragraph else "",
        )
        for one in queries.pointed_at(request.actor, screen)
    ]


@operation(router, "GET", "/policies/to-acknowledge", needs=SEE, answer=list[ToAcknowledge])
def list_to_acknowledge(request: Request) -> Any:
    """What you are asked to acknowledge and have not, the longest asked first."""
    return [
        ToAcknowledge(
            document=one.policy.reference,
            title=one.policy.title,
            version=one.number,
            digest=one.digest,
            published_at=one.published_at,
        )
        for one in queries.to_acknowledge(request.actor, civil_date(request.now))
    ]


@operation(router, "GET", "/policies/proposals", needs=SEE, answer=Page[ChangeProposed])
def list_own_proposals(
    request: Request, to_answer: bool = False, after: After = "", limit: Limit = 50
) -> Any:
    """The changes that you have proposed, or those that wait for your answer."""
    today = civil_date(request.now)
    waiting = queries.proposals_to_answer(request.actor, today) if to_answer else None
    rows = list(queries.my_proposals(request.actor)) if waiting is None else waiting
    some = from_list(rows, after, limit, lambda one: one.reference)
    return page(request, some, limit, _proposal, lambda one: one.reference)


def _proposal(one: Any) -> ChangeProposed:
    names = ("reference", "paragraph", "words", "at", "due_on", "answer", "why", "answered_at")
    what = {"document": one.policy.reference, "by": one.by.reference}
    return ChangeProposed(**what, **{name: getattr(one, name) for name in names})


@operation(router, "GET", "/policies/{reference}/proposals", needs=SEE, answer=Page[ChangeProposed])
def list_proposals(request: Request, reference: str, after: After = "", limit: Limit = 50) -> Any:
    """The changes that were proposed of a document: all for who writes it, else your own."""
    rows = queries.proposals(request.actor, _read(request, reference))
    some = from_list(rows, after, limit, lambda one: one.reference)
    return page(request, some, limit, _proposal, lambda one: one.reference)


def _read(request: Request, reference: str) -> Any:
    return queries.policy_named(request.actor, reference, civil_date(request.now))


@operation(
    router,
    "POST",
    "/policies/{reference}/proposals",
    needs=SEE,
    answer=ChangeProposed,
    status=201,
)
def propose_change(request: Request, reference: str, given: ChangeProposal) -> Any:
    """Propose that a document be changed: who answers for it is told."""
    return _proposal(
        actions.propose(request.actor, reference, **given.model_dump(), now=request.now)
    )


@operation(
    router, "POST", "/policies/proposals/{reference}/answer", needs=SEE, answer=ChangeProposed
)
def answer_change(request: Request, reference: str, given: ProposalAnswer) -> Any:
    """Answer a change that was proposed; who proposed it is told."""
    return _proposal(
        actions.answer_proposal(
            request.actor, reference, given.answer, given.words, now=request.now
        )
    )


@operation(router, "POST", "/policies/{reference}/links", needs=SEE, answer=PolicyShown, status=201)
def link_policy(request: Request, reference: str, given: LinkGiven) -> Any:
    """Say that a document goes with another thing."""
    actions.link(request.actor, reference, **given.model_dump(), now=request.now)
    return shown(request, _read(request, reference))


@operation(router, "POST", "/policies/{reference}/links/end", needs=SEE, answer=PolicyShown)
def unlink_policy(request: Request, reference: str, given: LinkEnd) -> Any:
    """Say no more that a document goes with a thing."""
    actions.unlink(request.actor, reference, **given.model_dump(), now=request.now)
    return shown(request, _read(request, reference))


@operation(
    router, "POST", "/policies/{reference}/extracts", needs=SEE, answer=PolicyShown, status=201
)
def extract_paragraph(request: Request, reference: str, given: ExtractGiven) -> Any:
    """Say that a desk aid or guide says again a paragraph of another document."""
    actions.extract(request.actor, reference, **given.model_dump(), now=request.now)
    return shown(request, _read(request, reference))


@operation(router, "POST", "/policies/{reference}/extracts/confirm", needs=SEE, answer=PolicyShown)
def confirm_extract(request: Request, reference: str, given: ExtractGiven) -> Any:
    """Say that a desk aid whose paragraph has changed is right still."""
    actions.confirm_extract(request.actor, reference, **given.model_dump(), now=request.now)
    return shown(request, _read(request, reference))


@operation(
    router, "POST", "/policies/{reference}/pointers", needs=MANAGE, answer=PolicyShown, status=201
)
def point_at_policy(request: Request, reference: str, given: PointerGiven) -> Any:
    """Show a document, or one paragraph of it, at a place of work."""
    actions.point(request.actor, reference, **given.model_dump(), now=request.now)
    return shown(request, _read(request, reference))


@operation(router, "POST", "/policies/{reference}/pointers/end", needs=MANAGE, answer=PolicyShown)
def end_pointer(request: Request, reference: str, given: PointerEnd) -> Any:
    """Show a document at a place of work no more."""
    actions.unpoint(request.actor, reference, **given.model_dump(), now=request.now)
    return shown(request, _read(request, reference))


@operation(
    router,
    "POST",
    "/policies/{reference}/acknowledge",
    needs=SEE,
    answer=AcknowledgementShown,
    status=201,
)
def acknowledge_policy(request: Request, reference: str, given: AcknowledgementGiven) -> Any:
    """Say that you have read the version in force and will follow it."""
    made = actions.acknowledge(request.actor, reference, seen=given.seen, now=request.now)
    return _acknowledgement(made)


def _acknowledgement(one: Any) -> AcknowledgementShown:
    names = ("at", "text_digest", "digest")
    return AcknowledgementShown(
        document=one.version.policy.reference,
        version=one.version.number,
        person=one.person.reference,
        unit=one.person.unit.reference if one.person.unit else "",
        **{name: getattr(one, name) for name in names},
    )


@operation(
    router, "GET", f"{VERSION}/acknowledgements", needs=SEE, answer=Page[AcknowledgementShown]
)
def list_acknowledgements(
    request: Request, reference: str, number: str, after: After = "", limit: Limit = 50
) -> Any:
    """Who has acknowledged a version, in order: for who answers for the document, those who keep
    documents, and auditors."""
    version = _followed(request, reference, number)
    rows = list(queries.acknowledgements(version).select_related("version__policy"))
    some = from_list(rows, after, limit, lambda one: one.person.reference)
    return page(request, some, limit, _acknowledgement, lambda one: one.person.reference)


def _followed(request: Request, reference: str, number: str) -> Any:
    """The version, for somebody who may read who follows it. Raises NotFound, NotPermitted."""
    found = version_of(request, reference, number)
    if not queries.sees_who_follows(request.actor, found.policy):
        said = "It is for who answers for the document, those who keep documents, and auditors."
        raise NotPermitted(Reason("not_permitted", said))
    return found


@operation(router, "GET", f"{VERSION}/outstanding", needs=SEE, answer=Page[FollowerAsked])
def list_outstanding(
    request: Request, reference: str, number: str, after: After = "", limit: Limit = 50
) -> Any:
    """Who is asked to acknowledge a version and has not, by name."""
    version = _followed(request, reference, number)
    rows = list(queries.outstanding(version, civil_date(request.now)))
    some = from_list(rows, after, limit, lambda one: one.reference)
    return page(request, some, limit, _asked, lambda one: one.reference)


def _asked(one: Any) -> FollowerAsked:
    unit = one.unit.reference if one.unit else ""
    return FollowerAsked(person=one.reference, name=one.name, unit=unit)


@operation(router, "GET", f"{VERSION}/units", needs=SEE, answer=list[UnitFollowing])
def list_units_following(request: Request, reference: str, number: str) -> Any:
    """For each unit, how many are asked to acknowledge a version, and how many have."""
    version = _followed(request, reference, number)
    return [
        UnitFollowing(unit=name, asked=asked, acknowledged=done)
        for name, asked, done in queries.by_unit(version, civil_date(request.now))
    ]
