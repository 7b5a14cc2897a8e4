"""Documents and their versions, as far as their reader may know of them."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.clock import CIVIL
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.foundation.kernel.words import words_of
from muniment.governance.bodies import queries as bodies
from muniment.governance.bodies.models import Member
from muniment.governance.policies.models import (
    Comment,
    Link,
    Policy,
    PolicyVersion,
    Proposal,
)
from muniment.governance.policies.types import (
    OPEN,
    READ_BY_ALL,
    LinkKind,
    PolicyDraft,
    State,
)


def sees(actor: Profile) -> bool:
    """Whether the actor may read policies."""
    return access_rules.may(actor, Permission.POLICIES_SEE)


def manages(actor: Profile, unit: str) -> bool:
    """Whether the actor keeps the documents of a unit (by reference; blank: of the whole body)."""
    place = Place(units=access.unit_lineages().get(unit, ()))
    return access_rules.may(actor, Permission.POLICIES_MANAGE, place)


def keeps(actor: Profile, one: Policy) -> bool:
    """Whether the actor writes a document: its owner, or who keeps those of its unit."""
    mine = actor.active and one.owner.reference == actor.reference
    return mine or manages(actor, one.unit.reference if one.unit else "")


def decides(actor: Profile, one: Policy, today: date) -> bool:
    """Whether the body that approves a document decides through the actor; without a body, whether
    the actor keeps the documents of its unit."""
    if one.body is None:
        return manages(actor, one.unit.reference if one.unit else "")
    return bodies.decides_for(actor, one.body, today)


def every() -> QuerySet[Policy]:
    """Every document, by title."""
    rows = Policy.objects.select_related("unit", "owner", "body", "in_force")
    return rows.order_by("sort_key", "pk")


def policies(
    actor: Profile,
    *,
    kind: str = "",
    topic: str = "",
    state: str = "",
    owner: str = "",
    words: str = "",
    mine: bool = False,
    version: str = "",
    approved_since: date | None = None,
    review_by: date | None = None,
    today: date,
) -> QuerySet[Policy]:
    """The documents that the actor may know of, by title: of a kind, on a topic, with a version in
    this state, of an owner (by reference), with all these words (or the beginnings of words)
    somewhere in what is in force; `mine`: only those the actor answers for; what is in force
    has this number, was approved on or after a day, or is to be looked at again on or before one.
    """
    found = every().filter(_known_to(actor, today)) if sees(actor) else every().none()
    found = found.filter(kind=kind) if kind else found
    found = found.filter(owner__reference=owner) if owner else found
    found = found.filter(owner__reference=actor.reference) if mine else found
    if topic:
        found = found.filter(words__contains=f" topic:{'-'.join(words_of(topic))} ")
    if state:
        there = PolicyVersion.objects.filter(policy=OuterRef("pk"), state=state)
        found = found.filter(Exists(there))
        found = found if state in READ_BY_ALL else found.filter(_whole_to(actor, today))
    for word in words_of(words):
        found = found.filter(words__contains=f" {word}")
    return found.filter(_in_force_with(version, approved_since, review_by))


def _in_force_with(version: str, approved_since: date | None, review_by: date | None) -> Q:
    """The condition that a document has such a version in force."""
    found = Q()
    if version.strip():
        major, _, minor = version.strip().partition(".")
        if not all(one.isascii() and one.isdigit() and len(one) < 9 for one in (major, minor)):
            return Q(pk=None)
        found &= Q(in_force__major=int(major), in_force__minor=int(minor))
    if approved_since is not None:
        began = datetime.combine(approved_since, time(), CIVIL)
        found &= Q(in_force__approved_at__gte=began)
    if review_by is not None:
        found &= Q(in_force__state=State.PUBLISHED, in_force__review_on__lte=review_by)
    return found


def _known_to(actor: Profile, today: date) -> Q:
    """The condition that the actor may know of a document: something of it is read by all, or they
    may read all of it."""
    open_to_all = PolicyVersion.objects.filter(policy=OuterRef("pk"), state__in=READ_BY_ALL)
    whole = _whole_to(actor, today)
    return Q(Exists(open_to_all)) | whole if whole else whole


def _whole_to(actor: Profile, today: date) -> Q:
    """The condition that the actor may read all versions of a document: they write it, or decide
    about it. Empty where they keep all documents."""
    if manages(actor, ""):
        return Q()
    sits = Member.objects.filter(bodies.in_office(today), person__reference=actor.reference)
    known = Q(owner__reference=actor.reference) | Q(body__in=sits.values("body"))
    units = [one for one in access.unit_lineages() if manages(actor, one)]
    return known | Q(unit__reference__in=units) if units else known


def policy_named(actor: Profile, reference: str, today: date) -> Policy:
    """The document with this reference. Raises NotFound where the actor may not know of it."""
    found = policies(actor, today=today).filter(reference=normalise(reference)).first()
    if found is None:
        raise NotFound("document", reference)
    return found


def as_draft(one: Policy) -> PolicyDraft:
    """What is said of a document."""
    return PolicyDraft(
        kind=one.kind,
        title=one.title,
        owner=one.owner.reference,
        summary=one.summary,
        unit=one.unit.reference if one.unit else "",
        owner_post=one.owner_post,
        body=one.body.reference if one.body else "",
        audience=tuple(one.audience),
        review_months=one.review_months,
        topics=tuple(one.topics),
    )


def versions(actor: Profile, one: Policy, today: date) -> list[PolicyVersion]:
    """The versions of a document that the actor may read, the newest first."""
    rows = one.versions.order_by("-major", "-minor")
    whole = keeps(actor, one) or decides(actor, one, today)
    return list(rows if whole else rows.filter(state__in=READ_BY_ALL))


def version_named(actor: Profile, one: Policy, number: str, today: date) -> PolicyVersion:
    """The version with this number, such as 2.3; blank: the one in force, or else the newest.
    Raises NotFound where there is none that the actor may read."""
    seen = versions(actor, one, today)
    if not number:
        chosen = [each for each in seen if each.pk == one.in_force_id] or seen[:1]
    else:
        chosen = [each for each in seen if each.number == number.strip()]
    if not chosen:
        raise NotFound("version", number or one.reference)
    return chosen[0]


def on_its_way(one: Policy) -> PolicyVersion | None:
    """The version that is being written, commented on or approved."""
    return one.versions.filter(state__in=OPEN).first()


def on_their_way(actor: Profile, some: Sequence[Policy], today: date) -> dict[int, PolicyVersion]:
    """Of these documents, the versions that are on their way and that the actor may read, by the
    key of the document."""
    rows = PolicyVersion.objects.filter(policy__in=some, state__in=OPEN)
    of = {one.pk: one for one in some}
    found = {}
    for version in rows:
        one = of[version.policy_id]
        if (
            version.state in READ_BY_ALL
            or keeps(actor, one)
            or decides(
                actor,
                one,
                today,
            )
        ):
            found[one.pk] = version
    return found


def owners(actor: Profile, today: date) -> list[tuple[str, str]]:
    """Who answers for the documents that the actor may know of: reference and name, by name."""
    rows = policies(actor, today=today).values_list("owner__reference", "owner__name")
    return sorted(set(rows), key=lambda one: (one[1].casefold(), one[0]))


def before(version: PolicyVersion) -> PolicyVersion | None:
    """The version that was published last before this one."""
    rows = version.policy.versions.filter(published_at__isnull=False).exclude(pk=version.pk)
    lower = Q(major__lt=version.major) | Q(major=version.major, minor__lt=version.minor)
    return rows.filter(lower).order_by("-major", "-minor").first()


def comments(version: PolicyVersion) -> QuerySet[Comment]:
    """What was said of a version, in order."""
    return version.comments.order_by("pk")


def comment_named(actor: Profile, reference: str, today: date) -> Comment:
    """The comment with this reference. Raises NotFound."""
    rows = Comment.objects.select_related("version__policy")
    found = rows.filter(reference=normalise(reference)).first()
    if found is None:
        raise NotFound("comment", reference)
    policy = policy_named(actor, found.version.policy.reference, today)
    version_named(actor, policy, found.version.number, today)
    return found


def links(one: Policy) -> list[Link]:
    """What a document is linked to, by kind."""
    order = list(LinkKind)
    rows = sorted(one.links.all(), key=lambda each: each.target)
    return sorted(rows, key=lambda each: order.index(LinkKind(each.kind)))


def pointing(actor: Profile, kind: LinkKind, target: str, today: date) -> list[Policy]:
    """The documents that are linked to a thing, as far as the actor may know of them."""
    rows = Link.objects.filter(kind=kind, target=target)
    return list(policies(actor, today=today).filter(pk__in=rows.values("policy")))


def titles(references: Sequence[str]) -> dict[str, str]:
    """The titles of these documents, by reference."""
    rows = Policy.objects.filter(reference__in=references)
    return dict(rows.values_list("reference", "title"))


def proposals(actor: Profile, one: Policy) -> list[Proposal]:
    """The changes that were proposed of a document, the latest first: all of them for who writes
    it, their own for others."""
    rows = one.proposals.select_related("by").order_by("-at", "-pk")
    return list(rows if keeps(actor, one) else rows.filter(by__reference=actor.reference))


def proposals_to_answer(actor: Profile, today: date) -> list[Proposal]:
    """The changes that were proposed and that the actor has yet to answer, as owner of the
    document: the longest due first."""
    rows = Proposal.objects.filter(answer="", policy__owner__reference=actor.reference)
    return list(rows.select_related("policy", "by").order_by("due_on", "pk"))


def my_proposals(actor: Profile) -> QuerySet[Proposal]:
    """The changes that the actor has proposed, the latest first."""
    rows = Proposal.objects.filter(by__reference=actor.reference)
    return rows.select_related("policy").order_by("-at", "-pk")


def proposal_named(actor: Profile, reference: str, today: date) -> Proposal:
    """The proposed change with this reference. Raises NotFound."""
    rows = Proposal.objects.select_related("policy__owner", "policy__unit", "by")
    found = rows.filter(reference=normalise(reference)).first()
    mine = found is not None and found.by.reference == actor.reference
    if found is None or not (mine or keeps(actor, found.policy)):
        raise NotFound("proposed change", reference)
    return found


def open_to_public() -> QuerySet[Policy]:
    """The documents that the public may read, by title."""
    rows = every().filter(open_at__isnull=False, shut_at=None, in_force__isnull=False)
    return rows.filter(in_force__state=State.PUBLISHED)


def public_named(slug: str) -> Policy:
    """The document at a public address, also where the public can read it no more: the address
    stays. Raises NotFound."""
    found = every().filter(slug=slug, open_at__isnull=False).first()
    if found is None:
        raise NotFound("document", slug)
    return found


def topics(actor: Profile, today: date) -> list[str]:
    """Every topic of the documents that the actor may know of."""
    rows = policies(actor, today=today).values_list("topics", flat=True)
    return sorted({one for some in rows for one in some}, key=str.casefold)
