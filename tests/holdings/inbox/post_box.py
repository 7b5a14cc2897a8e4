"""A person's mailbox on a real server, and what is done with it."""

import itertools
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from tests.holdings.mailboxes.dovecot import PASSWORD

from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.inbox import actions, queries
from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.inbox.types import Which
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.mailboxes.types import Secret, SourceDraft, SourceKind

USERS = (f"clerk{number}" for number in itertools.count())


def letter(subject, body="Dear all.", sender="ann@example.org", reply_to="", **headers):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "clerk@example.org", subject
    made["Date"] = "Mon, 02 Mar 2026 09:00:00 +0000"
    made["Message-ID"] = f"<{subject.replace(' ', '.')}@example.org>"
    if reply_to:
        made["In-Reply-To"] = f"<{reply_to.replace(' ', '.')}@example.org>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(body)
    return made.as_bytes()


@dataclass
class Box:
    """The mailbox of the clerk, who chooses what is saved of it."""

    parish: Any
    server: Any
    user: str
    source: Any

    @property
    def clerk(self):
        return self.parish.who("clerk")

    def put(self, *messages, **where):
        self.server.put(self.user, *messages, **where)

    def look(self, **later):
        actions.look(self.source.reference, now=self.parish.later(**(later or {"minutes": 15})))
        self.source.refresh_from_db()
        return self.source.result

    def board(self, who="clerk"):
        return queries.board(self.parish.who(who), on=civil_date(self.parish.now))

    def shown(self, which):
        return sorted(one.message.subject for one in self.board().of(Which(which)))

    def number(self, subject):
        return InboxMessage.objects.get(subject=subject).pk

    def save(self, *subjects, into="HOU", by="clerk"):
        chosen = {self.number(one): into for one in subjects}
        return actions.save(self.parish.who(by), chosen, now=self.parish.now)

    def let_go(self, *subjects, by="clerk"):
        numbers = [self.number(one) for one in subjects]
        return actions.let_go(self.parish.who(by), numbers, now=self.parish.now)

    def flag(self, uid, *flags):
        client = self.server.client(self.user)
        client.select("INBOX")
        client.uid("STORE", str(uid), "+FLAGS", f"({' '.join(flags)})")
        client.logout()

    def expunge(self, uid):
        """Remove a message by hand, as with a mail program."""
        client = self.server.client(self.user)
        client.select("INBOX")
        client.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
        client.expunge()
        client.logout()

    @property
    def left(self):
        """The UIDs that the server still lists."""
        return sorted(self.server.flags(self.user))


def box_of_clerk(parish, server, **said):
    user = next(USERS)
    server.put(user)
    said = {"name": "The clerk's mailbox", "into": "HOU", "owner": "clerk", **said}
    draft = SourceDraft(kind=SourceKind.IMAP, host="localhost", port=server.tls, user=user, **said)
    made = sources.make_source(
        parish.who("manager"), draft, secret=Secret(PASSWORD), now=parish.now
    )
    return Box(parish, server, user, made)
