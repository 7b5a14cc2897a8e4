"""Holds: what may not be destroyed or changed, and why."""

from datetime import date
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.physical import queries as physical
from muniment.holdings.records import queries as records
from muniment.lifecycle.holds import queries
from muniment.lifecycle.holds.types import HoldKind, HoldState
from muniment.web import events
from muniment.web.door import Request, crumbs, render
from muniment.web.forms.holds import HoldFilter
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.words import count, day, moment, sentence

LIFECYCLE = ("Lifecycle", "/lifecycle/")
NAMED = 100  # folders, classes and records that the page of a hold names


def _state(hold: Any) -> Cell:
    active = hold.state == HoldState.ACTIVE
    note = f"Lifts by itself after {day(hold.last_day)}" if active and hold.last_day else ""
    return Cell("Active" if active else "Lifted", tag="orange" if active else "grey", note=note)


def _columns(today: date) -> list[Column[Any]]:
    return [
        Column(
            "name",
            "Hold",
            lambda h: Cell(h.name, reverse("hold", args=[h.reference]), note=h.reference),
            "name",
        ),
        Column("kind", "Why", lambda h: HoldKind(h.kind).label, "kind"),
        Column("contact", "Contact", lambda h: h.contact),
        Column("placed", "Placed", lambda h: day(h.placed_at), "placed_at", tight=True),
        Column("review", "To be looked at", lambda h: _review(h, today), "review_on"),
        Column("state", "State", _state, "state"),
    ]


def _review(hold: Any, today: date) -> Cell:
    late = hold.state == HoldState.ACTIVE and hold.review_on and hold.review_on <= today
    return Cell(day(hold.review_on) or "No date", note="Look at it again" if late else "")


def holds(request: Request) -> HttpResponseBase:
    """The holds that the person may know of."""
    form, today = HoldFilter(request.GET or None), civil_date(request.now)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = queries.holds(
        request.actor,
        state=HoldState(chosen["state"]) if chosen.get("state") else None,
        kind=chosen.get("kind", ""),
        late_on=today if chosen.get("late") else None,
    )
    empty = "No hold fits." if any(chosen.values()) else "There are no holds."
    table = Table(request, _columns(today), rows, order="-placed", caption="Holds", empty=empty)
    action = None
    if P.HOLD_MANAGE in request.actor.permissions:
        action = {"href": reverse("place_hold"), "text": "Place a hold"}
    return show(
        request,
        "list.html",
        table,
        name="holds",
        title="Holds",
        filters=form,
        one="hold",
        intro=_intro(request),
        action=action,
        crumbs=crumbs(LIFECYCLE),
    )


def _intro(request: Request) -> list[str]:
    every = count(queries.appeal_days(), "day")
    return [f"Once its case is closed, a hold lifts by itself when {every} to appeal are over."]


def hold(request: Request, reference: str) -> HttpResponseBase:
    """One hold, and the records that it covers."""
    found = queries.hold_named(request.actor, reference)
    titles, prepare = columns.told_apart()
    table = Table(
        request,
        columns.of_records(titles),
        queries.covered(request.actor, found),
        order="title",
        caption="Records on hold",
        prepare=prepare,
    )
    return show(
        request,
        "lifecycle/hold.html",
        table,
        name=f"hold-{found.reference}",
        one=found,
        state=_state(found),
        rows=_facts(found),
        scopes=_placed_on(request, found),
        standing=queries.standing(found),
        late=found.state == HoldState.ACTIVE
        and bool(found.review_on and found.review_on <= civil_date(request.now)),
        can_manage=P.HOLD_MANAGE in request.actor.permissions and found.state == HoldState.ACTIVE,
        crumbs=crumbs(LIFECYCLE, ("Holds", reverse("holds"))),
    )


def _facts(found: Any) -> list[dict[str, str]]:
    people = (found.placed_by, found.lifted_by, found.confirmed_by)
    names = events.names(people)
    placed_by, lifted_by, confirmed_by = (names.get(who, who) for who in people)
    confirmed = f"{found.confirm_reason} By {confirmed_by}"
    lifted = f"{found.lift_reason} ({found.lift_authority}). By {lifted_by}"
    return [
        {"label": "Why", "text": HoldKind(found.kind).label, "note": found.reason},
        {"label": "Authority", "text": found.authority},
        *([{"label": "Case", "text": found.case}] if found.case else []),
        {"label": "Contact", "text": found.contact or "None given"},
        {"label": "Placed", "text": moment(found.placed_at), "note": f"By {placed_by}"},
        {"label": "To be looked at", "text": day(found.review_on) or "No date"},
        *(
            [{"label": "Confirmed", "text": moment(found.confirmed_at), "note": confirmed}]
            if found.confirmed_at
            else []
        ),
        *_closed(found),
        *(
            [{"label": "Lifted", "text": moment(found.lifted_at), "note": lifted}]
            if found.lifted_at
            else []
        ),
    ]


def _closed(found: Any) -> list[dict[str, str]]:
    """When the case was closed, and until when it can be appealed."""
    if found.closed_on is None:
        return []
    by = events.names([found.closed_by]).get(found.closed_by, found.closed_by)
    rows = [{"label": "Case closed", "text": day(found.closed_on), "note": f"Noted by {by}"}]
    if found.state == HoldState.ACTIVE:
        note = "Then it lifts by itself, unless it is noted that the case is still open."
        rows.append({"label": "Last day to appeal", "text": day(found.last_day), "note": note})
    return rows


def _placed_on(request: Request, found: Any) -> list[dict[str, str]]:
    """Each thing that the hold was placed on, with how much it covers by it; of records that are
    named one by one, the first of them and the number of the others."""
    named = queries.scopes(found)
    rows = [_scope(request, one) for one in named[:NAMED]]
    more = named.count() - len(rows)
    rows += [{"text": f"and {count(more, 'more record', 'more records')}"}] if more > 0 else []
    return [*(_search(request, one) for one in queries.searches(found)), *rows]


def _search(request: Request, one: Any) -> dict[str, str]:
    covers = queries.found_by(request.actor, one)
    note = count(covers.total, "record") if one.covered_at else "Being looked through"
    if covers.later:
        note += f", {count(covers.later, 'of them', 'of them')} since it was placed"
    return {"text": f"What is found by “{one.query}”", "note": note}


def _scope(request: Request, scope: Any) -> dict[str, str]:
    kind, one = scope.kind.value, scope.record or scope.folder or scope.file_class or scope.box
    sees = _sees(request, kind, one)
    covers = queries.covered_by(request.actor, scope)
    return {
        "text": f"{sentence(kind)} {one.reference} {one.title if sees else ''}".strip(),
        "href": reverse(kind, args=[one.reference]) if sees else "",
        "note": "" if covers is None else count(covers, "record"),
    }


def _sees(request: Request, kind: str, one: Any) -> bool:
    """Whether the person may open it. Every class is shown to all who see the file plan."""
    if kind == "class":
        return P.FILEPLAN_SEE in request.actor.permissions
    visible = {"record": records.visible, "folder": records.visible_folders, "box": physical.boxes}
    return visible[kind](request.actor).filter(pk=one.pk).exists()


def progress(request: Request, reference: str) -> HttpResponseBase:
    """How far the placing of a hold has got: a part of the hold's page."""
    found = queries.hold_named(request.actor, reference)
    standing = queries.standing(found)
    return render(request, "lifecycle/hold_progress.html", one=found, standing=standing)


def left_out(request: Request, reference: str) -> HttpResponseBase:
    """What of its lists a hold could not be put on, and why."""
    found = queries.hold_named(request.actor, reference)
    here = reverse("hold", args=[found.reference])
    rows: list[Column[Any]] = [
        Column("entry", "In the list", lambda row: row[0]),
        Column("why", "Why it is not held", lambda row: row[1].label),
    ]
    entries = queries.left_out(found)
    table = Table(request, rows, entries, caption="Not held", empty="Nothing was left out.")
    return show(
        request,
        "list.html",
        table,
        name=f"left-out-{found.reference}",
        title="Not held",
        caption=f"{found.reference} {found.name}",
        one="entry",
        many="entries",
        crumbs=crumbs(LIFECYCLE, ("Holds", reverse("holds")), (found.name, here)),
    )
