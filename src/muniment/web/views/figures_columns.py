"""Importing figures of mailboxes from a list in the columns of whatever program wrote it."""

from django.http import HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.habits import actions, queries, rules
from muniment.web.door import Request
from muniment.web.forms.mailbox_figures import FiguresForm
from muniment.web.views.list_columns import Listing, Looked, bring_in_list, sheet_of
from muniment.web.views.mailbox_figures import ADMIN
from muniment.web.views.sheet_kinds import Rows, Step
from muniment.web.words import count, day, size


def _look(request: Request, rows: Rows, form: FiguresForm) -> Looked:
    on, today = form.cleaned_data["day"], civil_date(request.now)
    found, left = queries.look_at(rows, form.chosen(), on=on, today=today)
    steps = [_step(one) for one in found]
    return Looked(f"Figures of {count(len(steps), 'mailbox', 'mailboxes')}", steps, left)


def _step(one: queries.Owned) -> Step:
    row, person, unit = one
    who = ", ".join(said for said in (person.name if person else "nobody known here", unit) if said)
    return Step(row.account, who, "to import", note=f"{size(row.size)} on {day(row.on)}")


def _bring(request: Request, rows: Rows, form: FiguresForm) -> str:
    name, on = form.cleaned_data["name"], form.cleaned_data["day"]
    made = actions.import_figures(
        request.actor, rows, form.chosen(), name=name, on=on, now=request.now
    )
    out = f", {count(made.left_out, 'row')} left out" if made.left_out else ""
    return f"Figures of {count(made.mailboxes, 'mailbox', 'mailboxes')} imported{out}."


LISTING = Listing(
    "import_figures",
    sheet_of(
        "Import figures of mailboxes",
        "mailbox",
        "mailboxes",
        home=("Mailboxes", "mailbox_figures"),
        left_out="Rows that cannot be read are left out and listed, each with every reason.",
        others="have no figures of that day",
        above=(ADMIN,),
    ),
    FiguresForm,
    rules.columns_of,
    _look,
    _bring,
    "Mailbox",
    "Size",
)


def import_figures(request: Request) -> HttpResponseBase:
    """Choose a list, say which column is which, look at what is understood, and import it."""
    return bring_in_list(request, LISTING)
