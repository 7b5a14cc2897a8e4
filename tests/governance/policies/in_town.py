"""Policies and a governance body for the town of the pages: something of each to look at, and
something for each form to work on."""

from datetime import timedelta
from types import SimpleNamespace

from muniment.foundation.kernel.clock import civil_date
from muniment.governance.bodies import actions as bodies
from muniment.governance.bodies.types import BodyDraft, DecisionDraft, MeetingDraft, PaperDraft
from muniment.governance.policies import actions
from muniment.governance.policies.types import Kind, LinkKind, PolicyDraft

TEXT = """# Purpose

We keep records of what we do. {meets: commitment}

# Mail

Mail stays in a mailbox for {mailbox limit = 90 days}. {#mail}

- Save what is a record.
- Delete the rest.

| Unit | Box |
|:-----|----:|
| FIN  | 2   |
"""
NEXT = TEXT.replace("90 days", "60 days")


def town_of(actor, now):
    """Who acts there, and when."""
    return SimpleNamespace(who=actor, now=now)


def governing(actor, now):
    """The references of a policy in force with a version before it, of a guide that is out for
    comment, of a body and of what it did."""
    there = town_of(actor, now)
    body = board(there)
    made = decided(there, body)
    policy = in_force(there, "Mail policy", body, by="manager")
    actions.open_to_public(actor("manager"), policy, "mail-policy", now=now)
    again(there, policy, NEXT)
    aid = guide(there, "Saving mail", "Keep it short.", kind=Kind.DESK_AID)
    published(there, aid)
    actions.extract(actor("manager"), aid, policy, "mail", now=now)
    actions.link(actor("manager"), aid, LinkKind.DOCUMENT, policy, now=now)
    actions.link(actor("manager"), policy, LinkKind.RULE, "FIN-01", now=now)
    actions.point(actor("manager"), policy, "title", paragraph="2.1", now=now)
    draft = guide(there, "Guide to lamps", TEXT)
    actions.consult(actor("manager"), draft, until=soon(now), now=now)
    comment = actions.comment(actor("staff"), draft, "Is it long?", paragraph="2.1", now=now)
    proposal = actions.propose(actor("staff"), policy, "Say it shorter.", now=now)
    return {
        "policy": policy,
        "aid": aid,
        "draft": draft,
        "comment": comment.reference,
        "proposal": proposal.reference,
        "slug": "mail-policy",
        **made,
        "body": body,
    }


def soon(now):
    """The last day for comments."""
    return civil_date(now) + timedelta(days=14)


def board(there, name="Information Board"):
    """The reference of a body: its chair is the owner; who has every role sits on it too."""
    draft = BodyDraft(name, "It decides about information.")
    made = bodies.found(there.who("manager"), draft, now=there.now).reference
    for who, part in (("owner", "chair"), ("everything", "member"), ("auditor", "in_attendance")):
        bodies.appoint(there.who("manager"), made, who, part, now=there.now)
    return made


def called(there, body, title="Autumn"):
    """The reference of a meeting that is called, and of a paper for it."""
    today = civil_date(there.now)
    draft = MeetingDraft(today, title, "Town Hall")
    made = bodies.call_meeting(there.who("manager"), body, draft, now=there.now).reference
    paper = PaperDraft("Mail", "decision")
    return made, bodies.put_paper(there.who("manager"), made, paper, now=there.now).reference


def held(there, body, title="Spring"):
    """The reference of a meeting that was held."""
    made, _ = called(there, body, title)
    present = [there.who("owner").reference]
    bodies.hold(there.who("manager"), made, present=present, minutes="All agreed.", now=there.now)
    return made


def decided(there, body):
    """The references of what a body did and will do."""
    meeting, paper = called(there, body)
    was = held(there, body)
    draft = DecisionDraft("Mail stays for 90 days.", "approved", "policy:PO-NONE0-00000")
    made = bodies.decide(there.who("manager"), was, draft, now=there.now)
    member = bodies.appoint(there.who("manager"), body, "dro", now=there.now)
    return {
        "meeting": meeting,
        "paper": paper,
        "decision": made.reference,
        "member": member.reference,
    }


def approved(there, meeting, policy):
    """The reference of a decision that approves a policy."""
    draft = DecisionDraft("It is right.", "approved", f"policy:{policy}")
    return bodies.decide(there.who("manager"), meeting, draft, now=there.now).reference


def guide(there, title, text=TEXT, **said):
    """The reference of a draft that no body approves; the manager answers for it."""
    terms = {"kind": Kind.GUIDE, "owner": "manager", "audience": ("everyone",), **said}
    draft = PolicyDraft(title=title, **terms)
    return actions.make(there.who("manager"), draft, text, now=there.now).reference


def published(there, reference, chair="manager"):
    """Put what is on its way in force."""
    actions.approve(there.who(chair), reference, now=there.now)
    actions.publish(there.who("manager"), reference, now=there.now)
    return reference


def consulted(there, reference):
    """Put a draft out for comment, and close the comments."""
    actions.consult(there.who("manager"), reference, until=soon(there.now), now=there.now)
    actions.end_consultation(there.who("manager"), reference, now=there.now)
    return reference


def in_force(there, title, body, text=TEXT, by="manager"):
    """The reference of a policy in force that a body approved."""
    said = {"kind": Kind.POLICY, "body": body, "owner": by, "topics": ("e-mail",)}
    made = guide(there, title, text, **said)
    return published(there, consulted(there, made), "owner")


def again(there, reference, text):
    """The next version of a policy, in force."""
    actions.begin(there.who("manager"), reference, now=there.now)
    actions.write(there.who("manager"), reference, text, now=there.now)
    return published(there, consulted(there, reference), "owner")
