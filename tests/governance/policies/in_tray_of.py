"""Policies and bodies for the forms of the pages: each has one of its own to work on."""

from tests.governance.policies import in_town

from muniment.governance.bodies import actions as bodies
from muniment.governance.policies import actions
from muniment.governance.policies.types import Kind, LinkKind


def to_be_governed(actor, now):
    """The names of what the forms of policies and of bodies work on."""
    there = in_town.town_of(actor, now)
    return _drafts(there) | _in_force(there) | _linked(there) | _bodies(there)


def _drafts(there):
    """Guides on their way, each as far as its form needs it to be."""
    manager, said = there.who("manager"), {"now": there.now}
    asked = ("write", "consult", "withdraw", "comment", "answer", "end", "back", "publish")
    names = {f"policy_{one}": in_town.guide(there, f"Guide to {one}") for one in asked}
    for one in ("comment", "answer", "end", "back"):
        until = in_town.soon(there.now)
        actions.consult(manager, names[f"policy_{one}"], until=until, **said)
    actions.approve(manager, names["policy_publish"], **said)
    comment = actions.comment(there.who("staff"), names["policy_answer"], "Is it long?", **said)
    board = in_town.board(there, "Board that approves")
    body = {"kind": Kind.POLICY, "body": board}
    approve = in_town.consulted(there, in_town.guide(there, "Policy to approve", **body))
    meeting = in_town.held(there, board)
    decision = in_town.approved(there, meeting, approve)
    return names | {
        "policy_comment_made": comment.reference,
        "policy_approve": approve,
        "policy_decision": decision,
    }


def _in_force(there):
    asked = ("describe", "begin", "acknowledge", "suggest", "open", "shut", "retire", "propose")
    names = {}
    for one in asked:
        made = in_town.guide(there, f"Guide to {one} in force")
        names[f"policy_{one}"] = in_town.published(there, made)
    manager, said = there.who("manager"), {"now": there.now}
    actions.open_to_public(manager, names["policy_shut"], "to-shut", **said)
    made = actions.propose(there.who("staff"), names["policy_propose"], "Say less.", **said)
    return names | {"policy_proposal": made.reference}


def _linked(there):
    manager, said = there.who("manager"), {"now": there.now}
    names = {}
    for one in ("link", "unlink", "extract", "confirm", "source", "point", "unpoint"):
        made = in_town.guide(there, f"Guide to {one} things")
        names[f"policy_{one}"] = in_town.published(there, made)
    actions.link(manager, names["policy_unlink"], LinkKind.LAW, "FOIA", **said)
    actions.extract(manager, names["policy_confirm"], names["policy_source"], "mail", **said)
    actions.begin(manager, names["policy_source"], **said)
    actions.write(manager, names["policy_source"], in_town.NEXT, **said)
    in_town.published(there, names["policy_source"])
    actions.point(manager, names["policy_unpoint"], "close", **said)
    return names


def _bodies(there):
    asked = ("change", "close", "appoint", "call")
    names = {f"body_{one}": in_town.board(there, f"Board to {one}") for one in asked}
    home = in_town.board(there, "Board that meets")
    ended = bodies.appoint(there.who("manager"), home, "staff", now=there.now)
    for one in ("put", "hold", "cancel"):
        names[f"meeting_{one}"], names["paper"] = in_town.called(there, home, f"To {one}")
    names["meeting_withdraw"], names["paper"] = in_town.called(there, home, "To withdraw")
    names["meeting_decide"] = in_town.held(there, home)
    return names | {"member_end": ended.reference, "p_chair": there.who("owner").reference}
