"""The malware gate: content is checked before it is given out, and kept in if something is found.

Nobody's wish is asked: whoever is the first to read content has it checked. Where the scanner gives
no verdict nothing is written and nothing given out. The bytes of what is in quarantine stay; its
text and its picture go.
"""

from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from muniment.foundation.access.queries import holders
from muniment.foundation.access.types import Role
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content import rules
from muniment.foundation.content.actions.locking import lock
from muniment.foundation.content.models import Blob, Derived, Preview, Scan
from muniment.foundation.content.queries import scanner
from muniment.foundation.content.states import BlobState, DerivedState, ScanState
from muniment.foundation.content.types import NotScanned, Quarantined, ScannerAway, Verdict
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.notices.actions import tell

# A job of the capture room, which knows whose records these are: it has them indexed, and their
# text read, as far as that may be.
FOLLOW_UP = "capture.look_again"
IN_QUARANTINE = "The file is in quarantine: the malware check found {}."


def let_through(sha256: str, stream: BinaryIO, *, now: datetime) -> None:
    """Return where the content may be given out, with the stream at its beginning; check it where
    that was not done. Raises Quarantined, NotScanned."""
    known = Scan.objects.filter(pk=sha256).first()
    if known is None:
        examine(sha256, stream, now=now)
        stream.seek(0)
    elif known.state == ScanState.QUARANTINED:
        raise Quarantined(known.finding)


def examine(sha256: str, stream: BinaryIO, *, now: datetime) -> None:
    """Check the content now and write down what was found. Raises Quarantined, NotScanned."""
    here = scanner()
    if here is None:
        return
    size = Blob.objects.filter(pk=sha256).values_list("size", flat=True).first() or 0
    try:
        verdict = here.scan(stream, size)
    except ScannerAway as why:
        raise NotScanned(str(why)) from why
    allowed = settings.MUNIMENT_CLAMD_ENCRYPTED == "allow"
    state = rules.state_after_scan(verdict.finding, allow_encrypted=allowed)
    if write_down(sha256, verdict, state, now) is ScanState.QUARANTINED:
        raise Quarantined(verdict.finding)


@transaction.atomic
def write_down(sha256: str, verdict: Verdict, state: ScanState, now: datetime) -> ScanState:
    """The state that now counts: what two people released stays so for the same finding."""
    blob = lock([sha256]).get(sha256)
    if blob is None or blob.state != BlobState.LIVE:
        return state
    before = Scan.objects.filter(pk=sha256).first()
    was = before.state if before else ""
    if before and was == ScanState.RELEASED and before.finding == verdict.finding:
        state = ScanState.RELEASED
    row = before if before and state == ScanState.RELEASED else Scan(blob_id=sha256)
    row.state, row.finding = state, verdict.finding[:200]
    row.signatures, row.scanned_at = verdict.signatures, now
    row.save()
    if state is ScanState.QUARANTINED and was != ScanState.QUARANTINED:
        _keep_in(sha256, verdict, now)
    elif state is ScanState.CLEAN and was in (ScanState.QUARANTINED, ScanState.RELEASED):
        _event("content:malware:cleared", sha256, verdict, now)
        let_out(sha256, now=now)
    return state


def _keep_in(sha256: str, verdict: Verdict, now: datetime) -> None:
    Preview.objects.filter(pk=sha256).delete()
    said = IN_QUARANTINE.format(verdict.finding)[:500]
    gone = {"state": DerivedState.QUARANTINED, "text": "", "metadata": {}, "reason": said}
    Derived.objects.filter(pk=sha256).update(**gone)
    follow_up(sha256, now=now)
    _event("content:malware:found", sha256, verdict, now)
    _tell_people(sha256, verdict, now)


def let_out(sha256: str, *, now: datetime) -> None:
    """Have the text of content read that has left quarantine. In the caller's transaction."""
    Derived.objects.filter(pk=sha256, state=DerivedState.QUARANTINED).update(
        state=DerivedState.WAITING, reason=""
    )
    follow_up(sha256, now=now)


def follow_up(sha256: str, *, now: datetime) -> None:
    """Have the records that hold the content indexed and read anew."""
    enqueue(FOLLOW_UP, {"digests": [sha256]}, run_as="system", now=now, unique_key=sha256)


def _event(kind: str, sha256: str, verdict: Verdict, now: datetime) -> None:
    detail = {"finding": verdict.finding, "signatures": verdict.signatures}
    record(EventDraft(kind, "system", f"blob:{sha256}", detail={**detail}), at=now)


def _tell_people(sha256: str, verdict: Verdict, now: datetime) -> None:
    words = f"The malware check found {verdict.finding} in a file. It is in quarantine. See Store."
    today = civil_date(now)
    roles = (Role.ADMINISTRATOR, Role.RECORDS_MANAGER)
    told = {person.reference for role in roles for person, _ in holders(role, on=today)}
    for person in sorted(told):
        key = f"malware:{sha256}:{verdict.finding}"[:100]
        tell(person, kind="malware", about=f"blob:{sha256}", words=words, key=key, now=now)
