"""Risks with their versions, scores, controls, options and acceptances; and waivers of rules."""

from django.db import models
from django.db.models import Q

from muniment.governance.risks.types import (
    HIGHEST,
    LOWEST,
    Authority,
    Confidence,
    RiskState,
    WaiverState,
)

PERSON = "access.Person"


def _score() -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(null=True)


def _scored(*names: str) -> Q:
    found = Q()
    for name in names:
        found &= Q(**{name: None}) | Q(**{f"{name}__gte": LOWEST, f"{name}__lte": HIGHEST})
    return found


class Risk(models.Model):
    """An information risk. `words`: what it is found by, folded. `current`: the product of its
    current likelihood and impact, as lists go by it. Where its owner has left, `orphaned_at` says
    since when it has none. `source`: what it was opened from, such as `incident:IN-…`."""

    reference = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=[(one.value, one.label) for one in RiskState])
    title = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200)
    words = models.TextField()
    cause = models.TextField(blank=True)
    event = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    category = models.CharField(max_length=30, blank=True)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    former_owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    orphaned_at = models.DateTimeField(null=True)
    treatment = models.CharField(max_length=10, blank=True)
    plan = models.TextField(blank=True)
    review_on = models.DateField(null=True)
    inherent_likelihood, inherent_impact = _score(), _score()
    current_likelihood, current_impact = _score(), _score()
    target_likelihood, target_impact = _score(), _score()
    inherent, current, target = _score(), _score(), _score()
    source = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=40)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RiskState.OPEN)
                | (
                    (Q(owner__isnull=False) | Q(orphaned_at__isnull=False))
                    & Q(review_on__isnull=False, current__isnull=False)
                ),
                name="risk_open_has_owner_and_review",
            ),
            models.CheckConstraint(
                condition=Q(orphaned_at=None) | Q(owner=None), name="risk_orphaned_has_no_owner"
            ),
            models.CheckConstraint(
                condition=(Q(state=RiskState.CLOSED, closed_at__isnull=False) & ~Q(closed_why=""))
                | (~Q(state=RiskState.CLOSED) & Q(closed_at=None, closed_why="")),
                name="risk_closed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=_scored(
                    "inherent_likelihood",
                    "inherent_impact",
                    "current_likelihood",
                    "current_impact",
                    "target_likelihood",
                    "target_impact",
                ),
                name="risk_scores_from_one_to_five",
            ),
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="risk_once_of_a_source"
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="risk_by_title"),
            models.Index(fields=["review_on"], name="risk_by_review"),
        ]

    def __str__(self) -> str:
        return self.title


class RiskVersion(models.Model):
    """A risk as it was from a moment on, whole, with a digest of what it said (SHA-256 of its
    values as JSON, names in order). Never changed: the next follows it."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    deed = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    fields = models.JSONField()
    values = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["risk", "version"], name="risk_version_once")
        ]


class Scoring(models.Model):
    """The scores of a risk from a moment on: who gave them, when and why. Never changed."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="scorings")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    why = models.CharField(max_length=500)
    inherent_likelihood, inherent_impact = _score(), _score()
    current_likelihood, current_impact = _score(), _score()
    target_likelihood, target_impact = _score(), _score()
    inherent, current, target = _score(), _score(), _score()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["risk", "number"], name="risk_scored_once_a_number")
        ]
        indexes = [models.Index(fields=["risk", "at"], name="risk_scored_at")]


class RiskAsset(models.Model):
    """An information asset that a risk concerns."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="assets")
    asset = models.ForeignKey("assets.Asset", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["risk", "asset"], name="risk_names_asset_once")
        ]


class Control(models.Model):
    """What keeps a risk down, who looks after it, and how sure it is. Ended, never deleted."""

    reference = models.CharField(max_length=40, unique=True)
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="controls")
    words = models.CharField(max_length=500)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    confidence = models.CharField(
        max_length=10, choices=[(one.value, one.label) for one in Confidence]
    )
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=40)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=500, blank=True)


class Option(models.Model):
    """A way out of a risk that was looked at: what it does for the local need and for the policy.
    One of them is decided on, with a reason."""

    reference = models.CharField(max_length=40, unique=True)
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="options")
    words = models.TextField()
    local_need = models.TextField()
    policy = models.TextField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=40)
    chosen_at = models.DateTimeField(null=True)
    chosen_by = models.CharField(max_length=40, blank=True)
    chosen_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["risk"],
                condition=Q(chosen_at__isnull=False),
                name="risk_option_chosen_once",
            )
        ]


class Acceptance(models.Model):
    """That somebody accepts what is left of a risk, as what, why, and until when; bound to the
    current score that it was given for. Ended, never deleted."""

    reference = models.CharField(max_length=40, unique=True)
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="acceptances")
    by = models.CharField(max_length=40)
    authority = models.CharField(
        max_length=10, choices=[(one.value, one.label) for one in Authority]
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=10, blank=True)
    ended_by = models.CharField(max_length=40, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["risk"], condition=Q(ended_at=None), name="risk_accepted_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_as="")
                | (Q(ended_at__isnull=False) & ~Q(ended_as="")),
                name="risk_acceptance_ended_as_something",
            ),
        ]
        indexes = [models.Index(fields=["expires_on"], name="risk_acceptance_by_day")]


class Waiver(models.Model):
    """A rule that a unit need not keep until a day: why, what was looked at instead, what makes up
    for it, who asked and who decided."""

    reference = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=[(one.value, one.label) for one in WaiverState])
    rule = models.TextField()
    policy = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    options = models.JSONField()
    control = models.TextField()
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, null=True, related_name="waivers")
    words = models.TextField()
    ends_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=40)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_why = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=40, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[WaiverState.ASKED, WaiverState.ENDED])
                | (Q(decided_at__isnull=False) & ~Q(decided_by="") & ~Q(decided_why="")),
                name="waiver_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=models.F("asked_by")), name="waiver_not_decided_by_who_asks"
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], name="waiver_by_day")]

    def __str__(self) -> str:
        return self.rule
