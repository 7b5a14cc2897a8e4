"""Saving the messages that the owner of a mailbox chose."""

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import transaction

from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture import actions as capture
from muniment.holdings.capture.types import ItemKind, ItemResult, Outcome, SourceItem
from muniment.holdings.inbox.actions.folders import FolderLook
from muniment.holdings.inbox.actions.forgetting import forget_words
from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.inbox.types import State
from muniment.holdings.mailboxes import queries as mailboxes
from muniment.holdings.mailboxes import rules as mailbox_rules
from muniment.holdings.mailboxes.adapters import imap
from muniment.holdings.mailboxes.types import Afterwards

AT_ONCE = 20  # messages fetched together
NOT_GIVEN = "The server lists the message but does not give it. It is tried again."
CHANGED = "It is not the message any more that you chose. Look at it again."


def save_chosen(look: FolderLook) -> None:
    """Fetch what was chosen and file it, each where it was chosen to go."""
    waiting: dict[str, list[InboxMessage]] = defaultdict(list)
    for one in look.rows.filter(state=State.SAVING).order_by("uid"):
        waiting[one.into].append(one)
    for into, rows in waiting.items():
        for start in range(0, len(rows), AT_ONCE):
            _save(look, into, rows[start : start + AT_ONCE])
            look.alive()


def _save(look: FolderLook, into: str, rows: Sequence[InboxMessage]) -> None:
    same = look.again(rows)
    for one in rows:
        if one.uid not in same and one.state == State.SAVING:
            _open_again(one, CHANGED)
    if not same:
        return
    draft = mailboxes.draft_of(look.source)
    address = mailbox_rules.source_address(draft, look.source.port)
    try:
        begun = capture.begin(look.owner, into, source=address, now=look.now)
    except Refused as refusal:  # the place was closed since, or the person may not file there
        for one in same.values():
            _open_again(one, str(refusal))
        return
    with _files(look.source.reference) as folder:
        items = list(_items(look, same, Path(folder)))
        results = capture.take(look.owner, begun.reference, items=items, now=look.now)
    capture.finish(look.owner, begun.reference, now=look.now)
    _write(look, list(same.values()), results)
    touch(look)


def _items(look: FolderLook, rows: dict[int, InboxMessage], folder: Path) -> Iterator[SourceItem]:
    most = settings.MUNIMENT_MAX_UPLOAD_BYTES
    small = [uid for uid, one in rows.items() if one.size <= min(imap.SMALL, most)]
    bodies = look.box.fetch(small) if small else {}
    for uid, one in rows.items():
        path = mailbox_rules.item_path(look.name, look.numbering, uid)
        stamp = int(one.received_at.timestamp()) * 10**9 if one.received_at else 0
        # What a person chose is never left where it is by a rule about such mail.
        item = SourceItem(
            ItemKind.MESSAGE, b"", path, size=one.size, mtime_ns=stamp, only_copy=True
        )
        if uid in bodies:
            yield replace(item, size=len(bodies[uid]), content=bodies[uid])
        else:
            yield item if one.size > most else _large(look, uid, item, folder, most)


def _large(look: FolderLook, uid: int, item: SourceItem, folder: Path, most: int) -> SourceItem:
    """A message fetched into a file."""
    place = folder / str(uid)
    with place.open("wb") as target:
        size = look.box.fetch_into(uid, target, most)
    if not size:
        return replace(item, kind=ItemKind.UNREADABLE, reason=NOT_GIVEN)
    os.utime(place, ns=(item.mtime_ns, item.mtime_ns))
    return replace(item, size=size, absolute=os.fsencode(place))


@transaction.atomic
def _write(look: FolderLook, rows: Iterable[InboxMessage], results: Iterable[ItemResult]) -> None:
    """Say which are saved; only those of which there is a record."""
    for one, result in zip(rows, results, strict=True):
        look.found.items += 1
        if result.outcome in (Outcome.CAPTURED, Outcome.LINKED):
            forget_words(one)
            one.state, one.record, one.to_touch = State.SAVED, result.record, True
            look.found.captured += 1
        else:
            one.state, one.problem = State.OPEN, result.reason[:300]
            one.into, one.suggested, one.decided_at = "", None, None
            look.found.failed += 1
        one.save()


def _open_again(one: InboxMessage, why: str) -> None:
    """The person is asked again, and told why."""
    one.state, one.problem, one.into = State.OPEN, why[:300], ""
    one.suggested, one.decided_at = None, None
    one.save()


def touch(look: FolderLook) -> None:
    """Mark, flag or move at the server what is saved, as the source says."""
    rows = list(look.rows.filter(to_touch=True))
    if not rows:
        return
    afterwards = Afterwards(look.source.afterwards)
    look.box.touch([one.uid for one in rows], afterwards, look.source.move_to)
    InboxMessage.objects.filter(pk__in=[one.pk for one in rows]).update(to_touch=False)


def _files(reference: str) -> "tempfile.TemporaryDirectory[str]":
    """A folder of our own for large messages on their way, gone at the end."""
    top = Path(settings.MUNIMENT_HOME) / "incoming"
    top.mkdir(mode=0o700, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix=f"{reference}-", dir=top)
