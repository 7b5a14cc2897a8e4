"""What was declared stays as it is, for every verb, for the ORM and for plain SQL."""

import pytest
from django.db import DatabaseError, connection, transaction
from tests.holdings.parish import codes
from tests.holdings.records.flushing import without_triggers

from muniment.foundation.content import queries as content
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.records import actions, queries
from muniment.holdings.records.actions.ending import begin_destruction, finish_destruction
from muniment.holdings.records.adapters import indexes, triggers
from muniment.holdings.records.models import Component, Record

STATEMENTS = {
    "a record is deleted": "DELETE FROM records_record WHERE id = {record}",
    "its content is deleted": "DELETE FROM records_component WHERE record_id = {record}",
    "its reference changes": "UPDATE records_record SET reference = 'R-0' WHERE id = {record}",
    "the digest changes": "UPDATE records_component SET sha256 = '0' WHERE record_id = {record}",
    "the size changes": "UPDATE records_component SET size = 1 WHERE record_id = {record}",
    "the role changes": "UPDATE records_component SET role = 'x' WHERE record_id = {record}",
    "other content": "UPDATE records_component SET blob_id = '{other}' WHERE record_id = {record}",
    "no content": "UPDATE records_component SET blob_id = NULL WHERE record_id = {record}",
    "another record": "UPDATE records_component SET record_id = {twin} WHERE record_id = {record}",
}


@pytest.fixture
def filed(parish):
    folder = parish.folder()
    first = parish.upload(folder, b"what was decided", "minutes.txt")
    second = parish.upload(folder, b"something else", "other.txt")
    rows = Record.objects.in_bulk([first.record, second.record], field_name="reference")
    return rows[first.record], rows[second.record]


def _said(statement, filed):
    other = filed[1].components.get().sha256
    return statement.format(record=filed[0].pk, twin=filed[1].pk, other=other)


@pytest.mark.parametrize("what", STATEMENTS)
def test_the_database_refuses_that(what, filed):
    with (
        pytest.raises(DatabaseError, match=r"declared content|never deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(_said(STATEMENTS[what], filed))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the names are those of SQLite")
@pytest.mark.parametrize("name", ["id", "rowid", "oid", "_rowid_", "ROWID"])
def test_no_name_of_the_number_gets_around_the_guard(name, filed):
    with (
        pytest.raises(DatabaseError, match="declared content"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE records_record SET {name} = 999 WHERE id = {filed[1].pk}")


def test_there_is_no_index_that_dates_would_be_written_into_for_nothing(db):
    assert not indexes.needless(connection)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="REPLACE is a word of SQLite")
@pytest.mark.parametrize("table", ["records_record", "records_component"])
def test_replacing_a_row_is_refused_like_deleting_it(table, filed):
    pk = filed[0].pk if table == "records_record" else filed[0].components.get().pk
    with (
        pytest.raises(DatabaseError, match="declared content"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = {pk}")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite drops them")
def test_it_is_the_triggers_that_refuse(filed):
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(_said(STATEMENTS["the digest changes"], filed))
    assert filed[0].components.get().sha256 == "0"


def test_all_triggers_are_in_place_after_the_migrations(db):
    assert triggers.present(connection) == triggers.names(connection.vendor)


def test_a_record_and_its_components_cannot_be_deleted_or_saved_differently_through_models(filed):
    component = filed[0].components.get()
    component.sha256 = "f" * 64
    attempts = [component.save, component.delete, filed[0].delete, Component.objects.all().delete]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert content.store().open(Component.objects.first().sha256).read() == b"what was decided"


def test_content_leaves_only_in_a_destruction_and_the_stub_keeps_digest_and_size(filed, parish):
    before = filed[0].components.get()
    with transaction.atomic():
        begin_destruction([actions.lock_for_disposal(filed[0].pk)], now=parish.now)
    with transaction.atomic():
        finish_destruction([actions.lock_record(filed[0].pk)], at=parish.now)
    after = Component.objects.get(pk=before.pk)
    assert (after.sha256, after.size, after.blob_id) == (before.sha256, before.size, None)
    for state in ("declared", "destroying"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Record.objects.filter(pk=filed[0].pk).update(state=state, destroyed_at=None)


@pytest.mark.parametrize(
    "changes",
    [{"sha256": "0"}, {"size": 1}, {"reference": "R-1"}, {"state": "destroyed"}, {"puid": "x"}],
)
def test_no_verb_changes_what_was_declared(changes, filed, parish):
    with pytest.raises(Refused) as refusal:
        actions.change_record(
            parish.who("manager"), filed[0].reference, changes=changes, reason="x", now=parish.now
        )
    assert codes(refusal) == ["not_editable"]


def test_what_comes_out_is_what_went_in(parish):
    data = bytes(range(256)) * 1000
    filed = parish.upload(parish.folder(), data, "odd.bin")
    _, stream = actions.read_content(parish.who("clerk"), filed.record, now=parish.now)
    assert stream.read() == data
    again = parish.upload(parish.folder(title="Other"), data, "odd.bin")
    found = queries.record_named(parish.who("clerk"), filed.record)
    assert (again.record, found.size) == (found.reference, len(data))
