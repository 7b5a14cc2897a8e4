"""Action plans: their outcomes and objectives, laid out, agreed, closed, and taken over."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_place, page
from muniment.api.shapes import Given
from muniment.api.views.actions import ActionGiven, ActionLine, ActionShown, line, shown
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.governance.plans import actions, queries, rules
from muniment.governance.plans.types import NOT_STARTED, Narrow, PlanDraft, PlanState

router = Router(tags=["plans"])
SEE, MANAGE = Permission.PLANS_SEE, Permission.PLANS_MANAGE
Text = Annotated[str, Field(max_length=5000)]
Short = Annotated[str, Field(max_length=300)]


class PlanSaid(Given):
    """What is said of a plan. `unit`: by reference; `owner`: user name, e-mail or reference; the
    days are the first and last of its period. `seen`: the version that you looked at."""

    title: Short = ""
    purpose: Text = ""
    unit: Short = ""
    owner: Short = ""
    starts_on: date | None = None
    ends_on: date | None = None
    seen: Annotated[int, Field(ge=1, le=2**31)] | None = None

    def draft(self) -> PlanDraft:
        """As the verbs take it."""
        return PlanDraft(**self.model_dump(exclude={"seen"}))


class PlanReason(Given):
    """Why."""

    reason: Annotated[str, Field(max_length=1000)]


class HeadingGiven(Given):
    """An outcome, or an objective `under` an outcome (by reference)."""

    words: Text
    under: Short = ""


class HeadingWords(Given):
    """What an outcome or objective says."""

    words: Text


class HeadingMoved(Given):
    """Which way."""

    up: bool


class PlanRows(Given):
    """A table of a plan. `columns`: for each of outcome, objective, actions, timeline, status and
    owner its heading in the rows, where we would not know it; `otherwise`: the key of the status of
    actions of which nothing says how they stand."""

    rows: Annotated[list[dict[str, Text | None]], Field(max_length=rules.MOST)]
    columns: Annotated[dict[Short, Short], Field(max_length=20)] = {}
    otherwise: Short = NOT_STARTED


class PlanLine(Schema):
    """A plan in the list. `owner` by reference."""

    reference: str
    title: str
    state: str
    unit: str
    owner: str
    starts_on: date
    ends_on: date


class PlanObjective(Schema):
    """An objective with its actions, in order."""

    reference: str
    number: str
    words: str
    actions: list[ActionLine]


class PlanOutcome(Schema):
    """An outcome with its objectives, in order."""

    reference: str
    number: str
    words: str
    objectives: list[PlanObjective]


class PlanShown(PlanLine):
    """A plan laid out, with how many of its actions are open (not done and not dropped), and open
    past their day."""

    purpose: str
    version: int
    agreed_at: datetime | None
    agreed_by: str
    closed_at: datetime | None
    closed_why: str
    actions: int
    open: int
    overdue: int
    outcomes: list[PlanOutcome]


class HeadingMade(Schema):
    """The outcome or objective that was added or changed."""

    reference: str
    plan: str
    words: str


class PlanRowLeftOut(Schema):
    """A row that was left out, by its place in what was sent (the first is 1), and why."""

    place: int
    title: str
    reason: str


class PlanImported(Schema):
    """The actions that were added, and what was left out."""

    references: list[str]
    left_out: list[PlanRowLeftOut]


class PlanTable(Schema):
    """A plan in the columns that it was laid out in: a row for each objective, its actions in
    lines of one cell with as many timelines."""

    rows: list[dict[str, str]]


def _line(one: Any) -> dict[str, Any]:
    names = ("reference", "title", "state", "starts_on", "ends_on")
    return {
        **{name: getattr(one, name) for name in names},
        "unit": one.unit.reference,
        "owner": one.owner.reference,
    }


def _shown(request: Request, one: Any) -> PlanShown:
    today = civil_date(request.now)
    found = queries.figures(request.actor, today, narrow=Narrow(plan=one.reference))
    names = ("purpose", "version", "agreed_at", "agreed_by", "closed_at", "closed_why")
    return PlanShown(
        **_line(one),
        **{name: getattr(one, name) for name in names},
        **{name: getattr(found, name) for name in ("actions", "open", "overdue")},
        outcomes=_laid_out(request, one),
    )


def _laid_out(request: Request, one: Any) -> list[PlanOutcome]:
    def heading(branch: Any) -> dict[str, str]:
        said = branch.heading
        return {"reference": said.reference, "number": branch.number, "words": said.words}

    return [
        PlanOutcome(
            **heading(outcome),
            objectives=[
                PlanObjective(**heading(under), actions=[line(each) for each in under.actions])
                for under in outcome.objectives
            ],
        )
        for outcome in queries.laid_out(request.actor, one)
    ]


@operation(router, "GET", "/plans", needs=SEE, answer=Page[PlanLine])
def list_plans(
    request: Request,
    state: PlanState | None = None,
    unit: Annotated[str, Query(max_length=100)] = "",
    words: Annotated[str, Query(max_length=1000)] = "",
    mine: bool = False,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Plans in the order they were begun: in a state, of a unit and those below it, with all these
    words; `mine`: those that you answer for."""
    found = queries.plans(request.actor, state=state, unit=unit, words=words, mine=mine)
    some = from_place(found, queries.every_plan(), after, limit)
    return page(request, some, limit, lambda one: PlanLine(**_line(one)), lambda one: one.reference)


@operation(router, "POST", "/plans", needs=MANAGE, answer=PlanShown, status=201)
def add_plan(request: Request, given: PlanSaid) -> Any:
    """Begin a plan, as a draft."""
    return _shown(request, actions.make_plan(request.actor, given.draft(), now=request.now))


@operation(router, "GET", "/plans/{reference}", needs=SEE, answer=PlanShown)
def get_plan(request: Request, reference: str) -> Any:
    """One plan, laid out by outcome, objective and action."""
    return _shown(request, queries.plan_named(request.actor, reference))


@operation(router, "PUT", "/plans/{reference}", needs=SEE, answer=PlanShown)
def change_plan(request: Request, reference: str, given: PlanSaid) -> Any:
    """Say otherwise what a plan is, whose, and for which period: all of it."""
    one = actions.change_plan(
        request.actor, reference, given.draft(), seen=given.seen, now=request.now
    )
    return _shown(request, one)


@operation(router, "POST", "/plans/{reference}/agree", needs=SEE, answer=PlanShown)
def agree_plan(request: Request, reference: str) -> Any:
    """Record that a plan is agreed."""
    return _shown(request, actions.agree_plan(request.actor, reference, now=request.now))


@operation(router, "POST", "/plans/{reference}/close", needs=SEE, answer=PlanShown)
def close_plan(request: Request, reference: str, given: PlanReason) -> Any:
    """Close a plan of which all is done, dropped or in place."""
    one = actions.close_plan(request.actor, reference, reason=given.reason, now=request.now)
    return _shown(request, one)


@operation(router, "POST", "/plans/{reference}/reopen", needs=SEE, answer=PlanShown)
def reopen_plan(request: Request, reference: str, given: PlanReason) -> Any:
    """Take a closed plan up again, as a draft to be agreed anew."""
    one = actions.reopen_plan(request.actor, reference, reason=given.reason, now=request.now)
    return _shown(request, one)


@operation(router, "GET", "/plans/{reference}/table", needs=SEE, answer=PlanTable)
def get_plan_table(request: Request, reference: str, whole: bool = False) -> Any:
    """A plan in four columns, as an import takes it; `whole`: with status and owner beside them."""
    one = queries.plan_named(request.actor, reference)
    return PlanTable(rows=queries.four_columns(request.actor, one, whole=whole))


@operation(router, "POST", "/plans/{reference}/import", needs=SEE, answer=PlanImported, status=201)
def import_plan(request: Request, reference: str, given: PlanRows) -> Any:
    """Take the outcomes, objectives and actions of a table into a plan; what cannot be taken over
    is left out."""
    heads = list(dict.fromkeys(key for row in given.rows for key in row))
    if unknown := sorted(set(given.columns) - set(rules.COLUMNS)):
        said = f"There is no column {', '.join(unknown)}."
        raise Refused(Reason("column", said, "columns"))
    chosen = rules.columns_of(heads) | given.columns
    made, left = actions.import_plan(
        request.actor,
        reference,
        given.rows,
        chosen,
        otherwise=given.otherwise,
        now=request.now,
    )
    out = [PlanRowLeftOut(place=one.line - 1, title=one.title, reason=one.reason) for one in left]
    return PlanImported(references=made, left_out=out)


@operation(router, "POST", "/plans/{reference}/headings", needs=SEE, answer=HeadingMade, status=201)
def add_heading(request: Request, reference: str, given: HeadingGiven) -> Any:
    """Add an outcome to a plan, or an objective under an outcome."""
    said = {"words": given.words, "under": given.under}
    return _heading(actions.add_heading(request.actor, reference, **said, now=request.now))


def _heading(one: Any) -> HeadingMade:
    return HeadingMade(reference=one.reference, plan=one.plan.reference, words=one.words)


@operation(router, "PUT", "/plans/headings/{reference}", needs=SEE, answer=HeadingMade)
def change_heading(request: Request, reference: str, given: HeadingWords) -> Any:
    """Say otherwise what an outcome or objective is."""
    one = actions.change_heading(request.actor, reference, words=given.words, now=request.now)
    return _heading(one)


@operation(router, "POST", "/plans/headings/{reference}/move", needs=SEE, answer=HeadingMade)
def move_heading(request: Request, reference: str, given: HeadingMoved) -> Any:
    """Have an outcome or objective change places with the one above it, or below."""
    one = actions.move_heading(request.actor, reference, up=given.up, now=request.now)
    return _heading(one)


@operation(router, "POST", "/plans/headings/{reference}/remove", needs=SEE, answer=PlanShown)
def remove_heading(request: Request, reference: str) -> Any:
    """Remove an outcome or objective under which nothing stands."""
    return _shown(request, actions.remove_heading(request.actor, reference, now=request.now))


@operation(
    router,
    "POST",
    "/plans/headings/{reference}/actions",
    needs=SEE,
    answer=ActionShown,
    status=201,
)
def add_plan_action(request: Request, reference: str, given: ActionGiven) -> Any:
    """Add an action under an objective."""
    one = actions.add_action(request.actor, given.draft(), objective=reference, now=request.now)
    return shown(one)
