"""Governance bodies, and the documents that they approve."""

from tests.api.steps import WHY, step

TEXT = """# Purpose

We light lamps. {#purpose}

# How long

Lamps burn for {lamp time = 8 hours}. {#time}
"""
SAID = {"kind": "guide", "title": "Lamp guide", "owner": "officer", "text": TEXT}
LATER = TEXT.replace("8", "9")
GROUP = {"name": "Lamp group", "terms": "It decides about lamps.", "quorum": 1}

MEETING = [
    step("POST", "/bodies", "manager", GROUP, status=201, keep={"group": "reference"}),
    step("PUT", "/bodies/{reference}", "manager", {**GROUP, "unit": "FIN"}, to="{group}"),
    step(
        "POST",
        "/bodies/{reference}/members",
        "manager",
        {"person": "owner", "part": "chair"},
        to="{group}",
        status=201,
    ),
    step(
        "POST",
        "/bodies/{reference}/members",
        "manager",
        {"person": "clerk"},
        to="{group}",
        status=201,
        keep={"membership": "reference"},
    ),
    step("POST", "/bodies/members/{reference}/end", "owner", {}, to="{membership}"),
    step(
        "POST",
        "/bodies/{reference}/meetings",
        "owner",
        {"on": "{this_day}", "place": "The lamp room"},
        to="{group}",
        status=201,
        keep={"meeting": "reference"},
    ),
    step(
        "POST",
        "/bodies/{reference}/meetings",
        "owner",
        {"on": "2999-01-05", "title": "Far away"},
        to="{group}",
        status=201,
        keep={"far": "reference"},
    ),
    step("POST", "/bodies/meetings/{reference}/cancel", "owner", WHY, to="{far}"),
    step(
        "POST",
        "/bodies/meetings/{reference}/papers",
        "owner",
        {"title": "Wicks", "purpose": "decision"},
        to="{meeting}",
        status=201,
        keep={"paper": "papers.0.reference"},
    ),
    step("POST", "/bodies/papers/{reference}/withdraw", "owner", to="{paper}"),
    step(
        "POST",
        "/bodies/meetings/{reference}/hold",
        "owner",
        {"present": ["owner"], "minutes": "All agreed."},
        to="{meeting}",
    ),
]

WRITING = [
    step(
        "POST",
        "/policies",
        "manager",
        {**SAID, "kind": "policy", "body": "{group}", "audience": ["unit:FIN"]},
        status=201,
        keep={"policy": "reference"},
    ),
    step("PUT", "/policies/{reference}", "officer", {"topics": ["Lamps"]}, to="{policy}"),
    step(
        "PUT",
        "/policies/{reference}/versions/{number}",
        "officer",
        {"text": TEXT, "note": "Begun."},
        to=("{policy}", "1.0"),
    ),
    step(
        "POST",
        "/policies/{reference}/consult",
        "officer",
        {"until": "{in_a_week}"},
        to="{policy}",
    ),
    step("POST", "/policies/{reference}/send-back", "owner", WHY, to="{policy}"),
    step(
        "POST",
        "/policies/{reference}/consult",
        "officer",
        {"until": "{in_a_week}"},
        to="{policy}",
    ),
    step(
        "POST",
        "/policies/{reference}/comments",
        "clerk",
        {"words": "Why 8?", "paragraph": "time"},
        to="{policy}",
        status=201,
        keep={"policy_comment": "reference"},
    ),
    step("POST", "/policies/{reference}/end-consultation", "officer", to="{policy}"),
    step(
        "POST",
        "/policies/comments/{reference}/answer",
        "officer",
        {"answer": "The night is so long."},
        to="{policy_comment}",
    ),
    step(
        "POST",
        "/bodies/meetings/{reference}/decisions",
        "owner",
        {"words": "Approved.", "outcome": "approved", "about": "policy:{policy}"},
        to="{meeting}",
        status=201,
        keep={"decision": "reference"},
    ),
    step(
        "POST",
        "/policies/{reference}/approve",
        "owner",
        {"decision": "{decision}"},
        to="{policy}",
    ),
    step("POST", "/policies/{reference}/publish", "officer", {}, to="{policy}"),
    step("POST", "/policies/{reference}/acknowledge", "staff", {}, to="{policy}", status=201),
]

FOLLOWING = [
    step(
        "POST",
        "/policies",
        "manager",
        {**SAID, "kind": "desk_aid", "title": "Lamp card"},
        status=201,
        keep={"aid": "reference"},
    ),
    step(
        "POST",
        "/policies/{reference}/extracts",
        "officer",
        {"source": "{policy}", "paragraph": "time"},
        to="{aid}",
        status=201,
    ),
    step("POST", "/policies/{reference}/approve", "manager", {}, to="{aid}"),
    step("POST", "/policies/{reference}/publish", "officer", {}, to="{aid}"),
    step(
        "POST",
        "/policies/{reference}/versions",
        "officer",
        {"great": True},
        to="{policy}",
        status=201,
    ),
    step(
        "PUT",
        "/policies/{reference}/versions/{number}",
        "officer",
        {"text": LATER},
        to=("{policy}", "2.0"),
    ),
    step(
        "POST",
        "/policies/{reference}/consult",
        "officer",
        {"until": "{in_a_week}"},
        to="{policy}",
    ),
    step("POST", "/policies/{reference}/end-consultation", "officer", to="{policy}"),
    step("POST", "/policies/{reference}/approve", "owner", {}, to="{policy}"),
    step("POST", "/policies/{reference}/publish", "officer", {}, to="{policy}"),
    step(
        "POST",
        "/policies/{reference}/extracts/confirm",
        "officer",
        {"source": "{policy}", "paragraph": "time"},
        to="{aid}",
    ),
    step(
        "POST",
        "/policies/{reference}/links",
        "officer",
        {"kind": "rule", "target": "REP-6"},
        to="{policy}",
        status=201,
    ),
    step(
        "POST",
        "/policies/{reference}/links/end",
        "officer",
        {"kind": "rule", "target": "REP-6"},
        to="{policy}",
    ),
    step(
        "POST",
        "/policies/{reference}/pointers",
        "manager",
        {"screen": "title", "paragraph": "time"},
        to="{policy}",
        status=201,
    ),
    step(
        "POST", "/policies/{reference}/pointers/end", "manager", {"screen": "title"}, to="{policy}"
    ),
    step(
        "POST",
        "/policies/{reference}/proposals",
        "clerk",
        {"words": "Say 10.", "paragraph": "time"},
        to="{policy}",
        status=201,
        keep={"change": "reference"},
    ),
    step(
        "POST",
        "/policies/proposals/{reference}/answer",
        "officer",
        {"answer": "rejected", "words": "Oil is dear."},
        to="{change}",
    ),
    step("POST", "/policies/{reference}/open", "officer", {"slug": "lamps"}, to="{policy}"),
    step("POST", "/policies/{reference}/shut", "officer", WHY, to="{policy}"),
    step("POST", "/policies/{reference}/versions", "officer", {}, to="{aid}", status=201),
    step("POST", "/policies/{reference}/withdraw", "officer", WHY, to="{aid}"),
    step("POST", "/policies/{reference}/retire", "officer", WHY, to="{policy}"),
    step("POST", "/bodies/{reference}/close", "manager", WHY, to="{group}"),
]

DECIDING = [*MEETING, *WRITING, *FOLLOWING]
