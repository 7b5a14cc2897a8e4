"""What was settled for single records, for routine papers, and for what is of lasting value."""

from django.db import models
from django.db.models import Q


class Disposition(models.Model):
    """What is decided for a record (by reference) apart from the rule of its class: a rule of its
    own, that one is still to be set, or that it is kept to be transferred. `rule` is its own, or
    the one that was decided against; `review` where it was decided. Ended, never deleted:
    `received_on` says that it ended with a receipt from outside."""

    scope = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    rule = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=1000)
    review = models.CharField(max_length=40, blank=True)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=40, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)
    received_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope"], condition=Q(ended_at=None), name="one_disposition_at_a_time"
            )
        ]
        indexes = [
            models.Index(
                fields=["kind", "review"], name="disposition_stands", condition=Q(ended_at=None)
            )
        ]


class RoutineRule(models.Model):
    """That what a rule (by code) dates is routine: short-lived papers which can be destroyed under
    a standing approval. Ended, never deleted."""

    rule = models.CharField(max_length=60)
    reason = models.CharField(max_length=500)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule"], condition=Q(ended_at=None), name="routine_once_while_it_is"
            )
        ]


class OfValue(models.Model):
    """That somebody marked a record (by reference) as of value: it is not destroyed as routine,
    but only by people who decide about it. Ended, never deleted."""

    scope = models.CharField(max_length=40)
    why = models.CharField(max_length=500)
    marked_by = models.CharField(max_length=40)
    marked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope"], condition=Q(ended_at=None), name="of_value_once_while_it_is"
            )
        ]
