"""Closing a run of a review, and the certificate that proves it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from muniment.foundation.audit.actions import checkpoint, record
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.content import actions as content
from muniment.foundation.jobs.actions import enqueue
from muniment.holdings.records import actions as records
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal.actions.archiving import file_all
from muniment.lifecycle.disposal.actions.deciding import move
from muniment.lifecycle.disposal.actions.purging import best_time
from muniment.lifecycle.disposal.adapters import typesetting
from muniment.lifecycle.disposal.models import Certificate, Review, ReviewItem
from muniment.lifecycle.disposal.types import ItemState, ReviewState


@transaction.atomic
def close(number: int, *, now: datetime) -> None:
    """End the run of a review: done, incomplete where something failed or waits to be destroyed by
    hand, or set aside where something can still be recovered; and certify what it destroyed, in the
    same transaction as the event that carries the certificate's digest."""
    review = Review.objects.select_for_update().get(pk=number)
    if review.state != ReviewState.EXECUTING:
        return  # another worker was first
    aside = review.items.filter(open=True, state=ItemState.SET_ASIDE)
    left = review.items.filter(state=ItemState.FAILED) | queries.every_awaiting(review)
    if left.exists():
        move(review, ReviewState.INCOMPLETE, completed_at=now)
    elif aside.exists():
        move(review, ReviewState.SET_ASIDE)
    else:
        move(review, ReviewState.DONE, completed_at=now)
        review.items.filter(open=True).update(open=False)
    new = _uncertified(review)
    if new:
        _certify(review, new, now)
        enqueue(
            "disposal.purge",
            {},
            run_as=review.executed_by,
            now=now,
            not_before=best_time(now),
            unique_key="purge",
        )
    detail: dict[str, JSON] = {"state": review.state, "destroyed": len(new)}
    detail["set_aside"] = aside.count()
    about = f"review:{review.reference}"
    said = "set_aside" if review.state == ReviewState.SET_ASIDE else "closed"
    record(EventDraft(f"disposal:review:{said}", review.executed_by, about, detail=detail), at=now)


def _uncertified(review: Review) -> list[ReviewItem]:
    done = review.items.filter(state=ItemState.DESTROYED, record__certificate="")
    return list(done.select_related("record", "record__file_class", "by_hand").order_by("pk"))


def _certify(review: Review, items: list[ReviewItem], now: datetime) -> Certificate:
    earlier = review.certificates.count()
    reference = f"DC-{review.pk}" if not earlier else f"DC-{review.pk}-{earlier + 1}"
    body = queries.body_of(review, reference, items, now=now)
    digest = queries.digest(body)
    detail: dict[str, JSON] = {
        "certificate_sha256": digest,
        "review": review.reference,
        "records": len(items),
    }
    about = f"certificate:{reference}"
    [seq] = record(
        EventDraft("disposal:certificate:issued", review.executed_by, about, detail=detail), at=now
    )
    records.certify([one.record_id for one in items], reference)
    return Certificate.objects.create(
        reference=reference, review=review, issued_at=now, body=body, sha256=digest, event_seq=seq
    )


def finish(number: int, *, now: datetime) -> str:
    """Do what follows the certificate: sign the log as it stands, set the PDF, and file both as a
    record. The reference of the review's latest certificate, or blank. Safe to repeat."""
    made = Certificate.objects.filter(review=number).order_by("pk")
    unfinished = [one for one in made if one.pdf_id is None]
    if unfinished:
        checkpoint(now=now)
    for one in unfinished:
        _keep_pdf(one, now)
    file_all(Review.objects.get(pk=number), now=now)
    last = made.last()
    return last.reference if last else ""


def _keep_pdf(one: Certificate, now: datetime) -> None:
    body: dict[str, Any] = one.body
    pdf = typesetting.certificate_pdf(body, sha256=one.sha256, event=one.event_seq)
    digest = content.keep_document(
        pdf, holder=f"certificate:{one.pk}", mime="application/pdf", now=now
    )
    Certificate.objects.filter(pk=one.pk, pdf=None).update(pdf=digest)
