"""The start of the part about how long things are kept and how they end."""

from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.web.door import Request, render
from muniment.web.pages import Needs, may_reach
from muniment.web.views import todo

Section = tuple[str, str, str, Needs]
GROUPS: tuple[tuple[str, tuple[Section, ...]], ...] = (
    (
        "What is due, and who decides",
        (
            ("due", "Due", "Records whose time is up.", P.RETENTION_SEE),
            (
                "overdue",
                "Kept too long",
                "What is past its date, why, and what it costs.",
                P.RETENTION_SEE,
            ),
            (
                "past_statutory",
                "Past the statutory date",
                "What is kept without leave to retain it.",
                P.RETENTION_SEE,
            ),
            ("transfers", "Due to be transferred", "What an archive is to have.", P.RETENTION_SEE),
            (
                "reviews",
                "Disposal reviews",
                "What is put forward, and who decides.",
                P.DISPOSAL_SEE,
            ),
            (
                "standing",
                "Standing approvals",
                "Routine papers that go without a decision about each.",
                P.DISPOSAL_SEE,
            ),
            (
                "by_hand",
                "To be destroyed by hand",
                "What is on paper, until somebody says that it is gone.",
                P.DISPOSAL_SEE,
            ),
            ("holds", "Holds", "What may not be destroyed, and why.", P.HOLD_SEE),
            (
                "appeal_days",
                "Time to appeal",
                "When the hold of a case that was closed lifts.",
                P.HOLD_MANAGE,
            ),
            (
                "review_terms",
                "Settings of reviews",
                "How long before owners are told, and when a signature is late.",
                P.RETENTION_MANAGE,
            ),
        ),
    ),
    (
        "What was destroyed",
        (
            (
                "set_aside",
                "Set aside",
                "What can still be recovered, and until when.",
                P.DISPOSAL_SEE,
            ),
            (
                "expungings",
                "Mistakes to expunge",
                "What should never have been filed.",
                P.DISPOSAL_SEE,
            ),
            ("certificates", "Certificates", "Proof of what was destroyed.", P.DISPOSAL_SEE),
            ("statistics", "What was destroyed", "How much, by year and rule.", P.DISPOSAL_SEE),
            (
                "practice",
                "What destruction leaves behind",
                "Where certificates are filed, and what stays of a record.",
                P.RETENTION_MANAGE,
            ),
        ),
    ),
    (
        "How long things are kept",
        (
            (
                "keep",
                "What to keep",
                "How long to keep something, in plain words.",
                P.RETENTION_SEE,
            ),
            ("rules", "Retention rules", "Every rule in force, and its law.", P.RETENTION_SEE),
            (
                "rules_to_review",
                "Rules to look at again",
                "What their owners keep, change or retire.",
                P.RETENTION_SEE,
            ),
            ("schedules", "Schedules", "Drafted, approved and published.", P.RETENTION_SEE),
            (
                "clashes",
                "Clashing rules",
                "Where classes disagree, and which rule wins.",
                P.RETENTION_SEE,
            ),
            (
                "waiting_for_rule",
                "A rule is still to be set",
                "Records that a review decided to give another.",
                P.RETENTION_SEE,
            ),
            ("without_rule", "Without a rule", "Records that no rule dates.", P.RETENTION_SEE),
            ("vital", "Vital records", "What the body cannot go on without.", P.RETENTION_SEE),
        ),
    ),
    (
        "What has to happen first",
        (
            (
                "waiting",
                "Waiting for an event",
                "Records whose clock has not started.",
                P.RETENTION_SEE,
            ),
            ("waiting_places", "To ask after", "What has to happen, and where.", P.RETENTION_SEE),
            (
                "record_event",
                "Enter an event",
                "Something happened that starts a clock.",
                P.RECORDS_EDIT,
            ),
        ),
    ),
)
# Lists of records, which are empty for whoever sees none.
OF_RECORDS = {
    *("due", "overdue", "transfers", "waiting", "waiting_places", "without_rule"),
    "past_statutory",
    "waiting_for_rule",
    "set_aside",
}


def lifecycle(request: Request) -> HttpResponseBase:
    """Where things stand, and the ways in."""
    sees = P.RECORDS_SEE in request.actor.permissions
    groups = [(title, _sections(request, some, sees)) for title, some in GROUPS]
    return render(
        request,
        "lifecycle/start.html",
        groups=[(title, found) for title, found in groups if found],
        figures=todo.lifecycle(request),
    )


def _sections(request: Request, some: tuple[Section, ...], sees: bool) -> list[dict[str, Any]]:
    return [
        {"href": reverse(route), "title": title, "words": words}
        for route, title, words, needs in some
        if may_reach(request, needs) and (sees or route not in OF_RECORDS)
    ]
