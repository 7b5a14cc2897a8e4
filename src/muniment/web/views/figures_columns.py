"""Importing figures of mailboxes from a list in the columns of whatever program wrote it."""

import base64
from io import StringIO
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.habits import actions, queries, rules
from muniment.holdings.habits.types import Left
from muniment.web import downloads
from muniment.web.door import Request, filled, render, see_other
from muniment.web.forms.mailbox_figures import FiguresForm
from muniment.web.views.mailbox_figures import ADMIN
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
from muniment.web.words import count, day, size

LEFT_OUT = "Rows that cannot be read are left out and listed, each with every reason."
SHEET = Sheet(
    title="Import figures of mailboxes",
    one="mailbox",
    many="mailboxes",
    home=("Mailboxes", "mailbox_figures"),
    taking="",
    columns=(),
    holds={},
    left_out=LEFT_OUT,
    look=lambda request, rows, name: [],
    bring=lambda request, rows: "",
    others="have no figures of that day",
    above=(ADMIN,),
)


def import_figures(request: Request) -> HttpResponseBase:
    """Choose a list, say which column is which, look at what is understood, and import it."""
    if "content" in request.POST:
        return _mapped(request)
    form = filled(request, ChosenForm)
    if request.method == "POST" and (chosen := rows_chosen(form)):
        name, content, rows = chosen
        return ask_which(request, SHEET, _begun(name, content, rows), rows)
    return render(
        request, "sheets/choose.html", form=form, sheet=SHEET, mapped=LEFT_OUT, **page_of(SHEET)
    )


def _begun(name: str, content: bytes, rows: Rows) -> FiguresForm:
    heads = heads_of(rows)
    known = {f"column_{ours}": theirs for ours, theirs in rules.columns_of(heads).items()}
    carried = {"name": name, "content": base64.b64encode(content).decode("ascii")}
    return FiguresForm(initial={**known, **carried}, columns=heads)


def _mapped(request: Request) -> HttpResponseBase:
    rows = rows_sent(request)
    if rows is None:
        return see_other(request, "import_figures", "Choose the file again.")
    form = FiguresForm(request.POST, columns=heads_of(rows))
    if not form.is_valid() or "again" in request.POST:
        return ask_which(request, SHEET, form, rows)
    name, on = form.cleaned_data["name"], form.cleaned_data["day"]
    found, left = queries.look_at(rows, form.chosen(), on=on, today=civil_date(request.now))
    steps = [_step(one) for one in found]
    if "left" in request.POST:
        return _left(left)
    seen = digest([*steps, *left])
    if request.POST.get("seen") == seen:
        try:
            made = actions.import_figures(
                request.actor, rows, form.chosen(), name=name, on=on, now=request.now
            )
        except Refused as refusal:
            put_on_columns(form, refusal)
            return ask_which(request, SHEET, form, rows)
        said = f"Figures of {count(made.mailboxes, 'mailbox', 'mailboxes')} imported"
        out = f", {count(made.left_out, 'row')} left out" if made.left_out else ""
        return see_other(request, "mailbox_figures", f"{said}{out}.")
    once = {"csrfmiddlewaretoken", "once", "seen", "again", "left"}
    sent = [(key, str(value)) for key, value in request.POST.items() if key not in once]
    return render(
        request,
        "sheets/mapped.html",
        said=f"Figures of {count(len(steps), 'mailbox', 'mailboxes')}" if steps else "",
        first="Mailbox",
        second="Size",
        steps=steps[:SHOWN],
        more=max(0, len(steps) - SHOWN),
        done=SimpleNamespace(rows=steps, left=left),
        left=left[:SHOWN],
        carried=[*sent, ("seen", seen)],
        changed="seen" in request.POST,
        name=name,
        **page_of(SHEET),
    )


def _step(one: queries.Owned) -> Step:
    row, person, unit = one
    who = ", ".join(said for said in (person.name if person else "nobody known here", unit) if said)
    return Step(row.account, who, "to import", note=f"{size(row.size)} on {day(row.on)}")


def _left(left: list[Left]) -> HttpResponseBase:
    written = StringIO(newline="")
    rows: list[dict[str, Any]] = [{key: getattr(one, key) for key in LEFT} for one in left]
    sheets.write_csv(written, rows, LEFT)
    return downloads.document(
        written.getvalue().encode(), "left-out.csv", "text/csv; charset=utf-8"
    )
