"""A body that files records and backs itself up by its own jobs, killed at random moments.

`python -m tests.exchange.backup.losing KILLS FOLDER REFERENCES`: prints JSON with what was found
wrong: more work was lost than is promised.
"""

import json
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path


def town_here(references):
    from tests.lifecycle.town import Town

    from muniment.foundation.kernel import clock

    return Town(clock.now(), references=references)


def live(references, acknowledged: int) -> None:
    """File records and work, as a service does, until somebody ends it."""
    from muniment.foundation.jobs.actions import (
        ensure_schedule,
        put_back_all,
        run_due_schedules,
        run_next,
    )
    from muniment.foundation.kernel import clock

    town = town_here(references)
    put_back_all(town.now)  # what the one before was doing, as after a restore
    ensure_schedule(
        "backup.take", "backup.take", every_seconds=1, run_as=references["admin"], now=town.now
    )

    def write():
        from tests.lifecycle.town import TODAY

        while True:
            [one] = town.file(TODAY)
            os.write(acknowledged, f"{clock.now().timestamp()} {one.reference}\n".encode())
            time.sleep(0.05)

    threading.Thread(target=write, daemon=True).start()
    while True:
        run_due_schedules(clock.now())
        if run_next(clock=clock.now) is None:
            time.sleep(0.1)


def killed(references, acknowledged: Path, after: float) -> tuple[float, float]:
    """When it began to live and when it was killed."""
    from django.db import connections

    from muniment.foundation.kernel import clock

    connections.close_all()
    born = clock.now().timestamp()
    pid = os.fork()
    if pid == 0:
        handle = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            live(references, handle)
        finally:
            os._exit(1)
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return born, clock.now().timestamp()


def held(to: Path, aside: Path) -> set[str]:
    """The records in the latest backup."""
    from muniment.exchange.backup.actions import examining

    found = examining.open_snapshot(to, None)
    part = found.place / found.manifest.database
    return _references(part, aside)


def _references(part: Path, aside: Path) -> set[str]:
    from contextlib import closing

    from django.db import connection

    asked = "SELECT reference FROM records_record"
    if connection.vendor == "sqlite":
        import sqlite3

        with closing(sqlite3.connect(f"file:{part}?mode=ro", uri=True)) as opened:
            return {one for (one,) in opened.execute(asked)}
    import psycopg

    from muniment.exchange.backup.adapters import databases

    name = f"{connection.settings_dict['NAME']}_lost"
    databases.put_back(part, file=aside, name=name)
    try:
        with psycopg.connect(databases.url_of(aside, name).replace("//:@", "//")) as opened:
            return {one for (one,) in opened.execute(asked).fetchall()}
    finally:
        databases.drop(name)


def wrong_with(
    lived: tuple[float, float], acked: list[tuple[float, str]], to: Path, allowed: float
) -> list[str]:
    """What was acknowledged longer before the end than is allowed, and is in no backup. The time
    in which nothing lived, after the kill before, does not count."""
    born, kill = lived
    references = held(to, to.with_name("aside.sqlite3"))
    lost = [kill - max(at, born) for at, one in acked if one not in references]
    return [f"work of {max(lost):.1f} s was lost: {allowed:.1f} s are promised"] * bool(
        lost and max(lost) > allowed
    )


def main() -> None:
    import django

    django.setup()
    from django.conf import settings

    from muniment.exchange.backup import actions, queries
    from muniment.exchange.backup.rules import deciding
    from muniment.exchange.backup.types import Wish
    from muniment.foundation.kernel import clock

    kills, folder, references = sys.argv[1:]
    settings.MUNIMENT_BACKUP_FOLDER, to = Path(folder), Path(folder)
    settings.MUNIMENT_BACKUP_EVERY = 1
    if os.environ.get("MUNIMENT_MUTANT"):
        deciding.is_due = lambda taken_at, *given, **more: taken_at is None
    chance, references = random.Random(27), json.loads(references)
    town = town_here(references)
    town.folder("HOU/REP")
    acknowledged, wrong = to.with_name("acknowledged"), []
    for number in range(int(kills)):
        lived = killed(references, acknowledged, chance.uniform(2, 5))
        lines = [line.split() for line in acknowledged.read_text().splitlines()]
        acked = [(float(at), one) for at, one in lines]
        slowest = max(one.seconds for one in queries.backups())
        # A second for the machine, which is busy with other tests.
        allowed = deciding.loss_at_most(slowest, every=1, looks=1) + 1
        wrong += [f"kill {number}: {one}" for one in wrong_with(lived, acked, to, allowed)]
    # Elsewhere every backup is restored that is taken; it takes seconds.
    sound = int(kills) == 1 or actions.restore(Wish(to), now=clock.now()).sound
    print(json.dumps({"wrong": wrong, "acknowledged": len(acked), "sound": sound}))


if __name__ == "__main__":
    main()
