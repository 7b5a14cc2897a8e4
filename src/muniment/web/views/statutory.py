"""What is past its statutory date, and whether the body has to ask."""

from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import NotFound
from muniment.lifecycle.transfer import actions, queries, rules
from muniment.lifecycle.transfer.types import LeaveState, Past, PastLine, Terms
from muniment.web import downloads
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.choices import classes
from muniment.web.forms.leave import StatutoryTermsForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.views.overdue import owner_of_scope
from muniment.web.views.todo import figure
from muniment.web.words import count, day, number, sentence, size

LIFECYCLE = ("Lifecycle", "/lifecycle/")
TITLE = "Past the statutory date"
OFF = "This body is set as holding no public records: no statutory date applies to it."
DIMENSIONS = {
    "class": ("By class", "file_class"),
    "unit": ("By unit", "unit"),
    "owner": ("By owner", "owner"),
    "why": ("By reason", "why"),
}


def past_statutory(request: Request) -> HttpResponseBase:
    """What is kept past its statutory date without leave."""
    found, terms = queries.past(request.actor, now=request.now), queries.statutory_terms()
    by = request.GET.get("by", "class")
    by = by if by in DIMENSIONS else "class"
    return show(
        request,
        "lifecycle/past_statutory.html",
        _table(request, found, by),
        name=f"past-the-statutory-date-by-{by}",
        title=TITLE,
        intro=_intro(terms),
        terms=terms,
        figures=_figures(request, found) if terms.public_records else [],
        by=by,
        dimensions=[(key, words) for key, (words, _) in DIMENSIONS.items()],
        crumbs=crumbs(LIFECYCLE),
    )


def _intro(terms: Terms) -> list[str]:
    if not terms.public_records:
        return [OFF]
    return [
        f"A public record is to be with an archive {count(terms.years, 'year')} after it was made, "
        "counted from the newest record of its folder, unless there is leave to retain it "
        "(Public Records Act 1958, section 3(4)). What stands below is kept without leave."
    ]


def _figures(request: Request, found: Past) -> list[dict[str, Any]]:
    records = sum(one.records for one in found.lines)
    volume = sum(one.size for one in found.lines)
    in_force = len(queries.leaves_in_state(request.actor, LeaveState.IN_FORCE, now=request.now))
    under = f"{count(found.under_leave, 'record')} past the date, {size(found.under_leave_size)}"
    return [
        figure("Kept without leave", records, "past_records", urgent=True, note=size(volume)),
        figure("Leave in force", in_force, "leaves", note=under, state=LeaveState.IN_FORCE),
    ]


def _table(request: Request, found: Past, by: str) -> Table[PastLine]:
    words, key = DIMENSIONS[by]

    def name(one: PastLine) -> Cell:
        if by == "class":
            where = f"{reverse('past_records')}?{urlencode({'file_class': one.file_class})}"
            return Cell(one.file_class, where, note=one.title)
        if by == "owner":
            return Cell(owner_of_scope(one.owner))
        return Cell(sentence(one.why) if by == "why" else one.unit or "No unit")

    found_columns: list[Column[PastLine]] = [
        Column(by, words.removeprefix("By ").capitalize(), name),
        Column("records", "Records", lambda one: number(one.records), numeric=True),
        Column("size", "Size", lambda one: size(one.size), numeric=True),
        Column("oldest", "Oldest", lambda one: day(one.oldest), tight=True),
    ]
    if by == "class":
        found_columns.insert(1, Column("why", "Why", lambda one: sentence(one.why)))
    rows = found.lines if by == "class" else rules.summed(found.lines, key)
    empty = "Nothing that you can see is kept without leave."
    return Table(request, found_columns, rows, caption="What is kept without leave", empty=empty)


def export_past_statutory(request: Request, kind: str) -> HttpResponseBase:
    """All that is kept without leave, by class, unit, owner and reason."""
    rows = [rules.line_cells(one) for one in queries.past(request.actor, now=request.now).lines]
    if kind == "json":
        text = sheets.as_json(rows, rules.COLUMNS)
        return downloads.document(text.encode(), "kept-without-leave.json", "application/json")
    if kind != "csv":
        raise NotFound("export", kind)
    written = StringIO(newline="")
    sheets.write_csv(written, rows, rules.COLUMNS)
    content = written.getvalue().encode()
    return downloads.document(content, "kept-without-leave.csv", "text/csv; charset=utf-8")


class PastFilter(forms.Form):
    """Narrows the records that are kept without leave."""

    file_class = forms.ChoiceField(label="Class", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file_class"].choices = classes("Any")  # type: ignore[attr-defined]


def past_records(request: Request) -> HttpResponseBase:
    """The records that are kept without leave, the oldest first."""
    form = PastFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    chosen = wanted.get("file_class", "")
    rows = queries.past_records(request.actor, file_class=chosen, now=request.now)
    titles, prepare = columns.told_apart()
    shown: list[Column[Any]] = [
        Column("title", "Title", titles, "title"),
        Column("class", "Class", columns.file_class, "file_class__path"),
        Column("date", "Date", lambda r: day(r.record_date), "record_date", tight=True),
        Column("due", "Due", columns.due, "due_on"),
        Column("size", "Size", lambda r: size(r.size), "size", numeric=True, tight=True),
    ]
    exported: list[Column[Any]] = [Column("record", "Record", lambda r: r.reference), *shown]
    table = Table(
        request,
        shown,
        rows.select_related("file_class"),
        order="date",
        caption="Records that are kept without leave",
        prepare=prepare,
        exported=exported,
        empty="Nothing that you can see is kept without leave.",
    )
    return show(
        request,
        "list.html",
        table,
        name="kept-without-leave",
        title="Records kept without leave",
        intro=["Transfer them, propose them for disposal, or apply for leave to retain them."],
        filters=form,
        one="record",
        crumbs=crumbs(LIFECYCLE, (TITLE, reverse("past_statutory"))),
    )


def statutory_terms(request: Request) -> HttpResponseBase:
    """Set whether the body holds public records, and how long it may keep them."""
    before = queries.statutory_terms()

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_statutory_terms(request.actor, Terms(**values), now=request.now)
        return see_other(request, "past_statutory", "The statutory date has been set.")

    initial = {name: getattr(before, name) for name in ("public_records", "years", "remind_months")}
    return ask(
        request,
        filled(request, StatutoryTermsForm, initial=initial),
        do,
        title="Set the statutory date",
        button="Save",
        intro=["It changes no record's date. It says what is reported as kept without leave."],
        back=reverse("past_statutory"),
        crumbs=crumbs(LIFECYCLE, (TITLE, reverse("past_statutory"))),
    )
