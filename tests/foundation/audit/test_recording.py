import hashlib
import json
import os
import subprocess
import sys
import threading
from datetime import timedelta, timezone

import pytest
from django.db import connection, connections, transaction
from tests.foundation.audit.flushing import without_triggers
from tests.foundation.audit.helpers import AT, draft, fill

from muniment.foundation.audit import queries
from muniment.foundation.audit.actions import erase_disclosures, origin, record
from muniment.foundation.audit.models import AuditDisclosure, AuditEvent, AuditNode
from muniment.foundation.audit.types import (
    EventFilter,
    FaultKind,
    LogDamaged,
    OutsideTransaction,
)
from muniment.foundation.kernel.errors import NotFound


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction):
        record(draft(), at=AT)
    assert queries.size() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_recorded_and_leaves_no_gap():
    fill(3)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record([draft(), draft()], at=AT)
        raise ZeroDivisionError
    assert fill(2) == [3, 4]
    assert AuditNode.objects.count() == 3
    assert queries.verify().sound


@pytest.mark.django_db
def test_events_are_numbered_from_nought_and_keep_what_they_were_given():
    assert fill(2) == [0, 1]
    event = queries.event(1)
    assert event.at == AT
    assert event.object_reference == "R-0000000001"
    assert json.loads(event.canonical) == {
        "actor": "P-AAAAA-BBBBB",
        "at": "2026-11-21T09:30:00.000000Z",
        "commitments": {},
        "detail": {"path": ["Housing", "Repairs ü.docx"], "size": 1},
        "job": "",
        "kind": "records:record:captured",
        "object": "R-0000000001",
        "origin": "",
        "reason": "Came with the drive",
        "seq": 1,
        "v": 1,
    }
    assert bytes(event.leaf_hash) == hashlib.sha256(b"\0" + event.canonical.encode()).digest()


@pytest.mark.django_db
def test_nothing_to_record_is_no_event():
    assert record([], at=AT) == []
    assert queries.size() == 0


@pytest.mark.django_db
def test_a_malformed_draft_records_none_of_its_batch():
    with pytest.raises(ValueError, match="kind"):
        record([draft(), draft(kind="nonsense")], at=AT)
    assert queries.size() == 0


@pytest.mark.django_db
def test_names_that_no_database_can_hold_do_not_stop_an_event():
    record(draft(reason="a\x00b", detail={"name": "caf\udce9", "\x00": 1}), at=AT)
    assert queries.event(0).reason == "a\ufffdb"
    assert queries.verify().sound


@pytest.mark.django_db
def test_events_say_through_which_door_and_by_which_job_they_came():
    with origin("web 192.0.2.1"):
        record(draft(), at=AT)
        with origin("worker", job="J-1"):
            record([draft(), draft(origin="cli")], at=AT)
    record(draft(), at=AT)
    seen = AuditEvent.objects.order_by("seq").values_list("origin", "job")
    assert list(seen) == [("web 192.0.2.1", ""), ("worker", "J-1"), ("cli", "J-1"), ("", "")]


@pytest.mark.django_db
def test_what_is_personal_enters_only_as_a_commitment_and_can_be_erased(key):
    record(draft(private={"name": "Ms Applewhite"}), at=AT)
    event = queries.event(0)
    row = AuditDisclosure.objects.get()
    expected = hashlib.sha256(bytes(row.salt) + b"Ms Applewhite").hexdigest()
    assert "Applewhite" not in event.canonical
    assert json.loads(event.canonical)["commitments"] == {"name": expected}
    assert queries.disclosures(0) == {"name": "Ms Applewhite"}
    assert erase_disclosures([0], actor="P-1", reason="Asked for", at=AT) == 1
    assert queries.disclosures(0) == {}
    assert queries.event(1).kind == "audit:disclosure:erased"
    assert queries.verify().sound


@pytest.mark.django_db
def test_a_changed_personal_value_is_found():
    record(draft(private={"name": "Ms Applewhite"}), at=AT)
    AuditDisclosure.objects.update(value="Ms Blackwood")
    assert [fault.kind for fault in queries.verify().faults] == [FaultKind.COMMITMENT]


@pytest.mark.django_db
def test_the_same_value_is_committed_to_differently_each_time():
    record([draft(private={"name": "x"}), draft(private={"name": "x"})], at=AT)
    first, second = AuditDisclosure.objects.order_by("seq")
    assert bytes(first.salt) != bytes(second.salt)


@pytest.mark.django_db
def test_a_log_that_lacks_a_node_is_not_continued():
    fill(3)
    with without_triggers():
        AuditNode.objects.all().delete()
    with pytest.raises(LogDamaged):
        fill(1, first=3)


@pytest.mark.django_db
def test_any_batches_give_the_log_that_single_events_give():
    for size in (1, 2, 1, 7, 16, 3, 33, 1):
        fill(size, first=queries.size())
    stored = set(AuditNode.objects.values_list("level", "index"))
    size = queries.size()
    assert stored == {(k, i) for k in range(1, 8) for i in range(size >> k)}
    assert queries.verify().sound


@pytest.mark.django_db
def test_events_are_found_by_actor_object_kind_and_time_in_pages():
    fill(30)
    record(draft(kind="holds:hold:placed", actor="P-1", object_reference="H-1"), at=AT)
    record(draft(kind="holds:hold:placed", actor="P-1", object_reference="h-2"), at=AT)

    def seqs(**wanted):
        return [event.seq for event in queries.events(EventFilter(**wanted))]

    assert seqs(actor="P-1") == [31, 30]
    assert seqs(object_prefix="H-") == [30]
    assert seqs(object_prefix="R-000000000") == list(range(9, -1, -1))
    assert seqs(object_prefix="%") == seqs(object_prefix="R_") == []
    assert seqs(kind_prefix="holds:") == [31, 30]
    assert seqs(until=AT) == []
    assert len(seqs(since=AT)) == 32
    page = queries.events(limit=5)
    assert [event.seq for event in page] == [31, 30, 29, 28, 27]
    assert [event.seq for event in queries.events(before=27, limit=2)] == [26, 25]


@pytest.mark.django_db
def test_an_event_that_is_not_there_is_said_to_be_not_there():
    with pytest.raises(NotFound):
        queries.event(0)


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_leave_no_gap_in_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's writers are processes: see the next test")
    threads = [threading.Thread(target=_write, args=(20,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert queries.size() == 8 * 20 * 3 == AuditEvent.objects.count()
    assert queries.verify().sound


def _write(times):
    try:
        for number in range(times):
            fill(1, first=number)
            fill(2, first=number)
    finally:
        connections.close_all()


WRITERS = """
import os
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from muniment.foundation.audit import queries
from muniment.foundation.audit.models import AuditEvent
from tests.foundation.audit.helpers import fill

call_command("migrate", "audit", verbosity=0)
connection.close()
children = []
for _ in range(3):
    child = os.fork()
    if child == 0:
        for number in range(25):
            fill(1)
            fill(2)
        os._exit(0)
    children.append(child)
assert all(os.waitpid(child, 0)[1] == 0 for child in children)
assert queries.size() == AuditEvent.objects.count() == 3 * 25 * 3, queries.size()
assert queries.verify().sound
"""


def test_many_processes_at_once_leave_no_gap_in_sqlite(body, tmp_path):
    environment = os.environ | {
        "MUNIMENT_DATABASE_URL": f"sqlite:///{tmp_path / 'log.sqlite3'}",
        "MUNIMENT_HOME": str(body),
        "DJANGO_SETTINGS_MODULE": "muniment.config.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    command = [sys.executable, "-c", WRITERS]
    done = subprocess.run(command, env=environment, timeout=60, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("microsecond", [0, 1, 100_000, 999_999])
@pytest.mark.parametrize("hours", [0, 1, -11])
def test_any_time_in_any_zone_is_kept_to_the_microsecond(microsecond, hours):
    zone = timezone(timedelta(hours=hours))
    at = AT.astimezone(zone).replace(microsecond=microsecond)
    record(draft(), at=at)
    assert queries.event(0).at == at
    assert queries.verify().sound
