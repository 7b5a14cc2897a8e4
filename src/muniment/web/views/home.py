"""The home page: what is mine to do today, by role, and nothing else."""

from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission as P
from muniment.foundation.access.types import Role
from muniment.holdings.records import queries as records
from muniment.web.door import Request, render
from muniment.web.views import tips, todo, todo_risks
from muniment.web.words import day

RECENT = 8
SIGNS = {P.DISPOSAL_APPROVE_RECORDS, P.DISPOSAL_APPROVE_OWNER, P.DISPOSAL_APPROVE}
CHECKS = (
    (
        "verify_log",
        "Check the audit log",
        "Whether every event, hash and signature is as it was written.",
    ),
    ("access", "Effective access", "Why a person can or cannot see a record, folder or class."),
    ("people", "People and roles", "Who may do what, now and before."),
    ("fileplan", "File plan", "How records are arranged, and the rule of each class."),
    ("rules", "Retention schedule", "How long things are kept, and by which law."),
    ("export_log", "Download the audit log", "The whole log, to check it without Muniment."),
)


def home(request: Request) -> HttpResponseBase:
    """What there is to do, by role."""
    actor = request.actor
    return render(
        request,
        "home.html",
        tips=tips.card(request),
        sections=_sections(request),
        recent=_recent(request) if actor.holds(Role.STAFF) else [],
        folders=_folders(request) if actor.holds(Role.STAFF) else [],
        ways=_ways(request),
        searchable=P.RECORDS_SEE in actor.permissions,
        roles=sorted({grant.role.label for grant in actor.grants}),
    )


def _sections(request: Request) -> list[dict[str, Any]]:
    actor, permissions = request.actor, request.actor.permissions
    found: list[tuple[str, list[todo.Figure]]] = []
    told = todo.told(request)
    mine = [*told, *todo.own(request), *todo_risks.own(request)]
    if mine:
        found.append(("For you", mine))
    if not SIGNS.isdisjoint(permissions):
        found.append(("Awaiting your decision", todo.awaiting(request)))
    if {P.RECORDS_EDIT, P.RETENTION_SEE} <= permissions:
        found.append(("You are asked", todo.asked(request)))
    if P.DISPOSAL_PROPOSE in permissions:
        found.append(("Due, decided and held", todo.lifecycle(request)))
        found.append(
            (
                "Coming in",
                [*todo.intake(request), *todo.incomplete(request), *todo.undated(request)],
            )
        )
    elif P.DISPOSAL_SEE in permissions:
        held = P.HOLD_SEE in permissions  # who may not know of holds reads nothing of them
        title = "Due, decided and held" if held else "Due and decided"
        found.append((title, todo.lifecycle(request)))
    if P.ASSETS_MANAGE in permissions:
        found.append(("Information assets", todo.kept_assets(request)))
    if P.PLANS_MANAGE in permissions:
        found.append(("Action plans", todo.kept_actions(request)))
    if P.INCIDENTS_HANDLE in permissions:
        found.append(("Incidents", todo.handled_incidents(request)))
    found.append(("Risks", todo_risks.kept(request)))
    if P.STORE_CHECK in permissions:
        found.append(("What went wrong", todo.failures()))
    if P.SYSTEM_RUN in permissions:
        found.append(("The system", [*todo.no_backup(request), *todo.system()]))
    if actor.holds(Role.AUDITOR) and P.DISPOSAL_PROPOSE not in permissions:
        found.append(("What came in", todo.intake(request)))
    if actor.holds(Role.AUDITOR):
        found.append(("What was done", todo.checks(request)))
    return [{"title": title, "figures": figures} for title, figures in found if figures]


def _ways(request: Request) -> list[dict[str, str]]:
    """Where an auditor begins."""
    if not request.actor.holds(Role.AUDITOR):
        return []
    return [
        {"href": reverse(route), "title": title, "words": words} for route, title, words in CHECKS
    ]


def _recent(request: Request) -> list[dict[str, str]]:
    rows = records.visible(request.actor).filter(captured_by=request.actor.reference)
    return [
        {
            "reference": one.reference,
            "title": one.title,
            "note": f"{one.reference}, in {one.folder.title}. Added {day(one.captured_at)}",
        }
        for one in rows.select_related("folder").order_by("-captured_at", "-pk")[:RECENT]
    ]


def _folders(request: Request) -> list[dict[str, str]]:
    own = request.actor.unit_lineage[:1]
    units = [one for one, above in access.unit_lineages().items() if set(own) & set(above)]
    rows = records.visible_folders(request.actor).filter(closed_on=None)
    mine = rows.filter(file_class__owner_unit__in=units).select_related("file_class")
    return [
        {"reference": one.reference, "title": one.title, "note": str(one.file_class)}
        for one in mine.order_by("title", "pk")[:RECENT]
    ]
