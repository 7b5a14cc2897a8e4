"""What a change of a rule would do to the dates of records, added up."""

from dataclasses import dataclass, field
from datetime import date

SHOWN = 10


@dataclass
class Effect:
    """How the dates of the records of a rule would move.

    `overdue` are those that would be due at once, `spared` those that are due now and would not
    be: under the new rule they would have been destroyed too early. Days are whole. `looked_at` of
    `total` records were compared; the two differ where only a share was looked at.
    """

    total: int = 0
    looked_at: int = 0
    same: int = 0
    earlier: int = 0
    later: int = 0
    dated: int = 0
    undated: int = 0
    overdue: int = 0
    spared: int = 0
    most_days_earlier: int = 0
    most_days_later: int = 0
    examples: list[tuple[str, date | None, date | None]] = field(default_factory=list)

    def add(self, reference: str, before: date | None, after: date | None, today: date) -> None:
        """Count one record, due on `before` now and on `after` then; None: open-ended."""
        self.looked_at += 1
        if before == after:
            self.same += 1
            return
        if len(self.examples) < SHOWN:
            self.examples.append((reference, before, after))
        self._direction(before, after)
        was, will = _is_due(before, today), _is_due(after, today)
        self.overdue += will and not was
        self.spared += was and not will

    def take_in(self, other: "Effect") -> None:
        """Add what another rule does."""
        for name in ("total", "looked_at", "same", "earlier", "later"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("dated", "undated", "overdue", "spared"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("most_days_earlier", "most_days_later"):
            setattr(self, name, max(getattr(self, name), getattr(other, name)))
        self.examples = [*self.examples, *other.examples][:SHOWN]

    def _direction(self, before: date | None, after: date | None) -> None:
        if before is None:
            self.dated += 1
        elif after is None:
            self.undated += 1
        elif after < before:
            self.earlier += 1
            self.most_days_earlier = max(self.most_days_earlier, (before - after).days)
        else:
            self.later += 1
            self.most_days_later = max(self.most_days_later, (after - before).days)


def _is_due(due_on: date | None, today: date) -> bool:
    return due_on is not None and due_on <= today
