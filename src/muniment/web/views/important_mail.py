"""Messages that seem important: why, and where each may belong. A person decides."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.mail import actions, queries
from muniment.holdings.mail.types import WHYS, Rate, Suggested, Why
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import day

HOME = ("Home", "/")
ABOUT = (
    "Captures bring in mail where it lay. These messages may belong in a folder of the work that "
    f"they are about. The latest {queries.LOOKED_AT} that nobody has filed are looked at, the most "
    "important first. What its sender flagged as private is never among them."
)
FILE, STAY = "file", "stay"
COLUMNS: list[Column[Suggested]] = [
    Column(
        "title",
        "Message",
        lambda s: Cell(
            s.record.title, reverse("judge_message", args=[s.record.reference]), note=_sender(s)
        ),
    ),
    Column("why", "Why it seems important", lambda s: s.in_words),
    Column("into", "It may belong in", lambda s: _home(s)),
    Column("date", "Date", lambda s: day(s.record.record_date)),
]


def _sender(one: Suggested) -> str:
    return str(one.record.metadata.get("from", ""))


def _home(one: Suggested) -> Cell:
    if one.home is None:
        return Cell("Nothing points to a folder")
    return Cell(one.home.title, reverse("folder", args=[one.home.reference]))


def _said(rates: list[Rate]) -> list[str]:
    """How often such suggestions were right."""
    every, *by_reason = rates
    if not every.judged:
        return []
    words = f"Of {every.judged:,} that were judged, {every.filed:,} were filed"
    found = [f"{words} ({every.percent} per cent)."]
    parts = [f"{WHYS[Why(one.why)].lower()} {one.filed} of {one.judged}" for one in by_reason]
    return [*found, f"By reason: {'; '.join(parts)}."] if parts else found


def important_mail(request: Request) -> HttpResponseBase:
    """The messages that seem important, with their reasons."""
    rows = queries.suggested(request.actor, on=civil_date(request.now))
    table = Table(
        request,
        COLUMNS,
        rows,
        caption="Messages that seem important",
        empty="No message that was captured seems important, or all have been filed.",
    )
    return show(
        request,
        "list.html",
        table,
        name="important-mail",
        title="Mail that seems important",
        intro=[ABOUT, *_said(queries.rates(request.actor))],
        one="message",
        crumbs=crumbs(HOME, ("Captures", reverse("captures"))),
    )


class JudgeForm(forms.Form):
    """Where a message belongs."""

    choice = forms.ChoiceField(
        label="What becomes of it",
        choices=[(FILE, "File it in a folder"), (STAY, "It stays where it is")],
        widget=forms.RadioSelect,
    )
    folder = forms.CharField(
        label="Folder",
        required=False,
        max_length=40,
        help_text="Its reference, such as F-7K3M9-QXV2B. Only if it is filed.",
    )
    note = forms.CharField(label="Note (optional)", required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """A folder goes with filing."""
        values = super().clean() or {}
        if values.get("choice") == FILE and not values.get("folder", "").strip():
            self.add_error("folder", "Enter the reference of the folder.")
        return values


def judge_message(request: Request, reference: str) -> HttpResponseBase:
    """Say whether one message is filed elsewhere or stays."""
    found = queries.suggestion_named(request.actor, reference, on=civil_date(request.now))
    if found is None:
        raise NotFound("message that seems important", reference)
    record, home = found.record, found.home
    initial = {"choice": FILE, "folder": home.reference} if home else {}

    def do(values: dict[str, Any]) -> HttpResponse:
        folder = values["folder"] if values["choice"] == FILE else ""
        actions.judge_suggestion(
            request.actor, record.reference, folder=folder, note=values["note"], now=request.now
        )
        said = "The message is filed." if folder else "The message stays where it is."
        return see_other(request, "important_mail", said)

    return ask(
        request,
        filled(request, JudgeForm, initial=initial),
        do,
        title="Where does this message belong?",
        button="Save",
        intro=[
            f"From {_sender(found)}, {day(record.record_date)}.",
            f"It lies in “{record.folder.title}”.",
            found.in_words,
            *([f"It may belong in “{home.title}” ({home.reference})."] if home else []),
        ],
        caption=record.title,
        back=reverse("important_mail"),
        crumbs=crumbs(HOME, ("Mail that seems important", reverse("important_mail"))),
    )
