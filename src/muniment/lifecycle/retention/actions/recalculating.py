"""Computing due dates again after what decides them has changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet

from muniment.foundation.access.types import Profile
from muniment.foundation.jobs.actions import enqueue
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import actions as filing
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import Alike, RecordState, ToDate
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention.actions import reached
from muniment.lifecycle.retention.rules.clashing import Policy

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

# Records in one transaction: some two seconds in which nobody else writes. Most where all are dated
# together: each page of an index is then written for more of them at once.
CHUNK, TOGETHER = 20_000, 50_000
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
    total, mark, size = wanted.count(), reached.where(key), CHUNK
    while True:
        with transaction.atomic():
            # Locked, so that nothing is computed from what somebody is changing at this moment.
            found = filing.lock_alike(wanted.filter(pk__gt=mark.last)[:size])
            if not found:
                break
            size = CHUNK if _redate_alike(found) else TOGETHER
            mark = reached.move(mark, [number for several in found.values() for number in several])
        progress(mark.done, max(total, mark.done))
    reached.end(mark)
    return mark.done


def _redate_alike(found: Mapping[Alike, Sequence[int]]) -> int:
    """Compute dates again, once for records that are alike, one by one for those whose dates follow
    from more than their own dates and their folder's; how many these were."""
    filings = records.filing_of(list(found))
    apart = queries.decided_among(found.values())
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
        return declared.filter(folder__reference=folder)
    if numbers is None:
        raise ValueError("say which records: of a rule, a class, a folder, or by number")
    return declared.filter(pk__in=list(numbers))
