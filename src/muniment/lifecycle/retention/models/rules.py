"""Retention rules, each version kept, and how far dates have followed them."""

from django.db import models
from django.db.models import F, Q

from muniment.lifecycle.retention.models.schedules import Edition, Schedule
from muniment.lifecycle.retention.types import RuleState


class Rule(models.Model):
    """A retention rule under its code. Its terms are in its versions. One that belongs to a
    schedule changes through an edition of it alone."""

    code = models.CharField(max_length=60, unique=True)
    schedule = models.ForeignKey(
        Schedule, on_delete=models.PROTECT, null=True, related_name="rules"
    )
    state = models.CharField(max_length=12, default=RuleState.ACTIVE)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class RuleColumns(models.Model):
    """What a rule says, in force or drafted."""

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
    valid_to = models.DateField(null=True)

    class Meta:
        abstract = True


class RuleVersion(RuleColumns):
    """One version of the terms. Never changed once written; the highest number is in force."""

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    valid_from = models.DateField()
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


class DraftRule(RuleColumns):
    """A rule as an edition has it. It dates no record; publishing the edition makes a version of
    it. `revision` counts its changes, for two people who write at once."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="drafts")
    code = models.CharField(max_length=60)
    valid_from = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="a_code_once_in_an_edition"),
        ]


class ClashPolicy(models.Model):
    """Which rule wins where a class and one above it set different rules, each time that it was
    set; the newest counts."""

    policy = models.CharField(max_length=12)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class Recalculation(models.Model):
    """How far the dates of a rule, a class or a folder have been computed again, so that a worker
    which takes over goes on from there. `wanted` counts how often it was asked for: what was asked
    for anew begins at the first record again. `until`: the last record of a half; 0 for all."""

    key = models.CharField(max_length=120, unique=True)
    wanted = models.PositiveIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    until = models.BigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
