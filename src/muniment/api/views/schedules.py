"""Schedules as documents: their editions, what is said of them, and what is in force."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, page
from muniment.api.shapes import Given, Reference, WhyGiven
from muniment.api.views.changes import ChangesShown, changes_shown
from muniment.api.views.clauses import Clauses, ClausesGiven, ClauseShown, clauses_shown
from muniment.api.views.retention import Rows, RuleTerms
from muniment.foundation.access.types import Permission
from muniment.lifecycle.retention import actions, queries, rules
from muniment.lifecycle.retention.types.schedules import Approval, ScheduleTerms

router = Router(tags=["schedules"])
SEE, MANAGE = Permission.RETENTION_SEE, Permission.RETENTION_MANAGE
APPROVE = Permission.RETENTION_APPROVE
Text = Annotated[str, Field(max_length=10_000)]
EDITION = "/schedules/{reference}/editions/{int:number}"


class Said(Given):
    """What a schedule says of itself. A unit or a business area says whose it is."""

    title: Annotated[str, Field(max_length=300)]
    purpose: Text = ""
    owner_unit: Annotated[str, Field(max_length=40)] = ""
    area: Annotated[str, Field(max_length=200)] = ""

    def terms(self) -> ScheduleTerms:
        """The same as the room knows it."""
        return ScheduleTerms(self.title, self.purpose, self.owner_unit, self.area)


class NewSchedule(Said):
    """The same, with the code under which it is opened."""

    code: Annotated[str, Field(max_length=40)]


class Schedule(Schema):
    """A schedule. `in_force` is the number of its published edition, `rules` counts those that are
    in force; `under_way` is the state of the edition that is being made."""

    code: str
    title: str
    purpose: str
    owner_unit: str
    area: str
    state: str
    in_force: int | None
    under_way: str | None
    rules: int


class Note(Given):
    """What a new edition is for."""

    note: Annotated[str, Field(max_length=500)] = ""


class DraftTerms(RuleTerms):
    """A rule in a draft. `seen` is the revision that you looked at, 0 for a new rule."""

    seen: int | None = None


class Until(Given):
    """The last day for comments, and the units that have to agree, each with who heads it."""

    until: date | None = None
    areas: dict[str, str] = {}


class CommentGiven(Given):
    """A comment on one rule, or on the whole edition."""

    text: Text
    rule: Annotated[str, Field(max_length=60)] = ""


class AnswerGiven(Given):
    """The answer to a comment."""

    answer: Text


class ApprovalGiven(Given):
    """The body that approved it, the date of its meeting, and where that is minuted."""

    body: Annotated[str, Field(max_length=200)]
    met_on: date
    minute: Annotated[str, Field(max_length=200)]
    version: int | None = None


class EditionSeen(Given):
    """The version of the edition that you looked at."""

    version: int | None = None


class Comment(Schema):
    """A comment and its answer."""

    number: int
    rule: str
    text: str
    by: str
    at: datetime
    answer: str
    answered_at: datetime | None


class Drafted(Schema):
    """What the rows did to the rules of the edition."""

    added: int
    changed: int
    same: int
    left_out: int


class EditionShort(Schema):
    """An edition, without its rules."""

    schedule: str
    number: int
    state: str
    version: int
    note: str
    started_at: datetime
    consult_until: date | None
    body: str
    met_on: date | None
    minute: str
    published_at: datetime | None
    ended_at: datetime | None


class EditionWhole(EditionShort):
    """An edition with its rules and clauses, as rows that import takes, and its comments."""

    rules: list[dict[str, str]]
    clauses: list[ClauseShown]
    comments: list[Comment]


class EditionRows(Rows):
    """Rules as rows; and the clauses, where they are to be others than those it has."""

    clauses: Clauses | None = None


def _schedule(one: Any) -> Schedule:
    own = ("code", "title", "purpose", "owner_unit", "area", "state", "in_force", "under_way")
    return Schedule(rules=one.ruling, **{name: getattr(one, name) for name in own})


def _named(code: str) -> Schedule:
    return _schedule(queries.schedule_named(code))


def _short(one: Any) -> EditionShort:
    own = EditionShort.model_fields.keys() - {"schedule"}
    return EditionShort(schedule=one.schedule.code, **{name: getattr(one, name) for name in own})


def _whole(code: str, number: int) -> EditionWhole:
    found = queries.edition_named(code, number)
    return EditionWhole(
        rules=[rules.as_cells(one) for one in queries.rules_of(found)],
        clauses=clauses_shown(queries.clauses_of(found)),
        comments=[_comment(one) for one in queries.comments(found)],
        **_short(found).model_dump(),
    )


def _comment(one: Any) -> Comment:
    own = ("text", "by", "at", "answer", "answered_at")
    return Comment(number=one.pk, rule=one.code, **{name: getattr(one, name) for name in own})


@operation(router, "GET", "/schedules", needs=SEE, answer=Page[Schedule])
def list_schedules(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """The schedules, by code."""
    rows = list(queries.schedules().filter(code__gt=after)[: limit + 1])
    return page(request, rows, limit, _schedule, lambda one: one.code)


@operation(router, "POST", "/schedules", needs=MANAGE, answer=Schedule, status=201)
def open_schedule(request: Request, wanted: NewSchedule) -> Any:
    """Open a schedule."""
    actions.open_schedule(request.actor, wanted.code, wanted.terms(), now=request.now)
    return _named(wanted.code)


@operation(router, "GET", "/schedules/{reference}", needs=SEE, answer=Schedule)
def show_schedule(request: Request, reference: Reference) -> Any:
    """One schedule."""
    return _named(reference)


@operation(router, "PUT", "/schedules/{reference}", needs=MANAGE, answer=Schedule)
def change_schedule(request: Request, reference: Reference, wanted: Said) -> Any:
    """Change what a schedule is called and for, and whose it is."""
    actions.change_schedule(request.actor, reference, wanted.terms(), now=request.now)
    return _named(reference)


@operation(router, "POST", "/schedules/{reference}/withdraw", needs=MANAGE, answer=Schedule)
def withdraw_schedule(request: Request, reference: Reference, wanted: WhyGiven) -> Any:
    """Withdraw a schedule. All its rules are retired; what they dated is kept and protected."""
    actions.withdraw_schedule(request.actor, reference, reason=wanted.reason, now=request.now)
    return _named(reference)


@operation(router, "GET", "/schedules/{reference}/editions", needs=SEE, answer=list[EditionShort])
def list_editions(request: Request, reference: Reference) -> Any:
    """The editions of a schedule, the newest first."""
    return [_short(one) for one in queries.editions(reference)]


@operation(
    router,
    "POST",
    "/schedules/{reference}/editions",
    needs=MANAGE,
    answer=EditionShort,
    status=201,
)
def start_edition(request: Request, reference: Reference, wanted: Note) -> Any:
    """Begin the next edition, with the rules of the one in force."""
    made = actions.start_edition(request.actor, reference, note=wanted.note, now=request.now)
    return _short(made)


@operation(router, "GET", EDITION, needs=SEE, answer=EditionWhole)
def show_edition(request: Request, reference: Reference, number: int) -> Any:
    """One edition with its rules and comments."""
    return _whole(reference, number)


@operation(router, "GET", EDITION + "/changes", needs=SEE, answer=ChangesShown)
def show_changes(request: Request, reference: Reference, number: int) -> Any:
    """What the edition changes of the one that was in force before it."""
    return changes_shown(queries.changes_of(queries.edition_named(reference, number)))


@operation(router, "POST", EDITION + "/rules", needs=MANAGE, answer=Drafted)
def import_edition(request: Request, reference: Reference, number: int, wanted: EditionRows) -> Any:
    """Give the draft these rules and no others: all rows or none. Clauses that are not given
    stay."""
    given = None if wanted.clauses is None else [one.model_dump() for one in wanted.clauses]
    rows = wanted.rules
    done = actions.import_edition(
        request.actor, reference, number, rows, clauses=given, now=request.now
    )
    own = ("added", "changed", "same", "left_out")
    return Drafted(**{name: getattr(done, name) for name in own})


@operation(router, "PUT", EDITION + "/clauses", needs=MANAGE, answer=EditionWhole)
def set_clauses(request: Request, reference: Reference, number: int, wanted: ClausesGiven) -> Any:
    """Name the clauses of policies that govern the draft, and no others."""
    seen = wanted.version
    actions.set_clauses(
        request.actor, reference, number, wanted.named(), version=seen, now=request.now
    )
    return _whole(reference, number)


@operation(router, "PUT", EDITION + "/rules/{rule}", needs=MANAGE, answer=EditionWhole)
def draft_rule(
    request: Request, reference: Reference, number: int, rule: Reference, wanted: DraftTerms
) -> Any:
    """Write a rule into the draft, or change one in it."""
    terms = RuleTerms(**wanted.model_dump(exclude={"seen"}))
    draft = terms.draft(rule)
    seen = wanted.seen
    actions.draft_rule(request.actor, reference, number, draft, seen=seen, now=request.now)
    return _whole(reference, number)


@operation(router, "DELETE", EDITION + "/rules/{rule}", needs=MANAGE, answer=None, status=204)
def drop_rule(request: Request, reference: Reference, number: int, rule: Reference) -> None:
    """Take a rule out of the draft."""
    actions.drop_rule(request.actor, reference, number, rule, now=request.now)


@operation(router, "POST", EDITION + "/consult", needs=MANAGE, answer=EditionShort)
def consult(request: Request, reference: Reference, number: int, wanted: Until) -> Any:
    """Put the draft out to consultation, and to areas (units) whose heads have to agree."""
    said = wanted.model_dump()
    return _short(actions.consult(request.actor, reference, number, **said, now=request.now))


@operation(router, "POST", EDITION + "/return", needs=MANAGE, answer=EditionShort)
def return_edition(request: Request, reference: Reference, number: int, wanted: WhyGiven) -> Any:
    """Take the edition back from consultation to a draft."""
    why = wanted.reason
    done = actions.return_edition(request.actor, reference, number, reason=why, now=request.now)
    return _short(done)


@operation(router, "POST", EDITION + "/comments", needs=SEE, answer=Comment, status=201)
def comment(request: Request, reference: Reference, number: int, wanted: CommentGiven) -> Any:
    """Comment on the edition that is out to consultation."""
    given = wanted.model_dump()
    return _comment(actions.comment(request.actor, reference, number, **given, now=request.now))


@operation(router, "POST", EDITION + "/comments/{int:said}/answer", needs=MANAGE, answer=Comment)
def answer(
    request: Request, reference: Reference, number: int, said: int, wanted: AnswerGiven
) -> Any:
    """Answer a comment."""
    words = wanted.answer
    return _comment(
        actions.answer(request.actor, reference, number, said, answer=words, now=request.now)
    )


@operation(router, "POST", EDITION + "/approve", needs=APPROVE, answer=EditionShort)
def approve(request: Request, reference: Reference, number: int, wanted: ApprovalGiven) -> Any:
    """Enter that the governance body approved the edition. Not by anybody who wrote in it."""
    done = actions.approve_edition(
        request.actor,
        reference,
        number,
        Approval(wanted.body, wanted.met_on, wanted.minute),
        version=wanted.version,
        now=request.now,
    )
    return _short(done)


@operation(router, "POST", EDITION + "/publish", needs=MANAGE, answer=EditionShort)
def publish(request: Request, reference: Reference, number: int, wanted: EditionSeen) -> Any:
    """Put the approved edition in force. The dates of records follow by jobs."""
    seen = wanted.version
    done = actions.publish_edition(request.actor, reference, number, version=seen, now=request.now)
    return _short(done)


@operation(router, "POST", EDITION + "/withdraw", needs=MANAGE, answer=EditionShort)
def withdraw(request: Request, reference: Reference, number: int, wanted: WhyGiven) -> Any:
    """Withdraw the edition that is under way."""
    why = wanted.reason
    done = actions.withdraw_edition(request.actor, reference, number, reason=why, now=request.now)
    return _short(done)
