"""The worker: looks for work, does it, looks again."""

import threading
import time
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections

from muniment.foundation.jobs import queries
from muniment.foundation.jobs.actions.running import run_next, sweep
from muniment.foundation.jobs.actions.schedules import run_due_schedules
from muniment.foundation.jobs.adapters import hint
from muniment.foundation.jobs.adapters.signals import Signals
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
    max_seconds: float | None = None,
    now: Clock = clock.now,
    lease_seconds: float | None = None,
) -> int:
    """Carry out jobs until told to stop (SIGTERM, SIGINT: the job in hand is finished first).

    `until_idle` returns when nothing is due; `max_seconds` takes no new job after that long.
    How many jobs were run.
    """
    stop, rings = threading.Event(), threading.Event()
    with Signals(stop, rings), _listening(rings, until_idle):
        return _loop(stop, rings, until_idle, deadline_in(max_seconds), now, lease_seconds)


def _listening(rings: threading.Event, until_idle: bool) -> AbstractContextManager[None]:
    """Where there is a broker, whoever stays is woken by it."""
    if until_idle or not settings.MUNIMENT_BROKER:
        return nullcontext()
    from muniment.foundation.jobs.adapters import broker  # Celery: where it is used only

    return broker.Listener(rings)


def deadline_in(max_seconds: float | None) -> float:
    """When so many seconds are over, on the monotonic clock; never, where None are named."""
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
