"""Looking at sources. What is found is handed to the capture room; this room keeps how far it got.

Nothing at a source is touched before what was taken from it is committed. A process that is killed
in between finds the records with the next look, and only touches the source.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture import actions as capture
from muniment.holdings.capture.types import ItemResult, Outcome, SourceItem
from muniment.holdings.mailboxes import queries, rules
from muniment.holdings.mailboxes.actions.making import queue_look
from muniment.holdings.mailboxes.models import Source
from muniment.holdings.mailboxes.types import Looked, SourceKind, SourceProblem

if TYPE_CHECKING:
    from muniment.holdings.capture.models import Capture

Progress = Callable[[int, int], None]
AT_ONCE = 500  # sources queued with one round


def look_at_due(now: datetime) -> int | None:
    """Queue a look at every source whose time has come; how many, None for none."""
    due = list(queries.due(now)[:AT_ONCE])
    for source in due:
        queue_look(source, now)
        later = now + timedelta(minutes=source.every_minutes)
        Source.objects.filter(pk=source.pk).update(next_at=later)
    return len(due) or None


def look(
    reference: str,
    *,
    now: datetime,
    progress: Progress = lambda done, of: None,
) -> dict[str, int] | None:
    """Look at a source once and take what is new, in the name of whoever configured it. The counts;
    None where there was nothing. What goes wrong is written on the source, and the next look goes
    on from there."""
    chosen = Source.objects.select_related("file_class", "folder", "capture")
    source = chosen.get(reference=reference)
    if source.paused or source.retired_at or source.owner:  # its owner chooses what is saved
        return None
    taker = Taker(source, now, progress)
    try:
        taker.actor = access.profile_of(source.run_as, on=civil_date(now))
        _through(taker)
    except (SourceProblem, Refused) as problem:
        taker.found.problem = str(problem)
    taker.finish()
    return taker.found.told if taker.found.items else None


def note_look(source: Source, found: Looked, *, now: datetime) -> None:
    """Write on a source how a look at it went. A look that had more to do goes on at once."""
    values: dict[str, datetime] = {} if found.problem else {"well_at": now}
    if found.more and not found.problem:
        values["next_at"] = now
    told = {**found.told, "notes": found.notes[:20]}
    Source.objects.filter(pk=source.pk).update(
        looked_at=now, problem=found.problem[:500], result=told, **values
    )


def _through(taker: "Taker") -> None:
    from muniment.holdings.mailboxes.actions.fetching import go_through_bucket
    from muniment.holdings.mailboxes.actions.mailing import go_through_mailbox
    from muniment.holdings.mailboxes.actions.watching import go_through_folder

    ways = {
        SourceKind.IMAP: go_through_mailbox,
        SourceKind.FOLDER: go_through_folder,
        SourceKind.BUCKET: go_through_bucket,
    }
    ways[SourceKind(taker.source.kind)](taker)


class Taker:
    """One look at a source: it takes what it is handed, and counts."""

    actor: Profile

    def __init__(self, source: Source, now: datetime, progress: Progress) -> None:
        self.source, self.now, self._progress = source, now, progress
        self.found = Looked()
        self._began = False

    def alive(self) -> None:
        """Say that the look goes on, so that nobody takes its worker for dead."""
        self._progress(self.found.items, self.found.items + 1)

    @property
    def capture(self) -> "Capture":
        """The capture that everything of the source belongs to."""
        if self.source.capture is None or not self._began:
            draft = queries.draft_of(self.source)
            address = rules.source_address(draft, self.source.port)
            made = capture.begin(self.actor, draft.into, source=address, now=self.now)
            self.source.capture, self._began = made, True
            Source.objects.filter(pk=self.source.pk).update(capture=made)
        return self.source.capture

    def take(self, items: list[SourceItem]) -> list[ItemResult]:
        """Take items; when this returns every result is durable."""
        if not items:
            return []
        results = capture.take(self.actor, self.capture.reference, items=items, now=self.now)
        self.count(results)
        return results

    def count(self, results: list[ItemResult]) -> None:
        """Count what became of items that are durable now."""
        for one in results:
            self.found.items += 1
            name = "known" if one.reason == "taken before" else one.outcome.value
            setattr(self.found, name, getattr(self.found, name) + 1)
        self.alive()

    def finish(self) -> None:
        """Write on the source how the look went, and in the log if anything came of it."""
        found = self.found
        if self._began:
            try:
                capture.finish(self.actor, self.capture.reference, now=self.now)
            except Refused as refusal:
                found.problem = found.problem or str(refusal)
        note_look(self.source, found, now=self.now)


def is_kept(result: ItemResult) -> bool:
    """Whether the item is a record now, or one more place of a record."""
    return result.outcome in (Outcome.CAPTURED, Outcome.LINKED)
