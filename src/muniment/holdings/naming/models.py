"""The naming rules of classes, how far a look at all titles has got, and counts day by day."""

from django.db import models
from django.db.models import Q


class Convention(models.Model):
    """One thing that a class asks of titles. Without a class it is asked of the whole body.
    `terms` are the fields of `types.Asked` beside the check and the severity."""

    file_class = models.ForeignKey(
        "fileplan.FileClass", on_delete=models.CASCADE, null=True, related_name="+"
    )
    about = models.CharField(max_length=12)
    severity = models.CharField(max_length=8)
    terms = models.JSONField(default=dict)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file_class", "about"], name="convention_of_class"),
            models.UniqueConstraint(
                fields=["about"], condition=Q(file_class=None), name="convention_of_body"
            ),
        ]


class Recheck(models.Model):
    """How far a look at the titles of a class (blank: all) has got: the last number done."""

    file_class = models.CharField(max_length=100, unique=True)
    last = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)


class TitleCount(models.Model):
    """How many titles were of each state on a day, by who may see them."""

    day = models.DateField()
    audience = models.ForeignKey("access.Audience", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)
    records = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "audience", "state"], name="titles_counted_once")
        ]
