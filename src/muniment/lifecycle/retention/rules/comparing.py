"""What a change of a rule would do to the dates of records, added up."""

from dataclasses import dataclass, field
from datetime import date

SHOWN = 10


@dataclass
class Effect:
    """How the dates of the records of a rule would move.

    `overdue` are those that would be due at once, `spared` those that are due now and would not
    be: under the new rule they would have been destroyed too early. `otherwise` counts those with
    which something else would be done then, by both actions (`destroy transfer`). Days are whole.
    `looked_at` of `total` records were compared; the two differ where only a share was looked at.
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
    otherwise: dict[str, int] = field(default_factory=dict)
    examples: list[tuple[str, date | None, date | None]] = field(default_factory=list)

    @property
    def still(self) -> bool:
        """Whether no date would move, though something else may be done on it."""
        return not (self.earlier or self.later or self.dated or self.undated)

    def add(
        self,
        reference: str,
        before: date | None,
        after: date | None,
        today: date,
        actions: tuple[str, str] = ("", ""),
    ) -> None:
        """Count one record, due on `before` now and on `after` then; None: open-ended. `actions`:
        what is done with it on these days; empty where no rule says so."""
        self.looked_at += 1
        if all(actions) and actions[0] != actions[1]:
            both = " ".join(actions)
            self.otherwise[both] = self.otherwise.get(both, 0) + 1
        elif before == after:
            self.same += 1
        if before == after:
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
        for both, count in other.otherwise.items():
            self.otherwise[both] = self.otherwise.get(both, 0) + count
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
