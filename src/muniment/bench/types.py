"""A measured figure, and what it is held against."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `machine_limit` is in the same unit: what the bare machine did in this run.

    `target` is what was promised, `at_most` whether less is better.
    """

    name: str
    database: str
    value: float
    unit: str
    machine_limit: float | None = None
    target: float | None = None
    at_most: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.value <= self.target if self.at_most else self.value >= self.target

    def as_json(self) -> dict[str, Any]:
        """The figure as it stands in build/bench.json."""
        return {**asdict(self), "met": self.met}
