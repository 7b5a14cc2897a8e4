"""Dates that are computed again go on where a dead worker stopped, and say how far they are."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from tests.lifecycle.retention.test_reading_rules import GOOD, lasting
from tests.lifecycle.retention.test_retention_verbs import due_on, work
from tests.lifecycle.town import LONG_AGO

from muniment.foundation.jobs.actions import run_next
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.records import queries as records
from muniment.holdings.records.models import Record
from muniment.lifecycle.retention import actions, queries, rules
from muniment.lifecycle.retention.actions import recalculating
from muniment.lifecycle.retention.models import Disposition, Recalculation
from muniment.lifecycle.retention.rules.clashing import Policy
from muniment.lifecycle.retention.types.dispositions import Apart

RULE = {"rule": "REP-6"}


class Killed(BaseException):
    """The worker died."""


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(recalculating, "CHUNK", 2)
    monkeypatch.setattr(recalculating, "TOGETHER", 2)


def dying(after):
    """Progress that is the end of the worker once it has told of this many records."""

    def tell(done, total):
        if done >= after:
            raise Killed

    return tell


def lengthen(town, years):
    actions.save_rule(town.who("manager"), lasting(years), now=town.now)


def test_a_worker_that_takes_over_goes_on_where_the_dead_one_stopped(town, small_chunks):
    some = town.file(*[LONG_AGO] * 6)
    lengthen(town, 9)
    with pytest.raises(Killed):
        actions.recalculate(**RULE, progress=dying(4))
    told = []
    assert actions.recalculate(**RULE, progress=lambda done, total: told.append((done, total))) == 6
    assert told == [(6, 6)], "the first four are not computed again"
    assert {due_on(one) for one in some} == {date(2019, 3, 15)}
    assert Recalculation.objects.get(key="rule:REP-6").last == 0


def test_what_changes_meanwhile_makes_it_begin_again(town, small_chunks):
    some = town.file(*[LONG_AGO] * 6)
    lengthen(town, 9)

    def change_once(done, total):
        if done == 4 and queries.rule_in_force("REP-6").steps[0].legs[0].period.count == 9:
            lengthen(town, 12)

    actions.recalculate(**RULE, progress=change_once)
    assert {due_on(one) for one in some} == {date(2022, 3, 15)}


def test_what_changes_after_a_death_is_computed_from_the_first_record(town, small_chunks):
    some = town.file(*[LONG_AGO] * 4)
    lengthen(town, 9)
    with pytest.raises(Killed):
        actions.recalculate(**RULE, progress=dying(2))
    lengthen(town, 12)
    actions.recalculate(**RULE)
    assert {due_on(one) for one in some} == {date(2022, 3, 15)}


def _mixed(town):
    """Records alike and not: dates of two days, one kept longer, one under a decision of its own,
    some under a rule that waits for an event, some in a folder that is closed."""
    some = town.file(*[LONG_AGO, date(2020, 6, 1)] * 3)
    cases = town.file(LONG_AGO, date(2020, 6, 1), where="HOU/CASE")
    happened = {"name": "case_closed", "on": date(2025, 1, 31)}
    actions.record_event(town.who("manager"), cases[1].reference, **happened, now=town.now)
    kept = {"keep_until": date(2090, 1, 1), "keep_reason": "Asked for"}
    Record.objects.filter(pk=some[0].pk).update(**kept)
    Disposition.objects.create(
        scope=some[1].reference,
        kind=Apart.RULE,
        rule="SHUT-3",
        reason="Of its own",
        set_by="x",
        set_at=town.now,
    )
    Record.objects.update(due_on=date(1999, 1, 1), due_action="review")
    return [*some, *cases]


@pytest.mark.parametrize("policy", Policy)
def test_what_is_dated_together_is_dated_as_each_is_by_itself(town, policy, small_chunks):
    mixed = _mixed(town)
    if policy is not queries.clash_policy():
        actions.set_policy(town.who("manager"), policy, now=town.now)
    assert actions.recalculate(file_class="HOU") == len(mixed)
    rows = list(Record.objects.filter(pk__in=[one.pk for one in mixed]).order_by("pk"))
    alone = [queries.clock(records.filing_of([one]))[0] for one in rows]
    assert [(one.rule, one.due_on, one.due_action) for one in rows] == [
        (one.rule, one.due_on, one.action) for one in alone
    ]
    assert len({one.due_on for one in rows}) >= 4, "and they do differ"


@pytest.fixture
def in_halves(committed_town, monkeypatch, small_chunks):
    """A town whose records are gone through in two halves at once, where two may write."""
    if connection.vendor == "sqlite":
        pytest.skip("one at a time writes to SQLite, so that nothing is halved")
    monkeypatch.setattr(recalculating, "ALONE", 1)
    return committed_town


def marks():
    found = Recalculation.objects.filter(key__startswith="rule:REP-6")
    return {one.key: (one.last, one.until) for one in found}


def test_two_halves_at_once_date_every_record(in_halves):
    some = in_halves.file(*[LONG_AGO] * 7)
    lengthen(in_halves, 9)
    told = []
    assert actions.recalculate(**RULE, progress=lambda *one: told.append(one)) == 7
    assert {due_on(one) for one in some} == {date(2019, 3, 15)}
    assert max(told) == (7, 7)
    assert marks() == {"rule:REP-6": (0, 0)}


def test_two_halves_that_were_killed_are_gone_on_with(in_halves):
    some = in_halves.file(*[LONG_AGO] * 9)
    lengthen(in_halves, 9)
    with pytest.raises(Killed):
        actions.recalculate(**RULE, progress=dying(1))
    (lower, until), (upper, _) = marks()["rule:REP-6"], marks()["rule:REP-6 upper"]
    assert 0 < lower <= until <= upper
    assert actions.recalculate(**RULE) == 9
    assert {due_on(one) for one in some} == {date(2019, 3, 15)}
    assert marks() == {"rule:REP-6": (0, 0)}


def test_what_changes_meanwhile_is_gone_through_from_the_first_record_as_one(in_halves):
    some = in_halves.file(*[LONG_AGO] * 9)
    lengthen(in_halves, 9)

    def change_once(done, total):
        if queries.rule_in_force("REP-6").steps[0].legs[0].period.count == 9:
            lengthen(in_halves, 12)

    assert actions.recalculate(**RULE, progress=change_once) == 9
    assert {due_on(one) for one in some} == {date(2022, 3, 15)}
    assert marks() == {"rule:REP-6": (0, 0)}


def test_a_half_that_fails_ends_the_other_and_both_are_gone_on_with(in_halves, monkeypatch):
    some = in_halves.file(*[LONG_AGO] * 9)
    lengthen(in_halves, 9)
    plain = recalculating.reached.move

    def move(mark, numbers):
        if mark.key.endswith(recalculating.reached.UPPER):
            raise OSError("the database is gone")
        return plain(mark, numbers)

    with monkeypatch.context() as broken, pytest.raises(OSError, match="is gone"):
        broken.setattr(recalculating.reached, "move", move)
        actions.recalculate(**RULE)
    actions.recalculate(**RULE)
    assert {due_on(one) for one in some} == {date(2019, 3, 15)}


def test_work_on_a_rule_is_told_until_it_is_done(town):
    town.file(LONG_AGO)
    work(town)
    assert queries.recalculating(town.who("clerk"), "REP-6") is None
    lengthen(town, 9)
    assert queries.recalculating(town.who("clerk"), "REP-6").state == "queued"
    work(town)
    assert queries.recalculating(town.who("clerk"), "REP-6") is None


def test_a_look_at_every_record_finds_what_a_look_at_once_does(town):
    town.file(LONG_AGO, date(2020, 6, 1))
    work(town)
    draft = lasting(20)
    number = actions.look_later(town.who("manager"), draft, now=town.now)
    run_next(clock=lambda: town.now)
    found = queries.looked(town.who("manager"), number)
    today = town.now.date()
    told = queries.effect_of(town.who("manager"), draft, today=today)
    assert found.state == "done" and found.result["later"] == told.later == 2
    assert [one[0] for one in found.result["examples"]] == [one[0] for one in told.examples]
    with pytest.raises(NotFound):
        queries.looked(town.who("manager2"), number)


def test_a_look_at_what_cannot_be_saved_or_by_who_may_not_is_refused(town):
    with pytest.raises(Refused):
        actions.look_later(town.who("manager"), replace(GOOD, steps=()), now=town.now)
    with pytest.raises(NotPermitted):
        actions.look_later(town.who("clerk"), GOOD, now=town.now)
    assert rules.reasons_not_to_publish(replace(GOOD, steps=()), today=town.now.date())
