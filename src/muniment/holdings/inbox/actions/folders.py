"""One folder of a mailbox while it is looked at: what is new, what is gone, what was chosen."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from muniment.foundation.access.types import Profile
from muniment.holdings.capture import rules as capture_rules
from muniment.holdings.inbox import rules
from muniment.holdings.inbox.actions.forgetting import WORDS, hide
from muniment.holdings.inbox.actions.removing import mark_gone, remove
from muniment.holdings.inbox.actions.saving import save_chosen, touch
from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.inbox.types import State
from muniment.holdings.mail import rules as mail_rules
from muniment.holdings.mailboxes.adapters.imap import Mailbox
from muniment.holdings.mailboxes.types import Glimpse, Looked, SourceProblem
from muniment.holdings.records.rules import printable

if TYPE_CHECKING:
    from muniment.holdings.mailboxes.models import Source

AT_ONCE = 100  # messages looked at together
WAITS = (State.SAVING, State.GOING)


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

    def go_through(self) -> None:
        """Look at the folder. A folder that is not there is told, and the others are looked at."""
        mine = InboxMessage.objects.filter(source=self.source, mail_folder=self.name)
        waits = mine.filter(state__in=WAITS).exists() or mine.filter(to_touch=True).exists()
        try:
            opened = self.box.open(self.name, to_change=waits)
        except SourceProblem as problem:
            self.found.problem = str(problem)
            return
        self.numbering = opened.numbering
        there = self.box.standing() if opened.count else {}
        if len(there) < opened.count:  # else what it leaves out would pass for removed
            raise SourceProblem(f"The server did not list all of the folder {self.name}.")
        there = {uid: flags for uid, flags in there.items() if "\\deleted" not in flags}
        self._settle(there)
        seen_all = self._see_new(there)
        if seen_all:
            self._drop_older_numbering()
        self.alive()
        touch(self)
        save_chosen(self)
        remove(self)

    def _settle(self, there: dict[int, frozenset[str]]) -> None:
        """What is gone from the server, or was flagged as private since."""
        known = list(self.rows.exclude(state__in=(State.SAVED, State.GONE)))
        missing = [one for one in known if one.uid not in there]
        # What was to go by the policy, and is gone before the server was asked, its owner removed.
        ours = [one for one in missing if one.state == State.GOING]
        going = [one for one in ours if one.asked_away or not one.by_policy]
        rest = [one for one in missing if one not in going]
        lost = sum(one.state == State.SAVING for one in rest)
        if lost:
            words = f"{self.name}: {lost} that were to be saved are not in the mailbox any more."
            self.found.notes.append(words)
        mark_gone(self, going)
        for some in _some([one.pk for one in rest]):
            InboxMessage.objects.filter(pk__in=some).delete()
        self._take_over_flags([one for one in known if one.uid in there], there)

    def _take_over_flags(
        self, rows: Sequence[InboxMessage], there: dict[int, frozenset[str]]
    ) -> None:
        """What the owner has flagged since. Only what changed is written: meanwhile the owner may
        decide about a message."""
        shown = [one for one in rows if one.state != State.PRIVATE]
        hidden = [one for one in shown if rules.has_private_flag(there[one.uid])]
        for one in hidden:
            hide(one)
        InboxMessage.objects.bulk_update(hidden, ["state", "thread_ids", *WORDS], batch_size=200)
        for starred in (True, False):
            other = [one.pk for one in shown if rules.is_starred(there[one.uid]) is starred]
            for some in _some(other):
                changed = InboxMessage.objects.filter(pk__in=some, starred=not starred)
                changed.update(starred=starred)

    def _see_new(self, there: dict[int, frozenset[str]]) -> bool:
        """Write down what was not there before, the newest first; whether that is all."""
        known = set(self.rows.values_list("uid", flat=True))
        new = sorted((uid for uid in there if uid not in known), reverse=True)
        for some in _some(new):
            if time.monotonic() > self.ends:
                self.found.more = True
                return False
            self._write(self.box.glimpses(some))
            self.alive()
        return True

    @transaction.atomic
    def _write(self, glimpses: Sequence[Glimpse]) -> None:
        """New messages; one that was known under another numbering goes on as what it was."""
        older = InboxMessage.objects.filter(source=self.source, mail_folder=self.name)
        decided = (State.SAVING, State.SAVED, State.KEPT)
        wanted = [rules.digest_of(one) for one in glimpses]
        again = older.exclude(numbering=self.numbering).filter(state__in=decided)
        before = {one.digest: one for one in again.filter(digest__in=wanted)}
        moved, fresh = [], []
        for digest, glimpse in zip(wanted, glimpses, strict=True):
            if one := before.pop(digest, None):
                one.numbering, one.uid, one.warning = self.numbering, glimpse.uid, None
                moved.append(one)
            else:
                fresh.append(self._row(glimpse))
        InboxMessage.objects.bulk_update(moved, ["numbering", "uid", "warning"])
        InboxMessage.objects.bulk_create(fresh, ignore_conflicts=True)
        self.found.known += len(moved)

    def _row(self, one: Glimpse) -> InboxMessage:
        made = InboxMessage(
            source=self.source,
            owner=self.owner.reference,
            mail_folder=self.name,
            numbering=self.numbering,
            uid=one.uid,
            size=one.size,
            received_at=one.received,
            digest=rules.digest_of(one),
            state=State.PRIVATE if rules.is_private(one) else State.OPEN,
        )
        if made.state == State.OPEN:
            _describe(made, one)
        return made

    def _drop_older_numbering(self) -> None:
        """After the server has numbered anew: what was not found again. Nothing that was chosen to
        be removed is removed by a number that may mean another message."""
        older = InboxMessage.objects.filter(source=self.source, mail_folder=self.name)
        older.exclude(numbering=self.numbering).exclude(
            state__in=(State.SAVED, State.GONE)
        ).delete()

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


def _describe(row: InboxMessage, one: Glimpse) -> None:
    """What the message says of itself, as far as it is shown to the person."""
    said = capture_rules.headers_of(one.head)
    row.subject = printable(said.subject)[:500]
    row.sender = printable(said.metadata.get("from", ""))[:500]
    row.message_id = said.message_id[:1000]
    row.thread_ids = list(said.thread_ids)
    row.importance = printable(said.metadata.get("importance", ""))[:20]
    row.attachments = rules.seems_to_have_attachments(one.head)
    row.starred = rules.is_starred(one.flags)
    row.kind = mail_rules.kind_of(one.head, one.opening) or ""


def _some(given: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(given), AT_ONCE):
        yield given[start : start + AT_ONCE]
