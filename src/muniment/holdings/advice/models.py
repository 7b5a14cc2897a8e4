"""What was learnt, as numbers: per record, and summed per class and per circle of readers.

Words are kept as numbers only. A row of a record goes in the transaction that destroys it, and is
taken out of the sum there.
"""

from django.db import models


class Sample(models.Model):
    """The words of one record, by number; of one that is held back, to measure suggestions by."""

    record = models.OneToOneField("records.Record", on_delete=models.PROTECT, primary_key=True)
    audience_id = models.BigIntegerField()
    file_class_id = models.BigIntegerField()
    held_back = models.BooleanField()
    features = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["file_class_id", "audience_id"], name="sample_class")]


class Learnt(models.Model):
    """How often words stand in the records of one class that one circle of readers may see."""

    audience_id = models.BigIntegerField()
    file_class_id = models.BigIntegerField()
    records = models.PositiveIntegerField()
    features = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audience_id", "file_class_id"], name="learnt_once")
        ]


class Edition(models.Model):
    """Counts the changes of what was learnt, so that nobody goes on with what is old. One row."""

    only = models.BooleanField(primary_key=True, default=True)
    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="one_edition_of_advice")
        ]


class Taken(models.Model):
    """A record that was filed by taking a suggestion: it teaches nothing while it stays there."""

    record = models.OneToOneField("records.Record", on_delete=models.PROTECT, primary_key=True)
    file_class_id = models.BigIntegerField()
    taken_by = models.CharField(max_length=40)
    taken_at = models.DateTimeField()
