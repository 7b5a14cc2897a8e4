"""Working off queued jobs at once, for commands whose answer people wait for, and giving way to
those who wait for a page."""

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any

from muniment.cli.desk import prepare
from muniment.cli.output import Advance, progress

POLL_SECONDS = 0.2
GENTLE = 10  # what Unix calls niceness
WORTH_PROCESSES = 3  # jobs: for fewer, starting two processes takes longer than the work


def give_way() -> None:
    """Let others of this machine go first for as long as the process lives: what takes in or goes
    through very many records takes every moment that a processor has free, but not one that
    somebody waits for a page in."""
    os.nice(max(0, GENTLE - os.nice(0)))


def work_off(kinds: Sequence[str], label: str, *, processes: int = 2) -> dict[str, int]:
    """Work until no job of these kinds is due; the sums of what they counted, with `left` for
    the jobs that failed or wait to be tried again."""
    sizes = {job.pk: _size(job) for job in _open(kinds)}
    if not sizes:
        return {"left": 0}
    with progress(label, sum(sizes.values())) as advance:
        watching = _Watching(kinds, sizes, advance)
        if len(sizes) >= WORTH_PROCESSES:
            _work_beside(watching, processes)
        _work_here(watching)
    return _counted(list(sizes))


def _open(kinds: Sequence[str]) -> Any:
    from muniment.foundation.jobs import queries
    from muniment.foundation.jobs.types import OPEN

    return queries.jobs(states=OPEN).filter(kind__in=kinds)


def _size(job: Any) -> int:
    return max(len(job.arguments.get("records", ())), 1)


@dataclass
class _Watching:
    """How far the jobs have got."""

    kinds: Sequence[str]
    sizes: dict[int, int]
    advance: Advance
    shown: int = 0

    def is_due(self) -> bool:
        """Whether any such job runs, or waits and not for a later time."""
        from muniment.foundation.jobs.types import JobState
        from muniment.foundation.kernel import clock

        found = _open(self.kinds)
        running = found.filter(state=JobState.RUNNING).exists()
        return bool(running or found.filter(not_before__lte=clock.now()).exists())

    def show(self) -> None:
        """Bring the bar up to date."""
        left = dict(_open(self.kinds).values_list("pk", "progress_done"))
        done = sum(min(left.get(pk, size), size) for pk, size in self.sizes.items())
        self.advance(max(done - self.shown, 0))
        self.shown = max(done, self.shown)


def _work_beside(watching: _Watching, processes: int) -> None:
    """Afresh rather than by fork: a connection to the database cannot be shared."""
    context = multiprocessing.get_context("spawn")
    workers: list[BaseProcess] = [context.Process(target=attend) for _ in range(processes)]
    for one in workers:
        one.start()
    try:
        while any(one.is_alive() for one in workers) and watching.is_due():
            time.sleep(POLL_SECONDS)
            watching.show()
    finally:
        for one in workers:
            one.terminate()  # the job in hand is finished first
        for one in workers:
            one.join()


def _work_here(watching: _Watching) -> None:
    """Do what is left, and wait for what another worker has in hand."""
    from muniment.foundation.jobs.actions import run_next, sweep
    from muniment.foundation.kernel import clock

    while watching.is_due():
        if run_next(clock=clock.now) is None:
            time.sleep(POLL_SECONDS)
            sweep(clock.now())
        watching.show()


def attend() -> None:
    """The life of one worker process: do what is due, then end."""
    os.dup2(2, 1)  # the standard output is the command's answer
    prepare()
    from muniment.foundation.jobs.adapters.worker import work

    work(until_idle=True)


def _counted(numbers: Sequence[int]) -> dict[str, int]:
    from muniment.foundation.jobs import queries
    from muniment.foundation.jobs.types import JobState

    counts: Counter[str] = Counter()
    left = 0
    for job in queries.jobs().filter(pk__in=list(numbers)):
        left += job.state != JobState.DONE
        if isinstance(job.result, dict):
            found = {key: one for key, one in job.result.items() if isinstance(one, int)}
            counts.update(found)
    return {**counts, "left": left}
