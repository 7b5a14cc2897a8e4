"""Disposal reviews, their items, approvals and certificates."""

from django.db import models
from django.db.models import Q

from muniment.lifecycle.disposal.models.sampling import KeptSample as KeptSample
from muniment.lifecycle.disposal.models.sampling import Opened as Opened
from muniment.lifecycle.disposal.models.sampling import Sample as Sample
from muniment.lifecycle.disposal.models.sampling import Sampled as Sampled
from muniment.lifecycle.disposal.types import (
    DEFAULT_STAGES,
    ExpungeState,
    ItemState,
    Outcome,
    ReviewState,
    StandingState,
)


def default_stages() -> list[str]:
    """The stages of a review whose rule names none."""
    return [one.value for one in DEFAULT_STAGES]


class Review(models.Model):
    """Records whose time is up, put forward together for a decision."""

    title = models.CharField(max_length=300)
    state = models.CharField(max_length=12, default=ReviewState.PROPOSED)
    as_at = models.DateField()
    owner_scope = models.CharField(max_length=100, blank=True)
    proposed_by = models.CharField(max_length=40)
    proposed_at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    executed_by = models.CharField(max_length=40, blank=True)
    executed_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    # Made when two people agreed to expunge its records; their dates do not matter.
    expunges = models.BooleanField(default=False)
    # The roles that sign it, in the order of its rule.
    stages = models.JSONField(default=default_stages)
    # The standing approval under which it was made by itself, if it was.
    standing = models.ForeignKey(
        "StandingApproval", on_delete=models.PROTECT, null=True, related_name="reviews"
    )

    @property
    def reference(self) -> str:
        """DR-1, DR-2, ..."""
        return f"DR-{self.pk}"


class ReviewItem(models.Model):
    """One record in a review. A record stands in at most one open review.

    `doomed` are the digests of content that nobody else held when destruction began, and that is
    to be removed; `kept_shared` those of the record's content that another record still holds;
    `sealed` is, for each of the doomed that was sealed, the day since when. `recover_until` is the
    last civil day on which the record can be recovered; empty: it never was set aside. `by_hand`
    says how paper was destroyed, `box` from which box, and `awaiting_since` from when on it was
    to be. `kept_sample` is the sample drawn from it and others; empty: its rule keeps none.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="items")
    record = models.ForeignKey(
        "records.Record", on_delete=models.PROTECT, related_name="review_items"
    )
    state = models.CharField(max_length=12, default=ItemState.PROPOSED)
    outcome = models.CharField(max_length=12, default=Outcome.DESTROY)
    keep_until = models.DateField(null=True)
    new_rule = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    failure = models.CharField(max_length=1000, blank=True)
    doomed = models.JSONField(default=list)
    kept_shared = models.JSONField(default=list)
    sealed = models.JSONField(default=dict)
    set_aside_at = models.DateTimeField(null=True)
    recover_until = models.DateField(null=True)
    by_hand = models.ForeignKey("ByHand", on_delete=models.PROTECT, null=True, related_name="items")
    box = models.CharField(max_length=60, blank=True)
    awaiting_since = models.DateTimeField(null=True)
    kept_sample = models.ForeignKey(
        "KeptSample", on_delete=models.PROTECT, null=True, related_name="items"
    )
    open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "record"], name="record_once_per_review"),
            models.UniqueConstraint(
                fields=["record"], condition=Q(open=True), name="record_in_one_open_review"
            ),
        ]
        indexes = [
            models.Index(fields=["review", "state"], name="review_item_state"),
            models.Index(
                fields=["recover_until"],
                condition=Q(state="set_aside", open=True),
                name="review_item_set_aside",
            ),
        ]


class ByHand(models.Model):
    """Somebody's word that papers of a review were destroyed or handed over. Never changed.

    `document` is the reference of the record that the certificate of whoever did it was filed as;
    `listed` what it names.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="by_hand")
    done_on = models.DateField()
    method = models.CharField(max_length=12)
    done_by = models.CharField(max_length=200)
    certificate = models.CharField(max_length=100, blank=True)
    document = models.CharField(max_length=40, blank=True)
    listed = models.JSONField(null=True)
    confirmed_by = models.CharField(max_length=40)
    confirmed_at = models.DateTimeField()


class Decision(models.Model):
    """One signature on a review: who, for which stage, yes or no, when and why."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="decisions")
    stage = models.CharField(max_length=40)
    approved = models.BooleanField()
    by = models.CharField(max_length=40)
    # The absent person for whom it was signed; blank: in one's own right.
    instead_of = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "stage"], name="one_decision_per_stage"),
            models.UniqueConstraint(fields=["review", "by"], name="one_stage_per_person"),
        ]


class StandingApproval(models.Model):
    """Two people's approval that routine papers are destroyed when they are due, without a
    decision about each: of these classes with all below them, under these rules, from the first
    day to the last, so many at most on a day."""

    title = models.CharField(max_length=200)
    classes = models.JSONField()
    rules = models.JSONField()
    reason = models.CharField(max_length=1000)
    authority = models.CharField(max_length=300)
    from_on = models.DateField()
    until_on = models.DateField()
    most_a_day = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default=StandingState.PROPOSED)
    proposed_by = models.CharField(max_length=40)
    proposed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=40, blank=True)
    approved_as = models.CharField(max_length=40, blank=True)
    approved_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="in_force")
                | (~Q(approved_by="") & ~Q(approved_by=models.F("proposed_by"))),
                name="standing_given_by_two",
            )
        ]

    @property
    def reference(self) -> str:
        """SA-1, SA-2, ..."""
        return f"SA-{self.pk}"


class StandingRun(models.Model):
    """What came of a standing approval on one day. `left_out`: how many records for each reason;
    `remaining`: how many more were due than the most of a day. `summed_up_at`: when the summary of
    the day went into the log."""

    standing = models.ForeignKey(StandingApproval, on_delete=models.PROTECT, related_name="runs")
    day = models.DateField()
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, related_name="+")
    taken = models.PositiveIntegerField()
    left_out = models.JSONField()
    remaining = models.PositiveIntegerField(default=0)
    destroyed = models.PositiveIntegerField(default=0)
    summed_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standing", "day"], name="standing_runs_once_a_day")
        ]


class Certificate(models.Model):
    """Proof of a destruction: JSON to verify, PDF to read. The same for ever.

    `record` is the reference of the record that it is filed as; `unfiled_because` says why it
    could not be filed.
    """

    reference = models.CharField(max_length=40, unique=True)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="certificates")
    issued_at = models.DateTimeField()
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    event_seq = models.BigIntegerField()
    record = models.CharField(max_length=40, blank=True)
    unfiled_because = models.CharField(max_length=1000, blank=True)
    pdf = models.ForeignKey("content.Blob", on_delete=models.PROTECT, null=True, related_name="+")


class StorageCost(models.Model):
    """What the body reckons that a gigabyte costs to keep for a year, in pounds, each time that it
    was set, with what the figure is made of; the newest counts."""

    rate = models.DecimalField(max_digits=10, decimal_places=4)
    basis = models.CharField(max_length=500)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class BacklogCount(models.Model):
    """How much was overdue on a day, by who may see it and how long it was overdue. A day on which
    nothing was has one row, of nobody."""

    day = models.DateField()
    audience = models.ForeignKey(
        "access.Audience", on_delete=models.PROTECT, null=True, related_name="+"
    )
    age = models.CharField(max_length=20)
    records = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "audience", "age"], name="backlog_counted_once")
        ]


class TermsSet(models.Model):
    """What the body set for its reviews, each time that it did; the newest counts."""

    notice_days = models.PositiveSmallIntegerField()
    notice_needed = models.BooleanField()
    late_days = models.PositiveSmallIntegerField()
    lists = models.BooleanField(default=False)
    list_size = models.PositiveIntegerField(default=200)
    leave_days = models.PositiveSmallIntegerField(default=90)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class NightRun(models.Model):
    """What the work of one night put on lists for review. `left_out`: how many records for each
    reason; `remaining`: how many more were due than one night takes. Not finished: it goes on."""

    day = models.DateField(unique=True)
    reviews = models.PositiveIntegerField(default=0)
    records = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict)
    remaining = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)


class SentBack(models.Model):
    """A record that somebody withdrew, rejected or recovered, latest, and when it was due then: the
    night's work leaves it alone for a time."""

    record = models.OneToOneField("records.Record", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    on = models.DateField()


class AdvanceNotice(models.Model):
    """The owners of a scope were told what falls due there up to a day. Never changed."""

    owner_scope = models.CharField(max_length=100)
    told_on = models.DateField()
    until = models.DateField()
    people = models.JSONField()
    records = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["owner_scope", "told_on"], name="advance_notice_scope")]


class ToldOf(models.Model):
    """A record that the owners were told of, with the date on which it was to be due."""

    notice = models.ForeignKey(AdvanceNotice, on_delete=models.PROTECT, related_name="told_of")
    record = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "due_on", "notice"], name="told_of_once")
        ]


class Practice(models.Model):
    """What the body settled about its destructions, each time that it did; the newest counts."""

    certificates_in = models.CharField(max_length=40, blank=True)
    surviving = models.JSONField(default=list)
    metadata = models.JSONField(default=list)
    window = models.PositiveSmallIntegerField(default=0)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class Expunging(models.Model):
    """A proposal to expunge records that should never have been filed. `review` is the one that
    destroys them, made when somebody agreed."""

    state = models.CharField(max_length=12, default=ExpungeState.PROPOSED)
    kind = models.CharField(max_length=20)
    reason = models.CharField(max_length=1000)
    authority = models.CharField(max_length=300)
    proposed_by = models.CharField(max_length=40)
    proposed_as = models.CharField(max_length=40)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=40, blank=True)
    decided_as = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=1000, blank=True)
    review = models.OneToOneField(
        Review, on_delete=models.PROTECT, null=True, related_name="expunging"
    )

    @property
    def reference(self) -> str:
        """EX-1, EX-2, ..."""
        return f"EX-{self.pk}"


class ExpungingItem(models.Model):
    """One record that is proposed to be expunged: in one open proposal at most."""

    expunging = models.ForeignKey(Expunging, on_delete=models.PROTECT, related_name="items")
    record = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+")
    open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(open=True), name="record_in_one_open_expunging"
            )
        ]
