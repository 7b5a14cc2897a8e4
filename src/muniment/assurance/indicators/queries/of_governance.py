"""What is counted of assets, policies, incidents and actions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from muniment.assurance.indicators import rules
from muniment.assurance.indicators.queries.formulas import formula, moments
from muniment.assurance.indicators.queries.of_holdings import people_by_unit
from muniment.assurance.indicators.types import Period, Tally
from muniment.governance.assets import queries as assets
from muniment.governance.assets.models import Asset
from muniment.governance.assets.queries.missing import has_gaps
from muniment.governance.assets.types import AssetState
from muniment.governance.incidents.models import Incident
from muniment.governance.plans.models import Action
from muniment.governance.plans.types import ENDED
from muniment.governance.policies import queries as policies
from muniment.governance.policies.models import Acknowledgement, PolicyVersion
from muniment.governance.policies.types import State

TRIED_WITHIN = 12  # months


def _in_use(good: Q) -> dict[str, Tally]:
    """Of the entries in use of each unit, how many meet a condition."""
    found: dict[str, Tally] = defaultdict(Tally)
    rows = assets.every().exclude(state=AssetState.RETIRED)
    meets = set(rows.filter(good).values_list("pk", flat=True))
    for number, unit in rows.values_list("pk", "unit__reference"):
        found[unit] = found[unit] + Tally(int(number in meets), 1)
    return found


@formula("K12")
def register_complete(period: Period) -> Mapping[str, Tally]:
    """Approved entries that say all that approval asks for."""
    return _in_use(Q(state=AssetState.APPROVED) & ~has_gaps())


@formula("K13")
def reviews_in_date(period: Period) -> Mapping[str, Tally]:
    """Entries whose next review comes after the period."""
    return _in_use(Q(review_on__gt=period.last))


@formula("K14")
def orphans(period: Period) -> Mapping[str, Tally]:
    """Entries for which nobody who works here answers."""
    return _in_use(assets.orphaned())


@formula("K24")
def restoring_tried(period: Period) -> Mapping[str, Tally]:
    """Assets of which restoring was tried with success within a year, of those in a system, or
    vital."""
    since = rules.months_before(period.last, TRIED_WITHIN)
    found: dict[str, Tally] = defaultdict(Tally)
    rows = Asset.objects.exclude(state=AssetState.RETIRED)
    for unit, vital, said in rows.values_list("unit__reference", "vital", "values"):
        if vital or said.get("system") or said.get("kind") == "system":
            tried = _day(said.get("restored_on", ""))
            good = said.get("restored") == "passed" and tried is not None and tried > since
            found[unit] = found[unit] + Tally(int(good), 1)
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@formula("K28")
def acknowledged(period: Period) -> Mapping[str, Tally]:
    """Who acknowledged what is in force, of those who were asked 30 days before the end of the
    period or earlier, by the unit of each person."""
    _, until = moments(period)
    asked_before = until - policies.GRACE
    found: dict[str, Tally] = defaultdict(Tally)
    rows = PolicyVersion.objects.filter(state=State.PUBLISHED, published_at__lte=asked_before)
    for version in rows.exclude(audience=[]):
        done = Acknowledgement.objects.filter(version=version, at__lt=until, person=OuterRef("pk"))
        people = policies.people_of(version.audience, period.last).annotate(done=Exists(done))
        _add(found, people.values_list("unit__reference", "done"))
    return found


def _add(found: dict[str, Tally], rows: Iterable[tuple[str | None, bool]]) -> None:
    counts: dict[tuple[str, bool], int] = defaultdict(int)
    for unit, done in rows:
        counts[unit or "", done] += 1
    for (unit, done), number in counts.items():
        found[unit] = found[unit] + Tally(number if done else 0, number)


@formula("K29")
def documents_in_date(period: Period) -> Mapping[str, Tally]:
    """Documents in force whose next review comes after the period."""
    found: dict[str, Tally] = defaultdict(Tally)
    rows = PolicyVersion.objects.filter(state=State.PUBLISHED)
    for unit, due in rows.values_list("policy__unit__reference", "review_on"):
        found[unit or ""] = found[unit or ""] + Tally(int(bool(due and due > period.last)), 1)
    return found


@formula("K30A")
def reports_per_thousand(period: Period) -> Mapping[str, Tally]:
    """Reports, over every thousand people of the unit."""
    since, until = moments(period)
    rows = Incident.objects.filter(reported_at__gte=since, reported_at__lt=until)
    reports = _grouped(rows, Count("pk"))
    people = people_by_unit()
    return {
        unit: Tally(1000 * reports.get(unit, 0), people.get(unit, 0))
        for unit in {*reports, *people}
    }


@formula("K30B")
def notified_in_time(period: Period) -> Mapping[str, Tally]:
    """Of breaches that were to be notified and whose limit fell into the period, those that the
    regulator was told of within it (UK GDPR art. 33)."""
    since, until = moments(period)
    rows = Incident.objects.filter(
        breach=True, notify=True, limit_at__gte=since, limit_at__lt=until
    )
    every = _grouped(rows, Count("pk"))
    good = _grouped(rows, Count("pk", filter=Q(told_at__lte=F("limit_at"))))
    return {unit: Tally(good[unit], every[unit]) for unit in every}


@formula("K30C")
def closed_with_cause(period: Period) -> Mapping[str, Tally]:
    """Of the incidents closed in the period, those with a cause and a check of the remedy."""
    since, until = moments(period)
    rows = Incident.objects.filter(closed_at__gte=since, closed_at__lt=until)
    every = _grouped(rows, Count("pk"))
    good = _grouped(rows, Count("pk", filter=Q(checked_on__isnull=False) & ~Q(cause="")))
    return {unit: Tally(good[unit], every[unit]) for unit in every}


@formula("K31")
def actions_overdue(period: Period) -> Mapping[str, Tally]:
    """Of the actions that are open, those whose day is not after the period."""
    rows = Action.objects.exclude(stage__in=ENDED)
    every = _grouped(rows, Count("pk"))
    late = _grouped(rows, Count("pk", filter=Q(next_on__lte=period.last)))
    return {unit: Tally(late[unit], every[unit]) for unit in every}


def _grouped(rows: Any, count: Count) -> dict[str, int]:
    groups = rows.order_by().values_list("unit__reference").annotate(n=count)
    return {unit or "": number for unit, number in groups}
