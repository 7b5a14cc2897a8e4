"""Everything that the database holds, to be compared before and after."""

import hashlib
from functools import cache

from django.apps import apps
from django.db import connection

# Noting that a request was carried out, or a token used, is not a change of what is kept.
BESIDE = {"jobs_carriedout", "django_session"}
BESIDE_COLUMNS = {("access_token", "last_used_at"), ("access_person", "last_login")}


@cache
def tables():
    """The tables of every model, but for those that only note requests."""
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(name for name in names if name not in BESIDE)


def rows_of(table):
    """The rows of a table as text, in no particular order."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {_columns(table)} FROM "{table}"')
        return sorted(map(repr, cursor.fetchall()))


@cache
def _columns(table):
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    kept = [one.name for one in found if (table, one.name) not in BESIDE_COLUMNS]
    return ", ".join(f'"{name}"' for name in kept)


def state(*, without=()):
    """A digest of each table."""
    with connection.cursor() as cursor:
        cursor.execute(_which_hold_anything())  # one question in place of a hundred
        holds = dict(zip(tables(), cursor.fetchone(), strict=True))
    return {
        table: hashlib.sha256("\n".join(rows_of(table)).encode()).hexdigest()
        if holds[table]
        else ""
        for table in tables()
        if table not in without
    }


@cache
def _which_hold_anything():
    return "SELECT " + ", ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in tables())


def changed(before, after):
    """The tables that differ."""
    return sorted(table for table in before if before[table] != after[table])
