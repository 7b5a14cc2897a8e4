"""Holds: what may not be destroyed or changed, and why."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.lifecycle.holds import actions, queries
from muniment.lifecycle.holds.types import HoldKind, HoldState
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.holds import ExtendForm, HoldFilter, HoldForm, LiftForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.words import day, moment, sentence

LIFECYCLE = ("Lifecycle", "/lifecycle/")
ELSEWHERE = (
    "The quickest way is to find what is to be held, and to place the hold from its page. "
    "The references are then filled in."
)
NAMED: dict[str, tuple[str, Callable[[Any, str], Any]]] = {
    "records": ("record", records.record_named),
    "folders": ("folder", records.folder_named),
    "classes": ("class", lambda actor, reference: fileplan.class_named(reference)),
}


def _state(hold: Any) -> Cell:
    active = hold.state == HoldState.ACTIVE
    return Cell("Active" if active else "Lifted", tag="orange" if active else "grey")


HOLDS: list[Column[Any]] = [
    Column(
        "name",
        "Hold",
        lambda h: Cell(h.name, reverse("hold", args=[h.reference]), note=h.reference),
    ),
    Column("kind", "Why", lambda h: HoldKind(h.kind).label),
    Column("placed", "Placed", lambda h: day(h.placed_at)),
    Column("review", "To be looked at", lambda h: day(h.review_on) or "No date"),
    Column("state", "State", _state),
]


def holds(request: Request) -> HttpResponseBase:
    """The holds that the person may know of."""
    form = HoldFilter(request.GET or None)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    rows = queries.holds(request.actor, state=HoldState(state) if state else None)
    table = Table(request, HOLDS, rows, caption="Holds", empty="There are no holds.")
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
        action=action,
        crumbs=crumbs(LIFECYCLE),
    )


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
        scopes=[_scope(request, one) for one in queries.scopes(found)],
        can_manage=P.HOLD_MANAGE in request.actor.permissions and found.state == HoldState.ACTIVE,
        crumbs=crumbs(LIFECYCLE, ("Holds", reverse("holds"))),
    )


def _facts(found: Any) -> list[dict[str, str]]:
    names = events.names([found.placed_by, found.lifted_by])
    placed_by, lifted_by = (names.get(who, who) for who in (found.placed_by, found.lifted_by))
    lifted = f"{found.lift_reason} ({found.lift_authority}). By {lifted_by}"
    return [
        {"label": "Why", "text": HoldKind(found.kind).label, "note": found.reason},
        {"label": "Authority", "text": found.authority},
        {"label": "Contact", "text": found.contact or "None given"},
        {"label": "Placed", "text": moment(found.placed_at), "note": f"By {placed_by}"},
        {"label": "To be looked at", "text": day(found.review_on) or "No date"},
        *(
            [{"label": "Lifted", "text": moment(found.lifted_at), "note": lifted}]
            if found.lifted_at
            else []
        ),
    ]


def _scope(request: Request, scope: Any) -> dict[str, str]:
    for kind, one in (
        ("record", scope.record),
        ("folder", scope.folder),
        ("class", scope.file_class),
    ):
        if one is not None:
            where = reverse(kind, args=[one.reference])
            title = one.title if _sees(request, kind, one) else ""
            return {"text": f"{sentence(kind)} {one.reference} {title}".strip(), "href": where}
    return {"text": "Nothing", "href": ""}


def _sees(request: Request, kind: str, one: Any) -> bool:
    """Whether the person may read its title. Every class is shown to all who see the file plan."""
    if kind == "class":
        return P.FILEPLAN_SEE in request.actor.permissions
    visible = records.visible if kind == "record" else records.visible_folders
    return visible(request.actor).filter(pk=one.pk).exists()


def place(request: Request) -> HttpResponseBase:
    """Place a hold."""
    form = filled(request, HoldForm, initial=request.GET.dict())

    def do(values: dict[str, Any]) -> HttpResponse:
        things = form.things()
        made = actions.place(request.actor, **things, **values, now=request.now)
        return see_other(request, "hold", "The hold has been placed.", made.reference)

    told, back = _at_hand(request)
    return ask(
        request,
        form,
        do,
        title="Place a hold",
        button="Place hold",
        intro=[
            "What is held cannot be destroyed. It is taken out of reviews that are under way.",
            told,
        ],
        back=back,
        crumbs=crumbs(LIFECYCLE, ("Holds", reverse("holds"))),
    )


def _at_hand(request: Request) -> tuple[str, str]:
    """What the hold was started from, in words, and the way back to it."""
    for name, (kind, named) in NAMED.items():
        if reference := request.GET.get(name):
            found = named(request.actor, reference)
            told = f"It is filled in for the {kind} “{found.title}”."
            return told, reverse(kind, args=[found.reference])
    return ELSEWHERE, reverse("holds")


def _page(found: Any) -> dict[str, Any]:
    here = reverse("hold", args=[found.reference])
    return {
        "caption": f"{found.reference} {found.name}",
        "back": here,
        "crumbs": crumbs(LIFECYCLE, ("Holds", reverse("holds")), (found.name, here)),
    }


def extend(request: Request, reference: str) -> HttpResponseBase:
    """Put a hold on more things."""
    found = queries.hold_named(request.actor, reference)
    form = filled(request, ExtendForm)

    def do(values: dict[str, Any]) -> HttpResponse:
        things = form.things()
        actions.extend(request.actor, found.reference, **things, **values, now=request.now)
        return see_other(request, "hold", "The hold covers more now.", found.reference)

    return ask(request, form, do, title="Extend a hold", button="Extend hold", **_page(found))


def lift(request: Request, reference: str) -> HttpResponseBase:
    """Lift a hold."""
    found = queries.hold_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.lift(request.actor, found.reference, **values, now=request.now)
        return see_other(request, "hold", "The hold has been lifted.", found.reference)

    return ask(
        request,
        filled(request, LiftForm),
        do,
        title="Lift a hold",
        button="Lift hold",
        warning="What is not covered by another hold can be destroyed again when it is due.",
        **_page(found),
    )
