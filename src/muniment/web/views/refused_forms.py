"""Which fields stop people most, form by form (DQU-03)."""

from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.holdings.metadata import queries
from muniment.holdings.metadata.types import FORM_LABELS, Stopped
from muniment.web.door import Request, crumbs
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.fields import FIELDS_PAGE
from muniment.web.views.fileplan import PLAN
from muniment.web.words import count, day, number, sentence

LISTED: list[Column[Any]] = [
    Column("field", "Field", lambda one: Cell(one.title, reverse("field", args=[one.code]))),
    Column("form", "Form", lambda one: sentence(FORM_LABELS.get(one.form, one.form))),
    Column("sent", "Sent with it", lambda one: number(one.sent), numeric=True),
    Column("refused", "Refused for it", lambda one: number(one.refused), numeric=True),
    Column("rate", "Of 100", lambda one: f"{one.percent:.0f}", numeric=True),
    Column("since", "Counted since", lambda one: day(one.since), tight=True),
]


def refused_forms(request: Request) -> HttpResponseBase:
    """The fields that stop people, those that do so most often first."""
    rows = queries.stopping(request.actor)
    said = [
        "How often a form was refused because of what was entered in a field, or left out. A field "
        "that stops many may need help beside it, another pattern or a vocabulary."
    ]
    few = [one for one in rows if one.refused and not one.certain]
    if few:
        said.append(
            f"{count(len(few), 'field')} with fewer than {Stopped.FEW} forms sent: too few to "
            "say much. They stand last."
        )
    return show(
        request,
        "list.html",
        Table(
            request,
            LISTED,
            rows,
            caption="Fields that stop people",
            empty="No form with a field has been sent yet.",
        ),
        name="fields-that-stop-people",
        title="Fields that stop people",
        intro=said,
        one="field of a form",
        many="fields of forms",
        crumbs=crumbs(PLAN, FIELDS_PAGE),
    )
