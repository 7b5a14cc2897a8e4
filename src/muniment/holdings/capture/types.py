"""What can become of an item, and what capture knows of it before it is read."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """Each item of a source has exactly one of these."""

    CAPTURED = "captured"
    LINKED = "linked"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a capture. `items` is always the sum of the other four."""

    captured: int = 0
    linked: int = 0
    refused: int = 0
    failed: int = 0

    @property
    def items(self) -> int:
        """Every item of the source."""
        return self.captured + self.linked + self.refused + self.failed
