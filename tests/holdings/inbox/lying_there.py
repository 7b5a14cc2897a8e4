"""Messages in somebody's mailbox as a look at it would have left them, without a mail server."""

from datetime import UTC, datetime

from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.inbox.types import State
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.mailboxes.types import Secret, SourceDraft, SourceKind


def mailbox_of(manager, owner, into, *, now, name="Own mailbox"):
    """The source that is this person's mailbox."""
    draft = SourceDraft(
        name, SourceKind.IMAP, into, "mail.example.org", user="own", owner=owner.reference
    )
    return sources.make_source(manager, draft, secret=Secret("secret"), now=now)


def lying(source, subject, uid, *, folder="INBOX", **said):
    """The number of a message that lies there."""
    given = {
        "sender": "Ann <ann@example.org>",
        "message_id": f"{uid}@example.org",
        "state": State.OPEN,
        "received_at": datetime(2026, 3, 2, 9, tzinfo=UTC),
        **said,
    }
    made = InboxMessage.objects.create(
        source=source,
        owner=source.owner,
        mail_folder=folder,
        numbering=1,
        uid=uid,
        size=200,
        digest=f"{uid:064}",
        subject=subject,
        **given,
    )
    return made.pk
