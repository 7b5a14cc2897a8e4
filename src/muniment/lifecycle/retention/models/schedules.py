"""Schedules as documents: their editions, what was said of them, where they came from."""

from django.db import models
from django.db.models import Q

from muniment.lifecycle.retention.types.schedules import UNDER_WAY, EditionState, ScheduleState


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
    """One edition of a schedule. Its rules and clauses change in a draft alone. `version` counts
    every change to it; `drafters` are all who wrote in it, so that none of them approves it."""

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
    # Of the policies that govern it: objects with the fields of `types.schedules.Clause`.
    clauses = models.JSONField(default=list)

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
