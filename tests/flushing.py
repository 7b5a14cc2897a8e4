"""Empties the tables after a test that commits: those only that hold something.

On PostgreSQL a TRUNCATE makes new files for every table and index of the body and waits until
they are on the disk, which took longer than most tests.
"""

import pytest
from django.core.management.commands import flush
from django.db import connection

# Every number that has been given is given again, from the first.
COUNT_AGAIN = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) "
    "FROM pg_sequences WHERE last_value IS NOT NULL"
)


@pytest.fixture(scope="session", autouse=True)
def fill_nothing_again():
    """Leave out what Django does after each emptying: it writes permissions and content types of
    every model anew, which nothing of ours asks for."""
    plain = flush.emit_post_migrate_signal
    flush.emit_post_migrate_signal = lambda *arguments, **more: None
    yield
    flush.emit_post_migrate_signal = plain


@pytest.fixture(scope="session", autouse=True)
def flush_what_holds_rows():
    """Replace what Django would empty PostgreSQL's tables with, for the whole run."""
    operations = type(connection.ops)
    if connection.vendor != "postgresql":
        yield
        return
    plain = operations.sql_flush
    operations.sql_flush = _deletions
    yield
    operations.sql_flush = plain


def _deletions(operations, style, tables, *, reset_sequences=False, allow_cascade=False):
    quoted = {table: operations.quote_name(table) for table in tables}
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name})" for table, name in quoted.items()
    )
    with operations.connection.cursor() as cursor:
        cursor.execute(asked)
        emptied = [f"DELETE FROM {quoted[table]}" for (table,) in cursor.fetchall()]
    return [*emptied, COUNT_AGAIN] if reset_sequences else emptied
