"""The file plan: classes of any depth."""

from django.db import models
from django.db.models import F, Q
from treebeard.mp_tree import MP_Node


class FileClass(MP_Node):
    """A class of the file plan. What is None or blank here is inherited from the class above.

    `rule` is the code of a retention rule, or `undecided`. `access` is 'everyone' or 'units'
    with `open_to`; blank inherits. `inherits` False starts afresh: nothing comes from above.
    """

    reference = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    scope_note = models.TextField(blank=True)
    owner_unit = models.CharField(max_length=40, blank=True)
    owner_role = models.CharField(max_length=40, blank=True)
    rule = models.CharField(max_length=60, blank=True)
    access = models.CharField(max_length=12, blank=True)
    open_to = models.JSONField(default=list)
    tier = models.CharField(max_length=12, blank=True)
    sensitive = models.BooleanField(null=True)
    handling = models.JSONField(null=True)
    inherits = models.BooleanField(default=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    used_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    steplen = 5
    node_order_by = ["reference"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="class_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class FormerReference(models.Model):
    """A reference that a class had before it was moved, renamed or merged. It still resolves."""

    reference = models.CharField(max_length=100, unique=True)
    file_class = models.ForeignKey(
        FileClass, on_delete=models.PROTECT, related_name="former_references"
    )
    until = models.DateTimeField()


class SeeAlso(models.Model):
    """A cross-reference from one class to another. Copies nothing, changes no rule."""

    from_class = models.ForeignKey(FileClass, on_delete=models.PROTECT, related_name="see_also")
    to_class = models.ForeignKey(FileClass, on_delete=models.PROTECT, related_name="seen_from")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_class", "to_class"], name="one_cross_reference")
        ]
