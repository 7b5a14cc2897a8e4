"""What people were told, and how they want to be told."""

from django.db import models

from muniment.foundation.notices.types import Mail


class Notice(models.Model):
    """Something one person was told, once. `key` keeps the same from being told twice; `about` is
    the reference of what it is about, as the audit log writes it (`review:DR-1`)."""

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=1000)
    key = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="told_once"),
            models.CheckConstraint(condition=~models.Q(words=""), name="notice_says_something"),
        ]
        indexes = [
            models.Index(
                fields=["person"], condition=models.Q(seen_at=None), name="notice_not_seen"
            ),
            models.Index(fields=["kind", "about"], name="notice_about"),
        ]

    def __str__(self) -> str:
        return self.reference


class MailChoice(models.Model):
    """How a person wants to be told by e-mail."""

    person = models.OneToOneField(
        "access.Person", on_delete=models.PROTECT, related_name="mail_choice"
    )
    how = models.CharField(max_length=12, choices=[(one.value, one.label) for one in Mail])
