"""How fast people are answered: search, what is due, and the audit log."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction

from muniment.bench import holdings, material
from muniment.bench.capturing import database
from muniment.bench.types import Figure
from muniment.foundation.access import queries as people
from muniment.foundation.access.types import Profile, Role
from muniment.foundation.audit import actions as audit
from muniment.foundation.audit import queries as log
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel import clock
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.search import actions as search_actions
from muniment.holdings.search import queries as search
from muniment.lifecycle.disposal import queries as disposal
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.holds import queries as held
from muniment.lifecycle.retention import actions as dating
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention import rules as decide

ROUNDS = 5
# Rare and common words, phrases, operators, prefixes, dates and classes, as people mix them.
QUERIES = (
    "minutes",
    "council report",
    "budget",
    "drainage licence",
    "contract1043",
    "letter977 OR notice19003",
    '"minutes council"',
    '"housing repair"',
    "planning AND appeal",
    "planning NOT appeal",
    "insur*",
    "elect* school",
    "title:grant",
    "invoice date:2012..2014",
    "complaint class:U008",
    "visitor garden market survey",
    "zzzznothing",
    "(library OR school) AND grant",
    "payment -supplier",
    "committee before:2013-01-01",
)


def searching(actor: Profile, count: int) -> Iterator[Figure]:
    """The 95th percentile of a mix of queries, for somebody who sees the papers of 50 of 400
    units and for one who sees all, turn by turn so that the machine's moods meet both."""
    spent = holdings.records_with_text(actor, count)
    rate = count / spent
    yield Figure("indexing, short documents", database(), rate, "documents/s", None, 3000)
    settle()
    restricted = people.profile_of("clerk", on=clock.today())
    times: dict[str, list[float]] = {"restricted": [], "all": []}
    worst: dict[str, float] = {}
    for _ in range(ROUNDS):
        for query in QUERIES:
            times["restricted"].append(_timed(partial(_first_page, restricted, query)))
            worst[query] = max(worst.get(query, 0.0), times["restricted"][-1])
            times["all"].append(_timed(partial(_first_page, actor, query)))
    floor = _bare_count()
    clerk, manager = percentile(times["restricted"], 95), percentile(times["all"], 95)
    slowest = sorted(((took, query) for query, took in worst.items()), reverse=True)[:3]
    note = ", ".join(f"{query} {took:.0f} ms" for took, query in slowest)
    name = f"search {count:,} records, p95"
    yield Figure(f"{name}, restricted", database(), clerk, "ms", floor, 100, True, note)
    yield Figure(f"{name}, unrestricted", database(), manager, "ms", floor, 100, True)
    yield Figure(
        "search, restricted / unrestricted", database(), clerk / manager, "x", None, 1.5, True
    )


def _first_page(actor: Profile, query: str) -> object:
    return search.search(actor, query, limit=20, offset=0)


def _timed(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return material.waited(started) * 1000


def percentile(values: list[float], wanted: int) -> float:
    """The `wanted`th percentile of the values."""
    return statistics.quantiles(values, n=100, method="inclusive")[wanted - 1]


def _bare_count() -> float:
    """Milliseconds that the database needs to count the rows of one index: what no answer with
    an honest total can be much faster than."""
    with connection.cursor() as cursor:
        ask = "SELECT count(*) FROM records_record"
        return min(_timed(lambda: (cursor.execute(ask), cursor.fetchall())) for _ in range(3))


def settle() -> None:
    """Let the database tidy up and gather its statistics, as it and the worker do in time."""
    search_actions.tidy()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def due(actor: Profile, count: int) -> Iterator[Figure]:
    """What is due among very many records: the count, the first page by the index, and what is
    said of each record on it; for all, and narrowed to a class and to an owner."""
    holdings.many_records(count)
    on = date(2019, 1, 1)
    plan, floor = retention.due_plan(actor, on), _bare_count()
    first = str(fileplan.classes()[0].reference)
    material.add("owner", Role.INFORMATION_ASSET_OWNER, "", first)
    ways: dict[str, dict[str, str]] = {"": {}, ", of a class": {"file_class": first}}
    ways[", of an owner"] = {"owner": "owner"}
    for words, narrowed in ways.items():
        _due(actor, on, narrowed)  # reads the index into memory
        times = [_timed(partial(_due, actor, on + timedelta(days=n), narrowed)) for n in range(15)]
        name = f"due page{words}, {count:,} records, p95"
        yield Figure(name, database(), percentile(times, 95), "ms", floor, 200, True, plan)


def _due(actor: Profile, on: date, narrowed: dict[str, str]) -> tuple[int, object]:
    now = clock.now()
    found = disposal.due(actor, on, **narrowed, now=now)
    return found.count(), disposal.due_lines(actor, list(found[:50]), now=now)


def auditing(actor: Profile, count: int) -> Iterator[Figure]:
    """Events appended one by one and `count` in thousands, proofs, and the verification of all."""
    floor = _bare_commits()
    singly = _rate(actor, batches=400, size=1)
    yield Figure("audit, durable events singly", database(), singly, "events/s", floor, 500)
    bulk = _rate(actor, batches=count // 1000, size=1000)
    yield Figure("audit, events in bulk", database(), bulk, "events/s", None, 10_000)
    size = log.size()
    chance = random.Random(3)  # noqa: S311
    times = [_timed(lambda: log.proof(chance.randrange(size), size)) for _ in range(300)]
    yield Figure("audit, proof, p99", database(), percentile(times, 99), "ms", None, 5, True)
    started = time.perf_counter()
    log.verify()
    rate = size / material.waited(started)
    yield Figure("audit, verification", database(), rate, "events/s", None, 100_000)


def _bare_commits() -> float:
    """Transactions of one small row each that the database makes durable in a second: nothing that
    is durable at once can be faster."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_commit (number integer)")
        started = time.perf_counter()
        for number in range(400):
            with transaction.atomic():
                cursor.execute("INSERT INTO bench_commit VALUES (%s)", [number])
        rate = 400 / material.waited(started)
        cursor.execute("DROP TABLE bench_commit")
    return rate


def _rate(actor: Profile, *, batches: int, size: int) -> float:
    drafts = [EventDraft("bench:event:made", actor.reference, "bench:1")] * size
    started = time.perf_counter()
    for _ in range(batches):
        with transaction.atomic():
            audit.record(drafts, at=clock.now())
    return batches * size / material.waited(started)


def recalculating(actor: Profile) -> Iterator[Figure]:
    """All dates computed again after a change of the rule that every record is kept under."""
    [newest] = retention.history(material.RULE["code"])[:1]
    longer = replace(
        retention.draft_of(newest), steps=decide.parse("destroy 7 years after last_modified")
    )
    dating.save_rule(actor, longer, now=clock.now())
    started = time.perf_counter()
    count = dating.recalculate(rule=longer.code)
    name = f"recalculation, {count:,} records"
    yield Figure(name, database(), material.waited(started), "s", None, 60, True)


def placing(actor: Profile, count: int) -> Iterator[Figure]:
    """A hold on a list of very many records, from the list to the last of them, and its lifting."""
    listed = holdings.references(actor, count)
    now = clock.now()
    said: Any = {"name": "Measured", "kind": "inquiry", "reason": "Measured"}
    started = time.perf_counter()
    made = holds.place(actor, **said, authority="Nobody", records=listed, now=now)
    ordered = material.waited(started)
    holds.keep_up(now=now)
    took = material.waited(started)
    covered = held.covered(actor, made).count()
    if covered != count:
        raise AssertionError(f"{covered} of {count} records are held")
    name = f"hold on a list of {count:,} records"
    note = f"ordered in {ordered:.1f} s"
    yield Figure(name, database(), took, "s", None, 20, True, note)
    lift = partial(holds.lift, actor, made.reference, reason="Over", authority="Nobody", now=now)
    yield Figure(f"{name}, lifted", database(), _timed(lift), "ms", None, 1000, True)
