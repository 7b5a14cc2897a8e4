"""Incidents, from the report to the lesson that everybody reads."""

from tests.api.steps import step

REPORT = {
    "what": "A letter with bank details went to No 4.",
    "kind": "misdirected",
    "personal_data": "yes",
    "unit": "FIN",
}
TRIAGE = {"severity": "medium", "handler": "manager", "breach": True}
LESSON = {"title": "Look twice", "words": "Look at the address before it is sealed."}
WORDS = {"words": "The clerks were told."}
WHY = {"why": "It names a street."}
TASK = {"what": "Tell the clerks", "who": "clerk", "due_on": "2999-12-31"}
AT = "/incidents/{reference}"


def done(method, path, body=None, who="manager", to="{incident}", **more):
    return step(method, path, who, body, to=to, **more)


def lost(name):
    """Another report, triaged."""
    body = {"what": "A box is gone.", "kind": "lost", "personal_data": "no", "unit": "FIN"}
    keep = {name: "reference"}
    triage = {"severity": "low", "handler": "manager", "breach": False}
    return [
        step("POST", "/incidents", "clerk", body, status=201, keep=keep),
        done("POST", f"{AT}/triage", triage, to=f"{{{name}}}"),
    ]


MISHAPS = [
    step("POST", "/incidents", "clerk", REPORT, status=201, keep={"incident": "reference"}),
    done("POST", f"{AT}/triage", TRIAGE),
    done("POST", f"{AT}/awareness", {"aware_at": "2026-01-05T10:00:00Z", "why": "Known before."}),
    done(
        "POST",
        f"{AT}/decisions",
        {"about": "authority", "tell": True, "why": "A risk.", "late_why": "Nobody was there."},
    ),
    done(
        "POST",
        f"{AT}/told",
        {
            "about": "authority",
            "told_at": "2026-01-06T10:00:00Z",
            "how": "By their form.",
            "reference": "A-1",
        },
    ),
    done("POST", f"{AT}/decisions", {"about": "people", "tell": False, "why": "One reader."}),
    done("POST", f"{AT}/advance", {"deed": "investigate"}),
    done("PUT", f"{AT}/findings", {"cause": "Two letters in one envelope."}),
    done("POST", f"{AT}/advance", {"deed": "put_right"}),
    done("POST", f"{AT}/actions", TASK, status=201, keep={"task": "reference"}),
    done("POST", "/incidents/actions/{reference}/finish", WORDS, who="clerk", to="{task}"),
    done("POST", f"{AT}/actions", TASK, status=201, keep={"task": "reference"}),
    done("POST", "/incidents/actions/{reference}/drop", WORDS, to="{task}"),
    done("POST", f"{AT}/advance", {"deed": "check", "check_on": "2999-12-31"}),
    done("POST", f"{AT}/check", {"worked": True, "found": "No more letters went astray."}),
    done("POST", f"{AT}/close", LESSON, keep={"lesson": "lessons.0"}),
    done("POST", "/lessons/{reference}/return", WHY, who="dro", to="{lesson}"),
    done("PUT", "/lessons/{reference}", LESSON, to="{lesson}"),
    done("POST", "/lessons/{reference}/publish", who="dro", to="{lesson}"),
    done("POST", "/lessons/{reference}/withdraw", WHY, to="{lesson}"),
    done("POST", f"{AT}/reopen", {"why": "Another letter."}),
    *lost("lost"),
    done("POST", f"{AT}/no-action", {"why": "It was empty."}, to="{lost}"),
]
