"""Signatures of texts, the bands that they are found by, and the pairs that are alike.

All hang on the text that was read from the content, and go with it when the last record that
holds it is destroyed.
"""

from django.db import models
from django.db.models import F, Q


class Signature(models.Model):
    """The MinHash of a text. `text` is the digest of what was read, to see whether it has changed;
    `version` that of the way it was made."""

    derived = models.OneToOneField("content.Derived", on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=64)
    version = models.CharField(max_length=20)
    numbers = models.BinaryField()


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
