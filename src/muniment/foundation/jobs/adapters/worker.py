"""The worker: looks for work, does it, looks again."""

import multiprocessing
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from multiprocessing.process import BaseProcess
from types import FrameType

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connections

from muniment.foundation.jobs import queries
from muniment.foundation.jobs.actions.running import run_next, sweep
from muniment.foundation.jobs.actions.schedules import run_due_schedules
from muniment.foundation.jobs.adapters import hint
from muniment.foundation.jobs.adapters.process import attend
from muniment.foundation.jobs.types import Clock
from muniment.foundation.kernel import clock

log = structlog.get_logger(__name__)
POLL_SECONDS = 0.5
POLL_LISTENING = 2.0  # seconds: a message may be lost, and wakes one worker only
RETRY_SECONDS = 2.0
PATIENCE = 30  # times in a row that the database may fail to answer
UPKEEP_SECONDS = 10.0
AWAY = (OperationalError, InterfaceError)  # of a database that does not answer, or is busy


def work(
    *,
    until_idle: bool = False,
    processes: int = 1,
    max_seconds: float | None = None,
    now: Clock = clock.now,
    lease_seconds: float | None = None,
) -> int:
    """Carry out jobs until told to stop (SIGTERM, SIGINT: the job in hand is finished first).

    `until_idle` returns when nothing is due; `max_seconds` takes no new job after that long.
    With more than one of `processes`, each is a worker of its own. How many jobs were run, or
    0 where other processes ran them.
    """
    if processes > 1:
        return _supervise(processes, until_idle, max_seconds, lease_seconds)
    stop, rings = threading.Event(), threading.Event()
    with _Signals(stop, rings), _listening(rings, until_idle):
        return _loop(stop, rings, until_idle, _deadline(max_seconds), now, lease_seconds)


def _listening(rings: threading.Event, until_idle: bool) -> AbstractContextManager[None]:
    """Where there is a broker, whoever stays is woken by it."""
    if until_idle or not settings.MUNIMENT_BROKER:
        return nullcontext()
    from muniment.foundation.jobs.adapters import broker  # Celery: where it is used only

    return broker.Listener(rings)


def _deadline(max_seconds: float | None) -> float:
    return float("inf") if max_seconds is None else time.monotonic() + max_seconds


def _loop(
    stop: threading.Event,
    rings: threading.Event,
    until_idle: bool,
    deadline: float,
    now: Clock,
    lease_seconds: float | None,
) -> int:
    run, failures, upkeep_at = 0, 0, 0.0
    while not stop.is_set() and time.monotonic() < deadline:
        try:
            close_old_connections()
            if time.monotonic() >= upkeep_at:
                _upkeep(now())
                upkeep_at = time.monotonic() + UPKEEP_SECONDS
            rings.clear()  # before looking: what rings from here on is looked for again
            if run_next(clock=now, lease_seconds=lease_seconds) is not None:
                run += 1
            elif _idle(now()):
                if until_idle:
                    break
                rings.wait(POLL_LISTENING if settings.MUNIMENT_BROKER else POLL_SECONDS)
            failures = 0
        except AWAY as fault:  # it may come back
            failures += 1
            if failures > PATIENCE:
                raise
            log.warning("worker.database_away", error=str(fault))
            stop.wait(RETRY_SECONDS)
    return run


def _upkeep(now: datetime) -> None:
    run_due_schedules(now)
    sweep(now)


def _idle(now: datetime) -> bool:
    hint.take_all()
    return not queries.waiting(now).exists()


class _Signals:
    """Within it, SIGTERM and SIGINT set `stop` (and `rings`, which wakes who waits for that); only
    a main thread can ask for signals."""

    def __init__(self, stop: threading.Event, rings: threading.Event | None = None) -> None:
        self.stop, self.rings = stop, rings
        self.before: dict[signal.Signals, object] = {}
        self.told = 0

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for one in (signal.SIGTERM, signal.SIGINT):
                self.before[one] = signal.signal(one, self._told)

    def __exit__(self, *_: object) -> None:
        for one, handler in self.before.items():
            signal.signal(one, handler)  # type: ignore[arg-type]
        told_before = self.before.get(signal.SIGTERM)
        if self.told == signal.SIGTERM and callable(told_before):
            told_before(self.told, None)  # whoever runs us is to end, too

    def _told(self, number: int, frame: FrameType | None) -> None:
        self.told = number
        self.stop.set()
        if self.rings:
            self.rings.set()


MANY_DEATHS = 20  # of one worker in ten minutes: a new one does not mend what is wrong
RECENT_SECONDS = 600.0


def _supervise(
    processes: int, until_idle: bool, max_seconds: float | None, lease_seconds: float | None
) -> int:
    """Start the workers afresh rather than by fork (open connections), and replace the dead.
    Raises RuntimeError where they keep dying."""
    context = multiprocessing.get_context("spawn")
    stop, deadline = threading.Event(), _deadline(max_seconds)
    deaths = Deaths(MANY_DEATHS * processes)
    connections.close_all()  # this process asks the database for nothing meanwhile

    def start() -> BaseProcess:
        child = context.Process(target=attend, args=(until_idle, max_seconds, lease_seconds))
        child.start()
        return child

    with _Signals(stop):
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
    return 0


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
