"""Workers killed with SIGKILL at any moment: every job has its effect exactly once."""

import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from tests.foundation.jobs import kinds
from tests.patience import PATIENCE

from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.jobs.actions import enqueue, kind, run_next, sweep
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel import clock

KILLS = int(os.environ.get("MUNIMENT_FAULT_KILLS", "20"))
ROOT = Path(__file__).parents[3]
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class Killed(BaseException):
    """Stands for the moment at which a process is no more."""


def die_between_effect_and_note(name: str) -> int:
    """Queue one job that dies once after its effect; how many effects it has had in the end."""
    deaths = []

    def work(arguments, /, *, run_as, now, progress):
        kinds.note(f"effect:{name}", now)
        if not deaths:
            deaths.append(1)
            raise Killed

    kind(name, atomic=name.endswith("atomic"))(work)
    enqueue(name, {}, run_as="P-1", now=AT)
    with pytest.raises(Killed):
        run_next(clock=lambda: AT)
    sweep(LATER)
    run_next(clock=lambda: LATER)
    assert Job.objects.get(kind=name).state == "done"
    return AuditEvent.objects.filter(object_reference=f"effect:{name}").count()


@pytest.mark.django_db(transaction=True)
def test_atomic_work_that_dies_after_its_effect_has_had_it_once():
    assert die_between_effect_and_note("tests.dies.atomic") == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_death_is_seen_where_effect_and_note_are_apart():
    assert die_between_effect_and_note("tests.dies.apart") == 2


class Forge:
    """The database of this test as other processes see it, and a forge of workers on it."""

    def __init__(self, url: str, environment: dict[str, str]) -> None:
        self.url = url
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.foundation.jobs.forge"],
            cwd=ROOT,
            env={**os.environ, **environment, "MUNIMENT_DATABASE_URL": url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def order(self, what: str) -> int:
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def rows(self, sql: str) -> list[tuple]:
        if self.url.startswith("sqlite"):
            file = sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=20)
            try:
                return file.execute(sql).fetchall()
            finally:
                file.close()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def effects(self, of: str) -> Counter:
        seen = self.rows("SELECT object_reference FROM audit_event ORDER BY seq")
        return Counter(row[0] for row in seen if row[0].startswith(of))

    def states(self) -> dict[str, int]:
        return dict(self.rows("SELECT state, count(*) FROM jobs_job GROUP BY state"))


@pytest.fixture
def forge(transactional_db, tmp_path, settings):
    made = []

    def light(**environment: str) -> Forge:
        """Jobs queued so far are in the database that the forge works on."""
        home = {"MUNIMENT_HOME": str(settings.MUNIMENT_HOME), **environment}
        made.append(Forge(_url(tmp_path / "jobs.sqlite3"), home))
        return made[-1]

    yield light
    for one in made:
        one.process.stdin.close()
        one.process.wait(timeout=PATIENCE)


def _url(file: Path) -> str:
    if connection.vendor == "sqlite":  # the test database is in memory: give the forge a copy
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        return f"sqlite:///{file}"
    of = connection.settings_dict
    login = f"{of['USER']}:{of['PASSWORD']}" if of["PASSWORD"] else of["USER"]
    return f"postgres://{login}@{of['HOST']}:{of['PORT'] or 5432}/{of['NAME']}"


def wait_until_gone(number: int, within: float = 60) -> None:
    with suppress(ProcessLookupError):
        process = os.pidfd_open(number)
        try:
            assert select.select([process], [], [], within)[0], "the worker does not end"
        finally:
            os.close(process)


def kill(number: int, after: float) -> None:
    time.sleep(after)  # not a wait for anything: the random moment is what is tested
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
    wait_until_gone(number)


def hit(lit) -> int:
    """How many jobs were in the hand of a worker that was killed."""
    return lit.rows("SELECT count(*) FROM jobs_job WHERE attempts > 1")[0][0]


@pytest.mark.fault
def test_workers_killed_at_any_moment_do_every_job_exactly_once(forge):
    count, chance = KILLS * 10, random.Random(9)
    for number in range(count):
        enqueue(
            "tests.effect",
            {"number": number},
            run_as="P-1",
            now=AT,
            max_attempts=1000,
            not_before=datetime(2020, 1, 1, tzinfo=UTC),
        )
    lit = forge(TESTS_PAUSE="0.005")
    for round_ in range(4 * KILLS):  # on a busy machine few kills hit a worker at work
        if round_ >= KILLS and hit(lit) >= KILLS // 4:
            break
        kill(lit.order(f"work {round_}"), after=chance.uniform(0.005, 0.1))
    # What is left is done by one worker alone: up to a tenth of a second for each job.
    wait_until_gone(lit.order(f"work {4 * KILLS + 1}"), within=60 + count / 10)
    assert lit.states() == {"done": count}
    assert hit(lit) >= KILLS // 4, "too few workers were hit while they had a job in hand"
    assert lit.effects("effect:") == {f"effect:{number}": 1 for number in range(count)}


def test_requests_sent_at_the_same_time_by_several_processes_are_carried_out_once(forge):
    lit = forge()
    for number in range(5):
        senders = [lit.order(f"race key-{number}") for _ in range(3)]
        for sender in senders:
            wait_until_gone(sender)
    assert lit.effects("once:") == {f"once:key-{number}": 1 for number in range(5)}


def test_two_workers_share_the_work_and_do_none_of_it_twice(forge):
    for number in range(40):
        enqueue("tests.effect", {"number": number}, run_as="P-1", now=clock.now())
    lit = forge()
    for worker in [lit.order("work 0") for _ in range(2)]:
        wait_until_gone(worker)
    assert lit.states() == {"done": 40}
    assert lit.effects("effect:") == {f"effect:{number}": 1 for number in range(40)}
