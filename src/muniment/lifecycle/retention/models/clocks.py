"""What starts the clocks: events, steps that are done, ends of years, and what is waited for."""

from django.db import models


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
