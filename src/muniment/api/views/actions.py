"""The register of actions: what is to be done, how it stands, and what was said of it."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_place, page
from muniment.api.shapes import Given
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.plans import actions, queries
from muniment.governance.plans.types import (
    NOT_STARTED,
    ActionDraft,
    By,
    Narrow,
    Stage,
    Status,
    Turn,
    Want,
)

router = Router(tags=["actions"])
SEE, MANAGE = Permission.PLANS_SEE, Permission.PLANS_MANAGE
Text = Annotated[str, Field(max_length=5000)]
Short = Annotated[str, Field(max_length=300)]
Seen = Annotated[int, Field(ge=1, le=2**31)]
Asked = Annotated[str, Query(max_length=200)]


class ActionGiven(Given):
    """What is to be done. `timeline`: when, in words; the day it is due is read from them. `owner`:
    user name, e-mail or reference; `answers`: who answers for it in words. `unit`: by reference,
    for an action outside plans. `status`: its key."""

    words: Text = ""
    timeline: Annotated[str, Field(max_length=1000)] = ""
    owner: Short = ""
    answers: Short = ""
    status: Short = NOT_STARTED
    unit: Short = ""
    confidential: bool = False

    def draft(self) -> ActionDraft:
        """As the verbs take it."""
        names = ("words", "timeline", "owner", "answers", "status", "unit", "confidential")
        return ActionDraft(**{name: getattr(self, name) for name in names})


class ActionChanged(Given):
    """What is to be said otherwise: all of it. `objective`: where it stands from now on, by
    reference (null: where it stands); `reason`: why it is to be later. `seen`: the version that you
    looked at."""

    words: Text = ""
    timeline: Annotated[str, Field(max_length=1000)] = ""
    owner: Short = ""
    answers: Short = ""
    unit: Short = ""
    confidential: bool = False
    objective: Short | None = None
    reason: Annotated[str, Field(max_length=500)] = ""
    seen: Seen | None = None

    def draft(self) -> ActionDraft:
        """As the verbs take it."""
        names = ("words", "timeline", "owner", "answers", "unit", "confidential")
        return ActionDraft(**{name: getattr(self, name) for name in names})


class ActionTurned(Given):
    """How an action stands. `status`: its key; `evidence` and `record`: what shows that it is
    done; `every` and `check_on`: after how many months and when next somebody looks whether what
    is in place is still so."""

    status: Short
    note: Text = ""
    evidence: Text = ""
    record: Annotated[str, Field(max_length=60)] = ""
    every: Annotated[int, Field(ge=-(2**31), le=2**31)] | None = None
    check_on: date | None = None
    seen: Seen | None = None


class ActionChecked(Given):
    """That it is still so, and when somebody looks again (null: after the months that were
    set)."""

    note: Text = ""
    check_on: date | None = None
    seen: Seen | None = None


class ActionNoted(Given):
    """How it goes."""

    note: Text


class ActionMoved(Given):
    """Which way."""

    up: bool


class StatusGiven(Given):
    """A status of the body's own, and the stage that it stands for. `dated`: its words go on with
    the day of the action."""

    label: Short
    stage: Stage
    dated: bool = False


class ActionLine(Schema):
    """An action in the list. `owner`, `plan` and `objective` by reference; `next_on`: the day to
    be watched for, the next check of what is in place or the day that it is due."""

    reference: str
    words: str
    plan: str
    objective: str
    source: str
    unit: str
    owner: str
    answers: str
    timeline: str
    due_on: date | None
    status: str
    stage: str
    next_on: date | None


class ActionStep(Schema):
    """What was done with an action or said of it, what of it was so before and is so after, and
    why."""

    number: int
    at: datetime
    by: str
    deed: str
    before: dict[str, Any]
    after: dict[str, Any]
    note: str


class ActionShown(ActionLine):
    """An action with all that was done with it, the latest first."""

    version: int
    confidential: bool
    every: int | None
    check_on: date | None
    ended_on: date | None
    evidence: str
    record: str
    steps: list[ActionStep]


class ActionStatus(Schema):
    """What an action can be called, and the stage that it stands for."""

    key: str
    label: str
    stage: str
    dated: bool
    retired: bool


class ActionStatuses(Schema):
    """All of them: those of the program first."""

    statuses: list[ActionStatus]


class ActionPart(Schema):
    """The figures of one plan, outcome, unit or owner, by reference (blank for none)."""

    key: str
    label: str
    actions: int
    open: int
    overdue: int
    median_late: float | None


class ActionFigures(Schema):
    """How actions stand today: open are those not done and not dropped; overdue, of these, those
    past their day; the median of the days late; open without a day, and with nobody who works
    here; how many are in each stage; and the parts that were asked for."""

    on: date
    actions: int
    open: int
    overdue: int
    median_late: float | None
    undated: int
    unowned: int
    stages: dict[str, int]
    parts: list[ActionPart]


def line(one: Any) -> ActionLine:
    """An action as lists show it."""
    return ActionLine(**_said(one))


def _said(one: Any) -> dict[str, Any]:
    names = ("reference", "source", "answers", "timeline", "due_on", "status", "stage", "next_on")
    return {
        **{name: getattr(one, name) for name in names},
        "words": one.what,
        "plan": one.plan.reference if one.plan else "",
        "objective": one.objective.reference if one.objective else "",
        "unit": one.unit.reference,
        "owner": one.owner.reference if one.owner else "",
    }


def shown(one: Any) -> ActionShown:
    """An action with its story."""
    names = ("version", "confidential", "every", "check_on", "ended_on", "evidence", "record")
    return ActionShown(
        **_said(one),
        **{name: getattr(one, name) for name in names},
        steps=[_step(each) for each in queries.steps(one)],
    )


def _step(one: Any) -> ActionStep:
    names = ("number", "at", "by", "deed", "before", "after", "note")
    return ActionStep(**{name: getattr(one, name) for name in names})


@operation(router, "GET", "/actions", needs=SEE, answer=Page[ActionLine])
def list_actions(
    request: Request,
    want: Want = Want.OPEN,
    unit: Asked = "",
    plan: Asked = "",
    outcome: Asked = "",
    owner: Asked = "",
    source: Asked = "",
    status: Asked = "",
    stage: Asked = "",
    words: Annotated[str, Query(max_length=1000)] = "",
    mine: bool = False,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Actions in the order they were added: of a unit and those below it, a plan, an outcome or
    an owner, by reference; from a `source` (its kind, or `risk:RK-1`); in a status or a stage; with
    all these words; `mine`: your own."""
    narrow = Narrow(unit, plan, outcome, owner, source, status, stage, words, mine)
    found = queries.actions(request.actor, want, narrow, today=civil_date(request.now))
    some = from_place(found, queries.every_action(), after, limit)
    return page(request, some, limit, line, lambda one: one.reference)


@operation(router, "POST", "/actions", needs=MANAGE, answer=ActionShown, status=201)
def add_action(request: Request, given: ActionGiven) -> Any:
    """Add an action that belongs to no plan."""
    return shown(actions.add_action(request.actor, given.draft(), now=request.now))


@operation(router, "GET", "/actions/figures", needs=SEE, answer=ActionFigures)
def count_actions(request: Request, unit: Asked = "", by: By = By.PLAN) -> Any:
    """How actions stand today, of a unit and those below it or of the whole body, and told apart
    by plan, outcome, unit or owner."""
    today = civil_date(request.now)
    found = queries.figures(request.actor, today, unit)
    parts = queries.parts(request.actor, by, today, narrow=Narrow(unit=unit))
    said = {name: getattr(found, name) for name in found.__slots__}
    return ActionFigures(
        **{**said, "stages": {one.value: many for one, many in found.stages.items()}},
        parts=[ActionPart(**{name: getattr(one, name) for name in one.__slots__}) for one in parts],
    )


@operation(router, "GET", "/actions/statuses", needs=SEE, answer=ActionStatuses)
def list_statuses(request: Request) -> Any:
    """What actions can be called."""
    rows = [_status(one) for one in queries.statuses(retired=True)]
    return ActionStatuses(statuses=rows)


def _status(one: Status) -> ActionStatus:
    return ActionStatus(
        key=one.key, label=one.label, stage=one.stage, dated=one.dated, retired=one.retired
    )


@operation(router, "POST", "/actions/statuses", needs=MANAGE, answer=ActionStatus, status=201)
def add_status(request: Request, given: StatusGiven) -> Any:
    """Add a status of the body's own."""
    made = actions.add_status(request.actor, **given.model_dump(), now=request.now)
    return _of_key(made.key)


def _of_key(key: str) -> ActionStatus:
    found = queries.status_named(key)
    if found is None:
        raise AssertionError("it was kept just now")
    return _status(found)


@operation(router, "POST", "/actions/statuses/{key}/retire", needs=MANAGE, answer=ActionStatus)
def retire_status(request: Request, key: str) -> Any:
    """Have a status of the body's own be given no more."""
    return _of_key(actions.retire_status(request.actor, key, now=request.now).key)


@operation(router, "GET", "/actions/{reference}", needs=SEE, answer=ActionShown)
def get_action(request: Request, reference: str) -> Any:
    """One action with all that was done with it."""
    return shown(queries.action_named(request.actor, reference))


@operation(router, "PUT", "/actions/{reference}", needs=SEE, answer=ActionShown)
def change_action(request: Request, reference: str, given: ActionChanged) -> Any:
    """Say otherwise what an action is, when and whose: all of it."""
    one = actions.change_action(
        request.actor,
        reference,
        given.draft(),
        objective=given.objective,
        reason=given.reason,
        seen=given.seen,
        now=request.now,
    )
    return shown(one)


@operation(router, "POST", "/actions/{reference}/status", needs=SEE, answer=ActionShown)
def turn_action(request: Request, reference: str, given: ActionTurned) -> Any:
    """Say how an action stands."""
    said = Turn(**given.model_dump(exclude={"seen"}))
    return shown(actions.turn(request.actor, reference, said, seen=given.seen, now=request.now))


@operation(router, "POST", "/actions/{reference}/check", needs=SEE, answer=ActionShown)
def check_action(request: Request, reference: str, given: ActionChecked) -> Any:
    """Say of what is in place that it is still so."""
    one = actions.still_so(request.actor, reference, **given.model_dump(), now=request.now)
    return shown(one)


@operation(router, "POST", "/actions/{reference}/notes", needs=SEE, answer=ActionShown, status=201)
def note_action(request: Request, reference: str, given: ActionNoted) -> Any:
    """Say how an action goes, without changing it."""
    return shown(actions.note_progress(request.actor, reference, note=given.note, now=request.now))


@operation(router, "POST", "/actions/{reference}/move", needs=SEE, answer=ActionShown)
def move_action(request: Request, reference: str, given: ActionMoved) -> Any:
    """Have an action of a plan change places with the one above it, or below."""
    return shown(actions.move_action(request.actor, reference, up=given.up, now=request.now))
