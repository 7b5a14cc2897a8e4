"""The lists for review that the night's work makes of what is due [DIS-01].

Once on each civil day what is due and in no review is put into reviews, by the rules of a person's
proposal: one for each owner's scope and stages, in lists of the size that the body has set. Each
list is a transaction of its own, under the lock of the night: a kill loses nothing, and of two runs
at once the second finds what the first has done. Nobody proposes it: so nobody is barred from
signing, and two different people still have to.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from muniment.foundation.access.types import Grant, Profile, Role, Tier
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.notices.actions import tell
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.actions.proposing import Key, event_of, make_review, sift
from muniment.lifecycle.disposal.models import NightRun, Review

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

CHUNK = 500
REASON = "Put together by night: the time of these records is up."
# It reaches everything, knows of holds, and is nobody.
WORK = Profile(
    reference=queries.NIGHT,
    name="The system",
    active=True,
    clearance=Tier.TOP_SECRET,
    unit_lineage=(),
    grants=(Grant(Role.RECORDS_MANAGER),),
    handling=frozenset(),
)
Progress = Callable[[int, int], None]


def make_lists(
    *, again: bool = False, now: datetime, progress: Progress = lambda done, total: None
) -> int:
    """Put what is due on lists for review, once on each civil day; how many records came on lists
    on this day. `again`: also where the day's work is done already. Nothing where the body has not
    asked for it. Safe to repeat. Raises Refused where the clock cannot be trusted."""
    terms, today = queries.review_terms(), civil_date(now)
    if not terms.lists:
        return 0
    run, _ = NightRun.objects.get_or_create(day=today)
    if run.finished_at is not None and not again:
        return run.records
    refuse_if(queries.reasons_of_clock(now))
    left_out: list[Sequence[Reason]] = []
    due, looked, listed = queries.due_by_night(today), 0, 0
    waiting: dict[Key, list[int]] = defaultdict(list)
    for chunk in _chunks(due, CHUNK):
        put, left = _sift(_rows(chunk), now)
        left_out += left
        for key, rows in put.items():
            waiting[key] += [one.pk for one in rows]
        looked += len(chunk)
        progress(looked, len(due))
        if sum(map(len, waiting.values())) >= rules.MOST_A_NIGHT:
            break
    for key, numbers in sorted(waiting.items()):
        for part in _chunks(numbers[: rules.MOST_A_NIGHT - listed], terms.list_size):
            listed += _list(run, key, part, now)
            progress(looked, len(due))
    remaining = len(due) - looked + sum(map(len, waiting.values())) - listed
    return _finish(run, rules.counted_openly(left_out), max(0, remaining), now)


def _chunks(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


def _rows(numbers: Sequence[int]) -> "list[Record]":
    found = {
        one.pk: one
        for part in _chunks(numbers, CHUNK)
        for one in records.every_record().filter(pk__in=part)
    }
    return [found[one] for one in numbers if one in found]


def _sift(
    rows: "Sequence[Record]", now: datetime
) -> "tuple[dict[Key, list[Record]], list[Sequence[Reason]]]":
    """What of these comes on lists, and why the rest does not."""
    today, terms = civil_date(now), queries.review_terms()
    put, left = sift(WORK, rows, today, now)
    facts = queries.facts_tonight([one for of_key in put.values() for one in of_key], now=now)
    left_out: list[Sequence[Reason]] = [one.reasons for one in left]
    kept: dict[Key, list[Record]] = {}
    for key, of_key in put.items():
        for one in of_key:
            against = rules.reasons_not_to_list(
                facts[one.pk], today=today, leave_days=terms.leave_days
            )
            if against:
                left_out.append(against)
            else:
                kept.setdefault(key, []).append(one)
    return kept, left_out


def _list(run: NightRun, key: Key, numbers: Sequence[int], now: datetime) -> int:
    """One list of these records, as far as they still come on one; how many did. Where a person is
    quicker with one of them, the others wait for the next night."""
    try:
        with transaction.atomic():
            NightRun.objects.select_for_update().get(pk=run.pk)
            put, _ = _sift(_rows(numbers), now)
            chosen = put.get(key, [])
            if chosen:
                made = make_review(WORK, *key, chosen, _title(key[0], run), REASON, run.day, now)
                record(event_of(WORK, made, chosen, REASON, 0), at=now)
            return len(chosen)
    except Refused:
        return 0


def _title(scope: str, run: NightRun) -> str:
    kind, _, reference = scope.partition(":")
    named = f"{kind} {reference}" if reference else "the whole body"
    if kind == "class":
        named = f"{reference} {fileplan.class_named(reference).title}"
    number = queries.lists_of(run.day).filter(owner_scope=scope).count() + 1
    more = f", list {number}" if number > 1 else ""
    return f"Due by {run.day:%-d %B %Y}: {named[:200]}{more}"


@transaction.atomic
def _finish(run: NightRun, left_out: dict[str, int], remaining: int, now: datetime) -> int:
    """Note what the night came to, and tell each of those who can sign of all their lists at
    once."""
    run = NightRun.objects.select_for_update().get(pk=run.pk)
    made = queries.sizes_of(queries.lists_of(run.day))
    before = run.reviews
    run.reviews, run.records, run.finished_at = len(made), sum(made.values()), now
    run.left_out, run.remaining = left_out, remaining
    run.save()
    new = list(queries.lists_of(run.day))[before:]
    if not new:
        return run.records
    for person, theirs in sorted(_theirs(new, now).items()):
        words, key = _words(theirs, made), f"lists:{run.day}:{new[0].pk}"
        tell(person, kind="reviews_made", about="reviews:awaiting", words=words, key=key, now=now)
    detail: dict[str, JSON] = {
        "day": run.day.isoformat(),
        "reviews": [one.reference for one in new],
        "records": sum(made[one.pk] for one in new),
        "left_out": dict(left_out),
        "remaining": remaining,
    }
    record(EventDraft("disposal:lists:made", queries.NIGHT, "reviews:night", detail=detail), at=now)
    return run.records


def _theirs(new: Sequence[Review], now: datetime) -> dict[str, list[Review]]:
    people = queries.those_who_sign(now)
    found: dict[str, list[Review]] = defaultdict(list)
    for review in new:
        for person, _ in queries.waited_for(review, people):
            found[person.reference].append(review)
    return found


def _words(theirs: Sequence[Review], sizes: Mapping[int, int]) -> str:
    total = sum(sizes[one.pk] for one in theirs)
    named = ", ".join(one.reference for one in theirs[:20])
    more = f" and {len(theirs) - 20:,} more" if len(theirs) > 20 else ""
    lists = "1 list" if len(theirs) == 1 else f"{len(theirs):,} lists"
    records = "1 record" if total == 1 else f"{total:,} records"
    return f"What is due was put on {lists} with {records} for you to decide about: {named}{more}."
