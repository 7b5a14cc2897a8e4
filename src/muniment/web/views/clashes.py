"""Where retention rules clash, and by which policy that is settled."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules.clashing import POLICY_WORDS, Policy
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.policy import PolicyForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import count

LIFECYCLE = ("Lifecycle", "/lifecycle/")
COLUMNS: list[Column[Any]] = [
    Column(
        "class",
        "Class",
        lambda one: Cell(one.title, reverse("class", args=[one.file_class]), note=one.file_class),
    ),
    Column("rule", "Its rule", lambda one: one.rule, tight=True),
    Column(
        "beaten",
        "Rules of classes above",
        lambda one: ", ".join(f"{code} of {of}" for code, of in one.beaten),
    ),
    Column(
        "in_force",
        "In force for",
        lambda one: ", ".join(f"{code}: {count(n, 'record')}" for code, n in one.in_force),
    ),
    Column("why", "Why", lambda one: one.why),
]


def clashes(request: Request) -> HttpResponseBase:
    """Where rules clash, and which wins."""
    policy = POLICY_WORDS[queries.clash_policy()]
    rows = queries.clashes(request.actor, civil_date(request.now))
    action = None
    if P.RETENTION_MANAGE in request.actor.permissions:
        action = {"href": reverse("set_policy"), "text": "Change the policy"}
    return show(
        request,
        "list.html",
        Table(request, COLUMNS, rows, caption="Clashing rules", empty="No rules clash."),
        name="clashing-rules",
        title="Clashing rules",
        intro=[
            "A record is under exactly one rule. Here classes set another rule than one above "
            f"them, or one that is not in force. The policy of the body: {policy}. What is "
            "undecided stays undecided, and is kept."
        ],
        action=action,
        one="class",
        many="classes",
        crumbs=crumbs(LIFECYCLE),
    )


def set_policy(request: Request) -> HttpResponseBase:
    """Say which of several rules wins."""

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_policy(request.actor, Policy(values["policy"]), now=request.now)
        return see_other(request, "clashes", "The policy is set. The dates follow within minutes.")

    return ask(
        request,
        filled(request, PolicyForm, initial={"policy": queries.clash_policy().value}),
        do,
        title="Which rule wins",
        button="Set the policy",
        intro=["The dates of records where rules clash are computed again."],
        back=reverse("clashes"),
        crumbs=crumbs(LIFECYCLE, ("Clashing rules", reverse("clashes"))),
    )
