"""Verbs by which people say that they follow a policy, and propose that it be changed."""

from datetime import datetime, timedelta

from muniment.foundation.access import queries as access
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.rules.canonical import canonical_json
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.notices import actions as notices
from muniment.governance.policies import queries, rules
from muniment.governance.policies.actions.keeping import (
    digest_of,
    line,
    locked,
    locked_to_write,
    tell_owner,
    text_of,
    told,
)
from muniment.governance.policies.models import Acknowledgement, Policy, Proposal
from muniment.governance.policies.types import Answer, State

DAYS_TO_ANSWER = 20


@verb("policies:version:acknowledge")
def acknowledge(
    actor: Profile, reference: str, *, seen: str = "", now: datetime
) -> Acknowledgement:
    """Say that one has read the version in force and will follow it. What is kept is the digest of
    that text, chained to the acknowledgement before it. `seen`: the digest of the text that the
    actor read, where a newer version may be in force by now. Raises Refused with every reason."""
    today = civil_date(now)
    one = locked(actor, reference, today)
    version = one.in_force
    if version is None or version.state != State.PUBLISHED:
        raise Refused(Reason("no_version", "No version of it is in force."))
    wrong = []
    if seen and seen != version.digest:
        said = "A newer version is in force by now. Read that one."
        wrong.append(Reason("changed", said))
    if not queries.is_asked(actor, version.audience, today):
        wrong.append(Reason("audience", "You are not asked to acknowledge this document."))
    if queries.acknowledged(actor, version) is not None:
        wrong.append(Reason("same", "You have acknowledged this version already."))
    refuse_if(wrong)
    made = Acknowledgement.objects.create(
        version=version,
        person=_person(actor),
        at=now,
        text_digest=version.digest,
        digest=chained(one, version.number, version.digest, actor.reference, now),
    )
    told("policies:version:acknowledged", actor, one, now, version=version)
    return made


def _person(actor: Profile) -> Person:
    found = access.find_person(actor.reference)
    if found is None:
        raise NotFound("person", actor.reference)
    return found


def chained(one: Policy, number: str, digest: str, person: str, at: datetime) -> str:
    """The digest of an acknowledgement (SHA-256): document, version, digest of the text, person,
    moment, and the digest of the one before it of the same document. The document is locked."""
    rows = Acknowledgement.objects.filter(version__policy=one).order_by("-pk")
    last = rows.values_list("digest", flat=True).first() or ""
    said = {
        "document": one.reference,
        "version": number,
        "text": digest,
        "person": person,
        "at": at.isoformat(),
        "before": last,
    }
    return digest_of(canonical_json(said))


@verb("policies:proposal:make")
def propose(
    actor: Profile, reference: str, words: str, *, paragraph: str = "", now: datetime
) -> Proposal:
    """Propose that a document be changed, or tell that something in it is not so: anybody who may
    read it can. Who answers for it is told and has 20 days to answer. Raises Refused
    with every reason."""
    access.require(actor, Permission.POLICIES_SEE)
    today = civil_date(now)
    one = locked(actor, reference, today)
    text = one.in_force.text if one.in_force else ""
    found = rules.find(rules.paragraphs(text), paragraph) if paragraph.strip() else None
    wrong = rules.reasons_of_words(words, "words", 4_000, "Say what should change, and why.")
    if paragraph.strip() and found is None:
        wrong.append(Reason("paragraph", f"There is no paragraph {paragraph[:20]}.", "paragraph"))
    refuse_if(wrong)
    made = Proposal.objects.create(
        reference=new_reference("PP"),
        policy=one,
        paragraph=(found.key or found.number) if found else "",
        words=text_of(words),
        by=_person(actor),
        at=now,
        due_on=today + timedelta(days=DAYS_TO_ANSWER),
    )
    told("policies:proposal:made", actor, one, now, detail={"proposal": made.reference})
    day = f"{made.due_on.day} {made.due_on:%B %Y}"
    said = f"Somebody proposes a change of “{one.title[:150]}”. Answer it by {day}."
    tell_owner(one, "proposal", said, f"policy-proposal:{made.reference}", now)
    return made


@verb("policies:proposal:answer")
def answer_proposal(
    actor: Profile, reference: str, answer: str, words: str, *, now: datetime
) -> Proposal:
    """Answer a change that was proposed: accepted, rejected, or merged with another, and why. Who
    proposed it is told. Raises Refused with every reason."""
    found = queries.proposal_named(actor, reference, civil_date(now))
    one = locked_to_write(actor, found.policy.reference, now)
    found.refresh_from_db()
    refuse_if(rules.reasons_not_to_answer(bool(found.answer), answer, words))
    found.answer, found.why = Answer(answer), line(words)
    found.answered_at, found.answered_by = now, actor.reference
    found.save(update_fields=["answer", "why", "answered_at", "answered_by"])
    told("policies:proposal:answered", actor, one, now, detail={"proposal": found.reference})
    if found.by.is_active:
        said = f"What you proposed for “{one.title[:120]}”: {found.answer_label.lower()}."
        notices.tell(
            found.by.reference,
            kind="policies.answered",
            about=f"policy:{one.reference}",
            words=f"{said} {found.why[:500]}",
            key=f"policy-answered:{found.reference}",
            now=now,
        )
    return found
