"""The index: a row for each record beside the words it is found by.

The words are in an FTS5 table (`search_words`, same number) on SQLite and in the column `terms`
with a GIN index on PostgreSQL; migration 0002 makes both, and the triggers that keep this row's
access and place in step with the record's in the very statement that changes them.
"""

from django.db import models


class SearchDocument(models.Model):
    """What a search trims and orders by, so that it need not touch the record."""

    record_id = models.BigIntegerField(primary_key=True)
    audience_id = models.BigIntegerField()
    file_class_id = models.BigIntegerField()
    folder_id = models.BigIntegerField()
    record_date = models.DateField()
    puid = models.CharField(max_length=40, blank=True)
    extension = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=12)

    class Meta:
        indexes = [
            models.Index(
                fields=["-record_date", "-record_id", "audience_id"], name="search_newest"
            ),
            models.Index(fields=["file_class_id"], name="search_class"),
        ]
