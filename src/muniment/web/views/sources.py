"""Sources that are looked at again and again: the list, one source, and what is done with it."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.habits.types import Way
from muniment.holdings.inbox import queries as inbox
from muniment.holdings.inbox.types import State
from muniment.holdings.mailboxes import actions, queries, rules
from muniment.holdings.mailboxes.types import Afterwards, SourceDraft, SourceKind
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.sources import BucketForm, MailboxForm, SourceForm, WatchedForm, initial
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import ways
from muniment.web.views.old_mail import in_words
from muniment.web.views.own_mailbox import rates_in_words
from muniment.web.words import count, moment, number

ADMIN = ("Admin", "/admin/")
SOURCES = ("Sources", "/admin/sources/")
ABOUT = (
    "A source is looked at again and again, and what is new in it is filed. It is touched only "
    "after what was taken is safe."
)
NONE = "Nothing is looked at yet. Add a mailbox, a watched folder or an S3 bucket."
KINDS = {
    SourceKind.IMAP: "Mailbox",
    SourceKind.FOLDER: "Folder",
    SourceKind.BUCKET: "S3 bucket",
}
FORMS: dict[SourceKind, type[SourceForm]] = {
    SourceKind.IMAP: MailboxForm,
    SourceKind.FOLDER: WatchedForm,
    SourceKind.BUCKET: BucketForm,
}
APART = "Taken apart at separator sheets"
DONE_WITH = {
    Afterwards.NOTHING: "Left as they are",
    Afterwards.READ: "Marked as read",
    Afterwards.FLAG: "Flagged",
    Afterwards.MOVE: "Moved to “{to}”",
    Afterwards.DELETE: "Deleted from the bucket",
}
SEEN = {
    State.OPEN: "not decided about",
    State.SAVING: "being saved",
    State.SAVED: "saved",
    State.KEPT: "left in the mailbox",
    State.GOING: "being removed",
    State.GONE: "removed, as its owner chose or after a warning",
    State.PRIVATE: "flagged as private, and not looked at",
}
LISTED: list[Column[Any]] = [
    Column("name", "Source", lambda one: Cell(one.name, reverse("source", args=[one.reference]))),
    Column("kind", "Kind", lambda one: KINDS[SourceKind(one.kind)]),
    Column("into", "Into", lambda one: str(one.folder or one.file_class)),
    Column("looked", "Last look", lambda one: moment(one.looked_at) or "Not yet", tight=True),
    Column("state", "How it went", lambda one: _state(one)),
]


def _state(one: Any) -> Cell:
    if one.retired_at:
        return Cell("Retired", tag="grey")
    if one.paused:
        return Cell("Paused", tag="yellow")
    if one.problem:
        return Cell("Problem", tag="red", note=one.problem)
    return Cell("Well", tag="green") if one.looked_at else Cell("New", tag="blue")


def sources(request: Request) -> HttpResponseBase:
    """The sources that the person manages."""
    rows = [*queries.sources(request.actor), *queries.sources(request.actor, retired=True)]
    table = Table(request, LISTED, rows, caption="Sources", empty=NONE)
    return show(
        request,
        "ways.html",
        table,
        name="sources",
        title="Sources",
        intro=[ABOUT],
        ways=[
            {"href": reverse("add_mailbox"), "text": "Add a mailbox"},
            {"href": reverse("add_watched"), "text": "Add a watched folder"},
            {"href": reverse("add_bucket"), "text": "Add an S3 bucket"},
        ],
        one="source",
        crumbs=crumbs(ADMIN),
    )


def source(request: Request, reference: str) -> HttpResponseBase:
    """One source: what it is, how the last look went and what has come from it."""
    return _shown(request, queries.source_named(request.actor, reference))


def _shown(request: Request, found: Any, findings: Any = None) -> HttpResponseBase:
    linked = P.AUDIT_SEE in request.actor.permissions
    history = EventFilter(object_prefix=f"source:{found.reference}")
    return render(
        request,
        "admin/source.html",
        one=found,
        kind=KINDS[SourceKind(found.kind)],
        rows=_facts(found),
        state=_state(found),
        tally=queries.tally(found),
        folders=[] if found.owner else queries.mail_folders(found),
        rates=rates_in_words(inbox.rates([found])) if found.owner else [],
        seen=_seen(found),
        findings=findings,
        history=events.timeline(audit.events(history, limit=20), linked=linked) if linked else [],
        crumbs=crumbs(ADMIN, SOURCES),
    )


def _facts(found: Any) -> list[dict[str, str]]:
    draft = queries.draft_of(found)
    done = DONE_WITH[draft.afterwards].format(to=draft.move_to or "taken")
    by = events.names([found.run_as], found.made_at).get(found.run_as, found.run_as)
    return [
        *_where(draft, found),
        {"label": "Filed into", "text": str(found.folder or found.file_class)},
        *([{"label": "Scans", "text": APART}] if found.separators else []),
        {"label": "Afterwards", "text": done},
        {"label": "Looked at", "text": f"Every {count(found.every_minutes, 'minute')}"},
        {"label": "In the name of", "text": by},
        {"label": "Last look", "text": moment(found.looked_at) or "Not yet"},
        {"label": "What came of it", "text": _last(found.result)},
        {"label": "Last without a problem", "text": moment(found.well_at) or "Not yet"},
    ]


def _seen(found: Any) -> list[str]:
    """How many messages of a person's mailbox are in which state; nothing of the messages."""
    tally = inbox.tallies([found])[found.pk] if found.owner else {}
    return [
        f"{count(tally[state], 'message')} {words}"
        for state, words in SEEN.items()
        if tally.get(state)
    ]


def _where(draft: SourceDraft, found: Any) -> list[dict[str, str]]:
    if draft.kind is SourceKind.IMAP:
        return [
            {"label": "Server", "text": f"{found.host}, port {found.port}"},
            {"label": "User name", "text": found.user},
            {"label": "Folders", "text": ", ".join(found.folders)},
            {"label": "What is saved", "text": _who_chooses(found)},
            *([{"label": "Old mail", "text": in_words(found)}] if found.owner else []),
        ]
    if draft.kind is SourceKind.BUCKET:
        address = rules.endpoint_of(found.host, found.port, draft.security)
        return [
            {"label": "Service", "text": address},
            {"label": "Bucket", "text": found.bucket},
            {"label": "Prefix", "text": found.prefix or "None: all of the bucket"},
            {"label": "Access key ID", "text": found.user},
        ]
    return [{"label": "Where", "text": found.path}]


def _who_chooses(found: Any) -> str:
    if not found.owner:
        return "Everything"
    name = events.names([found.owner]).get(found.owner, found.owner)
    return f"What {name} chooses; only they see what is in it"


def _last(result: dict[str, Any]) -> str:
    if not result:
        return "Nothing yet"
    if not result.get("items"):
        return "Nothing new"
    names = ("captured", "linked", "refused", "failed")
    parts = [f"{number(result[name])} {name}" for name in names if result.get(name)]
    return f"{count(result['items'], 'item')}: {', '.join(parts) or 'all known'}"


def add_mailbox(request: Request) -> HttpResponseBase:
    """Configure a mailbox."""
    first = {"security": "tls", "auth": "password", "folders": "INBOX", "every": 15}
    return _add(request, SourceKind.IMAP, "Add a mailbox", {**first, "afterwards": "nothing"})


def add_watched(request: Request) -> HttpResponseBase:
    """Configure a watched folder."""
    first = {"every": 15, "afterwards": "move"}
    return _add(request, SourceKind.FOLDER, "Add a watched folder", first)


def add_bucket(request: Request) -> HttpResponseBase:
    """Configure a part of a bucket of an S3 service."""
    first = {"every": 15, "afterwards": "nothing"}
    return _add(request, SourceKind.BUCKET, "Add an S3 bucket", first)


def _add(request: Request, kind: SourceKind, title: str, first: dict[str, Any]) -> HttpResponseBase:
    form = filled(request, FORMS[kind], initial=first)

    def do(values: dict[str, Any]) -> HttpResponse:
        way = Way.MAILBOX if kind is SourceKind.IMAP else Way.WATCHED
        refuse_if(ways.reasons_against_source(request, form.draft().into, way))
        made = actions.make_source(
            request.actor, form.draft(), secret=form.secret(), now=request.now
        )
        said = "The source has been added. Test it now: nothing is taken by a test."
        return see_other(request, "source", said, made.reference)

    return ask(
        request,
        form,
        do,
        title=title,
        button="Add it",
        back=reverse("sources"),
        crumbs=crumbs(ADMIN, SOURCES),
    )


def change_source(request: Request, reference: str) -> HttpResponseBase:
    """Describe a source anew. A secret that is left empty stays, unless it leads elsewhere."""
    found = queries.source_named(request.actor, reference)
    draft = queries.draft_of(found)
    form = filled(request, FORMS[draft.kind], initial=initial(draft))

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change_source(
            request.actor,
            found.reference,
            form.draft(),
            secret=form.secret(),
            now=request.now,
        )
        return see_other(request, "source", "The source has been changed.", found.reference)

    here = reverse("source", args=[found.reference])
    return ask(
        request,
        form,
        do,
        title="Change a source",
        caption=found.name,
        intro=["From now on it is looked at in your name. A password left empty stays as it is."],
        button="Save changes",
        back=here,
        crumbs=crumbs(ADMIN, SOURCES, (found.name, here)),
    )


def test_source(request: Request, reference: str) -> HttpResponseBase:
    """Connect and say what was found. Nothing is taken."""
    findings = actions.test_source(request.actor, reference, now=request.now)
    return _shown(request, queries.source_named(request.actor, reference), findings)


def look_now(request: Request, reference: str) -> HttpResponseBase:
    """Have it looked at at once."""
    made = actions.look_now(request.actor, reference, now=request.now)
    said = "It is being looked at. Load this page again in a moment."
    return see_other(request, "source", said, made.reference)


def pause_source(request: Request, reference: str) -> HttpResponseBase:
    """Pause it."""
    made = actions.pause(request.actor, reference, now=request.now)
    return see_other(request, "source", "The source is paused.", made.reference)


def resume_source(request: Request, reference: str) -> HttpResponseBase:
    """Have it go on."""
    made = actions.go_on(request.actor, reference, now=request.now)
    return see_other(request, "source", "The source goes on.", made.reference)


def retire_source(request: Request, reference: str) -> HttpResponseBase:
    """Retire it."""
    made = actions.retire(request.actor, reference, now=request.now)
    said = "The source is retired. What came from it stays."
    return see_other(request, "source", said, made.reference)
