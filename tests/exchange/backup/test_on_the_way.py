"""What a body asks of the way to its database counts for backups, restores and moving up, too."""

import psycopg
import pytest
from django.db import connection, connections

from muniment.exchange.backup.actions import moving_up
from muniment.exchange.backup.adapters import databases, transfer

ENCRYPTED = {"sslmode": "require"}


@pytest.mark.django_db
def test_a_backup_is_not_taken_in_the_clear_where_the_database_is_asked_encrypted(
    tmp_path, monkeypatch
):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no way to go")
    with connection.cursor() as cursor:
        cursor.execute("SHOW ssl")
        if cursor.fetchone()[0] == "on":
            pytest.skip("the server of the tests can be asked encrypted")
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", ENCRYPTED)
    with (
        pytest.raises(psycopg.OperationalError, match="SSL"),
        databases.snapshot(tmp_path / "all"),
    ):
        pass
    assert databases.url_of(tmp_path, "restored").endswith("/restored?sslmode=require")


def test_a_database_is_moved_up_by_the_way_that_its_url_names():
    with moving_up._target("postgres://muniment@127.0.0.1/none?sslmode=verify-full"):
        assert connections[transfer.TARGET].settings_dict["OPTIONS"] == {"sslmode": "verify-full"}
    with moving_up._target("postgres://muniment@127.0.0.1/none"):
        assert connections[transfer.TARGET].settings_dict["OPTIONS"] == {}
