"""What is due, what has no date, and putting it forward."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.lifecycle.disposal import actions
from muniment.lifecycle.disposal import queries as disposal
from muniment.lifecycle.disposal.types import Proposed
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import queries
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.fields import DayField
from muniment.web.forms.choices import classes, units
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns, reviews, undated
from muniment.web.words import count, day, sentence

LIFECYCLE = ("Lifecycle", "/lifecycle/")
SHOWN_REASONS = 20


class DueFilter(forms.Form):
    """Narrows what is due."""

    on = DayField(label="Due by", required=False, help_text="Today, if left empty.")
    file_class = forms.ChoiceField(label="Class", required=False)
    unit = forms.ChoiceField(label="Unit", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file_class"].choices = classes("Any")  # type: ignore[attr-defined]
        self.fields["unit"].choices = units("Any")  # type: ignore[attr-defined]


def due(request: Request) -> HttpResponseBase:
    """The records whose time is up, the longest due first."""
    form = DueFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    on = wanted.get("on") or civil_date(request.now)
    rows = queries.due(
        request.actor,
        on,
        file_class=wanted.get("file_class") or None,
        unit=wanted.get("unit") or None,
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
    held: set[int] = set()
    under_way: dict[int, str] = {}
    late: dict[str, int] = {}
    titles, tell_apart = columns.told_apart()

    def prepare(records: Any) -> None:
        tell_apart(records)
        numbers = [one.pk for one in records]
        held.update(_known_held(request, records))
        if P.DISPOSAL_SEE in request.actor.permissions:
            under_way.update(disposal.in_open_review(numbers))
            late.update(disposal.late_reviews(request.now) if under_way else {})

    def standing(record: Any) -> Cell:
        if record.pk in held:
            return Cell("On hold", tag="orange")
        if record.pk in under_way:
            review = under_way[record.pk]
            note = reviews.late(late.get(review, 0))
            return Cell(f"In {review}", reverse("review", args=[review]), note=note)
        return Cell("Not proposed")

    found: list[Column[Any]] = [
        Column("title", "Title", titles, "title"),
        Column("class", "Class", columns.file_class, "file_class__path"),
        Column(
            "rule",
            "Rule",
            lambda r: Cell(r.rule, reverse("rule", args=[r.rule])),
            "rule",
            tight=True,
        ),
        Column("due", "Due", lambda r: day(r.due_on), "due_on", tight=True),
        Column("action", "Then", lambda r: sentence(r.due_action), "due_action"),
        Column("standing", "Now", standing, tight=True),
    ]
    return Table(
        request,
        found,
        rows,
        order="due",
        caption="Records that are due",
        prepare=prepare,
        empty="Nothing is due that you can see.",
    )


def _known_held(request: Request, records: Any) -> set[int]:
    """Those on hold, as far as the person may know of holds where they stand."""
    reached = holds.holding([one.pk for one in records])
    of = {one.pk: one.audience_id for one in records if one.pk in reached}
    places = {number: access.audience_key(number).place for number in set(of.values())}
    knows = {
        number: access_rules.may(request.actor, P.HOLD_SEE, place)
        for number, place in places.items()
    }
    return {number for number, audience in of.items() if knows[audience]}


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
