"""Documents for the tests of policies."""

from datetime import date, timedelta

from muniment.governance.bodies import actions as bodies
from muniment.governance.bodies.types import BodyDraft
from muniment.governance.policies import actions, queries
from muniment.governance.policies.types import Kind, PolicyDraft

TODAY = date(2026, 11, 21)
SOON = TODAY + timedelta(days=14)
TEXT = """# Purpose

We keep records of what we do. {meets: commitment}

# Mail

Mail stays in a mailbox for {mailbox limit = 90 days}. {#mail}
"""


def board(parish):
    """A body that approves: `owner` is its chair, `auditor` only attends."""
    made = bodies.found(
        parish.who("manager"), BodyDraft("Information Board", "Decides."), now=parish.now
    )
    for name, part in (("owner", "chair"), ("auditor", "in_attendance")):
        bodies.appoint(parish.who("manager"), made.reference, name, part, now=parish.now)
    return made


def drafted(parish, body=None, text=TEXT, **said):
    """A document with a draft; `officer` answers for it."""
    there = {"kind": Kind.POLICY if body else Kind.GUIDE, "title": "Records policy"}
    body = body.reference if body else ""
    draft = PolicyDraft(**{**there, "owner": "officer", "body": body, **said})
    return actions.make(parish.who("manager"), draft, text, now=parish.now)


def published(parish, text=TEXT, **said):
    """A guide in force, approved without a body."""
    made = drafted(parish, None, text, **said)
    actions.approve(parish.who("manager"), made.reference, now=parish.now)
    actions.publish(parish.who("manager"), made.reference, now=parish.now)
    return fresh(parish, made)


def again(parish, one, text, by="manager", **said):
    """The next version of a guide in force, with this text."""
    who = parish.who(by)
    actions.begin(who, one.reference, now=parish.now)
    actions.write(who, one.reference, text, now=parish.now)
    actions.approve(parish.who("manager"), one.reference, now=parish.now)
    actions.publish(who, one.reference, now=parish.now, **said)
    return fresh(parish, one).in_force


def fresh(parish, one, by="manager"):
    return queries.policy_named(parish.who(by), one.reference, TODAY)


def consulted(parish, one):
    who = parish.who("officer")
    actions.consult(who, one.reference, until=SOON, now=parish.now)
    return actions.end_consultation(who, one.reference, now=parish.now)
