"""The database itself refuses to change the log, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction
from tests.foundation.audit.flushing import without_triggers
from tests.foundation.audit.helpers import fill, sign

from muniment.foundation.audit import queries
from muniment.foundation.audit.adapters import triggers
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.audit.types import FaultKind

FORBIDDEN = [
    "UPDATE audit_event SET actor = 'P-2' WHERE seq = 1",
    "UPDATE audit_event SET seq = 99 WHERE seq = 2",
    "DELETE FROM audit_event WHERE seq = 2",
    "DELETE FROM audit_event",
    "UPDATE audit_node SET hash = hash",
    "DELETE FROM audit_node",
    "UPDATE audit_checkpoint SET size = 2",
    "DELETE FROM audit_checkpoint",
]
COPY = "INSERT {into} audit_event SELECT {seq}, at, kind, actor, job, origin, object_reference,"
COPY += " reason, canonical, leaf_hash FROM audit_event WHERE seq = 0"


def execute(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def log(key, db):
    fill(3)
    sign()


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_is_logged_cannot_be_changed_or_deleted(statement, log):
    with pytest.raises(DatabaseError, match="append-only"):
        execute(statement)
    assert queries.verify().sound


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_without_the_triggers_it_could(statement, log):
    with without_triggers():
        execute(statement)


@pytest.mark.parametrize("table", triggers.TABLES)
def test_the_log_cannot_be_truncated(table, log):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="append-only"):
        execute(f"TRUNCATE {table}")


@pytest.mark.parametrize("seq", [7, 4, -1])
def test_a_number_cannot_be_left_out(seq, log):
    with pytest.raises(DatabaseError, match=r"append-only|without gaps"):
        execute(COPY.format(into="INTO", seq=seq))


@pytest.mark.parametrize("seq", [0, 2])
def test_an_event_cannot_be_replaced_by_inserting_over_it(seq, log):
    into = "OR REPLACE INTO" if connection.vendor == "sqlite" else "INTO"
    with pytest.raises(DatabaseError):
        execute(COPY.format(into=into, seq=seq))
    assert AuditEvent.objects.count() == 3
    assert queries.verify().sound


@pytest.mark.parametrize("table", ["audit_node", "audit_checkpoint"])
def test_nodes_and_checkpoints_cannot_be_replaced_by_inserting_over_them(table, log):
    into = "OR REPLACE INTO" if connection.vendor == "sqlite" else "INTO"
    with pytest.raises(DatabaseError):
        execute(f"INSERT {into} {table} SELECT * FROM {table}")


@pytest.mark.django_db
def test_every_trigger_is_in_place_and_a_missing_one_is_reported():
    assert triggers.present(connection) == triggers.names(connection.vendor)
    triggers.remove(connection)
    faults = queries.verify().faults
    assert {fault.kind for fault in faults} == {FaultKind.TRIGGER}
    assert len(faults) == len(triggers.names(connection.vendor))
    triggers.install(connection)
    assert queries.verify().sound
