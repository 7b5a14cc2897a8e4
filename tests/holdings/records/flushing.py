"""Lets Django empty the tables between tests, which the triggers on records rightly refuse.

Loaded for all tests by `tests/conftest.py`. On PostgreSQL the audit log's plugin, which sets the
role of a replica, has lifted every trigger already.
"""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from muniment.holdings.records.adapters import triggers


@contextmanager
def without_triggers():
    """Within it, records can be deleted as by the owner of an SQLite database."""
    guarded = connection.vendor == "sqlite" and bool(triggers.present(connection))
    if guarded:
        triggers.remove(connection)
    try:
        yield
    finally:
        if guarded:
            triggers.install(connection)


@pytest.fixture(scope="session", autouse=True)
def flush_past_record_triggers():
    """Wrap Django's flush for the whole run."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def lifted(operations, sql_list):
        with without_triggers():
            plain(operations, sql_list)

    BaseDatabaseOperations.execute_sql_flush = lifted
    yield
    BaseDatabaseOperations.execute_sql_flush = plain
