"""Rules in force, the clock, what is due, and why."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Max, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.dates import PeriodUnit
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import Dates, Filing, RecordState
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.models import EventHappened, Rule, RuleVersion
from muniment.lifecycle.retention.types import (
    Action,
    ClockInputs,
    Explanation,
    HeldBy,
    Period,
    RuleState,
    RuleTerms,
    Trigger,
)

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

_UNITS: dict[str, PeriodUnit] = {"days": "days", "months": "months", "years": "years"}


def versions() -> QuerySet[RuleVersion]:
    """The newest version of every rule, by code."""
    newest = RuleVersion.objects.annotate(newest=Max("rule__versions__version"))
    return newest.filter(version=F("newest")).select_related("rule").order_by("rule__code")


def rules(*, retired: bool = False) -> QuerySet[RuleVersion]:
    """The rules that can be given to a class, in their newest version; or the retired ones."""
    state = RuleState.RETIRED if retired else RuleState.ACTIVE
    return versions().filter(rule__state=state)


def rule_named(code: str) -> Rule:
    """The rule with this code, retired or not. Raises NotFound."""
    found = Rule.objects.filter(code=code.strip()).first()
    if found is None:
        raise NotFound("rule", code)
    return found


def history(code: str) -> list[RuleVersion]:
    """Every version of the rule, the newest first. Raises NotFound."""
    return list(rule_named(code).versions.select_related("rule").order_by("-version"))


def terms(version: RuleVersion) -> RuleTerms:
    """The version as a value."""
    counted = version.period_count is not None
    return RuleTerms(
        code=version.rule.code,
        version=version.version,
        title=version.title,
        authority=version.authority,
        trigger=Trigger(version.trigger),
        event=version.event,
        period=Period(version.period_count or 0, _UNITS[version.period_unit]) if counted else None,
        action=Action(version.action),
        valid_to=version.valid_to,
    )


def terms_of(codes: Iterable[str]) -> dict[str, RuleTerms]:
    """The terms in force of each rule that is active, by code, in one query."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    return {one.rule.code: terms(one) for one in rules().filter(rule__code__in=wanted)}


def rule_in_force(code: str) -> RuleTerms | None:
    """The terms of the rule; None where there is no such rule or it is retired."""
    return terms_of([code]).get(code)


def authorities(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The authority behind each version of a rule (code and number), also of retired rules."""
    named = set(wanted)
    rows = RuleVersion.objects.filter(rule__code__in={code for code, _ in named})
    found = {
        (code, number): said
        for code, number, said in rows.values_list("rule__code", "version", "authority")
    }
    return {one: found[one] for one in named if one in found}


def clock(filings: Sequence[Filing]) -> list[Dates]:
    """The dates of each filing, in order, in at most two queries. The port of the records room."""
    found = terms_of(filing.rule for filing in filings)
    happened = _events(filings, found)
    return [
        decide.compute(
            found.get(one.rule), _inputs(one, found.get(one.rule), happened), rule=one.rule
        )
        for one in filings
    ]


Happened = dict[tuple[str, str], date]


def _events(filings: Sequence[Filing], found: dict[str, RuleTerms]) -> Happened:
    waiting = [one for one in filings if one.rule in found and found[one.rule].event]
    names = {found[one.rule].event for one in waiting}
    scopes = {scope for one in waiting for scope in one.scopes}
    if not names:
        return {}
    rows = EventHappened.objects.filter(name__in=names, scope__in=scopes, withdrawn_at=None)
    # Entered twice for the same thing: the later date counts.
    return {
        (name, scope): on
        for name, scope, on in rows.order_by("happened_on").values_list(
            "name", "scope", "happened_on"
        )
    }


def _inputs(filing: Filing, found: RuleTerms | None, happened: Happened) -> ClockInputs:
    event = found.event if found else ""
    dates = (happened.get((event, scope)) for scope in filing.scopes)
    return ClockInputs(
        record_date=filing.record_date,
        record_date_source=filing.date_source,
        modified_on=filing.modified_on,
        folder_closed_on=filing.folder_closed_on,
        event_on=next((on for on in dates if on), None) if event else None,
        keep_until=filing.keep_until,
    )


def due(
    actor: Profile, on: date, *, file_class: str | None = None, unit: str | None = None
) -> "QuerySet[Record]":
    """What the actor may see and is due on the civil date `on` or before, the longest due first.

    `file_class` takes in all below it, `unit` all that it or a unit below it owns. The order is
    that of the index, so that a million records are a range scan.
    """
    access.require(actor, Permission.RETENTION_SEE)
    audiences = set(access.visible_audiences(actor))
    if file_class:
        audiences &= _audiences_of_class(file_class)
    if unit:
        audiences &= _audiences_of_unit(unit)
    found = records.every_record().filter(
        state=RecordState.DECLARED, due_on__lte=on, audience__in=audiences
    )
    return found.order_by("due_on", "audience_id", "pk")


def _audiences_of_class(reference: str) -> set[int]:
    branch = fileplan.below(fileplan.class_named(reference))
    return _audiences(str(number) for number in branch.values_list("pk", flat=True))


def _audiences_of_unit(reference: str) -> set[int]:
    owned = fileplan.effective_of(fileplan.classes())
    return _audiences(str(pk) for pk, one in owned.items() if reference in one.place.units)


def _audiences(scopes: Iterable[str]) -> set[int]:
    return {number for number, _, _ in access.audiences_of(scopes)}


def due_plan(actor: Profile, on: date) -> str:
    """How the database finds what is due: its own words."""
    return due(actor, on).values_list("pk").explain()


def waiting_for_event(actor: Profile) -> "QuerySet[Record]":
    """What is open-ended: a rule is in force and its clock has not started [checklist 54]."""
    access.require(actor, Permission.RETENTION_SEE)
    open_ended = records.visible(actor).filter(
        state=RecordState.DECLARED, due_on=None, trigger_on=None, rule_version__isnull=False
    )
    return open_ended.order_by("captured_at", "pk")


def without_rule(actor: Profile) -> "QuerySet[Record]":
    """What is kept because no rule is in force for it: undecided, unknown or retired."""
    access.require(actor, Permission.RETENTION_SEE)
    undated = records.visible(actor).filter(state=RecordState.DECLARED, rule_version=None)
    return undated.order_by("captured_at", "pk")


def explain(actor: Profile, reference: str) -> Explanation:
    """Why the record is kept until when. Raises NotFound where the actor may not see it."""
    return explanation_of(actor, records.record_named(actor, reference))


def explanation_of(actor: Profile, record: "Record") -> Explanation:
    """Why the record is kept until when. Holds are told to those alone who may know of them."""
    filing = records.filing_of([record])[0]
    found = terms_of([filing.rule])
    in_force = found.get(filing.rule)
    inputs = _inputs(filing, in_force, _events([filing], found))
    dates = decide.compute(in_force, inputs, rule=filing.rule)
    held = tuple(HeldBy(one.reference, one.name) for one in holds.known_holds(actor, record))
    return Explanation(
        sentence=decide.explain(in_force, inputs, rule=filing.rule, holds=held),
        rule=filing.rule,
        terms=in_force,
        start=decide.start_of(in_force, inputs) if in_force else None,
        due_on=dates.due_on,
        action=dates.action,
        keep_until=filing.keep_until,
        holds=held,
    )


def events_of(scope: str) -> QuerySet[EventHappened]:
    """The events entered for a record, folder or class, withdrawn ones included."""
    return EventHappened.objects.filter(scope=scope).order_by("-happened_on", "-pk")


def is_awaited(event: str) -> bool:
    """Whether a rule in force waits for an event of that name."""
    return rules().filter(event=event).exists()
