"""A list in the columns of whatever program wrote it: chosen, its columns told apart, looked at,
and brought in. What kind of list it is, and what becomes of its rows, a `Listing` says."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.web.door import Request, filled, put_on, render, see_other
from muniment.web.forms.mapping import ColumnsForm
from muniment.web.views.mapping import (
    ask_which,
    carried,
    heads_of,
    left_as_csv,
    page_of,
    put_on_columns,
    rows_chosen,
    rows_sent,
)
from muniment.web.views.sheet_kinds import Rows, Sheet, Step
from muniment.web.views.sheets import SHOWN, ChosenForm, digest


@dataclass(frozen=True, slots=True)
class Looked:
    """What is understood of a list: in words, row by row, and which rows are left out and why."""

    said: str
    steps: Sequence[Step]
    left: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A kind of list. `route`: the page that takes it; `fields`: the form that asks which column is
    which, of the headings; `look` and `bring`: what its rows would do, and having them do it, which
    gives what is said then; `first` and `second`: the heads of what is shown."""

    route: str
    sheet: Sheet
    fields: Callable[..., ColumnsForm]
    columns_of: Callable[[Sequence[str]], dict[str, str]]
    look: Callable[[Request, Rows, Any], Looked]
    bring: Callable[[Request, Rows, Any], str]
    first: str
    second: str
    chooser: type[ChosenForm] = ChosenForm
    read: Callable[[Any], tuple[str, bytes, Rows] | None] = rows_chosen
    too_long: Callable[[Rows], list[Reason]] = lambda rows: []


def sheet_of(
    title: str,
    one: str,
    many: str,
    *,
    home: tuple[str, str],
    left_out: str,
    others: str = "stay as they are",
    above: tuple[tuple[str, str], ...] = (),
    at: tuple[str | int, ...] = (),
) -> Sheet:
    """What the pages of a list say of it and of where they are. `at`: what the addresses of its
    page and of its home are made of."""
    return Sheet(
        title=title,
        one=one,
        many=many,
        home=home,
        taking="",
        columns=(),
        holds={},
        left_out=left_out,
        look=lambda request, rows, name: [],
        bring=lambda request, rows: "",
        others=others,
        above=above,
        at=at,
    )


def bring_in_list(request: Request, listing: Listing) -> HttpResponseBase:
    """Choose a list, say which column is which, look at what it would do, and bring it in."""
    if "content" in request.POST:
        return _mapped(request, listing)
    form = filled(request, listing.chooser)
    if request.method == "POST" and (chosen := listing.read(form)):
        name, content, rows = chosen
        try:
            refuse_if(listing.too_long(rows))
            return ask_which(request, listing.sheet, _begun(listing, name, content, rows), rows)
        except Refused as refusal:
            put_on(form, refusal.reasons)
    return render(
        request,
        "sheets/choose.html",
        form=form,
        sheet=listing.sheet,
        mapped=listing.sheet.left_out,
        **page_of(listing.sheet),
    )


def _begun(listing: Listing, name: str, content: bytes, rows: Rows) -> ColumnsForm:
    """The form, with the columns chosen that are called as ours are, or as others call them."""
    heads = heads_of(rows)
    known = {f"column_{ours}": theirs for ours, theirs in listing.columns_of(heads).items()}
    file = {"name": name, "content": base64.b64encode(content).decode("ascii")}
    return listing.fields(initial={**known, **file}, columns=heads)


def _mapped(request: Request, listing: Listing) -> HttpResponseBase:
    """Look at what becomes of the rows; or have it done, once that was looked at."""
    rows = rows_sent(request)
    if rows is None or listing.too_long(rows):
        return see_other(request, listing.route, "Choose the file again.", *listing.sheet.at)
    form = listing.fields(request.POST, columns=heads_of(rows))
    if not form.is_valid() or "again" in request.POST:
        return ask_which(request, listing.sheet, form, rows)
    try:
        looked = listing.look(request, rows, form)
        if "left" in request.POST:
            return left_as_csv(looked.left)
        seen = digest([*looked.steps, *looked.left])
        if request.POST.get("seen") == seen:
            said = listing.bring(request, rows, form)
            return see_other(request, listing.sheet.home[1], said, *listing.sheet.at)
    except Refused as refusal:
        put_on_columns(form, refusal)
        return ask_which(request, listing.sheet, form, rows)
    return render(
        request,
        "sheets/mapped.html",
        said=looked.said if looked.steps else "",
        first=listing.first,
        second=listing.second,
        steps=looked.steps[:SHOWN],
        more=max(0, len(looked.steps) - SHOWN),
        done=SimpleNamespace(rows=looked.steps, left=looked.left),
        left=looked.left[:SHOWN],
        carried=carried(request, seen),
        changed="seen" in request.POST,
        name=form.cleaned_data["name"],
        **page_of(listing.sheet),
    )
