"""Reading rules from rows of text. What cannot be read is said so, never guessed at."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention.rules.editions import reasons_not_to_draft
from muniment.lifecycle.retention.rules.notation import (
    UNITS,
    Unreadable,
    one_in_of,
    parse,
    written,
)
from muniment.lifecycle.retention.rules.publishing import reasons_not_to_publish
from muniment.lifecycle.retention.types import (
    DEFAULT_STAGES,
    Action,
    CutOff,
    Leg,
    Period,
    RuleDraft,
    Step,
    Trigger,
)

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
    "superseded": Trigger.SUPERSEDED,
    "when_superseded": Trigger.SUPERSEDED,
}
_ACTIONS = {
    "destroy": Action.DESTROY,
    "destruction": Action.DESTROY,
    "review": Action.REVIEW,
    "transfer": Action.TRANSFER,
    "sample": Action.SAMPLE,
    "keep": Action.KEEP,
    "permanent": Action.KEEP,
    "retain_permanently": Action.KEEP,
}
# The same column under the names that schedules commonly give it.
_COLUMNS = {
    "period": ("period", "period_count"),
    "unit": ("unit", "period_unit"),
    "why": ("why", "reason"),
}
STAGES = ";"  # stands between the roles of the stages
_TEXT = ("trigger", "period", "unit", "action")
_SAMPLE = re.compile(r"sample[ _]+(.+)", re.IGNORECASE)
_PERIOD = re.compile(r"(\d{1,9})\s*([a-z]*)", re.IGNORECASE)


def read_rows(
    rows: Sequence[Mapping[str, object]],
    *,
    today: date,
    first_line: int = 2,
    drafted: bool = False,
) -> tuple[list[RuleDraft], list[Reason]]:
    """The rules in `rows` (a dict of columns each), and every fault in any of them.

    Lines are counted from `first_line`, as a spreadsheet with one row of headings shows them; or
    a row says itself in `line` which it was. `drafted`: they are for a draft, and may lack what can
    come later.
    """
    if rows and not any("code" in row for row in rows):  # one answer, not seven for each row
        said = "There is no column 'code'. If it has another name, say which column is which."
        return [], [Reason("no_column", said, "code")]
    check = reasons_not_to_draft if drafted else reasons_not_to_publish
    drafts: list[RuleDraft] = []
    reasons: list[Reason] = []
    codes: set[str] = set()
    for place, row in enumerate(rows, first_line):
        line = int(str(row["line"])) if str(row.get("line", "")).isdecimal() else place
        draft, faults = _read(row)
        faults = [*faults, *_unless_said(faults, check(draft, today=today))]
        if draft.code and draft.code in codes:
            faults.append(Reason("twice", "Another line has the same code.", "code"))
        drafts.append(draft)
        codes.add(draft.code)
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
    """A rule as a row: what `read_rows` reads, and gives again. One clock stands in columns of
    its own, anything more in the column `life`, as in `notation`."""
    simple = is_simple(draft.steps)
    leg = draft.steps[0].legs[0] if simple and draft.steps[0].legs else None
    return {
        "code": draft.code,
        "title": draft.title,
        "description": draft.description,
        "examples": draft.examples,
        "scope_note": draft.scope_note,
        "authority": draft.authority,
        "trigger": _trigger_cell(leg) if leg else "",
        "period_count": str(leg.period.count) if leg else "",
        "period_unit": leg.period.unit if leg else "",
        "action": draft.steps[0].does if simple else "",
        "life": "" if simple else written(draft.steps),
        "review_stages": STAGES.join(draft.review_stages),
        "reason": draft.why,
        "valid_from": draft.valid_from.isoformat() if draft.valid_from else "",
        "valid_to": draft.valid_to.isoformat() if draft.valid_to else "",
    }


def is_simple(steps: Sequence[Step]) -> bool:
    """Whether one trigger, one period and one action say it all."""
    if len(steps) != 1 or len(steps[0].legs) > 1:
        return False
    if (steps[0].cut_off, steps[0].rounding) != (CutOff.NONE, CutOff.NONE):
        return False
    return all(
        leg.period.count and not leg.match and leg.trigger is not Trigger.PREVIOUS_STEP
        for leg in steps[0].legs
    )


def _trigger_cell(leg: Leg) -> str:
    prefix = {Trigger.EVENT: "event", Trigger.DATE_FIELD: "date_field"}.get(leg.trigger)
    return f"{prefix}:{leg.name}" if prefix else leg.trigger.value


def _unless_said(said: Sequence[Reason], more: Sequence[Reason]) -> list[Reason]:
    fields = {one.field for one in said}
    return [one for one in more if one.field not in fields]


def _at(line: int, code: str, fault: Reason) -> Reason:
    where = f"Line {line}, {code}" if code else f"Line {line}"
    return Reason(fault.code, f"{where}: {fault.message}", fault.field)


def _read(row: Mapping[str, object]) -> tuple[RuleDraft, list[Reason]]:
    faults: list[Reason] = []
    steps, gaps = _steps(row)
    draft = RuleDraft(
        code=_cell(row, "code"),
        title=_cell(row, "title"),
        description=_cell(row, "description"),
        examples=as_lines(_cell(row, "examples")),
        scope_note=_cell(row, "scope_note"),
        authority=_cell(row, "authority"),
        steps=steps,
        gaps=tuple(gaps),
        review_stages=_stages(row),
        why=_cell(row, "why"),
        valid_from=_date(_cell(row, "valid_from"), "valid_from", faults),
        valid_to=_date(_cell(row, "valid_to"), "valid_to", faults),
    )
    return draft, faults


def _steps(row: Mapping[str, object]) -> tuple[tuple[Step, ...], list[Reason]]:
    faults: list[Reason] = []
    life = _cell(row, "life")
    if not life:
        trigger, name = _trigger(_cell(row, "trigger"), faults)
        period = _period(_cell(row, "period"), _cell(row, "unit"), faults)
        action, one_in = _action(_cell(row, "action"), faults)
        steps, gaps = step_of(trigger, name, period, action, one_in)
        said = {one.field for one in faults}
        faults += [one for one in gaps if one.field not in said]
        return (() if faults else steps), faults
    if any(_cell(row, one) for one in _TEXT):
        words = "Say it in the column “life” or in those of trigger, period and action, not both."
        faults.append(Reason("both", words, "life"))
    try:
        return parse(life), faults
    except Unreadable as wrong:
        return (), [*faults, Reason("life", f"The life cannot be read: {wrong}.", "life")]


def step_of(
    trigger: Trigger | None,
    name: str,
    period: Period | None,
    action: Action | None,
    one_in: int = 0,
) -> tuple[tuple[Step, ...], list[Reason]]:
    """One step with one clock from what was said singly, or every gap in it. `name` is that of
    the event or date field; of `one_in` records a sample keeps one."""
    reasons = []
    if action is None:
        known = "destroy, review, transfer, sample 1 in 10 or keep"
        said = f"Say what happens when the time is up: {known}."
        reasons.append(Reason("action", said, "action"))
    if trigger is None and action is not Action.KEEP:
        known = "record date, last modified, folder closed, superseded or event:NAME"
        reasons.append(Reason("trigger", f"Say what starts the clock: {known}.", "trigger"))
    if period is None and action not in (None, Action.KEEP):
        said = "Say for how long: a whole number and a unit."
        reasons.append(Reason("period", said, "period"))
    if period is not None and action is Action.KEEP:
        said = "A rule that keeps for good has no period."
        reasons.append(Reason("period", said, "period"))
    if reasons or action is None:
        return (), reasons
    if action is Action.KEEP or trigger is None or period is None:
        return (Step(action, one_in=one_in),), []
    return (Step(action, (Leg(trigger, period, name),), one_in=one_in),), []


def _cell(row: Mapping[str, object], column: str) -> str:
    for name in _COLUMNS.get(column, (column,)):
        if row.get(name) not in (None, ""):
            return str(row[name]).strip()
    return ""


def as_lines(text: str) -> str:
    """Each line on its own, without blank ones and without spaces around it."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _stages(row: Mapping[str, object]) -> tuple[str, ...]:
    said = _cell(row, "review_stages")
    if not said:
        return stages_with(_slug(_cell(row, "review_role")))
    return tuple(_slug(one) for one in said.split(STAGES) if one.strip())


def stages_with(role: str) -> tuple[str, ...]:
    """The stages of a rule that names one reviewer, as schedules did before they named stages: this
    one signs too, after those who sign anyway."""
    return (*DEFAULT_STAGES, role) if role and role not in DEFAULT_STAGES else ()


def _slug(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip().lower())


def _trigger(text: str, faults: list[Reason]) -> tuple[Trigger | None, str]:
    word, colon, name = text.partition(":")
    if colon and _slug(word) == "event":
        return Trigger.EVENT, _slug(name)
    if colon and _slug(word) == "date_field":
        return Trigger.DATE_FIELD, name.strip()
    found = _TRIGGERS.get(_slug(text))
    if text and found is None:
        faults.append(
            Reason("trigger", f"“{text}” is not a trigger that Muniment knows.", "trigger")
        )
    return found, ""


def _action(text: str, faults: list[Reason]) -> tuple[Action | None, int]:
    """The action, and of how many a sample keeps one: `sample 1 in 10`, `sample 10%`."""
    if sized := _SAMPLE.fullmatch(text):
        try:
            return Action.SAMPLE, one_in_of(sized[1])
        except Unreadable as wrong:
            faults.append(Reason("one_in", f"The sample cannot be read: {wrong}.", "action"))
            return None, 0
    found = _ACTIONS.get(_slug(text))
    if text and found is None:
        faults.append(Reason("action", f"“{text}” is not an action that Muniment knows.", "action"))
    return found, 0


def _period(text: str, unit: str, faults: list[Reason]) -> Period | None:
    if not text:
        if unit:
            faults.append(Reason("period", "There is a unit without a number.", "period"))
        return None
    match = _PERIOD.fullmatch(text)
    spelt = (match.group(2) or unit).lower() if match else ""
    if match is None or spelt not in UNITS or (match.group(2) and unit and unit != spelt):
        said = f"“{text} {unit}”".replace(" ”", "”")
        faults.append(
            Reason("period", f"{said} is not a number of days, months or years.", "period")
        )
        return None
    return Period(int(match.group(1)), UNITS[spelt])


def _date(text: str, field: str, faults: list[Reason]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        faults.append(Reason(field, f"“{text}” is not a date such as 2026-04-01.", field))
        return None
