"""Figures as they were counted, and what is aimed at."""

from django.db import models
from django.db.models import Q


class Measured(models.Model):
    """A figure of a unit (by reference; blank: the whole body) for a period. Once the period has
    ended and it is `final` it is never changed. Nothing refers to the unit, so that the figure
    stays when units are reorganised."""

    code = models.CharField(max_length=8)
    unit = models.CharField(max_length=40, blank=True)
    period = models.CharField(max_length=12)
    first = models.DateField()
    last = models.DateField()
    numerator = models.DecimalField(max_digits=20, decimal_places=4)
    denominator = models.DecimalField(max_digits=20, decimal_places=4)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    final = models.BooleanField()
    note = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "unit", "period"], name="measured_once"),
            models.CheckConstraint(
                condition=Q(last__gte=models.F("first")), name="measured_over_days"
            ),
        ]
        indexes = [models.Index(fields=["unit", "code", "-first"], name="measured_by_unit")]


class Target(models.Model):
    """What a unit (blank: the whole body) aims at from a moment on, why, and who set it. The newest
    counts; none is changed."""

    code = models.CharField(max_length=8)
    unit = models.CharField(max_length=40, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    why = models.CharField(max_length=500)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["code", "unit", "-set_at"], name="target_newest")]


class Answering(models.Model):
    """Who answers for an indicator from a moment on. The newest counts."""

    code = models.CharField(max_length=8)
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()
