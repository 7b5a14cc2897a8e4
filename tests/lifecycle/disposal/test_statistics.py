"""What was destroyed, added up: for those who oversee it and for anybody who asks."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.lifecycle.disposal.test_destroying import executing
from tests.lifecycle.retention.test_reading_rules import GOOD
from tests.lifecycle.town import LONG_AGO, NOW, give

from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.errors import NotPermitted
from muniment.holdings.records.models import Record
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.retention import actions as retention


@pytest.fixture
def gone(town):
    """Two records destroyed under one rule and one under another; one more is kept."""
    town.file(date(2025, 1, 1))
    [one, other] = town.file(LONG_AGO, LONG_AGO, data=None)
    review = executing(town, one, other)
    actions.carry_out(review.pk, now=town.now)
    return town


def told(found):
    return [(one.year, one.rule, one.records, one.files) for one in found]


def test_what_was_destroyed_is_counted_by_year_and_rule(gone):
    [line] = queries.destroyed(gone.who("manager"))
    assert (line.year, line.rule, line.records, line.files) == (2026, "REP-6", 2, 2)
    assert line.size == sum(Record.objects.filter(state="destroyed").values_list("size", flat=True))
    assert (line.title, line.authority) == ("Repairs", "Limitation Act 1980 s.5")
    assert line.certificates == 1
    assert told(queries.destroyed_in_all()) == told([line])


def test_a_rule_that_says_something_else_since_leaves_what_was_destroyed_as_it_was(gone):
    retention.save_rule(SETUP, replace(GOOD, code="REP-6", title="Other", authority="New"), now=NOW)
    [line] = queries.destroyed_in_all()
    assert (line.title, line.authority) == ("Repairs", "Limitation Act 1980 s.5")
    last = Record.objects.filter(state="destroyed").order_by("pk").last()
    Record.objects.filter(pk=last.pk).update(rule_version=2)
    lines = queries.destroyed(gone.who("manager"))
    assert [(one.title, one.authority, one.records) for one in lines] == [
        ("Other", "New", 1),
        ("Repairs", "Limitation Act 1980 s.5", 1),
    ]


def test_what_was_destroyed_is_counted_by_the_unit_that_answers_for_it(gone):
    planning = gone.file(LONG_AGO, where="PLA", data=None)
    give(gone, "owner", Role.INFORMATION_ASSET_OWNER, file_class="PLA")
    review = executing(gone, *planning)
    actions.carry_out(review.pk, now=gone.now)
    lines = queries.destroyed_by_unit(gone.who("manager"))
    found = [(one.year, one.unit, one.name, one.records, one.certificates) for one in lines]
    assert found == [(2026, "HOU", "Housing", 2, 1), (2026, "PLA", "Planning", 1, 1)]
    assert sum(one.size for one in lines) == sum(
        Record.objects.filter(state="destroyed").values_list("size", flat=True)
    )
    assert [one.unit for one in queries.destroyed_by_unit(gone.who("owner2"))] == ["HOU"]
    with pytest.raises(NotPermitted):
        queries.destroyed_by_unit(gone.who("clerk"))


def test_a_year_begins_in_civil_time(gone):
    first, second = Record.objects.filter(state="destroyed").order_by("pk")
    stamps = {first: datetime(2025, 12, 31, 23, 59, tzinfo=UTC)}
    stamps[second] = datetime(2025, 6, 30, 23, 30, tzinfo=UTC)  # 1 July by the clock of the body
    for one, at in stamps.items():
        Record.objects.filter(pk=one.pk).update(destroyed_at=at)
    assert told(queries.destroyed(gone.who("manager"))) == [(2025, "REP-6", 2, 2)]
    Record.objects.filter(pk=first.pk).update(destroyed_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert [one[0] for one in told(queries.destroyed(gone.who("manager")))] == [2026, 2025]


def test_only_what_one_has_to_do_with_is_counted(gone):
    assert told(queries.destroyed(gone.who("owner"))) == [(2026, "REP-6", 2, 2)]
    assert queries.destroyed(gone.who("planner")) == []
    with pytest.raises(NotPermitted):
        queries.destroyed(gone.who("clerk"))


def test_where_nothing_was_destroyed_there_is_nothing_to_tell(town):
    assert queries.destroyed(town.who("manager")) == []
    assert queries.destroyed_in_all() == []
