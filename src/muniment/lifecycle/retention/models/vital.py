"""What a body cannot work without, and that it was looked at."""

from django.db import models
from django.db.models import Q


class Vital(models.Model):
    """That a class with all below it, a folder or a record (by reference) is vital: without it the
    body could not go on after a disaster. Ended, never deleted."""

    scope = models.CharField(max_length=100)
    why = models.CharField(max_length=500)
    copy_kept = models.CharField(max_length=300)
    cycle_months = models.PositiveSmallIntegerField()
    reviewed_on = models.DateField()
    reviewed_by = models.CharField(max_length=40)
    marked_by = models.CharField(max_length=40)
    marked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope"], condition=Q(ended_at=None), name="vital_once_while_it_is"
            )
        ]


class VitalReview(models.Model):
    """One review of what is vital: whether it still is, and whether the copy is there. Never
    changed once written."""

    vital = models.ForeignKey(Vital, on_delete=models.PROTECT, related_name="reviews")
    note = models.CharField(max_length=500)
    reviewed_by = models.CharField(max_length=40)
    reviewed_at = models.DateTimeField()
