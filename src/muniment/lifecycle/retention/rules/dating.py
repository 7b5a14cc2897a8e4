"""When a record's time is up. Civil dates; resolved later rather than earlier throughout."""

import calendar
import re
from datetime import date, timedelta

from muniment.foundation.kernel.dates import LAST_DATE, add_period
from muniment.holdings.records.types import DATE_SOURCE_LABELS, Dates, DateSource
from muniment.lifecycle.retention.types import (
    SUPERSEDED,
    Clock,
    ClockInputs,
    CutOff,
    How,
    Leg,
    Reading,
    RuleTerms,
    Start,
    Step,
    Trigger,
    YearEnd,
)

PARTS = {
    CutOff.MONTH: "month",
    CutOff.CALENDAR_YEAR: "calendar year",
    CutOff.FINANCIAL_YEAR: "financial year",
}
_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def compute(terms: RuleTerms | None, inputs: ClockInputs, *, rule: str = "") -> Dates:
    """The dates of a record under the terms in force (None: no rule is in force).

    `due_on` is the date on which the period ends: the record is listed as due from that day, and
    may be destroyed only after it is over. It is None, and the record protected, as long as no
    rule is in force, what starts the clock has not happened, or the rule says to keep.
    """
    if terms is None:
        return Dates(rule, None, None, None, "")
    clock = clock_of(terms, inputs)
    if not clock.readings:
        on = inputs.record_date
        return Dates(terms.code, terms.version, on, None, clock.step.action.value)
    start = clock.decides.start if clock.decides else None
    return Dates(
        terms.code,
        terms.version,
        start.on if start else None,
        due_of(clock, inputs),
        clock.step.action.value,
    )


def due_of(clock: Clock, inputs: ClockInputs) -> date | None:
    """When the step is due: the end of the clock that decides, or later by decision."""
    if clock.decides is None or clock.decides.ends is None:
        return None
    ends = clock.decides.ends
    return max(ends, inputs.keep_until) if inputs.keep_until else ends


def may_destroy_from(due_on: date) -> date:
    """The first civil date on which a record due on `due_on` may be destroyed: the day after."""
    return due_on + timedelta(days=1) if due_on < LAST_DATE else LAST_DATE


def clock_of(terms: RuleTerms, inputs: ClockInputs) -> Clock:
    """The clocks of the step that the record stands at."""
    # A rule that was given a shorter life: what has done more steps than it has stands at the last.
    number = min(len(inputs.steps_done), len(terms.steps) - 1)
    step = terms.steps[number]
    readings = tuple(_read(leg, step, inputs) for leg in step.legs)
    return Clock(number, step, readings, _deciding(step, readings))


def _read(leg: Leg, step: Step, inputs: ClockInputs) -> Reading:
    start = _start_of(leg, inputs)
    if start is None:
        return Reading(leg, None, None)
    start = _cut_off(start, step.cut_off, inputs.year_end)
    exact = add_period(start.on, leg.period.count, leg.period.unit)
    ends = exact
    if step.rounding is not CutOff.NONE:
        ends = _end_of(exact, step.rounding, inputs.year_end)
    return Reading(leg, start, ends, exact, step.rounding)


def _deciding(step: Step, readings: tuple[Reading, ...]) -> Reading | None:
    """The clock that ends last, once all have started; or the one that ends first."""
    ended = [(one.ends, one) for one in readings if one.ends is not None]
    if not ended or (step.how is How.LATEST and len(ended) < len(readings)):
        return None
    choose = max if step.how is How.LATEST else min
    return choose(ended, key=lambda pair: pair[0])[1]


def start_of(terms: RuleTerms, inputs: ClockInputs) -> Start | None:
    """When the clock that decides started; None where none does yet."""
    clock = clock_of(terms, inputs)
    return clock.decides.start if clock.decides else None


def _start_of(leg: Leg, inputs: ClockInputs) -> Start | None:
    if leg.trigger is Trigger.RECORD_DATE:
        return Start(inputs.record_date, _record_date(inputs))
    if leg.trigger is Trigger.LAST_MODIFIED:
        if inputs.modified_on is not None:
            return Start(inputs.modified_on, "the day it was last changed")
        return Start(inputs.record_date, _record_date(inputs, ", which has no date of change"))
    if leg.trigger is Trigger.DATE_FIELD:
        on = day_in(inputs.fields.get(leg.name, ""))
        return Start(on, f"its “{leg.name}”") if on else None
    if leg.trigger is Trigger.PREVIOUS_STEP:
        done = inputs.steps_done[-1] if inputs.steps_done else None
        return Start(done, "the day the step before was done") if done else None
    return _not_before(inputs, _happened(leg, inputs), what_happens(leg))


def _happened(leg: Leg, inputs: ClockInputs) -> date | None:
    if leg.trigger is Trigger.FOLDER_CLOSED:
        return inputs.folder_closed_on
    return inputs.events.get((event_of(leg), leg.match))


def event_of(leg: Leg) -> str:
    """The name of the event that the clock waits for; empty: it waits for none."""
    if leg.trigger is Trigger.SUPERSEDED:
        return SUPERSEDED
    return leg.name if leg.trigger is Trigger.EVENT else ""


def fields_of(terms: RuleTerms) -> list[str]:
    """The names of the date fields that start a clock of the rule."""
    legs = [leg for step in terms.steps for leg in step.legs]
    return list(dict.fromkeys(leg.name for leg in legs if leg.trigger is Trigger.DATE_FIELD))


def what_happens(leg: Leg) -> str:
    """What the clock waits for, in words."""
    if leg.trigger is Trigger.FOLDER_CLOSED:
        return "the day its folder was closed"
    if leg.trigger is Trigger.SUPERSEDED:
        return "the day it was superseded"
    return f"the day of the event “{leg.name}”"


def _not_before(inputs: ClockInputs, happened: date | None, what: str) -> Start | None:
    """What is dated after the event that ends its file counts from its own date."""
    if happened is None or happened >= inputs.record_date:
        return Start(happened, what) if happened else None
    return Start(inputs.record_date, f"the date of the record, which is later than {what}")


def _cut_off(start: Start, cut_off: CutOff, year_end: YearEnd) -> Start:
    if cut_off is CutOff.NONE:
        return start
    ends = _end_of(start.on, cut_off, year_end)
    told = f"the end of the {PARTS[cut_off]} of {start.on.day} {start.on:%B} {start.on.year}"
    return Start(ends, f"{told}, {start.source}")


def _end_of(day: date, cut_off: CutOff, year_end: YearEnd) -> date:
    if cut_off is CutOff.MONTH:
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return end_of_year(day, YearEnd(12, 31) if cut_off is CutOff.CALENDAR_YEAR else year_end)


def end_of_year(day: date, year_end: YearEnd) -> date:
    """The last day of the year that the day falls in; 29 February: the last day of that month."""
    for year in (day.year, day.year + 1):
        if year > LAST_DATE.year:
            break
        last = calendar.monthrange(year, year_end.month)[1]
        ends = date(year, year_end.month, min(year_end.day, last))
        if ends >= day:
            return ends
    return LAST_DATE


def day_in(text: str) -> date | None:
    """The day written as `2001-05-03`; of `2001-05` and `2001` the last. None: there is none."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    try:
        last = calendar.monthrange(year, month)[1]
        return date(year, month, int(found[3] or last))
    except (ValueError, calendar.IllegalMonthError):
        return None


def _record_date(inputs: ClockInputs, without: str = "") -> str:
    try:
        source = DateSource(inputs.record_date_source)
    except ValueError:
        said = inputs.record_date_source or "source unknown"
        return f"the date of the record{without} ({said})"
    if source is DateSource.CAPTURED:
        return "the day it was captured, because its file had no date that can be trusted"
    return f"the date of the record{without} ({DATE_SOURCE_LABELS[source]})"
