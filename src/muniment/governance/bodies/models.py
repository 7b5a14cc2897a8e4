"""Governance bodies, their members, meetings, papers and decisions."""

from django.db import models
from django.db.models import F, Q

from muniment.governance.bodies.types import MeetingState, Outcome, Part, Purpose


class GoverningBody(models.Model):
    """A body that decides about information, such as a corporate information group. `terms`: its
    terms of reference. `closed_at`: since when it is no more."""

    reference = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200, unique=True)
    terms = models.TextField()
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    quorum = models.PositiveIntegerField()
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Somebody who sits on a body, from one day to another. Ended, never deleted."""

    reference = models.CharField(max_length=40, unique=True)
    body = models.ForeignKey(GoverningBody, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Part])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="member_ends_after_start",
            )
        ]

    @property
    def label(self) -> str:
        """Their part, in words."""
        return Part(self.part).label


class Meeting(models.Model):
    """A meeting of a body. `minutes`: what was said, in words, once it was held."""

    reference = models.CharField(max_length=40, unique=True)
    body = models.ForeignKey(GoverningBody, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField()
    title = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.label) for one in MeetingState]
    )
    minutes = models.TextField(blank=True)
    present = models.ManyToManyField("access.Person", related_name="+")
    cancelled_why = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["body", "-on"], name="meeting_by_day")]

    @property
    def label(self) -> str:
        """What the meeting is called."""
        return self.title or f"Meeting of {self.on.day} {self.on:%B %Y}"

    @property
    def state_label(self) -> str:
        """Its state in words."""
        return MeetingState(self.state).label


class Paper(models.Model):
    """A paper for a meeting, in the order of the agenda."""

    reference = models.CharField(max_length=40, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Purpose])
    about = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="paper_in_order")
        ]

    @property
    def purpose_label(self) -> str:
        """What it is for, in words."""
        return Purpose(self.purpose).label


class Decision(models.Model):
    """What a body decided at a meeting. Never changed: another decision follows it."""

    reference = models.CharField(max_length=40, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    words = models.TextField()
    outcome = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Outcome])
    about = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_numbered_once")
        ]
        indexes = [models.Index(fields=["about"], name="decision_by_subject")]

    @property
    def outcome_label(self) -> str:
        """What came of it, in words."""
        return Outcome(self.outcome).label
