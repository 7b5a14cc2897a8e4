"""What was learnt, as numbers: per record, and summed per class and per circle of readers.

Words are kept as numbers only. A row of a record goes in the transaction that destroys it, and is
taken out of the sum there.
"""

from django.db import models
from django.db.models import Q


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
    """Another number with each change of what was learnt, so that nobody goes on with what is old.
    One row."""

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


class SortingRule(models.Model):
    """What captures brought into a class, the in-tray, is filed by itself where it is sure enough:
    into one class and all below it, or into any. The nearest counts. It is not changed: another
    takes its place, so that a record can say by which rule it was filed."""

    reference = models.CharField(max_length=20, unique=True)
    in_tray = models.ForeignKey("fileplan.FileClass", on_delete=models.PROTECT, related_name="+")
    file_class = models.ForeignKey(
        "fileplan.FileClass", on_delete=models.PROTECT, null=True, related_name="+"
    )
    sure = models.PositiveSmallIntegerField()
    runner_up = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()
    ended_by = models.CharField(max_length=40, default="")
    ended_at = models.DateTimeField(null=True)
    looked_to = models.BigIntegerField(default=0)  # the record that was weighed last
    looked_with = models.BigIntegerField(default=-1)  # the edition that it was weighed by

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["in_tray", "file_class"],
                condition=Q(ended_at=None),
                name="one_sorting_rule_for_a_class",
            ),
            models.UniqueConstraint(
                fields=["in_tray"],
                condition=Q(ended_at=None, file_class=None),
                name="one_sorting_rule_for_all",
            ),
            models.CheckConstraint(
                condition=Q(sure__lte=100, sure__gt=50) & Q(runner_up__lt=50),
                name="sorting_by_most",
            ),
        ]


class FiledByRule(models.Model):
    """A record that a rule filed, once: from which folder, by which words and records (by number),
    and what a person said of it. It teaches nothing there before that."""

    record = models.OneToOneField(
        "records.Record", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    rule = models.ForeignKey(SortingRule, on_delete=models.PROTECT, related_name="filed")
    from_folder_id = models.BigIntegerField()
    file_class_id = models.BigIntegerField()
    sure = models.PositiveSmallIntegerField()
    runner_up = models.PositiveSmallIntegerField()
    words = models.JSONField()
    near = models.JSONField()
    filed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, default="")
    outcome_by = models.CharField(max_length=40, default="")
    outcome_at = models.DateTimeField(null=True)
