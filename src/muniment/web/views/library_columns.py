"""Bringing in a list of resources: CSV and the like in any columns, or RIS."""

from typing import Any

from django.http import HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.library import actions, queries, rules
from muniment.holdings.library.adapters import ris
from muniment.holdings.library.types import KINDS, ResourceKind, Understood
from muniment.web.door import Request, put_on
from muniment.web.forms.library import LibraryColumnsForm
from muniment.web.views.list_columns import Listing, Looked, bring_in_list, sheet_of
from muniment.web.views.mapping import rows_chosen
from muniment.web.views.sheet_kinds import Rows, Step
from muniment.web.views.sheets import ChosenForm
from muniment.web.words import count


class ListForm(ChosenForm):
    """The list, chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = "A .csv file in UTF-8, .ris, .json, .yaml or workbook (.xlsx). At most 1.0 MB."
        self.fields["file"].help_text = said


def _chosen(form: ListForm) -> tuple[str, bytes, Rows] | None:
    if not form.is_valid() or not ris.is_ris(form.cleaned_data["file"].name):
        return rows_chosen(form)
    file = form.cleaned_data["file"]
    try:
        rows: Rows = [dict(row) for row in ris.rows_of(file.name, file.read())]
    except Refused as refusal:
        put_on(form, refusal.reasons)
        return None
    return f"{file.name}.csv", sheets.as_csv(rows), rows


def _look(request: Request, rows: Rows, form: LibraryColumnsForm) -> Looked:
    found, left = queries.look_at(request.actor, rows, form.chosen())
    steps = [_step(one) for one in found]
    return Looked(f"{count(len(steps), 'resource')} to bring in", steps, left)


def _step(one: Understood) -> Step:
    draft = one.resource
    kind = KINDS[ResourceKind(draft.kind)]
    return Step(draft.title, kind, "to make", note=draft.address or draft.shelf_mark)


def _bring(request: Request, rows: Rows, form: LibraryColumnsForm) -> str:
    left = queries.look_at(request.actor, rows, form.chosen())[1]
    made = actions.import_resources(request.actor, rows, form.chosen(), now=request.now)
    out = f", {count(len(left), 'row')} left out" if left else ""
    return f"{count(len(made), 'resource')} brought in{out}."


LISTING = Listing(
    "import_library",
    sheet_of(
        "Bring in a list",
        "resource",
        "resources",
        home=("Library", "library"),
        left_out=(
            "Rows that cannot be read, and what the library has already, are left out and listed, "
            "each with every reason. A file in RIS needs no columns."
        ),
    ),
    LibraryColumnsForm,
    rules.columns_of,
    _look,
    _bring,
    "Resource",
    "Where",
    chooser=ListForm,
    read=_chosen,
)


def import_library(request: Request) -> HttpResponseBase:
    """Choose a list, say which column is which, look at what is understood, and bring it in."""
    return bring_in_list(request, LISTING)
