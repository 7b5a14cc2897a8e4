"""Rules that file by themselves, and what people say of what they filed."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.shapes import Given, Reference
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.advice import actions, queries
from muniment.holdings.advice.types import FiledAs, Outcome, RuleDraft, Standing

router = Router(tags=["advice"])
PLAN = Permission.FILEPLAN_MANAGE
Why = Annotated[str, Field(max_length=500)]


class SortingRuleGiven(Given):
    """What is filed by itself: what captures brought into `in_tray`, into `file_class` and all
    below it (empty: any), where at least `sure` of a hundred are in one class, and at most
    `runner_up` in the next."""

    in_tray: Annotated[str, Field(max_length=60)]
    file_class: Annotated[str, Field(max_length=60)] = ""
    sure: Annotated[int, Field(ge=0, le=100)]
    runner_up: Annotated[int, Field(ge=0, le=100)]
    reason: Why


class SortingRuleShown(Schema):
    """A rule, and what became of the records that it filed and that you may see. `idle`: why it
    files nothing at present."""

    reference: str
    in_tray: str
    file_class: str
    sure: int
    runner_up: int
    reason: str
    set_by: str
    set_at: datetime
    ended_at: datetime | None
    filed: int
    confirmed: int
    put_back: int
    idle: str


class SortingRuleEnd(Given):
    """Why nothing more is filed by a rule."""

    reason: Why


class FilingJudgement(Given):
    """Whether a record belongs where a rule filed it; `reason`: why it is put back."""

    decision: Literal["confirm", "put_back"]
    reason: Why = ""


class FiledByRuleShown(Schema):
    """By which rule a record was filed, and why. `sure` and `runner_up` are empty where they were
    counted from records that you may not see. `folder`: where it lay before."""

    record: str
    rule: str
    filed_at: datetime
    sure: int | None
    runner_up: int | None
    words: list[str]
    near: list[str]
    folder: str
    outcome: Outcome


def _rule(one: Standing) -> SortingRuleShown:
    return SortingRuleShown(**{name: getattr(one, name) for name in SortingRuleShown.model_fields})


def _standing(request: Request, reference: str) -> SortingRuleShown:
    every = queries.standings(request.actor, on=civil_date(request.now))
    return next(_rule(one) for one in every if one.reference == reference)


@operation(
    router,
    "GET",
    "/suggestions/rules",
    needs=Permission.FILEPLAN_SEE,
    answer=list[SortingRuleShown],
)
def list_sorting_rules(request: Request) -> Any:
    """The rules that file by themselves, those in force first."""
    return [_rule(one) for one in queries.standings(request.actor, on=civil_date(request.now))]


@operation(router, "POST", "/suggestions/rules", needs=PLAN, answer=SortingRuleShown, status=201)
def set_sorting_rule(request: Request, given: SortingRuleGiven) -> Any:
    """Have what is sure enough filed by itself, in your name. The rule takes the place of that for
    the same in-tray and class."""
    made = actions.set_rule(request.actor, RuleDraft(**given.model_dump()), now=request.now)
    return _standing(request, made.reference)


@operation(
    router, "POST", "/suggestions/rules/{reference}/end", needs=PLAN, answer=SortingRuleShown
)
def end_sorting_rule(request: Request, reference: Reference, given: SortingRuleEnd) -> Any:
    """Have nothing more filed by a rule. What it filed stays."""
    ended = actions.end_rule(request.actor, reference, reason=given.reason, now=request.now)
    return _standing(request, ended.reference)


@operation(
    router,
    "GET",
    "/records/{reference}/filed-by-rule",
    needs=Permission.RECORDS_SEE,
    answer=FiledByRuleShown,
)
def show_filing(request: Request, reference: Reference) -> Any:
    """By which rule a record was filed, and why; 404 where none did."""
    return _filed(request, reference)


@operation(
    router,
    "POST",
    "/records/{reference}/filed-by-rule",
    needs=Permission.RECORDS_EDIT,
    answer=FiledByRuleShown,
)
def judge_filing(request: Request, reference: Reference, given: FilingJudgement) -> Any:
    """Confirm that a record belongs where a rule filed it, or put it back where it lay."""
    if given.decision == "confirm":
        actions.confirm(request.actor, reference, now=request.now)
    else:
        actions.put_back(request.actor, reference, reason=given.reason, now=request.now)
    return _filed(request, reference)


def _filed(request: Request, reference: str) -> FiledByRuleShown:
    found: FiledAs | None = queries.filed_as(request.actor, reference)
    if found is None:
        raise NotFound("record filed by a rule", reference)
    return FiledByRuleShown(
        record=found.record,
        rule=found.rule,
        filed_at=found.filed_at,
        sure=found.sure,
        runner_up=found.runner_up,
        words=list(found.words),
        near=[one for one, _ in found.near],
        folder=found.folder,
        outcome=found.outcome,
    )
