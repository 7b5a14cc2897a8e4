"""Taking over a list of people in the columns of whatever program wrote it."""

import base64
from io import StringIO
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import Refused, refuse_if
from muniment.people.directory import actions, queries, rules
from muniment.people.directory.types import FIELDS, Left
from muniment.web import downloads
from muniment.web.door import Request, filled, put_on, render, see_other
from muniment.web.forms.directory import EntryColumnsForm
from muniment.web.views.directory import PEOPLE
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
    "Each row names a person by user name or e-mail address. What cannot be taken over is left out "
    "and listed, each with every reason. An empty cell changes nothing."
)
SHEET = Sheet(
    title="Import entries",
    one="entry",
    many="entries",
    home=("Figures of entries", "entry_figures"),
    taking="",
    columns=(),
    holds={},
    left_out=LEFT_OUT,
    look=lambda request, rows, name: [],
    bring=lambda request, rows: "",
    others="stay as they are",
    above=(PEOPLE,),
)


def import_entries(request: Request) -> HttpResponseBase:
    """Choose a list, say which column is which, look at what it would change, and take it over."""
    if "content" in request.POST:
        return _mapped(request)
    form = filled(request, ChosenForm)
    if request.method == "POST" and (chosen := rows_chosen(form)):
        name, content, rows = chosen
        try:
            refuse_if(actions.reasons_too_long(rows))
            return ask_which(request, SHEET, _begun(name, content, rows), rows)
        except Refused as refusal:
            put_on(form, refusal.reasons)
    return render(
        request, "sheets/choose.html", form=form, sheet=SHEET, mapped=LEFT_OUT, **page_of(SHEET)
    )


def _begun(name: str, content: bytes, rows: Rows) -> EntryColumnsForm:
    heads = heads_of(rows)
    known = {f"column_{ours}": theirs for ours, theirs in rules.columns_of(heads).items()}
    carried = {"name": name, "content": base64.b64encode(content).decode("ascii")}
    return EntryColumnsForm(initial={**known, **carried}, columns=heads)


def _mapped(request: Request) -> HttpResponseBase:
    rows = rows_sent(request)
    if rows is None or actions.reasons_too_long(rows):
        return see_other(request, "import_entries", "Choose the file again.")
    form = EntryColumnsForm(request.POST, columns=heads_of(rows))
    if not form.is_valid() or "again" in request.POST:
        return ask_which(request, SHEET, form, rows)
    changes, left, same = queries.look_at(request.actor, rows, form.chosen())
    steps = [_step(one) for one in changes]
    if "left" in request.POST:
        return _left(left)
    seen = digest([*steps, *left])
    if request.POST.get("seen") == seen:
        try:
            done, out = actions.import_entries(
                request.actor,
                rows,
                form.chosen(),
                name=form.cleaned_data["name"],
                now=request.now,
            )
        except Refused as refusal:
            put_on_columns(form, refusal)
            return ask_which(request, SHEET, form, rows)
        more = f", {count(len(out), 'row')} left out" if out else ""
        said = f"{count(len(done), 'entry', 'entries')} changed{more}."
        return see_other(request, "entry_figures", said)
    return _preview(request, form, steps, left, same, seen)


def _preview(
    request: Request,
    form: EntryColumnsForm,
    steps: list[Step],
    left: list[Left],
    same: int,
    seen: str,
) -> HttpResponseBase:
    once = {"csrfmiddlewaretoken", "once", "seen", "again", "left"}
    sent = [(key, str(value)) for key, value in request.POST.items() if key not in once]
    known = f", {count(same, 'row')} known already" if same else ""
    return render(
        request,
        "sheets/mapped.html",
        said=f"{count(len(steps), 'entry', 'entries')} to change{known}" if steps else "",
        first="Person",
        second="What changes",
        steps=steps[:SHOWN],
        more=max(0, len(steps) - SHOWN),
        done=SimpleNamespace(rows=steps, left=left),
        left=left[:SHOWN],
        carried=[*sent, ("seen", seen)],
        changed="seen" in request.POST,
        name=form.cleaned_data["name"],
        **page_of(SHEET),
    )


def _step(one: queries.Change) -> Step:
    person = one.entry.person
    names = ", ".join(FIELDS[name].lower() for name in one.fields)
    return Step(person.name, person.unit.name if person.unit else "", "to change", note=names)


def _left(left: list[Left]) -> HttpResponseBase:
    written = StringIO(newline="")
    rows: list[dict[str, Any]] = [{key: getattr(one, key) for key in LEFT} for one in left]
    sheets.write_csv(written, rows, LEFT)
    return downloads.document(
        written.getvalue().encode(), "left-out.csv", "text/csv; charset=utf-8"
    )
