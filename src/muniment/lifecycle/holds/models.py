"""Holds: what may not be destroyed or changed, and why."""

from django.db import models
from django.db.models import Q

from muniment.lifecycle.holds.types import HoldState


class Hold(models.Model):
    """A hold with its reason and authority. Many holds may cover one record."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=24)
    reason = models.CharField(max_length=1000)
    authority = models.CharField(max_length=300)
    contact = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True)
    state = models.CharField(max_length=12, default=HoldState.ACTIVE)
    placed_by = models.CharField(max_length=40)
    placed_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=40, blank=True)
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.CharField(max_length=1000, blank=True)
    lift_authority = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="active", lifted_at=None)
                | (Q(state="lifted", lifted_at__isnull=False) & ~Q(lift_reason="")),
                name="lifted_hold_says_when_and_why",
            )
        ]

    @property
    def reference(self) -> str:
        """H-1, H-2, ..."""
        return f"H-{self.pk}"


class HoldScope(models.Model):
    """One thing that a hold covers. `key` is the number of the record or folder, or the tree path
    of the class (all that starts with it is covered)."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="scopes")
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=255)
    reference = models.CharField(max_length=100)

    class Meta:
        indexes = [models.Index(fields=["kind", "key"], name="hold_scope_key")]
        constraints = [
            models.UniqueConstraint(fields=["hold", "kind", "key"], name="scope_once_per_hold")
        ]
