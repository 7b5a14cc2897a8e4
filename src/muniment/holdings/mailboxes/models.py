"""Sources that are looked at again and again, and what was already taken from them."""

from django.db import models
from django.db.models import Q

from muniment.holdings.mailboxes.types import SourceKind


class Source(models.Model):
    """A mailbox, a watched folder or a part of a bucket. Of what opens it only the place is
    here (`secret`: a file below the keys, or an environment variable), never the secret itself.
    Where a mailbox has an `owner` (a person, by reference), that person chooses what is saved."""

    reference = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    host = models.CharField(max_length=255, blank=True)
    port = models.PositiveIntegerField(default=0)
    security = models.CharField(max_length=12, blank=True)
    user = models.CharField(max_length=250, blank=True)
    auth = models.CharField(max_length=12, blank=True)
    token_address = models.CharField(max_length=500, blank=True)
    client = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=500, blank=True)
    secret = models.CharField(max_length=100, blank=True)
    folders = models.JSONField(default=list)
    path = models.CharField(max_length=1000, blank=True)
    bucket = models.CharField(max_length=63, blank=True)
    prefix = models.CharField(max_length=1024, blank=True)
    region = models.CharField(max_length=40, blank=True)
    separators = models.BooleanField(default=False)
    listed_to = models.CharField(max_length=1024, blank=True)
    file_class = models.ForeignKey("fileplan.FileClass", on_delete=models.PROTECT, related_name="+")
    folder = models.ForeignKey(
        "records.Folder", on_delete=models.PROTECT, null=True, related_name="+"
    )
    afterwards = models.CharField(max_length=12)
    move_to = models.CharField(max_length=500, blank=True)
    every_minutes = models.PositiveIntegerField()
    run_as = models.CharField(max_length=40)
    owner = models.CharField(max_length=40, blank=True, default="")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    paused = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)
    capture = models.ForeignKey(
        "capture.Capture", on_delete=models.PROTECT, null=True, related_name="+"
    )
    next_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    well_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)
    result = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in SourceKind]), name="source_kind_known"
            ),
            models.CheckConstraint(condition=Q(every_minutes__gt=0), name="source_comes_round"),
        ]
        indexes = [models.Index(fields=["next_at"], name="source_due")]

    def __str__(self) -> str:
        return self.name


class SeenFile(models.Model):
    """A file of a watched folder as the last look saw it. `key` is the SHA-256 of its path."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    stamp = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="seen_file_once")]


class MailFolder(models.Model):
    """How far a folder of a mailbox has been taken: every message up to `mark` is dealt with, but
    for those that wait. `numbering` is the UIDVALIDITY under which that is true."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="mail_folders")
    name = models.CharField(max_length=500)
    numbering = models.BigIntegerField(default=0)
    mark = models.BigIntegerField(default=0)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="mail_folder_once")]


class TakenMessage(models.Model):
    """A message that was taken, by what it is known by when its server numbers anew. No word of
    the message is here, only a digest."""

    folder = models.ForeignKey(MailFolder, on_delete=models.PROTECT, related_name="taken")
    numbering = models.BigIntegerField()
    uid = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["folder", "numbering", "uid"], name="taken_message_once"
            )
        ]
        indexes = [models.Index(fields=["folder", "digest"], name="taken_by_digest")]


class WaitingMessage(models.Model):
    """A message that could not be taken and is tried again with the next look."""

    folder = models.ForeignKey(MailFolder, on_delete=models.PROTECT, related_name="waiting")
    uid = models.BigIntegerField()
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["folder", "uid"], name="waiting_message_once")
        ]
