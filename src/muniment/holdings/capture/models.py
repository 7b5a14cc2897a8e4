"""Captures: what was taken from where, item by item."""

from django.db import models
from django.db.models import Q


class Capture(models.Model):
    """One source captured into one place. Running it again resumes the same capture."""

    reference = models.CharField(max_length=40, unique=True)
    source = models.CharField(max_length=4000)
    source_key = models.CharField(max_length=64)
    file_class = models.ForeignKey("fileplan.FileClass", on_delete=models.PROTECT, related_name="+")
    folder = models.ForeignKey(
        "records.Folder", on_delete=models.PROTECT, null=True, related_name="+"
    )
    started_by = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_key"], name="one_capture_per_source_and_place")
        ]


class CapturedItem(models.Model):
    """What became of one item of a source. `key` is the SHA-256 of the item's raw path, `stamp`
    its size and time of change: an item with the same stamp is not read a second time."""

    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="items")
    key = models.CharField(max_length=64)
    stamp = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=5000)
    outcome = models.CharField(max_length=12)
    mail_kind = models.CharField(max_length=20, blank=True)
    record = models.ForeignKey(
        "records.Record", on_delete=models.PROTECT, null=True, related_name="+"
    )
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    reason_code = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["capture", "key"], name="one_outcome_per_item")
        ]
        indexes = [models.Index(fields=["capture", "outcome"], name="item_by_outcome")]


class MessageToCheck(models.Model):
    """A message that is not what a message should be, kept whole as a record, which a person is to
    look at. `doubts` says why; once it is `settled`, by whom."""

    record = models.OneToOneField(
        "records.Record", on_delete=models.PROTECT, primary_key=True, related_name="to_check"
    )
    doubts = models.JSONField()
    since = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["since"], condition=Q(settled_at=None), name="message_to_check")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by="")
                | (Q(settled_at__isnull=False) & ~Q(settled_by="")),
                name="settled_by_somebody",
            )
        ]
