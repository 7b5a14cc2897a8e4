"""What a decision about a record by itself does to its rule and its dates [checklist 56]."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.types import Dates, Filing
from muniment.lifecycle.retention.types import UNDECIDED, Moment
from muniment.lifecycle.retention.types.dispositions import Apart, Decided

OF_ITS_CLASS = "-"  # the rule to name for: that of its class after all


def under(filing: Filing, decided: Decided | None, in_force: Collection[str]) -> Filing:
    """The filing under the rule that counts for it. A rule of its own is a decision and no clash:
    no other counts beside it. As long as a rule is still to be set none counts, and the record is
    protected; unless its class has another rule in force by now than the one that was decided
    against. `in_force`: the codes of rules that are."""
    if decided is None or decided.kind is Apart.TRANSFER:
        return filing
    if decided.kind is Apart.RULE:
        return replace(filing, rule=decided.rule, rules_above=())
    if filing.rule != decided.rule and filing.rule in in_force:
        return filing
    return replace(filing, rule=UNDECIDED, rules_above=())


def dated(dates: Dates, decided: Decided | None) -> Dates:
    """The dates as they stand with the decision: what is kept for transfer is due for it since
    that was decided, and for nothing else."""
    if decided is None or not decided.action:
        return dates
    return replace(dates, due_on=decided.on, action=decided.action)


def lived(moments: Sequence[Moment], decided: Decided | None) -> tuple[Moment, ...]:
    """The days in the life of the record as they are with the decision."""
    if decided is None or not decided.action:
        return tuple(moments)
    kept = [one for one in moments if one.on is None or one.on <= decided.on]
    return (*kept, Moment(decided.on, "Decided to keep it for transfer"))


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A record for which a rule is to be set: whether the actor may, and the rule decided
    against."""

    reference: str
    permitted: bool
    against: str


def reasons_not_to_give(
    found: Sequence[Awaiting], rule: str, *, known: bool, reason: str
) -> list[Reason]:
    """Why the rule cannot be given to these records that wait for one. `known`: it is in force."""
    reasons = []
    if not found:
        reasons.append(Reason("nothing", "Nothing there waits for a rule to be set.", "scope"))
    if rule != OF_ITS_CLASS and not known:
        reasons.append(Reason("rule", "Name a rule that is in force.", "rule"))
    if not reason.strip():
        reasons.append(Reason("reason", "Say why this is the right rule.", "reason"))
    for one in found:
        if not one.permitted:
            said = f"{one.reference} is outside your part of the file plan."
            reasons.append(Reason("not_permitted", said))
        if rule == one.against:
            said = f"{one.reference} was under {rule}: a review decided against it."
            reasons.append(Reason("same", said, "rule"))
    return reasons


def reasons_not_to_decide_again(decided: Decided | None, *, reason: str) -> list[Reason]:
    """Why what was decided for a record by itself cannot be taken back."""
    reasons = []
    if decided is None:
        said = "Nothing is decided for it by itself: it is under the rule of its class."
        reasons.append(Reason("nothing", said))
    if not reason.strip():
        reasons.append(Reason("reason", "Say why it is decided again.", "reason"))
    return reasons
