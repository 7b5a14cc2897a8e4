"""Importing a register of information assets that was kept elsewhere."""

from django.http import HttpResponseBase  # noqa: TID251

from muniment.foundation.kernel.clock import civil_date
from muniment.governance.assets import actions, queries, rules
from muniment.governance.assets.types import BY_NAME
from muniment.web.door import Request
from muniment.web.forms.assets import AssetColumnsForm
from muniment.web.views.assets import REGISTER
from muniment.web.views.list_columns import Listing, Looked, bring_in_list, sheet_of
from muniment.web.views.sheet_kinds import Rows, Step
from muniment.web.words import count


def _look(request: Request, rows: Rows, form: AssetColumnsForm) -> Looked:
    today = civil_date(request.now)
    found, left, same = queries.look_at(
        request.actor, rows, form.chosen(), form.always(), today=today
    )
    made = sum(one.entry is None for one in found)
    parts = [
        f"{count(made, 'entry', 'entries')} to make" if made else "",
        f"{count(len(found) - made, 'entry', 'entries')} to change" if found[made:] else "",
        f"{count(same, 'row')} known already" if same else "",
    ]
    return Looked(", ".join(filter(None, parts)), [_step(one) for one in found], left)


def _step(one: queries.Row) -> Step:
    names = rules.names_of([BY_NAME[name] for name in one.changed])
    reference = one.entry.reference if one.entry else f"Line {one.line}"
    word = "to change" if one.entry else "to make"
    return Step(one.values["title"], reference, word, note=names.capitalize())


def _bring(request: Request, rows: Rows, form: AssetColumnsForm) -> str:
    made, left = actions.import_assets(
        request.actor, rows, form.chosen(), always=form.always(), now=request.now
    )
    out = f", {count(len(left), 'row')} left out" if left else ""
    return f"{count(len(made), 'entry', 'entries')} made or changed{out}."


LISTING = Listing(
    "import_assets",
    sheet_of(
        "Import a register",
        "asset",
        "assets",
        home=(REGISTER[0], "assets"),
        left_out=(
            "A row with one of our references changes that entry. Any other row makes one, as a "
            "draft. Rows that cannot be taken over are left out and listed, each with every "
            "reason. An empty cell changes nothing."
        ),
    ),
    AssetColumnsForm,
    rules.columns_of,
    _look,
    _bring,
    "Asset",
    "What it says",
    too_long=actions.reasons_too_long,
)


def import_assets(request: Request) -> HttpResponseBase:
    """Choose a list, say which column is which, look at what it would do, and take it over."""
    return bring_in_list(request, LISTING)
