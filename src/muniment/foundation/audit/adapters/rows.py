"""Putting rows into a table faster than the ORM does, in the transaction that is open."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

COPY_FROM = 10  # fewer rows than these go by plain INSERT


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert `rows`, each with the values of `columns` in order, as the database takes them."""
    if not rows:
        return
    quote = connection.ops.quote_name
    target = f"{quote(model._meta.db_table)} ({', '.join(quote(name) for name in columns)})"
    if connection.vendor == "postgresql" and len(rows) >= COPY_FROM:
        _copy(target, rows)
        return
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        statement = f"INSERT INTO {target} VALUES ({places})"  # noqa: S608
        if len(rows) == 1:
            cursor.execute(statement, rows[0])
        else:
            cursor.executemany(statement, rows)


def _copy(target: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
