"""Indexes that Django makes by itself and nothing reads."""

from django.db.backends.base.base import BaseDatabaseWrapper

_TABLE = "records_record"


def drop_needless(connection: BaseDatabaseWrapper) -> None:
    """Drop the index of classes alone, which `record_in_class` begins with, and that for searching
    references by their beginning, which nobody does."""
    with connection.cursor() as cursor:
        for name in sorted(needless(connection)):
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")


def needless(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of those that are there."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, _TABLE)
    return {
        name
        for name, one in found.items()
        if one["index"]
        and not one["unique"]
        and (one["columns"] == ["file_class_id"] or name.endswith("_like"))
    }
