"""One folder of a mailbox while it is looked at."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from muniment.foundation.access.types import Profile
from muniment.holdings.inbox import rules
from muniment.holdings.inbox.actions.forgetting import hide
from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.mailboxes.adapters.imap import Mailbox
from muniment.holdings.mailboxes.types import Looked

if TYPE_CHECKING:
    from muniment.holdings.mailboxes.models import Source


class FolderLook:
    """A look at one folder. `ends`: when to stop, on the monotonic clock; the next look goes on."""

    def __init__(
        self,
        source: "Source",
        owner: Profile,
        box: Mailbox,
        name: str,
        found: Looked,
        now: datetime,
        ends: float,
        progress: Callable[[int, int], None],
    ) -> None:
        self.source, self.owner, self.box, self.name = source, owner, box, name
        self.found, self.now, self.ends, self._progress = found, now, ends, progress
        self.numbering = 0

    def alive(self) -> None:
        """Say that the look goes on, so that nobody takes its worker for dead."""
        self._progress(self.found.items, self.found.items + 1)

    @property
    def rows(self) -> QuerySet[InboxMessage]:
        """What is known of the folder, under the numbering that it has now."""
        every = InboxMessage.objects.filter(source=self.source, mail_folder=self.name)
        return every.filter(numbering=self.numbering)

    def again(self, rows: Sequence[InboxMessage]) -> dict[int, InboxMessage]:
        """Those of the rows that are, at this moment, the messages that they were, by UID. One
        that turns out to be private, or another, is not touched."""
        by_uid = {one.uid: one for one in rows}
        same: dict[int, InboxMessage] = {}
        for glimpse in self.box.glimpses(sorted(by_uid)):
            row = by_uid.get(glimpse.uid)
            if row is None:
                continue
            if rules.is_private(glimpse):
                hide(row)
                row.save()
            elif rules.digest_of(glimpse) == row.digest:
                row.starred = rules.is_starred(glimpse.flags)
                same[glimpse.uid] = row
        return same
