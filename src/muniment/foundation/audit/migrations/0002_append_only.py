"""The database itself refuses to change or remove what the log holds, and to leave gaps."""

from django.db import migrations

from muniment.foundation.audit.adapters.triggers import install, remove


def forwards(apps, schema_editor):
    install(schema_editor.connection)


def backwards(apps, schema_editor):
    remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
