"""Taking what a look at a source finds, and writing down how the look went."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture import actions as capture
from muniment.holdings.capture.types import ItemResult, Outcome, SourceItem
from muniment.holdings.mailboxes import queries, rules
from muniment.holdings.mailboxes.models import Source
from muniment.holdings.mailboxes.types import Looked

if TYPE_CHECKING:
    from muniment.holdings.capture.models import Capture

Progress = Callable[[int, int], None]


def note_look(source: Source, found: Looked, *, now: datetime) -> None:
    """Write on a source how a look at it went. A look that had more to do goes on at once."""
    values: dict[str, datetime] = {} if found.problem else {"well_at": now}
    if found.more and not found.problem:
        values["next_at"] = now
    told = {**found.told, "notes": found.notes[:20]}
    Source.objects.filter(pk=source.pk).update(
        looked_at=now, problem=found.problem[:500], result=told, **values
    )


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
