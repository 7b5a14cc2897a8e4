"""Retention rules, each version kept, and the named events that start clocks."""

from django.db import models
from django.db.models import F, Q

from muniment.lifecycle.retention.types import RuleState


class Rule(models.Model):
    """A retention rule under its code. Its terms are in its versions."""

    code = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=12, default=RuleState.ACTIVE)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class RuleVersion(models.Model):
    """One version of the terms. Never changed once written; the highest number is in force."""

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    authority = models.CharField(max_length=500)
    trigger = models.CharField(max_length=20)
    event = models.CharField(max_length=100, blank=True)
    period_count = models.PositiveIntegerField(null=True)
    period_unit = models.CharField(max_length=8, blank=True)
    action = models.CharField(max_length=12)
    review_role = models.CharField(max_length=40, blank=True)
    why = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="one_row_per_rule_version"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="rule_valid_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(trigger="event") & ~Q(event="")) | (~Q(trigger="event") & Q(event="")),
                name="event_trigger_names_its_event",
            ),
            models.CheckConstraint(
                condition=Q(period_count=None, period_unit="")
                | Q(period_count__isnull=False, period_unit__in=["days", "months", "years"]),
                name="period_is_whole",
            ),
        ]


class EventHappened(models.Model):
    """A named event and its date, for a class, a folder or a record (by reference).

    Withdrawn, never deleted, when it was entered in error.
    """

    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=100)
    happened_on = models.DateField()
    entered_by = models.CharField(max_length=40)
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["name", "scope"], name="event_by_scope")]
