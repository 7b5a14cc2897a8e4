"""Fields, where they are asked for, and vocabularies. The values are with the records."""

from django.db import models
from django.db.models import Q

from muniment.holdings.metadata.types import DEFAULT_LENGTH


class Vocabulary(models.Model):
    """A list of terms to choose from."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """One term of a vocabulary. Records hold its number: its label can change, and it can be
    merged into another, without a record being touched."""

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="terms")
    label = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    broader = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="narrower"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged"
    )
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vocabulary", "folded"],
                condition=Q(merged_into=None),
                name="term_once_in_a_vocabulary",
            )
        ]

    def __str__(self) -> str:
        return self.label


class TermName(models.Model):
    """A word that a term is found by: of its label, of a label that it had, of another name.
    `label` is the whole name; each of its words has a row."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="names")
    label = models.CharField(max_length=200)
    word = models.CharField(max_length=200)
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["word"], name="term_by_word")]


class Field(models.Model):
    """A field that a body defined. Once used it is never deleted, only retired."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    vocabulary = models.ForeignKey(
        Vocabulary, on_delete=models.PROTECT, null=True, related_name="fields"
    )
    several = models.BooleanField(default=False)
    help = models.CharField(max_length=500, blank=True)
    pattern = models.CharField(max_length=200, blank=True)
    pattern_help = models.CharField(max_length=300, blank=True)
    fills_from = models.CharField(max_length=40, blank=True)
    proposed_from = models.CharField(max_length=40, blank=True)
    used_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.title


class ClassField(models.Model):
    """What a class says of a field, or the whole body where there is no class. None inherits."""

    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="askings")
    file_class = models.ForeignKey(
        "fileplan.FileClass", on_delete=models.CASCADE, null=True, related_name="+"
    )
    mandatory = models.BooleanField(null=True)
    default = models.CharField(max_length=DEFAULT_LENGTH, null=True)
    position = models.IntegerField(null=True)
    dropped = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["field", "file_class"], name="field_once_in_a_class"),
            models.UniqueConstraint(
                fields=["field"], condition=Q(file_class=None), name="field_once_in_the_body"
            ),
        ]


class Tally(models.Model):
    """How often a form with a field was sent, and how often it was refused because of it."""

    form = models.CharField(max_length=20)
    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="tallies")
    sent = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "field"], name="tally_of_form")]
