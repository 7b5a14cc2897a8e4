"""Copying every row of one database into another that has the same tables, and comparing them.

Values go through Django's fields, which know how each database writes a date or a flag; rows go in
bulk (COPY). Everything is in one transaction of the target, with its triggers off: they would take
the rows for new ones.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import connections, models
from psycopg import sql
from psycopg.types.json import Jsonb

from muniment.exchange.backup.types import MoveFailed

SOURCE, TARGET = "default", "moved_to"
# Kept by Django or made anew there.
LEFT_OUT = frozenset({"django_migrations", "django_cache"})
BATCH = 2000
Progress = Callable[[str, int, int], None]


def tables() -> list[type[models.Model]]:
    """Every table that has a model, once, by its name."""
    found = {one._meta.db_table: one for one in apps.get_models(include_auto_created=True)}
    return [found[name] for name in sorted(found) if name not in LEFT_OUT]


def unknown_tables() -> list[str]:
    """Tables with rows of ours that no model speaks of, which could therefore not be copied."""
    known = {one._meta.db_table for one in tables()} | LEFT_OUT
    with connections[SOURCE].cursor() as cursor:
        names = connections[SOURCE].introspection.table_names(cursor)
    # The words of the search index are made anew.
    return sorted(
        name for name in set(names) - known if not name.startswith(("search_words", "search_known"))
    )


def used_rows() -> dict[str, int]:
    """How many people and events the target knows; blank for one that is as migrations made it."""
    with connections[TARGET].cursor() as cursor:
        names = set(connections[TARGET].introspection.table_names(cursor))
        counts = {}
        for name in sorted({"access_person", "audit_event", "records_record"} & names):
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
            counts[name] = cursor.fetchone()[0]
        return {name: count for name, count in counts.items() if count}


def foreign_tables() -> list[str]:
    """Tables of the target that are not Muniment's."""
    known = {one._meta.db_table for one in tables()} | LEFT_OUT
    with connections[TARGET].cursor() as cursor:
        return sorted(set(connections[TARGET].introspection.table_names(cursor)) - known)


def migrations(alias: str) -> set[tuple[str, str]]:
    """Which migrations have been applied."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return {(app, name) for app, name in cursor.fetchall()}


def copy_all(progress: Progress) -> dict[str, tuple[int, str]]:
    """Fill the target, within its transaction: of each table the rows and their digest. Raises
    MoveFailed where the two differ afterwards."""
    every = tables()
    with connections[TARGET].cursor() as cursor:
        _triggers(cursor, every, "DISABLE")
        _empty(cursor, every)
        for number, model in enumerate(every):
            progress(model._meta.db_table, number, len(every))
            _copy(cursor, model)
        _sequences(cursor, every)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _triggers(cursor, every, "ENABLE")
    progress("comparing", len(every), len(every))
    return _compared(every)


def _compared(every: Sequence[type[models.Model]]) -> dict[str, tuple[int, str]]:
    found, faults = {}, []
    for model in every:
        name = model._meta.db_table
        here, there = digest(model, SOURCE), digest(model, TARGET)
        if here != there:
            faults.append(f"{name} ({here[0]} and {there[0]} rows)")
        found[name] = there
    if faults:
        raise MoveFailed(f"These tables differ after the copy: {', '.join(faults)}.")
    return found


def _empty(cursor: Any, every: Sequence[type[models.Model]]) -> None:
    names = [sql.Identifier(one._meta.db_table) for one in every]
    cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(names)))


def _triggers(cursor: Any, every: Sequence[type[models.Model]], what: str) -> None:
    for one in every:
        statement = sql.SQL("ALTER TABLE {} {} TRIGGER USER")
        cursor.execute(statement.format(sql.Identifier(one._meta.db_table), sql.SQL(what)))


def _copy(cursor: Any, model: type[models.Model]) -> None:
    fields = model._meta.concrete_fields
    names = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), names
    )
    flags = [isinstance(field, models.JSONField) for field in fields]
    with cursor.copy(statement) as copy:
        for row in _rows(model, SOURCE):
            copy.write_row(
                [
                    Jsonb(value) if flag and value is not None else _plain(value)
                    for value, flag in zip(row, flags, strict=True)
                ]
            )


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _rows(model: type[models.Model], alias: str) -> Iterator[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    return iter(rows.iterator(chunk_size=BATCH))


def _sequences(cursor: Any, every: Sequence[type[models.Model]]) -> None:
    """Have the next number be above the highest that is in use."""
    for model in every:
        key = model._meta.pk
        if not isinstance(key, models.AutoField):
            continue
        table, column = model._meta.db_table, key.column
        statement = sql.SQL(
            "SELECT setval(pg_get_serial_sequence(%s, %s),"
            " coalesce((SELECT max({column}) FROM {table}), 1),"
            " EXISTS (SELECT 1 FROM {table}))"
        ).format(column=sql.Identifier(str(column)), table=sql.Identifier(table))
        cursor.execute(statement, [f'"{table}"', column])


def digest(model: type[models.Model], alias: str) -> tuple[int, str]:
    """How many rows a table has, and the SHA-256 over all of them in the order of their keys."""
    found, count = hashlib.sha256(), 0
    for row in sorted(map(_line, _rows(model, alias))) if _by_text(model) else _lines(model, alias):
        found.update(row)
        count += 1
    return count, found.hexdigest()


def _by_text(model: type[models.Model]) -> bool:
    """Whether the two databases may put the keys in another order (collation)."""
    return not isinstance(model._meta.pk, models.AutoField | models.IntegerField)


def _lines(model: type[models.Model], alias: str) -> Iterator[bytes]:
    return map(_line, _rows(model, alias))


def _line(row: Sequence[Any]) -> bytes:
    return json.dumps([_said(value) for value in row], sort_keys=True).encode() + b"\n"


def _said(value: Any) -> Any:
    if isinstance(value, memoryview | bytes):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, Decimal):
        return str(value.normalize())
    return value if isinstance(value, str | int | float | bool | dict | list | None) else str(value)
