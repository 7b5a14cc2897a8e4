"""Entries of the register of information assets, every version of them, and what they cover.

What the register says stands in `values`, by the names of `types.FIELDS`, but for what lists and
rules go by: that has columns and rows of its own.
"""

from django.db import models
from django.db.models import Q

from muniment.governance.assets.types import AssetState, Group


class Asset(models.Model):
    """An entry of the register. `words`: what it is found by, folded. Its `owner` is one person
    who works here; where the owner has left, `orphaned_at` says since when it has none. Its values
    are `short` of what approval or the record of processing asks for, but for the owner and the
    retention rule, which others can change: so that thousands are counted without reading each."""

    reference = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=[(one.value, one.label) for one in AssetState])
    title = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200)
    words = models.TextField()
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, related_name="assets_owned"
    )
    former_owner = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    orphaned_at = models.DateTimeField(null=True)
    values = models.JSONField()
    personal_data = models.BooleanField(null=True)
    vital = models.BooleanField(null=True)
    rule = models.CharField(max_length=60, blank=True)
    short_of_approval = models.BooleanField()
    short_of_processing = models.BooleanField()
    review_on = models.DateField(null=True)
    version = models.PositiveIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=40)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=40, blank=True)
    retired_at = models.DateTimeField(null=True)
    retired_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(orphaned_at=None) | Q(owner=None), name="asset_orphaned_has_no_owner"
            ),
            models.CheckConstraint(
                condition=~Q(state=AssetState.APPROVED)
                | (Q(approved_at__isnull=False) & ~Q(approved_by="")),
                name="asset_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=AssetState.RETIRED, retired_at__isnull=False) & ~Q(retired_why="")
                )
                | (~Q(state=AssetState.RETIRED) & Q(retired_at=None, retired_why="")),
                name="asset_retired_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="asset_by_title"),
            models.Index(fields=["review_on"], name="asset_by_review"),
        ]

    def __str__(self) -> str:
        return self.title


class AssetVersion(models.Model):
    """An entry as it was from a moment on, whole, with a digest of what it said (SHA-256 of its
    values as JSON, names in order). Never changed: the next follows it."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    deed = models.CharField(max_length=20)
    reason = models.CharField(max_length=500, blank=True)
    fields = models.JSONField()
    values = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "version"], name="asset_version_once")
        ]


class CoveredClass(models.Model):
    """A class of the file plan that an asset covers, with all below it."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="classes")
    file_class = models.ForeignKey("fileplan.FileClass", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "file_class"], name="asset_covers_class_once")
        ]


class CoveredBox(models.Model):
    """A box that belongs to an asset."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="boxes")
    box = models.ForeignKey("physical.Box", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "box"], name="asset_covers_box_once")
        ]


class CoveredSource(models.Model):
    """A mailbox, watched folder or part of a bucket that belongs to an asset."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="sources")
    source = models.ForeignKey("mailboxes.Source", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "source"], name="asset_covers_source_once")
        ]


class Delegation(models.Model):
    """A steward whom the owner of an asset has do some of what the owner must: to keep these
    groups of fields, between two dates. `given_by`: on whose authority. Ended, never deleted."""

    reference = models.CharField(max_length=40, unique=True)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="delegations")
    steward = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    groups = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    given_by = models.CharField(max_length=40)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="delegation_ends_after_start",
            ),
        ]

    @property
    def labels(self) -> list[str]:
        """What is delegated, in words."""
        return [Group(one).label for one in self.groups]


class Attestation(models.Model):
    """That the owner has looked at an entry and says it is right: of which version, with its
    digest. `for_owner`: the owner, where a substitute has looked in their place. Never changed."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="attestations")
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    for_owner = models.CharField(max_length=40)
    said = models.TextField(blank=True)
    review_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "version"], name="asset_attested_once")
        ]
