"""Lets Django empty the tables between tests, which the log's triggers rightly refuse.

Loaded for all tests by `tests/conftest.py`. It does what a database owner with ill intent could
do; that such a deed is found out is what the tests of this room show.
"""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from muniment.foundation.audit.adapters import triggers


@contextmanager
def without_triggers():
    """Within it, the log's tables can be written as by the owner of the database."""
    if connection.vendor == "postgresql":
        with _replica_role():
            yield
        return
    guarded = bool(triggers.present(connection))
    triggers.remove(connection)
    try:
        yield
    finally:
        if guarded:
            triggers.install(connection)


@contextmanager
def _replica_role():
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = origin")


@pytest.fixture(scope="session", autouse=True)
def flush_past_triggers():
    """Wrap Django's flush for the whole run."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def lifted(operations, sql_list):
        with without_triggers():
            plain(operations, sql_list)

    BaseDatabaseOperations.execute_sql_flush = lifted
    yield
    BaseDatabaseOperations.execute_sql_flush = plain
