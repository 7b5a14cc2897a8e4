"""The index laid out anew: by who may see, with what each word weighs, words near each other and
sizes. Where there are records, all of them are indexed again by a job; until it is done those
that it has not reached are not found."""

from django.db import migrations, models

from muniment.foundation.kernel import clock

KEPT_IN_STEP = "audience_id, file_class_id, folder_id, record_date, state, size"
# As rules.key_of reckons it.
KEY = """((CASE NEW.state WHEN 'set_aside' THEN CAST(1 AS bigint) ELSE 0 END << 62)
          | (CAST(NEW.audience_id AS bigint) << 32) | NEW.id)"""
FOLLOWS = f"""UPDATE search_searchdocument SET key = {KEY}, audience_id = NEW.audience_id,
           file_class_id = NEW.file_class_id, folder_id = NEW.folder_id,
           record_date = NEW.record_date, state = NEW.state, size = NEW.size
         WHERE record_id = NEW.id;"""
WORDS = "title, path, body, tail, marks"

SQLITE = [
    """CREATE VIRTUAL TABLE search_words USING fts5(
           title, path, body, tail, marks, tokenize = "ascii tokenchars '_'", prefix = '2 3 4 5 6')""",
    "CREATE VIRTUAL TABLE search_known USING fts5vocab('search_words', 'row')",
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
    "ALTER TABLE search_searchdocument ADD COLUMN terms tsvector NOT NULL DEFAULT ''",
    # Words go out of line, so that counting reads few pages however long the texts are.
    "ALTER TABLE search_searchdocument SET (toast_tuple_target = 128)",
    # Words wait in a list of 4 MB at most and go into the index together: twice as fast.
    "CREATE INDEX search_terms ON search_searchdocument USING gin (terms) WITH (fastupdate = on)",
    f"""CREATE OR REPLACE FUNCTION search_follows_record() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN {FOLLOWS} RETURN NULL; END $$""",
    f"""CREATE TRIGGER search_follows_record AFTER UPDATE OF {KEPT_IN_STEP} ON records_record
        FOR EACH ROW EXECUTE FUNCTION search_follows_record()""",
]


def take_away(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    schema_editor.execute(
        "DROP TRIGGER search_follows_record" + (" ON records_record" * (vendor == "postgresql"))
    )
    if vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_words")


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in SQLITE if vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def index_again(apps, schema_editor):
    if not apps.get_model("records", "Record").objects.exists():
        return
    now = clock.now()
    apps.get_model("jobs", "Job").objects.create(
        kind="search.reindex", run_as="system", not_before=now, created_at=now
    )


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_words"),
        ("records", "0005_lighter_dates"),
        ("jobs", "0001_initial"),
    ]
    operations = [
        migrations.RunPython(take_away, migrations.RunPython.noop),
        migrations.DeleteModel("SearchDocument"),
        migrations.CreateModel(
            "SearchDocument",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("record_id", models.BigIntegerField(unique=True)),
                ("audience_id", models.BigIntegerField()),
                ("file_class_id", models.BigIntegerField()),
                ("folder_id", models.BigIntegerField()),
                ("record_date", models.DateField()),
                ("puid", models.CharField(blank=True, max_length=40)),
                ("extension", models.CharField(blank=True, max_length=12)),
                ("state", models.CharField(max_length=12)),
                ("size", models.BigIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["file_class_id"], name="search_class")],
            },
        ),
        migrations.CreateModel(
            "WordWeights",
            fields=[
                ("record_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("packed", models.TextField()),
            ],
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
        migrations.RunPython(index_again, migrations.RunPython.noop),
    ]
