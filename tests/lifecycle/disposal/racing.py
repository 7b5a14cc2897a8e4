"""Races the placing of holds against the destruction of what they cover.

Run as a program on a database of its own: `python -m tests.lifecycle.disposal.racing ORDERS`, where
ORDERS is JSON (see `Orders`). Each race is one record of a review that is being carried out, and
one hold, on the record, its folder or its class, by two threads with a connection each. Prints
JSON: how the races ended, and every violation found.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from threading import Barrier

KINDS = ("records", "folders", "classes")


@dataclass
class Orders:
    """How many races, among the people of the town (by user name), under a mutant or not."""

    races: int
    references: dict[str, str]
    mutant: bool = False
    seed: int = 1


@dataclass
class Findings:
    """How the races ended: with the hold first, or the destruction; and what went wrong."""

    held: int = 0
    destroyed: int = 0
    violations: list[str] = field(default_factory=list)


def race_all(orders: Orders) -> Findings:
    """Prepare the review, and race for each of its records."""
    if orders.mutant:
        forget_the_lock()
    review, scopes = prepare(orders)
    chance, findings = random.Random(orders.seed), Findings()
    takes = 0.01  # seconds that a destruction takes, as measured last
    with ThreadPoolExecutor(2) as pair:
        for number, (record, scope) in enumerate(scopes):
            gap = chance.uniform(-0.5, 1.0) * takes
            takes = 0.7 * takes + 0.3 * race(pair, review, record, scope, gap, findings, number)
        for _ in range(2):
            pair.submit(close).result()
    return findings


def prepare(orders: Orders):
    """A review in execution, and for each record in it what the hold is to be placed on."""
    from tests.lifecycle.town import NOW, Town

    from muniment.foundation.access.types import SETUP
    from muniment.holdings.fileplan import actions as fileplan
    from muniment.holdings.fileplan.types import ClassTerms
    from muniment.holdings.records import actions as records
    from muniment.lifecycle.disposal import actions

    town, scopes = Town(NOW, orders.references), []
    for number in range(orders.races):
        kind, where, folder = KINDS[number % 3], "HOU/REP", None
        if kind == "classes":
            where = f"HOU/REP/{number}"
            terms = ClassTerms(where, title="Race", opened_on=date(2000, 1, 1))
            fileplan.open_class(SETUP, where, terms=terms, under="HOU/REP", now=NOW)
        if kind == "folders":
            folder = records.open_folder(town.who("clerk"), where, title=f"F {number}", now=NOW)
        [record] = town.file(date(2010, 1, 1), where=where, folder=folder)
        named = {"records": record.reference, "classes": where}
        scopes.append((record, {kind: [named.get(kind) or folder.reference]}))
    [review] = actions.propose(
        town.who("manager"),
        records=[record.reference for record, _ in scopes],
        title="Races",
        reason="Due",
        now=NOW,
    ).reviews
    actions.approve(town.who("owner"), review, now=NOW)
    actions.approve(town.who("manager2"), review, now=NOW)
    return actions.execute(town.who("manager"), review, now=NOW), scopes


def race(pair, review, record, scope, gap: float, findings: Findings, number: int) -> float:
    """One race: the hold starts `gap` seconds after the destruction. How long that one took."""
    from tests.lifecycle.town import NOW

    from muniment.foundation.access.types import SETUP
    from muniment.foundation.kernel.errors import Refused
    from muniment.lifecycle.disposal.actions import destroying
    from muniment.lifecycle.holds import actions as holds

    start, item = Barrier(2), review.items.get(record=record)

    def destroy() -> float:
        start.wait()
        time.sleep(max(0.0, -gap))
        began = time.monotonic()
        destroying.destroy(review, [item.pk], NOW)
        return time.monotonic() - began

    def hold() -> bool:
        start.wait()
        time.sleep(max(0.0, gap))
        about = {"kind": "litigation", "reason": "Claim", "authority": "Court", "now": NOW}
        try:
            holds.place(SETUP, name=f"Race {number}", **about, **scope)
        except Refused:
            return False
        return True

    ends = [pair.submit(guarded, one) for one in (destroy, hold)]
    (took, fault), (placed, other) = (end.result() for end in ends)
    look(record, item, scope, placed, findings)
    findings.violations += [f"race {number}: {one!r}" for one in (fault, other) if one]
    return took or 0.0


def guarded(work: Callable[[], object]) -> tuple[object, Exception | None]:
    """What the work gave, and what it raised."""
    try:
        return work(), None
    except Exception as fault:
        return None, fault


def look(record, item, scope, placed: object, findings: Findings) -> None:
    """A hold that was there before a destruction began must have stopped it."""
    record.refresh_from_db()
    item.refresh_from_db()
    gone = record.state != "declared"
    findings.destroyed += gone
    findings.held += not gone
    if gone and placed and ("records" in scope or number_of("holds:hold:placed", "") < number_of(
        "disposal:record:destroying", record.reference
    )):  # fmt: skip
        findings.violations.append(f"{record.reference} was held by {scope} and is {record.state}")
    if not gone and item.state != "held":
        findings.violations.append(f"{record.reference} is {item.state} and not held")
    if record.state == "destroying":
        findings.violations.append(f"{record.reference} was left half destroyed")


def number_of(kind: str, reference: str) -> int:
    """The number of the latest event of that kind about that record, in the log."""
    from muniment.foundation.audit import queries as audit
    from muniment.foundation.audit.types import EventFilter

    about = f"record:{reference}" if reference else ""
    [event] = audit.events(EventFilter(kind_prefix=kind, object_prefix=about), limit=1)
    return event.seq


def forget_the_lock() -> None:
    """The mutant: look whether the record is held, and then destroy it, with no lock around."""
    from django.db import transaction

    from muniment.foundation.audit.actions import record
    from muniment.holdings.records.models import Record
    from muniment.lifecycle.disposal.actions import destroying, judging
    from muniment.lifecycle.disposal.models import Review, ReviewItem

    def begin(number, items, signatures, now) -> list[int]:
        review = Review.objects.get(pk=number)
        chosen = list(ReviewItem.objects.filter(pk__in=items))
        found = Record.objects.in_bulk([one.record_id for one in chosen])
        against = judging.reasons(review, chosen, found, signatures, now)
        free = [(one, found[one.record_id]) for one in chosen if not against[one.pk]]
        held = [one.pk for one in chosen if against[one.pk]]
        ReviewItem.objects.filter(pk__in=held).update(state="held", open=False)
        with transaction.atomic():
            record(destroying.take_out(review, free, now), at=now)
        return [item.pk for item, _ in free]

    destroying._begin = begin


def close() -> None:
    """Close this thread's connection."""
    from django.db import connections

    connections.close_all()


def main() -> None:
    import django

    django.setup()
    sys.setswitchinterval(0.0005)
    orders = Orders(**json.loads(sys.argv[1]))
    print(json.dumps(vars(race_all(orders))), flush=True)


if __name__ == "__main__":
    main()
