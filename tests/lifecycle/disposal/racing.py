"""Races the placing of holds against the destruction of what they cover, against its being set
aside, and against the erasure at the end of the window.

Run as a program on a database of its own: `python -m tests.lifecycle.disposal.racing ORDERS`, where
ORDERS is JSON (see `Orders`). Each race is one record of a review that is being carried out, and
one hold, on the record, its folder, its class or a search that finds it, by two threads with a
connection each. Prints JSON: how the races ended, and every violation found.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Barrier

KINDS = ("records", "folders", "classes", "searches")
WINDOW = 7  # days


@dataclass
class Orders:
    """How many races of each of the `steps` (destruction, set_aside, erasure), among the people of
    the town (by user name), under a mutant or not."""

    races: int
    references: dict[str, str]
    steps: tuple[str, ...] = ("destruction",)
    mutant: bool = False
    seed: int = 1


@dataclass
class Findings:
    """How the races ended, for each step: with the hold first, or the step; and what went wrong."""

    held: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)


def race_all(orders: Orders) -> Findings:
    """Prepare a review for each step, and race for each of its records."""
    if orders.mutant:
        forget_the_lock()
    chance, findings = random.Random(orders.seed), Findings()
    takes = 0.01  # seconds that a destruction takes, as measured last
    with ThreadPoolExecutor(2) as pair:
        for step in orders.steps:
            review, scopes, now = prepare(orders, step)
            for number, (record, scope) in enumerate(scopes):
                gap = chance.uniform(-0.5, 1.0) * takes
                took = Race(step, review, record, scope, number, now).run(pair, gap, findings)
                takes = 0.7 * takes + 0.3 * took
        for _ in range(2):
            pair.submit(close).result()
    return findings


def prepare(orders: Orders, step: str):
    """A review in execution, for each record in it what the hold is to be placed on, and the time
    at which they race."""
    from tests.lifecycle.town import NOW, Town

    from muniment.lifecycle.disposal import actions, queries
    from muniment.lifecycle.disposal.types import Practice

    town = Town(NOW, orders.references)
    scopes = [file_one(town, step, number) for number in range(orders.races)]
    if step != "destruction" and not queries.practice().window:
        actions.set_practice(town.who("manager"), Practice(window=WINDOW), now=NOW)
    [review] = actions.propose(
        town.who("manager"),
        records=[record.reference for record, _ in scopes],
        title="Races",
        reason="Due",
        now=NOW,
    ).reviews
    actions.approve(town.who("owner"), review, now=NOW)
    actions.approve(town.who("manager2"), review, now=NOW)
    under_way = actions.execute(town.who("manager"), review, now=NOW)
    if step == "erasure":
        let_the_window_end(town, under_way)
    return under_way, scopes, town.now


def file_one(town, step: str, number: int):
    """A record that is due, and what a hold on it is to be placed on."""
    from muniment.foundation.access.types import SETUP
    from muniment.holdings.fileplan import actions as fileplan
    from muniment.holdings.fileplan.types import ClassTerms
    from muniment.holdings.records import actions as records
    from muniment.holdings.search import actions as search

    kind, where, folder = KINDS[number % len(KINDS)], "HOU/REP", None
    if kind == "classes":
        where = f"HOU/REP/{step}{number}"
        terms = ClassTerms(where, title="Race", opened_on=date(2000, 1, 1))
        fileplan.open_class(SETUP, where, terms=terms, under="HOU/REP", now=town.now)
    if kind == "folders":
        clerk, title = town.who("clerk"), f"F {number}"
        folder = records.open_folder(clerk, where, title=title, now=town.now)
    [record] = town.file(date(2010, 1, 1), where=where, folder=folder)
    type(record).objects.filter(pk=record.pk).update(title=f"Race{step}{number}")
    search.index([record.pk], now=town.now)
    named = {"records": record.reference, "classes": where, "searches": f"race{step}{number}"}
    return record, {kind: [named.get(kind) or folder.reference]}


def let_the_window_end(town, review) -> None:
    """Set all of the review aside, let the days go by, and have it gone on with."""
    from tests.lifecycle.town import days_pass

    from muniment.lifecycle.disposal import actions

    actions.carry_out(review.pk, now=town.now)
    days_pass(town, WINDOW + 1)
    assert actions.erase(now=town.now) == 1
    review.refresh_from_db()


@dataclass
class Race:
    """One record that is on its way out by this step, and one hold that is placed meanwhile."""

    step: str
    review: object
    record: object
    scope: dict[str, list[str]]
    number: int
    now: datetime

    def run(self, pair, gap: float, findings: Findings) -> float:
        """The hold starts `gap` seconds after the step. How long that one took."""
        from muniment.foundation.access.types import SETUP
        from muniment.foundation.kernel.errors import Refused
        from muniment.lifecycle.disposal.actions import destroying
        from muniment.lifecycle.holds import actions as holds

        start, item = Barrier(2), self.review.items.get(record=self.record)

        def destroy() -> float:
            start.wait()
            time.sleep(max(0.0, -gap))
            began = time.monotonic()
            destroying.destroy(self.review, [item.pk], self.now)
            return time.monotonic() - began

        def hold() -> object:
            start.wait()
            time.sleep(max(0.0, gap))
            about = {"kind": "litigation", "reason": "Claim", "authority": "Court"}
            about["name"] = f"Race {self.number}"
            try:
                placed = holds.place(SETUP, **about, now=self.now, **self.scope)
            except Refused:
                return None
            if "searches" in self.scope:
                holds.keep_up(now=self.now)
            return placed

        ends = [pair.submit(guarded, one) for one in (destroy, hold)]
        (took, fault), (placed, other) = (end.result() for end in ends)
        look = self.look_aside if self.step == "set_aside" else self.look
        look(item, placed, findings)
        said = f"{self.step} {self.number}"
        findings.violations += [f"{said}: {one!r}" for one in (fault, other) if one]
        if placed and "searches" in self.scope:  # else each is asked of all that follow
            about = {"reason": "Over", "authority": "Court", "now": self.now}
            holds.lift(SETUP, placed.reference, **about)
        return took or 0.0

    def look(self, item, placed, findings: Findings) -> None:
        """A hold that was there before a destruction began must have stopped it."""
        self.record.refresh_from_db()
        item.refresh_from_db()
        record, scope = self.record, self.scope
        gone = record.state in ("destroying", "destroyed")
        (findings.done if gone else findings.held)[self.step] += 1
        begun = number_of("disposal:record:destroying", f"record:{record.reference}")
        first = placed and number_of("holds:hold:placed", f"hold:{placed.reference}") < begun
        if gone and placed and ("records" in scope or first):
            said = f"{record.reference} was held by {scope} and is {record.state}"
            findings.violations.append(f"{self.step}: {said}")
        if not gone and (record.state, item.state) != ("declared", "held"):
            said = f"{record.reference} is {record.state}, {item.state} and not held"
            findings.violations.append(said)
        if record.state == "destroying":
            findings.violations.append(f"{record.reference} was left half destroyed")

    def look_aside(self, item, placed, findings: Findings) -> None:
        """Whichever is first, what is held is not set aside, and is found again."""
        from muniment.holdings.search.models import SearchDocument

        self.record.refresh_from_db()
        item.refresh_from_db()
        record = self.record
        first = number_of("disposal:record:set_aside", f"record:{record.reference}")
        (findings.done if first >= 0 else findings.held)[self.step] += 1
        ended = (bool(placed), record.state, item.state, item.open)
        if ended != (True, "declared", "held", False):
            said = f"{record.reference} was held by {self.scope} and is {ended}"
            findings.violations.append(f"{self.step}: {said}")
        shown = SearchDocument.objects.filter(record_id=record.pk)
        if not shown.exists():
            findings.violations.append(f"{record.reference} is not found any more")


def guarded(work: Callable[[], object]) -> tuple[object, Exception | None]:
    """What the work gave, and what it raised."""
    try:
        return work(), None
    except Exception as fault:
        return None, fault


def number_of(kind: str, about: str) -> int:
    """The number of the latest event of that kind about that thing, in the log; -1: there is
    none."""
    from muniment.foundation.audit import queries as audit
    from muniment.foundation.audit.types import EventFilter

    found = audit.events(EventFilter(kind_prefix=kind, object_prefix=about), limit=1)
    return found[0].seq if found else -1


def forget_the_lock() -> None:
    """The mutant: look whether the record is held, and then destroy it, with no lock around."""
    from django.db import transaction

    from muniment.foundation.audit.actions import record
    from muniment.holdings.records.models import Record
    from muniment.lifecycle.disposal.actions import destroying, judging, setting_aside
    from muniment.lifecycle.disposal.models import Review, ReviewItem

    def begin(number, items, signatures, now) -> list[int]:
        review = Review.objects.get(pk=number)
        chosen = list(ReviewItem.objects.filter(pk__in=items))
        found = Record.objects.in_bulk([one.record_id for one in chosen])
        against = judging.reasons(review, chosen, found, signatures, now)
        free = [(one, found[one.record_id]) for one in chosen if not against[one.pk]]
        held = [one.pk for one in chosen if against[one.pk]]
        ReviewItem.objects.filter(pk__in=held).update(state="held", open=False)
        aside, taken = setting_aside.parted(review, free)
        with transaction.atomic():
            told = setting_aside.set_aside(review, aside, now)
            record([*told, *destroying.take_out(review, taken, now)], at=now)
        return [item.pk for item, _ in taken]

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
