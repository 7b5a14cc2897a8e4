"""The register of leave to retain, and what holds for the body."""

from django.db import models
from django.db.models import F, Q

from muniment.lifecycle.transfer.types import Span


class StatutoryTerms(models.Model):
    """Whether the body holds public records, after how many years they are to be with an archive,
    and how many months before its end leave is to be renewed, each time that it was set; the
    newest counts."""

    public_records = models.BooleanField()
    years = models.PositiveSmallIntegerField()
    remind_months = models.PositiveSmallIntegerField()
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class Leave(models.Model):
    """Leave to retain public records past their statutory date, by an instrument (Public Records
    Act 1958 s.3(4)). Ended, never changed or deleted; renewed by another, which names it."""

    instrument = models.CharField(max_length=100)
    ground = models.CharField(max_length=24)
    why = models.CharField(max_length=1000)
    applied_by = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField()
    note = models.CharField(max_length=1000, blank=True)
    renews = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="renewed_by"
    )
    entered_by = models.CharField(max_length=40)
    entered_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=40, blank=True)
    end_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="leave_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(end_reason=""), name="ended_leave_says_why"
            ),
        ]

    @property
    def reference(self) -> str:
        """LR-1, LR-2, ..."""
        return f"LR-{self.pk}"

    @property
    def span(self) -> Span:
        """When it is in force."""
        return Span(self.from_on, self.until_on, self.ended_on)


class LeaveScope(models.Model):
    """One thing that leave is for: a class with all below it, a folder or a record. Classes by
    number: a class that is moved takes its leave along."""

    leave = models.ForeignKey(Leave, on_delete=models.PROTECT, related_name="scopes")
    file_class = models.ForeignKey(
        "fileplan.FileClass", on_delete=models.PROTECT, null=True, related_name="+"
    )
    folder = models.ForeignKey(
        "records.Folder", on_delete=models.PROTECT, null=True, related_name="+"
    )
    record = models.ForeignKey(
        "records.Record", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(file_class__isnull=False, folder=None, record=None)
                | Q(file_class=None, folder__isnull=False, record=None)
                | Q(file_class=None, folder=None, record__isnull=False),
                name="leave_is_for_one_thing",
            )
        ]
