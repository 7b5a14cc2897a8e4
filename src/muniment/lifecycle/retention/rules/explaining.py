"""The sentence that tells a person which rule is in force for a record, and what follows."""

from collections.abc import Sequence
from datetime import date

from muniment.foundation.kernel.dates import LAST_DATE
from muniment.lifecycle.retention.rules.clauses import CITED, cited
from muniment.lifecycle.retention.rules.dating import PARTS, clock_of, due_of, may_destroy_from
from muniment.lifecycle.retention.types import (
    UNDECIDED,
    Action,
    Clock,
    ClockInputs,
    HeldBy,
    How,
    Leg,
    Reading,
    RuleTerms,
    Step,
    Trigger,
)
from muniment.lifecycle.retention.types.clauses import Clause


def in_words(day: date) -> str:
    """`1 March 2027`."""
    return f"{day.day} {day:%B} {day.year}"


def explain(
    terms: RuleTerms | None,
    inputs: ClockInputs,
    *,
    rule: str = "",
    holds: Sequence[HeldBy] = (),
    settled: str = "",
    clauses: Sequence[Clause] = (),
) -> str:
    """One sentence: the rule with its authority, the clauses of the policy that govern it, the
    trigger, the arithmetic, the date and what happens then, why no other rule counts (`settled`),
    and the holds that stand against it."""
    said = _without_rule(rule) if terms is None else _under(terms, inputs, clauses)
    return f"{said}{settled}{_held(holds)}."


def _without_rule(rule: str) -> str:
    if rule and rule != UNDECIDED:
        return f"Rule {rule} is not in force, so the record is kept until a rule is set"
    return "How long to keep this record is undecided, so it is kept until a rule is set"


def _under(terms: RuleTerms, inputs: ClockInputs, clauses: Sequence[Clause]) -> str:
    policy = f", under {cited(clauses, CITED)}" if clauses else ""
    named = (
        f"Rule {terms.code}, {terms.title.rstrip('.')} (version {terms.version},"
        f" {terms.authority.rstrip('.')}){policy}"
    )
    clock = clock_of(terms, inputs)
    if not clock.readings:
        return f"{named}, keeps this record for good{_step_of(terms, clock)}"
    keeps = f"{named}, keeps this record"
    if len(clock.readings) > 1:
        return f"{keeps} {_of_several(clock)}{_then(terms, clock, inputs)}"
    [only] = clock.readings
    if not only.leg.period.count:
        return f"{keeps} until {_end(only)}{_then(terms, clock, inputs)}"
    keeps = f"{keeps} for {only.leg.period.label}"
    if only.start is None:
        return f"{keeps} from {awaited_in_words(only.leg)}{_then(terms, clock, inputs)}"
    since = f"{in_words(only.start.on)}, {only.start.source}"
    return f"{keeps} from {since}: {_sum(only)}{_then(terms, clock, inputs)}"


def _of_several(clock: Clock) -> str:
    """Each clock of the step, and which of them decides."""
    which = "later" if clock.step.how is How.LATEST else "earlier"
    if len(clock.readings) > 2:
        which = "latest" if clock.step.how is How.LATEST else "earliest"
    return f"until the {which} of {' and '.join(_end(one) for one in clock.readings)}"


def _end(one: Reading) -> str:
    if one.start is None:
        period = f"{one.leg.period.label} after " if one.leg.period.count else ""
        return f"{period}{awaited_in_words(one.leg)}"
    ends, source = in_words(one.ends or one.start.on), f"{one.start.source}{_rounded(one)}"
    if not one.leg.period.count:
        return f"{ends} ({source})"
    return f"{ends} ({one.leg.period.label} from {source})"


def _rounded(one: Reading) -> str:
    """That the clock would have ended before the end of its month or year."""
    if one.exact == one.ends:
        return ""
    return f", rounded up to the end of the {PARTS[one.rounding]}"


def awaited_in_words(leg: Leg) -> str:
    """What the clock waits for: `the event “contract ended”, which has not happened`."""
    if leg.trigger is Trigger.FOLDER_CLOSED:
        return "the day its folder is closed, which has not come"
    if leg.trigger is Trigger.DATE_FIELD:
        return f"its “{leg.name}”, which nobody has filled in with a date"
    if leg.trigger is Trigger.SUPERSEDED:
        return "the day it is superseded, which has not come"
    if leg.trigger is Trigger.PREVIOUS_STEP:
        return "the day the step before is done, which has not come"
    whose = f" with the same “{leg.match}”" if leg.match else ""
    return f"the event “{leg.name}”{whose}, which has not happened"


def _sum(one: Reading) -> str:
    start = one.start.on if one.start else LAST_DATE
    said = f"{in_words(start)} + {one.leg.period.label} = {in_words(one.exact or start)}"
    rounded = _rounded(one)
    return f"{said}{rounded}, {in_words(one.ends or start)}" if rounded else said


def _then(terms: RuleTerms, clock: Clock, inputs: ClockInputs) -> str:
    due = due_of(clock, inputs)
    if due is None or clock.decides is None:
        return f", and it is protected until then{_step_of(terms, clock)}"
    ends = clock.decides.ends or due
    longer = f", and it is kept longer by decision, until {in_words(due)}" if due > ends else ""
    return f"{longer}; {_at_the_end(clock.step, due)}{_step_of(terms, clock)}"


def _step_of(terms: RuleTerms, clock: Clock) -> str:
    total = len(terms.steps)
    return f" (step {clock.number + 1} of {total})" if total > 1 else ""


def _at_the_end(step: Step, due: date) -> str:
    if step.action is Action.DESTROY:
        return (
            f"it is due for destruction on {in_words(due)} and may be destroyed, once approved,"
            f" from {in_words(may_destroy_from(due))}"
        )
    if step.action is Action.TRANSFER:
        return f"it is due to be transferred on {in_words(due)}"
    if step.action is Action.SAMPLE:
        return (
            f"it is due on {in_words(due)} for a review that keeps a sample of 1 in {step.one_in}"
            " for transfer; the rest may be destroyed, once approved, from"
            f" {in_words(may_destroy_from(due))}"
        )
    return f"it is due for review on {in_words(due)}"


def _held(holds: Sequence[HeldBy]) -> str:
    if not holds:
        return ""
    named = " and ".join(f"{one.reference} “{one.name}”" for one in holds)
    if len(holds) == 1:
        return f"; hold {named} protects it until it is lifted"
    return f"; holds {named} protect it until they are lifted"
