"""Computing due dates again after what decides them has changed."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Max, Min, Q, QuerySet

from muniment.foundation.access.types import Profile
from muniment.foundation.jobs.actions import enqueue
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import actions as filing
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import Alike, RecordState, ToDate
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention.actions import reached
from muniment.lifecycle.retention.actions.reached import Mark
from muniment.lifecycle.retention.rules.clashing import Policy

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

# Records in one transaction: some two seconds in which nobody else writes. Most where all are dated
# together: each page of an index is then written for more of them at once.
CHUNK, TOGETHER = 20_000, 50_000
ALONE = 200_000  # more than these are gone through in two halves at once, where two may write
KIND = "retention.recalculate"


def recalculate_later(
    actor: Profile, *, now: datetime, rule: str = "", file_class: str = "", folder: str = ""
) -> None:
    """Have dates computed again by a job, for the records of a rule, a class or a folder.

    Until it has run, what is shown as due may be what was due before; nothing is destroyed by
    it, because destruction computes the date afresh.
    """
    named = {"rule": rule, "file_class": file_class, "folder": folder}
    arguments = {name: value for name, value in named.items() if value}
    key = ":".join(next(iter(arguments.items())))
    reached.begin_again(key)
    enqueue(KIND, arguments, run_as=actor.reference, now=now, unique_key=key)


def recalculate(
    *,
    rule: str = "",
    file_class: str = "",
    folder: str = "",
    numbers: Iterable[int] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Compute dates again, in chunks of one transaction each; how many records were looked at.

    Give one of: the code of a rule, the reference of a class (all below it is taken in) or of a
    folder, the numbers of records. Safe to run twice; one that was killed is gone on with.
    """
    named = (("rule", rule), ("file_class", file_class), ("folder", folder))
    key = next((f"{name}:{value}" for name, value in named if value), "")
    wanted = _affected(rule, file_class, folder, numbers)
    total, mark = wanted.count(), reached.where(key)
    if mark.key and total > ALONE and _others_may_write():
        ends = wanted.order_by().aggregate(least=Min("pk"), most=Max("pk"))
        reached.halve(mark, (ends["least"] + ends["most"]) // 2)
        mark = reached.where(key)

    def tell(done: int) -> None:
        progress(done, max(total, done))

    upper = reached.where(key + reached.UPPER) if mark.until else None
    if upper and upper.key:
        return _go_through_both(wanted, mark, upper, tell)
    mark = _go_through(wanted, mark, lambda one: tell(one.done))
    reached.end(mark)
    return mark.done


def _others_may_write() -> bool:
    return connection.vendor == "postgresql" and not connection.in_atomic_block


def _go_through(
    wanted: "QuerySet[Record]",
    mark: Mark,
    tell: Callable[[Mark], None],
    stop: threading.Event | None = None,
) -> Mark:
    """Date the records that the mark has before it; the mark at the end of them."""
    size, upper = CHUNK, mark.key.endswith(reached.UPPER)
    while not (stop and stop.is_set()):
        with transaction.atomic():
            # Locked, so that nothing is computed from what somebody is changing at this moment.
            ahead = wanted.filter(pk__gt=mark.last)
            ahead = ahead.filter(pk__lte=mark.until) if mark.until else ahead
            found = filing.lock_alike(ahead[:size])
            if not found:
                break
            size = CHUNK if _redate_alike(found) else TOGETHER
            mark = reached.move(mark, [number for several in found.values() for number in several])
        if upper and not mark.key:  # asked for anew: the lower half begins again, and is all
            break
        tell(mark)
    return mark


def _go_through_both(
    wanted: "QuerySet[Record]", lower: Mark, upper: Mark, tell: Callable[[int], None]
) -> int:
    """Go through both halves at once, the upper on a connection of its own; how many records."""
    done, stop = {"lower": lower.done, "upper": upper.done}, threading.Event()

    def beside() -> Mark:
        try:
            return _go_through(wanted, upper, lambda one: done.update(upper=one.done), stop)
        finally:
            connection.close()

    def told(one: Mark) -> None:
        done["lower"] = one.done
        if other.done():
            other.result()  # so that its failure ends this half too
        tell(sum(done.values()) if one.until else one.done)

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(beside)
        try:
            lower = _go_through(wanted, lower, told)
            while not wait([other], timeout=5).done:
                tell(sum(done.values()))
            other.result()
        finally:
            stop.set()
    count = sum(done.values()) if lower.until else lower.done
    tell(count)
    reached.end(lower)
    return count


def _redate_alike(found: Mapping[Alike, Sequence[int]]) -> int:
    """Compute dates again, once for records that are alike, one by one for those whose dates follow
    from more than their own dates and their folder's; how many these were."""
    filings = records.filing_of(list(found))
    apart = queries.decided_among(found.values()) | _in_several_folders(found.values())
    singly: list[int] = []
    together, kept = [], []
    for (alike, numbers), one, plain in zip(
        found.items(), filings, queries.by_own_dates(filings), strict=True
    ):
        if not plain:
            singly += numbers
            continue
        singly += [number for number in numbers if number in apart]
        together.append((alike, [number for number in numbers if number not in apart]))
        kept.append(one)
    dates = queries.clock_alike(kept)
    filing.set_dates_together(
        (alike, numbers, one) for (alike, numbers), one in zip(together, dates, strict=True)
    )
    singly.sort()
    for start in range(0, len(singly), CHUNK):
        redate(filing.lock_to_date(singly[start : start + CHUNK]))
    return len(singly)


def _in_several_folders(groups: Iterable[Sequence[int]]) -> set[int]:
    return records.in_several_folders(number for several in groups for number in several)


def redate(chunk: "Sequence[Record | ToDate]") -> None:
    """Compute the dates of these records again, in the caller's transaction."""
    dates = queries.clock(records.filing_of(chunk))
    rows = {one.pk: one for one in chunk}
    filing.set_dates([(one.pk, date) for one, date in zip(chunk, dates, strict=True)], rows)


def _affected(
    rule: str, file_class: str, folder: str, numbers: Iterable[int] | None
) -> "QuerySet[Record]":
    declared = records.every_record().filter(state=RecordState.DECLARED).order_by("pk")
    if rule and queries.clash_policy() is Policy.NEAREST:
        return declared.filter(rule=rule)
    if rule:  # it may win now where it did not before
        branches = [fileplan.below(one) for one in fileplan.classes().filter(rule=rule)]
        reached = {number for below in branches for number in below.values_list("pk", flat=True)}
        return declared.filter(Q(rule=rule) | Q(file_class__in=reached))
    if file_class:
        branch = fileplan.below(fileplan.class_named(file_class))
        return declared.filter(file_class__in=list(branch.values_list("pk", flat=True)))
    if folder:
        return declared.filter(records.filed_in(folder))
    if numbers is None:
        raise ValueError("say which records: of a rule, a class, a folder, or by number")
    return declared.filter(pk__in=list(numbers))
