"""How fast many schedules are listed, asked and compared."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from muniment.bench import material
from muniment.bench.asking import percentile, settle
from muniment.bench.capturing import database
from muniment.bench.types import Figure
from muniment.foundation.access import queries as people
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel import clock
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.types.schedules import Approval, ScheduleTerms

SCHEDULES, RULES, ROUNDS = 100, 30, 5
PAGE = 50
LIMIT = 1_000.0  # milliseconds (RET-03)


def scheduling() -> Iterator[Figure]:
    """A hundred published schedules of thirty rules, each in its second edition, so that there is
    something to compare: the 95th percentile of listing, of asking what to keep, and of comparing
    two editions; and the first answer, for which all rules are read."""
    material.add("officer", Role.DEPARTMENTAL_RECORDS_OFFICER, "", "")
    for number in range(SCHEDULES):
        for period in ("5", "6"):
            _published(number, period)
    settle()
    count = f"{SCHEDULES} schedules, {SCHEDULES * RULES:,} rules"
    yield _figure(f"what to keep, {count}, first answer", [_timed(_asked("minutes of a board"))])
    listed = [_timed(_listed) for _ in range(ROUNDS * 4)]
    yield _figure(f"schedules listed, {count}, p95", listed)
    published = [_timed(queries.published_editions) for _ in range(ROUNDS)]
    yield _figure("schedules listed with every rule for everybody, p95", published)
    asked = [_timed(_asked(question)) for question in _questions() for _ in range(ROUNDS)]
    yield _figure("what to keep, answered, p95", asked)
    compared = [_timed(_compared(number)) for number in range(0, SCHEDULES, 5)]
    yield _figure("two editions of a schedule compared, p95", compared)


def _published(number: int, period: str) -> None:
    now, code = clock.now(), f"S{number:03}"
    terms = ScheduleTerms(title=f"Schedule {number}", area=f"Area {number % 12}")
    actions.load_schedule(SETUP, code, terms, _rows(number, period), now=now)
    edition = queries.edition_under_way(code).number
    officer = people.profile_of("officer", on=clock.today())
    actions.consult(SETUP, code, edition, now=now)
    approval = Approval("The board", clock.today() - timedelta(days=1), f"Minute {number}")
    actions.approve_edition(officer, code, edition, approval, now=now)
    actions.publish_edition(SETUP, code, edition, now=now)


def _rows(number: int, period: str) -> list[dict[str, Any]]:
    chance = random.Random(number)  # noqa: S311
    found = []
    for rule in range(RULES):
        words = chance.sample(material.WORDS, 6)
        code, title = f"S{number:03}-{rule:02}", " ".join(words[:3]).capitalize()
        said = {"code": code, "title": title, "description": " ".join(words), "period": period}
        found.append(material.RULE | said)
    return found


def _listed() -> object:
    rows = queries.schedules()
    return rows.count(), list(rows[:PAGE])


def _questions() -> tuple[str, ...]:
    return (
        "minutes of a committee",
        "how long are invoices kept",
        "planning appeal",
        "contract with a supplier",
        "nothing of the kind",
    )


def _asked(question: str) -> Callable[[], object]:
    return lambda: queries.answers(question)


def _compared(number: int) -> Callable[[], object]:
    return lambda: queries.what_changed(f"S{number:03}", 1, 2)


def _timed(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return material.waited(started) * 1000


def _figure(name: str, times: list[float]) -> Figure:
    value = percentile(times, 95) if len(times) > 1 else times[0]
    return Figure(name, database(), value, "ms", None, LIMIT, True)
