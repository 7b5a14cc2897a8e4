"""What is known of the messages in the mailboxes of people who choose what is saved."""

from django.db import models

from muniment.holdings.inbox.types import State


class InboxMessage(models.Model):
    """A message in a person's mailbox. What it says of itself (subject, sender, identifiers) is
    here only while the person may decide about it. `owner`: the person, by reference; `numbering`:
    the UIDVALIDITY that the UID counts in; `digest`: what it is known by, of its headers.
    `into`: where it is to be saved; `whys`: the codes of the reasons that were shown when the
    person decided, `suggested` whether it was among those to save. `to_touch`: it is saved, and
    has yet to be marked at the server. `warning`: the owner was told that it goes; `by_policy`: it
    goes because of that, and not because the owner chose so; `asked_away`: the server was asked to
    remove it, so that it is known later who did."""

    source = models.ForeignKey("mailboxes.Source", on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=40)
    mail_folder = models.CharField(max_length=500)
    numbering = models.BigIntegerField()
    uid = models.BigIntegerField()
    size = models.BigIntegerField()
    received_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8)
    kind = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    sender = models.CharField(max_length=500, blank=True)
    message_id = models.CharField(max_length=1000, blank=True)
    thread_ids = models.JSONField(default=list)
    importance = models.CharField(max_length=20, blank=True)
    attachments = models.BooleanField(default=False)
    starred = models.BooleanField(default=False)
    into = models.CharField(max_length=40, blank=True)
    record = models.CharField(max_length=40, blank=True)
    suggested = models.BooleanField(null=True)
    whys = models.JSONField(default=list)
    decided_at = models.DateTimeField(null=True)
    to_touch = models.BooleanField(default=False)
    warning = models.ForeignKey(
        "inbox.OldMailWarning", on_delete=models.PROTECT, null=True, related_name="messages"
    )
    by_policy = models.BooleanField(default=False)
    asked_away = models.BooleanField(default=False)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "mail_folder", "numbering", "uid"], name="inbox_message_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in State]),
                name="inbox_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(by_policy=False) | models.Q(warning__isnull=False),
                name="inbox_policy_after_warning",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[State.PRIVATE, State.SAVED, State.GONE])
                | models.Q(subject="", sender="", message_id=""),
                name="inbox_words_only_while_open",
            ),
        ]
        indexes = [models.Index(fields=["owner", "state"], name="inbox_by_owner")]

    def __str__(self) -> str:
        return f"{self.mail_folder} {self.uid}"


class OldMailPolicy(models.Model):
    """After how many days mail that is not saved goes from a mailbox, and how many days before that
    its owner is warned; without days: never. The latest of a source counts."""

    source = models.ForeignKey("mailboxes.Source", on_delete=models.PROTECT, related_name="+")
    after_days = models.PositiveIntegerField(null=True)
    warn_days = models.PositiveIntegerField(null=True)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()


class OldMailWarning(models.Model):
    """That the owner of a mailbox was told which messages go and when: not before `goes_on`, a
    civil date. `listed`: how many there were; `removed`: how many went in the end."""

    reference = models.CharField(max_length=40, unique=True)
    source = models.ForeignKey("mailboxes.Source", on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    goes_on = models.DateField()
    listed = models.PositiveIntegerField()
    removed = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(closed_at=None),
                name="one_open_warning_for_a_mailbox",
            )
        ]
