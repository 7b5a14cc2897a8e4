"""Working off queued jobs at once, for commands whose answer people wait for."""

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from typing import Any

from muniment.cli.desk import prepare
from muniment.cli.output import progress

POLL_SECONDS = 0.2
WORTH_PROCESSES = 3  # jobs: for fewer, starting two processes takes longer than the work


def work_off(kinds: Sequence[str], label: str, *, processes: int = 2) -> dict[str, int]:
    """Work until no job of these kinds is due; the sums of what they counted, with `left` for
    the jobs that failed or wait to be tried again."""
    numbers = [job.pk for job in _open(kinds)]
    if not numbers:
        return {"left": 0}
    total = sum(_size(job) for job in _open(kinds))
    with progress(label, total) as advance:
        if len(numbers) < WORTH_PROCESSES:
            _work_here(kinds, advance)
        else:
            _work_beside(kinds, processes, total, advance)
    return _counted(numbers)


def _open(kinds: Sequence[str]) -> Any:
    from muniment.foundation.jobs import queries
    from muniment.foundation.jobs.types import OPEN

    return queries.jobs(states=OPEN).filter(kind__in=kinds)


def _due(kinds: Sequence[str]) -> bool:
    """Whether any such job runs, or waits and not for a later time."""
    from muniment.foundation.jobs.types import JobState
    from muniment.foundation.kernel import clock

    found = _open(kinds)
    running = found.filter(state=JobState.RUNNING).exists()
    return bool(running or found.filter(not_before__lte=clock.now()).exists())


def _size(job: Any) -> int:
    return max(len(job.arguments.get("records", ())), 1)


def _work_here(kinds: Sequence[str], advance: Any) -> None:
    from muniment.foundation.jobs.actions import run_next
    from muniment.foundation.kernel import clock

    while _due(kinds):
        job = run_next(clock=clock.now)
        if job is None:
            return
        advance(_size(job) if job.kind in kinds else 0)


def _work_beside(kinds: Sequence[str], processes: int, total: int, advance: Any) -> None:
    """Afresh rather than by fork: a connection to the database cannot be shared."""
    context = multiprocessing.get_context("spawn")
    workers: list[BaseProcess] = [context.Process(target=attend) for _ in range(processes)]
    for one in workers:
        one.start()
    try:
        _watch(kinds, workers, total, advance)
    finally:
        for one in workers:
            one.terminate()  # the job in hand is finished first
        for one in workers:
            one.join()


def _watch(kinds: Sequence[str], workers: Sequence[BaseProcess], total: int, advance: Any) -> None:
    done = 0
    while any(one.is_alive() for one in workers) and _due(kinds):
        time.sleep(POLL_SECONDS)
        left = sum(_size(job) - job.progress_done for job in _open(kinds))
        advance(max(total - left - done, 0))
        done = max(total - left, done)


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
