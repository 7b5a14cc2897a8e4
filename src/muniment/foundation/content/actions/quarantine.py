"""What people do about quarantine: have content checked, ask for its release, and release it."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from muniment.foundation.access.queries import require
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content import rules
from muniment.foundation.content.actions.locking import lock
from muniment.foundation.content.actions.mending import opened
from muniment.foundation.content.actions.scanning import examine, let_out
from muniment.foundation.content.models import Scan
from muniment.foundation.content.queries import (
    outdated_scans,
    quarantined_named,
    scanner,
    unscanned,
)
from muniment.foundation.content.states import ScanState
from muniment.foundation.content.types import NotScanned, Quarantined, ScannerAway
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if

AT_ONCE = 100
Progress = Callable[[int, int], None]


def scan_waiting(
    *, now: datetime, progress: Progress = lambda done, total: None
) -> tuple[int, list[str]]:
    """Check what was not checked yet; how many were, and which of them are clean. Ends early where
    the scanner gives no verdict: the rest waits."""
    done, clean, last, total = 0, [], "", unscanned().count()  # type: int, list[str], str, int
    while some := list(unscanned(last)[:AT_ONCE]) if scanner() else []:
        for sha256 in some:
            try:
                with suppress(Quarantined), opened(sha256, now=now):
                    clean.append(sha256)
            except NotScanned:
                return done, clean
            except Refused:
                continue  # missing or damaged: the check of the store tells of it
            done += 1
        last = some[-1]
        progress(done, total)
    return done, clean


def scan_again(
    actor: Profile, digests: Iterable[str] = (), *, now: datetime, progress: Progress | None = None
) -> dict[str, int]:
    """Check contents with the signatures of today, those named or all that were checked with
    others; how many ended in each state. Raises Refused where the scanner does not answer."""
    version, away = _version()
    if away or not may(actor, Permission.STORE_CHECK):
        note_scan(actor, {}, away=away, now=now)  # which refuses, on the record
    chosen = list(digests) or list(outdated_scans(version, now))
    counts = {state.value: 0 for state in ScanState} | {"not_scanned": 0}
    for number, sha256 in enumerate(chosen, 1):
        counts[_look_again(sha256, now)] += 1
        if progress:
            progress(number, len(chosen))
    note_scan(actor, counts, now=now)
    return counts


def _version() -> tuple[str, str]:
    """The signatures of today, or why the scanner cannot be asked."""
    here = scanner()
    if here is None:
        return "", "no malware scanner is set up (MUNIMENT_CLAMD)"
    try:
        return here.version(), ""
    except ScannerAway as why:
        return "", str(why)


def _look_again(sha256: str, now: datetime) -> str:
    try:
        with opened(sha256, own=True, now=now) as stream:
            examine(sha256, stream, now=now)
    except Quarantined:
        return ScanState.QUARANTINED.value
    except Refused:
        return "not_scanned"
    found = Scan.objects.filter(pk=sha256).values_list("state", flat=True).first()
    return found or "not_scanned"  # destroyed meanwhile


@verb("content:malware:scan")
def note_scan(actor: Profile, counts: dict[str, int], *, away: str = "", now: datetime) -> None:
    """Note that somebody had content checked again, and what that came to. Raises Refused where
    the scanner is `away`, which says why."""
    require(actor, Permission.STORE_CHECK)
    if away:
        raise Refused(Reason("scanner_away", f"Nothing was checked: {away}."))
    record(
        EventDraft("content:malware:scanned", actor.reference, "store", detail={**counts}), at=now
    )


@verb("content:quarantine:ask")
def ask_release(actor: Profile, sha256: str, *, reason: str, now: datetime) -> Scan:
    """Ask that content in quarantine be given out again, saying why it does no harm."""
    require(actor, Permission.STORE_CHECK)
    row = _locked(sha256)
    refuse_if(rules.reasons_not_to_ask(ScanState(row.state), row.asked_by, reason))
    row.asked_by, row.asked_at, row.asked_why = actor.reference, now, reason.strip()[:500]
    row.save(update_fields=["asked_by", "asked_at", "asked_why"])
    _tell("content:quarantine:asked", actor, row, now, reason=row.asked_why)
    return row


@verb("content:quarantine:release")
def release_from_quarantine(actor: Profile, sha256: str, *, now: datetime) -> Scan:
    """Agree that content be given out again, which somebody else has asked for."""
    require(actor, Permission.STORE_CHECK)
    row = _locked(sha256)
    refuse_if(rules.reasons_not_to_release(ScanState(row.state), row.asked_by, actor.reference))
    row.state, row.released_by, row.released_at = ScanState.RELEASED, actor.reference, now
    row.save(update_fields=["state", "released_by", "released_at"])
    let_out(row.blob_id, now=now)
    _tell("content:quarantine:released", actor, row, now, asked_by=row.asked_by)
    return row


@verb("content:quarantine:refuse")
def refuse_release(actor: Profile, sha256: str, *, now: datetime) -> Scan:
    """Say no to a release that was asked for, or withdraw one's own asking."""
    require(actor, Permission.STORE_CHECK)
    row = _locked(sha256)
    reasons: Sequence[Reason] = rules.reasons_not_to_refuse(ScanState(row.state), row.asked_by)
    refuse_if(list(reasons))
    asked_by, row.asked_by, row.asked_at, row.asked_why = row.asked_by, "", None, ""
    row.save(update_fields=["asked_by", "asked_at", "asked_why"])
    _tell("content:quarantine:refused", actor, row, now, asked_by=asked_by)
    return row


def _locked(sha256: str) -> Scan:
    found = quarantined_named(sha256)
    lock([found.blob_id])
    return quarantined_named(found.blob_id)


def _tell(kind: str, actor: Profile, row: Scan, now: datetime, **detail: str) -> None:
    about = f"blob:{row.blob_id}"
    said = {"finding": row.finding, **detail}
    record(EventDraft(kind, actor.reference, about, detail={**said}), at=now)
