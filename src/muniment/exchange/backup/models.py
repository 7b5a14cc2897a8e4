"""The backups that were taken, as far as this database knows of them."""

from django.db import models


class Backup(models.Model):
    """A backup that is complete. `proven_at` is when it was last restored aside and found sound;
    a database that was restored does not know of the backup it came from."""

    name = models.CharField(max_length=40)
    folder = models.CharField(max_length=500)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=40)
    seconds = models.FloatField()
    events = models.BigIntegerField()
    records = models.BigIntegerField()
    contents = models.BigIntegerField()
    bytes = models.BigIntegerField()
    copied = models.BigIntegerField()
    missing = models.BigIntegerField()
    manifest_sha256 = models.CharField(max_length=64, unique=True)
    removed_at = models.DateTimeField(null=True)
    proven_at = models.DateTimeField(null=True)
    proof_failed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-taken_at"], name="backup_taken")]

    def __str__(self) -> str:
        return self.name
