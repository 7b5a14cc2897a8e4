"""A person's own mailbox: what seems worth saving, what can go, and the rest. They decide."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason, Refused
from muniment.holdings.inbox import actions, queries
from muniment.holdings.inbox.types import Board, Place, State, Weighed, Which
from muniment.holdings.mail.types import WHYS, Rate, Why
from muniment.web.door import Request, crumbs, see_other
from muniment.web.tables import Column, Table, show
from muniment.web.views.adding import recent_folders
from muniment.web.words import count, day, moment

HOME = ("Home", "/")
SHOWN = 20
NAMES = {
    Which.SAVE: "Worth saving",
    Which.GO: "Can go",
    Which.REST: "The rest",
    Which.WARNED: "Going soon",
}
ABOUT = {
    Which.SAVE: "These seem to be about the work of the body. Tick those to save, choose where, "
    "and press Save. They stay in your mailbox as well, unless it is set to move them.",
    Which.GO: "These seldom are records. Tick those that you do not need and press Remove: they "
    "are removed from your mailbox for good.",
    Which.REST: "Nothing speaks for or against these. You know best.",
    Which.WARNED: "These are old and not saved. They are removed from your mailbox on the day that "
    "stands with each, or soon after. Save what is a record. Flag in your mail program what you "
    "still need: then it stays.",
}
EMPTY = {
    Which.SAVE: "Nothing in your mailbox seems worth saving that is not saved yet.",
    Which.GO: "Nothing in your mailbox looks as if it can go.",
    Which.REST: "There are no other messages.",
    Which.WARNED: "Nothing of your mailbox is going.",
}
COLUMNS: list[Column[Weighed]] = [
    Column("subject", "Subject", lambda one: one.message.subject),
    Column("sender", "From", lambda one: one.message.sender),
    Column("received", "Received", lambda one: moment(one.message.received_at)),
    Column("why", "Why", lambda one: one.in_words),
    Column("into", "Suggested folder", lambda one: one.home.reference if one.home else ""),
]


def own_mailbox(request: Request) -> HttpResponseBase:
    """What is in the person's mailbox, by what is suggested of it."""
    asked = request.GET.get("which", "")
    which = Which(asked) if asked in set(Which) else None
    refused: tuple[Reason, ...] = ()
    if request.method == "POST":
        try:
            return _decided(request, which or Which.SAVE)
        except NotPermitted:
            raise
        except Refused as refusal:
            refused = refusal.reasons
    return _page(request, which, refused)


def _decided(request: Request, which: Which) -> HttpResponse:
    sent, now = request.POST, request.now
    numbers = [int(one) for one in sent.getlist("chosen") if one.isascii() and one.isdigit()][:1000]
    numbers = [one for one in numbers if one < 2**63]
    do = sent.get("do", "")
    if do == "save":
        every = sent.get("into_all", "").strip()[:100]
        places = {one: every or sent.get(f"into_{one}", "").strip()[:100] for one in numbers}
        many = actions.save(request.actor, places, now=now)
        said = f"{count(many, 'message')} will be saved in a moment."
    elif do == "remove":
        many = actions.let_go(request.actor, numbers, now=now)
        said = f"{count(many, 'message')} will be removed from your mailbox in a moment."
    else:
        many = actions.leave(request.actor, numbers, now=now)
        said = f"{count(many, 'message')} stay in your mailbox. They are not suggested again."
    return see_other(request, f"{reverse('own_mailbox')}?which={which}", said)


def _first(board: Board, warned: list[Weighed]) -> Which:
    """What is shown first: what seems worth saving, else what goes soon, else what there is."""
    if warned and not board.of(Which.SAVE):
        return Which.WARNED
    order = (Which.SAVE, Which.GO, Which.REST)
    return next((one for one in order if board.of(one)), Which.SAVE)


def _page(request: Request, asked: Which | None, refused: tuple[Reason, ...]) -> HttpResponseBase:
    today = civil_date(request.now)
    board = queries.board(request.actor, on=today)
    warned = queries.warned(request.actor, on=today)
    which = asked or _first(board, warned)
    rows = warned if which is Which.WARNED else board.of(which)
    table = Table(
        request,
        COLUMNS,
        rows,
        caption=NAMES[which],
        empty=EMPTY[which],
        per_page=SHOWN,
    )
    recent = [] if which is Which.GO else recent_folders(request.actor)
    ticked = set(request.POST.getlist("chosen"))
    all_ticked = request.GET.get("tick") == "all" and not refused
    return show(
        request,
        "capture/own_mailbox.html",
        table,
        name=f"mailbox-{which}",
        title="Messages in your mailbox",
        which=which,
        about=ABOUT[which],
        boxes=queries.mailboxes_of(request.actor),
        ways=_ways(board, warned, which),
        under_way=_under_way(board),
        more=board.more,
        offered=[
            {
                "one": one,
                "places": _places(request, one, recent) if which is not Which.GO else [],
                "into": request.POST.get(f"into_{one.message.pk}", ""),
                "ticked": all_ticked or str(one.message.pk) in ticked,
                "goes": day(one.message.warning.goes_on) if which is Which.WARNED else "",
                "when": day(one.message.received_at) if one.message.received_at else "",
            }
            for one in table.page.object_list
        ],
        into_all=request.POST.get("into_all", ""),
        refused=refused,
        status=422 if refused else 200,
        crumbs=crumbs(HOME),
    )


def _ways(board: Board, warned: list[Weighed], which: Which) -> list[dict[str, Any]]:
    return [
        {
            "text": name,
            "href": f"{reverse('own_mailbox')}?which={one}",
            "here": one is which,
            "count": len(warned if one is Which.WARNED else board.of(one)),
        }
        for one, name in NAMES.items()
        if one is not Which.WARNED or warned or which is one
    ]


def _under_way(board: Board) -> list[str]:
    """What is being done, and what is not looked at."""
    some = (
        (State.SAVING, "being saved"),
        (State.GOING, "being removed"),
        (State.PRIVATE, "flagged as private: not shown here, never saved or removed"),
        (State.SAVED, "saved so far"),
    )
    counted = [(board.counts.get(state, 0), words) for state, words in some]
    return [f"{count(many, 'message')} {words}" for many, words in counted if many]


def _places(request: Request, one: Weighed, recent: list[Any]) -> list[Place]:
    """Where it may be saved: what is suggested first, then where the person filed last."""
    found = queries.places_for(request.actor, one, on=civil_date(request.now))
    known = {place.reference for place in found}
    last = [Place(f.reference, f.title, "you filed there lately") for f in recent]
    return [*found, *(place for place in last if place.reference not in known)]


def rates_in_words(rates: list[Rate]) -> list[str]:
    """How often owners saved what was suggested to them, for who manages the source."""
    every, *by_reason = rates
    if not every.judged:
        return ["Its owner has not decided about any message that was suggested yet."]
    words = f"Of {every.judged:,} messages that were suggested and decided about, {every.filed:,}"
    found = [f"{words} were saved ({every.percent} per cent)."]
    parts = [f"{WHYS[Why(one.why)].lower()} {one.filed} of {one.judged}" for one in by_reason]
    return [*found, f"By reason: {'; '.join(parts)}."] if parts else found
