"""When a transfer is over: what came of it, and that somebody outside has it [checklist 79]."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.retention.types import Action


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receiver gave for the records: its reference, its civil date, and who gave it."""

    reference: str
    received_on: date
    receiver: str

    @property
    def note(self) -> str:
        """The receipt as the history of a record tells it."""
        return f"Receipt {self.reference} of {self.received_on:%-d %B %Y} from {self.receiver}"


@dataclass(frozen=True, slots=True)
class Transferable:
    """What decides whether the transfer of a record can be noted as over. `by_decision`: it is
    kept for that apart from its rule, which it comes back under."""

    reference: str
    state: str
    action: str
    due_on: date | None
    step_follows: bool
    permitted: bool
    held: tuple[Reason, ...] = ()
    by_decision: bool = False


@dataclass(frozen=True, slots=True)
class Transferred:
    """The records that were noted as transferred, those left out with the reasons, and how many
    more wait."""

    references: tuple[str, ...]
    left_out: tuple[tuple[str, tuple[Reason, ...]], ...]
    remaining: int

    @property
    def records(self) -> int:
        """How many were noted."""
        return len(self.references)


def faults_of_receipt(receipt: Receipt, *, today: date) -> list[Reason]:
    """Every gap in a receipt on the civil date `today`."""
    reasons = []
    if not receipt.reference.strip() or len(receipt.reference) > 100:
        said = "Enter the reference of the receipt, in at most 100 letters."
        reasons.append(Reason("receipt", said, "reference"))
    if not receipt.receiver.strip() or len(receipt.receiver) > 300:
        said = "Say who gave the receipt, in at most 300 letters."
        reasons.append(Reason("receiver", said, "receiver"))
    if receipt.received_on > today:
        reasons.append(Reason("future", "A receipt cannot be of a later day.", "received_on"))
    return reasons


def reasons_not_to_transfer(one: Transferable, *, today: date) -> list[Reason]:
    """Why the transfer of one record is not noted as over on the civil date `today`."""
    name = one.reference
    reasons: list[Reason] = [*_reasons_of_state(one), *one.held]
    if not one.permitted:
        reasons.append(Reason("not_permitted", f"{name} is outside your part of the file plan."))
    if one.action != Action.TRANSFER:
        reasons.append(Reason("action", f"The rule of {name} does not say to transfer it now."))
    elif one.due_on is None or one.due_on > today:
        reasons.append(Reason("not_due", f"{name} is not due to be transferred yet."))
    if one.action == Action.TRANSFER and not (one.step_follows or one.by_decision):
        said = f"The rule of {name} does not say what becomes of our copy. Give it a step after."
        reasons.append(Reason("no_step", said))
    return reasons


def _reasons_of_state(one: Transferable) -> Sequence[Reason]:
    if one.state == RecordState.DECLARED:
        return []
    return [Reason("not_declared", f"{one.reference} is destroyed or being destroyed.")]
