"""The clock of each record, and why it is kept until when."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from muniment.foundation.access.types import Profile
from muniment.holdings.records import queries as records
from muniment.holdings.records.rules import when_all
from muniment.holdings.records.types import Dates, Filing
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.models import EventHappened, FinancialYear, StepDone
from muniment.lifecycle.retention.queries.clauses import governing
from muniment.lifecycle.retention.queries.dispositions import with_decisions
from muniment.lifecycle.retention.queries.schedule import clash_policy, terms_of
from muniment.lifecycle.retention.rules.clashing import Policy, longest, settled_in_words
from muniment.lifecycle.retention.rules.dispositions import dated, lived
from muniment.lifecycle.retention.types import (
    ClockInputs,
    CutOff,
    Explanation,
    HeldBy,
    Leg,
    RuleTerms,
    Standing,
    Trigger,
    YearEnd,
)
from muniment.lifecycle.retention.types.clauses import Governed

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


def clock(filings: Sequence[Filing]) -> list[Dates]:
    """The dates of each filing, in order: a few queries for all. The port of the records room."""
    under, decided = with_decisions(filings)
    dates = dates_under(*_settled(under))
    return [dated(one, apart) for one, apart in zip(dates, decided, strict=True)]


def by_own_dates(filings: Sequence[Filing]) -> list[bool]:
    """Of each filing, whether its dates follow from the record's own dates and its folder's alone,
    whichever of the rules above it is in force: then records with the same are dated alike, unless
    something is decided for one by itself."""
    codes = {(one.rule, *one.rules_above) for one in filings}
    found = terms_of(code for several in codes for code in several)
    more = {code for code, terms in found.items() if not _is_plain(terms)}
    plain = {several for several in codes if more.isdisjoint(several)}
    return [(one.rule, *one.rules_above) in plain for one in filings]


def clock_alike(filings: Sequence[Filing]) -> list[Dates]:
    """As `clock`, for records for which nothing is decided by themselves: see `by_own_dates`."""
    return dates_under(*_settled(filings))


def settled(filings: Sequence[Filing]) -> tuple[list[Filing], dict[str, RuleTerms]]:
    """The filings, each with the one rule that is in force for it, by decision or by the body's
    policy, and the terms of these rules, by code. What is undecided stays so: it protects."""
    return _settled(with_decisions(filings)[0])


def _settled(filings: Sequence[Filing]) -> tuple[list[Filing], dict[str, RuleTerms]]:
    if clash_policy() is Policy.NEAREST:
        return list(filings), terms_of(one.rule for one in filings)
    found = terms_of(code for one in filings for code in (one.rule, *one.rules_above))
    several = {
        number: [code for code in (one.rule, *one.rules_above) if code in found]
        for number, one in enumerate(filings)
        if one.rules_above and one.rule in found
    }
    tried = [(number, code) for number, codes in several.items() for code in codes]
    dates = dates_under([replace(filings[number], rule=code) for number, code in tried], found)
    candidates: dict[int, list[tuple[str, Dates]]] = {}
    for (number, code), one in zip(tried, dates, strict=True):
        candidates.setdefault(number, []).append((code, one))
    wins = {number: longest(pairs) for number, pairs in candidates.items()}
    return [replace(one, rule=wins.get(n, one.rule)) for n, one in enumerate(filings)], found


def dates_under(filings: Sequence[Filing], found: Mapping[str, RuleTerms]) -> list[Dates]:
    """The dates of each filing, in order, as they would be under these terms, by code."""
    facts = _facts(filings, found)
    plain = {code: _triggers(terms) for code, terms in found.items() if _is_plain(terms)}
    known: dict[Hashable, Dates] = {}  # what is alike is computed once: a million are few days
    answers = []
    for number, one in enumerate(filings):
        alike = _alike(one, plain[one.rule]) if one.rule in plain else number
        if alike not in known:
            terms = found.get(one.rule)
            known[alike] = decide.compute(terms, _inputs(one, terms, facts), rule=one.rule)
        answers.append(known[alike])
    return answers


def _is_plain(terms: RuleTerms) -> bool:
    """Whether the dates of a record follow from its own dates and its folder's alone."""
    own = (Trigger.RECORD_DATE, Trigger.LAST_MODIFIED, Trigger.FOLDER_CLOSED)
    return len(terms.steps) == 1 and all(leg.trigger in own for leg in terms.steps[0].legs)


def _triggers(terms: RuleTerms) -> frozenset[Trigger]:
    return frozenset(leg.trigger for leg in terms.steps[0].legs)


def _alike(one: Filing, triggers: frozenset[Trigger]) -> Hashable:
    """What decides the dates of a record under a plain rule: of its own dates those alone that the
    rule counts from. The date of the record counts under every other, too: where there is no date
    of change, where nothing is counted, and since no folder closes before what is in it."""
    modified = one.modified_on if Trigger.LAST_MODIFIED in triggers else None
    alone = modified is not None and len(triggers) == 1
    closed = one.folder_closed_on if Trigger.FOLDER_CLOSED in triggers else None
    return (one.rule, one.keep_until, modified, closed, None if alone else one.record_date)


@dataclass(frozen=True)
class _Facts:
    """What has happened, for the records that are asked about."""

    events: dict[tuple[str, str, str], date] = field(default_factory=dict)  # name, value, scope
    steps: dict[tuple[str, str], tuple[date, ...]] = field(default_factory=dict)  # scope, rule
    year_end: YearEnd = field(default_factory=YearEnd)


def _facts(filings: Sequence[Filing], found: Mapping[str, RuleTerms]) -> _Facts:
    """In a query for events, for steps and for the year's end, each only where a rule asks."""
    steps = [step for terms in found.values() for step in terms.steps]
    return _Facts(
        events=_events(filings, found),
        steps=_steps_done(filings, found),
        year_end=year_end() if any(s.goes_by(CutOff.FINANCIAL_YEAR) for s in steps) else YearEnd(),
    )


def _events(
    filings: Sequence[Filing], found: Mapping[str, RuleTerms]
) -> dict[tuple[str, str, str], date]:
    names = {code: _awaited(terms) for code, terms in found.items()}
    waiting = [one for one in filings if names.get(one.rule)]
    wanted = {name for one in waiting for name in names[one.rule]}
    if not wanted:
        return {}
    scopes = {scope for one in waiting for scope in (*one.scopes, *one.also_in)}
    rows = EventHappened.objects.filter(name__in=wanted, scope__in=scopes, withdrawn_at=None)
    # Entered twice for the same thing: the later date counts.
    return {
        (name, value, scope): on
        for name, value, scope, on in rows.order_by("happened_on").values_list(
            "name", "value", "scope", "happened_on"
        )
    }


def _awaited(terms: RuleTerms) -> set[str]:
    return {decide.event_of(leg) for step in terms.steps for leg in step.legs} - {""}


def _steps_done(
    filings: Sequence[Filing], found: Mapping[str, RuleTerms]
) -> dict[tuple[str, str], tuple[date, ...]]:
    several = {code for code, terms in found.items() if len(terms.steps) > 1}
    scopes = {one.scopes[0] for one in filings if one.rule in several}
    if not scopes:
        return {}
    done: dict[tuple[str, str], tuple[date, ...]] = {}
    rows = StepDone.objects.filter(scope__in=scopes, rule__in=several).order_by("number")
    for scope, rule, on in rows.values_list("scope", "rule", "done_on"):
        done[scope, rule] = (*done.get((scope, rule), ()), on)
    return done


def year_end() -> YearEnd:
    """The last day of the body's financial year: 31 March until somebody sets another."""
    newest = FinancialYear.objects.order_by("-pk").first()
    return YearEnd(newest.month, newest.day) if newest else YearEnd()


def _inputs(filing: Filing, found: RuleTerms | None, facts: _Facts) -> ClockInputs:
    legs = [leg for step in found.steps for leg in step.legs] if found else []
    return ClockInputs(
        record_date=filing.record_date,
        record_date_source=filing.date_source,
        modified_on=filing.modified_on,
        folder_closed_on=filing.folder_closed_on,
        events={
            (decide.event_of(leg), leg.match): on
            for leg in legs
            if (on := _happened(leg, filing, facts)) is not None
        },
        fields=filing.metadata,
        steps_done=facts.steps.get((filing.scopes[0], filing.rule), ()),
        year_end=facts.year_end,
        keep_until=filing.keep_until,
    )


def _happened(leg: Leg, filing: Filing, facts: _Facts) -> date | None:
    """When the event happened to the nearest of what the record stands in. Where the rule names a
    field, only an event with the record's own value of it counts; else only one without."""
    name = decide.event_of(leg)
    value = matched(filing.metadata.get(leg.match, "")) if leg.match else ""
    if not name or (leg.match and not value):
        return None
    record, folder, *classes = filing.scopes
    if own := facts.events.get((name, value, record)):
        return own
    # Filed in several folders, it is over when the case of each of them is.
    return when_all(
        next((on for one in (each, *classes) if (on := facts.events.get((name, value, one)))), None)
        for each in (folder, *filing.also_in)
    )


def matched(value: str) -> str:
    """A value as it is compared: without regard to case and spaces around it."""
    return " ".join(value.split()).casefold()[:200]


def explain(actor: Profile, reference: str) -> Explanation:
    """Why the record is kept until when. Raises NotFound where the actor may not see it."""
    return explanation_of(actor, records.record_named(actor, reference))


def explanation_of(actor: Profile, record: "Record") -> Explanation:
    """Why the record is kept until when. Holds are told to those alone who may know of them."""
    nearest = records.filing_of([record])[0]
    [under], [decided] = with_decisions([nearest])
    [filing], found = _settled([under])
    in_force = found.get(filing.rule)
    several = [nearest.rule, *nearest.rules_above] if under.rules_above else []
    beaten = list(dict.fromkeys(code for code in several if code != filing.rule))
    inputs = _inputs(filing, in_force, _facts([filing], found))
    dates = dated(decide.compute(in_force, inputs, rule=filing.rule), decided)
    governed = _governed(in_force)
    held = tuple(HeldBy(one.reference, one.name) for one in holds.known_holds(actor, record))
    return Explanation(
        sentence=decide.explain(
            in_force,
            inputs,
            rule=filing.rule,
            holds=held,
            settled=settled_in_words(beaten, clash_policy())
            + (decided.in_words if decided else "")
            + _also_in(filing, in_force),
            clauses=governed.clauses if governed else (),
        ),
        rule=filing.rule,
        terms=in_force,
        start=decide.start_of(in_force, inputs) if in_force else None,
        due_on=dates.due_on,
        action=dates.action,
        keep_until=filing.keep_until,
        holds=held,
        moments=lived(decide.moments_of(in_force, inputs, held=bool(held)), decided),
        governed=governed,
    )


def _governed(terms: RuleTerms | None) -> Governed | None:
    at = (terms.code, terms.version) if terms else None
    return governing([at]).get(at) if at else None


def _also_in(filing: Filing, terms: RuleTerms | None) -> str:
    """That the clock waits for other folders too, if it waits for folders or for what ends them."""
    waits = (Trigger.FOLDER_CLOSED, Trigger.EVENT, Trigger.SUPERSEDED)
    legs = [leg for step in terms.steps for leg in step.legs] if terms else []
    if not filing.also_in or not any(leg.trigger in waits for leg in legs):
        return ""
    count = len(filing.also_in)
    others = "another folder" if count == 1 else f"{count} other folders"
    return f"; it is filed in {others} too, and waits for each"


def standing_of(record: "Record") -> Standing | None:
    """The step that the record stands at; None where no rule is in force."""
    [filing], found = settled(records.filing_of([record]))
    terms = found.get(filing.rule)
    if terms is None:
        return None
    clock = decide.clock_of(terms, _inputs(filing, terms, _facts([filing], found)))
    following = terms.steps[clock.number + 1 : clock.number + 2]
    return Standing(filing.rule, clock.number, clock.step, following[0] if following else None)


def steps_done(scope: str) -> QuerySet[StepDone]:
    """The steps that were done to a record, in order."""
    return StepDone.objects.filter(scope=scope).order_by("pk")


def events_of(scope: str) -> QuerySet[EventHappened]:
    """The events entered for a record, folder or class, withdrawn ones included."""
    return EventHappened.objects.filter(scope=scope).order_by("-happened_on", "-pk")
