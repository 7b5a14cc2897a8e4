"""Records of a review that are drawn: to be looked at, or to be kept when the rest goes."""

from django.db import models


class Sample(models.Model):
    """Records of a review drawn at random to be looked at. `seed` and `of` show how they came."""

    review = models.ForeignKey("Review", on_delete=models.PROTECT, related_name="samples")
    folder = models.CharField(max_length=40, blank=True)
    seed = models.BigIntegerField()
    size = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    drawn_by = models.CharField(max_length=40)
    drawn_at = models.DateTimeField()


class Sampled(models.Model):
    """One record drawn, in its place."""

    sample = models.ForeignKey("Sample", on_delete=models.PROTECT, related_name="drawn")
    item = models.ForeignKey("ReviewItem", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "item"], name="drawn_once_in_a_sample")
        ]


class KeptSample(models.Model):
    """What a review has to keep of its records under a rule that keeps 1 in `one_in` and destroys
    the rest: of how many it was drawn, and by which seed. Never changed; what is kept in the end
    stands with the items."""

    review = models.ForeignKey("Review", on_delete=models.PROTECT, related_name="kept_samples")
    rule = models.CharField(max_length=60)
    rule_version = models.PositiveIntegerField()
    one_in = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    seed = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "rule"], name="one_kept_sample_for_a_rule")
        ]


class Opened(models.Model):
    """Somebody opened a record that was drawn, and when first. Never changed."""

    item = models.ForeignKey("ReviewItem", on_delete=models.PROTECT, related_name="opened")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "by"], name="opened_first_by_each")]
