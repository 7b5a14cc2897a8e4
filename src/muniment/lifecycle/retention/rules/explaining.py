"""The sentence that tells a person which rule is in force for a record, and what follows."""

from collections.abc import Sequence
from datetime import date

from muniment.foundation.kernel.dates import add_period
from muniment.lifecycle.retention.rules.dating import compute, may_destroy_from, start_of
from muniment.lifecycle.retention.types import (
    UNDECIDED,
    Action,
    ClockInputs,
    HeldBy,
    Period,
    RuleTerms,
    Start,
    Trigger,
)


def in_words(day: date) -> str:
    """`1 March 2027`."""
    return f"{day.day} {day:%B} {day.year}"


def explain(
    terms: RuleTerms | None, inputs: ClockInputs, *, rule: str = "", holds: Sequence[HeldBy] = ()
) -> str:
    """One sentence: the rule with its authority, the trigger, the arithmetic, the date and what
    happens then, and the holds that stand against it."""
    said = _without_rule(rule) if terms is None else _under(terms, inputs)
    return f"{said}{_held(holds)}."


def _without_rule(rule: str) -> str:
    if rule and rule != UNDECIDED:
        return f"Rule {rule} is not in force, so the record is kept until a rule is set"
    return "How long to keep this record is undecided, so it is kept until a rule is set"


def _under(terms: RuleTerms, inputs: ClockInputs) -> str:
    named = (
        f"Rule {terms.code}, {terms.title.rstrip('.')} (version {terms.version},"
        f" {terms.authority.rstrip('.')})"
    )
    if terms.action is Action.KEEP or terms.period is None:
        return f"{named}, keeps this record for good"
    keeps = f"{named}, keeps this record for {terms.period.label}"
    start = start_of(terms, inputs)
    if start is None:
        return f"{keeps} from {_awaited(terms)}, and it is protected until then"
    return f"{keeps} from {in_words(start.on)}, {start.source}: {_sum(terms, start, inputs)}"


def _awaited(terms: RuleTerms) -> str:
    if terms.trigger is Trigger.EVENT:
        return f"the event “{terms.event}”, which has not happened"
    return "the day its folder is closed, which has not come"


def _sum(terms: RuleTerms, start: Start, inputs: ClockInputs) -> str:
    period = terms.period or Period(0, "days")
    ends = add_period(start.on, period.count, period.unit)
    arithmetic = f"{in_words(start.on)} + {period.label} = {in_words(ends)}"
    due = compute(terms, inputs).due_on or ends
    longer = f", and it is kept longer by decision, until {in_words(due)}" if due > ends else ""
    return f"{arithmetic}{longer}; {_then(terms.action, due)}"


def _then(action: Action, due: date) -> str:
    if action is Action.DESTROY:
        return (
            f"it is due for destruction on {in_words(due)} and may be destroyed, once approved,"
            f" from {in_words(may_destroy_from(due))}"
        )
    if action is Action.TRANSFER:
        return f"it is due to be transferred on {in_words(due)}"
    return f"it is due for review on {in_words(due)}"


def _held(holds: Sequence[HeldBy]) -> str:
    if not holds:
        return ""
    named = " and ".join(f"{one.reference} “{one.name}”" for one in holds)
    if len(holds) == 1:
        return f"; hold {named} protects it until it is lifted"
    return f"; holds {named} protect it until they are lifted"
