"""Taking over a list of people in the columns of whatever program wrote it."""

from django.http import HttpResponseBase  # noqa: TID251

from muniment.people.directory import actions, queries, rules
from muniment.people.directory.types import FIELDS
from muniment.web.door import Request
from muniment.web.forms.directory import EntryColumnsForm
from muniment.web.views.directory import PEOPLE
from muniment.web.views.list_columns import Listing, Looked, bring_in_list, sheet_of
from muniment.web.views.sheet_kinds import Rows, Step
from muniment.web.words import count


def _look(request: Request, rows: Rows, form: EntryColumnsForm) -> Looked:
    changes, left, same = queries.look_at(request.actor, rows, form.chosen())
    known = f", {count(same, 'row')} known already" if same else ""
    said = f"{count(len(changes), 'entry', 'entries')} to change{known}"
    return Looked(said, [_step(one) for one in changes], left)


def _step(one: queries.Change) -> Step:
    person = one.entry.person
    names = ", ".join(FIELDS[name].lower() for name in one.fields)
    return Step(person.name, person.unit.name if person.unit else "", "to change", note=names)


def _bring(request: Request, rows: Rows, form: EntryColumnsForm) -> str:
    name = form.cleaned_data["name"]
    done, out = actions.import_entries(
        request.actor, rows, form.chosen(), name=name, now=request.now
    )
    more = f", {count(len(out), 'row')} left out" if out else ""
    return f"{count(len(done), 'entry', 'entries')} changed{more}."


LISTING = Listing(
    "import_entries",
    sheet_of(
        "Import entries",
        "entry",
        "entries",
        home=("Figures of entries", "entry_figures"),
        left_out=(
            "Each row names a person by user name or e-mail address. What cannot be taken over is "
            "left out and listed, each with every reason. An empty cell changes nothing."
        ),
        above=(PEOPLE,),
    ),
    EntryColumnsForm,
    rules.columns_of,
    _look,
    _bring,
    "Person",
    "What changes",
    too_long=actions.reasons_too_long,
)


def import_entries(request: Request) -> HttpResponseBase:
    """Choose a list, say which column is which, look at what it would change, and take it over."""
    return bring_in_list(request, LISTING)
