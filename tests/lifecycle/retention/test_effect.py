"""What a change of a rule would do is told before it is done, and is what it does."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.lifecycle.retention.test_reading_rules import GOOD, lasting
from tests.lifecycle.retention.test_retention_verbs import due_on, work
from tests.lifecycle.town import LONG_AGO, TODAY

from muniment.foundation.kernel.errors import NotPermitted
from muniment.lifecycle.retention import actions, queries, rules

pytestmark = pytest.mark.django_db
DATED = [LONG_AGO, date(2020, 6, 1), date(2021, 1, 1), date(2026, 1, 1)]


def effect(town, draft, **more):
    return queries.effect_of(town.who("manager"), draft, today=TODAY, **more)


@pytest.mark.parametrize("years", [1, 5, 6, 7, 20])
def test_the_figures_are_those_of_the_change_itself(town, years):
    some = town.file(*DATED)
    before = [due_on(one) for one in some]
    told = effect(town, lasting(years))
    assert [due_on(one) for one in some] == before, "nothing is changed by looking"
    actions.save_rule(town.who("manager"), lasting(years), now=town.now)
    work(town)
    after = [due_on(one) for one in some]
    pairs = list(zip(before, after, strict=True))
    assert (told.total, told.looked_at) == (4, 4)
    assert told.earlier == sum(new < old for old, new in pairs)
    assert told.later == sum(new > old for old, new in pairs)
    assert told.overdue == sum(new <= TODAY < old for old, new in pairs)
    assert told.spared == sum(old <= TODAY < new for old, new in pairs)
    moved = max(abs((new - old).days) for old, new in pairs)
    assert max(told.most_days_earlier, told.most_days_later) == moved


def test_what_would_be_done_otherwise_on_the_same_day_is_told(town):
    town.file(*DATED)
    told = effect(town, replace(GOOD, steps=rules.parse("transfer 6 years after record_date")))
    assert (told.same, told.still, told.otherwise) == (0, True, {"destroy transfer": 4})
    told = effect(town, replace(GOOD, steps=rules.parse("sample 1 in 4 7 years after record_date")))
    assert (told.later, told.same, told.otherwise) == (4, 0, {"destroy sample": 4})
    sum_of_both = rules.Effect()
    for _ in range(2):
        sum_of_both.take_in(told)
    assert (sum_of_both.otherwise, sum_of_both.still) == ({"destroy sample": 8}, False)
    assert effect(town, GOOD).otherwise == {}


def test_losing_and_getting_a_date_are_told(town):
    some = town.file(*DATED)
    awaited = replace(GOOD, steps=rules.parse("destroy 6 years after event:contract_ended"))
    assert effect(town, awaited).undated == 4
    actions.save_rule(town.who("manager"), awaited, now=town.now)
    work(town)
    told = effect(town, GOOD)
    assert (told.dated, told.overdue) == (4, 2)
    assert {reference for reference, _, _ in told.examples} == {one.reference for one in some}


def test_a_rule_that_nothing_is_kept_under_moves_nothing(town):
    told = effect(town, replace(GOOD, code="NEW"))
    assert (told.total, told.looked_at, told.same) == (0, 0, 0)


def test_of_many_records_a_share_is_looked_at_and_said(town):
    town.file(*[LONG_AGO + timedelta(days=n) for n in range(25)])
    told = effect(town, lasting(20), most=10)
    assert (told.total, told.looked_at, told.later) == (25, 9, 9)


def test_only_those_who_manage_rules_may_look_and_examples_are_theirs_to_see(town):
    town.file(*DATED)
    for person in ("clerk", "auditor", "admin"):
        with pytest.raises(NotPermitted):
            queries.effect_of(town.who(person), lasting(20), today=TODAY)
