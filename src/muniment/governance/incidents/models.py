"""Incidents, the steps they went through, corrective actions, lessons and the clock's alerts."""

from django.db import models
from django.db.models import Q

from muniment.governance.incidents.types import (
    Clock,
    Concern,
    Kind,
    LessonState,
    Severity,
    Stage,
)


class Incident(models.Model):
    """A loss, damage, breach or near miss, as it stands; how it came to that is in its steps.

    `aware_at` is set while it may be a personal data breach; `breach` is None until somebody has
    said whether it is one. `notify` and `tell_people` are what was decided about the authority and
    the people concerned: None for nothing yet. `words`: what it is found by, folded."""

    reference = models.CharField(max_length=40, unique=True)
    stage = models.CharField(max_length=15, choices=[(one.value, one.label) for one in Stage])
    kind = models.CharField(max_length=15, choices=[(one.value, one.label) for one in Kind])
    what = models.TextField()
    words = models.TextField()
    noticed_on = models.DateField()
    personal_data = models.CharField(
        max_length=10, choices=[(one.value, one.label) for one in Concern]
    )
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, related_name="+")
    concerns = models.JSONField()
    reporter = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    severity = models.CharField(
        max_length=10, choices=[(one.value, one.label) for one in Severity], blank=True
    )
    handler = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asset = models.CharField(max_length=40, blank=True)

    aware_at = models.DateTimeField(null=True)
    limit_at = models.DateTimeField(null=True)
    breach = models.BooleanField(null=True)
    notify = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    authority_reference = models.CharField(max_length=100, blank=True)
    tell_people = models.BooleanField(null=True)
    people_told_at = models.DateTimeField(null=True)

    cause = models.TextField(blank=True)
    factors = models.TextField(blank=True)
    spoken_to = models.TextField(blank=True)
    salvage = models.TextField(blank=True)
    salvage_outcome = models.TextField(blank=True)
    no_task_why = models.TextField(blank=True)
    check_on = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    check_found = models.TextField(blank=True)

    version = models.PositiveIntegerField()
    entered_at = models.DateTimeField()  # the present stage
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=40)
    closed_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=Stage.REPORTED) | (Q(handler__isnull=False) & ~Q(severity="")),
                name="incident_triaged_has_handler",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.CLOSED)
                | (Q(closed_at__isnull=False, checked_on__isnull=False) & ~Q(cause="")),
                name="incident_closed_with_cause_and_check",
            ),
            models.CheckConstraint(
                condition=Q(aware_at=None, limit_at=None)
                | Q(aware_at__isnull=False, limit_at__gt=models.F("aware_at")),
                name="incident_clock_has_limit",
            ),
            models.CheckConstraint(
                condition=~Q(breach=True) | Q(aware_at__isnull=False),
                name="incident_breach_has_clock",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None) | Q(notify=True), name="incident_told_as_decided"
            ),
        ]
        indexes = [
            models.Index(fields=["reported_at", "id"], name="incident_by_report"),
            models.Index(fields=["stage", "limit_at"], name="incident_by_limit"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def clock(self) -> Clock:
        """What rules ask of the clock."""
        return Clock(
            self.aware_at, self.limit_at, self.breach, self.notify, self.decided_at, self.told_at
        )


class Step(models.Model):
    """Something that was done to an incident: the stage after it, the reason that was given, and
    all that was said. Never changed: the next follows it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    deed = models.CharField(max_length=20)
    stage = models.CharField(max_length=15)
    why = models.TextField(blank=True)
    said = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="incident_step_once")
        ]


class Task(models.Model):
    """A corrective action: what, who, by when. Done or dropped with words, never deleted."""

    reference = models.CharField(max_length=40, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tasks")
    what = models.CharField(max_length=500)
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=40, blank=True)
    settled_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(dropped_at=None), name="incident_task_one_end"
            ),
        ]


class Lesson(models.Model):
    """What others can learn of an incident. Read by all staff once a second person has said so."""

    reference = models.CharField(max_length=40, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="lessons")
    state = models.CharField(max_length=10, choices=[(one.value, one.label) for one in LessonState])
    title = models.CharField(max_length=200)
    words = models.TextField()
    found_by = models.TextField()
    kind = models.CharField(max_length=15)
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=40)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=40, blank=True)
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=LessonState.PUBLISHED) | ~Q(judged_by=models.F("offered_by")),
                name="incident_lesson_second_person",
            ),
        ]


class Alert(models.Model):
    """That the people concerned with a clock were warned at so many hours after awareness."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="alerts")
    aware_at = models.DateTimeField()
    hours = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "aware_at", "hours"], name="incident_alert_once"
            )
        ]
