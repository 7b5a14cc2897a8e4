"""The log's tables. No foreign keys: the log outlives what it tells of."""

from django.db import models


class AuditEvent(models.Model):
    """One event. `canonical` is what is hashed; the other columns repeat it for searching."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.TextField()
    actor = models.TextField()
    job = models.TextField()
    origin = models.TextField()
    object_reference = models.TextField()
    reason = models.TextField()
    canonical = models.TextField()
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_event"
        indexes = [
            models.Index(fields=["actor", "seq"], name="audit_event_actor"),
            models.Index(fields=["object_reference", "seq"], name="audit_event_object"),
            models.Index(fields=["kind", "seq"], name="audit_event_kind"),
            models.Index(fields=["at", "seq"], name="audit_event_at"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(seq__gte=0), name="audit_event_seq"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.object_reference}"


class AuditNode(models.Model):
    """The hash of a complete subtree, from level 1; the leaves are the events themselves."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_node"

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed statement of the log's size and root, as published outside."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "audit_checkpoint"

    def __str__(self) -> str:
        return f"{self.size} events"


class AuditDisclosure(models.Model):
    """A personal value that an event commits to. Deletable: the log stays whole without it."""

    seq = models.BigIntegerField()
    field = models.TextField()
    salt = models.BinaryField(max_length=32)
    value = models.TextField()

    class Meta:
        db_table = "audit_disclosure"
        constraints = [
            models.UniqueConstraint(fields=["seq", "field"], name="audit_disclosure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.field}"
