"""New dates are written a million at a time: what every one of them would have to be entered in for
nothing goes, and the guard of what was declared looks at what it guards alone."""

import django.db.models.deletion
from django.db import migrations, models

from muniment.holdings.records.adapters import indexes
from muniment.holdings.records.adapters.triggers import install, remove


def lighten(apps, schema_editor):
    indexes.drop_needless(schema_editor.connection)
    remove(schema_editor.connection)
    install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_set_aside")]
    operations = [
        migrations.RemoveIndex("record", "record_in_folder"),
        migrations.SeparateDatabaseAndState(
            # Through SQL: to alter the field, SQLite would make the table anew, without triggers.
            database_operations=[migrations.RunPython(lighten, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    "record",
                    "file_class",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="fileplan.fileclass",
                    ),
                )
            ],
        ),
    ]
