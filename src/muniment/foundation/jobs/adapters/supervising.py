"""Several workers, each a process of its own."""

import multiprocessing
import threading
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.process import BaseProcess

from django.db import connections

from muniment.foundation.jobs.adapters.process import attend
from muniment.foundation.jobs.adapters.signals import Signals
from muniment.foundation.jobs.adapters.worker import deadline_in

MANY_DEATHS = 20  # of one worker in ten minutes: a new one does not mend what is wrong
RECENT_SECONDS = 600.0


def supervise(
    processes: int,
    *,
    until_idle: bool = False,
    max_seconds: float | None = None,
    lease_seconds: float | None = None,
) -> None:
    """Have so many workers, started afresh rather than by fork (open connections), and replace the
    dead, until told to stop. Raises RuntimeError where they keep dying."""
    context = multiprocessing.get_context("spawn")
    stop, deadline = threading.Event(), deadline_in(max_seconds)
    deaths = Deaths(MANY_DEATHS * processes)
    connections.close_all()  # this process asks the database for nothing meanwhile

    def start() -> BaseProcess:
        child = context.Process(target=attend, args=(until_idle, max_seconds, lease_seconds))
        child.start()
        return child

    with Signals(stop):
        children = [start() for _ in range(processes)]
        while any(child.is_alive() for child in children) and not stop.is_set():
            stop.wait(0.2)
            died = sum(child.exitcode not in (None, 0) for child in children)
            if died and time.monotonic() < deadline:
                deaths.note(died, time.monotonic())
                if deaths.too_many:
                    break
                children = [_replaced(child, start) for child in children]
        _end(children)
    if deaths.too_many:
        raise RuntimeError("the worker processes keep dying; see what they said")


class Deaths:
    """When workers died, of late: a few in a month are no reason to give up, `most` within ten
    minutes are."""

    def __init__(self, most: int) -> None:
        self._most, self._times = most, deque[float]()

    def note(self, died: int, moment: float) -> None:
        """So many died at this moment (of the monotonic clock, in seconds)."""
        self._times.extend([moment] * died)
        while self._times and moment - self._times[0] > RECENT_SECONDS:
            self._times.popleft()

    @property
    def too_many(self) -> bool:
        """Whether it is time to give up."""
        return len(self._times) >= self._most


def _replaced(child: BaseProcess, start: Callable[[], BaseProcess]) -> BaseProcess:
    return start() if child.exitcode not in (None, 0) else child


def _end(children: list[BaseProcess]) -> None:
    for child in children:
        child.terminate()  # SIGTERM: it finishes the job in hand
    for child in children:
        child.join()
