"""The forms of policies, of governance bodies and of indicators."""

from .sheets_filled import DONE, GONE, REFUSED, WHY, Sheet

TEXT = "# Purpose\n\nWe keep what we do."
DAY = {"until-day": "{day}", "until-month": "{month}", "until-year": "{year}"}
ON = {"on-day": "{day}", "on-month": "{month}", "on-year": "{year}"}
M = "manager"
GUIDE = {"title": "Guide to lamps", "kind": "guide", "owner": "owner", "unit": "FIN", "text": TEXT}


def of(route, at, typed=None, who=M, **said):
    return Sheet(route, who, ("{" + at + "}",), typed or {}, **said)


POLICIES = [
    Sheet("add_policy", M, typed=GUIDE, again=DONE, events=2),
    of("describe_policy", "policy_describe", {"summary": "How to go about it."}),
    of("begin_version", "policy_begin", {"note": "Shorter."}),
    of("write_policy", "policy_write", {"text": TEXT}),
    of("withdraw_policy", "policy_withdraw", WHY, again=GONE),
    of("consult_policy", "policy_consult", DAY),
    of("comment_policy", "policy_comment", {"words": "It is long."}, "staff", again=DONE),
    of("answer_policy_comment", "policy_comment_made", {"answer": "It is not."}),
    of("end_consultation", "policy_end"),
    of("send_policy_back", "policy_back", WHY, events=2),
    of("approve_policy", "policy_approve", {"decision": "{policy_decision}"}, "owner", events=2),
    of("publish_policy", "policy_publish", again=GONE),
    of("retire_policy", "policy_retire", WHY),
    of(
        "acknowledge_policy",
        "policy_acknowledge",
        who="staff",
        shown_on=("policy", "{policy_acknowledge}"),
    ),
    of("suggest_change", "policy_suggest", {"words": "Say less."}, "staff", again=DONE, events=2),
    of(
        "answer_proposal",
        "policy_proposal",
        {"answer": "accepted", "words": "It is right."},
        events=2,
    ),
    of("link_policy", "policy_link", {"kind": "law", "target": "FOIA"}),
    Sheet(
        "unlink_policy", M, ("{policy_unlink}",), {"kind": "law", "target": "FOIA"}, again=REFUSED
    ),
    of("extract_policy", "policy_extract", {"source": "{policy_source}", "paragraph": "mail"}),
    of("confirm_extract", "policy_confirm", {"source": "{policy_source}", "paragraph": "mail"}),
    of("open_policy", "policy_open", {"slug": "to-open"}),
    of("shut_policy", "policy_shut", WHY),
    Sheet("point_policy", M, typed={"screen": "asset", "policy": "{policy_point}"}),
    Sheet("unpoint_policy", M, typed={"screen": "close", "policy": "{policy_unpoint}"}),
]
BODIES = [
    Sheet("found_body", M, typed={"name": "New board", "terms": "It decides."}),
    of("change_body", "body_change", {"quorum": "2"}),
    of("close_body", "body_close", WHY),
    of("appoint_member", "body_appoint", {"person": "siro"}, events=2),
    of("end_membership", "member_end"),
    of("call_meeting", "body_call", ON, again=DONE, events=4),
    of("put_paper", "meeting_put", {"title": "Lamps"}, again=DONE),
    of("withdraw_paper", "paper", again=GONE),
    of("hold_meeting", "meeting_hold", {"present": "{p_chair}"}),
    of("cancel_meeting", "meeting_cancel", WHY),
    of("make_decision", "meeting_decide", {"words": "So be it.", "outcome": "noted"}, again=DONE),
]
INDICATORS = [
    Sheet("indicator_target", M, ("K12",), {"target": "90", "why": "For a start"}),
    Sheet("indicator_owner", M, ("K13",), {"person": "siro"}),
]
GOVERNANCE = [*POLICIES, *BODIES, *INDICATORS]
