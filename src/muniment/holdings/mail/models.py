"""What is done with kinds of mail that seldom are records, and what people said of suggestions."""

from django.db import models
from django.db.models import Q

from muniment.holdings.mail.types import Choice


class EphemeraRule(models.Model):
    """What captures do with one kind of message in a class and all below it; without a class, in
    the whole body. The nearest counts."""

    kind = models.CharField(max_length=20)
    file_class = models.ForeignKey(
        "fileplan.FileClass", on_delete=models.PROTECT, null=True, related_name="+"
    )
    choice = models.CharField(max_length=8)
    into = models.ForeignKey(
        "fileplan.FileClass", on_delete=models.PROTECT, null=True, related_name="+"
    )
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "file_class"], name="one_rule_for_a_kind_in_a_class"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(file_class=None), name="one_rule_for_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(choice=Choice.FILE, into__isnull=False)
                | (~Q(choice=Choice.FILE) & Q(into=None)),
                name="filed_into_a_class",
            ),
        ]


class JudgedMessage(models.Model):
    """A message that was suggested as important, and what a person said: filed elsewhere
    (`accepted`), or left where it is. `whys` are the codes of the reasons that were shown."""

    record = models.OneToOneField(
        "records.Record", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    accepted = models.BooleanField()
    whys = models.JSONField()
    judged_by = models.CharField(max_length=40)
    judged_at = models.DateTimeField()
