"""Policies and their kin, every version of them, and what people did with them."""

from django.db import models
from django.db.models import Q

from muniment.governance.policies.types import Answer, Kind, LinkKind, Screen, State


class Policy(models.Model):
    """A document: policy, strategy, standard, procedure, guide or desk aid. What it says stands in
    its versions. `words`: what it is found by, folded. `slug`: its address for the public, for
    good once given; `open_at`: since when the public can read it, `shut_at`: until when it could.
    """

    reference = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Kind])
    title = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    words = models.TextField()
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    owner_post = models.CharField(max_length=200, blank=True)
    body = models.ForeignKey(
        "bodies.GoverningBody", on_delete=models.PROTECT, null=True, related_name="+"
    )
    audience = models.JSONField()
    topics = models.JSONField()
    review_months = models.PositiveIntegerField()
    in_force = models.ForeignKey(
        "PolicyVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    slug = models.CharField(max_length=80, null=True, unique=True)
    open_at = models.DateTimeField(null=True)
    shut_at = models.DateTimeField(null=True)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(open_at=None, shut_at=None) | Q(slug__isnull=False),
                name="policy_open_has_address",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[one.value for one in Kind if one.by_body])
                | Q(body__isnull=False),
                name="policy_approved_by_body",
            ),
        ]
        indexes = [models.Index(fields=["sort_key", "id"], name="policy_by_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        """What it is, in words."""
        return Kind(self.kind).label


class PolicyVersion(models.Model):
    """A version of a document. Its text is changed only while it is a draft; `digest` is that of
    the text (SHA-256). `impact`: what publishing it changed. `audience`: who was asked, as it was
    then."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=[(one.value, one.label) for one in State])
    text = models.TextField()
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    consult_until = models.DateField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=40, blank=True)
    decision = models.CharField(max_length=40, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=40, blank=True)
    review_on = models.DateField(null=True)
    audience = models.JSONField(default=list)
    impact = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "major", "minor"], name="policy_number_once"),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state=State.PUBLISHED), name="policy_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(state__in=["draft", "consulting", "consulted", "approved"]),
                name="policy_one_on_its_way",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published", "superseded", "retired"])
                | (Q(approved_at__isnull=False) & ~Q(approved_by="")),
                name="policy_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded", "retired"])
                | Q(published_at__isnull=False, review_on__isnull=False),
                name="policy_published_with_review",
            ),
        ]
        indexes = [models.Index(fields=["state", "review_on"], name="policy_by_review")]

    def __str__(self) -> str:
        return f"{self.policy.title} {self.number}"

    @property
    def number(self) -> str:
        """Its number, such as 2.3."""
        return f"{self.major}.{self.minor}"

    @property
    def state_label(self) -> str:
        """Its state in words."""
        return State(self.state).label

    @property
    def is_open(self) -> bool:
        """Whether it is on its way to being published."""
        return State(self.state).is_open


class Comment(models.Model):
    """What somebody said of a version that was out for comment, and what was answered."""

    reference = models.CharField(max_length=40, unique=True)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="comments")
    paragraph = models.CharField(max_length=20, blank=True)
    words = models.TextField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True)


class Acknowledgement(models.Model):
    """That somebody has read a version and will follow it: which text, by its digest. `digest`: of
    all that, and of the acknowledgement before it of the same document, so that none is taken
    away unseen. Never changed and never deleted."""

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="acknowledged_once")
        ]


class Link(models.Model):
    """What a document goes with: another document, a retention rule, an asset, an indicator."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=20, choices=[(one.value, one.label) for one in LinkKind])
    target = models.CharField(max_length=200)
    paragraph = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "kind", "target"], name="policy_linked_once")
        ]
        indexes = [models.Index(fields=["kind", "target"], name="policy_by_link")]

    @property
    def label(self) -> str:
        """What it is linked to, in words."""
        return LinkKind(self.kind).label


class Extract(models.Model):
    """A paragraph that a desk aid or guide says again in short: its digest when that was written.
    `stale_at`: since when the paragraph says something else, or is gone."""

    aid = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="extracts")
    source = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="extracted")
    paragraph = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    version = models.CharField(max_length=12)
    stale_at = models.DateTimeField(null=True)
    stale_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["aid", "source", "paragraph"], name="extracted_once")
        ]


class Pointer(models.Model):
    """What is shown at a place of work in Muniment, to everybody or to those of one role."""

    screen = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Screen])
    role = models.CharField(max_length=40, blank=True)
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="pointers")
    paragraph = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["screen", "role", "policy"], name="pointed_at_once")
        ]


class Proposal(models.Model):
    """A change that somebody proposed to who answers for a document, and what came of it."""

    reference = models.CharField(max_length=40, unique=True)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="proposals")
    paragraph = models.CharField(max_length=60, blank=True)
    words = models.TextField()
    by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.CharField(
        max_length=10, blank=True, choices=[(one.value, one.label) for one in Answer]
    )
    why = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=40, blank=True)

    @property
    def answer_label(self) -> str:
        """What came of it, in words; blank while nothing has."""
        return Answer(self.answer).label if self.answer else ""
