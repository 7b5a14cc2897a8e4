"""Hostile text in every field of governance bodies and of policies."""

from datetime import timedelta

from muniment.foundation.kernel.clock import civil_date
from muniment.governance.bodies import actions as bodies
from muniment.governance.bodies.types import BodyDraft, DecisionDraft, MeetingDraft, PaperDraft
from muniment.governance.policies import actions
from muniment.governance.policies.types import PolicyDraft


def spoil_body(chief, number, text, now):
    """The references of a body and of what it did; its name, terms, papers and minutes say so."""
    said, today = {"now": now}, civil_date(now)
    draft = BodyDraft(f"{text[:180]} {number}", text, f"U{number}")
    body = bodies.found(chief, draft, **said).reference
    member = bodies.appoint(chief, body, chief.reference, "chair", **said).reference
    meeting = MeetingDraft(today, text[:200], text[:200])
    coming = bodies.call_meeting(chief, body, meeting, **said).reference
    paper = bodies.put_paper(chief, coming, PaperDraft(text[:200], "decision", text[:80]), **said)
    held = bodies.call_meeting(chief, body, meeting, **said).reference
    bodies.hold(chief, held, present=[chief.reference], minutes=text, **said)
    decision = bodies.decide(chief, held, DecisionDraft(text, "approved", text[:80]), **said)
    return {
        "body": body,
        "member": member,
        "meeting": coming,
        "agenda_paper": paper.reference,
        "decision": decision.reference,
    }


def spoil_policy(chief, number, body, text, now):
    """The references of a policy of which every text is hostile: in force for the second time,
    open to the public, and out for comment for the third."""
    said, slug = {"now": now}, f"hostile-{number}"
    draft = PolicyDraft(
        "policy",
        text[:200],
        chief.reference,
        text,
        f"U{number}",
        text[:200],
        body,
        ("everyone",),
        12,
        (text[:60],),
    )
    written = f"# {text}\n\n{text}\n\n> {text}\n\n{{{text[:20].strip('{}=')} = {text[:40]}}}"
    policy = actions.make(chief, draft, written, **said).reference
    for again in (False, True):
        if again:
            actions.begin(chief, policy, note=text[:500], **said)
            actions.write(chief, policy, f"{written}\n\n- {text}", **said)
        _to_force(chief, policy, now)
    actions.open_to_public(chief, policy, slug, **said)
    actions.link(chief, policy, "law", text[:200], **said)
    actions.point(chief, policy, "title", paragraph="1.1", **said)
    proposal = actions.propose(chief, policy, text, **said).reference
    answered = actions.propose(chief, policy, text, **said).reference
    actions.answer_proposal(chief, answered, "accepted", text[:500], **said)
    actions.begin(chief, policy, note=text[:500], **said)
    actions.consult(chief, policy, until=civil_date(now) + timedelta(days=9), **said)
    comments = [actions.comment(chief, policy, text, **said).reference for _ in range(2)]
    actions.answer_comment(chief, comments[1], text, **said)
    names = {"policy": policy, "slug": slug, "said_of_policy": comments[0]}
    return names | {"proposed_change": proposal}


def _to_force(chief, policy, now):
    until = civil_date(now) + timedelta(days=9)
    actions.consult(chief, policy, until=until, now=now)
    actions.end_consultation(chief, policy, now=now)
    actions.approve(chief, policy, now=now)
    actions.publish(chief, policy, now=now)
