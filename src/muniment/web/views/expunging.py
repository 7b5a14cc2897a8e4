"""Expunging what was filed by mistake: proposed by one person, agreed to by another."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.types import (
    EXPUNGE_LABELS,
    ExpungeKind,
    ExpungeState,
    Stage,
)
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.expunging import AgreeForm, ExpungeForm
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.views.reviews import LIFECYCLE
from muniment.web.words import count, moment, number, sentence

COLOURS = {
    ExpungeState.PROPOSED: "blue",
    ExpungeState.AGREED: "green",
    ExpungeState.REFUSED: "grey",
    ExpungeState.WITHDRAWN: "grey",
}
FINAL = (
    "Once somebody agrees they are destroyed at once, whatever their retention dates, and cannot"
    " be recovered. A hold stops it."
)
LISTED: list[Column[Any]] = [
    Column(
        "reference",
        "Proposal",
        lambda e: Cell(e.reference, reverse("expunging", args=[e.reference]), note=_kind(e)),
    ),
    Column("records", "Records", lambda e: number(e.items.count()), numeric=True),
    Column("proposed", "Proposed", lambda e: moment(e.proposed_at)),
    Column("state", "State", lambda e: _state(e)),
]


def _kind(one: Any) -> str:
    return EXPUNGE_LABELS[ExpungeKind(one.kind)]


def _state(one: Any) -> Cell:
    state = ExpungeState(one.state)
    return Cell(sentence(state), tag=COLOURS[state])


def _way() -> tuple[str, str]:
    return ("Mistakes to expunge", reverse("expungings"))


def expungings(request: Request) -> HttpResponseBase:
    """The proposals that the person has to do with."""
    may = {P.DISPOSAL_APPROVE_RECORDS, P.DISPOSAL_APPROVE_OWNER} & request.actor.permissions
    return show(
        request,
        "list.html",
        Table(
            request,
            LISTED,
            queries.expungings(request.actor),
            caption="Proposals to expunge",
            empty="Nothing has been proposed to be expunged.",
        ),
        name="expungings",
        title="Mistakes to expunge",
        intro=[
            "What should never have been filed is destroyed on the word of two people in different"
            " roles. What has had its time goes by a review instead."
        ],
        action={"href": reverse("expunge"), "text": "Propose to expunge"} if may else None,
        one="proposal",
        crumbs=crumbs(LIFECYCLE),
    )


def expunge(request: Request) -> HttpResponseBase:
    """Propose that records be expunged."""
    form = filled(request, ExpungeForm, initial=request.GET.dict())

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.propose_expunging(
            request.actor, form.references(), form.draft(), now=request.now
        )
        return see_other(request, "expunging", "It has been proposed.", made.reference)

    return ask(
        request,
        form,
        do,
        title="Propose to expunge",
        button="Propose",
        warning=FINAL,
        intro=[
            "Only for what should never have been filed. A records manager, the departmental"
            " records officer or the owner proposes it, and another person in another of these"
            " roles has to agree.",
            "What you write stands on the certificate. Do not repeat what must not be held.",
        ],
        back=reverse("expungings"),
        crumbs=crumbs(LIFECYCLE, _way()),
    )


def expunging(request: Request, reference: str) -> HttpResponseBase:
    """One proposal: what was the mistake, who said so, and which records."""
    found = queries.expunging_named(request.actor, reference)
    waits = found.state == ExpungeState.PROPOSED
    own = found.proposed_by == request.actor.reference
    roles = queries.expunging_roles(request.actor, queries.expunging_places(found))
    return show(
        request,
        "lifecycle/expunging.html",
        _records(request, found),
        name=f"expunging-{found.reference}",
        one=found,
        state=_state(found),
        kind=_kind(found),
        rows=_facts(found),
        can={
            "agree": waits and not own and any(one.value != found.proposed_as for one in roles),
            "refuse": waits and (own or bool(roles)),
            "own": own,
        },
        waits=waits,
        others=_others(found),
        crumbs=crumbs(LIFECYCLE, _way()),
    )


def _others(found: Any) -> str:
    """Who can agree, in words."""
    labels = [
        one.label.lower()
        for one in (Stage.RECORDS_MANAGER, Stage.DEPARTMENTAL_RECORDS_OFFICER, Stage.OWNER)
        if one.value != found.proposed_as
    ]
    return " or ".join(f"the {one}" for one in labels)


def _facts(found: Any) -> list[dict[str, str]]:
    names = events.names([found.proposed_by, found.decided_by])
    by = names.get(found.proposed_by, found.proposed_by)
    role = Stage(found.proposed_as).label.lower()
    rows = [
        {"label": "What the mistake was", "text": found.reason},
        {"label": "Authority", "text": found.authority},
        {"label": "Proposed", "text": moment(found.proposed_at), "note": f"By {by} as {role}"},
    ]
    if found.decided_at is not None:
        who = names.get(found.decided_by, found.decided_by)
        said = f" as {Stage(found.decided_as).label.lower()}" if found.decided_as else ""
        why = f". {found.decision_reason}" if found.decision_reason else ""
        rows.append(
            {
                "label": sentence(found.state),
                "text": moment(found.decided_at),
                "note": f"By {who}{said}{why}",
            }
        )
    if found.review is not None:
        href = reverse("review", args=[found.review.reference])
        rows.append({"label": "Carried out by", "text": found.review.reference, "href": href})
    return rows


def _records(request: Request, found: Any) -> Table[Any]:
    listed: list[Column[Any]] = [
        Column("title", "Record", lambda i: columns.title(i.record), "record__title"),
        Column(
            "class", "Class", lambda i: columns.file_class(i.record), "record__file_class__path"
        ),
        Column("due", "Due", lambda i: columns.due(i.record), "record__due_on"),
        Column("state", "State", lambda i: columns.state(i.record), "record__state"),
    ]
    rows = queries.expunging_items(request.actor, found)
    return Table(request, listed, rows, caption="Records proposed to be expunged")


def _page_of(found: Any) -> dict[str, Any]:
    here = reverse("expunging", args=[found.reference])
    return {
        "caption": f"{found.reference} {_kind(found)}",
        "back": here,
        "crumbs": crumbs(LIFECYCLE, _way(), (found.reference, here)),
    }


def agree(request: Request, reference: str) -> HttpResponseBase:
    """Agree that the records be expunged."""
    found = queries.expunging_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        done = actions.agree_to_expunging(request.actor, found.reference, **values, now=request.now)
        said = "You have agreed. The records are being destroyed."
        return see_other(request, "review", said, done.reference)

    return ask(
        request,
        filled(request, AgreeForm),
        do,
        title=f"Expunge {count(found.items.count(), 'record')}",
        button="Agree and destroy",
        warning="This cannot be undone. A stub of each record and a certificate stay, which say"
        " that it was a mistake, on whose word, and why.",
        **_page_of(found),
    )


def refuse(request: Request, reference: str) -> HttpResponseBase:
    """Say that the records are not to be expunged, or withdraw one's own proposal."""
    found = queries.expunging_named(request.actor, reference)
    own = found.proposed_by == request.actor.reference

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.refuse_expunging(request.actor, found.reference, **values, now=request.now)
        said = "The proposal has been withdrawn." if own else "The proposal has been refused."
        return see_other(request, "expunging", said, found.reference)

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Withdraw the proposal" if own else "Refuse to expunge",
        button="Withdraw" if own else "Refuse",
        intro=["The records stay as they are, and can be proposed again."],
        **_page_of(found),
    )
