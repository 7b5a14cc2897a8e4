"""Folders, records, their components and the places they were found in."""

from django.db import models
from django.db.models import F, Q

from muniment.holdings.records.types import RecordState


class Folder(models.Model):
    """A file of records within a class. Marking and access can be narrowed, never widened."""

    reference = models.CharField(max_length=40, unique=True)
    file_class = models.ForeignKey(
        "fileplan.FileClass", on_delete=models.PROTECT, related_name="folders"
    )
    title = models.CharField(max_length=500)
    source_path = models.CharField(max_length=4000, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    open_to = models.JSONField(null=True)
    tier = models.CharField(max_length=12, blank=True)
    sensitive = models.BooleanField(null=True)
    handling = models.JSONField(null=True)
    audience = models.ForeignKey("access.Audience", on_delete=models.PROTECT, related_name="+")
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    part_number = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["file_class", "title"], name="folder_in_class"),
            models.Index(fields=["file_class", "source_path"], name="folder_by_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="folder_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class Record(models.Model):
    """A record: what is kept, where it is filed, who may see it and when its time is up.

    `rule`, `rule_version`, `trigger_on`, `due_on` and `due_action` are computed by the retention
    room in the transaction that files the record, and again when their inputs change; they are
    stored so that what is due is an index range scan. `due_on` None: open-ended.
    So are `title_state`, `title_checks` and `title_score`, by the naming room.
    """

    reference = models.CharField(max_length=40, unique=True)
    folder = models.ForeignKey(Folder, on_delete=models.PROTECT, related_name="records")
    file_class = models.ForeignKey(  # in the index of classes and states
        "fileplan.FileClass", on_delete=models.PROTECT, related_name="records", db_index=False
    )
    title = models.CharField(max_length=500)
    state = models.CharField(max_length=12, default=RecordState.DECLARED)
    record_date = models.DateField()
    date_source = models.CharField(max_length=12)
    modified_on = models.DateField(null=True)
    captured_at = models.DateTimeField()
    captured_by = models.CharField(max_length=40)
    size = models.BigIntegerField(default=0)
    puid = models.CharField(max_length=40, blank=True)
    metadata = models.JSONField(default=dict)
    message_id = models.CharField(max_length=300, blank=True)
    sameness = models.CharField(max_length=64, blank=True, default="")
    thread = models.CharField(max_length=40, blank=True, default="")
    tier = models.CharField(max_length=12, blank=True)
    sensitive = models.BooleanField(null=True)
    handling = models.JSONField(null=True)
    open_to = models.JSONField(null=True)
    audience = models.ForeignKey("access.Audience", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60, blank=True)
    rule_version = models.PositiveIntegerField(null=True)
    trigger_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    due_action = models.CharField(max_length=12, blank=True)
    keep_until = models.DateField(null=True)
    keep_reason = models.CharField(max_length=500, blank=True)
    title_state = models.CharField(max_length=12, null=True)  # of naming rules; None: not judged
    title_checks = models.CharField(max_length=60, null=True)
    title_score = models.PositiveSmallIntegerField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    certificate = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_on", "audience"], name="record_due"),
            # What is overdue is added up in the order of this index, and from it alone.
            models.Index(
                fields=[
                    *("state", "audience", "file_class", "rule", "due_action", "due_on", "size")
                ],
                name="record_backlog",
            ),
            models.Index(fields=["file_class", "state"], name="record_in_class"),
            # The titles of a million records are counted from this alone.
            models.Index(
                fields=["state", "audience", "title_state", "title_checks", "title_score"],
                name="record_titles",
            ),
            models.Index(fields=["rule", "state"], name="record_by_rule"),
            models.Index(fields=["-captured_at", "-id"], name="record_by_capture"),
            # What somebody added last stands on their home page.
            models.Index(fields=["captured_by", "-captured_at", "-id"], name="record_by_person"),
            models.Index(fields=["message_id"], name="record_message", condition=~Q(message_id="")),
            models.Index(fields=["sameness"], name="record_sameness", condition=~Q(sameness="")),
            models.Index(fields=["thread"], name="record_thread", condition=~Q(thread="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="destroyed", destroyed_at__isnull=False)
                | (~Q(state="destroyed") & Q(destroyed_at=None)),
                name="destroyed_has_its_time",
            )
        ]


class Component(models.Model):
    """One piece of content of a record: the original, or an attachment of a message.

    `blob` is empty once the content is destroyed; the digest and the size stay in the stub.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="components")
    ordinal = models.PositiveIntegerField()
    role = models.CharField(max_length=12)
    name = models.CharField(max_length=500)
    blob = models.ForeignKey("content.Blob", on_delete=models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "ordinal"], name="component_ordinal")
        ]
        indexes = [models.Index(fields=["sha256"], name="component_digest")]


class Found(models.Model):
    """A place where a record was found. The first is where it came from; any other is a duplicate,
    stored once. `path_bytes` is kept when the path is not proper UTF-8; `headers` are those of a
    copy of a message, where it came by another way."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="places")
    folder = models.ForeignKey(Folder, on_delete=models.PROTECT, related_name="places")
    source = models.CharField(max_length=4000)
    path = models.CharField(max_length=5000)
    path_bytes = models.BinaryField(null=True)
    headers = models.BinaryField(null=True)
    owner = models.CharField(max_length=100, blank=True)
    mode = models.CharField(max_length=12, blank=True)
    modified_at = models.CharField(max_length=40, blank=True)
    accessed_at = models.CharField(max_length=40, blank=True)
    found_at = models.DateTimeField()
    is_first = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["folder", "record"], name="found_in_folder")]
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(is_first=True), name="one_first_place"
            )
        ]


class Merged(models.Model):
    """That a record was merged into another of the same content. `said` keeps what was known of
    it, and is emptied when the other is destroyed."""

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, primary_key=True, related_name="merged"
    )
    into = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="merged_here")
    said = models.JSONField()
    merged_by = models.CharField(max_length=40)
    merged_at = models.DateTimeField()


class Change(models.Model):
    """One change to the metadata of a record: the old value, the new, who, when and why."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)


class FieldValue(models.Model):
    """One value that a record has of a field that the body defined (see the metadata room).

    A term is kept by its number, so that it can be renamed without a record being touched. The
    text of a number, day or reference is what is shown; the other columns are what it is found by.
    """

    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="values", db_index=False
    )
    field = models.ForeignKey(
        "metadata.Field", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ordinal = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(blank=True)
    number = models.FloatField(null=True)
    day = models.DateField(null=True)
    term = models.ForeignKey(
        "metadata.Term", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "field", "ordinal"], name="value_ordinal")
        ]
        indexes = [
            models.Index(
                fields=["field", "term", "record"],
                name="value_by_term",
                condition=~Q(term=None),
            ),
            models.Index(
                fields=["field", "day", "record"], name="value_by_day", condition=~Q(day=None)
            ),
            models.Index(
                fields=["field", "number", "record"],
                name="value_by_number",
                condition=~Q(number=None),
            ),
        ]


class Thread(models.Model):
    """A conversation of messages. Two that turn out to be one share a `root`, the name of either;
    the records keep the name that they were filed under."""

    name = models.CharField(max_length=40, primary_key=True)
    root = models.CharField(max_length=40, db_index=True)


class ThreadKey(models.Model):
    """The conversation that a message identifier (by its SHA-256) belongs to, whether a message of
    that identifier has come in yet or not."""

    key = models.CharField(max_length=64, primary_key=True)
    thread = models.CharField(max_length=40)


class BulkEdit(models.Model):
    """One change of fields of many records: looked at first, then carried out in steps.

    `wanted` holds what each of them is to have, by code of the field; None where every item says
    that for itself. `overwrite` False: no value that is there is replaced.
    """

    reference = models.CharField(max_length=40, unique=True)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    chosen = models.CharField(max_length=500)
    reason = models.CharField(max_length=500)
    wanted = models.JSONField(null=True)
    overwrite = models.BooleanField()
    state = models.CharField(max_length=12)
    ended_at = models.DateTimeField(null=True)


class BulkItem(models.Model):
    """One record of a bulk edit, what is to become of it, and what it held before."""

    edit = models.ForeignKey(
        BulkEdit, on_delete=models.PROTECT, related_name="items", db_index=False
    )
    ordinal = models.PositiveIntegerField()
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="+")
    asked_as = models.CharField(max_length=100)
    wanted = models.JSONField(null=True)
    outcome = models.CharField(max_length=12)
    reasons = models.JSONField(default=list)
    before = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edit", "ordinal"], name="bulk_item_ordinal")
        ]
        indexes = [models.Index(fields=["edit", "outcome", "ordinal"], name="bulk_by_outcome")]
