"""Blobs (content, once each), the references that keep them, and what is derived from them."""

from django.db import models
from django.db.models import Q

from muniment.foundation.content.states import BlobState, FixityState, ScanState


class Blob(models.Model):
    """Content in the store, named by its SHA-256, with the format it was identified as."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    state = models.CharField(max_length=12, default=BlobState.LIVE)
    seal = models.CharField(max_length=16, blank=True)  # blank: the bytes lie plain
    sealed_at = models.DateTimeField(null=True)
    puid = models.CharField(max_length=40, blank=True)
    mime = models.CharField(max_length=150, blank=True)
    format_name = models.CharField(max_length=200, blank=True)
    format_note = models.CharField(max_length=300, blank=True)
    stored_at = models.DateTimeField()
    unreferenced_at = models.DateTimeField(null=True)
    fixity = models.CharField(max_length=12, default=FixityState.INTACT)
    checked_at = models.DateTimeField()
    copied_at = models.DateTimeField(null=True)  # since when the second copy has this form of it

    class Meta:
        indexes = [
            models.Index(
                fields=["sha256"],
                name="blob_not_copied",
                condition=Q(copied_at__isnull=True),
            ),
            models.Index(
                fields=["copied_at"],
                name="blob_copied",
                condition=Q(copied_at__isnull=False),
            ),
            models.Index(fields=["checked_at"], name="blob_checked"),
            models.Index(
                fields=["unreferenced_at"],
                name="blob_unreferenced",
                condition=Q(unreferenced_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=0), name="blob_size_not_negative")
        ]


class BlobReference(models.Model):
    """A reason why a blob is kept: the component (or certificate) that holds it. Rows, not a
    counter: a counter that is wrong once is wrong for ever."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="references")
    holder = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blob", "holder"], name="one_reference_per_holder")
        ]
        indexes = [models.Index(fields=["holder"], name="reference_holder")]


class Sealing(models.Model):
    """Since when new content is sealed. One row at most; sealing is never turned off."""

    only = models.BooleanField(primary_key=True, default=True)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="sealing_starts_once")]


class WrappedKey(models.Model):
    """The key of a sealed content, wrapped for one holder of it under a generation of keys.

    No foreign keys: this table is kept apart from the rest in backups, and may be newer. A blank
    holder stands for the capture that brought the content, until the first component has it.
    """

    sha256 = models.CharField(max_length=64)
    holder = models.CharField(max_length=60, blank=True)
    seal = models.CharField(max_length=16)
    generation = models.PositiveIntegerField()
    wrapped = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256", "holder"], name="one_key_per_holder")
        ]
        indexes = [
            models.Index(fields=["holder"], name="key_holder"),
            models.Index(fields=["generation"], name="key_generation"),
        ]


class Derived(models.Model):
    """The text of a blob, and how getting it went. A failure is shown and can be tried again."""

    blob = models.OneToOneField(Blob, on_delete=models.CASCADE, primary_key=True)
    state = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    metadata = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=12, blank=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    language = models.CharField(max_length=8, blank=True)
    language_confidence = models.PositiveSmallIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    derived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state"], name="derived_state"),
            models.Index(fields=["language"], name="derived_language"),
        ]


class LanguageLook(models.Model):
    """How far a look at texts without a language has got: the last digest. One row at most."""

    only = models.BooleanField(primary_key=True, default=True)
    last = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_language_look")]


class Preview(models.Model):
    """A picture of the first page, made in the sandbox."""

    blob = models.OneToOneField(Blob, on_delete=models.CASCADE, primary_key=True)
    png = models.BinaryField()
    made_at = models.DateTimeField()


class Scan(models.Model):
    """What the malware check found in a blob, and who let it out of quarantine. The bytes stay as
    evidence; none are given out while the state is `quarantined`."""

    blob = models.OneToOneField(Blob, on_delete=models.CASCADE, primary_key=True)
    state = models.CharField(max_length=12)
    finding = models.CharField(max_length=200, blank=True)
    signatures = models.CharField(max_length=120, blank=True)
    scanned_at = models.DateTimeField()
    asked_by = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_why = models.CharField(max_length=500, blank=True)
    released_by = models.CharField(max_length=40, blank=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["scanned_at"],
                name="scan_not_clean",
                condition=~Q(state=ScanState.CLEAN),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ScanState.RELEASED)
                | (~Q(released_by="") & ~Q(asked_by="") & ~Q(released_by=models.F("asked_by"))),
                name="release_by_two_people",
            )
        ]


class FixityIncident(models.Model):
    """Content that was found missing or changed, in the store or in the second copy. Stays open
    until it is repaired, or a person closes it."""

    sha256 = models.CharField(max_length=64)
    place = models.CharField(max_length=12, default="store")
    found = models.CharField(max_length=12)
    found_at = models.DateTimeField()
    repaired_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True)
