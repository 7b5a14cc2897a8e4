"""What comes in as a file: how it is looked at first, and carried out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.fileplan import actions as plan_actions
from muniment.holdings.fileplan import queries as plan
from muniment.holdings.fileplan import rules as plan_rules
from muniment.holdings.fileplan.types import COLUMNS as PLAN_COLUMNS
from muniment.holdings.physical import actions as paper_actions
from muniment.holdings.physical import rules as paper_rules
from muniment.holdings.physical.types import COLUMNS as PAPER_COLUMNS
from muniment.lifecycle.retention import actions as rule_actions
from muniment.lifecycle.retention import queries as schedule
from muniment.lifecycle.retention import rules as schedule_rules
from muniment.lifecycle.retention.types import COLUMNS as RULE_COLUMNS
from muniment.lifecycle.retention.types import RuleDraft
from muniment.lifecycle.retention.types.schedules import Changes, ClauseChange
from muniment.web.door import Request
from muniment.web.words import count

Rows = list[dict[str, Any]]
FILE_PLAN_PAGE = ("File plan", "/file-plan/")
LIFECYCLE = ("Lifecycle", "/lifecycle/")
PLAN_HOLDS = {
    "reference": "Such as FIN/INV. It must be there",
    "parent": "The reference of the class above. Empty: it stands at the top",
    "title": "Such as Invoices. A new class must have one",
    "scope_note": "What goes in it",
    "owner_unit": "The reference of the unit that owns it. Empty: as the class above",
    "owner_role": "The post that owns it, in your words",
    "rule": "A code of the retention schedule, or undecided. Empty: as the class above",
    "access": "everyone, or references of units with spaces between. Empty: as the class above",
    "tier": "Such as OFFICIAL. Empty: as the class above",
    "sensitive": "yes or no. Empty: as the class above",
    "handling": "Codes of handling sets, or none. Empty: as the class above",
    "inherits": "no cuts it off from the classes above. Empty: yes",
    "opened": "A date such as 2024-03-31. Empty: today",
    "closed": "A date. Empty: it is open",
    "see_also": "References of other classes, with spaces between",
}
PAPER_HOLDS = {
    "class": "The reference of a class, such as FIN/INV. It must be there",
    "folder": "The title or reference of a folder. A title that is not there is opened",
    "title": "Such as Ledger 4. It must be there",
    "first_date": "From when the first paper is: 1998-04-01, 01/04/1998 or 1998. Can be empty",
    "last_date": "From when the last paper is: the time is counted from it. It must be there",
    "description": "What it is about",
    "former_reference": "The reference that it had before",
    "format": "Such as bundle, volume or plan",
    "box": "What is written on its box, or the box's reference. Empty: it lies in none",
    "unit": "The reference of the unit whose box it is. Empty: the body's",
    "location": "Where a new box stands, or the paper that lies in none",
}
RULE_HOLDS = {
    "code": "Such as FIN-01. It must be there",
    "title": "Such as Invoices. It must be there",
    "description": "What it covers",
    "examples": "Examples of such records, one on each line of the cell",
    "scope_note": "What does not belong here, and where it goes",
    "authority": "The law or decision behind it. It must be there",
    "trigger": "It must be there: record_date, last_modified, folder_closed, or event: and its "
    "name, such as event:contract_ended",
    "period_count": "A number, such as 6. Needed unless the action is keep",
    "period_unit": "days, months or years. Needed with a number",
    "action": "It must be there: destroy, review, transfer, keep, or sample 1 in 10",
    "life": "More than one clock or step, written out. Then trigger, period and action stay empty.",
    "review_stages": "The roles that sign a disposal, in order, with ; between, such as "
    "data_steward;information_asset_owner. Empty: records manager and information asset owner",
    "reason": "Why this long. It must be there",
    "valid_from": "A date such as 2024-03-31. It must be there",
    "valid_to": "A date. Empty: no end",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What one row would do: make something, or change it (column, before, after)."""

    reference: str
    title: str
    word: str
    changes: tuple[tuple[str, str, str], ...] = ()
    note: str = ""
    kind: str = ""  # what the row is, if it is not what the sheet has one of in each


@dataclass(frozen=True, slots=True)
class EditionFile:
    """What a file says of an edition: its rules; and its clauses, None where it says nothing of
    them."""

    rows: Rows
    clauses: Rows | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of file: how it is looked at, carried out and written."""

    title: str
    one: str
    many: str
    home: tuple[str, str]  # the words and the route of the page that it belongs to
    taking: str
    columns: Sequence[str]
    holds: dict[str, str]  # what each column holds, in words
    left_out: str  # what becomes of what a row does not say
    look: Callable[[Request, Any, str], list[Step]]
    bring: Callable[[Request, Any], str]
    read: Callable[[str, bytes], Any] = sheets.read_rows
    others: str = "stay as they are, and none is removed"  # those that are not in the file
    at: tuple[str | int, ...] = ()  # what the addresses of its pages take
    above: tuple[tuple[str, str], ...] = ()  # the way to its page: words and addresses
    listed: str = ""  # what a JSON or YAML file can say besides
    mapped_by: str = ""  # the route of the page for a file with other columns


def _look_at_papers(request: Request, rows: Rows, name: str) -> list[Step]:
    refuse_if(paper_rules.reasons_not_to_read(rows, name))
    found = paper_actions.look_at(request.actor, rows, now=request.now)
    return [
        *(
            Step(f"Box {one.label}", one.contents, "to open", note=one.location)
            for one in found.boxes
        ),
        *(
            Step(title, f"{reference}, {folder}" + (" (new)" if is_new else ""), "to make")
            for reference, folder, title, is_new in found.papers
        ),
    ]


def _bring_papers(request: Request, rows: Rows) -> str:
    done = paper_actions.import_papers(request.actor, rows, now=request.now)
    made = f"{count(done['papers'], 'record')} on paper registered"
    folders = count(done["folders"], "folder")
    return f"{made}, {folders} and {count(done['boxes'], 'box', 'boxes')} opened."


def _codes() -> list[str]:
    return [one.rule.code for one in schedule.rules()]


def _look_at_plan(request: Request, rows: Rows, name: str) -> list[Step]:
    refuse_if(plan_rules.reasons_not_to_read(rows, name))
    read, wrong = plan.read_plan(rows, _codes(), civil_date(request.now))
    refuse_if(wrong)
    return [
        Step(one.reference, one.title, "to open" if one.is_new else "to change", one.changes)
        for one in plan.planned(read)
    ]


def _bring_plan(request: Request, rows: Rows) -> str:
    done = plan_actions.import_plan(request.actor, rows, known_rules=_codes(), now=request.now)
    return f"{count(done['opened'], 'class', 'classes')} opened, {done['changed']} changed."


def _look_at_rules(request: Request, rows: Rows, name: str) -> list[Step]:
    refuse_if(schedule_rules.reasons_not_to_read(rows, name))
    drafts, wrong = schedule_rules.read_rows(rows, today=civil_date(request.now))
    refuse_if([*wrong, *schedule.reasons_not_to_change_alone(drafts)])
    lives = {one.code: "; then ".join(schedule_rules.told(one.steps)) for one in drafts}
    return [
        Step(one.code, one.title, _word(one), one.changes, lives[one.code])
        for one in schedule.planned(drafts)
    ]


def _word(one: Any) -> str:
    if one.is_new:
        return "to make"
    return "to bring back" if one.is_retired else "to change"


def _bring_rules(request: Request, rows: Rows) -> str:
    done = rule_actions.import_rules(request.actor, rows, now=request.now)
    return f"{count(done.added, 'rule')} made, {done.changed} changed, {done.same} as before."


FILE_PLAN = Sheet(
    title="Import a file plan",
    one="class",
    many="classes",
    home=("File plan", "fileplan"),
    taking="export_fileplan",
    columns=PLAN_COLUMNS,
    holds=PLAN_HOLDS,
    left_out="A column that is left out leaves what is there. An empty cell empties it.",
    look=_look_at_plan,
    bring=_bring_plan,
)
PAPERS = Sheet(
    title="Import records on paper",
    one="paper or box",
    many="papers and boxes",
    home=("Boxes", "boxes"),
    taking="",
    columns=PAPER_COLUMNS,
    holds=PAPER_HOLDS,
    left_out="All rows are brought in, or none: what is wrong is listed with its line.",
    look=_look_at_papers,
    bring=_bring_papers,
    others="stay as they are",
    above=(FILE_PLAN_PAGE,),
)
SCHEDULE = Sheet(
    title="Import a retention schedule",
    one="rule",
    many="rules",
    home=("Retention schedule", "rules"),
    taking="export_rules",
    columns=RULE_COLUMNS,
    holds=RULE_HOLDS,
    left_out="Each row gives the whole rule: what the row does not say, the rule no longer has.",
    look=_look_at_rules,
    bring=_bring_rules,
    read=lambda name, content: sheets.read_rows(name, content, under="rules"),
    above=(LIFECYCLE,),
    mapped_by="map_rules",
)


def edition_sheet(found: Any) -> Sheet:
    """A file that gives an edition of a schedule its rules."""
    code, number = found.schedule.code, found.number

    def look(request: Request, file: EditionFile, name: str) -> list[Step]:
        refuse_if(schedule_rules.reasons_not_to_read(file.rows, name))
        drafts, wrong = schedule.read_edition(found, file.rows, today=civil_date(request.now))
        has = schedule.clauses_of(found)
        named = has if file.clauses is None else schedule_rules.read_clauses(file.clauses)
        wrong += schedule_rules.reasons_against_clauses(named)
        refuse_if([*schedule_rules.reasons_not_to_change(schedule.facts_of(found)), *wrong])
        rules = schedule.rules_of(found)
        return steps_of(schedule_rules.changes_between(rules, drafts, clauses=(has, named)))

    def bring(request: Request, file: EditionFile) -> str:
        done = rule_actions.import_edition(
            request.actor, code, number, file.rows, clauses=file.clauses, now=request.now
        )
        made = f"{count(done.added, 'rule')} new, {done.changed} changed, {done.same} as before"
        return f"{made}, {done.left_out} taken out."

    return replace(
        SCHEDULE,
        title="Import the rules of an edition",
        home=(f"Edition {number}", "edition"),
        taking="export_edition",
        look=look,
        bring=bring,
        read=_edition_file,
        others="are taken out of the edition",
        at=(code, number),
        above=(
            LIFECYCLE,
            ("Schedules", reverse("schedules")),
            (code, reverse("schedule", args=[code])),
        ),
        mapped_by="map_edition",
        listed="A JSON or YAML file may hold two lists, rules and clauses. Clauses are those of "
        "your policies, each with policy, paragraph, says and perhaps an address. A file that "
        "says nothing of clauses leaves those of the edition as they are.",
    )


def _edition_file(name: str, content: bytes) -> EditionFile:
    rows = sheets.read_rows(name, content, under="rules")
    return EditionFile(rows, sheets.read_beside(name, content, "clauses"))


def steps_of(found: Changes) -> list[Step]:
    """Changes of rules, as a page shows them before they are made."""

    def life(one: RuleDraft) -> str:
        return "; then ".join(schedule_rules.told(one.steps))

    return [
        *(Step(one.code, one.title, "to make", (), life(one)) for one in found.added),
        *(Step(one.code, one.title, "to change", one.columns) for one in found.changed),
        *(Step(one.code, one.title, "to take out") for one in found.left_out),
        *(_step_of_clause(one) for one in found.clauses),
    ]


def _step_of_clause(one: ClauseChange) -> Step:
    word = "to change" if one.before and one.after else "to make" if one.after else "to take out"
    changes = (("what it says", one.before, one.after),) if word == "to change" else ()
    return Step(one.clause, "", word, changes, one.after if not one.before else "", "policy clause")
