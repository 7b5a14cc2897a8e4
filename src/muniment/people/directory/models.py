"""Entries of the directory, what people know, proposals, figures by month, and sites."""

from django.db import models
from django.db.models import Q

from muniment.people.directory.types import Level, Part


class DirectoryTerms(models.Model):
    """What the body has set: the last row counts."""

    counted = models.JSONField()
    months = models.PositiveIntegerField()
    staff_record = models.CharField(max_length=300, blank=True)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class Entry(models.Model):
    """The entry of one person. `name` is that of the account, folded, to sort and be found by;
    `since` the day that counts for confirming: the last on which it was confirmed, or the day it
    was made. `told` and `told_on`: how often the person was told since then, and when last.
    `private_at`: kept out of the directory. `corrected_why`: why somebody else changed it, until
    the person has looked."""

    person = models.OneToOneField(
        "access.Person", on_delete=models.PROTECT, primary_key=True, related_name="directory_entry"
    )
    name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=150, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=200, blank=True)
    working_days = models.CharField(max_length=100, blank=True)
    about = models.CharField(max_length=1000, blank=True)
    stand_in = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    since = models.DateField(db_index=True)
    confirmed_on = models.DateField(null=True)
    told = models.PositiveSmallIntegerField(default=0)
    told_on = models.DateField(null=True)
    private_at = models.DateTimeField(null=True)
    private_by = models.CharField(max_length=40, blank=True)
    corrected_why = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(private_at=None, private_by="")
                | (Q(private_at__isnull=False) & ~Q(private_by="")),
                name="entry_private_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(stand_in=None) | ~Q(stand_in=models.F("person")),
                name="stand_in_is_another",
            ),
        ]
        indexes = [models.Index(fields=["name", "person"], name="entry_by_name")]

    def __str__(self) -> str:
        return self.name


class EntryWord(models.Model):
    """A folded word that an entry is found by: of the name, or of what else it says (`of_name`)."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=60, db_index=True)
    of_name = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "word", "of_name"], name="entry_word_once")
        ]


class Expertise(models.Model):
    """Something that a person says they know. The term can be renamed or merged without a row
    being touched."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="expertise")
    term = models.ForeignKey("metadata.Term", on_delete=models.PROTECT, related_name="+")
    level = models.CharField(
        max_length=12, blank=True, choices=[(one.value, one.label) for one in Level]
    )
    confirmed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "term"], name="expertise_once_in_an_entry")
        ]


class ProposedTerm(models.Model):
    """A term that somebody misses in the vocabulary. Decided once: taken up as a term, or not."""

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=200)
    level = models.CharField(max_length=12, blank=True)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, blank=True)
    term = models.ForeignKey("metadata.Term", on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="", term=None)
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="proposal_decided_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Dismissal(models.Model):
    """A suggestion that a person does not want: nothing they know, though they file there."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="dismissals")
    file_class = models.ForeignKey("fileplan.FileClass", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "file_class"], name="dismissed_once")
        ]


class UnitMonth(models.Model):
    """The entries of one unit (by reference; a blank: of no unit) as they last were in a month."""

    month = models.DateField()
    unit = models.CharField(max_length=40, blank=True)
    people = models.PositiveIntegerField()
    filled = models.PositiveIntegerField()
    possible = models.PositiveIntegerField()
    confirmed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "unit"], name="unit_once_in_a_month")
        ]


class Steward(models.Model):
    """Somebody who answers for a site, a unit or a class of the file plan, between two dates.
    Ended, never deleted."""

    unit = models.ForeignKey(
        "access.Unit", on_delete=models.PROTECT, null=True, related_name="stewards"
    )
    file_class = models.ForeignKey(
        "fileplan.FileClass", on_delete=models.PROTECT, null=True, related_name="stewards"
    )
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="stewarding")
    part = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Part])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    named_by = models.CharField(max_length=40)
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, file_class__isnull=False)
                | Q(unit__isnull=False, file_class=None),
                name="steward_of_one_site",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="steward_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(part=Part.OWNER, ends_on=None),
                name="one_owner_of_a_unit",
            ),
            models.UniqueConstraint(
                fields=["file_class"],
                condition=Q(part=Part.OWNER, ends_on=None),
                name="one_owner_of_a_class",
            ),
        ]
