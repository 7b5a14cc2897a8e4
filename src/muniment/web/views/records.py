"""One record: what it is, why it is kept until when, and what happened to it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission as P
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.content import queries as content
from muniment.foundation.content.rules import BY_SIGHT, PARTLY
from muniment.foundation.content.states import DerivedState, ScanState
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.advice import queries as advice
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.physical import queries as physical
from muniment.holdings.records import actions, queries
from muniment.holdings.records.types import (
    DATE_SOURCE_LABELS,
    ComponentRole,
    DateSource,
    RecordState,
)
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal import queries as disposal
from muniment.lifecycle.disposal.actions import may_recover
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention.rules.deciders import who_in_words
from muniment.lifecycle.retention.types import Moment
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.records import MoveForm, RecordForm
from muniment.web.views import duplicates, merging, naming, versions
from muniment.web.views.fileplan import events_awaited, name_of, open_to
from muniment.web.views.folders import way_to
from muniment.web.views.marks import value_mark, vital_mark
from muniment.web.views.messages_to_check import own_headers, wrong_with
from muniment.web.views.suggesting import suggested, suggesting
from muniment.web.words import day, moment, sentence, size

MAX_EVENTS = 50
FROM_MERGED = "From a record that was merged into this one"
NEAR = 200  # folders offered to move to
TEXT = {
    DerivedState.DONE: "Can be searched",
    DerivedState.WAITING: "Waiting to be read",
    DerivedState.EMPTY: "None in it",
    DerivedState.UNSUPPORTED: "None in it",
    DerivedState.FAILED: "Could not be read",
    DerivedState.TIMED_OUT: "Could not be read",
}
RETRIED = ("failed", "timed_out", "too_large")


def record(request: Request, reference: str) -> HttpResponseBase:
    """The record's page; that of what is set aside too, for those who have to do with it."""
    found = queries.record_shown(request.actor, reference)
    if "found" in request.GET:  # from the results of a search
        search.note_opened(request.actor, now=request.now)
    key = access.audience_key(found.audience_id)
    explained = retention.explanation_of(request.actor, found)
    declared, today = found.state == RecordState.DECLARED, civil_date(request.now)
    parts, paper = _parts(found), physical.paper_of(found.pk)
    return render(
        request,
        "records/record.html",
        one=found,
        declared=declared,
        aside=_aside(request, found, key.place),
        explained=explained,
        who=[who_in_words(one) for one in retention.who_can_change(request.actor, found, today)],
        days=_days(explained.moments, today),
        rows=_facts(found, key, [*_kept(request, found, explained.terms), *_marks(found)], paper),
        paper=paper,
        guessed=declared and found.date_source == DateSource.CAPTURED,
        awaited=events_awaited(explained.terms) if explained.terms else "",
        described=_described(request, found),
        lacking=queries.missing_in([found]).get(found.pk, []) if declared else [],
        metadata=[(sentence(name), text) for name, text in sorted(found.metadata.items()) if text],
        parts=parts,
        unread=sum(one["failed"] for one in parts),
        titled=naming.of_record(request, found),
        places=[(one, own_headers(one)) for one in queries.places(found)],
        brought=merging.brought_places(found),
        wrong=wrong_with(request, found) if declared else "",
        talk=queries.conversation(request.actor, found).count() if declared else 0,
        near=duplicates.near_record(request, found) if declared else [],
        versions=versions.of_record(request, found) if declared else {},
        by_rule=advice.filed_by_rule(request.actor, found) if declared else None,
        twins=queries.same_content(request.actor, found)[:20] if declared else [],
        merged=merging.merged_here(found) if declared else [],
        changes=_changes(request, found),
        review=_review(request, found),
        valued=declared and retention.of_value(found.reference) is not None,
        apart=declared and bool(retention.decided_for([found.reference])),
        history=_history(request, found),
        can=_can(request, key.place) if declared else {},
        crumbs=crumbs(*way_of(found)[:-1]),
    )


def _days(moments: Iterable[Moment], today: date) -> list[dict[str, Any]]:
    """The days in the life of the record, with today between what is over and what is to come."""
    rows = [
        {"on": day(one.on) or "Not yet", "what": one.what, "past": bool(one.on and one.on <= today)}
        for one in moments
    ]
    over = max((number for number, row in enumerate(rows, 1) if row["past"]), default=0)
    return [*rows[:over], {"on": day(today), "what": "Today", "today": True}, *rows[over:]]


def _aside(request: Request, found: Any, place: Any) -> dict[str, Any] | None:
    """With which review it is set aside, and until when it can be recovered."""
    item = disposal.set_aside_as(found.pk) if found.state == RecordState.SET_ASIDE else None
    if item is None:
        return None
    in_time = item.recover_until is not None and civil_date(request.now) <= item.recover_until
    return {
        "since": item.set_aside_at,
        "until": item.recover_until,
        "in_time": in_time,
        "can_recover": in_time and may_recover(request.actor, item.review, place),
        "review": item.review.reference,
    }


def _marks(found: Any) -> list[dict[str, str]]:
    return [*vital_mark(found), *value_mark(found)]


def way_of(found: Any) -> list[tuple[str, str]]:
    """The way from the file plan to the record, itself last."""
    folder = found.folder
    in_folder = (folder.title, reverse("folder", args=[folder.reference]))
    here = (found.title, reverse("record", args=[found.reference]))
    return [*way_to(folder), in_folder, here]


def _can(request: Request, place: Any) -> dict[str, bool]:
    wanted = {
        "edit": P.RECORDS_EDIT,
        "hold": P.HOLD_MANAGE,
        "narrow": P.RECORDS_NARROW,
        "rule": P.RETENTION_MANAGE,
    }
    can = {name: access_rules.may(request.actor, one, place) for name, one in wanted.items()}
    return {**can, "expunge": bool(disposal.expunging_roles(request.actor, [place]))}


def _where(found: Any, paper: Any) -> dict[str, str]:
    """Where a record on paper lies, or how large the content of another is."""
    if paper is None:
        return {"label": "Size", "text": size(found.size)}
    if paper.box is None:
        gone = "Nowhere any more" if found.state != RecordState.DECLARED else paper.location
        return {"label": "On paper", "text": gone}
    href = reverse("box", args=[paper.box.reference])
    return {
        "label": "On paper",
        "text": f"Box {paper.box.label}",
        "href": href,
        "note": paper.box.location,
    }


def _facts(found: Any, key: Any, kept: list[dict[str, str]], paper: Any) -> list[dict[str, str]]:
    by = events.names([found.captured_by], found.captured_at).get(found.captured_by, "")
    source = DATE_SOURCE_LABELS[DateSource(found.date_source)]
    certificate = found.certificate
    return [
        {"label": "Reference", "text": found.reference},
        {"label": "Date", "text": day(found.record_date), "note": sentence(source)},
        *kept,
        {
            "label": "Captured" if paper is None else "Registered",
            "text": moment(found.captured_at),
            "note": f"By {by}" if by else "",
        },
        _where(found, paper),
        {"label": "Marking", "text": key.marking.label},
        {"label": "Open to", "text": open_to(key.open_to)},
        *(
            [{"label": "Destroyed", "text": moment(found.destroyed_at)}]
            if found.destroyed_at
            else []
        ),
        *(
            [
                {
                    "label": "Certificate",
                    "text": certificate,
                    "href": reverse("certificate", args=[certificate]),
                    "note": _sample(disposal.sample_of(found.reference)),
                }
            ]
            if certificate
            else []
        ),
    ]


def _sample(words: str) -> str:
    """The sample that was kept when the record was destroyed, if one was."""
    return f"{words[:1].upper()}{words[1:]}"


def _kept(request: Request, found: Any, terms: Any) -> list[dict[str, str]]:
    """By which rule it is kept, and until when."""
    rows = []
    certificate = disposal.certificate_filed_as(found.reference)
    if certificate:
        sees = P.DISPOSAL_SEE in request.actor.permissions
        href = reverse("certificate", args=[certificate]) if sees else ""
        rows.append({"label": "Is the certificate", "text": certificate, "href": href})
    if terms is not None:
        sees = P.RETENTION_SEE in request.actor.permissions
        href = reverse("rule", args=[terms.code]) if sees else ""
        text = f"{terms.code} {terms.title}"
        rows.append({"label": "Retention rule", "text": text, "href": href})
    if found.due_on is not None:
        then = f"Then: {found.due_action}"
        rows.append({"label": "Due", "text": day(found.due_on), "note": then})
    return rows


def _parts(found: Any) -> list[dict[str, Any]]:
    components = list(queries.components(found))
    held = [one.sha256 for one in components if one.blob_id]
    derived, scans = content.derived_of(held), content.scans_of(held)
    kept_in = {sha256 for sha256, one in scans.items() if one.state == ScanState.QUARANTINED}
    return [
        {
            "number": one.ordinal,
            "name": one.name,
            "role": FROM_MERGED if one.role == ComponentRole.MERGED else sentence(one.role),
            "size": size(one.size),
            "sha256": one.sha256,
            "format": _format(one.blob),
            "text": _text(derived.get(one.sha256)),
            "why": derived[one.sha256].reason if one.sha256 in derived else "",
            "there": one.blob_id is not None and one.sha256 not in kept_in,
            "kept_in": one.sha256 in kept_in,
            "failed": one.sha256 in derived and derived[one.sha256].state in RETRIED,
        }
        for one in components
    ]


def _text(derived: Any) -> str:
    if derived and derived.origin in BY_SIGHT and derived.text:
        partly = "Partly recognised" if derived.origin == PARTLY else "Recognised"
        return f"{partly} from a picture, can be searched"
    return TEXT.get(derived.state, sentence(derived.state)) if derived else ""


def _format(blob: Any) -> str:
    if blob is None:
        return ""
    name = blob.format_name or blob.format_note or "Not identified"
    return f"{name} ({blob.puid})" if blob.puid else name


def _changes(request: Request, found: Any) -> list[dict[str, str]]:
    rows = queries.history(request.actor, found, most=MAX_EVENTS)
    names = events.names(one.by for one in rows)
    return [
        {
            "field": sentence(one.field),
            "before": str(one.before),
            "after": str(one.after),
            "by": names.get(one.by, one.by),
            "at": moment(one.at),
            "reason": one.reason,
        }
        for one in rows
    ]


def _described(request: Request, found: Any) -> list[dict[str, str]]:
    """What the record holds of the fields that the body defined."""
    held = queries.in_words(queries.values_of([found.pk]), request.actor).get(found.pk, {})
    titles = {one.code: one.title for one in metadata.fields()} if held else {}
    return [
        {"label": titles[code], "text": ", ".join(texts) if len(texts) > 1 else texts[0]}
        for code, texts in held.items()
    ]


def _review(request: Request, found: Any) -> str:
    if P.DISPOSAL_SEE not in request.actor.permissions:
        return ""
    return disposal.in_open_review([found.pk]).get(found.pk, "")


def _history(request: Request, found: Any) -> list[dict[str, Any]]:
    wanted = EventFilter(object_prefix=f"record:{found.reference}")
    linked = P.AUDIT_SEE in request.actor.permissions
    return events.timeline(audit.events(wanted, limit=MAX_EVENTS), linked=linked)


def _page(found: Any) -> dict[str, Any]:
    return {
        "caption": found.title,
        "back": reverse("record", args=[found.reference]),
        "crumbs": crumbs(*way_of(found)),
    }


def change_record(request: Request, reference: str) -> HttpResponseBase:
    """Change the title or date of a record."""
    found = queries.record_named(request.actor, reference)
    initial = {"title": found.title, "record_date": found.record_date, "version": found.version}
    form = suggesting(request, filled(request, RecordForm, initial=initial))

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.change_record(
            request.actor,
            found.reference,
            changes={"title": values["title"], "record_date": values["record_date"]},
            reason=values["reason"],
            override=values["override"],
            version=values["version"],
            now=request.now,
        )
        return see_other(request, "record", "The record has been changed.", found.reference)

    return ask(
        request,
        form,
        do,
        template="records/change.html",
        suggested=lambda: suggested(form, found.file_class.reference, found.record_date),
        title="Change a record",
        button="Save changes",
        intro=["What was there before is kept. The content cannot be changed by anyone."],
        **_page(found),
    )


def move_record(request: Request, reference: str) -> HttpResponseBase:
    """Move a record to another folder."""
    found = queries.record_named(request.actor, reference)
    own = queries.folders(request.actor, found.file_class).filter(closed_on=None)
    near = [(one.reference, name_of(one)) for one in own.exclude(pk=found.folder_id)[:NEAR]]

    def do(values: dict[str, Any]) -> HttpResponse:
        folder = values["folder"] or values["near"]
        actions.move_record(
            request.actor, found.reference, folder=folder, reason=values["reason"], now=request.now
        )
        return see_other(request, "record", "The record has been moved.", found.reference)

    return ask(
        request,
        filled(request, MoveForm, near=near),
        do,
        title="Move a record",
        button="Move record",
        intro=["Who may see it, and its dates, follow the new place."],
        **_page(found),
    )
