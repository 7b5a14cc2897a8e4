"""What is decided for a record apart from the rule of its class."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from muniment.lifecycle.retention.types import Action


class Apart(StrEnum):
    """What can be decided for a record by itself: it has a rule of its own, a rule is still to be
    set for it, or it is kept to be transferred."""

    RULE = "rule"
    RULE_TO_SET = "rule_to_set"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided for one record. `rule`: its own, or the one that it was under when it was
    decided that another is to be set. `review`: where that was decided, by reference."""

    kind: Apart
    rule: str
    reason: str
    review: str
    on: date

    @property
    def in_words(self) -> str:
        """The part of the explanation that tells it."""
        where = f" in {self.review}" if self.review else ""
        said = {
            Apart.RULE: f"; it was given rule {self.rule} by itself{where}",
            Apart.RULE_TO_SET: f"; it was decided{where} that it is to have another rule than"
            f" {self.rule}, and nobody has set it yet",
            Apart.TRANSFER: f"; it was decided{where} to keep it for transfer, and it is protected"
            " until it is transferred or decided again",
        }
        return f"{said[self.kind]} ({self.reason.strip().rstrip('.')})"

    @property
    def action(self) -> str:
        """What happens to the record instead of what its rule says; blank: what that says."""
        return Action.TRANSFER.value if self.kind is Apart.TRANSFER else ""
