"""Checking the store and the second copy against the database, and repairing one from the other.

Bytes are read outside any transaction: on SQLite a transaction keeps all other writers waiting.
What was found is looked at again, under the lock of its row, before it is written down.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from muniment.foundation.access.queries import require
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content import rules
from muniment.foundation.content.actions.mending import (
    Spare,
    look_at,
    settle,
    spares_for,
    whole_of,
)
from muniment.foundation.content.models import Blob, FixityIncident
from muniment.foundation.content.queries import oldest_first, store, totals, why_away
from muniment.foundation.content.states import BlobState, FixityState
from muniment.foundation.content.types import Found, StoreReport
from muniment.foundation.kernel.errors import NotFound, Reason, Refused

AT_ONCE = 50  # contents written down in one transaction, so that writers wait for a moment only
BYTES_AT_ONCE = 2**30  # and read before the job says that it is alive
Conditions = Mapping[str, Found]
Progress = Callable[[int, int], None]


def verify_oldest(actor: Profile, *, limit: int, now: datetime) -> StoreReport:
    """Check the `limit` blobs that were checked longest ago: bytes against digest, in the store
    and in the second copy.

    What is missing or changed is repaired from the other copy, or else becomes an incident and is
    not given out.
    """
    chosen = [sha256 for sha256, _, _ in oldest_first()[:limit]] if _may(actor) else []
    return _verify(actor, chosen, now)


def verify_portion(
    actor: Profile, *, now: datetime, progress: Progress = lambda done, total: None
) -> int:
    """Check the contents whose turn it is today, those checked longest ago first; how many."""
    sums = totals()
    files = sums["blobs"] if _may(actor) else 0
    rows = oldest_first()[: None if files else 0].iterator()
    today = list(rules.to_check_today(rows, files, sums["bytes"], now))
    done = 0
    for some in _portions(today):
        _verify(actor, some, now)
        done += len(some)
        progress(done, len(today))
    if not today:
        _verify(actor, [], now)  # which is on the record, or refuses
    return done


def _portions(today: Sequence[tuple[str, int]]) -> Iterator[list[str]]:
    some, size = [], 0  # type: list[str], int
    for sha256, bytes_ in today:
        some.append(sha256)
        size += bytes_
        if len(some) == AT_ONCE or size >= BYTES_AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _verify(actor: Profile, digests: Sequence[str], now: datetime) -> StoreReport:
    found = look_at(digests)
    return write_down_verification(actor, found, spares_for(found), now=now)


def check(actor: Profile, *, deep: bool = True, now: datetime) -> StoreReport:
    """Check the store and the second copy against the database, both ways; repair one from the
    other.

    `deep` reads every byte; otherwise only presence is looked at. `unreferenced` are files that
    no row names, or rows that nobody refers to.
    """
    live = Blob.objects.filter(state=BlobState.LIVE).values_list("pk", flat=True)
    found = look_at(list(live), deep=deep) if _may(actor) else {}
    held = set(store().iter_all()) if _may(actor) else set()
    return write_down_check(actor, found, spares_for(found), held, deep=deep, now=now)


def _may(actor: Profile) -> bool:
    return may(actor, Permission.STORE_CHECK)


@verb("content:store:verify")
def write_down_verification(
    actor: Profile, found: Conditions, spares: Sequence[Spare], *, now: datetime
) -> StoreReport:
    """Put the spares in the place of what is damaged, and write down in which condition contents
    were found, by digest."""
    require(actor, Permission.STORE_CHECK)
    report = _report(found, settle(found, spares, now=now), (), ())
    _tell_report("content:store:verified", actor, report, now)
    return report


@verb("content:store:check")
def write_down_check(
    actor: Profile,
    found: Conditions,
    spares: Sequence[Spare],
    held: Iterable[str],
    *,
    deep: bool,
    now: datetime,
) -> StoreReport:
    """Write down what a check of the whole store found; `held` are the digests in the store."""
    require(actor, Permission.STORE_CHECK)
    settled = settle(found, spares, now=now, deep=deep)
    rows = dict(Blob.objects.values_list("pk", "state"))
    strays = [sha256 for sha256 in held if sha256 not in rows and store().exists(sha256)]
    idle = Blob.objects.filter(state=BlobState.LIVE, references=None).values_list("pk", flat=True)
    doomed = [sha256 for sha256, state in rows.items() if state == BlobState.DOOMED]
    report = _report(found, settled, sorted({*strays, *idle}), doomed)
    _tell_report("content:store:checked", actor, report, now)
    return report


def _report(
    found: Conditions, settled: Conditions, unreferenced: Sequence[str], doomed: Sequence[str]
) -> StoreReport:
    def those(wanted: FixityState) -> tuple[str, ...]:
        return tuple(sha256 for sha256, one in settled.items() if one.store is wanted)

    bad = (None, FixityState.INTACT)
    return StoreReport(
        checked=len(settled),
        missing=those(FixityState.MISSING),
        corrupt=those(FixityState.CORRUPT),
        unreferenced=tuple(unreferenced),
        doomed=tuple(doomed),
        repaired=tuple(whole_of((one for one in found if not found[one].whole), settled)),
        uncopied=tuple(sha256 for sha256, one in settled.items() if one.copy not in bad),
        copies=sum(one.copy is not None for one in settled.values()),
        away=why_away(),
    )


@verb("content:incident:close")
def close_incident(actor: Profile, number: int, *, note: str, now: datetime) -> None:
    """Close a fixity incident, with what was done about it."""
    require(actor, Permission.STORE_CHECK)
    found = FixityIncident.objects.filter(pk=number)
    if not found.exists():
        raise NotFound("incident", str(number))
    if not found.filter(closed_at=None).update(
        closed_at=now, closed_by=actor.reference, note=note[:500]
    ):
        raise Refused(Reason("closed", f"Incident {number} is closed already."))
    record(EventDraft("content:incident:closed", actor.reference, f"incident:{number}"), at=now)


def _tell_report(kind: str, actor: Profile, found: StoreReport, now: datetime) -> None:
    counts = {
        "checked": found.checked,
        "copies": found.copies,
        "missing": len(found.missing),
        "corrupt": len(found.corrupt),
        "repaired": len(found.repaired),
        "uncopied": len(found.uncopied),
        "unreferenced": len(found.unreferenced),
        "doomed": len(found.doomed),
    }
    record(EventDraft(kind, actor.reference, "store", detail=counts), at=now)
