"""Filing certificates as records of their own: the JSON with its proof, and the PDF with it."""

import json
from datetime import datetime
from io import BytesIO

from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content.queries import store
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused, refuse_if
from muniment.holdings.capture import actions as capture
from muniment.holdings.records import actions as keeping
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import NewComponent
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.models import Certificate, Review


def file_all(review: Review, *, now: datetime) -> None:
    """File the certificates of the review that are not filed yet, as the person who had it carried
    out. What stands in the way is noted on the certificate, for somebody to mend."""
    if not queries.practice().certificates_in:
        return
    actor = access.profile_of(review.executed_by, on=civil_date(now))
    for one in review.certificates.filter(record="", unfiled_because="").order_by("pk"):
        try:
            _file(actor, one.pk, now)
        except Refused as refusal:
            Certificate.objects.filter(pk=one.pk).update(unfiled_because=str(refusal)[:1000])


@verb("disposal:certificate:file")
def file_certificate(actor: Profile, reference: str, *, now: datetime) -> Certificate:
    """File a certificate as a record, in the folder that is settled for them, where that could not
    be done by itself. Raises Refused with every reason: none is settled, it is filed, the actor
    may not file there."""
    found = queries.certificate_named(actor, reference)
    settled = queries.practice().certificates_in
    refuse_if(
        rules.reasons_not_to_file(
            settled=bool(settled), filed=found.record, finished=found.pdf_id is not None
        )
    )
    _file(actor, found.pk, now)
    found.refresh_from_db()
    return found


@transaction.atomic
def _file(actor: Profile, number: int, now: datetime) -> None:
    """In one transaction under the lock of its row: filed once, whatever dies."""
    chosen = Certificate.objects.select_for_update(of=("self",))
    one = chosen.get(pk=number)
    if one.record or one.pdf_id is None:
        return
    filed = capture.take_upload(
        actor,
        queries.practice().certificates_in,
        name=f"{one.reference}.json",
        stream=BytesIO(_document(one)),
        title=f"Certificate of destruction {one.reference}",
        metadata={"certificate": one.reference},
        now=now,
    )
    found = records.record_named(actor, filed.record)
    pdf = NewComponent(f"{one.reference}.pdf", one.pdf_id, store().size(one.pdf_id))
    added = keeping.add_components(found, [pdf], by=actor.reference, now=now)
    one.record, one.unfiled_because = filed.record, ""
    one.save(update_fields=["record", "unfiled_because"])
    detail = {"record": filed.record}
    about = f"certificate:{one.reference}"
    said = EventDraft("disposal:certificate:filed", actor.reference, about, detail=detail)
    tell([*([added] if added else []), said], at=now)


def _document(one: Certificate) -> bytes:
    document = {**one.body, "proof": audit.proof_block(one.event_seq)}
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True).encode()
