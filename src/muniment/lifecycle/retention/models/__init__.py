"""Retention rules, each version kept, and the named events that start clocks."""

from django.db import models
from django.db.models import F, Q

from muniment.lifecycle.retention.types import RuleState
from muniment.lifecycle.retention.types.schedules import (
    UNDER_WAY,
    EditionState,
    ScheduleState,
)


class Schedule(models.Model):
    """A retention schedule under its code: a document with editions."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    purpose = models.TextField(blank=True)
    owner_unit = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, default=ScheduleState.ACTIVE)
    opened_by = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)


class Edition(models.Model):
    """One edition of a schedule. Its rules change in a draft alone. `version` counts every change
    to it; `drafters` are all who wrote in it, so that none of them approves it."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default=EditionState.DRAFT)
    note = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    drafters = models.JSONField(default=list)
    started_by = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    consult_until = models.DateField(null=True)
    approved_by = models.CharField(max_length=40, blank=True)
    approved_at = models.DateTimeField(null=True)
    body = models.CharField(max_length=200, blank=True)
    met_on = models.DateField(null=True)
    minute = models.CharField(max_length=200, blank=True)
    published_by = models.CharField(max_length=40, blank=True)
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["schedule"],
                condition=Q(state__in=sorted(UNDER_WAY)),
                name="one_edition_under_way",
            ),
            models.UniqueConstraint(
                fields=["schedule"],
                condition=Q(state=EditionState.PUBLISHED),
                name="one_edition_in_force",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | (Q(approved_at__isnull=False) & ~Q(body="")),
                name="only_what_was_approved_is_published",
            ),
        ]


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


class ModelSchedule(models.Model):
    """A version of somebody's model schedule as it was taken over into an edition; the newest is
    what ours is compared with. `rules` are rows as files have them. Never changed once written."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="taken_over")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=200)
    version = models.CharField(max_length=200)
    rules = models.JSONField()
    taken_by = models.CharField(max_length=40)
    taken_at = models.DateTimeField()


class EditionComment(models.Model):
    """What somebody said of an edition, of one rule (by its code) or of the whole, and the answer.
    Never changed once answered."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="comments")
    code = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    by = models.CharField(max_length=40)
    unit = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True)


class AreaConsulted(models.Model):
    """A business area (a unit, by reference) that an edition was put to, with the person who heads
    it, and that they agreed: themselves, or somebody who stands in for them."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="areas")
    unit = models.CharField(max_length=40)
    head = models.CharField(max_length=40)
    agreed_by = models.CharField(max_length=40, blank=True)
    agreed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "unit"], name="area_once_in_an_edition"),
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
    with_destroyed = models.BooleanField(default=False)
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
    for anew begins at the first record again. `until`: the last record of a half; 0 for all."""

    key = models.CharField(max_length=120, unique=True)
    wanted = models.PositiveIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    until = models.BigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)


class Disposition(models.Model):
    """What is decided for a record (by reference) apart from the rule of its class: a rule of its
    own, that one is still to be set, or that it is kept to be transferred. `rule` is its own, or
    the one that was decided against; `review` where it was decided. Ended, never deleted."""

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


# Django finds the models of the room here.
from muniment.lifecycle.retention.models.reviewing import (  # noqa: E402
    RuleReview as RuleReview,
)
from muniment.lifecycle.retention.models.reviewing import (  # noqa: E402
    RuleReviewInterval as RuleReviewInterval,
)
