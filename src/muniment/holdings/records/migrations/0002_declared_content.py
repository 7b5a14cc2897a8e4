"""The database itself refuses to delete records and to change what was declared."""

from django.db import migrations

from muniment.holdings.records.adapters.triggers import install, remove


def guard(apps, schema_editor):
    install(schema_editor.connection)


def unguard(apps, schema_editor):
    remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
