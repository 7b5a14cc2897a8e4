"""The messages of one conversation, as far as the reader may see them."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.holdings.records import queries
from muniment.web.door import Request, crumbs
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.records import way_of
from muniment.web.words import day

MESSAGES: list[Column[Any]] = [
    Column(
        "title",
        "Message",
        lambda r: Cell(r.title, reverse("record", args=[r.reference]), note=r.reference),
        "title",
    ),
    Column("from", "From", lambda r: str(r.metadata.get("from", ""))),
    Column("to", "To", lambda r: str(r.metadata.get("to", ""))),
    Column("date", "Date", lambda r: day(r.record_date), "record_date", tight=True),
    Column("folder", "Folder", lambda r: r.folder.title, "folder__title"),
]
ABOUT = (
    "Messages that answer or refer to one another, by the identifiers in their headers. Those that "
    "you may not see are not listed and not counted."
)


def _search_in(thread: str) -> dict[str, str] | None:
    """The way to a search among the messages."""
    if not thread:
        return None
    href = f"{reverse('search')}?{urlencode({'q': f'thread:{thread}'})}"
    return {"href": href, "text": "Search in it"}


def conversation(request: Request, reference: str) -> HttpResponseBase:
    """The conversation that a message belongs to, the oldest first."""
    found = queries.record_named(request.actor, reference)
    rows = queries.conversation(request.actor, found).select_related("folder")
    table = Table(
        request,
        MESSAGES,
        rows,
        order="date",
        caption="Messages",
        empty="This is no message, or no other message that you may see refers to it.",
    )
    return show(
        request,
        "list.html",
        table,
        name=f"conversation-{found.reference}",
        title="Conversation",
        intro=[ABOUT],
        one="message",
        action=_search_in(found.thread),
        crumbs=crumbs(*way_of(found)),
    )
