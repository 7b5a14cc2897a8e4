"""The list of a move in the columns of the body that it comes from [RET-12]."""

import base64
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251

from muniment.exchange.moves import queries, rules
from muniment.exchange.moves.types import COLUMNS
from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import Refused, refuse_if
from muniment.web.door import Request, filled, render, see_other
from muniment.web.forms.mapping import ColumnsForm
from muniment.web.forms.moves import LABELS, NEEDED
from muniment.web.views.mapping import (
    ask_which,
    heads_of,
    page_of,
    put_on_columns,
    rows_chosen,
    rows_sent,
)
from muniment.web.views.moves import incoming_sheet
from muniment.web.views.sheet_kinds import Rows
from muniment.web.views.sheets import ChosenForm, bring_in, looked_at


def import_incoming_columns(request: Request, reference: str) -> HttpResponseBase:
    """Bring in the list of classes of a move, saying first which column is which."""
    move = queries.move_named(request.actor, reference)
    sheet = incoming_sheet(move)
    if "seen" in request.POST:  # by then the columns are called as ours are
        return bring_in(request, sheet)
    if "content" in request.POST:
        rows = rows_sent(request)
        if rows is None:
            return see_other(request, sheet.mapped_by, "Choose the file again.", *sheet.at)
        sent = _form(rows, request.POST)
        if sent.is_valid():
            try:
                refuse_if(queries.read_list(move, rows, sent.chosen())[1])
            except Refused as refusal:
                put_on_columns(sent, refusal)
            else:
                name, content = _in_ours(sent.cleaned_data["name"], rows, sent.chosen())
                return looked_at(request, sheet, name, content)
        return ask_which(request, sheet, sent, rows)
    form = filled(request, ChosenForm)
    if request.method == "POST" and (chosen := rows_chosen(form)):
        name, content, rows = chosen
        return ask_which(request, sheet, _begun(name, content, rows), rows)
    return render(
        request, "sheets/choose.html", form=form, sheet=sheet, mapped="", **page_of(sheet)
    )


def _begun(name: str, content: bytes, rows: Rows) -> ColumnsForm:
    """The form, with the columns chosen that are called as ours are, or as others call them."""
    found = rules.columns_of(heads_of(rows))
    alike = {f"column_{ours}": theirs for ours, theirs in found.items()}
    carried = {"name": name, "content": base64.b64encode(content).decode("ascii")}
    return _form(rows, initial={**alike, **carried})


def _form(rows: Rows, *given: Any, **more: Any) -> ColumnsForm:
    return ColumnsForm(*given, **more, columns=heads_of(rows), labels=LABELS, needed=NEEDED)


def _in_ours(name: str, rows: Rows, chosen: dict[str, str]) -> tuple[str, bytes]:
    """The file with its columns called as ours are."""
    named = [{ours: row.get(theirs) or "" for ours, theirs in chosen.items()} for row in rows]
    if sheets.is_json(name):
        return name, sheets.as_json(named, COLUMNS).encode()
    if sheets.is_listed(name):
        return name, sheets.as_yaml(named, COLUMNS).encode()
    return name, sheets.as_csv(named)
