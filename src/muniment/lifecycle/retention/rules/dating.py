"""When a record's time is up. Civil dates; resolved later rather than earlier throughout."""

from datetime import date, timedelta

from muniment.foundation.kernel.dates import LAST_DATE, add_period
from muniment.holdings.records.types import DATE_SOURCE_LABELS, Dates, DateSource
from muniment.lifecycle.retention.types import ClockInputs, RuleTerms, Start, Trigger


def compute(terms: RuleTerms | None, inputs: ClockInputs, *, rule: str = "") -> Dates:
    """The dates of a record under the terms in force (None: no rule is in force).

    `due_on` is the date on which the period ends: the record is listed as due from that day, and
    may be destroyed only after it is over. It is None, and the record protected, as long as no
    rule is in force, the trigger has not happened, or the rule says to keep.
    """
    if terms is None:
        return Dates(rule, None, None, None, "")
    start = start_of(terms, inputs)
    due = _due(terms, start, inputs.keep_until)
    return Dates(terms.code, terms.version, start.on if start else None, due, terms.action.value)


def _due(terms: RuleTerms, start: Start | None, keep_until: date | None) -> date | None:
    if start is None or terms.period is None:
        return None
    due = add_period(start.on, terms.period.count, terms.period.unit)
    return max(due, keep_until) if keep_until else due


def may_destroy_from(due_on: date) -> date:
    """The first civil date on which a record due on `due_on` may be destroyed: the day after."""
    return due_on + timedelta(days=1) if due_on < LAST_DATE else LAST_DATE


def start_of(terms: RuleTerms, inputs: ClockInputs) -> Start | None:
    """When the clock started; None where what starts it has not happened."""
    source = _source_of_record_date(inputs)
    if terms.trigger is Trigger.RECORD_DATE:
        return Start(inputs.record_date, f"the date of the record ({source})")
    if terms.trigger is Trigger.LAST_MODIFIED:
        if inputs.modified_on is not None:
            return Start(inputs.modified_on, "the day it was last changed")
        return Start(
            inputs.record_date, f"the date of the record, which has no date of change ({source})"
        )
    if terms.trigger is Trigger.FOLDER_CLOSED:
        return _not_before(inputs, inputs.folder_closed_on, "the day its folder was closed")
    return _not_before(inputs, inputs.event_on, f"the day of the event “{terms.event}”")


def _not_before(inputs: ClockInputs, happened: date | None, what: str) -> Start | None:
    """What is dated after the event that ends its file counts from its own date."""
    if happened is None or happened >= inputs.record_date:
        return Start(happened, what) if happened else None
    return Start(inputs.record_date, f"the date of the record, which is later than {what}")


def _source_of_record_date(inputs: ClockInputs) -> str:
    try:
        return DATE_SOURCE_LABELS[DateSource(inputs.record_date_source)]
    except ValueError:
        return inputs.record_date_source or "source unknown"
