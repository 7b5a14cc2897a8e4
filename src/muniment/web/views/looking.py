"""How far background work on a rule has got, and what a change of it would do."""

from datetime import date
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.jobs.types import OPEN, JobState
from muniment.lifecycle.retention import queries, rules
from muniment.web.door import Request, crumbs, render


def rule_progress(request: Request, reference: str) -> HttpResponseBase:
    """How far the dates of the rule have been computed again: a part of its page."""
    work = queries.recalculating(request.actor, queries.rule_named(reference).code)
    return render(request, "lifecycle/rule_progress.html", work=work, reference=reference)


def looked(request: Request, reference: str, number: int) -> HttpResponseBase:
    """What a change of the rule would do to every record, or how far the look at it has got."""
    work = queries.looked(request.actor, number)
    return render(
        request,
        "lifecycle/looked.html",
        effect=_effect(work.result) if work.state is JobState.DONE else None,
        work=work,
        running=work.state in OPEN,
        reference=reference,
        crumbs=crumbs(
            ("Lifecycle", reverse("lifecycle")),
            ("Retention schedule", reverse("rules")),
            (reference, reverse("rule", args=[reference])),
        ),
    )


def look_progress(request: Request, reference: str, number: int) -> HttpResponseBase:
    """How far the look has got: a part of the page."""
    work = queries.looked(request.actor, number)
    return render(
        request,
        "lifecycle/look_progress.html",
        work=work,
        running=work.state in OPEN,
        reference=reference,
    )


def _effect(result: dict[str, Any]) -> rules.Effect:
    examples = [
        (reference, *(date.fromisoformat(day) if day else None for day in days))
        for reference, *days in result["examples"]
    ]
    return rules.Effect(**{**result, "examples": examples})
