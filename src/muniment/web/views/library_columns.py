"""Bringing in a list of resources: CSV and the like in any columns, or RIS."""

import base64
from io import StringIO
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.library import actions, queries, rules
from muniment.holdings.library.adapters import ris
from muniment.holdings.library.types import KINDS, Left, ResourceKind, Understood
from muniment.web import downloads
from muniment.web.door import Request, filled, put_on, render, see_other
from muniment.web.forms.library import LibraryColumnsForm
from muniment.web.views.mapping import (
    LEFT,
    ask_which,
    heads_of,
    page_of,
    put_on_columns,
    rows_chosen,
    rows_sent,
)
from muniment.web.views.sheet_kinds import Rows, Sheet, Step
from muniment.web.views.sheets import SHOWN, ChosenForm, digest
from muniment.web.words import count

LEFT_OUT = (
    "Rows that cannot be read, and what the library has already, are left out and listed, each "
    "with every reason. A file in RIS needs no columns."
)
SHEET = Sheet(
    title="Bring in a list",
    one="resource",
    many="resources",
    home=("Library", "library"),
    taking="",
    columns=(),
    holds={},
    left_out=LEFT_OUT,
    look=lambda request, rows, name: [],
    bring=lambda request, rows: "",
    others="stay as they are",
    above=(),
)


class ListForm(ChosenForm):
    """The list, chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = "A .csv file in UTF-8, .ris, .json, .yaml or workbook (.xlsx). At most 1.0 MB."
        self.fields["file"].help_text = said


def import_library(request: Request) -> HttpResponseBase:
    """Choose a list, say which column is which, look at what is understood, and bring it in."""
    if "content" in request.POST:
        return _mapped(request)
    form = filled(request, ListForm)
    if request.method == "POST" and (chosen := _chosen(form)):
        name, content, rows = chosen
        return ask_which(request, SHEET, _begun(name, content, rows), rows)
    return render(
        request, "sheets/choose.html", form=form, sheet=SHEET, mapped=LEFT_OUT, **page_of(SHEET)
    )


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


def _begun(name: str, content: bytes, rows: Rows) -> LibraryColumnsForm:
    heads = heads_of(rows)
    known = {f"column_{ours}": theirs for ours, theirs in rules.columns_of(heads).items()}
    carried = {"name": name, "content": base64.b64encode(content).decode("ascii")}
    return LibraryColumnsForm(initial={**known, **carried}, columns=heads)


def _mapped(request: Request) -> HttpResponseBase:
    rows = rows_sent(request)
    if rows is None:
        return see_other(request, "import_library", "Choose the file again.")
    form = LibraryColumnsForm(request.POST, columns=heads_of(rows))
    if not form.is_valid() or "again" in request.POST:
        return ask_which(request, SHEET, form, rows)
    try:
        found, left = queries.look_at(request.actor, rows, form.chosen())
        if "left" in request.POST:
            return _left(left)
        steps = [_step(one) for one in found]
        seen = digest([*steps, *left])
        if request.POST.get("seen") == seen:
            made = actions.import_resources(request.actor, rows, form.chosen(), now=request.now)
            out = f", {count(len(left), 'row')} left out" if left else ""
            said = f"{count(len(made), 'resource')} brought in{out}."
            return see_other(request, "library", said)
    except Refused as refusal:
        put_on_columns(form, refusal)
        return ask_which(request, SHEET, form, rows)
    once = {"csrfmiddlewaretoken", "once", "seen", "again", "left"}
    sent = [(key, str(value)) for key, value in request.POST.items() if key not in once]
    return render(
        request,
        "sheets/mapped.html",
        said=f"{count(len(steps), 'resource')} to bring in" if steps else "",
        first="Resource",
        second="Where",
        steps=steps[:SHOWN],
        more=max(0, len(steps) - SHOWN),
        done=SimpleNamespace(rows=steps, left=left),
        left=left[:SHOWN],
        carried=[*sent, ("seen", seen)],
        changed="seen" in request.POST,
        name=form.cleaned_data["name"],
        **page_of(SHEET),
    )


def _step(one: Understood) -> Step:
    draft = one.resource
    kind = KINDS[ResourceKind(draft.kind)]
    return Step(draft.title, kind, "to make", note=draft.address or draft.shelf_mark)


def _left(left: list[Left]) -> HttpResponseBase:
    written = StringIO(newline="")
    rows: list[dict[str, Any]] = [{key: getattr(one, key) for key in LEFT} for one in left]
    sheets.write_csv(written, rows, LEFT)
    return downloads.document(
        written.getvalue().encode(), "left-out.csv", "text/csv; charset=utf-8"
    )
