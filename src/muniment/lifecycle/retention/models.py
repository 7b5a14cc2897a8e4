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
    examples = models.TextField(blank=True)
    scope_note = models.TextField(blank=True)
    authority = models.CharField(max_length=500)
    # The steps in the notation of `rules.notation`, and the action of the first.
    life = models.CharField(max_length=2000)
    action = models.CharField(max_length=12)
    # Roles in the order in which they sign, with ; between; empty: those of the body.
    review_stages = models.CharField(max_length=200, blank=True)
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
            models.CheckConstraint(condition=~Q(life=""), name="rule_says_what_happens"),
        ]


class EventHappened(models.Model):
    """A named event and its date, for a class, a folder or a record (by reference).

    With a value it counts for those records alone that have the same in the field that their rule
    names. Withdrawn, never deleted, when it was entered in error.
    """

    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=100)
    value = models.CharField(max_length=200, blank=True)
    happened_on = models.DateField()
    entered_by = models.CharField(max_length=40)
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["name", "scope"], name="event_by_scope")]


class StepDone(models.Model):
    """One step of a rule, done to a record (by reference). Never changed once written."""

    scope = models.CharField(max_length=40)
    rule = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=12)
    done_on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    entered_by = models.CharField(max_length=40)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "rule", "number"], name="a_step_is_done_once")
        ]


class FinancialYear(models.Model):
    """The last day of the body's financial year, each time that it was set; the newest counts."""

    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class Publication(models.Model):
    """Whether and how the schedule is open to everybody, each time that it was decided; the newest
    counts."""

    is_open = models.BooleanField()
    licence = models.CharField(max_length=20)
    contact = models.CharField(max_length=300, blank=True)
    statement = models.TextField(blank=True)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class NotYet(models.Model):
    """Somebody answered that an event has not happened yet to a class, a folder or a record (by
    reference), and when to ask again. Never changed once written; the latest counts."""

    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=100)
    ask_again_on = models.DateField()
    reason = models.CharField(max_length=500)
    answered_by = models.CharField(max_length=40)
    answered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["scope", "name"], name="not_yet_by_scope")]


class AskingTerms(models.Model):
    """After how many years it is asked whether an awaited event has happened, and how many years
    later again, each time that it was set; the newest counts."""

    first_years = models.PositiveSmallIntegerField()
    again_years = models.PositiveSmallIntegerField()
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class ClashPolicy(models.Model):
    """Which rule wins where a class and one above it set different rules, each time that it was
    set; the newest counts."""

    policy = models.CharField(max_length=12)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class Recalculation(models.Model):
    """How far the dates of a rule, a class or a folder have been computed again, so that a worker
    which takes over goes on from there. `wanted` counts how often it was asked for: what was asked
    for anew begins at the first record again."""

    key = models.CharField(max_length=120, unique=True)
    wanted = models.PositiveIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
