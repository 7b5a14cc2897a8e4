"""Background work, as rows with a state. The queue is only a hint that there is a row to do."""

from django.db import models
from django.db.models import Q

from muniment.foundation.jobs.types import JobState


class Job(models.Model):
    """One piece of background work: what, for whom, and how far it has got.

    `run_as` is the reference of the person who caused it; the job may do what they may do.
    `unique_key` keeps a piece of work from being queued twice while it waits or runs; when it is
    asked for again while it runs, `again` sends it round once more, for what it did not see.
    `attempts` and `started_at` also tell the workers apart: a worker that has been given up for
    dead holds older ones, and can no longer write here.
    """

    kind = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    run_as = models.CharField(max_length=40)
    state = models.CharField(max_length=12, default=JobState.QUEUED)
    unique_key = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    again = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="job_waiting",
                condition=Q(state__in=["queued", "running"]),
            ),
            models.Index(fields=["kind", "-id"], name="job_by_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unique_key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(unique_key=""),
                name="job_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in JobState]), name="job_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} ({self.state})"


class Schedule(models.Model):
    """Work that comes round: what, how often, and when next."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    run_as = models.CharField(max_length=40)
    every_seconds = models.PositiveIntegerField()
    next_at = models.DateTimeField()
    paused = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(every_seconds__gt=0), name="schedule_comes_round")
        ]

    def __str__(self) -> str:
        return self.name


class CarriedOut(models.Model):
    """A request that has been carried out, by the key its sender gave it, with its answer: the
    same request delivered again gets the same answer and changes nothing."""

    actor = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    verb = models.CharField(max_length=120)
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="carried_out_once")]
        indexes = [models.Index(fields=["at"], name="carried_out_at")]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"
