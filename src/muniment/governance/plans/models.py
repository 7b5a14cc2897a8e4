"""Action plans with their outcomes and objectives, actions, and what was said of each action."""

from django.db import models
from django.db.models import F, Q

from muniment.governance.plans.types import ENDED, PlanState, Stage


class Plan(models.Model):
    """A plan of action for a period. `words`: what it is found by, folded."""

    reference = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    words = models.TextField()
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=[(one.value, one.label) for one in PlanState])
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=40)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="plan_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.AGREED)
                | (Q(agreed_at__isnull=False) & ~Q(agreed_by="")),
                name="plan_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(state=PlanState.CLOSED, closed_at__isnull=False) & ~Q(closed_why=""))
                | (~Q(state=PlanState.CLOSED) & Q(closed_at=None, closed_why="")),
                name="plan_closed_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["-starts_on", "sort_key"], name="plan_by_period")]

    def __str__(self) -> str:
        return self.title


class Heading(models.Model):
    """An outcome of a plan, or an objective below an outcome. `place`: its turn there, from 1."""

    reference = models.CharField(max_length=40, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="headings")
    outcome = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="objectives"
    )
    place = models.PositiveIntegerField()
    words = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["plan", "place"], name="heading_by_place")]

    def __str__(self) -> str:
        return self.words


class Action(models.Model):
    """Something that is to be done, in a plan or for another reason (`source`: its kind and its
    reference). `timeline` is when, as it was written; `due_on` is what was read from that. What is
    in place is looked at every so many months. `next_on`: the day to be watched for. `owner`: who
    does it; `answers`: in words, where no account does."""

    reference = models.CharField(max_length=40, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="actions")
    objective = models.ForeignKey(
        Heading, on_delete=models.PROTECT, null=True, related_name="actions"
    )
    place = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=120, blank=True)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, related_name="+")
    what = models.TextField()
    words = models.TextField()
    confidential = models.BooleanField(default=False)
    timeline = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True)
    owner = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    answers = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=40)
    stage = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Stage])
    every = models.PositiveIntegerField(null=True)
    check_on = models.DateField(null=True)
    next_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    evidence = models.TextField(blank=True)
    record = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(plan=None, objective=None)
                | Q(plan__isnull=False, objective__isnull=False),
                name="action_in_a_plan_has_an_objective",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.MAINTAIN, every__isnull=False, check_on__isnull=False)
                | (~Q(stage=Stage.MAINTAIN) & Q(every=None, check_on=None)),
                name="action_in_place_is_checked",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=ENDED, ended_on__isnull=False, next_on=None)
                | (~Q(stage__in=ENDED) & Q(ended_on=None)),
                name="action_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.DONE) | ~Q(evidence="") | ~Q(record=""),
                name="action_done_is_shown",
            ),
        ]
        indexes = [
            models.Index(fields=["next_on", "id"], name="action_by_day"),
            models.Index(fields=["plan", "place"], name="action_by_place"),
            models.Index(fields=["source"], name="action_by_source"),
        ]

    def __str__(self) -> str:
        return self.what


class Step(models.Model):
    """What was done with an action, or said of it: who, when, what of it was so before and is so
    after, and why. Never changed."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    deed = models.CharField(max_length=20)
    before = models.JSONField()
    after = models.JSONField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "number"], name="action_step_once")
        ]


class OwnStatus(models.Model):
    """A status that the body has of its own, beside those that come with the program. Retired,
    never deleted: actions keep it."""

    key = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=60)
    stage = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Stage])
    dated = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=40)
    retired_at = models.DateTimeField(null=True)
