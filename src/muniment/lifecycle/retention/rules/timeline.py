"""The days in the life of a record, from its own date to the day it may go."""

from muniment.lifecycle.retention.rules.dating import clock_of, due_of, may_destroy_from
from muniment.lifecycle.retention.rules.explaining import awaited_in_words
from muniment.lifecycle.retention.types import (
    Action,
    Clock,
    ClockInputs,
    Moment,
    Reading,
    RuleTerms,
    Trigger,
)

_DUE = {
    Action.DESTROY: "Due for destruction",
    Action.REVIEW: "Due for review",
    Action.TRANSFER: "Due to be transferred",
    Action.SAMPLE: "Due for a review that keeps a sample and destroys the rest",
}
_MAY_BE_DESTROYED = {
    Action.DESTROY: "May be destroyed, once approved",
    Action.SAMPLE: "May be destroyed, once approved, unless it is in the sample",
}
_ON_HOLD = "On hold. May be destroyed, once approved, when no hold is on it any more"


def moments_of(terms: RuleTerms | None, inputs: ClockInputs, *, held: bool = False) -> list[Moment]:
    """The days, in order; what has not come stands last. `held`: the reader knows of a hold on
    the record, so that there is no day on which it may be destroyed."""
    found = [Moment(inputs.record_date, "Date of the record")]
    found += [
        Moment(on, f"Step {number} of its rule was done")
        for number, on in enumerate(inputs.steps_done, 1)
    ]
    clock = clock_of(terms, inputs) if terms else None
    if clock is not None:
        found += _of_clock(clock, inputs, held)
    known = [one for one in found if one.on is not None]
    return [
        *sorted(known, key=lambda one: one.on or inputs.record_date),
        *(one for one in found if one.on is None),
    ]


def _of_clock(clock: Clock, inputs: ClockInputs, held: bool) -> list[Moment]:
    found = [one for reading in clock.readings for one in _of_reading(reading, clock)]
    due = due_of(clock, inputs)
    if inputs.keep_until and due:
        found.append(Moment(inputs.keep_until, "Kept until then by decision"))
    if due is not None:
        found.append(Moment(due, _DUE.get(clock.step.action, "Its time is up")))
        if held and clock.step.action in _MAY_BE_DESTROYED:
            found.append(Moment(None, _ON_HOLD))
        elif clock.step.action in _MAY_BE_DESTROYED:
            found.append(Moment(may_destroy_from(due), _MAY_BE_DESTROYED[clock.step.action]))
    return found


def _of_reading(one: Reading, clock: Clock) -> list[Moment]:
    if one.start is None:
        words = awaited_in_words(one.leg).partition(", which")[0]
        return [Moment(None, f"{words[:1].upper()}{words[1:]}")]
    found = []
    if one.leg.trigger is not Trigger.RECORD_DATE or one.start.source.startswith("the end of"):
        found.append(Moment(one.start.on, f"The clock starts: {one.start.source}"))
    if one is not clock.decides and one.leg.period.count:
        found.append(Moment(one.ends, f"{one.leg.period.label} from {one.start.source} are over"))
    return found
