"""What is kept too long: how long, where, why, what it costs, and how it changed."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.coverage import codes_in
from tests.lifecycle.disposal.test_proposing import codes, propose
from tests.lifecycle.holds.test_holds import place
from tests.lifecycle.town import LONG_AGO, RULES, TODAY, add_person, give

from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.models import BacklogCount, ReviewItem
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention.rules import overdue as decide
from muniment.lifecycle.retention.rules.overdue import Age, Volume, Why

YESTERDAY = date(2020, 11, 20)  # of a record that was due yesterday, under six years


def told(town, by="manager") -> Counter:
    """How many records are overdue, by class, age and reason."""
    return Counter(
        {
            (one.file_class, one.age, one.why): one.volume.records
            for one in queries.overdue(town.who(by), now=town.now)
        }
    )


def reasons(town, by="manager") -> Counter:
    found = Counter()
    for one in queries.overdue(town.who(by), now=town.now):
        found[one.why] += one.volume.records
    return found


def test_what_is_past_its_date_is_told_by_class_and_age(town):
    town.file(LONG_AGO, LONG_AGO, YESTERDAY, TODAY, date(2020, 11, 21))
    town.file(date(2020, 1, 1), where="PLA")
    town.file(LONG_AGO, where="HOU/OLD")
    assert told(town) == {
        ("HOU/REP", Age.MORE, Why.UNPROPOSED): 2,
        ("HOU/REP", Age.MONTH, Why.UNPROPOSED): 1,
        ("PLA", Age.YEAR, Why.UNPROPOSED): 1,
    }
    [one] = [one for one in queries.overdue(town.who("manager"), now=town.now) if one.unit == "PLA"]
    assert (one.owner, one.volume.size) == ("class:PLA", len(b"content number 6"))


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(1, 2000))
def test_an_age_is_what_the_arithmetic_of_dates_says(today, days):
    due = today - timedelta(days=days)
    ages = [age for age, first in decide.first_days(today) if due >= first]
    terms = {Age.MONTH: (1, "months"), Age.YEAR: (1, "years"), Age.THREE_YEARS: (3, "years")}
    for age, (count, unit) in terms.items():
        assert (age in ages) == (add_period(due, count, unit) >= today)


def test_each_reason_why_it_is_still_there_is_told(town):
    reviewed, failed, _, held = town.file(*[LONG_AGO] * 4)
    filed, _ = town.file(LONG_AGO, LONG_AGO, where="PLA")
    town.file(LONG_AGO, where="HOU/MIN")
    propose(town, reviewed, failed)
    ReviewItem.objects.filter(record=failed).update(state="failed")
    place(town, records=[held.reference])
    place(town, folders=[filed.folder.reference])
    place(town, classes=["HOU/MIN"])
    assert reasons(town) == {
        **{Why.IN_REVIEW: 1, Why.FAILED: 1, Why.UNPROPOSED: 1},
        Why.ON_HOLD: 4,
    }


def test_a_rule_that_has_run_out_and_a_transfer_are_reasons(town):
    town.file(LONG_AGO)
    town.file(LONG_AGO, where="HOU/MIN")
    ended = [{**RULES[0], "valid_to": "2026-11-20"}]
    retention.import_rules(SETUP, ended, now=town.now - timedelta(days=2))
    assert reasons(town) == {Why.RULE_ENDED: 1, Why.TRANSFER: 1}


def test_holds_are_told_to_those_alone_who_may_know_of_them(town):
    [held] = town.file(LONG_AGO)
    place(town, records=[held.reference])
    assert reasons(town) == {Why.ON_HOLD: 1}
    assert reasons(town, "clerk") == {Why.UNPROPOSED: 1}


def test_nobody_is_told_of_what_they_may_not_see(town):
    town.file(LONG_AGO)
    assert reasons(town, "planner")[Why.UNPROPOSED] == 0
    assert queries.undecided(town.who("planner")) == Volume()
    add_person(town, "runner")
    give(town, "runner", Role.ADMINISTRATOR)
    with pytest.raises(NotPermitted):
        queries.overdue(town.who("runner"), now=town.now)


def test_what_no_rule_dates_is_told_apart(town):
    town.file(LONG_AGO, where="HOU/UND")
    assert queries.undecided(town.who("manager")).records == 1
    assert not told(town)


def test_each_day_is_counted_once_and_shown_to_those_who_may_see_it(town):
    town.file(LONG_AGO, YESTERDAY)
    assert actions.count_backlog(now=town.now) == 2
    assert actions.count_backlog(now=town.now) == 0
    assert queries.backlog_over_time(town.who("manager")) == [
        (TODAY, Volume(2, len(b"content number 1") * 2))
    ]
    assert queries.backlog_over_time(town.who("planner")) == [(TODAY, Volume())]


def test_a_day_on_which_nothing_was_overdue_is_in_the_picture(town):
    actions.count_backlog(now=town.now)
    assert queries.backlog_over_time(town.who("manager")) == [(TODAY, Volume())]


def test_of_each_of_thirteen_months_the_last_day_that_was_counted_is_shown(town):
    days = [TODAY - timedelta(days=back) for back in range(800)]
    days = [day for day in days if (day.year, day.month) != (2026, 3) and day.day != 30]
    BacklogCount.objects.bulk_create(
        BacklogCount(day=day, age=Age.MONTH, records=0, size=0) for day in days
    )
    shown = [day for day, _ in queries.backlog_over_time(town.who("manager"))]
    assert [str(day) for day in shown] == [
        *("2025-11-29", "2025-12-31", "2026-01-31", "2026-02-28", "2026-04-29", "2026-05-31"),
        *("2026-06-29", "2026-07-31", "2026-08-31", "2026-09-29", "2026-10-31", "2026-11-21"),
    ]


def test_lines_add_up_whatever_they_are_added_up_by(town):
    town.file(LONG_AGO, YESTERDAY)
    town.file(LONG_AGO, where="PLA")
    lines = queries.overdue(town.who("manager"), now=town.now)
    for of in (lambda one: one.unit, lambda one: one.age, lambda one: one.why):
        assert sum(volume.records for _, volume in decide.summed(lines, of)) == 3
    assert [name for name, _ in queries.overdue_by_age(lines)] == list(Age)


def test_the_cost_of_storage_is_set_with_what_it_is_made_of(town):
    assert queries.storage_cost() is None
    actions.set_storage_cost(town.who("manager"), Decimal("0.25"), basis="Contract", now=town.now)
    assert queries.storage_cost().rate == Decimal("0.25")
    assert decide.cost_of(3 * 10**9, Decimal("0.25")) == Decimal("0.75")


@pytest.mark.parametrize(
    ("rate", "basis", "expected"),
    [
        ("-1", "Contract", {"cost"}),
        ("NaN", "", {"cost", "basis"}),
        ("100001", "Contract", {"cost"}),
        ("0.00001", "Contract", {"cost"}),
        ("1", "x" * 501, {"basis"}),
        ("0.25", "Contract", {"same"}),
    ],
)
def test_a_cost_that_cannot_be_is_refused_with_every_reason(town, rate, basis, expected):
    actions.set_storage_cost(town.who("manager"), Decimal("0.25"), basis="Contract", now=town.now)
    with pytest.raises(Refused) as refusal:
        actions.set_storage_cost(town.who("manager"), Decimal(rate), basis=basis, now=town.now)
    assert codes(refusal) == expected <= codes_in("retention/rules/overdue.py")
    assert codes_in("retention/rules/overdue.py") == {"cost", "basis", "same"}


def test_only_who_manages_rules_sets_the_cost(town):
    with pytest.raises(NotPermitted):
        actions.set_storage_cost(town.who("clerk"), Decimal(1), basis="x", now=town.now)
