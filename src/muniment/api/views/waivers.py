"""Waivers of rules: asked for, granted or refused, and ended."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, page
from muniment.api.shapes import Given
from muniment.api.views.risks import Long, RiskReason, Short
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.governance.risks import actions, queries, rules
from muniment.governance.risks.types import OptionDraft, WaiverDraft, WaiverState

router = Router(tags=["waivers"])
SEE = Permission.RISKS_SEE


class WaiverOption(Given):
    """A way out that was looked at: what it does for the local need, and what for the policy."""

    words: Long
    local_need: Long
    policy: Long


class WaiverGiven(Given):
    """What is asked for: the rule in words (and where it stands), for which unit, the local need,
    the options that were looked at, what makes up for it, and the last day."""

    rule: Long
    unit: Short
    why: Long
    control: Long
    ends_on: date
    policy: Short = ""
    options: Annotated[list[WaiverOption], Field(max_length=20)] = []
    risk: Short = ""


class WaiverEntry(Schema):
    """A waiver. `state`: as of today. People by reference."""

    reference: str
    state: WaiverState
    rule: str
    policy: str
    unit: str
    why: str
    options: list[dict[str, str]]
    control: str
    ends_on: date
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str
    decided_why: str
    ended_at: datetime | None
    ended_by: str
    ended_why: str


@operation(router, "GET", "/waivers", needs=SEE, answer=Page[WaiverEntry])
def list_waivers(
    request: Request,
    state: Literal["", "asked", "granted", "refused", "ended", "expired"] = "",
    unit: Annotated[str, Query(max_length=100)] = "",
    words: Annotated[str, Query(max_length=1000)] = "",
    soon: bool = False,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Waivers, those that end soonest first; `soon`: only those that end within 30 days."""
    today = civil_date(request.now)
    found = queries.waivers(request.actor, state, unit=unit, words=words, soon=soon, today=today)
    some = list(_from(request, found, after)[: limit + 1])
    return page(request, some, limit, lambda one: _entry(one, today), lambda one: one.reference)


def _from(request: Request, found: QuerySet[Any], after: str) -> QuerySet[Any]:
    """What follows the waiver with this reference in the order of last days."""
    if not after:
        return found
    rows = queries.waivers_seen(request.actor).filter(reference=after)
    place = rows.values_list("ends_on", "pk").first()
    if place is None:
        raise Refused(Reason("after", "There is no such place in this list.", "after"))
    day, number = place
    return found.filter(Q(ends_on__gt=day) | Q(ends_on=day, pk__gt=number))


def _entry(one: Any, today: date) -> WaiverEntry:
    said = {name: getattr(one, name) for name in WaiverEntry.model_fields if name not in OTHERWISE}
    state = rules.state_on(WaiverState(one.state), one.ends_on, today)
    return WaiverEntry(**said, unit=one.unit.reference, state=state)


OTHERWISE = {"unit", "state"}


@operation(router, "POST", "/waivers", needs=SEE, answer=WaiverEntry, status=201)
def ask_waiver(request: Request, given: WaiverGiven) -> Any:
    """Ask that a rule need not be kept by a unit until a day."""
    said = given.model_dump(exclude={"options"})
    options = tuple(OptionDraft(**one.model_dump()) for one in given.options)
    draft = WaiverDraft(**said, options=options)
    made = actions.ask(request.actor, draft, now=request.now)
    return _entry(made, civil_date(request.now))


@operation(router, "GET", "/waivers/{reference}", needs=SEE, answer=WaiverEntry)
def get_waiver(request: Request, reference: str) -> Any:
    """One waiver."""
    return _entry(queries.waiver_named(request.actor, reference), civil_date(request.now))


@operation(router, "POST", "/waivers/{reference}/grant", needs=SEE, answer=WaiverEntry)
def grant_waiver(request: Request, reference: str, given: RiskReason) -> Any:
    """Grant what was asked for; never what one asked for oneself."""
    made = actions.grant(request.actor, reference, reason=given.reason, now=request.now)
    return _entry(made, civil_date(request.now))


@operation(router, "POST", "/waivers/{reference}/refuse", needs=SEE, answer=WaiverEntry)
def refuse_waiver(request: Request, reference: str, given: RiskReason) -> Any:
    """Refuse what was asked for."""
    made = actions.refuse_waiver(request.actor, reference, reason=given.reason, now=request.now)
    return _entry(made, civil_date(request.now))


@operation(router, "POST", "/waivers/{reference}/end", needs=SEE, answer=WaiverEntry)
def end_waiver(request: Request, reference: str, given: RiskReason) -> Any:
    """End a waiver before its day, or take back what was asked for."""
    made = actions.end_waiver(request.actor, reference, reason=given.reason, now=request.now)
    return _entry(made, civil_date(request.now))
