"""Malformed messages, which a person looks at: each is a record already, whole as it came."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.capture import actions, queries
from muniment.holdings.capture.types import DOUBTS
from muniment.holdings.records import queries as records
from muniment.holdings.records.rules import printable_lines
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import moment

HOME = ("Home", "/")
ABOUT = (
    "Each is kept whole as it came, and is a record like any other. Open it, and say whether it is "
    "fine, or give it a better title, its date, or another folder."
)


def in_words(doubts: list[str]) -> str:
    """What is wrong with a message, as sentences."""
    return " ".join(words for doubt, words in DOUBTS.items() if doubt in doubts)


COLUMNS: list[Column[Any]] = [
    Column(
        "title",
        "Message",
        lambda m: Cell(
            m.record.title,
            reverse("check_message", args=[m.record.reference]),
            note=m.record.reference,
        ),
        "record__title",
    ),
    Column("why", "What is wrong", lambda m: in_words(m.doubts)),
    Column("folder", "Folder", lambda m: m.record.folder.title, "record__folder__title"),
    Column("since", "Since", lambda m: moment(m.since), "since"),
]


def to_check(request: Request) -> HttpResponseBase:
    """The messages that wait for somebody."""
    table = Table(
        request,
        COLUMNS,
        queries.to_check(request.actor),
        order="since",
        caption="Messages to check",
        empty="No message waits to be looked at.",
    )
    return show(
        request,
        "list.html",
        table,
        name="messages-to-check",
        title="Messages to check",
        intro=[ABOUT],
        one="message",
        crumbs=crumbs(HOME, ("Captures", reverse("captures"))),
    )


class CheckForm(forms.Form):
    """What a person says of a malformed message."""

    title = forms.CharField(max_length=500)
    record_date = forms.DateField(label="Date of the message")
    folder = forms.CharField(
        label="Move to folder",
        required=False,
        max_length=40,
        help_text="The reference of the folder, such as F-7K3M9-QXV2B. Empty: it stays.",
    )
    note = forms.CharField(label="Note", required=False, max_length=500)


def check_message(request: Request, reference: str) -> HttpResponseBase:
    """Say that one message is fine, with its title, date and folder as they are given."""
    found = queries.to_check_named(request.actor, reference)
    record = found.record
    initial = {"title": record.title, "record_date": record.record_date}

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.settle(request.actor, record.reference, **values, now=request.now)
        return see_other(request, "messages_to_check", "The message is settled.")

    since = f"It came in on {civil_date(found.since):%-d %B %Y}."
    parts = len(records.components(record)) - 1
    return ask(
        request,
        filled(request, CheckForm, initial=initial),
        do,
        title="Check a message",
        button="It is fine like this",
        intro=[
            in_words(found.doubts),
            f"{since} It has {parts} attachments that could be taken out."
            if parts
            else f"{since} No attachments were taken out.",
            "What it holds stays as it came.",
        ],
        caption=record.title,
        back=reverse("record", args=[record.reference]),
        crumbs=crumbs(HOME, ("Messages to check", reverse("messages_to_check"))),
    )


def wrong_with(request: Request, record: Any) -> str:
    """What is wrong with a message that still waits, for the page of its record; else blank."""
    chosen = queries.to_check(request.actor).filter(record=record.pk).first()
    return in_words(chosen.doubts) if chosen else ""


def own_headers(place: Any) -> str:
    """The headers of a copy of a message, which came by another way than the first."""
    return printable_lines(bytes(place.headers)) if place.headers else ""
