"""Triggers that make the log append-only for whoever writes SQL, on both databases."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("audit_event", "audit_node", "audit_checkpoint")
_REFUSAL = "the audit log is append-only"
_GAP = "audit events are numbered without gaps"
# With INSERT OR REPLACE, SQLite removes rows without asking the DELETE triggers.
_TAKEN = {
    "audit_event": "NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM audit_event)",
    "audit_node": (
        'EXISTS (SELECT 1 FROM audit_node WHERE level = NEW.level AND "index" = NEW."index")'
    ),
    "audit_checkpoint": "EXISTS (SELECT 1 FROM audit_checkpoint WHERE size = NEW.size)",
}


def names(vendor: str) -> set[str]:
    """The names of all triggers that guard the log on `vendor`."""
    verbs = ("update", "delete", "insert") if vendor == "sqlite" else ("change", "truncate")
    guards = {f"{table}_no_{verb}" for table in TABLES for verb in verbs}
    return guards if vendor == "sqlite" else guards | {"audit_event_no_gap"}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; the tables must exist."""
    statements = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    _run(connection, statements)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers."""
    if connection.vendor == "sqlite":
        _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in sorted(names("sqlite"))])
        return
    drops = [
        f"DROP TRIGGER IF EXISTS {name} ON {name.partition('_no_')[0]}"
        for name in sorted(names("postgresql"))
    ]
    functions = ["audit_refuse_change()", "audit_refuse_gap()"]
    _run(connection, drops + [f"DROP FUNCTION IF EXISTS {name}" for name in functions])


def present(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of the log's triggers that are in place and switched on."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()} & names(connection.vendor)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite() -> list[str]:
    return [statement for table in TABLES for statement in _sqlite_table(table)]


def _sqlite_table(table: str) -> list[str]:
    body = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {body}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {body}",
        f"CREATE TRIGGER {table}_no_insert BEFORE INSERT ON {table} WHEN {_TAKEN[table]} {body}",
    ]


def _postgresql() -> list[str]:
    functions = [
        _function("audit_refuse_change", f"RAISE EXCEPTION '{_REFUSAL}';"),
        _function(
            "audit_refuse_gap",
            f"IF {_TAKEN['audit_event']} THEN RAISE EXCEPTION '{_GAP}'; END IF; RETURN NEW;",
        ),
    ]
    guards = [statement for table in TABLES for statement in _postgresql_table(table)]
    return [
        *functions,
        *guards,
        "CREATE TRIGGER audit_event_no_gap BEFORE INSERT ON audit_event"
        " FOR EACH ROW EXECUTE FUNCTION audit_refuse_gap()",
    ]


def _postgresql_table(table: str) -> list[str]:
    refuse = "EXECUTE FUNCTION audit_refuse_change()"
    return [
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        f" FOR EACH STATEMENT {refuse}",
    ]


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
