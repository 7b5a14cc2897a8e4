"""How incidents stand: reports for so many staff, breaches in time, what was closed whole (K30)."""

from datetime import date

import pytest
from tests.governance.incidents.happened import breach, closed, decided, hours, reported, told
from tests.holdings.parish import PEOPLE

from muniment.governance.incidents import queries
from muniment.governance.incidents.types import Stage

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def test_nothing_was_reported(parish):
    figures = queries.figures(parish.who("manager"), TODAY)
    in_units = [unit for unit, _, _ in PEOPLE.values() if unit]
    assert (figures.staff, figures.reports, figures.per_thousand) == (len(in_units), 0, 0.0)
    assert figures.stages == ()


def test_reports_are_counted_for_every_thousand_staff_with_near_misses(parish):
    clerk = parish.who("clerk")
    for kind in ("lost", "near_miss", "near_miss"):
        reported(clerk, parish.now, kind=kind)
    reported(clerk, parish.now, unit="LEG")
    whole = queries.figures(parish.who("auditor"), TODAY)
    assert (whole.reports, whole.near_misses, whole.per_thousand) == (4, 2, round(4000 / 3, 1))
    legal = queries.figures(parish.who("auditor"), TODAY, unit="LEG")
    assert (legal.reports, legal.staff) == (1, 1)
    assert queries.figures(clerk, TODAY).reports == 0
    later = queries.figures(parish.who("auditor"), date(2027, 12, 1))
    assert later.reports == 0 and later.open == 4
    assert later.stages[0].stage is Stage.REPORTED and later.stages[0].oldest_days == 375


def test_breaches_in_time_are_counted_of_those_that_are_to_be_notified(parish):
    manager, clerk = parish.who("manager"), parish.who("clerk")
    in_time, late, open_one, not_told, undecided = (
        breach(manager, clerk, parish.now) for _ in range(5)
    )
    for each in (in_time, late, open_one):
        decided(manager, each, parish.now)
    decided(manager, not_told, parish.now, tell=False)
    told(manager, in_time, parish.now)
    assert _breaches(parish) == (1, 1, 3, 0)
    hours(parish, 80)
    told(manager, late, parish.now, late_why="Forgotten.")
    assert undecided and _breaches(parish) == (1, 3, 2, 2)


def _breaches(parish):
    one = queries.figures(parish.who("manager"), parish.now.date(), now=parish.now)
    return one.notified_in_time, one.notifiable, one.running, one.overdue


def test_what_is_closed_has_a_cause_and_a_check(parish):
    closed(parish.who("manager"), parish.who("clerk"), parish.now)
    figures = queries.figures(parish.who("manager"), TODAY)
    assert (figures.closed, figures.closed_whole, figures.open) == (1, 1, 0)
