"""A schedule in the columns of whoever wrote it: chosen, mapped, looked at, brought in."""

import base64
from collections.abc import Iterable
from io import StringIO
from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.lifecycle.retention import queries, rules
from muniment.web import downloads
from muniment.web.door import Request, crumbs, filled, put_on, render, see_other
from muniment.web.forms.mapping import ALIKE, LABELS, ColumnsForm, MappingForm
from muniment.web.views.sheet_kinds import SCHEDULE, Rows, Sheet, edition_sheet
from muniment.web.views.sheets import SHOWN, ChosenForm, as_text, digest, said_of

TITLE = "Import a schedule with other columns"
SAMPLE = 3
WIDEST = 200  # columns
LEFT = ("line", "title", "reason")
LEFT_OUT = (
    "Periods can be in words. Rows that cannot be read for certain are left out and listed, each "
    "with the reason."
)


def map_rules(request: Request) -> HttpResponseBase:
    """Bring in a schedule whose columns are not ours."""
    return _map(request, SCHEDULE)


def map_edition(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Give an edition of a schedule the rules of a file whose columns are not ours."""
    return _map(request, edition_sheet(queries.edition_named(reference, number)))


def _map(request: Request, sheet: Sheet) -> HttpResponseBase:
    if "content" in request.POST:
        return _mapped(request, sheet)
    form = filled(request, ChosenForm)
    if request.method == "POST" and (chosen := rows_chosen(form, under="rules")):
        name, content, rows = chosen
        file = base64.b64encode(content).decode("ascii")
        return ask_which(request, sheet, _begun(rows, name, file), rows)
    return render(
        request, "sheets/choose.html", form=form, sheet=sheet, mapped=LEFT_OUT, **page_of(sheet)
    )


def page_of(sheet: Sheet) -> dict[str, Any]:
    """What the pages of a file say of where they are."""
    words, route = sheet.home
    here = reverse(route, args=sheet.at)
    title = TITLE if sheet.one == "rule" else sheet.title
    return {"title": title, "back": here, "crumbs": crumbs(*sheet.above, (words, here))}


def heads_of(rows: Rows) -> list[str]:
    """The headings of the file, each once."""
    return [str(one) for one in dict.fromkeys(key for row in rows for key in row) if one]


def rows_chosen(form: ChosenForm, under: str = "") -> tuple[str, bytes, Rows] | None:
    """The name, the content and the rows of the list that was chosen. None where none was, or
    where it cannot be read: the form says why. `under`: the name that JSON has its rows under."""
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        name, content = as_text(file.name, file.read(), form.cleaned_data["sheet"])
        rows = sheets.read_rows(name, content, under=under)
        refuse_if(reasons_too_wide(rows))
    except Refused as refusal:
        put_on(form, refusal.reasons)
        return None
    return name, content, rows


def reasons_too_wide(rows: Rows) -> list[Reason]:
    """Why the file has too many columns to choose from."""
    wide = len(heads_of(rows))
    said = f"The file has {wide:,} columns, and may have at most {WIDEST}."
    return [Reason("too_wide", said, "file")] if wide > WIDEST else []


def _begun(rows: Rows, name: str, file: str) -> MappingForm:
    """The form, with the columns chosen that are called as ours are."""
    columns = heads_of(rows)
    alike = {_bare(one): one for one in reversed(columns)}
    initial = {
        f"column_{ours}": next((alike[one] for one in (ours, *ALIKE[ours]) if one in alike), "")
        for ours in LABELS
    }
    return MappingForm(initial={**initial, "name": name, "content": file}, columns=columns)


def _bare(column: str) -> str:
    """The name of a column without what it stands in, in small letters."""
    return column.rpartition(".")[2].strip().casefold().replace(" ", "_").replace("-", "_")


def ask_which(request: Request, sheet: Sheet, form: ColumnsForm, rows: Rows) -> HttpResponseBase:
    """Ask which column of the file is which, with its first rows beside the question."""
    columns = heads_of(rows)
    sample = [[str(row.get(one) or "") for one in columns] for row in rows[:SAMPLE]]
    return render(
        request,
        "sheets/columns.html",
        form=form,
        columns=columns,
        sample=sample,
        rows=len(rows),
        **page_of(sheet),
    )


def _mapped(request: Request, sheet: Sheet) -> HttpResponseBase:
    """Look at what the mapping makes of the file; or bring in what was looked at."""
    name, rows = request.POST.get("name", ""), rows_sent(request)
    if rows is None:
        return see_other(request, sheet.mapped_by, "Choose the file again.", *sheet.at)
    form = MappingForm(request.POST, columns=heads_of(rows))
    if not form.is_valid() or "again" in request.POST:
        return ask_which(request, sheet, form, rows)
    try:
        refuse_if(rules.reasons_not_to_map(form.mapping(), heads_of(rows)))
        done = rules.map_rows(rows, form.mapping())
        steps = sheet.look(request, list(done.rows), name) if done.rows else []
        seen = digest([*steps, *done.left])
        if "left" in request.POST:
            return left_as_csv(done.left)
        if request.POST.get("seen") == seen:
            said = sheet.bring(request, list(done.rows))
            return see_other(request, sheet.home[1], said, *sheet.at)
    except Refused as refusal:
        put_on_columns(form, refusal)
        return ask_which(request, sheet, form, rows)
    return render(
        request,
        "sheets/mapped.html",
        said=said_of(sheet, steps),
        steps=steps[:SHOWN],
        more=max(0, len(steps) - SHOWN),
        done=done,
        left=done.left[:SHOWN],
        carried=carried(request, seen),
        changed="seen" in request.POST,
        name=name,
        **page_of(sheet),
    )


def put_on_columns(form: forms.Form, refusal: Refused) -> None:
    """Every reason at the field it is about, as this form calls it."""
    for one in refusal.reasons:
        field = f"column_{one.field}" if f"column_{one.field}" in form.fields else None
        form.add_error(field, one.message)


def rows_sent(request: Request) -> Rows | None:
    """The rows of the file that came back with the form; None: it has to be chosen again."""
    try:
        content = base64.b64decode(request.POST["content"], validate=True)
        rows = sheets.read_rows(request.POST.get("name", ""), content, under="rules")
        return None if reasons_too_wide(rows) else rows
    except (ValueError, Refused):
        return None


def carried(request: Request, seen: str) -> list[tuple[str, str]]:
    """What the next form says again, so that nothing has to be kept in between."""
    once = {"csrfmiddlewaretoken", "once", "seen", "again", "left"}
    return [
        *((name, str(value)) for name, value in request.POST.items() if name not in once),
        ("seen", seen),
    ]


def left_as_csv(left: Iterable[Any]) -> HttpResponseBase:
    """The rows that are left out, each with every reason, as a file to save."""
    written = StringIO(newline="")
    rows = [{name: getattr(one, name) for name in LEFT} for one in left]
    sheets.write_csv(written, rows, LEFT)
    return downloads.document(
        written.getvalue().encode(), "left-out.csv", "text/csv; charset=utf-8"
    )
