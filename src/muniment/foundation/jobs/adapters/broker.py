"""The hint that there is work, as a message of RabbitMQ (MUNIMENT_BROKER). Celery carries it.

The rows of `jobs` are the truth. So a message is sent once and never waited for, a lost or a
repeated one does no harm, and a broker that is away costs a caller a second at most, now and then.
"""

import threading
import time
from functools import lru_cache
from typing import Any

import structlog
from amqp.exceptions import AMQPError
from celery import Celery
from celery.exceptions import CeleryError
from django.conf import settings
from kombu.entity import Queue
from kombu.exceptions import KombuError

log = structlog.get_logger(__name__)
TASK = "muniment.jobs.attend"
QUEUE = "muniment.jobs"
CONNECT_SECONDS = 1.0
QUIET_SECONDS = 10.0  # how long a broker that failed is left alone
LISTEN_SECONDS = 2.0
_TROUBLE = (OSError, AMQPError, KombuError, CeleryError)


@lru_cache(maxsize=1)
def app() -> Celery:
    """The Celery application: one queue, no results."""
    made = Celery("muniment", broker=settings.MUNIMENT_BROKER, set_as_current=False)
    made.conf.update(
        task_queues=[_queue()],
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        task_serializer="json",
        accept_content=["json"],
        task_default_delivery_mode="transient",
        broker_connection_timeout=CONNECT_SECONDS,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # a worker waits for its broker for ever
        broker_heartbeat=20,
        broker_transport_options={"read_timeout": 5, "write_timeout": 2},
    )
    return made


def _queue() -> Any:
    """Messages that nobody wants grow old and go: the rows are found without them."""
    made: Any = Queue
    return made(QUEUE, queue_arguments={"x-message-ttl": 60_000, "x-max-length": 1_000})


class _Quiet:
    """Until when a broker that failed is left alone."""

    until = 0.0


def send() -> bool:
    """Send one message, without waiting for more than a moment; whether it went out."""
    if time.monotonic() < _Quiet.until:
        return False
    try:
        app().send_task(TASK, queue=QUEUE, retry=False, ignore_result=True)
    except _TROUBLE as trouble:
        _Quiet.until = time.monotonic() + QUIET_SECONDS
        # Not its words: they may name the broker with its password.
        log.warning("broker.away", trouble=type(trouble).__name__)
        return False
    return True


class Listener:
    """Rings when a message comes, for as long as the context lasts, whatever the broker does."""

    def __init__(self, rings: threading.Event) -> None:
        self._rings = rings
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="broker")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(2 * LISTEN_SECONDS)

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self._listen()
            except _TROUBLE as trouble:
                log.warning("broker.lost", trouble=type(trouble).__name__)
                self._over.wait(LISTEN_SECONDS)

    def _listen(self) -> None:
        with (
            app().connection_for_read() as link,
            link.Consumer([_queue()], callbacks=[self._came], prefetch_count=1, accept=["json"]),
        ):
            while not self._over.is_set():
                try:
                    link.drain_events(timeout=LISTEN_SECONDS)
                except TimeoutError:
                    link.heartbeat_check()

    def _came(self, body: Any, message: Any) -> None:
        message.ack()
        self._rings.set()
