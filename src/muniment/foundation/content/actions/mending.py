"""What is damaged is repaired from the other copy, or never given out.

Bytes are read and staged outside any transaction. What was found is looked at again, under the
lock of its row, before anything is put in place and written down.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from muniment.foundation.access.queries import holders
from muniment.foundation.access.types import Role
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content.actions.copying import lives_as, stage_from
from muniment.foundation.content.actions.locking import lock
from muniment.foundation.content.actions.scanning import let_through
from muniment.foundation.content.models import Blob, FixityIncident
from muniment.foundation.content.queries import second_copy, store
from muniment.foundation.content.states import BlobState, FixityState
from muniment.foundation.content.types import (
    ContentCorrupt,
    ContentMissing,
    ContentStore,
    CopyAway,
    Found,
    Staged,
)
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused
from muniment.foundation.notices.actions import tell

CHUNK = 1000
STORE, COPY = "store", "copy"
FROM = {STORE: "Repaired from the second copy.", COPY: "Repaired from the store."}


@dataclass(frozen=True, slots=True)
class Spare:
    """A whole form of a content, staged to take the place of a damaged one."""

    place: str
    to: ContentStore
    staged: Staged


# -- giving out ---------------------------------------------------------------------------------
def opened(sha256: str, *, own: bool = False, now: datetime) -> BinaryIO:
    """The plain bytes, every one of them read and compared before the first is given out; repaired
    from the second copy where they are damaged, and checked for malware where that was not done
    yet. Not within a transaction: it may take long. `own`: this system itself made the content.

    Raises ContentMissing, ContentCorrupt (and tells those who look after the store), KeyGone,
    Quarantined, NotScanned.
    """
    stream = _mended(sha256, now)
    if own:
        return stream
    try:
        let_through(sha256, stream, now=now)
    except BaseException:
        stream.close()
        raise
    return stream


def _mended(sha256: str, now: datetime) -> BinaryIO:
    stream = _whole(sha256)
    if stream is None:
        found = mend([sha256], now=now).get(sha256)
        stream = _whole(sha256)
        if stream is None and found and found.store is FixityState.CORRUPT:
            raise ContentCorrupt(sha256, told=True)
    if stream is None:
        raise ContentMissing(sha256)
    return stream


def _whole(sha256: str) -> BinaryIO | None:
    try:
        stream = store().open(sha256)
    except (ContentMissing, ContentCorrupt):
        return None
    try:
        found = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
        stream.seek(0)
    except (ContentCorrupt, OSError):
        found = ""
    if found == sha256:
        return stream
    stream.close()
    return None


def mend(digests: Sequence[str], *, now: datetime) -> dict[str, Found]:
    """Look at contents and repair what can be repaired; how each is now. No one's wish is asked:
    whoever reads what is damaged has it repaired."""
    found = look_at(digests)
    if all(one.whole for one in found.values()):
        return found
    spares = spares_for(found)
    with transaction.atomic():
        return settle(found, spares, now=now)


# -- looking ------------------------------------------------------------------------------------
def look_at(digests: Sequence[str], *, deep: bool = True) -> dict[str, Found]:
    """In which condition contents are in the store and in the second copy. `deep` reads them."""
    there = _reachable()
    copied = _copied(digests) if there else set()
    return {
        one: Found(
            _condition(store(), one, deep),
            _condition(there, one, deep) if there and one in copied else None,
        )
        for one in digests
    }


def _reachable() -> ContentStore | None:
    with suppress(CopyAway):
        return second_copy()
    return None


def _copied(digests: Sequence[str]) -> set[str]:
    copied: set[str] = set()
    for start in range(0, len(digests), CHUNK):
        rows = Blob.objects.filter(pk__in=digests[start : start + CHUNK])
        copied |= set(rows.exclude(copied_at=None).values_list("pk", flat=True))
    return copied


def _condition(place: ContentStore, sha256: str, deep: bool) -> FixityState:
    if deep:
        return place.verify(sha256)
    return FixityState.INTACT if place.exists(sha256) else FixityState.MISSING


# -- repairing ----------------------------------------------------------------------------------
def spares_for(found: Mapping[str, Found]) -> list[Spare]:
    """Whole forms of what is damaged, staged, as far as the other copy has them."""
    there, spares = _reachable(), []
    for sha256, one in found.items():
        if one.whole or there is None or one.copy is None:
            continue
        bad = STORE if one.store is not FixityState.INTACT else COPY
        source, to = (there, store()) if bad == STORE else (store(), there)
        with suppress(Refused):  # the other is damaged, or the disk fails: it stays as it is
            spares.append(Spare(bad, to, stage_from(source, to, sha256)))
    return spares


def settle(
    found: Mapping[str, Found], spares: Sequence[Spare], *, now: datetime, deep: bool = True
) -> dict[str, Found]:
    """Put the spares in place and write down how everything is; how each is now. What looked bad
    is looked at again, for it may have been destroyed meanwhile. In the caller's transaction."""
    suspects = [sha256 for sha256, one in found.items() if not one.whole]
    rows = {one: row for one, row in lock(suspects).items() if row.state == BlobState.LIVE}
    for one in spares:
        _put_in_place(one, rows)
    again = look_at(list(rows))
    now_is = {sha256: one for sha256, one in found.items() if one.whole} | again
    _write_conditions(now_is if deep else again, now)
    _write_incidents(found, again, now)
    return now_is


def _put_in_place(one: Spare, rows: Mapping[str, Blob]) -> None:
    try:
        if lives_as(rows.get(one.staged.sha256), one.staged) and one.staged.handle:
            one.to.commit(one.staged)
    except Refused:
        pass  # the disk fails: what is damaged stays so, and is told of
    if one.staged.handle:
        one.to.discard(one.staged)


def _write_conditions(conditions: Mapping[str, Found], now: datetime) -> None:
    for condition in FixityState:
        found = [sha256 for sha256, one in conditions.items() if one.store is condition]
        for start in range(0, len(found), CHUNK):
            some = found[start : start + CHUNK]
            Blob.objects.filter(pk__in=some).update(fixity=condition, checked_at=now)
    lost = [one for one, found in conditions.items() if _copy_is_bad(found)]
    Blob.objects.filter(pk__in=lost).update(copied_at=None)  # it is copied again in its turn


def _copy_is_bad(one: Found) -> bool:
    return one.copy not in (None, FixityState.INTACT)


# -- telling of it ------------------------------------------------------------------------------
def _write_incidents(found: Mapping[str, Found], again: Mapping[str, Found], now: datetime) -> None:
    repaired, left = [], []
    for sha256, one in again.items():
        for place in (STORE, COPY):
            was, now_is = getattr(found[sha256], place), getattr(one, place)
            if now_is in (None, FixityState.INTACT):
                if was not in (None, FixityState.INTACT):
                    repaired.append(_repaired(sha256, place, was, now))
            elif incident := _left(sha256, place, now_is, now):
                left.append(incident)
    if repaired or left:
        _tell_people(repaired, left, now)


def _repaired(sha256: str, place: str, was: FixityState, now: datetime) -> int:
    """Note what was repaired, and close what had been found before; the number of the incident."""
    about = {"sha256": sha256, "place": place, "closed_at": None}
    closed = {"closed_at": now, "closed_by": "system", "repaired_at": now, "note": FROM[place]}
    incident, _ = FixityIncident.objects.get_or_create(
        **about, defaults={"found": was, "found_at": now}
    )
    FixityIncident.objects.filter(sha256=sha256, place=place, closed_at=None).update(**closed)
    _event("content:blob:repaired", sha256, place, was, now)
    return int(incident.pk)


def _left(sha256: str, place: str, found: FixityState, now: datetime) -> int | None:
    """Note what nothing could repair; the number of the incident if it is a new one."""
    about = {"sha256": sha256, "place": place, "closed_at": None}
    made, new = FixityIncident.objects.get_or_create(
        **about, defaults={"found": found, "found_at": now}
    )
    if not new:
        return None
    _event("content:blob:quarantined", sha256, place, found, now)
    return int(made.pk)


def _event(kind: str, sha256: str, place: str, found: FixityState, now: datetime) -> None:
    detail = {"place": place, "found": str(found)}
    record(EventDraft(kind, "system", f"blob:{sha256}", detail=detail), at=now)


def _tell_people(repaired: Sequence[int], left: Sequence[int], now: datetime) -> None:
    numbers = sorted([*repaired, *left])
    key = f"fixity:{numbers[0]}-{numbers[-1]}:{len(left)}"
    said = _words(len(repaired), len(left))
    told = {person.reference for person, _ in holders(Role.ADMINISTRATOR, on=civil_date(now))}
    for person in sorted(told):
        tell(person, kind="fixity", about="store:content", words=said, key=key, now=now)


def _words(repaired: int, left: int) -> str:
    count = repaired + left
    said = f"{count} damaged file{'s were' if count > 1 else ' was'} found in the store. "
    if repaired:
        said += f"{repaired} could be repaired from the other copy. "
    if left:
        said += f"{left} could not be repaired: damaged files are not given out. "
    return said + "See Store."


def whole_of(digests: Iterable[str], conditions: Mapping[str, Found]) -> list[str]:
    """Those of the digests that are whole now."""
    return [one for one in digests if one in conditions and conditions[one].whole]
