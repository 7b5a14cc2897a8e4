"""Rules that are looked at again from time to time."""

from django.db import models


class RuleReviewInterval(models.Model):
    """After how many months a rule is looked at again, each time that it was set; the newest
    counts. 0: none is."""

    months = models.PositiveSmallIntegerField()
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()

    class Meta:
        app_label = "retention"


class RuleReview(models.Model):
    """What was decided about a rule (by code) in the version that it had: that it is kept, to be
    changed or to be retired. Never changed."""

    rule = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)
    note = models.CharField(max_length=1000)
    reviewed_by = models.CharField(max_length=40)
    reviewed_at = models.DateTimeField()

    class Meta:
        app_label = "retention"
        indexes = [models.Index(fields=["rule"], name="rule_review")]
