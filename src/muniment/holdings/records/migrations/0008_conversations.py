"""Conversations of messages, what a message says, and the headers of each copy of one."""

from django.db import migrations, models
from django.db.models import Q

COLUMNS = {"sameness": 64, "thread": 40}


def add(apps, schema_editor):
    for name, length in COLUMNS.items():
        schema_editor.execute(
            f"ALTER TABLE records_record ADD COLUMN {name} varchar({length}) NOT NULL DEFAULT ''"
        )


class Migration(migrations.Migration):
    dependencies = [("records", "0007_field_values")]
    operations = [
        migrations.CreateModel(
            name="Thread",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("root", models.CharField(db_index=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="ThreadKey",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("thread", models.CharField(max_length=40)),
            ],
        ),
        migrations.AddField("found", "headers", models.BinaryField(null=True)),
        migrations.SeparateDatabaseAndState(
            # Through SQL: to add such a field, SQLite would make the table anew, without triggers.
            database_operations=[migrations.RunPython(add, migrations.RunPython.noop)],
            state_operations=[
                migrations.AddField(
                    "record", name, models.CharField(blank=True, max_length=length, default="")
                )
                for name, length in COLUMNS.items()
            ],
        ),
        migrations.AddIndex(
            "record",
            models.Index(fields=["sameness"], name="record_sameness", condition=~Q(sameness="")),
        ),
        migrations.AddIndex(
            "record", models.Index(fields=["thread"], name="record_thread", condition=~Q(thread=""))
        ),
    ]
