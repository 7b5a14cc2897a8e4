"""Holds: what may not be destroyed or changed, and why."""

from django.db import models
from django.db.models import Q

from muniment.lifecycle.holds.types import HoldState, ScopeKind


class Hold(models.Model):
    """A hold with its reason and authority. Many holds may cover one record."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=24)
    reason = models.CharField(max_length=1000)
    authority = models.CharField(max_length=300)
    contact = models.CharField(max_length=200, blank=True)
    # What whoever asked calls the case: the number of a request, a claim or an audit.
    case = models.CharField(max_length=100, blank=True)
    review_on = models.DateField(null=True)
    state = models.CharField(max_length=12, default=HoldState.ACTIVE)
    placed_by = models.CharField(max_length=40)
    placed_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=40, blank=True)
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.CharField(max_length=1000, blank=True)
    lift_authority = models.CharField(max_length=300, blank=True)
    confirmed_by = models.CharField(max_length=40, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirm_reason = models.CharField(max_length=1000, blank=True)
    # The case was closed on this day; the hold lifts by itself after the last day to appeal.
    closed_on = models.DateField(null=True)
    last_day = models.DateField(null=True)
    closed_by = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "review_on"], name="hold_by_review"),
            models.Index(fields=["state", "last_day"], name="hold_by_last_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="active", lifted_at=None)
                | (Q(state="lifted", lifted_at__isnull=False) & ~Q(lift_reason="")),
                name="lifted_hold_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, last_day=None)
                | Q(closed_on__isnull=False, last_day__gte=models.F("closed_on")),
                name="closed_case_has_a_last_day",
            ),
        ]

    @property
    def reference(self) -> str:
        """H-1, H-2, ..."""
        return f"H-{self.pk}"


class AppealDays(models.Model):
    """How many days there are to appeal once a case is closed, each time that it was set; the
    newest counts."""

    days = models.PositiveSmallIntegerField()
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class HoldSearch(models.Model):
    """A search whose finds are held: those of the day, and what comes to be found later.

    What it has found is held by a scope of its own, and stays so whatever becomes of its text.
    The query is the hold's own. `covered_at`: when it had been gone through for the first time.
    """

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="searches")
    query = models.CharField(max_length=2000)
    placed_by = models.CharField(max_length=40)
    placed_at = models.DateTimeField()
    covered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hold", "query"], name="search_once_per_hold")
        ]


class HoldScope(models.Model):
    """One thing that a hold covers: a record, a folder, a class with all below it, or a box.

    Classes by number, not by path: a class that is moved takes its hold along. `search` names
    the search that a record was found by; `added_at` is empty for what was held before it was kept.
    """

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="scopes")
    record = models.ForeignKey(
        "records.Record", on_delete=models.PROTECT, null=True, related_name="+"
    )
    folder = models.ForeignKey(
        "records.Folder", on_delete=models.PROTECT, null=True, related_name="+"
    )
    file_class = models.ForeignKey(
        "fileplan.FileClass", on_delete=models.PROTECT, null=True, related_name="+"
    )
    box = models.ForeignKey("physical.Box", on_delete=models.PROTECT, null=True, related_name="+")
    search = models.ForeignKey(
        HoldSearch, on_delete=models.PROTECT, null=True, related_name="found"
    )
    added_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hold", "record"], name="record_once_per_hold"),
            models.UniqueConstraint(fields=["hold", "folder"], name="folder_once_per_hold"),
            models.UniqueConstraint(fields=["hold", "file_class"], name="class_once_per_hold"),
            models.UniqueConstraint(fields=["hold", "box"], name="box_once_per_hold"),
            models.CheckConstraint(
                condition=Q(record__isnull=False, folder=None, file_class=None, box=None)
                | Q(record=None, folder__isnull=False, file_class=None, box=None)
                | Q(record=None, folder=None, file_class__isnull=False, box=None)
                | Q(record=None, folder=None, file_class=None, box__isnull=False),
                name="scope_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(search=None) | Q(record__isnull=False), name="search_finds_records"
            ),
        ]

    @property
    def kind(self) -> ScopeKind:
        """What sort of thing is covered."""
        if self.record_id is not None:
            return ScopeKind.RECORD
        if self.box_id is not None:
            return ScopeKind.BOX
        return ScopeKind.FOLDER if self.folder_id is not None else ScopeKind.CLASS

    @property
    def reference(self) -> str:
        """The reference of what is covered."""
        found = self.record or self.folder or self.file_class or self.box
        return str(found.reference) if found else ""


class HoldList(models.Model):
    """A long list of records that a job puts a hold on, part by part. It is over when
    `finished_at` is set: all parts are done, or the hold was lifted meanwhile."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="lists")
    ordered_by = models.CharField(max_length=40)
    ordered_at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)


class HoldListPart(models.Model):
    """Some of the references of a list, each on a line, and which of them were `left_out` and
    why. A part is done once, in the transaction that holds its records."""

    whole = models.ForeignKey(HoldList, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    references = models.TextField()
    left_out = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whole", "number"], name="part_once_per_list")
        ]
        indexes = [
            models.Index(fields=["number", "whole"], name="part_waiting", condition=Q(done_at=None))
        ]
