"""Work done outside the body's own systems: declaring it, bringing it over, and the log of it."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.channels import actions, queries, rules
from muniment.holdings.channels.types import CHANNELS, STATES, UseDraft, UseState
from muniment.holdings.records import queries as records
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.fields import DayField, WholeNumberField
from muniment.web.forms.channels import ChannelForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.adding import recent_folders
from muniment.web.words import count, day, moment, number

HOME = ("Home", "/")
ADMIN = ("Admin", "/admin/")
MINE = "Work in other channels"
LOG = "Log of other channels"
COLOURS = {UseState.DECLARED: "blue", UseState.TRANSFERRED: "green", UseState.EXPLAINED: "grey"}
ABOUT = (
    "Messages about the work that went through WhatsApp, a text, a private mailbox or social media "
    "are records too. Say here that you used such a channel, and bring over what was said."
)


class UseForm(ChannelForm):
    """What somebody declares."""

    what = forms.CharField(
        label="What it was about",
        max_length=300,
        error_messages={"required": "Say what it was about."},
    )
    field_order = ("channel", "what", "participants", "first", "last", "why")

    def draft(self) -> UseDraft:
        """What was declared."""
        said = self.cleaned_data
        last = said["last"] or said["first"]
        named = {name: said[name] for name in ("channel", "what", "participants", "why")}
        return UseDraft(first_day=said["first"], last_day=last, **named)


def _state(request: Request, one: Any) -> Cell:
    late = rules.days_late(one.due_on, UseState(one.state), civil_date(request.now))
    if late:
        return Cell(f"{count(late, 'day')} late", tag="red")
    return Cell(STATES[UseState(one.state)], tag=COLOURS[UseState(one.state)])


def _days(one: Any) -> str:
    first, last = one.first_day, one.last_day
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def _columns(request: Request) -> list[Column[Any]]:
    return [
        Column(
            "what",
            "About",
            lambda o: Cell(
                o.what or o.reference, reverse("declared_use", args=[o.reference]), note=o.reference
            ),
        ),
        Column("channel", "Channel", lambda o: o.channel, "channel"),
        Column("days", "Days", _days, "first_day"),
        Column("due", "To be brought over by", lambda o: day(o.due_on), "due_on"),
        Column("state", "State", lambda o: _state(request, o), "state", tight=True),
    ]


def declared_uses(request: Request) -> HttpResponseBase:
    """What the person has declared."""
    table = Table(
        request,
        _columns(request),
        queries.own_uses(request.actor),
        caption="What you declared",
        empty="You have not declared that you used another channel for work.",
    )
    return show(
        request,
        "list.html",
        table,
        name="other-channels",
        title=MINE,
        intro=[ABOUT],
        action={"href": reverse("declare_use"), "text": "Declare that you used one"},
        one="declaration",
        crumbs=crumbs(HOME),
    )


def declare_use(request: Request) -> HttpResponseBase:
    """Declare that one used another channel."""
    form = filled(request, UseForm)

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.declare(request.actor, form.draft(), now=request.now)
        said = f"It is declared. Bring it to the record by {day(made.due_on)}."
        return see_other(request, "declared_use", said, made.reference)

    days = count(queries.days_given(), "day")
    return ask(
        request,
        form,
        do,
        title="Declare that you used another channel",
        intro=[f"You have {days} to bring over what was said. You are reminded of it."],
        button="Declare it",
        back=reverse("declared_uses"),
        crumbs=crumbs(HOME, (MINE, reverse("declared_uses"))),
    )


def declared_use(request: Request, reference: str) -> HttpResponseBase:
    """One declared use, and what became of it."""
    found = queries.use_named(request.actor, reference)
    seen = queries.records_of(request.actor, found)
    rows = [
        {"label": "Channel", "text": found.channel},
        {"label": "Who took part", "text": found.participants or "Not kept"},
        {"label": "Days", "text": _days(found)},
        {"label": "Why this channel", "text": found.why or "Not kept"},
        {"label": "Declared by", "text": events.names([found.person]).get(found.person, "")},
        {"label": "Declared", "text": moment(found.declared_at)},
        {"label": "To be brought over by", "text": day(found.due_on)},
        *([{"label": "Explanation", "text": found.explanation}] if found.explanation else []),
        *([{"label": "Closed", "text": moment(found.closed_at)}] if found.closed_at else []),
    ]
    return render(
        request,
        "capture/declared_use.html",
        one=found,
        title=found.what or found.reference,
        rows=rows,
        state=_state(request, found),
        seen=seen,
        unseen=found.records.count() - len(seen),
        is_open=found.state == UseState.DECLARED,
        crumbs=crumbs(HOME, (MINE, reverse("declared_uses"))),
    )


BRING, NAMED = "bring", "named"


class TransferForm(forms.Form):
    """Where what was said is, or is to go."""

    how = forms.ChoiceField(
        label="Where is what was said?",
        choices=[
            (BRING, "I bring it over now: as text, pictures or files"),
            (NAMED, "It is on the record already"),
        ],
        widget=forms.RadioSelect,
    )
    folder = forms.CharField(
        label="Folder to bring it into",
        required=False,
        max_length=40,
        help_text="Its reference, such as F-7K3M9-QXV2B.",
    )
    records = forms.CharField(
        label="Records that it is already",
        required=False,
        max_length=2000,
        help_text="Their references, with spaces between them, such as R-7K3M9-QXV2B.",
    )


def transfer_use(request: Request, reference: str) -> HttpResponseBase:
    """Bring over what was declared, or say which records it is."""
    found = queries.use_named(request.actor, reference)
    recent = recent_folders(request.actor)[:1]
    start = {"how": BRING, "folder": recent[0].reference if recent else ""}
    form = filled(request, TransferForm, initial=start)
    here = reverse("declared_use", args=[found.reference])

    def do(values: dict[str, Any]) -> HttpResponse:
        if values["how"] == BRING:
            folder = records.folder_named(request.actor, values["folder"])
            to = reverse("bring_conversation", args=[folder.reference])
            return see_other(request, f"{to}?{urlencode({'use': found.reference})}")
        named = values["records"].replace(",", " ").split()
        actions.transfer(request.actor, found.reference, references=named, now=request.now)
        return see_other(request, "declared_use", "It is on the record.", found.reference)

    return ask(
        request,
        form,
        do,
        title="Bring it to the record",
        caption=found.what,
        button="Go on",
        back=here,
        crumbs=crumbs(HOME, (MINE, reverse("declared_uses")), (found.reference, here)),
    )


class ExplainForm(forms.Form):
    """Why it is not brought over."""

    explanation = forms.CharField(
        label="Why is it not brought to the record?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Such as: it was private after all, or the phone with the messages was lost.",
        error_messages={"required": "Say why it is not brought to the record."},
    )


def explain_use(request: Request, reference: str) -> HttpResponseBase:
    """Say why a declared use is not brought over."""
    found = queries.use_named(request.actor, reference)
    here = reverse("declared_use", args=[found.reference])

    def do(values: dict[str, Any]) -> HttpResponse:
        said = values["explanation"]
        actions.explain(request.actor, found.reference, explanation=said, now=request.now)
        return see_other(request, "declared_use", "The explanation is kept.", found.reference)

    return ask(
        request,
        filled(request, ExplainForm),
        do,
        title="Explain why it is not brought over",
        caption=found.what,
        button="Save",
        back=here,
        crumbs=crumbs(HOME, (MINE, reverse("declared_uses")), (found.reference, here)),
    )


class LogFilter(forms.Form):
    """Narrows the log."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "All"),
            ("late", "Late"),
            *((one.value, words) for one, words in STATES.items()),
        ],
    )
    channel = forms.ChoiceField(
        label="Channel", required=False, choices=[("", "All"), *((one, one) for one in CHANNELS)]
    )
    since = DayField(label="Used from", required=False)
    until = DayField(label="Used to", required=False)


def channel_log(request: Request) -> HttpResponseBase:
    """Everything that was declared, with what is late; as CSV for a request for information."""
    form = LogFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    state = chosen.get("state", "")
    today = civil_date(request.now)
    rows = queries.log(
        request.actor,
        late_on=today if state == "late" else None,
        state=UseState(state) if state in set(UseState) else None,
        since=chosen.get("since"),
        until=chosen.get("until"),
        channel=chosen.get("channel", ""),
    )
    names: dict[str, str] = {}
    kept: dict[int, tuple[list[str], int]] = {}

    def prepare(some: Any) -> None:
        names.update(events.names({one.person for one in some}))
        kept.update(queries.brought_over(request.actor, list(some)))

    def late(one: Any) -> str:
        return str(rules.days_late(one.due_on, UseState(one.state), today))

    shown = _columns(request)
    shown.insert(2, Column("person", "Declared by", lambda o: names.get(o.person, o.person)))
    exported: list[Column[Any]] = [
        Column("reference", "Reference", lambda o: o.reference),
        Column("channel", "Channel", lambda o: o.channel),
        Column("person", "Declared by", lambda o: names.get(o.person, o.person)),
        Column("participants", "Who took part", lambda o: o.participants),
        Column("what", "About", lambda o: o.what),
        Column("first", "First day", lambda o: o.first_day.isoformat()),
        Column("last", "Last day", lambda o: o.last_day.isoformat()),
        Column("why", "Why this channel", lambda o: o.why),
        Column("declared", "Declared", lambda o: o.declared_at.date().isoformat()),
        Column("due", "To be brought over by", lambda o: o.due_on.isoformat()),
        Column("state", "State", lambda o: STATES[UseState(o.state)]),
        Column("late", "Days late", late),
        Column("records", "Records", lambda o: _kept(*kept.get(o.pk, ([], 0)))),
        Column("explanation", "Explanation", lambda o: o.explanation),
    ]
    return show(
        request,
        "ways.html",
        Table(
            request,
            shown,
            rows,
            caption=LOG,
            empty="Nothing was declared that fits.",
            prepare=prepare,
            exported=exported,
        ),
        name="log-of-other-channels",
        title=LOG,
        intro=[
            "Work that people say they did outside the body’s own systems, what was brought to the "
            "record, and what is late. The export has every column, for an answer to a request "
            "for information.",
            f"People are given {count(queries.days_given(), 'day')} to bring over what they "
            "declare.",
        ],
        filters=form,
        ways=_ways(request, today),
        one="declaration",
        crumbs=crumbs(ADMIN),
    )


def _ways(request: Request, today: date) -> list[dict[str, str]]:
    """What there is to do in the log: what is late first."""
    late = queries.log(request.actor, late_on=today).count()
    found = [{"href": reverse("channel_days"), "text": "Change the days"}]
    if late:
        words = f"See the {number(late)} that {'is' if late == 1 else 'are'} late"
        found.insert(0, {"href": "?state=late", "text": words})
    return found


def _kept(shown: list[str], unseen: int) -> str:
    """The records that it is, and how many of them the reader cannot see."""
    return " ".join([*shown, *([f"and {number(unseen)} you cannot see"] if unseen else [])])


class DaysForm(forms.Form):
    """How many days people are given."""

    days = WholeNumberField(
        label="Days to bring over what was declared",
        help_text="People are reminded when they are over, and again when as many have gone by.",
        error_messages={"required": "Enter a whole number of days from 1 to 365."},
    )


def channel_days(request: Request) -> HttpResponseBase:
    """Set how many days people are given from now on."""

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_days(request.actor, values["days"], now=request.now)
        return see_other(request, "channel_log", "The days have been set.")

    return ask(
        request,
        filled(request, DaysForm, initial={"days": queries.days_given()}),
        do,
        title="Days to bring over what was declared",
        button="Save",
        back=reverse("channel_log"),
        crumbs=crumbs(ADMIN, (LOG, reverse("channel_log"))),
    )
