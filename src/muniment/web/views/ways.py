"""By which ways e-mail comes in from a unit: what is set, and pages that follow it."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.access.types import Place
from muniment.foundation.kernel.errors import Reason
from muniment.holdings.capture.actions.taking import place_named
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.habits import actions, queries
from muniment.holdings.habits.types import WAYS, Way
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.pilots import WaysForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.mailbox_figures import ADMIN

OFFERED = ("How e-mail comes in", "/admin/mailboxes/ways/")
EVERYWHERE = "The whole body"


def ways_offered(request: Request) -> HttpResponseBase:
    """What is set, unit by unit."""
    names = queries.unit_names()
    found = queries.ways_offered()
    rows = list(found.items())
    if "" not in found:
        rows.insert(0, ("", [way.value for way in queries.ways_for(())]))
    manages = P.HABITS_MANAGE in request.actor.permissions
    columns: list[Column[Any]] = [
        Column("unit", "Unit", lambda row: Cell(names.get(row[0], row[0]) or EVERYWHERE)),
        *(
            Column(way.value, WAYS[way], lambda row, way=way: "Yes" if way in row[1] else "No")  # type: ignore[misc]
            for way in Way
        ),
    ]
    return show(
        request,
        "list.html",
        Table(request, columns, rows, caption=OFFERED[0]),
        name="ways",
        title=OFFERED[0],
        intro=[
            "What is set for a unit holds for all below it. The nearest counts. Pages of folders "
            "and classes, uploads and new sources follow it."
        ],
        one="setting",
        action={"href": reverse("offer_ways"), "text": "Set for a unit"} if manages else None,
        crumbs=crumbs(ADMIN),
    )


def offer_ways(request: Request) -> HttpResponseBase:
    """Set it for a unit, or for the whole body."""
    managed = queries.units_seen(request.actor, P.HABITS_MANAGE)
    units = [(one, name) for one, name in queries.unit_names().items() if one in managed]
    everywhere = [("", EVERYWHERE)] if "" in managed else []

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.offer_ways(request.actor, values["unit"], values["ways"], now=request.now)
        return see_other(request, "ways_offered", "It is set.")

    return ask(
        request,
        filled(request, WaysForm, choices=[*everywhere, *units]),
        do,
        title="How e-mail comes in from a unit",
        button="Save",
        intro=["What has come in stays. A source that is there already goes on."],
        back=reverse("ways_offered"),
        crumbs=crumbs(ADMIN, OFFERED),
    )


def told(place: Place) -> list[dict[str, str]]:
    """How e-mail comes in at a place, as a fact of its page; none where nothing is set."""
    if not queries.ways_offered():
        return []
    ways = queries.ways_for(place.units)
    return [{"label": "E-mail comes in", "text": ". ".join(WAYS[way] for way in ways) + "."}]


def offered(place: Place, way: Way) -> bool:
    """Whether a way is offered to the unit that owns a place."""
    return way in queries.ways_for(place.units)


def reasons_against_source(request: Request, reference: str, way: Way) -> list[Reason]:
    """Why no source that comes in by this way files in the class or folder named. Raises NotFound
    where there is none."""
    place = fileplan.effective(place_named(request.actor, reference)[0]).place
    if offered(place, way):
        return []
    said = f"The unit that owns {reference} is not offered this way of bringing e-mail in."
    return [Reason("not_offered", said, "into")]
