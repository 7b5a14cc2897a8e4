"""A record on its way out does not come back to being set aside either."""

from django.db import migrations

from muniment.holdings.records.adapters.triggers import install, remove


def anew(apps, schema_editor):
    remove(schema_editor.connection)
    install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0003_backlog_index")]
    operations = [migrations.RunPython(anew, migrations.RunPython.noop)]
