"""Boxes, and the records that are on paper."""

from django.db import models


class Box(models.Model):
    """A box: where it stands and whose it is. `unit` is a reference; blank: the whole body's."""

    reference = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=60)
    unit = models.CharField(max_length=40, blank=True)
    location = models.CharField(max_length=300)
    contents = models.CharField(max_length=1000, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Within a unit: who may not see its boxes is not told that a label is taken there.
            models.UniqueConstraint(fields=["unit", "label"], name="box_label_once_in_a_unit")
        ]
        indexes = [models.Index(fields=["label"], name="box_by_label")]

    @property
    def title(self) -> str:
        """What it is called on a page."""
        return self.label


class Paper(models.Model):
    """That a record is on paper, and where it is: in a box, or at a `location` of its own. What
    it is about stands on the record itself."""

    record = models.OneToOneField(
        "records.Record", on_delete=models.PROTECT, primary_key=True, related_name="paper"
    )
    box = models.ForeignKey(Box, on_delete=models.PROTECT, null=True, related_name="papers")
    location = models.CharField(max_length=300, blank=True)
