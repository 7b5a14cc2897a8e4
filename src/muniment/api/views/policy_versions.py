"""The way of a version: written, put out for comment, approved, published, ended."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given, WhyGiven
from muniment.api.views.policies import PolicyVersionLine, Text, version_line
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.policies import actions, queries, rules

router = Router(tags=["policies"])
SEE = Permission.POLICIES_SEE
Short = Annotated[str, Field(max_length=300)]
Words = Annotated[str, Field(max_length=10_000)]
VERSION = "/policies/{reference}/versions/{number}"


class VersionBegun(Given):
    """`great`: it changes much, and gets the next whole number. `note`: what is new, in short."""

    great: bool = False
    note: Annotated[str, Field(max_length=1_000)] = ""


class VersionWritten(Given):
    """The text in Markdown. `note`: what is new in it (null: as it was); `seen`: the digest of the
    text that you looked at, so that nobody's words are written over unseen."""

    text: Text
    note: Annotated[str, Field(max_length=1_000)] | None = None
    seen: Short = ""


class ConsultationGiven(Given):
    """The last day for comments."""

    until: date | None = None


class PolicyCommentGiven(Given):
    """What you think of a version that is out for comment, or of one of its paragraphs (by number
    or name)."""

    words: Words
    paragraph: Short = ""


class CommentAnswer(Given):
    """What becomes of a comment."""

    answer: Words


class PolicyApprovalGiven(Given):
    """What the body decided at a meeting, by reference; blank for none."""

    decision: Short = ""


class PublicationGiven(Given):
    """When the document is looked at again; null: after the months that it names."""

    review_on: date | None = None


class PolicyParagraph(Schema):
    """A paragraph that can be cited, by its number or by the name that stays. `meets`: what it says
    of what a policy must; `values`: what it states."""

    number: str
    key: str
    heading: bool
    words: str
    digest: str
    meets: list[str]
    values: dict[str, str]


class ContentMet(Schema):
    """What a policy on records must say (Code of Practice under section 46 of the Freedom of
    Information Act 2000), and the paragraphs that say it."""

    content: str
    label: str
    paragraphs: list[str]


class ParagraphChanged(Schema):
    """What became of a paragraph: its number and what it said, before and after."""

    what: str
    before: str
    after: str
    was: str
    says: str


class PolicyImpact(Schema):
    """What publishing a version changes: paragraphs, stated values, how many people in which units
    are to acknowledge it, desk aids that fall behind, documents that point at it, and the classes
    and records under each rule it is linked to."""

    changes: list[dict[str, str]]
    values: list[dict[str, str]]
    people: int
    units: list[str]
    aids: list[str]
    pointing: list[str]
    rules: list[dict[str, str | int]]


class PolicyVersionShown(PolicyVersionLine):
    """A version: its text, its paragraphs, what it says of what a policy must, and what publishing
    it changed (null before, and for who does
    not answer for it)."""

    document: str
    text: str
    paragraphs: list[PolicyParagraph]
    contents: list[ContentMet]
    impact: PolicyImpact | None


class PolicyForeseen(Schema):
    """The version that is on its way, and what publishing it would change."""

    number: str
    state: str
    impact: PolicyImpact


class CommentShown(Schema):
    """What somebody said of a version, and what was answered."""

    reference: str
    document: str
    version: str
    paragraph: str
    words: str
    by: str
    at: datetime
    answer: str
    answered_at: datetime | None


@operation(router, "GET", VERSION, needs=SEE, answer=PolicyVersionShown)
def get_version(request: Request, reference: str, number: str) -> Any:
    """One version of a document, with its paragraphs."""
    return _shown(request, version_of(request, reference, number))


def version_of(request: Request, reference: str, number: str) -> Any:
    """The version that the reader may read. Raises NotFound."""
    today = civil_date(request.now)
    one = queries.policy_named(request.actor, reference, today)
    found = queries.version_named(request.actor, one, number, today)
    found.policy = one
    return found


def _shown(request: Request, one: Any) -> PolicyVersionShown:
    found, today = rules.paragraphs(one.text), civil_date(request.now)
    told = one.impact and queries.sees_impact(request.actor, one.policy, today)
    return PolicyVersionShown(
        **version_line(one).model_dump(),
        document=one.policy.reference,
        text=one.text,
        paragraphs=[_paragraph(each) for each in found],
        contents=[
            ContentMet(content=name, label=name.label, paragraphs=[one.number for one in some])
            for name, some in rules.met_by(found).items()
        ],
        impact=PolicyImpact(**one.impact) if told else None,
    )


def _paragraph(one: Any) -> PolicyParagraph:
    names = ("number", "key", "heading", "words", "digest")
    said = {name: getattr(one, name) for name in names}
    return PolicyParagraph(**said, meets=list(one.meets), values=dict(one.values))


@operation(
    router,
    "POST",
    "/policies/{reference}/versions",
    needs=SEE,
    answer=PolicyVersionShown,
    status=201,
)
def begin_version(request: Request, reference: str, given: VersionBegun) -> Any:
    """Begin the next version of a document, with the text of the last one."""
    return _shown(
        request, actions.begin(request.actor, reference, **given.model_dump(), now=request.now)
    )


@operation(router, "PUT", VERSION, needs=SEE, answer=PolicyVersionShown)
def write_version(request: Request, reference: str, number: str, given: VersionWritten) -> Any:
    """Write the text of a draft. A version that is approved is never written again: 409."""
    said = given.model_dump()
    return _shown(
        request, actions.write(request.actor, reference, **said, number=number, now=request.now)
    )


@operation(router, "GET", f"{VERSION}/changes", needs=SEE, answer=Page[ParagraphChanged])
def compare_versions(
    request: Request,
    reference: str,
    number: str,
    against: Annotated[str, Query(max_length=20)] = "",
    after: After = "",
    limit: Limit = 500,
) -> Any:
    """What became of each paragraph since another version, or since the one published before."""
    version = version_of(request, reference, number)
    old = version_of(request, reference, against) if against else queries.before(version)
    texts = (old.text if old else "", version.text)
    rows = rules.compare(*map(rules.paragraphs, texts))
    placed = list(enumerate(rows, 1))
    some = from_list(placed, after, limit, lambda one: str(one[0]))
    return page(request, some, limit, lambda one: _change(one[1]), lambda one: one[0])


def _change(one: Any) -> ParagraphChanged:
    before, after = one.before, one.after
    return ParagraphChanged(
        what=one.label,
        before=before.number if before else "",
        after=after.number if after else "",
        was=before.words if before else "",
        says=after.words if after else "",
    )


@operation(router, "POST", "/policies/{reference}/consult", needs=SEE, answer=PolicyVersionShown)
def consult_on_policy(request: Request, reference: str, given: ConsultationGiven) -> Any:
    """Put the draft out for comment by all staff; its text stays as it is meanwhile."""
    return _shown(
        request, actions.consult(request.actor, reference, until=given.until, now=request.now)
    )


@operation(router, "GET", f"{VERSION}/comments", needs=SEE, answer=Page[CommentShown])
def list_policy_comments(
    request: Request, reference: str, number: str, after: After = "", limit: Limit = 50
) -> Any:
    """What was said of a version, in order."""
    version = version_of(request, reference, number)
    rows = list(queries.comments(version).select_related("version__policy"))
    some = from_list(rows, after, limit, lambda one: one.reference)
    return page(request, some, limit, _comment, lambda one: one.reference)


def _comment(one: Any) -> CommentShown:
    names = ("reference", "paragraph", "words", "by", "at", "answer", "answered_at")
    where = {"document": one.version.policy.reference, "version": one.version.number}
    return CommentShown(**where, **{name: getattr(one, name) for name in names})


@operation(
    router, "POST", "/policies/{reference}/comments", needs=SEE, answer=CommentShown, status=201
)
def comment_on_policy(request: Request, reference: str, given: PolicyCommentGiven) -> Any:
    """Say something of the version that is out for comment."""
    return _comment(
        actions.comment(request.actor, reference, **given.model_dump(), now=request.now)
    )


@operation(router, "POST", "/policies/comments/{reference}/answer", needs=SEE, answer=CommentShown)
def answer_policy_comment(request: Request, reference: str, given: CommentAnswer) -> Any:
    """Answer what somebody said of a version."""
    return _comment(actions.answer_comment(request.actor, reference, given.answer, now=request.now))


@operation(
    router,
    "POST",
    "/policies/{reference}/end-consultation",
    needs=SEE,
    answer=PolicyVersionShown,
)
def end_policy_consultation(request: Request, reference: str) -> Any:
    """Take no more comments: the version goes to the body that approves it."""
    return _shown(request, actions.end_consultation(request.actor, reference, now=request.now))


@operation(router, "POST", "/policies/{reference}/send-back", needs=SEE, answer=PolicyVersionShown)
def send_policy_back(request: Request, reference: str, given: WhyGiven) -> Any:
    """Make a version that is or was out for comment a draft again."""
    return _shown(
        request, actions.send_back(request.actor, reference, reason=given.reason, now=request.now)
    )


@operation(router, "POST", "/policies/{reference}/approve", needs=SEE, answer=PolicyVersionShown)
def approve_policy(request: Request, reference: str, given: PolicyApprovalGiven) -> Any:
    """Approve a version: as a member of the body that approves the document; where it needs none,
    as who keeps the documents of its unit."""
    return _shown(
        request, actions.approve(request.actor, reference, decision=given.decision, now=request.now)
    )


@operation(router, "GET", "/policies/{reference}/impact", needs=SEE, answer=PolicyForeseen)
def foresee_impact(request: Request, reference: str) -> Any:
    """What publishing the version that is on its way would change: for who writes the document or
    decides about it."""
    today = civil_date(request.now)
    one = queries.policy_named(request.actor, reference, today)
    version, impact = queries.foreseen(request.actor, one, today)
    said = {name: getattr(impact, name) for name in impact.__slots__}
    return PolicyForeseen(number=version.number, state=version.state, impact=PolicyImpact(**said))


@operation(router, "POST", "/policies/{reference}/publish", needs=SEE, answer=PolicyVersionShown)
def publish_policy(request: Request, reference: str, given: PublicationGiven) -> Any:
    """Put the approved version in force; the one before it is superseded at once."""
    return _shown(
        request,
        actions.publish(request.actor, reference, review_on=given.review_on, now=request.now),
    )


@operation(router, "POST", "/policies/{reference}/withdraw", needs=SEE, answer=PolicyVersionShown)
def withdraw_policy(request: Request, reference: str, given: WhyGiven) -> Any:
    """Give up the version that is on its way."""
    return _shown(
        request, actions.withdraw(request.actor, reference, reason=given.reason, now=request.now)
    )
