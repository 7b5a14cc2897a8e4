"""Going through the folders of a mailbox, message by message, in the order of their UIDs."""

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from muniment.holdings.capture import queries as captures
from muniment.holdings.capture import rules as capture_rules
from muniment.holdings.capture.types import ItemKind, ItemResult, Outcome, SourceItem
from muniment.holdings.mailboxes import queries, rules
from muniment.holdings.mailboxes.actions.taking import Taker, is_kept
from muniment.holdings.mailboxes.adapters import imap, oauth, secrets
from muniment.holdings.mailboxes.adapters.incoming import incoming_files
from muniment.holdings.mailboxes.models import MailFolder, Source, TakenMessage, WaitingMessage
from muniment.holdings.mailboxes.types import (
    Afterwards,
    Auth,
    Listed,
    Login,
    Security,
    SourceProblem,
)

AT_ONCE = 100  # messages looked at together
BYTES_AT_ONCE = 8 * 2**20
LOOK_SECONDS = 240.0  # then the next look goes on, so that one mailbox does not keep a worker
TRIES = 5


def go_through_mailbox(taker: Taker) -> None:
    """Take what is new in every folder. Raises SourceProblem where the server does not do."""
    ends = time.monotonic() + LOOK_SECONDS
    source = taker.source
    with open_mailbox(source) as box:
        for name in source.folders:
            try:
                _Folder(taker, box, name, ends).go_through()
            except _NoSuchFolder as problem:  # the others can be read all the same
                taker.found.problem = str(problem)


class _NoSuchFolder(SourceProblem):
    """The mailbox has no folder of this name."""


def open_mailbox(source: Source) -> imap.Mailbox:
    """The mailbox, not yet connected."""
    secret = secrets.read(source.secret)
    if source.auth == Auth.OAUTH:
        token = oauth.access_token(
            source.token_address, client=source.client, scope=source.scope, place=source.secret
        )
        login = Login(source.user, token=token)
    else:
        login = Login(source.user, secret.password)
    return imap.Mailbox(source.host, source.port, Security(source.security), login)


class _Folder:
    """One folder of a mailbox while it is gone through."""

    def __init__(self, taker: Taker, box: imap.Mailbox, name: str, ends: float) -> None:
        self.taker, self.box, self.ends = taker, box, ends
        self.afterwards = Afterwards(taker.source.afterwards)
        try:
            opened = box.open(name, to_change=self.afterwards is not Afterwards.NOTHING)
        except SourceProblem as problem:
            raise _NoSuchFolder(str(problem)) from problem
        self.row = self._row(name, opened.numbering, opened.count)
        self.renumbered = queries.was_renumbered(self.row)

    def _row(self, name: str, numbering: int, count: int) -> MailFolder:
        """How far the folder was taken; from its beginning where the server numbers anew."""
        row, _ = MailFolder.objects.get_or_create(source=self.taker.source, name=name)
        if row.numbering != numbering:
            if row.numbering:
                words = f"{name}: the server numbers its messages anew. They were compared."
                self.taker.found.notes.append(words)
            row.numbering, row.mark = numbering, 0
            WaitingMessage.objects.filter(folder=row).delete()
        row.count = count
        row.save()
        return row

    def go_through(self) -> None:
        """Take what waits and what is new."""
        waiting = list(self.row.waiting.order_by("uid").values_list("uid", flat=True))
        for some in _some(waiting):
            self._take(some)
        for some in _some(self.box.uids_after(self.row.mark)):
            if time.monotonic() > self.ends:
                self.taker.found.more = True
                return
            self._take(some)
            self.row.mark = some[-1]
            self.row.save(update_fields=["mark"])

    def _take(self, uids: Sequence[int]) -> None:
        """Take some messages: those not known are fetched and filed, then all are touched. One that
        is there and that the server says nothing of waits; what is gone waits no longer."""
        listed = self.box.listed(uids)
        missing = sorted(set(uids) - {one.uid for one in listed})
        unsaid = self.box.still_there(missing)
        known = self._known(listed)
        kept = [one for one in listed if one.uid in known]
        results: dict[int, ItemResult] = {}
        for batch in _batches([one for one in listed if one.uid not in known]):
            results |= self._fetch(batch)
        kept += [one for one in listed if one.uid in results and is_kept(results[one.uid])]
        failed = [uid for uid, one in results.items() if one.outcome is Outcome.FAILED]
        self._note(kept, [*failed, *sorted(unsaid)])
        self._forget([uid for uid in missing if uid not in unsaid])
        self.box.touch([one.uid for one in kept], self.afterwards, self.taker.source.move_to)
        self.taker.alive()

    def _item(self, one: Listed, **given: object) -> SourceItem:
        item = SourceItem(
            ItemKind.MESSAGE,
            b"",
            rules.item_path(self.row.name, self.row.numbering, one.uid),
            size=one.size,
            mtime_ns=_nanoseconds(one.received),
        )
        return replace(item, **given)  # type: ignore[arg-type]

    def _known(self, listed: Sequence[Listed]) -> set[int]:
        """The messages that were taken before: by their number, or by what they are known by if
        the server has numbered anew."""
        found = set(self._numbered_known(listed))
        if self.renumbered:
            digests = {one.uid: rules.digest_of(one) for one in listed}
            before = queries.known_elsewhere(self.row, list(digests.values()))
            found |= {uid for uid, digest in digests.items() if digest and digest in before}
        self.taker.found.known += len(found)
        return found

    def _numbered_known(self, listed: Sequence[Listed]) -> Iterator[int]:
        if self.taker.source.capture is None:
            return
        keys = {capture_rules.key_of(self._item(one)): one.uid for one in listed}
        seen = captures.seen_before(self.taker.source.capture, list(keys))
        for key, item in seen.items():
            if item.outcome in (Outcome.CAPTURED, Outcome.LINKED, Outcome.LEFT):
                yield keys[key]

    def _fetch(self, batch: Sequence[Listed]) -> dict[int, ItemResult]:
        """Fetch messages and take them; by UID what became of each."""
        most = settings.MUNIMENT_MAX_UPLOAD_BYTES
        small = [one for one in batch if one.size <= min(imap.SMALL, most)]
        bodies = self.box.fetch([one.uid for one in small]) if small else {}
        with incoming_files(self.taker.source.reference) as folder:
            items = {
                one.uid: self._item(one, size=len(bodies[one.uid]), content=bodies[one.uid])
                if one.uid in bodies
                else self._large(one, folder, most)
                for one in batch
            }
            return self._file(batch, items)

    def _large(self, one: Listed, folder: Path, most: int) -> SourceItem:
        """A message fetched into a file; one over the limit is not fetched."""
        if one.size > most:
            return self._item(one)
        path = folder / str(one.uid)
        with path.open("wb") as target:
            size = self.box.fetch_into(one.uid, target, most)
        self.taker.alive()
        stamp = _nanoseconds(one.received)
        os.utime(path, ns=(stamp, stamp))
        if not size:
            words = "The server lists the message but does not give it."
            return self._item(one, kind=ItemKind.UNREADABLE, reason=words)
        return self._item(one, size=size, absolute=os.fsencode(path))

    def _file(self, batch: Sequence[Listed], items: dict[int, SourceItem]) -> dict[int, ItemResult]:
        """Hand messages to the capture room, but for those that only came under a new number."""
        results: dict[int, ItemResult] = {}
        for one in batch:
            item = items[one.uid]
            if self._came_before(one, item):
                results[one.uid] = ItemResult(item.path, Outcome.LINKED, reason="taken before")
                self.taker.found.known += 1
        wanted = [one.uid for one in batch if one.uid not in results]
        taken = self.taker.take([items[uid] for uid in wanted])
        return results | dict(zip(wanted, taken, strict=True))

    def _came_before(self, one: Listed, item: SourceItem) -> bool:
        if not self.renumbered or one.message_id or item.content is None:
            return False
        digest = rules.of_content(hashlib.sha256(item.content).hexdigest())
        return digest in queries.known_elsewhere(self.row, [digest])

    @transaction.atomic
    def _note(self, kept: Sequence[Listed], failed: Sequence[int]) -> None:
        """Write down what is taken and what waits; before the source is touched."""
        rows = [
            TakenMessage(folder=self.row, numbering=self.row.numbering, uid=one.uid, digest=digest)
            for one, digest in self._digests(kept)
        ]
        TakenMessage.objects.bulk_create(rows, ignore_conflicts=True)
        self._forget([one.uid for one in kept])
        for uid in failed:
            row, _ = WaitingMessage.objects.get_or_create(folder=self.row, uid=uid)
            row.tries += 1
            row.save(update_fields=["tries"])
        given_up = WaitingMessage.objects.filter(folder=self.row, tries__gte=TRIES)
        for uid in given_up.values_list("uid", flat=True):
            words = f"{self.row.name}: message {uid} was tried {TRIES} times and is left out."
            self.taker.found.notes.append(words)
        given_up.delete()

    def _digests(self, kept: Sequence[Listed]) -> Iterator[tuple[Listed, str]]:
        keys = {capture_rules.key_of(self._item(one)): one.uid for one in kept}
        capture = self.taker.source.capture
        seen = captures.seen_before(capture, list(keys)) if capture else {}
        contents = {keys[key]: item.sha256 for key, item in seen.items()}
        for one in kept:
            digest = rules.digest_of(one)
            if not digest and one.uid in contents:
                digest = rules.of_content(contents[one.uid])
            yield one, digest

    def _forget(self, uids: Sequence[int]) -> None:
        WaitingMessage.objects.filter(folder=self.row, uid__in=list(uids)).delete()


def _some(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), AT_ONCE):
        yield uids[start : start + AT_ONCE]


def _batches(listed: Sequence[Listed]) -> Iterator[list[Listed]]:
    """Messages that are fetched together: not too many bytes, and a large one alone."""
    batch: list[Listed] = []
    size = 0
    for one in listed:
        if batch and size + one.size > BYTES_AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.size
    if batch:
        yield batch


def _nanoseconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) * 10**9 if moment else 0
