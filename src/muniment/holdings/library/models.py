"""Resources of the library, licences for them, how they are found and how often they are used.

The words of the index are in an FTS5 table (`search_words_library`, same number) on SQLite and in
the column `terms` of `LibraryWords` with a GIN index on PostgreSQL. A migration makes both.
"""

from django.db import models
from django.db.models import F, Q

from muniment.holdings.library.types import KINDS, LICENCES, WAYS_IN


class Resource(models.Model):
    """Something that the library has or leads to. `limited`: only the people of the units of
    `limited_to` may know of it. Withdrawn, it stays for those who manage the library."""

    reference = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    sort_key = models.CharField(max_length=300)  # the title folded: lists go by it
    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=2000, blank=True)
    address_key = models.CharField(max_length=64, blank=True)
    shelf_mark = models.CharField(max_length=100, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    language = models.CharField(max_length=3, blank=True)
    isbn = models.CharField(max_length=13, blank=True)
    issn = models.CharField(max_length=9, blank=True)
    doi = models.CharField(max_length=200, blank=True)
    limited = models.BooleanField(default=False)
    licence = models.ForeignKey(
        "library.Licence", on_delete=models.PROTECT, null=True, related_name="+"
    )
    broken_at = models.DateTimeField(null=True)
    broken_note = models.CharField(max_length=500, blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=40)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(address="") | ~Q(shelf_mark=""), name="resource_is_somewhere"
            ),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="resource_has_a_kind"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="resource_withdrawn_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key"], name="resource_title"),
            models.Index(fields=["isbn"], name="resource_isbn"),
            models.Index(fields=["issn"], name="resource_issn"),
            models.Index(fields=["doi"], name="resource_doi"),
            models.Index(fields=["address_key"], name="resource_address"),
        ]

    def __str__(self) -> str:
        return self.title


class Licence(models.Model):
    """A licence for a resource. It is never changed: another follows it, and the resource points
    to the one that counts. `cost` in pounds a year."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="licences")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60, blank=True)
    supplier = models.CharField(max_length=200, blank=True)
    seats = models.CharField(max_length=100, blank=True)
    may_print = models.CharField(max_length=4)
    may_copy = models.CharField(max_length=4)
    may_share = models.CharField(max_length=4)
    may_mine = models.CharField(max_length=4)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    cost = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    way_in = models.CharField(max_length=20)
    contact = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(LICENCES)), name="licence_has_a_kind"),
            models.CheckConstraint(
                condition=Q(way_in__in=list(WAYS_IN)), name="licence_has_a_way_in"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="licence_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0), name="licence_costs_something"
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], name="licence_ends")]


class LimitedTo(models.Model):
    """A unit (by reference) whose people, with those of the units below it, may use a resource."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="limited_to")
    unit = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "unit"], name="resource_limited_once")
        ]


class Placed(models.Model):
    """A class that a resource belongs beside."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="placed")
    file_class = models.ForeignKey("fileplan.FileClass", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "file_class"], name="resource_beside_once")
        ]


class Subject(models.Model):
    """A term that a resource is about."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="subjects")
    term = models.ForeignKey("metadata.Term", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "term"], name="resource_about_once")
        ]


class LibraryWords(models.Model):
    """What the words of a resource weigh in it; on PostgreSQL the words too."""

    resource = models.OneToOneField(
        Resource, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    packed = models.TextField()


class UseCount(models.Model):
    """How often a resource was shown in searches and opened in a month by people of a unit. It
    says nothing of any person: `unit` is one of several people, or blank for the whole body."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="uses")
    month = models.DateField()
    unit = models.CharField(max_length=40, blank=True)
    shown = models.PositiveBigIntegerField(default=0)
    opened = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "month", "unit"], name="use_counted_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="use_counted_by_month"),
        ]
        indexes = [models.Index(fields=["month"], name="use_month")]


class LinkReport(models.Model):
    """A reader says that a resource does not work. Closed by whoever looked at it, with a note."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="reports")
    person = models.CharField(max_length=40)
    reported_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "person"],
                condition=Q(closed_at=None),
                name="link_reported_once",
            )
        ]
