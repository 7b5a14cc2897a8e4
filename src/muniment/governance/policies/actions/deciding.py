"""Verbs that put a draft out for comment, answer what is said, and approve it."""

from datetime import date, datetime

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.governance.bodies import queries as bodies
from muniment.governance.bodies.types import Outcome
from muniment.governance.policies import queries, rules
from muniment.governance.policies.actions.keeping import (
    line,
    locked,
    locked_to_write,
    open_version,
    tell_owner,
    text_of,
    told,
)
from muniment.governance.policies.models import Comment, PolicyVersion
from muniment.governance.policies.types import State


@verb("policies:version:consult")
def consult(actor: Profile, reference: str, *, until: date | None, now: datetime) -> PolicyVersion:
    """Put a draft out for comment by all staff until a last day. Its text stays as it is while it
    is out. Raises Refused with every reason."""
    one = locked_to_write(actor, reference, now)
    version = open_version(one)
    refuse_if(rules.reasons_not_to_consult(State(version.state), until, civil_date(now)))
    version.state, version.consult_until = State.CONSULTING, until
    version.save(update_fields=["state", "consult_until"])
    told("policies:version:put_out", actor, one, now, version=version, detail={"until": f"{until}"})
    return version


@verb("policies:comment:make")
def comment(
    actor: Profile, reference: str, words: str, *, paragraph: str = "", now: datetime
) -> Comment:
    """Say something of a version that is out for comment, or of one of its paragraphs (by number
    or name). Raises Refused with every reason."""
    one = locked(actor, reference, civil_date(now))
    version = open_version(one)
    found = rules.find(rules.paragraphs(version.text), paragraph) if paragraph else None
    wrong = rules.reasons_of_words(words, "words", 4_000, "Say what you think of it.")
    if version.state != State.CONSULTING:
        wrong.append(Reason(version.state, "It is not out for comment."))
    elif version.consult_until and version.consult_until < civil_date(now):
        wrong.append(Reason("late", "The last day for comments has passed."))
    if paragraph and found is None:
        wrong.append(Reason("paragraph", f"There is no paragraph {paragraph[:20]}.", "paragraph"))
    refuse_if(wrong)
    made = Comment.objects.create(
        reference=new_reference("PC"),
        version=version,
        paragraph=found.number if found else "",
        words=text_of(words),
        by=actor.reference,
        at=now,
    )
    about = {"comment": made.reference, "paragraph": made.paragraph}
    told("policies:comment:made", actor, one, now, version=version, detail=about)
    return made


@verb("policies:comment:answer")
def answer_comment(actor: Profile, reference: str, answer: str, *, now: datetime) -> Comment:
    """Answer what somebody said of a version. Raises Refused with every reason."""
    found = queries.comment_named(actor, reference, civil_date(now))
    one = locked_to_write(actor, found.version.policy.reference, now)
    found.refresh_from_db()
    wrong = rules.reasons_of_words(answer, "answer", 4_000, "Say what becomes of it.")
    if found.answer:
        wrong.append(Reason("answered", "It has been answered already."))
    refuse_if(wrong)
    found.answer, found.answered_by, found.answered_at = text_of(answer), actor.reference, now
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    told("policies:comment:answered", actor, one, now, detail={"comment": found.reference})
    return found


@verb("policies:version:end_consultation")
def end_consultation(actor: Profile, reference: str, *, now: datetime) -> PolicyVersion:
    """Take no more comments: what is out goes to the body that approves it, as it is. Raises
    Refused."""
    one = locked_to_write(actor, reference, now)
    version = open_version(one)
    refuse_if(rules.reasons_not_to_move(State(version.state), "end_consultation"))
    version.state = State.CONSULTED
    version.save(update_fields=["state"])
    told("policies:version:consulted", actor, one, now, version=version)
    return version


@verb("policies:version:send_back")
def send_back(actor: Profile, reference: str, *, reason: str, now: datetime) -> PolicyVersion:
    """Make a version that is or was out for comment a draft again, to be written: by who writes
    it, or by a member of the body that is to approve it. Raises Refused with every reason."""
    one = locked(actor, reference, civil_date(now))
    if not queries.decides(actor, one, civil_date(now)):
        one = locked_to_write(actor, reference, now)
    version = open_version(one)
    wrong = rules.reasons_of_words(reason, "reason", 500, "Say why.")
    refuse_if([*rules.reasons_not_to_move(State(version.state), "send_back"), *wrong])
    version.state = State.DRAFT
    version.save(update_fields=["state"])
    why = line(reason)
    told("policies:version:sent_back", actor, one, now, version=version, reason=why)
    said = f"“{one.title[:150]}” is a draft again: {why[:300]}"
    tell_owner(one, "sent_back", said, f"policy-back:{one.reference}:{now.isoformat()}", now)
    return version


@verb("policies:version:approve")
def approve(actor: Profile, reference: str, *, decision: str = "", now: datetime) -> PolicyVersion:
    """Approve a version: by a member of the governance body that approves the document; where it
    needs none, by who keeps the documents of its unit. `decision`: what the body decided about it
    at a meeting (by reference). Raises Refused with every reason."""
    today = civil_date(now)
    one = locked(actor, reference, today)
    version = open_version(one)
    wrong = rules.reasons_not_to_approve(
        State(version.state),
        by_body=one.body is not None,
        decides=queries.decides(actor, one, today),
        gone=not one.owner.is_active,
        unanswered=version.comments.filter(answer="").count(),
    )
    found = bodies.decision_named(actor, decision) if decision.strip() else None
    if found is not None and (
        found.meeting.body_id != one.body_id
        or found.outcome != Outcome.APPROVED
        or found.about != f"policy:{one.reference}"
    ):
        said = "That decision does not say that this body approves this document."
        wrong.append(Reason("decision", said, "decision"))
    refuse_if(wrong)
    version.state, version.approved_at, version.approved_by = State.APPROVED, now, actor.reference
    version.decision = found.reference if found else ""
    version.save(update_fields=["state", "approved_at", "approved_by", "decision"])
    about = {"decision": version.decision}
    told("policies:version:approved", actor, one, now, version=version, detail=about)
    said = f"“{one.title[:150]}” {version.number} is approved. Publish it when it is to begin."
    tell_owner(one, "approved", said, f"policy-approved:{one.reference}:{version.number}", now)
    return version
