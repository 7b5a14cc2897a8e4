"""The words of the index, and the triggers that keep its rows in step with the records."""

from django.db import migrations

KEPT_IN_STEP = "audience_id, file_class_id, folder_id, record_date, state"

SQLITE = [
    """CREATE VIRTUAL TABLE search_words USING fts5(
           title, path, body, tokenize = "ascii tokenchars '_'", prefix = '2 3 4 5 6')""",
    f"""CREATE TRIGGER search_follows_record AFTER UPDATE OF {KEPT_IN_STEP} ON records_record
        BEGIN
          UPDATE search_searchdocument SET audience_id = NEW.audience_id,
            file_class_id = NEW.file_class_id, folder_id = NEW.folder_id,
            record_date = NEW.record_date, state = NEW.state
          WHERE record_id = NEW.id;
        END""",
]

POSTGRESQL = [
    "ALTER TABLE search_searchdocument ADD COLUMN terms tsvector NOT NULL DEFAULT ''",
    # Words go out of line, so that counting reads few pages however long the texts are.
    "ALTER TABLE search_searchdocument SET (toast_tuple_target = 128)",
    # Words wait in a list of 4 MB at most and go into the index together: twice as fast.
    "CREATE INDEX search_terms ON search_searchdocument USING gin (terms) WITH (fastupdate = on)",
    """CREATE FUNCTION search_follows_record() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE search_searchdocument SET audience_id = NEW.audience_id,
           file_class_id = NEW.file_class_id, folder_id = NEW.folder_id,
           record_date = NEW.record_date, state = NEW.state
         WHERE record_id = NEW.id;
         RETURN NULL;
       END $$""",
    f"""CREATE TRIGGER search_follows_record AFTER UPDATE OF {KEPT_IN_STEP} ON records_record
        FOR EACH ROW EXECUTE FUNCTION search_follows_record()""",
]


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in SQLITE if vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("records", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
