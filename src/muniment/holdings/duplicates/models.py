"""Signatures of texts, the bands that they are found by, the pairs that are alike, and how much
there was of it month by month.

What is of a text hangs on what was read from the content, and goes with it when the last record
that holds it is destroyed. What a person said of two records, as versions of one document, stays,
and so do the counts: they hold no word of them.
"""

from django.db import models
from django.db.models import F, Q

from muniment.holdings.duplicates.types import Verdict


class Signature(models.Model):
    """The MinHash of a text. `text` is the digest of what was read, to see whether it has changed;
    `version` that of the way it was made; `paired`: others that are alike were looked for."""

    derived = models.OneToOneField("content.Derived", on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=64)
    version = models.CharField(max_length=20)
    numbers = models.BinaryField()
    paired = models.BooleanField(default=False)


class Band(models.Model):
    """A few numbers of a signature, as one: texts that share one may be alike."""

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="bands")
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "signature"], name="band_key")]


class Pair(models.Model):
    """Two texts that are alike, the older signature first; `alike` in thousandths."""

    first = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="+")
    alike = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]
        indexes = [models.Index(fields=["-alike", "id"], name="pair_alike")]


class Decision(models.Model):
    """What a person said of two records: versions of one document, the earlier first; or not, and
    then they are not offered again. In whichever order, two have one decision."""

    earlier = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+")
    later = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+")
    lower = models.BigIntegerField()  # the numbers of the two in order: one decision for two
    higher = models.BigIntegerField()
    verdict = models.CharField(max_length=12)
    decided_by = models.CharField(max_length=40)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lower", "higher"], name="one_decision"),
            models.CheckConstraint(condition=Q(lower__lt=F("higher")), name="decision_in_order"),
            models.CheckConstraint(
                condition=Q(verdict__in=[one.value for one in Verdict]), name="decision_known"
            ),
        ]


class DuplicationCount(models.Model):
    """How much was there more than once in a month (its first day), within one circle of readers:
    what two circles have of the same is in neither, so that a count tells nobody of what others
    hold. `merged`: records merged in that month. Sizes in bytes."""

    month = models.DateField()
    day = models.DateField()  # on which it was last counted
    audience = models.ForeignKey("access.Audience", on_delete=models.PROTECT, related_name="+")
    records = models.PositiveBigIntegerField()
    copies = models.PositiveBigIntegerField()
    copies_size = models.PositiveBigIntegerField()
    twins = models.PositiveBigIntegerField()
    twins_size = models.PositiveBigIntegerField()
    near = models.PositiveBigIntegerField()
    near_size = models.PositiveBigIntegerField()
    merged = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "audience"], name="duplicates_counted_once")
        ]
