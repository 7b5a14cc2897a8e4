"""Moves, and the classes that come with them."""

from django.db import models
from django.db.models import Q

from muniment.exchange.moves.types import Decision, Incoming, MoveState, Standing


class Move(models.Model):
    """A move of classes from another body to this one, by an order or instrument. Its classes come
    to stand below `under`. Abandoned with a reason, never deleted."""

    title = models.CharField(max_length=200)
    from_body = models.CharField(max_length=200)
    code = models.CharField(max_length=20)
    authority = models.CharField(max_length=300)
    effective_on = models.DateField()
    under = models.ForeignKey("fileplan.FileClass", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, default=MoveState.MAPPING)
    opened_by = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    ended_by = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="being mapped"), name="one_move_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="being mapped", ended_at=None)
                | (~Q(state="being mapped") & Q(ended_at__isnull=False)),
                name="a_move_that_is_over_says_when",
            ),
        ]

    @property
    def reference(self) -> str:
        """MV-1, MV-2, ..."""
        return f"MV-{self.pk}"


class IncomingClass(models.Model):
    """One class of the other body, what is decided about it, and the class that it became."""

    move = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="incoming")
    reference = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    their_rule = models.CharField(max_length=300, blank=True)
    their_period = models.CharField(max_length=300, blank=True)
    records = models.BigIntegerField(null=True)
    size = models.BigIntegerField(null=True)
    rule = models.CharField(max_length=60, blank=True)
    not_taken = models.CharField(max_length=500, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)
    became = models.ForeignKey(
        "fileplan.FileClass", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["move", "reference"], name="incoming_once_per_move"),
            models.CheckConstraint(
                condition=Q(rule="") | Q(not_taken=""), name="incoming_is_taken_or_not"
            ),
        ]

    @property
    def standing(self) -> Standing:
        """What is decided."""
        return Decision(self.reference, self.rule, self.not_taken).standing

    @property
    def as_listed(self) -> Incoming:
        """As the other body's list tells of it."""
        return Incoming(
            0,
            self.reference,
            self.title,
            self.description,
            self.their_rule,
            self.their_period,
            self.records,
            self.size,
        )
