"""What is due, what has no date, and putting it forward."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.policies.types import Screen
from muniment.lifecycle.disposal import actions
from muniment.lifecycle.disposal import queries as disposal
from muniment.lifecycle.disposal.types import Proposed
from muniment.lifecycle.retention import queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.fields import DayField
from muniment.web.forms.choices import classes, units
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import at_work, columns, reviews, undated
from muniment.web.views.overdue import owner_of_scope
from muniment.web.words import count, day, size

LIFECYCLE = ("Lifecycle", "/lifecycle/")
SHOWN_REASONS = 20


class DueFilter(forms.Form):
    """Narrows what is due."""

    on = DayField(label="Due by", required=False, help_text="Today, if left empty.")
    file_class = forms.ChoiceField(label="Class", required=False)
    unit = forms.ChoiceField(label="Unit", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = [("", "Any"), *disposal.owners_named(now), (disposal.NOBODY, "Nobody")]
        self.fields["file_class"].choices = classes("Any")  # type: ignore[attr-defined]
        self.fields["unit"].choices = units("Any")  # type: ignore[attr-defined]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]


def due(request: Request) -> HttpResponseBase:
    """The records whose time is up, the longest due first."""
    form = DueFilter(request.GET or None, now=request.now)
    wanted = form.cleaned_data if form.is_valid() else {}
    on = wanted.get("on") or civil_date(request.now)
    rows = disposal.due(
        request.actor,
        on,
        file_class=wanted.get("file_class") or None,
        unit=wanted.get("unit") or None,
        owner=wanted.get("owner") or None,
        now=request.now,
    )
    table = _table(request, rows.select_related("file_class"))
    action = None
    if P.DISPOSAL_PROPOSE in request.actor.permissions and table.total:
        chosen = {"file_class": wanted["file_class"]} if wanted.get("file_class") else {}
        where = f"{reverse('propose')}?{urlencode(chosen)}".rstrip("?")
        action = {"href": where, "text": "Propose for disposal"}
    return show(
        request,
        "list.html",
        table,
        name="due",
        title="Due",
        intro=[f"The time of these records is up by {day(on)}. Nothing happens to them by itself."],
        filters=form,
        one="record",
        action=action,
        crumbs=crumbs(LIFECYCLE),
    )


def _table(request: Request, rows: Any) -> Table[Any]:
    lines: dict[int, disposal.DueLine] = {}
    titles, tell_apart = columns.told_apart()

    def prepare(records: Any) -> None:
        tell_apart(records)
        found = disposal.due_lines(request.actor, records, now=request.now)
        lines.update({one.record.pk: one for one in found})

    def rule(record: Any) -> Cell:
        where = reverse("rule", args=[record.rule])
        return Cell(record.rule, where, note=lines[record.pk].rule_title)

    def late(record: Any) -> Cell:
        overdue = f"{count(lines[record.pk].days_overdue, 'day')} overdue"
        return Cell(day(record.due_on), note=f"{overdue}, then {record.due_action}")

    def owner(record: Any) -> Cell:
        line = lines[record.pk]
        return Cell(", ".join(line.owners) or owner_of_scope(line.owner_scope))

    shown: list[Column[Any]] = [
        Column("title", "Title", titles, "title"),
        Column("class", "Class", columns.file_class, "file_class__path"),
        Column("rule", "Rule", rule, "rule"),
        Column("due", "Due", late, "due_on"),
        Column("owner", "Owner", owner),
        Column("size", "Size", lambda r: size(r.size), "size", numeric=True, tight=True),
        Column("standing", "Now", lambda r: _standing(lines[r.pk])),
    ]
    # A spreadsheet has what the page says below another thing in columns of its own.
    exported: list[Column[Any]] = [
        Column("record", "Record", lambda r: r.reference),
        *shown[:3],
        Column("why", "Reason", lambda r: lines[r.pk].rule_title),
        shown[3],
        Column("days", "Days overdue", lambda r: str(lines[r.pk].days_overdue)),
        Column("action", "Then", lambda r: r.due_action),
        *shown[4:],
    ]
    return Table(
        request,
        shown,
        rows,
        order="due",
        caption="Records that are due",
        prepare=prepare,
        exported=exported,
        empty="Nothing is due that you can see.",
    )


def _standing(line: disposal.DueLine) -> Cell:
    if line.on_hold:
        return Cell("On hold", tag="orange")
    if line.review:
        note = reviews.late(line.review_late)
        return Cell(f"In {line.review}", reverse("review", args=[line.review]), note=note)
    return Cell("Not proposed")


def waiting(request: Request) -> HttpResponseBase:
    """Records whose clock has not started."""
    rows = queries.waiting_for_event(request.actor).select_related("file_class")
    action = None
    if P.RECORDS_EDIT in request.actor.permissions:
        action = {"href": reverse("record_event"), "text": "Enter an event"}
    return _undated(
        request,
        rows,
        "Waiting for an event",
        "They are kept until something happens: a contract ends, or a folder is closed. "
        "Enter the event when it has happened, for a record, a folder or a whole class. "
        "The date that each is due follows within minutes.",
        waits=True,
        action=action,
    )


def without_rule(request: Request) -> HttpResponseBase:
    """Records that no rule dates."""
    rows = queries.without_rule(request.actor).select_related("file_class")
    return _undated(
        request,
        rows,
        "Without a rule",
        "They are kept, because no rule says for how long: that of their class is undecided, "
        "retired or not in the schedule. Give the class a rule, and their dates follow.",
    )


def _undated(
    request: Request,
    rows: Any,
    title: str,
    words: str,
    *,
    waits: bool = False,
    action: dict[str, str] | None = None,
) -> HttpResponseBase:
    table = undated.table(request, rows, title, waits=waits)
    return show(
        request,
        "list.html",
        table,
        name="undated",
        title=title,
        intro=[words],
        one="record",
        action=action,
        crumbs=crumbs(LIFECYCLE),
    )


class ProposeForm(forms.Form):
    """What is put forward, and why."""

    title = forms.CharField(
        label="Title of the review", max_length=300, error_messages={"required": "Enter a title."}
    )
    file_class = forms.ChoiceField(
        label="Which records",
        required=False,
        help_text="All that are due in this class and below it.",
    )
    on = DayField(label="Due by (optional)", required=False, help_text="Today, if left empty.")
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why they can go now."},
    )
    confirm_vital = forms.BooleanField(
        label="Vital records are meant too", required=False, help_text="If any are among them."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file_class"].choices = classes("All that are due")  # type: ignore[attr-defined]


def propose(request: Request) -> HttpResponseBase:
    """Put due records forward for a decision."""

    def do(values: dict[str, Any]) -> HttpResponse:
        values["file_class"] = values["file_class"] or None
        done = actions.propose(request.actor, **values, now=request.now)
        _tell(request, done)
        if len(done.reviews) == 1:
            return see_other(request, "review", "", done.reviews[0])
        return see_other(request, "reviews")

    return ask(
        request,
        filled(request, ProposeForm, initial={"file_class": request.GET.get("file_class", "")}),
        do,
        title="Propose for disposal",
        button="Propose",
        intro=[
            "One review is made for each owner of the information. A records manager and the "
            "owner then decide, or those whom the rule names: two people, and none of them you.",
            "What is on hold, or already in a review, is left out.",
        ],
        says=at_work.says(request, Screen.DISPOSE),
        back=reverse("due"),
        crumbs=crumbs(LIFECYCLE, ("Due", reverse("due"))),
    )


def _tell(request: Request, done: Proposed) -> None:
    said = f"{count(done.records, 'record')} put forward in {count(len(done.reviews), 'review')}."
    messages.success(request, said)
    if done.remaining:
        more = f"{count(done.remaining, 'record')} more are due. Propose again for them."
        messages.info(request, more)
    if done.left_out:
        why = sorted({one.message for left in done.left_out for one in left.reasons})
        said = f"{count(len(done.left_out), 'record')} left out. {' '.join(why[:SHOWN_REASONS])}"
        messages.info(request, said)
