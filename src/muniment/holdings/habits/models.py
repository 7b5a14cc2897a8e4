"""Figures of mailboxes as they were imported, what the body set, and campaigns."""

from django.db import models
from django.db.models import Q


class HabitLimits(models.Model):
    """What the body has set: the last row counts."""

    large = models.BigIntegerField()
    keep_months = models.PositiveIntegerField()
    least_share = models.PositiveIntegerField(default=10)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class FiguresImport(models.Model):
    """One list of mailboxes, of the day `on`. It stays when its figures, which are about persons,
    have been kept long enough and are deleted (`emptied_at`)."""

    reference = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=300)
    on = models.DateField()
    mailboxes = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    imported_by = models.CharField(max_length=40)
    imported_at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on"], name="one_import_of_a_day")]

    def __str__(self) -> str:
        return self.reference


class MailboxFigures(models.Model):
    """One mailbox on one day: bytes and counts, None where the list said nothing. `unit` is the
    reference of the unit at that time; the person is None where nobody here has the mailbox."""

    source = models.ForeignKey(FiguresImport, on_delete=models.CASCADE, related_name="figures")
    account = models.CharField(max_length=250)
    person = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    unit = models.CharField(max_length=40, blank=True)
    on = models.DateField()
    size = models.BigIntegerField()
    items = models.BigIntegerField(null=True)
    unread = models.BigIntegerField(null=True)
    oldest = models.DateField(null=True)
    sent = models.BigIntegerField(null=True)
    received = models.BigIntegerField(null=True)
    attached = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "account"], name="mailbox_once_in_a_list"),
            models.CheckConstraint(condition=Q(size__gte=0), name="mailbox_has_a_size"),
        ]
        indexes = [
            models.Index(fields=["source", "size"], name="mailbox_by_size"),
            models.Index(fields=["source", "unit"], name="mailbox_by_unit"),
        ]


class Campaign(models.Model):
    """People with large mailboxes, told together: over how many bytes, and with which words."""

    reference = models.CharField(max_length=40, unique=True)
    source = models.ForeignKey(FiguresImport, on_delete=models.PROTECT, related_name="campaigns")
    limit = models.BigIntegerField()
    units = models.JSONField(default=list)
    words = models.CharField(max_length=1000)
    started_by = models.CharField(max_length=40)
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reference


class Told(models.Model):
    """A person who was told in a campaign, about which mailbox, and how large it was."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="told")
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    account = models.CharField(max_length=250)
    unit = models.CharField(max_length=40, blank=True)
    size = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "account"], name="told_once_in_a_campaign")
        ]


class TipCard(models.Model):
    """Tips made from one mailbox of a person (`tips`: what each is about, and its words). `off`:
    made for the comparison only, the person has opted out and is never shown it."""

    figures = models.OneToOneField(
        MailboxFigures, on_delete=models.CASCADE, primary_key=True, related_name="card"
    )
    tips = models.JSONField()
    off = models.BooleanField()
    shown_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(off=False) | Q(shown_at=None), name="nobody_shown_against_their_will"
            )
        ]


class TipChoice(models.Model):
    """Whether a person wants no tips."""

    person = models.OneToOneField("access.Person", on_delete=models.PROTECT, related_name="+")
    off = models.BooleanField()
    chosen_at = models.DateTimeField()


class UnitAction(models.Model):
    """What somebody is to do about the e-mail that a unit files, by when; and what its share and
    the median of its peers (in per cent) were when that was said."""

    reference = models.CharField(max_length=40, unique=True)
    unit = models.CharField(max_length=40)
    what = models.CharField(max_length=500)
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    records = models.PositiveIntegerField()
    mail = models.PositiveIntegerField()
    median = models.PositiveIntegerField(null=True)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(done_at=None), name="one_action_to_do_for_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by="", outcome="")
                | (Q(done_at__isnull=False) & ~Q(done_by="") & ~Q(outcome="")),
                name="action_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Pilot(models.Model):
    """A way of capture that some units try. `units` are their references; those below take part."""

    reference = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=100)
    way = models.CharField(max_length=12)
    units = models.JSONField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    note = models.CharField(max_length=500, blank=True)
    conclusion = models.CharField(max_length=500, blank=True)
    opened_by = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    ended_by = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ends_on=None, ended_by="", conclusion="")
                | (
                    Q(ended_at__isnull=False, ends_on__gte=models.F("starts_on"))
                    & ~Q(ended_by="")
                    & ~Q(conclusion="")
                ),
                name="pilot_ended_with_a_conclusion",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class PilotAnswer(models.Model):
    """How somebody who takes part finds a pilot, from 1 to 5. A later answer takes its place."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="answers")
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pilot", "person"], name="one_answer_of_a_person"),
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5), name="answer_from_one_to_five"
            ),
        ]


class WaysOffered(models.Model):
    """By which ways e-mail comes in from a unit and all below it; without a unit, in the whole
    body. The nearest counts."""

    unit = models.CharField(max_length=40, unique=True, blank=True)
    ways = models.JSONField()
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()
