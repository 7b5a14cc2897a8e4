"""Triggers that keep declared content as it is, whoever writes SQL, on both databases.

They repeat what no verb does: a record is never deleted and keeps its reference, its state does
not go back, and content leaves a component only while the record is being destroyed, or when it
was merged into another that has the same.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

_FIXED = ("record_id", "ordinal", "role", "sha256", "size")
_KEPT = "a record is never deleted: it ends by disposal, which leaves a stub"
_SET = "declared content cannot be changed"
_RECORD_CHANGES = (
    "NEW.id <> OLD.id OR NEW.reference <> OLD.reference"
    " OR (OLD.state = 'destroyed' AND NEW.state <> 'destroyed')"
    " OR (OLD.state = 'merged' AND NEW.state <> 'merged')"
    " OR (OLD.state = 'destroying' AND NEW.state NOT IN ('destroying', 'destroyed'))"
)
_LEAVES_DECLARED = (
    "NEW.blob_id IS NOT NULL OR (SELECT state FROM records_record WHERE id = OLD.record_id)"
    " NOT IN ('destroying', 'merged')"
)
_DIFFERENT = {
    "sqlite": "NEW.blob_id IS NOT OLD.blob_id",
    "postgresql": "NEW.blob_id IS DISTINCT FROM OLD.blob_id",
}
# With INSERT OR REPLACE, SQLite removes rows without asking the DELETE triggers.
_TAKEN = {
    "records_record": (
        "EXISTS (SELECT 1 FROM records_record WHERE id = NEW.id)"
        " OR EXISTS (SELECT 1 FROM records_record WHERE reference = NEW.reference)"
    ),
    "records_component": (
        "EXISTS (SELECT 1 FROM records_component WHERE id = NEW.id)"
        " OR EXISTS (SELECT 1 FROM records_component"
        " WHERE record_id = NEW.record_id AND ordinal = NEW.ordinal)"
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; the tables must exist."""
    _run(connection, _sqlite() if connection.vendor == "sqlite" else _postgresql())


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers."""
    if connection.vendor == "sqlite":
        _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in sorted(names("sqlite"))])
        return
    drops = [
        f"DROP TRIGGER IF EXISTS {name} ON {name.partition('_no_')[0]}"
        for name in sorted(names("postgresql"))
    ]
    functions = ("records_refuse_delete", "records_refuse_record", "records_refuse_component")
    _run(connection, drops + [f"DROP FUNCTION IF EXISTS {name}()" for name in functions])


def names(vendor: str) -> set[str]:
    """The names of all triggers on `vendor`."""
    verbs = ("delete", "change", "insert") if vendor == "sqlite" else ("delete", "change")
    return {f"{table}_no_{verb}" for table in _TAKEN for verb in verbs}


def present(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of those that are in place and switched on."""
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


def _component_changes(vendor: str) -> str:
    fixed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _FIXED)
    return f"{fixed} OR ({_DIFFERENT[vendor]} AND ({_LEAVES_DECLARED}))"


# A change of a rule writes the dates of a million records: where a statement names none of these,
# the guard is not asked. SQLite has more than one name for the number of a row.
_GUARDED = {
    "records_record": " OF id, rowid, oid, _rowid_, reference, state",
    "records_component": "",
}


def _sqlite() -> list[str]:
    kept, fixed = (f"BEGIN SELECT RAISE(ABORT, '{words}'); END" for words in (_KEPT, _SET))
    changes = {
        "records_record": _RECORD_CHANGES,
        "records_component": _component_changes("sqlite"),
    }
    return [
        statement
        for table, taken in _TAKEN.items()
        for statement in (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {kept}",
            f"CREATE TRIGGER {table}_no_insert BEFORE INSERT ON {table} WHEN {taken} {fixed}",
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE{_GUARDED[table]} ON {table}"
            f" WHEN {changes[table]} {fixed}",
        )
    ]


def _postgresql() -> list[str]:
    component = _component_changes("postgresql")
    return [
        _function("records_refuse_delete", f"RAISE EXCEPTION '{_KEPT}';"),
        _function("records_refuse_record", f"RAISE EXCEPTION '{_SET}';"),
        _function("records_refuse_component", _refuse_if(component)),
        *(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION records_refuse_delete()"
            for table in _TAKEN
        ),
        "CREATE TRIGGER records_component_no_change BEFORE UPDATE ON records_component"
        " FOR EACH ROW EXECUTE FUNCTION records_refuse_component()",
        # Asked outside the function, which need not be called for each of a million dates.
        "CREATE TRIGGER records_record_no_change BEFORE UPDATE ON records_record"
        f" FOR EACH ROW WHEN ({_RECORD_CHANGES}) EXECUTE FUNCTION records_refuse_record()",
    ]


def _refuse_if(condition: str) -> str:
    return f"IF {condition} THEN RAISE EXCEPTION '{_SET}'; END IF; RETURN NEW;"


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
