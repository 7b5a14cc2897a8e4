"""The database itself refuses to change or remove what the log holds, and to leave gaps."""

from django.db import migrations

from muniment.foundation.audit.adapters.triggers import install, remove

# PostgreSQL's plain indexes cannot find prefixes unless the database's collation is C.
PREFIX_INDEXED = ("kind", "object_reference")


def guard(apps, schema_editor):
    install(schema_editor.connection)


def unguard(apps, schema_editor):
    remove(schema_editor.connection)


def index_prefixes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in PREFIX_INDEXED:
            schema_editor.execute(
                f"CREATE INDEX audit_event_{column}_prefix"
                f" ON audit_event ({column} text_pattern_ops, seq)"
            )


def drop_prefixes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in PREFIX_INDEXED:
            schema_editor.execute(f"DROP INDEX audit_event_{column}_prefix")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunPython(index_prefixes, drop_prefixes),
        migrations.RunPython(guard, unguard),
    ]
