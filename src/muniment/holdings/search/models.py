"""The index: a row for each record beside the words it is found by.

The words are in an FTS5 table (`search_words`, same key) on SQLite and in the column `terms` with
a GIN index on PostgreSQL. Migrations make both, and the triggers that keep this row's access and
place in step with the record's in the very statement that changes them.
"""

from django.db import models


class SearchDocument(models.Model):
    """What a search trims and orders by, so that it need not touch the record.

    `key` is `rules.key_of`: the records that one circle of people may see lie side by side, so
    that a search reads those of its reader and passes over all others at once.
    """

    key = models.BigIntegerField(primary_key=True)
    record_id = models.BigIntegerField(unique=True)
    audience_id = models.BigIntegerField()
    file_class_id = models.BigIntegerField()
    folder_id = models.BigIntegerField()
    record_date = models.DateField()
    puid = models.CharField(max_length=40, blank=True)
    extension = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=12)
    size = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["file_class_id"], name="search_class")]


class WordWeights(models.Model):
    """What the words of a record weigh in it, as `rules.packed` writes it: for the order of few
    results. Apart from the row above, which stays short."""

    record_id = models.BigIntegerField(primary_key=True)
    packed = models.TextField()


class SavedSearch(models.Model):
    """A search that a person keeps by a name, for themselves and the units it is shared with."""

    reference = models.CharField(max_length=40, unique=True)
    owner = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    text = models.CharField(max_length=2000)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_search_name"),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(text=""), name="saved_search_says_what"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class SharedWith(models.Model):
    """A unit whose people, with those of the units below it, can use a saved search; or one
    person who can."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="shared")
    unit = models.CharField(max_length=40, blank=True)
    person = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["search", "unit", "person"], name="saved_search_shared_once"
            ),
            models.CheckConstraint(
                condition=models.Q(unit="") ^ models.Q(person=""), name="saved_search_shared_with"
            ),
        ]


class Follower(models.Model):
    """A person who is told of what a saved search finds anew for them. `known` are the numbers of
    the newest records that it found when it was last looked at; nothing up to `floor` is new."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="followers")
    person = models.CharField(max_length=40)
    known = models.JSONField(default=list)
    floor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "person"], name="saved_search_followed_once")
        ]


class Asked(models.Model):
    """A search that somebody made: the log of the search service. What people look for is
    personal data: it is shown to few, kept for some days, and is in no audit event. What was
    opened is not kept, only that something was, and how soon."""

    at = models.DateTimeField()
    person = models.CharField(max_length=40)
    text = models.CharField(max_length=2000)
    places = models.CharField(max_length=2000, blank=True)
    total = models.BigIntegerField()
    milliseconds = models.PositiveIntegerField()
    door = models.CharField(max_length=12)
    opened_after = models.PositiveIntegerField(null=True)  # seconds until a result was opened

    class Meta:
        indexes = [models.Index(fields=["at"], name="search_asked_at")]


class SearchCertificate(models.Model):
    """A statement that a search was made, of what, where and with what result. `places` are those
    searched, as they were ticked and written; a search that found nothing names every place."""

    reference = models.CharField(max_length=40, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=40)
    request = models.CharField(max_length=500)
    text = models.CharField(max_length=2000)
    total = models.BigIntegerField()
    searched_at = models.DateTimeField()
    searched_by = models.CharField(max_length=40)
    places = models.JSONField(default=list)
    remarks = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.reference
