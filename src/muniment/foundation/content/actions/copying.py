"""The second copy of the content: brought up to date after each commit, and forgotten.

A content is staged beside the copy outside any transaction; it gets its name under the lock of its
row, the lock that its destruction takes. So no content is copied that has been destroyed meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings

from muniment.foundation.access.queries import require
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content.actions.locking import lock
from muniment.foundation.content.adapters import mark
from muniment.foundation.content.models import Blob
from muniment.foundation.content.queries import copy_folder, second_copy, store
from muniment.foundation.content.queries.seals import Book
from muniment.foundation.content.states import BlobState, FixityState
from muniment.foundation.content.types import (
    ContentCorrupt,
    ContentMissing,
    ContentStore,
    CopyAway,
    CopyReport,
    Held,
    KeyGone,
    Staged,
)
from muniment.foundation.kernel.errors import Reason, Refused

AT_ONCE = 50  # contents in one transaction, so that writers wait for a moment only
CHUNK = 1000
ABOUT = "store:copy"
Progress = Callable[[int, int], None]


def copy_content(
    actor: Profile, *, now: datetime, progress: Progress = lambda done, total: None
) -> CopyReport:
    """Copy what the second copy lacks, as it lies in the store. Safe to run again, and after a
    kill at any moment.

    Raises Refused where no second copy is set, CopyAway where it is not there or somebody else is
    copying, NoRoom and StoreFailed where its disk is full or fails.
    """
    root = copy_folder()
    if root is None or not may(actor, Permission.SYSTEM_RUN):
        enter_copied(actor, [], now=now)
        raise Refused(Reason("no_copy", "No second copy is set: set MUNIMENT_CONTENT_COPY."))
    to = _begun(root)
    with mark.alone(root):
        to.clear_incoming(float("-inf"), now)  # whatever its age: nobody else writes there
        return _Copying(actor, to, now, progress).run()


def _begun(root: Path) -> ContentStore:
    there = second_copy()
    if there is None:
        mark.begin(root, settings.MUNIMENT_ORIGIN)
        there = second_copy()
    if there is None:
        raise CopyAway(f"{root} was begun and is gone again")
    return there


class _Copying:
    """One round of copying."""

    def __init__(self, actor: Profile, to: ContentStore, now: datetime, progress: Progress) -> None:
        self.actor, self.to, self.now, self.progress = actor, to, now, progress
        self.copied = self.bytes = 0
        self.failed: list[str] = []

    def run(self) -> CopyReport:
        waiting = Blob.objects.filter(state=BlobState.LIVE, copied_at=None).order_by("pk")
        total, looked, last = waiting.count(), 0, ""
        while some := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
            staged = [one for one in map(self._staged, some) if one]
            if staged:
                self.copied += enter_copied(self.actor, staged, now=self.now)
            looked, last = looked + len(some), some[-1]
            self.progress(min(looked, total), total)
        return CopyReport(self.copied, self.bytes, tuple(self.failed), waiting.count())

    def _staged(self, sha256: str) -> Staged | None:
        try:
            staged = stage_from(store(), self.to, sha256)
        except (ContentMissing, ContentCorrupt, KeyGone):
            self.failed.append(sha256)  # its check tells of it and repairs what can be repaired
            return None
        self.bytes += staged.size
        return staged


def stage_from(source: ContentStore, to: ContentStore, sha256: str) -> Staged:
    """Stage a content beside `to` as it lies in `source`, once it is proven to be what it was; one
    with a blank handle where `to` has it already. Raises ContentMissing, ContentCorrupt, KeyGone.
    """
    seal = Book().seal_of(sha256)
    name = seal.name if seal else ""
    if to.exists(sha256, name) and to.verify(sha256) is FixityState.INTACT:
        return Staged(sha256, to.size(sha256), "", seal=seal)
    try:
        lies = source.raw(sha256, name)
    except OSError as unreadable:
        raise ContentCorrupt(sha256) from unreadable
    return to.stage_form(lies, sha256, seal)


@verb("content:store:copy")
def enter_copied(actor: Profile, staged: Sequence[Staged], *, now: datetime) -> int:
    """Make staged contents part of the second copy, if they still live as they were staged; how
    many."""
    require(actor, Permission.SYSTEM_RUN)
    to = second_copy()
    if to is None:
        raise Refused(Reason("no_copy", "No second copy is set: set MUNIMENT_CONTENT_COPY."))
    rows = lock(one.sha256 for one in staged)
    good = [one for one in staged if lives_as(rows.get(one.sha256), one)]
    to.commit_many([one for one in good if one.handle])
    for one in staged:
        _tidy(to, one, good=one in good)
    Blob.objects.filter(pk__in=[one.sha256 for one in good]).update(copied_at=now)
    detail = {"files": len(good)}
    record(EventDraft("content:store:copied", actor.reference, ABOUT, detail=detail), at=now)
    return len(good)


def lives_as(row: Blob | None, staged: Staged) -> bool:
    """Whether the content still lives, under the seal that it was staged with."""
    return row is not None and row.state == BlobState.LIVE and row.seal == staged.seal_name


def _tidy(to: ContentStore, one: Staged, *, good: bool) -> None:
    """Remove what was staged in vain, and the forms that the content had before."""
    if not good and one.handle:
        to.discard(one)
    for form in to.forms(one.sha256) if good else ():
        if form.seal != one.seal_name:
            to.drop(form)


# -- within the transactions of letting content go ------------------------------------------------
def remove_copies(rows: Iterable[Blob]) -> dict[str, Refused]:
    """Remove the second copies of contents whose rows are locked; those that could not be removed,
    and why. None is said to be gone while the copy is not there."""
    wanted = {row.pk: row for row in rows}
    try:
        there = second_copy()
    except CopyAway as away:
        bare = copy_folder() is None
        return {one: away for one, row in wanted.items() if row.copied_at or not bare}
    return there.delete_many(sorted(wanted)) if there else {}


def drop_copies(gone: Sequence[Held]) -> None:
    """Remove forms of contents from the second copy, if it is there; copying clears them else."""
    with suppress(CopyAway):
        there = second_copy()
        for one in gone if there else ():
            there.drop(one)  # type: ignore[union-attr]


def clear_copy() -> None:
    """Remove from the second copy, if it is there and nobody is copying, what no living content
    has in this form: what a kill left, or what was lost when the body was restored."""
    root = copy_folder()
    with suppress(CopyAway):
        there = second_copy()
        if there and root:
            with mark.alone(root):
                _clear_strays(there)


def _clear_strays(there: ContentStore) -> None:
    for some in _batches(there.iter_held()):
        known = _seals({one.sha256 for one in some})
        strays = [one for one in some if known.get(one.sha256) != one.seal]
        if strays:
            _drop_strays(there, strays)


def _batches(held: Iterator[Held]) -> Iterator[list[Held]]:
    while some := list(islice(held, CHUNK)):
        yield some


def _seals(digests: Iterable[str]) -> Mapping[str, str]:
    living = Blob.objects.filter(pk__in=list(digests), state=BlobState.LIVE)
    return dict(living.values_list("pk", "seal"))


def _drop_strays(there: ContentStore, strays: Sequence[Held]) -> None:
    known = _seals({one.sha256 for one in strays})  # it may have been captured again meanwhile
    for one in strays:
        if known.get(one.sha256) != one.seal:
            there.drop(one)


# -- giving it up -----------------------------------------------------------------------------
@verb("content:copy:forget")
def forget_copy(actor: Profile, *, reason: str, now: datetime) -> int:
    """Have every content count as not copied: the disk of the copy is lost, or was replaced. Says
    how many. Whoever does so has seen to what is on the old disk: `reason` says how. A body that
    was restored does not know what the copy holds by now, and finds out when it copies.

    Raises Refused where no reason is given, or nothing has been copied.
    """
    require(actor, Permission.SYSTEM_RUN)
    if not reason.strip():
        raise Refused(Reason("no_reason", "Say what became of the second copy.", "reason"))
    count = Blob.objects.exclude(copied_at=None).update(copied_at=None)
    if not count:
        raise Refused(Reason("not_copied", "Nothing has been copied."))
    about = EventDraft(
        "content:copy:forgotten", actor.reference, ABOUT, reason, detail={"files": count}
    )
    record(about, at=now)
    return count
