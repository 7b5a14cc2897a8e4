"""The log: what was done, by whom, when and why, and proof of it."""

import io
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.audit import queries
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.clock import CIVIL
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.records import queries as records
from muniment.web import downloads, events, tables
from muniment.web.door import Request, crumbs, render
from muniment.web.fields import DayField
from muniment.web.words import moment, sentence

PAGE = 50
ADMIN = ("Admin", "/admin/")


class EventsFilter(forms.Form):
    """Narrows the log."""

    actor = forms.CharField(
        label="Done by", required=False, help_text="User name, email address or reference."
    )
    about = forms.CharField(
        label="About",
        required=False,
        help_text="Such as record:R-7K3M9-QXV2B. With record: alone, every record.",
    )
    kind = forms.CharField(
        label="Kind",
        required=False,
        help_text="Such as access:role:given. With disposal: alone, all of disposal.",
    )
    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)


def log(request: Request) -> HttpResponseBase:
    """The events, the newest first."""
    form = EventsFilter(request.GET or None)
    wanted = _wanted(form.cleaned_data) if form.is_valid() else EventFilter()
    if request.GET.get("format") == "csv":
        return tables.as_csv(_lines(wanted), "audit-log")
    before = request.GET.get("before", "")
    rows = queries.events(wanted, before=int(before) if before.isdigit() else None, limit=PAGE + 1)
    return render(
        request,
        "audit/log.html",
        filters=form,
        size=queries.size(),
        rows=_rows(request, rows[:PAGE]),
        older=_older(request, rows),
        csv=_changed(request, format="csv"),
        crumbs=crumbs(ADMIN),
    )


def _wanted(values: dict[str, Any]) -> EventFilter:
    person = access.find_person(values["actor"]) if values["actor"] else None
    return EventFilter(
        actor=person.reference if person else values["actor"],
        object_prefix=values["about"],
        kind_prefix=values["kind"],
        since=_midnight(values["since"]),
        until=_midnight(values["until"], later=1),
    )


def _midnight(day: Any, later: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=later), time(), CIVIL) if day else None


def _older(request: Request, rows: list[Any]) -> str:
    return _changed(request, before=str(rows[PAGE - 1].seq)) if len(rows) > PAGE else ""


def _changed(request: Request, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _rows(request: Request, rows: list[Any]) -> list[dict[str, Any]]:
    known = events.names(row.actor for row in rows)
    return [
        {
            "event": row,
            "title": events.title(row.kind),
            "by": known.get(row.actor, row.actor),
            "about": _thing(row.object_reference),
            "href": events.address(row.object_reference, request.actor),
        }
        for row in rows
    ]


def _thing(reference: str) -> str:
    """`record:R-7K3M9-QXV2B` as `Record R-7K3M9-QXV2B`."""
    kind, _, name = reference.partition(":")
    return f"{sentence(kind)} {name}".strip()


def _lines(wanted: EventFilter) -> Iterator[list[str]]:
    yield ["Number", "When (UTC)", "Kind", "By", "About", "Reason", "From"]
    before: int | None = None
    while rows := queries.events(wanted, before=before, limit=1000):
        for row in rows:
            texts = [row.kind, row.actor, row.object_reference, row.reason, row.origin]
            yield [str(row.seq), row.at.isoformat(), *(tables.harmless(text) for text in texts)]
        before = rows[-1].seq


def event(request: Request, seq: int) -> HttpResponseBase:
    """One event, with what it carries and the proof that it is in the log."""
    found = queries.event(seq)
    name = events.names([found.actor], found.at).get(found.actor, found.actor)
    return render(
        request,
        "audit/event.html",
        event=found,
        title=events.title(found.kind),
        rows=_facts(request, found, name),
        proof=_proof(seq),
        newest=queries.size() - 1,
        crumbs=crumbs(ADMIN, ("Audit log", reverse("log"))),
    )


def _facts(request: Request, found: Any, name: str) -> list[dict[str, str]]:
    about = events.address(found.object_reference, request.actor)
    personal = queries.disclosures(found.seq) if _may_see_personal(request, found) else {}
    return [
        {"label": "Number", "text": f"{found.seq:,}"},
        {"label": "When", "text": moment(found.at)},
        {"label": "By", "text": name, "note": found.actor if name != found.actor else ""},
        {"label": "About", "text": _thing(found.object_reference) or "The system", "href": about},
        {"label": "Kind", "text": found.kind},
        {"label": "Reason", "text": found.reason or "None given"},
        {"label": "From", "text": found.origin or "Not known"},
        *({"label": label, "text": text} for label, text in events.detail(found)),
        *(
            {"label": sentence(field), "text": value, "note": "Personal: kept beside the log."}
            for field, value in personal.items()
        ),
    ]


def _may_see_personal(request: Request, found: Any) -> bool:
    """What was done is for every auditor; titles and names only for those who see the thing."""
    kind, _, reference = str(found.object_reference).partition(":")
    if kind in ("record", "folder"):
        visible = records.visible if kind == "record" else records.visible_folders
        return visible(request.actor).filter(reference=reference).exists()
    return kind in ("person", "unit", "handling", "sign-in")


def _proof(seq: int) -> dict[str, Any] | None:
    try:
        return dict(queries.proof_block(seq))
    except NotFound:
        return None


def verify(request: Request) -> HttpResponseBase:
    """Check the whole log now, and say what was found."""
    found = queries.verify()
    where = crumbs(ADMIN, ("Audit log", reverse("log")))
    return render(request, "audit/verify.html", found=found, crumbs=where)


def export(request: Request) -> HttpResponseBase:
    """The whole log as a file that anybody can check without Muniment."""
    stream = io.StringIO()
    queries.export(stream)
    data = stream.getvalue().encode("utf-8")
    return downloads.document(data, "audit-log.jsonl", "application/jsonl")
