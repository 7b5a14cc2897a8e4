"""On PostgreSQL what the same people may see is found by itself, and laid over what has the words."""

from django.db import migrations

MADE = (
    "CREATE INDEX search_audience ON search_searchdocument (audience_id) WHERE state <> 'set_aside'"
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MADE)


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_audience")


class Migration(migrations.Migration):
    dependencies = [("search", "0006_opened_after")]
    operations = [migrations.RunPython(make, take_away)]
