"""Several hosts: two web services and two workers, any of which may be killed at any moment, and
whatever stands between them and the database, the broker and the content may break: promises 8 and
9. Every file has its effect, and has it once.

Some forty files where nothing is said, MUNIMENT_FAULT_CAPTURE (5,000) in the long form; it takes
the starting of a dozen processes, too long for every run.
"""

import os
import threading
import time

import pytest
from django.db import connection
from scripts import ceph
from tests.faults.department import HARMS, OURS, Department
from tests.faults.looking import faults_of
from tests.faults.sending import Sender, text
from tests.faults.units import until
from tests.foundation.content import gateway
from tests.foundation.jobs.test_broker import answers
from tests.holdings.parish import found_parish

from muniment.cli.standing import schedule_standing_work
from muniment.foundation.access import actions as access
from muniment.foundation.audit.actions import create_signing_key
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel import clock
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.mailboxes import actions as mailboxes
from muniment.holdings.mailboxes.types import Secret, SourceDraft, SourceKind

COUNT = int(os.environ.get("MUNIMENT_FAULT_CAPTURE", "40"))
WATCHED = COUNT // 4  # more files, in a folder that the workers look at
TURNS = max(1, COUNT // 250)  # of all the harm there is
PAUSE = 0.3, 1.2  # seconds between two harms
SENDERS = 6
LONG_AGO = 1_600_000_000  # seconds
WITHIN = 120 + COUNT // 4  # seconds, for everything to come to rest


@pytest.fixture
def real_services():
    """Skips where a department cannot be had."""
    if connection.vendor != "postgresql":
        pytest.skip("a department is on PostgreSQL")
    if not answers():
        pytest.skip("RabbitMQ does not answer on 127.0.0.1:5672")
    if why := gateway.why_not():
        pytest.skip(why)


@pytest.fixture
def parish(real_services, transactional_db):
    """A body of today: what comes round looks at the clock of the machine."""
    create_signing_key()
    return found_parish(clock.now())


@pytest.fixture
def department(parish, tmp_path, settings, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ceph.ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", ceph.SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SET application_name = %s", [OURS])
    manager = parish.who("manager").reference
    schedule_standing_work(manager, clock.now())
    made = Department(
        url_of(connection), tmp_path, settings.MUNIMENT_HOME, settings.MUNIMENT_CHECKPOINTS
    )
    try:
        yield made.ready()
    finally:
        made.close()


def url_of(database):
    of = database.settings_dict
    login = f"{of['USER']}:{of['PASSWORD']}" if of["PASSWORD"] else of["USER"]
    return f"postgres://{login}@{of['HOST']}:{of['PORT'] or 5432}/{of['NAME']}"


def harming(department, sender, over):
    """Do every harm there is, in turns of their own order, and let go of a share of the files after
    each, and wait until most have gone: the harm is spread over all of the work."""
    harms = [what for _ in range(TURNS) for what in department.shuffled(HARMS)]
    try:
        for done, what in enumerate(harms, 1):
            sender.let_go(COUNT * done // len(harms))
            if over.wait(department.chance.uniform(*PAUSE)):
                return
            department.harm(what)
            sender.wait_for(COUNT * (done - 1) // len(harms))
    except Exception as error:
        sender.wrong.append(f"harm could not be done: {error!r}")
    finally:
        sender.let_go(COUNT)


@pytest.mark.seldom
@pytest.mark.fault
def test_whatever_is_killed_every_file_has_its_effect_once(department, parish):
    manager = parish.who("manager")
    _, token = access.issue_token(manager, manager.reference, name="the sender", now=clock.now())
    folder = parish.folder("HOU", "Department")
    sender = Sender(department.ports, folder.reference, token)
    source = watch(department, manager)
    over = threading.Event()
    beside = [
        threading.Thread(target=harming, args=(department, sender, over)),
        threading.Thread(target=looking, args=(sender, source, over)),
    ]
    began = time.monotonic()
    for one in beside:
        one.start()
    try:
        sender.send(range(COUNT), SENDERS)
        sent = time.monotonic() - began
        until(lambda: sender.wrong or taken() == WATCHED, WITHIN, "the watched folder is taken")
    finally:
        over.set()
        for one in beside:
            one.join()
    assert sender.wrong == [], department.said()
    until(at_rest, WITHIN, f"all work is done\n{department.said()}")
    rested = time.monotonic() - began
    codes = department.stop()
    print(
        f"{COUNT} files in {sent:.0f} s, at rest after {rested:.0f} s,"
        f" stopped after {time.monotonic() - began:.0f} s;"
        f" sent {sender.tries} times,"
        f" the slowest {sorted(sender.waited)[-9:]}; harm: {dict(department.harmed)};"
        f" starts: { {name: one.starts for name, one in department.units.items()} }"
    )
    assert set(codes.values()) == {0}, codes
    found = faults_of(department, sender, COUNT, WATCHED)
    assert found == [], "\n".join(found)


def watch(department, manager):
    """The reference of a source: a folder with files that have stood still for long."""
    for number in range(COUNT, COUNT + WATCHED):
        file = department.watched / f"{number}.txt"
        file.write_bytes(text(number))
        os.utime(file, (LONG_AGO, LONG_AGO))
    draft = SourceDraft("Scans", SourceKind.FOLDER, "HOU", path=str(department.watched))
    return mailboxes.make_source(manager, draft, secret=Secret(), now=clock.now()).reference


def looking(sender, source, over):
    """Ask again and again for a look, as somebody who cannot wait."""
    while not over.wait(1):
        sender.ask_to_look(source)


def taken():
    """How many files of the watched folder are records."""
    return CapturedItem.objects.filter(outcome__in=("captured", "linked")).count()


def at_rest():
    """Whether nothing is left to do."""
    kinds = ("capture.derive", "duplicates.sign", "mailboxes.look")
    return not Job.objects.filter(kind__in=kinds, state__in=("queued", "running")).exists()
