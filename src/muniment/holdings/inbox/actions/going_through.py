"""Going through one folder of a mailbox: what is new, what is gone, what was chosen."""

import time
from collections.abc import Iterator, Sequence

from django.db import transaction

from muniment.holdings.capture import rules as capture_rules
from muniment.holdings.inbox import rules
from muniment.holdings.inbox.actions.folders import FolderLook
from muniment.holdings.inbox.actions.forgetting import WORDS, hide
from muniment.holdings.inbox.actions.removing import mark_gone, remove
from muniment.holdings.inbox.actions.saving import save_chosen, touch
from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.inbox.types import State
from muniment.holdings.mail import rules as mail_rules
from muniment.holdings.mailboxes.types import Glimpse, SourceProblem
from muniment.holdings.records.rules import printable

AT_ONCE = 100  # messages looked at together
WAITS = (State.SAVING, State.GOING)


def go_through(look: FolderLook) -> None:
    """Look at the folder. A folder that is not there is told, and the others are looked at."""
    mine = InboxMessage.objects.filter(source=look.source, mail_folder=look.name)
    waits = mine.filter(state__in=WAITS).exists() or mine.filter(to_touch=True).exists()
    try:
        opened = look.box.open(look.name, to_change=waits)
    except SourceProblem as problem:
        look.found.problem = str(problem)
        return
    look.numbering = opened.numbering
    there = look.box.standing() if opened.count else {}
    if len(there) < opened.count:  # else what it leaves out would pass for removed
        raise SourceProblem(f"The server did not list all of the folder {look.name}.")
    there = {uid: flags for uid, flags in there.items() if "\\deleted" not in flags}
    _settle(look, there)
    seen_all = _see_new(look, there)
    if seen_all:
        _drop_older_numbering(look)
    look.alive()
    touch(look)
    save_chosen(look)
    remove(look)


def _settle(look: FolderLook, there: dict[int, frozenset[str]]) -> None:
    """What is gone from the server, or was flagged as private since."""
    known = list(look.rows.exclude(state__in=(State.SAVED, State.GONE)))
    missing = [one for one in known if one.uid not in there]
    # What was to go by the policy, and is gone before the server was asked, its owner removed.
    ours = [one for one in missing if one.state == State.GOING]
    going = [one for one in ours if one.asked_away or not one.by_policy]
    rest = [one for one in missing if one not in going]
    lost = sum(one.state == State.SAVING for one in rest)
    if lost:
        words = f"{look.name}: {lost} that were to be saved are not in the mailbox any more."
        look.found.notes.append(words)
    mark_gone(look, going)
    for some in _some([one.pk for one in rest]):
        InboxMessage.objects.filter(pk__in=some).delete()
    _take_over_flags(look, [one for one in known if one.uid in there], there)


def _take_over_flags(
    look: FolderLook, rows: Sequence[InboxMessage], there: dict[int, frozenset[str]]
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


def _see_new(look: FolderLook, there: dict[int, frozenset[str]]) -> bool:
    """Write down what was not there before, the newest first; whether that is all."""
    known = set(look.rows.values_list("uid", flat=True))
    new = sorted((uid for uid in there if uid not in known), reverse=True)
    for some in _some(new):
        if time.monotonic() > look.ends:
            look.found.more = True
            return False
        _write(look, look.box.glimpses(some))
        look.alive()
    return True


@transaction.atomic
def _write(look: FolderLook, glimpses: Sequence[Glimpse]) -> None:
    """New messages; one that was known under another numbering goes on as what it was."""
    older = InboxMessage.objects.filter(source=look.source, mail_folder=look.name)
    decided = (State.SAVING, State.SAVED, State.KEPT)
    wanted = [rules.digest_of(one) for one in glimpses]
    again = older.exclude(numbering=look.numbering).filter(state__in=decided)
    before = {one.digest: one for one in again.filter(digest__in=wanted)}
    moved, fresh = [], []
    for digest, glimpse in zip(wanted, glimpses, strict=True):
        if one := before.pop(digest, None):
            one.numbering, one.uid, one.warning = look.numbering, glimpse.uid, None
            moved.append(one)
        else:
            fresh.append(_row(look, glimpse))
    InboxMessage.objects.bulk_update(moved, ["numbering", "uid", "warning"])
    InboxMessage.objects.bulk_create(fresh, ignore_conflicts=True)
    look.found.known += len(moved)


def _row(look: FolderLook, one: Glimpse) -> InboxMessage:
    made = InboxMessage(
        source=look.source,
        owner=look.owner.reference,
        mail_folder=look.name,
        numbering=look.numbering,
        uid=one.uid,
        size=one.size,
        received_at=one.received,
        digest=rules.digest_of(one),
        state=State.PRIVATE if rules.is_private(one) else State.OPEN,
    )
    if made.state == State.OPEN:
        _describe(made, one)
    return made


def _drop_older_numbering(look: FolderLook) -> None:
    """After the server has numbered anew: what was not found again. Nothing that was chosen to
    be removed is removed by a number that may mean another message."""
    older = InboxMessage.objects.filter(source=look.source, mail_folder=look.name)
    older.exclude(numbering=look.numbering).exclude(state__in=(State.SAVED, State.GONE)).delete()


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
