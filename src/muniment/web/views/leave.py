"""The register of leave to retain."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.lifecycle.transfer import actions, queries, rules
from muniment.lifecycle.transfer.types import Ground, LeaveState
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.leave import LeaveFilter, LeaveForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.words import day, moment, sentence

LIFECYCLE = ("Lifecycle", "/lifecycle/")
TITLE = "Leave to retain"
COLOURS = {
    LeaveState.TO_COME: "blue",
    LeaveState.IN_FORCE: "green",
    LeaveState.RUN_OUT: "red",
    LeaveState.ENDED: "grey",
}
NAMED = 100  # things that the page of a leave names


def _tag(state: LeaveState) -> Cell:
    return Cell(sentence(state), tag=COLOURS[state])


def leaves(request: Request) -> HttpResponseBase:
    """The register."""
    form, today = LeaveFilter(request.GET or None), civil_date(request.now)
    chosen = form.cleaned_data.get("state", "") if form.is_valid() else ""
    state = LeaveState(chosen) if chosen else None
    shown: list[Column[Any]] = [
        Column(
            "instrument",
            "Instrument",
            lambda o: Cell(
                o.instrument, reverse("retention_leave", args=[o.reference]), note=o.reference
            ),
        ),
        Column("ground", "Ground", lambda o: Cell(Ground(o.ground).label, note=o.why)),
        Column("applied", "Applied for by", lambda o: o.applied_by),
        Column("from", "From", lambda o: day(o.from_on), tight=True),
        Column("until", "Until", lambda o: day(o.until_on), tight=True),
        Column("state", "State", lambda o: _tag(rules.state_of(o.span, today))),
    ]
    action = None
    if P.RETENTION_MANAGE in request.actor.permissions:
        action = {"href": reverse("enter_leave"), "text": "Enter leave"}
    empty = "No leave fits." if chosen else "There is no leave to retain in the register yet."
    return show(
        request,
        "list.html",
        Table(
            request,
            shown,
            queries.leaves_in_state(request.actor, state, now=request.now),
            caption=TITLE,
            empty=empty,
        ),
        name="leave-to-retain",
        title=TITLE,
        intro=[
            "Public records may be kept past their statutory date by a Lord Chancellor's "
            "Instrument (Public Records Act 1958, section 3(4))."
        ],
        filters=form,
        action=action,
        one="entry",
        many="entries",
        crumbs=crumbs(LIFECYCLE),
    )


def retention_leave(request: Request, reference: str) -> HttpResponseBase:
    """One leave, and the records that it is for."""
    found = queries.leave_named(request.actor, reference)
    state = rules.state_of(found.span, civil_date(request.now))
    titles, prepare = columns.told_apart()
    table = Table(
        request,
        columns.of_records(titles),
        queries.covered(request.actor, found),
        order="date",
        caption="Records that it is for",
        prepare=prepare,
    )
    ends = state in (LeaveState.IN_FORCE, LeaveState.TO_COME)
    return show(
        request,
        "lifecycle/leave.html",
        table,
        name=f"leave-{found.reference}",
        one=found,
        state=_tag(state),
        rows=_facts(found),
        scopes=[_scope(one) for one in queries.scopes_seen(request.actor, found)[:NAMED]],
        can_end=ends and P.RETENTION_MANAGE in request.actor.permissions,
        crumbs=crumbs(LIFECYCLE, (TITLE, reverse("leaves"))),
    )


def _facts(found: Any) -> list[dict[str, str]]:
    names = events.names((found.entered_by, found.ended_by))
    rows = [
        {"label": "Ground", "text": Ground(found.ground).label, "note": found.why},
        {"label": "Applied for by", "text": found.applied_by},
        {"label": "First day", "text": day(found.from_on)},
        {"label": "Last day", "text": day(found.until_on)},
        {"label": "Note", "text": found.note or "None"},
        {
            "label": "Entered",
            "text": moment(found.entered_at),
            "note": f"By {names.get(found.entered_by, found.entered_by)}",
        },
    ]
    if found.renews is not None:
        rows.append({"label": "Renews", "text": found.renews.reference})
    if found.ended_on is not None:
        by = names.get(found.ended_by, found.ended_by)
        note = f"{found.end_reason} By {by}"
        rows.append({"label": "Ended", "text": day(found.ended_on), "note": note})
    return rows


def _scope(scope: Any) -> dict[str, str]:
    for kind, one in (
        ("class", scope.file_class),
        ("folder", scope.folder),
        ("record", scope.record),
    ):
        if one is not None:
            text = f"{sentence(kind)} {one.reference} {one.title}"
            return {"text": text, "href": reverse(kind, args=[one.reference])}
    return {}


def enter_leave(request: Request) -> HttpResponseBase:
    """Enter leave to retain."""
    form = filled(request, LeaveForm, initial=request.GET.dict())

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.enter_leave(request.actor, form.draft(), now=request.now)
        return see_other(request, "retention_leave", "The leave is entered.", made.reference)

    return ask(
        request,
        form,
        do,
        title="Enter leave to retain",
        button="Enter",
        intro=["Enter what the instrument says. It is not changed afterwards, only ended."],
        back=reverse("leaves"),
        crumbs=crumbs(LIFECYCLE, (TITLE, reverse("leaves"))),
    )


def end_leave(request: Request, reference: str) -> HttpResponseBase:
    """End leave before it runs out."""
    found = queries.leave_named(request.actor, reference)
    here = reverse("retention_leave", args=[found.reference])

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.end_leave(request.actor, found.reference, **values, now=request.now)
        return see_other(request, here, "The leave has ended.")

    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="End leave to retain",
        caption=f"{found.reference} {found.instrument}",
        button="End it",
        warning="What it is for and is past its statutory date is kept without leave from today.",
        back=here,
        crumbs=crumbs(LIFECYCLE, (TITLE, reverse("leaves")), (found.reference, here)),
    )
