"""Certificates of destruction: to read, and to check without Muniment."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.content import actions as content
from muniment.foundation.kernel.errors import NotFound, Reason, Refused
from muniment.lifecycle.disposal import actions, queries
from muniment.web import downloads
from muniment.web.door import Request, crumbs, render, see_other
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import count, day, day_of, moment, number, size

LIFECYCLE = ("Lifecycle", "/lifecycle/")
CERTIFICATES: list[Column[Any]] = [
    Column(
        "reference",
        "Certificate",
        lambda c: Cell(
            c.reference, reverse("certificate", args=[c.reference]), note=c.review.title
        ),
    ),
    Column("records", "Records", lambda c: number(c.body["counts"]["records"]), numeric=True),
    Column(
        "review",
        "Review",
        lambda c: Cell(c.review.reference, reverse("review", args=[c.review.reference])),
    ),
    Column("issued", "Issued", lambda c: moment(c.issued_at)),
]


def certificates(request: Request) -> HttpResponseBase:
    """The certificates that the person has to do with."""
    rows = queries.certificates(request.actor)
    table = Table(
        request,
        CERTIFICATES,
        rows,
        caption="Certificates of destruction",
        empty="Nothing has been destroyed yet.",
    )
    return show(
        request,
        "list.html",
        table,
        name="certificates",
        title="Certificates of destruction",
        one="certificate",
        crumbs=crumbs(LIFECYCLE),
    )


def certificate(request: Request, reference: str) -> HttpResponseBase:
    """One certificate."""
    found = queries.certificate_named(request.actor, reference)
    body = found.body
    return render(
        request,
        "lifecycle/certificate.html",
        one=found,
        body=body,
        rows=_facts(found, body),
        people=[{**one, "at": moment(_read(one["at"]))} for one in body["people"]],
        items=[{**one, "days": _days(one)} for one in body["items"]],
        can_file=not found.record and bool(queries.practice().certificates_in),
        crumbs=crumbs(LIFECYCLE, ("Certificates of destruction", reverse("certificates"))),
    )


def _days(item: dict[str, Any]) -> str:
    """When the record was set aside and when it was erased, where those are two days."""
    first, last = item.get("set_aside_at"), item["destroyed_at"]
    if not first or not last:
        return ""
    since, gone = (day(datetime.fromisoformat(one)) for one in (first, last))
    return f"Set aside on {since}, erased on {gone}"


def file_it(request: Request, reference: str) -> HttpResponseBase:
    """File the certificate as a record, where that could not be done by itself."""
    done = actions.file_certificate(request.actor, reference, now=request.now)
    said = "The certificate is filed as a record."
    return see_other(request, "certificate", said, done.reference)


def _filed(found: Any) -> list[dict[str, str]]:
    """Where it stands among the records; or why it does not."""
    if found.record:
        href = reverse("record", args=[found.record])
        return [{"label": "Filed as", "text": found.record, "href": href}]
    if found.unfiled_because:
        return [{"label": "Not filed yet", "text": found.unfiled_because}]
    return []


def _expunged(said: dict[str, str] | None) -> list[dict[str, str]]:
    """The mistake for which it was expunged, if it was."""
    if said is None:
        return []
    note = f"On the authority of {said['authority']}"
    return [{"label": "Expunged", "text": said["words"], "note": note}]


def _facts(found: Any, body: dict[str, Any]) -> list[dict[str, str]]:
    counts = body["counts"]
    review = found.review.reference
    return [
        {"label": "Body", "text": body["body"] or body["log"]},
        {"label": "Review", "text": review, "href": reverse("review", args=[review])},
        {"label": "Reason", "text": body["reason"]},
        *_expunged(body.get("expunged")),
        {"label": "Issued", "text": moment(found.issued_at)},
        *_filed(found),
        {
            "label": "Destroyed",
            "text": f"{count(counts['records'], 'record')}, {size(counts['bytes'])}",
            "note": f"{count(counts['taken_out'], 'record')} taken out of the review first",
        },
        *map(_sample, body.get("samples", [])),
        {"label": "How", "text": body["method"]},
        {"label": "Backups", "text": f"Gone from them by {day_of(body['backups']['aged_out_by'])}"},
        {
            "label": "SHA-256",
            "text": found.sha256,
            "note": "Of this certificate. The audit log holds it too.",
        },
    ]


def _sample(said: dict[str, Any]) -> dict[str, str]:
    """The sample that was kept of what a rule had destroyed."""
    kept = said["kept"]
    return {
        "label": f"Kept under {said['rule']}",
        "text": f"{number(len(kept))} of {count(said['of'], 'record')}: {', '.join(kept)}",
        "note": f"A sample of 1 in {said['one_in']}, drawn by the seed {said['seed']}",
    }


def _read(instant: str) -> datetime:
    return datetime.fromisoformat(instant.replace("Z", "+00:00"))


def certificate_json(request: Request, reference: str) -> HttpResponseBase:
    """The certificate with its proof, to be checked without Muniment."""
    size = request.GET.get("size", "").strip().replace(",", "")
    if size and not (size.isdecimal() and len(size) < 19):
        said = "Enter the number of events of your checkpoint: the number in its second line."
        raise Refused(Reason("size", said, "size"))
    body = queries.certificate_document(request.actor, reference, size=int(size) if size else None)
    data = json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True).encode("utf-8")
    return downloads.document(data, f"{reference}.json", "application/json")


def certificate_pdf(request: Request, reference: str) -> HttpResponseBase:
    """The certificate to read and to file."""
    found = queries.certificate_named(request.actor, reference)
    if found.pdf_id is None:
        raise NotFound("PDF of", f"{reference} yet")
    with content.opened(found.pdf_id, own=True, now=request.now) as stream:
        return downloads.document(stream.read(), f"{reference}.pdf", "application/pdf")
