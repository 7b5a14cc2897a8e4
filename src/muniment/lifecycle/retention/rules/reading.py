"""Reading rules from rows of text. What cannot be read is said so, never guessed at."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from muniment.foundation.kernel.dates import PeriodUnit
from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention.rules.publishing import reasons_not_to_publish
from muniment.lifecycle.retention.types import Action, Period, RuleDraft, Trigger

_TRIGGERS = {
    "record_date": Trigger.RECORD_DATE,
    "date": Trigger.RECORD_DATE,
    "date_of_record": Trigger.RECORD_DATE,
    "date_of_the_record": Trigger.RECORD_DATE,
    "last_modified": Trigger.LAST_MODIFIED,
    "last_action": Trigger.LAST_MODIFIED,
    "date_last_modified": Trigger.LAST_MODIFIED,
    "modified": Trigger.LAST_MODIFIED,
    "folder_closed": Trigger.FOLDER_CLOSED,
    "folder_closure": Trigger.FOLDER_CLOSED,
    "file_closed": Trigger.FOLDER_CLOSED,
    "closure": Trigger.FOLDER_CLOSED,
    "closed": Trigger.FOLDER_CLOSED,
}
_ACTIONS = {
    "destroy": Action.DESTROY,
    "destruction": Action.DESTROY,
    "review": Action.REVIEW,
    "transfer": Action.TRANSFER,
    "keep": Action.KEEP,
    "permanent": Action.KEEP,
    "retain_permanently": Action.KEEP,
}
_UNITS: dict[str, PeriodUnit] = {
    "day": "days",
    "days": "days",
    "month": "months",
    "months": "months",
    "year": "years",
    "years": "years",
}
# The same column under the names that schedules commonly give it.
_COLUMNS = {
    "period": ("period", "period_count"),
    "unit": ("unit", "period_unit"),
    "why": ("why", "reason"),
}
_PERIOD = re.compile(r"(\d{1,9})\s*([a-z]*)", re.IGNORECASE)


def read_rows(
    rows: Sequence[Mapping[str, object]], *, today: date, first_line: int = 2
) -> tuple[list[RuleDraft], list[Reason]]:
    """The rules in `rows` (a dict of columns each), and every fault in any of them.

    Lines are counted from `first_line`, as a spreadsheet with one row of headings shows them.
    """
    drafts: list[RuleDraft] = []
    reasons: list[Reason] = []
    for line, row in enumerate(rows, first_line):
        draft, faults = _read(row)
        faults = [*faults, *_unless_said(faults, reasons_not_to_publish(draft, today=today))]
        if draft.code and any(draft.code == other.code for other in drafts):
            faults.append(Reason("twice", "Another line has the same code.", "code"))
        drafts.append(draft)
        reasons += [_at(line, draft.code, one) for one in faults]
    return drafts, reasons


def reasons_not_to_read(rows: Sequence[Mapping[str, object]], name: str) -> list[Reason]:
    """Why a file of that name is no schedule: it is empty, or has no column of codes."""
    if not rows:
        return [Reason("empty", f"There are no rows in {name}.", "file")]
    if not any("code" in row for row in rows):
        return [Reason("no_column", f"{name} has no column 'code'.", "code")]
    return []


def as_cells(draft: RuleDraft) -> dict[str, str]:
    """A rule as a row: what `read_rows` reads, and gives again."""
    period = draft.period
    return {
        "code": draft.code,
        "title": draft.title,
        "description": draft.description,
        "authority": draft.authority,
        "trigger": f"event:{draft.event}" if draft.event else str(draft.trigger or ""),
        "period_count": str(period.count) if period else "",
        "period_unit": period.unit if period else "",
        "action": str(draft.action or ""),
        "review_role": draft.review_role,
        "reason": draft.why,
        "valid_from": draft.valid_from.isoformat() if draft.valid_from else "",
        "valid_to": draft.valid_to.isoformat() if draft.valid_to else "",
    }


def _unless_said(said: Sequence[Reason], more: Sequence[Reason]) -> list[Reason]:
    fields = {one.field for one in said}
    return [one for one in more if one.field not in fields]


def _at(line: int, code: str, fault: Reason) -> Reason:
    where = f"Line {line}, {code}" if code else f"Line {line}"
    return Reason(fault.code, f"{where}: {fault.message}", fault.field)


def _read(row: Mapping[str, object]) -> tuple[RuleDraft, list[Reason]]:
    faults: list[Reason] = []
    trigger, event = _trigger(_cell(row, "trigger"), faults)
    draft = RuleDraft(
        code=_cell(row, "code"),
        title=_cell(row, "title"),
        description=_cell(row, "description"),
        authority=_cell(row, "authority"),
        trigger=trigger,
        event=event,
        period=_period(_cell(row, "period"), _cell(row, "unit"), faults),
        action=_action(_cell(row, "action"), faults),
        review_role=_slug(_cell(row, "review_role")),
        why=_cell(row, "why"),
        valid_from=_date(_cell(row, "valid_from"), "valid_from", faults),
        valid_to=_date(_cell(row, "valid_to"), "valid_to", faults),
    )
    return draft, faults


def _cell(row: Mapping[str, object], column: str) -> str:
    for name in _COLUMNS.get(column, (column,)):
        if row.get(name) not in (None, ""):
            return str(row[name]).strip()
    return ""


def _slug(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip().lower())


def _trigger(text: str, faults: list[Reason]) -> tuple[Trigger | None, str]:
    word, colon, event = text.partition(":")
    if colon and _slug(word) == "event":
        return Trigger.EVENT, _slug(event)
    found = _TRIGGERS.get(_slug(text))
    if text and found is None:
        faults.append(
            Reason("trigger", f"“{text}” is not a trigger that Muniment knows.", "trigger")
        )
    return found, ""


def _action(text: str, faults: list[Reason]) -> Action | None:
    found = _ACTIONS.get(_slug(text))
    if text and found is None:
        faults.append(Reason("action", f"“{text}” is not an action that Muniment knows.", "action"))
    return found


def _period(text: str, unit: str, faults: list[Reason]) -> Period | None:
    if not text:
        if unit:
            faults.append(Reason("period", "There is a unit without a number.", "period"))
        return None
    match = _PERIOD.fullmatch(text)
    spelt = (match.group(2) or unit).lower() if match else ""
    if match is None or spelt not in _UNITS or (match.group(2) and unit and unit != spelt):
        said = f"“{text} {unit}”".replace(" ”", "”")
        faults.append(
            Reason("period", f"{said} is not a number of days, months or years.", "period")
        )
        return None
    return Period(int(match.group(1)), _UNITS[spelt])


def _date(text: str, field: str, faults: list[Reason]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        faults.append(Reason(field, f"“{text}” is not a date such as 2026-04-01.", field))
        return None
