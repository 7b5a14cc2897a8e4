"""The clock of each record, and why it is kept until when."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from muniment.foundation.access.types import Profile
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import Dates, Filing
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.models import EventHappened
from muniment.lifecycle.retention.queries.schedule import rules, terms_of
from muniment.lifecycle.retention.types import ClockInputs, Explanation, HeldBy, RuleTerms

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record


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
