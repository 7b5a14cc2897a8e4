"""What is due, by class, unit and owner, with what there is to know of each record."""

from datetime import date, timedelta

import pytest
from tests.lifecycle.town import LONG_AGO, TODAY, add_person, give

from muniment.foundation.access.types import Role
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.records.models import Record
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.holds import actions as holds


def lines(town, who="manager", **narrowed):
    rows = queries.due(town.who(who), TODAY, **narrowed, now=town.now)
    return queries.due_lines(town.who(who), list(rows), now=town.now)


def test_each_line_says_why_since_when_and_whose_it_is(town):
    [one] = town.file(LONG_AGO)
    [line] = lines(town)
    assert line.record == one and line.rule_title == "Repairs"
    assert line.days_overdue == (TODAY - date(2016, 3, 15)).days
    assert (line.owner_scope, line.owners) == ("class:HOU", ("OWNER", "OWNER2"))
    assert not line.on_hold and not line.review


def test_what_falls_due_later_is_not_overdue(town):
    town.file(TODAY)
    ahead = TODAY + timedelta(days=3650)
    [one] = queries.due(town.who("manager"), ahead, now=town.now)
    assert queries.due_lines(town.who("manager"), [one], now=town.now)[0].days_overdue == 0


def test_it_narrows_to_whoever_is_the_nearest_owner_and_to_what_nobody_owns(town):
    [repair], [plan_], [orphan] = (
        town.file(LONG_AGO, where=at) for at in ("HOU/REP", "PLA", "ORP")
    )
    found = {who: [one.record for one in lines(town, owner=who)] for who in ("owner", "planner")}
    assert found == {"owner": [repair], "planner": [plan_]}
    assert [one.record for one in lines(town, owner=queries.NOBODY)] == [orphan]
    # Whoever owns a class below takes it from the owner above.
    add_person(town, "nearer")
    give(town, "nearer", Role.INFORMATION_ASSET_OWNER, file_class="HOU/REP")
    assert lines(town, owner="owner") == [] and len(lines(town, owner="nearer")) == 1
    assert lines(town, owner="planner", file_class="HOU") == []
    with pytest.raises(NotFound):
        lines(town, owner="nobody.here")


def test_holds_and_reviews_are_told_to_those_alone_who_may_know(town):
    held, proposed = town.file(LONG_AGO, LONG_AGO)
    made = actions.propose(
        town.who("manager"), records=[proposed.reference], title="T", reason="Up", now=town.now
    )
    said = {"name": "Case", "kind": "litigation", "reason": "Sued", "authority": "Legal"}
    holds.place(town.who("manager"), **said, records=[held.reference], now=town.now)
    told = {one.record.pk: (one.on_hold, one.review) for one in lines(town)}
    assert told == {held.pk: (True, ""), proposed.pk: (False, made.reviews[0])}
    assert {(one.on_hold, one.review) for one in lines(town, "clerk")} == {(False, "")}
    # An owner elsewhere sees that both are due, and no review that they could not open.
    give(town, "planner", Role.STAFF)
    assert [one.review for one in lines(town, "planner")] == ["", ""]


def test_a_page_of_lines_asks_as_often_as_one_line(town, django_assert_max_num_queries):
    town.file(*[LONG_AGO] * 12)
    rows = list(Record.objects.all())
    manager = town.who("manager")
    with django_assert_max_num_queries(12):
        queries.due_lines(manager, rows, now=town.now)
