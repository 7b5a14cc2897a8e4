"""The log of work that was done outside the body's own systems."""

from django.db import models
from django.db.models import Q

from muniment.holdings.channels.types import UseState


class DeclaredUse(models.Model):
    """A use of a channel that is not the body's own. `person` declared it, whose `unit` (both by
    reference) says who may read it beside them. `days`: how many they were given. What it says of
    the conversation goes when a record that it was brought over as is destroyed."""

    reference = models.CharField(max_length=40, unique=True)
    person = models.CharField(max_length=40, db_index=True)
    unit = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=40)
    what = models.CharField(max_length=500, blank=True)
    participants = models.CharField(max_length=1000, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    why = models.CharField(max_length=500, blank=True)
    declared_at = models.DateTimeField()
    days = models.PositiveIntegerField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, default=UseState.DECLARED)
    explanation = models.CharField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=UseState.DECLARED, closed_at=None)
                | Q(state=UseState.TRANSFERRED, closed_at__isnull=False)
                | (Q(state=UseState.EXPLAINED, closed_at__isnull=False) & ~Q(explanation="")),
                name="use_closed_as_it_says",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="use_days_in_order"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="use_due")]

    def __str__(self) -> str:
        return self.reference


class UseRecord(models.Model):
    """A record that a declared use was brought over as."""

    use = models.ForeignKey(DeclaredUse, on_delete=models.PROTECT, related_name="records")
    record = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["use", "record"], name="use_record_once")]


class DaysGiven(models.Model):
    """How many days people are given to bring over what they declared; the latest counts."""

    days = models.PositiveIntegerField()
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()
