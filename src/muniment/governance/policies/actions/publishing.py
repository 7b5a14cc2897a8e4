"""Verbs that put a version in force, end it, and open a document to the public."""

from dataclasses import asdict
from datetime import date, datetime

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.governance.policies import queries, rules
from muniment.governance.policies.actions.keeping import (
    found_by,
    line,
    locked_to_write,
    open_version,
    tell_owner,
    told,
)
from muniment.governance.policies.models import Extract, Link, Policy, PolicyVersion
from muniment.governance.policies.types import LinkKind, State


@verb("policies:version:publish")
def publish(
    actor: Profile, reference: str, *, review_on: date | None = None, now: datetime
) -> PolicyVersion:
    """Put the approved version in force, from now. The one before it is superseded in the same
    transaction; both stay readable. What it changes is kept with it; desk aids whose paragraph
    says something else fall behind and their owners are told; its audience is asked to acknowledge
    it. `review_on`: None: after the months that the document names. Raises Refused with every
    reason."""
    one, today = locked_to_write(actor, reference, now), civil_date(now)
    version = open_version(one)
    refuse_if(rules.reasons_not_to_publish(State(version.state), review_on, today))
    version.impact = asdict(queries.impact_of(actor, version, today))
    before = one.in_force
    if before is not None and before.state == State.PUBLISHED:
        before.state, before.ended_at = State.SUPERSEDED, now
        before.save(update_fields=["state", "ended_at"])
    version.state = State.PUBLISHED
    version.published_at, version.published_by = now, actor.reference
    version.review_on = review_on or add_period(today, one.review_months, "months")
    version.audience = list(one.audience)
    version.save()
    one.in_force = version
    one.changed += 1
    found_by(one)
    one.save()
    behind = _leave_behind(one, before, version, now)
    _take_again(one, now)
    detail: dict[str, JSON] = {"review_on": f"{version.review_on}", "behind": len(behind)}
    told("policies:version:published", actor, one, now, version=version, detail=detail)
    for extract in behind:
        _tell_behind(extract, version, now)
    return version


def _leave_behind(
    one: Policy, before: PolicyVersion | None, version: PolicyVersion, now: datetime
) -> list[Extract]:
    """Have the desk aids that say again what a document says follow its new text: by the new
    number of the paragraph, or as left behind where it says something else or is gone."""
    old = rules.paragraphs(before.text if before else "")
    new = rules.paragraphs(version.text)
    behind = []
    for extract in one.extracted.select_related("aid__owner", "source").filter(stale_at=None):
        cited, wrong = queries.followed(extract, old, new)
        extract.paragraph, extract.stale_why = cited, wrong
        extract.stale_at = now if wrong else None
        extract.save(update_fields=["paragraph", "stale_why", "stale_at"])
        behind += [extract] if wrong else []
    return behind


def _tell_behind(extract: Extract, version: PolicyVersion, now: datetime) -> None:
    said = (
        f"“{extract.source.title[:120]}” has changed: what “{extract.aid.title[:120]}” says of "
        f"paragraph {extract.paragraph} has to be looked at."
    )
    key = f"policy-behind:{extract.aid.reference}:{version.pk}:{extract.paragraph}"
    tell_owner(extract.aid, "behind", said, key, now)


def _take_again(one: Policy, now: datetime) -> None:
    """A new version of a desk aid says again what its sources say now."""
    for extract in one.extracts.select_related("source__in_force"):
        source = extract.source.in_force
        found = rules.find(rules.paragraphs(source.text if source else ""), extract.paragraph)
        if found is not None and source is not None:
            extract.digest, extract.version = found.digest, source.number
            extract.stale_at, extract.stale_why = None, ""
            extract.save()


@verb("policies:document:retire")
def retire(actor: Profile, reference: str, *, reason: str, now: datetime) -> Policy:
    """Take a document out of force: nothing follows it. All its versions stay readable, and a page
    for the public says that it is no more. Who answers for a document that is linked to it is told
    to look at that. Raises Refused with every reason."""
    one = locked_to_write(actor, reference, now)
    version = one.in_force
    wrong = rules.reasons_of_words(reason, "reason", 500, "Say why.")
    if version is None:
        wrong.append(Reason("no_version", "No version of it is in force."))
    else:
        wrong += rules.reasons_not_to_move(State(version.state), "retire")
    refuse_if(wrong)
    if version is None:
        raise AssertionError("said above")
    version.state, version.ended_at, version.ended_why = State.RETIRED, now, line(reason)
    version.save(update_fields=["state", "ended_at", "ended_why"])
    if one.open_at and one.shut_at is None:
        one.shut_at = now
    one.changed += 1
    one.save()
    told("policies:document:retired", actor, one, now, version=version, reason=line(reason))
    _tell_linked(one, now)
    return one


def _tell_linked(one: Policy, now: datetime) -> None:
    rows = Link.objects.filter(kind=LinkKind.DOCUMENT, target=one.reference)
    for link in rows.select_related("policy__owner").order_by("pk"):
        said = (
            f"“{one.title[:120]}” is retired, and “{link.policy.title[:120]}” is linked to it. "
            "Look whether it still says what is so."
        )
        key = f"policy-retired:{one.reference}:{link.policy.reference}:{one.changed}"
        tell_owner(link.policy, "linked_retired", said, key, now)


@verb("policies:document:open")
def open_to_public(actor: Profile, reference: str, slug: str, *, now: datetime) -> Policy:
    """Let the public read what is in force of a document, at an address that stays. Raises Refused
    with every reason."""
    one = locked_to_write(actor, reference, now)
    slug = slug.strip()
    taken = Policy.objects.filter(slug=slug).exclude(pk=one.pk).exists()
    state = State(one.in_force.state) if one.in_force else None
    wrong = rules.reasons_not_to_open(slug, state, taken=taken)
    if one.slug and one.slug != slug:
        said = f"It has had the address {one.slug}, which stays."
        wrong.append(Reason("slug", said, "slug"))
    refuse_if(wrong)
    if one.open_at and one.shut_at is None:
        raise Refused(Reason("same", "The public can read it already."))
    one.slug, one.shut_at = slug, None
    one.open_at = one.open_at or now
    one.changed += 1
    one.save()
    told("policies:document:opened", actor, one, now, detail={"slug": slug})
    return one


@verb("policies:document:shut")
def shut(actor: Profile, reference: str, *, reason: str, now: datetime) -> Policy:
    """Let the public read a document no more. Its address says so from now. Raises Refused with
    every reason."""
    one = locked_to_write(actor, reference, now)
    wrong = rules.reasons_of_words(reason, "reason", 500, "Say why.")
    if one.open_at is None or one.shut_at is not None:
        wrong.append(Reason("same", "The public cannot read it."))
    refuse_if(wrong)
    one.shut_at = now
    one.changed += 1
    one.save()
    told("policies:document:shut", actor, one, now, reason=line(reason))
    return one
