"""What was merged into another record stays out of every count when its place or readers change:
the trigger keeps it in the index as what is set aside."""

from django.db import migrations

from muniment.foundation.kernel import clock

KEPT_IN_STEP = "audience_id, file_class_id, folder_id, record_date, state, size"
OUT_OF_SIGHT = "NEW.state IN ('set_aside', 'merged')"
# As rules.key_of reckons it.
KEY = f"""((CASE WHEN {OUT_OF_SIGHT} THEN CAST(1 AS bigint) ELSE 0 END << 62)
          | (CAST(NEW.audience_id AS bigint) << 32) | NEW.id)"""
FOLLOWS = f"""UPDATE search_searchdocument SET key = {KEY}, audience_id = NEW.audience_id,
           file_class_id = NEW.file_class_id, folder_id = NEW.folder_id,
           record_date = NEW.record_date, size = NEW.size,
           state = CASE WHEN {OUT_OF_SIGHT} THEN 'set_aside' ELSE NEW.state END
         WHERE record_id = NEW.id;"""
WORDS = "title, path, body, tail, marks"
SQLITE = [
    "DROP TRIGGER search_follows_record",
    f"""CREATE TRIGGER search_follows_record AFTER UPDATE OF {KEPT_IN_STEP} ON records_record
        BEGIN
          INSERT INTO search_words (rowid, {WORDS})
            SELECT {KEY}, {WORDS} FROM search_words WHERE rowid =
              (SELECT key FROM search_searchdocument WHERE record_id = NEW.id AND key <> {KEY});
          DELETE FROM search_words WHERE rowid =
            (SELECT key FROM search_searchdocument WHERE record_id = NEW.id AND key <> {KEY});
          {FOLLOWS}
        END""",
]
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION search_follows_record() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN {FOLLOWS} RETURN NULL; END $$""",
]


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in SQLITE if vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def index_again(apps, schema_editor):
    if not apps.get_model("records", "Record").objects.filter(state="merged").exists():
        return
    now = clock.now()
    apps.get_model("jobs", "Job").objects.create(
        kind="search.reindex", run_as="system", not_before=now, created_at=now
    )


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0007_who_may_see"),
        ("records", "0010_merged"),
        ("jobs", "0001_initial"),
    ]
    operations = [
        migrations.RunPython(make, migrations.RunPython.noop),
        migrations.RunPython(index_again, migrations.RunPython.noop),
    ]
