"""What keeps risks down, and the options that were looked at."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given
from muniment.api.views.risks import Long, RiskReason, Short, Why
from muniment.foundation.access.types import Permission
from muniment.governance.risks import actions, queries
from muniment.governance.risks.types import Confidence, OptionDraft

router = Router(tags=["risks"])
SEE = Permission.RISKS_SEE


class RiskControlGiven(Given):
    """What keeps a risk down, who looks after that (user name, e-mail or reference), and how sure
    it is."""

    words: Why
    owner: Short
    confidence: Confidence


class RiskControl(Schema):
    """A control of a risk; `owner` by reference."""

    reference: str
    risk: str
    words: str
    owner: str
    confidence: str
    added_at: datetime
    ended_at: datetime | None
    ended_why: str


class RiskOptionGiven(Given):
    """A way out that was looked at: what it does for the local need, and what for the policy."""

    words: Annotated[str, Field(max_length=3000)]
    local_need: Long
    policy: Long


class RiskOption(Schema):
    """A way out that was looked at; `chosen_at` is null unless it was decided on."""

    reference: str
    risk: str
    words: str
    local_need: str
    policy: str
    added_at: datetime
    chosen_at: datetime | None
    chosen_by: str
    chosen_why: str


@operation(router, "GET", "/risks/{reference}/controls", needs=SEE, answer=Page[RiskControl])
def list_controls(request: Request, reference: str, after: After = "", limit: Limit = 50) -> Any:
    """What keeps a risk down, and after that what did and has ended."""
    one = queries.risk_named(request.actor, reference)
    rows = [*queries.controls(one), *queries.controls(one, ended=True)]
    some = from_list(rows, after, limit, lambda each: each.reference)
    return page(request, some, limit, _control, lambda each: each.reference)


def _control(one: Any) -> RiskControl:
    names = ("reference", "words", "confidence", "added_at", "ended_at", "ended_why")
    said = {name: getattr(one, name) for name in names}
    return RiskControl(**said, risk=one.risk.reference, owner=one.owner.reference)


@operation(router, "POST", "/risks/{reference}/controls", needs=SEE, answer=RiskControl, status=201)
def add_control(request: Request, reference: str, given: RiskControlGiven) -> Any:
    """Say of a risk what keeps it down."""
    said = given.model_dump()
    return _control(actions.add_control(request.actor, reference, **said, now=request.now))


@operation(router, "PUT", "/risk-controls/{reference}", needs=SEE, answer=RiskControl)
def change_control(request: Request, reference: str, given: RiskControlGiven) -> Any:
    """Say otherwise what a control is, who looks after it or how sure it is."""
    said = given.model_dump()
    return _control(actions.change_control(request.actor, reference, **said, now=request.now))


@operation(router, "POST", "/risk-controls/{reference}/end", needs=SEE, answer=RiskControl)
def end_control(request: Request, reference: str, given: RiskReason) -> Any:
    """Say that a control is no more."""
    why = given.reason
    return _control(actions.end_control(request.actor, reference, reason=why, now=request.now))


@operation(router, "GET", "/risks/{reference}/options", needs=SEE, answer=Page[RiskOption])
def list_options(request: Request, reference: str, after: After = "", limit: Limit = 50) -> Any:
    """The ways out of a risk that were looked at."""
    rows = list(queries.options(queries.risk_named(request.actor, reference)))
    some = from_list(rows, after, limit, lambda each: each.reference)
    return page(request, some, limit, _option, lambda each: each.reference)


def _option(one: Any) -> RiskOption:
    names = ("reference", "words", "local_need", "policy", "added_at")
    chosen = ("chosen_at", "chosen_by", "chosen_why")
    said = {name: getattr(one, name) for name in (*names, *chosen)}
    return RiskOption(**said, risk=one.risk.reference)


@operation(router, "POST", "/risks/{reference}/options", needs=SEE, answer=RiskOption, status=201)
def add_option(request: Request, reference: str, given: RiskOptionGiven) -> Any:
    """Say of a risk which way out was looked at."""
    draft = OptionDraft(**given.model_dump())
    return _option(actions.add_option(request.actor, reference, draft, now=request.now))


@operation(router, "POST", "/risk-options/{reference}/choose", needs=SEE, answer=RiskOption)
def choose_option(request: Request, reference: str, given: RiskReason) -> Any:
    """Decide on an option of a risk."""
    why = given.reason
    return _option(actions.choose_option(request.actor, reference, reason=why, now=request.now))
