"""When a public record should be with an archive, and what leave to keep it longer says.

Public Records Act 1958 s.3(4), as the Constitutional Reform and Governance Act 2010 s.45 amends it:
public records selected for permanent preservation are transferred not later than 20 years after
their creation, unless they are required for administrative purposes or ought to be retained for
another special reason, and the Lord Chancellor has approved. By s.10(2) the records of a file count
as created when the latest of them was. (The Freedom of Information Act 2000 s.62 counts from the
next year: that is when a record becomes historical, not when it is to be transferred.)
"""

from collections.abc import Iterable
from datetime import date, timedelta

from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.transfer.types import (
    Ground,
    LeaveDraft,
    LeaveState,
    PastLine,
    Span,
    Terms,
)

MOST_YEARS = 100
MOST_MONTHS = 60
AT_ONCE = 1_000
NO_LEAVE = "no leave"
# The columns of the report, in order.
COLUMNS = ("class", "title", "unit", "owner", "why", "records", "bytes", "oldest")


def statutory_date(newest: date, years: int) -> date:
    """The last day on which a file whose latest paper is of the date `newest` may be kept without
    leave."""
    return add_period(newest, years, "years")


def latest_past(today: date, years: int) -> date | None:
    """The latest date of a newest paper whose file is past its statutory date on the civil date
    `today`; None where the calendar has no such day."""
    if today.year - years <= 1:
        return None
    day = today.replace(year=today.year - years, day=min(today.day, 28)) + timedelta(days=4)
    while statutory_date(day, years) >= today:
        day -= timedelta(days=1)
    return day


def last_day(span: Span) -> date:
    """The last day on which the leave is, or was, in force."""
    if span.ended_on is None:
        return span.until_on
    return min(span.until_on, span.ended_on - timedelta(days=1))


def state_of(span: Span, today: date) -> LeaveState:
    """Where the leave stands on the civil date `today`. On the day on which it is ended it is not
    in force any more."""
    if span.ended_on is not None and span.ended_on <= today:
        return LeaveState.ENDED
    if today > span.until_on:
        return LeaveState.RUN_OUT
    return LeaveState.IN_FORCE if span.from_on <= today else LeaveState.TO_COME


def why_without(covering: Iterable[Span], today: date) -> str:
    """Why something past its statutory date is kept without leave, of these leaves that speak of
    it; blank where one is in force."""
    ended = []
    for one in covering:
        state = state_of(one, today)
        if state is LeaveState.IN_FORCE:
            return ""
        if state is not LeaveState.TO_COME and last_day(one) >= one.from_on:
            ended.append(last_day(one))
    return f"leave ended on {max(ended):%-d %B %Y}" if ended else NO_LEAVE


def is_reminded(span: Span, months: int, today: date) -> bool:
    """Whether it is time to ask for leave anew: it runs out within so many months."""
    in_force = state_of(span, today) is LeaveState.IN_FORCE
    return in_force and span.until_on <= add_period(today, months, "months")


def reasons_not_to_set(terms: Terms, before: Terms) -> list[Reason]:
    """Why these cannot be the terms of the body."""
    reasons = []
    if not 1 <= terms.years <= MOST_YEARS:
        said = f"Enter whole years from 1 to {MOST_YEARS}."
        reasons.append(Reason("years", said, "years"))
    if not 0 <= terms.remind_months <= MOST_MONTHS:
        said = f"Enter whole months from 0 to {MOST_MONTHS}."
        reasons.append(Reason("months", said, "remind_months"))
    if terms == before:
        reasons.append(Reason("same", "That is how it is set already."))
    return reasons


def reasons_not_to_enter(draft: LeaveDraft, *, terms: Terms, is_known: bool) -> list[Reason]:
    """Every gap in the leave. `is_known`: the register has it already, word for word."""
    reasons = []
    if not terms.public_records:
        said = "The body is set as holding no public records. Change that first."
        reasons.append(Reason("not_public", said))
    if is_known:
        reasons.append(Reason("known", "This leave is in the register already.", "instrument"))
    reasons += _reasons_of_words(draft)
    if draft.ground not in set(Ground):
        known = ", ".join(one.value for one in Ground)
        reasons.append(Reason("ground", f"Choose the ground: {known}.", "ground"))
    reasons += _reasons_of_days(draft)
    if not draft.named:
        said = "Name the classes, folders or records that it is for."
        reasons.append(Reason("nothing", said, "classes"))
    if draft.named > AT_ONCE:
        said = f"Name at most {AT_ONCE:,} classes, folders and records. Enter classes instead."
        reasons.append(Reason("too_many", said, "records"))
    return reasons


def _reasons_of_words(draft: LeaveDraft) -> list[Reason]:
    asked = (
        ("instrument", draft.instrument, 100, "Enter the number of the instrument"),
        ("why", draft.why, 1000, "Say for which purpose or reason they are kept"),
        ("applied_by", draft.applied_by, 200, "Say who applied for it"),
    )
    reasons = [
        Reason(field, f"{said}, in at most {longest:,} letters.", field)
        for field, text, longest, said in asked
        if not text.strip() or len(text) > longest
    ]
    if len(draft.note) > 1000:
        reasons.append(Reason("note", "A note has at most 1,000 letters.", "note"))
    return reasons


def _reasons_of_days(draft: LeaveDraft) -> list[Reason]:
    reasons = []
    if draft.from_on is None:
        reasons.append(Reason("from", "Enter the first day.", "from_on"))
    if draft.until_on is None:
        reasons.append(Reason("until", "Enter the last day.", "until_on"))
    if draft.from_on and draft.until_on and draft.until_on < draft.from_on:
        reasons.append(Reason("days", "The last day is before the first.", "until_on"))
    return reasons


def reasons_not_to_end(span: Span, *, reason: str, today: date) -> list[Reason]:
    """Why the leave cannot be ended today."""
    reasons = []
    state = state_of(span, today)
    if state is LeaveState.ENDED:
        reasons.append(Reason("ended", "This leave has been ended already."))
    if state is LeaveState.RUN_OUT:
        reasons.append(Reason("run_out", "This leave has run out already."))
    if not reason.strip() or len(reason) > 1000:
        said = "Say why, in at most 1,000 letters."
        reasons.append(Reason("reason", said, "reason"))
    return reasons


def line_cells(one: PastLine) -> dict[str, object]:
    """One line of the report as a row of `COLUMNS`."""
    return {
        "class": one.file_class,
        "title": one.title,
        "unit": one.unit,
        "owner": one.owner,
        "why": one.why,
        "records": one.records,
        "bytes": one.size,
        "oldest": one.oldest.isoformat(),
    }


def summed(lines: Iterable[PastLine], key: str) -> list[PastLine]:
    """The lines added up by one of their fields, the most records first; of the others the first
    stands for all."""
    found: dict[str, PastLine] = {}
    for one in lines:
        name = getattr(one, key)
        before = found.get(name)
        found[name] = added(before, one) if before else one
    return sorted(found.values(), key=lambda one: (-one.records, getattr(one, key)))


def added(one: PastLine, other: PastLine) -> PastLine:
    """Both lines as one, by the words of the first."""
    return PastLine(
        file_class=one.file_class,
        title=one.title,
        unit=one.unit,
        owner=one.owner,
        why=one.why,
        records=one.records + other.records,
        size=one.size + other.size,
        oldest=min(one.oldest, other.oldest),
    )
