"""Workers woken by a real RabbitMQ, which may lose, repeat or refuse messages, or be away."""

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import transaction
from kombu import Connection
from tests.foundation.jobs import kinds
from tests.patience import PATIENCE

from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.jobs.adapters import broker, worker
from muniment.foundation.jobs.models import Job

BROKER = os.environ.get("MUNIMENT_TEST_BROKER", "amqp://guest:guest@127.0.0.1:5672//")
ROOT = Path(__file__).parents[3]
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("queue")]
assert kinds


def answers() -> bool:
    """Whether the RabbitMQ of the tests answers."""
    try:
        with Connection(BROKER, connect_timeout=2) as link:
            link.ensure_connection(max_retries=1)
    except OSError:
        return False
    return True


def use(settings, monkeypatch, url):
    settings.MUNIMENT_BROKER = url
    monkeypatch.setattr(broker._Quiet, "until", 0.0)
    broker.app.cache_clear()


@pytest.fixture
def queue(settings, monkeypatch):
    """A queue of the test's own."""
    if not answers():
        pytest.skip("RabbitMQ does not answer on 127.0.0.1:5672")
    monkeypatch.setattr(broker, "QUEUE", f"test.{os.getpid()}.{time.monotonic_ns()}")
    use(settings, monkeypatch, BROKER)
    with Connection(BROKER) as link:
        bound = broker._queue()(link.default_channel)
        bound.declare()
        yield bound
        bound.delete()
    broker.app.cache_clear()


def waiting(queue) -> int:
    return queue.queue_declare(passive=True).message_count


def told(queue, count: int) -> bool:
    """Whether so many messages wait, within a moment: the broker counts them by itself."""
    until = time.monotonic() + PATIENCE
    while waiting(queue) != count and time.monotonic() < until:
        time.sleep(0.05)
    return waiting(queue) == count


def put(number: int, **given) -> Job:
    return enqueue("tests.effect", {"number": number}, run_as="P-1", now=LONG_AGO, **given)


def test_one_message_goes_out_for_all_the_jobs_of_a_transaction_and_none_if_it_is_undone(queue):
    with transaction.atomic():
        for number in range(5):
            put(number)
    assert told(queue, 1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        put(6)
        raise ZeroDivisionError
    assert waiting(queue) == 1


@contextmanager
def at_work():
    """A worker of this process that stays."""
    stop, rings = threading.Event(), threading.Event()

    def live():
        with worker._listening(rings, until_idle=False):
            worker._loop(stop, rings, False, float("inf"), lambda: LONG_AGO, 300)
        worker.close_old_connections()
        transaction.get_connection().close()

    thread = threading.Thread(target=live)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        rings.set()
        thread.join(PATIENCE)


def done(count: int, within: float) -> bool:
    until = time.monotonic() + within
    while Job.objects.filter(state="done").count() < count and time.monotonic() < until:
        time.sleep(0.05)
    return Job.objects.filter(state="done").count() == count


@pytest.fixture
def shared_database(django_db_blocker):
    """Other threads see what this one commits; a database in memory has one thread."""
    from django.db import connection

    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory belongs to one thread; PostgreSQL tries this")


def test_a_message_wakes_a_worker_at_once(queue, shared_database, monkeypatch):
    monkeypatch.setattr(worker, "POLL_LISTENING", 60.0)
    with at_work():
        time.sleep(2)  # by now it has looked and waits for a minute, or a message
        put(1)
        assert done(1, within=10)


def test_a_lost_message_loses_no_work_and_a_repeated_one_repeats_none(
    queue, shared_database, monkeypatch
):
    put(1)
    queue.purge()
    with at_work():
        assert done(1, within=15)
        for _ in range(20):
            broker.send()
        put(2)
        assert done(2, within=15)
    assert AuditEvent.objects.filter(object_reference__startswith="effect:").count() == 2


@pytest.mark.parametrize("kind", ["refuses", "is silent"])
def test_a_broker_that_is_away_holds_nobody_up_for_long(settings, monkeypatch, kind):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        if kind == "is silent":
            one.listen(5)  # takes the connection and never says a word
        port = one.getsockname()[1]
        use(settings, monkeypatch, f"amqp://key:secret@127.0.0.1:{port}//")
        started = time.monotonic()
        for number in range(200):
            put(number)
        assert time.monotonic() - started < 15
    assert Job.objects.count() == 200


def test_what_a_failed_broker_is_called_has_no_password(settings, monkeypatch, capsys, caplog):
    use(settings, monkeypatch, "amqp://key:topsecret@127.0.0.1:9//")
    assert broker.send() is False
    assert broker.send() is False, "left alone for a while"
    said = "".join(capsys.readouterr()) + caplog.text
    assert "broker.away" in said
    assert "topsecret" not in said


def test_celery_itself_can_run_the_workers(queue, shared_database):
    from django.db import connection

    of = connection.settings_dict
    url = f"postgres://{of['USER']}@{of['HOST']}:{of['PORT'] or 5432}/{quote(of['NAME'])}"
    environment = {**os.environ, "MUNIMENT_BROKER": BROKER, "MUNIMENT_DATABASE_URL": url}
    code = (
        "import sys; from muniment.foundation.jobs.adapters import broker;"
        f"broker.QUEUE = {broker.QUEUE!r};"
        "from muniment.config.celery import app; import tests.foundation.jobs.kinds;"
        "app.worker_main(['worker', '--pool=solo', '--without-gossip', '--without-mingle',"
        f"'--hostname={broker.QUEUE}'])"
    )
    put(1)
    child = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment)
    try:
        assert done(1, within=40)
    finally:
        child.terminate()
        try:
            child.wait(30)
        finally:
            child.kill()
    assert told(queue, 0)
