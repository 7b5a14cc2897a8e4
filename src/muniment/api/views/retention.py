"""Retention: the rules, what is due and why, and the events that clocks wait for."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, from_place, page
from muniment.api.shapes import Given, Reference, WhyGiven
from muniment.api.views.clauses import ClauseShown, clauses_shown
from muniment.api.views.records import Record, shower, shown
from muniment.foundation.access.types import Permission, Role
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.dates import PeriodUnit
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.holdings.records import queries as records
from muniment.lifecycle.retention import actions, queries, rules
from muniment.lifecycle.retention.types import (
    Action,
    Imported,
    Period,
    RuleDraft,
    Step,
    Trigger,
    YearEnd,
)

router = Router(tags=["retention"])
SEE, MANAGE = Permission.RETENTION_SEE, Permission.RETENTION_MANAGE
SEE_RECORDS = Permission.RECORDS_SEE
CLOCK = ("trigger", "event", "period_count", "period_unit", "action", "one_in")


class Rule(Schema):
    """A retention rule in its newest version."""

    code: str
    version: int
    state: str
    title: str
    description: str
    examples: str
    scope_note: str
    authority: str
    life: str
    in_words: list[str]
    action: str
    review_stages: list[str]
    why: str
    valid_from: date
    valid_to: date | None


class LookedAt(Schema):
    """How many rules of an owner (by name; blank: of nobody; null: of all) were looked at in time,
    and the share in per cent."""

    owner: str | None
    in_time: int
    rules: int
    percent: int | None


class RulesLookedAt(Schema):
    """How many of the rules in force were looked at in time, on which day. A rule that several own
    counts for each of them."""

    on: date
    all: LookedAt
    owners: list[LookedAt]


class RuleTerms(Given):
    """The terms of a rule: one clock in fields of its own, or the whole `life` as text. No
    period, and the action keep: for ever. Of `one_in` records the action sample keeps one.
    `examples` has one on each line. No `review_stages`: a disposal is signed by a records manager
    and the information asset owner."""

    title: Annotated[str, Field(max_length=300)] = ""
    description: Annotated[str, Field(max_length=10_000)] = ""
    examples: Annotated[str, Field(max_length=10_000)] = ""
    scope_note: Annotated[str, Field(max_length=10_000)] = ""
    authority: Annotated[str, Field(max_length=500)] = ""
    life: Annotated[str, Field(max_length=2000)] = ""
    trigger: Trigger | None = None
    event: Annotated[str, Field(max_length=100)] = ""
    period_count: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    period_unit: PeriodUnit | None = None
    action: Action | None = None
    one_in: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    review_stages: Annotated[list[Role], Field(max_length=5)] = []
    why: Annotated[str, Field(max_length=10_000)] = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def draft(self, code: str) -> RuleDraft:
        """The same as the room knows it."""
        same = self.model_dump(exclude={*CLOCK, "life", "examples", "review_stages"})
        steps, gaps = self._steps()
        return RuleDraft(
            code=code,
            examples=rules.as_lines(self.examples),
            steps=() if gaps else steps,
            review_stages=tuple(one.value for one in self.review_stages),
            gaps=tuple(gaps),
            **same,
        )

    def _steps(self) -> tuple[tuple[Step, ...], list[Reason]]:
        count, unit = self.period_count, self.period_unit
        if self.life:
            if any(getattr(self, name) not in (None, "") for name in CLOCK):
                words = "Give the whole life, or trigger, period and action, not both."
                return (), [Reason("both", words, "life")]
            try:
                return rules.parse(self.life), []
            except rules.Unreadable as wrong:
                return (), [Reason("life", f"The life cannot be read: {wrong}.", "life")]
        if (count is None) != (unit is None):
            words = "Give both the number and the unit of the period, or neither."
            return (), [Reason("period", words, "period_count")]
        period = Period(count, unit) if count is not None and unit is not None else None
        return rules.step_of(self.trigger, self.event, period, self.action, self.one_in or 0)


class FinancialYear(Given):
    """The last day of the financial year."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]


class Rows(Given):
    """Rules as rows of a spreadsheet, by the names of its columns."""

    rules: Annotated[list[dict[str, str | int | None]], Field(max_length=5000)]


class ImportedRules(Schema):
    """How many rules were new, got a new version, or were there already."""

    added: int
    changed: int
    same: int


class WhoMay(Schema):
    """What can be changed, the roles that change it, and who holds one; null: not for you."""

    what: str
    roles: list[str]
    people: list[str] | None


class Explanation(Schema):
    """Why a record is kept until when, in one sentence; and by which clauses of a policy."""

    sentence: str
    rule: str
    due_on: date | None
    action: str
    keep_until: date | None
    holds: list[str]
    who_can_change: list[WhoMay]
    clauses: list[ClauseShown]


class Happened(Given):
    """A named event and the civil date on which it happened."""

    scope: Annotated[str, Field(max_length=100)]
    name: Annotated[str, Field(max_length=100)]
    on: date
    value: Annotated[str, Field(max_length=200)] = ""
    reason: Annotated[str, Field(max_length=500)] = ""


class NamedEvent(Schema):
    """A named event that was entered."""

    number: int
    scope: str
    name: str
    value: str
    on: date
    entered_by: str
    entered_at: datetime
    withdrawn_at: datetime | None


def _rule(one: Any) -> Rule:
    own: tuple[str, ...] = ("version", "title", "description", "authority", "life", "action")
    own += ("examples", "scope_note", "why", "valid_from", "valid_to")
    return Rule(
        code=one.rule.code,
        state=one.rule.state,
        in_words=rules.told(queries.terms(one).steps),
        review_stages=list(queries.stages_of(one)),
        **{name: getattr(one, name) for name in own},
    )


@operation(router, "GET", "/rules", needs=SEE, answer=Page[Rule])
def list_rules(
    request: Request, retired: bool = False, after: After = "", limit: Limit = 50
) -> Any:
    """The rules that can be given to a class, or the retired ones, by code."""
    found = queries.rules(retired=retired).order_by("rule__code")
    rows = list(found.filter(rule__code__gt=after)[: limit + 1])
    return page(request, rows, limit, _rule, lambda one: one.rule.code)


@operation(router, "GET", "/retention/looked-at", needs=SEE, answer=RulesLookedAt)
def show_looked_at(request: Request) -> Any:
    """How many rules were looked at in time, as of today, in all and by owner."""
    whole, by_owner = queries.rules_looked_at(request.actor, now=request.now)
    return RulesLookedAt(
        on=civil_date(request.now),
        all=_looked_at(whole),
        owners=[_looked_at(one) for one in by_owner],
    )


def _looked_at(one: Any) -> LookedAt:
    return LookedAt(owner=one.owner, in_time=one.in_time, rules=one.rules, percent=one.percent)


@operation(router, "GET", "/rules/{reference}", needs=SEE, answer=list[Rule])
def show_rule(request: Request, reference: Reference) -> Any:
    """Every version of a rule, the newest first."""
    return [_rule(one) for one in queries.history(reference)]


@operation(router, "PUT", "/rules/{reference}", needs=MANAGE, answer=Rule)
def save_rule(request: Request, reference: Reference, wanted: RuleTerms) -> Any:
    """Make a rule, or a new version of one."""
    if len(reference) > 60:
        raise Refused(Reason("code", "A code has at most 60 letters.", "code"))
    return _rule(actions.save_rule(request.actor, wanted.draft(reference), now=request.now))


@operation(router, "POST", "/rules", needs=MANAGE, answer=ImportedRules)
def import_rules(request: Request, wanted: Rows) -> Any:
    """Import rules, all of them or none."""
    done: Imported = actions.import_rules(request.actor, wanted.rules, now=request.now)
    return ImportedRules(added=done.added, changed=done.changed, same=done.same)


@operation(router, "POST", "/rules/{reference}/retire", needs=MANAGE, answer=Rule)
def retire_rule(request: Request, reference: Reference, wanted: WhyGiven) -> Any:
    """Retire a rule, saying why. What was dated by it is kept until its class has another."""
    actions.retire_rule(request.actor, reference, reason=wanted.reason, now=request.now)
    return _rule(queries.history(reference)[0])


@operation(router, "DELETE", "/rules/{reference}", needs=MANAGE, answer=None, status=204)
def delete_rule(request: Request, reference: Reference) -> None:
    """Delete a rule that was entered by mistake and never used."""
    actions.delete_rule(request.actor, reference, now=request.now)


@operation(router, "GET", "/retention/year-end", needs=SEE, answer=FinancialYear)
def show_year_end(request: Request) -> Any:
    """The last day of the financial year, from whose end some clocks are counted."""
    ends = queries.year_end()
    return FinancialYear(month=ends.month, day=ends.day)


@operation(router, "PUT", "/retention/year-end", needs=MANAGE, answer=FinancialYear)
def set_year_end(request: Request, wanted: FinancialYear) -> Any:
    """Set the last day of the financial year. The dates that are counted from it follow."""
    ends = YearEnd(wanted.month, wanted.day)
    actions.set_year_end(request.actor, ends, now=request.now)
    return wanted


@operation(router, "GET", "/retention/waiting", needs=SEE, answer=Page[Record])
def list_waiting(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """The records whose clock has not started: they wait for an event."""
    found = shown(queries.waiting_for_event(request.actor))
    rows = from_place(found, records.every_record(), after, limit)
    return page(request, rows, limit, shower(request, rows), lambda one: one.reference)


@operation(router, "GET", "/records/{reference}/retention", needs=SEE_RECORDS, answer=Explanation)
def explain(request: Request, reference: Reference) -> Any:
    """Why a record is kept until when. Holds are told to those alone who may know of them."""
    found = queries.explain(request.actor, reference)
    named = records.record_named(request.actor, reference)
    who = queries.who_can_change(request.actor, named, civil_date(request.now))
    return Explanation(
        sentence=found.sentence,
        rule=found.rule,
        due_on=found.due_on,
        action=found.action,
        keep_until=found.keep_until,
        holds=[one.reference for one in found.holds],
        who_can_change=[WhoMay.model_validate(asdict(one)) for one in who],
        clauses=clauses_shown(found.governed.clauses if found.governed else ()),
    )


EDIT = Permission.RECORDS_EDIT


@operation(router, "GET", "/retention/events", needs=SEE_RECORDS, answer=Page[NamedEvent])
def list_events(
    request: Request,
    scope: Annotated[str, Query(max_length=100)],
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The events entered for a record, folder or class that you may see."""
    every = list(queries.events_of(_scope_seen(request, scope)))
    rows = from_list(every, after, limit, lambda one: str(one.pk))
    return page(request, rows, limit, _event, lambda one: one.pk)


def _scope_seen(request: Request, scope: str) -> str:
    if scope.upper().startswith("R-"):
        return str(records.record_named(request.actor, scope).reference)
    if scope.upper().startswith("F-"):
        return str(records.folder_named(request.actor, scope).reference)
    return scope


def _event(one: Any) -> NamedEvent:
    return NamedEvent(
        number=one.pk,
        scope=one.scope,
        name=one.name,
        value=one.value,
        on=one.happened_on,
        entered_by=one.entered_by,
        entered_at=one.entered_at,
        withdrawn_at=one.withdrawn_at,
    )


@operation(router, "POST", "/retention/events", needs=EDIT, answer=NamedEvent, status=201)
def record_event(request: Request, wanted: Happened) -> Any:
    """Enter that an event happened to a record, folder or class; clocks that wait for it start."""
    made = actions.record_event(
        request.actor,
        wanted.scope,
        name=wanted.name,
        on=wanted.on,
        value=wanted.value,
        reason=wanted.reason,
        now=request.now,
    )
    return _event(made)


@operation(router, "POST", "/retention/events/{int:number}/withdraw", needs=EDIT, answer=NamedEvent)
def withdraw_event(request: Request, number: int, wanted: WhyGiven) -> Any:
    """Withdraw an event that was entered in error, saying why."""
    return _event(
        actions.withdraw_event(request.actor, number, reason=wanted.reason, now=request.now)
    )
