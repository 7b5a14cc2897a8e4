"""The share of e-mail among the records of units: against their peers, with a named action."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.capture.post import brought_in, letter
from tests.holdings.habits.figures import head_of
from tests.holdings.parish import codes, events

from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.holdings.habits import actions, queries, rules
from muniment.holdings.habits.types import ActionDraft, LimitsDraft
from muniment.holdings.records.models import Record

TODAY = date(2026, 11, 21)
LONG_AGO = datetime(2020, 1, 2, tzinfo=UTC)
SOON = TODAY + timedelta(days=30)


def test_a_unit_is_held_against_the_median_of_the_others():
    counted = {"A": (100, 4), "B": (100, 22), "C": (200, 60), "D": (50, 10), "E": (10, 0)}
    found = {one.unit: one for one in rules.shares(counted, {"A": "Audit"}, least=10)}
    assert (found["A"].name, found["A"].percent, found["A"].median) == ("Audit", 4, 22)
    assert [unit for unit, one in found.items() if one.flagged] == ["A"]
    assert (found["E"].enough, found["B"].median) == (False, 20)


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=2),
        st.integers(1, 200).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    ),
    st.integers(0, 100),
)
def test_only_units_with_enough_records_and_less_than_the_limit_are_flagged(counted, least):
    for one in rules.shares(counted, {}, least=least):
        assert one.flagged == (one.records >= rules.LEAST_RECORDS and one.percent < least)
        assert one.median is None or 0 <= one.median <= 100


def test_the_year_that_is_counted_begins_on_a_day_that_there_is():
    assert rules.a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)


def fill(parish):
    """Housing with a message among twenty records, and Legal with many."""
    manager = parish.who("manager")
    for where, papers, letters in (("HOU", 19, 1), ("LEG", 10, 10)):
        folder = parish.folder(where, title=f"Work {where}")
        for number in range(papers):
            parish.upload(folder, f"{where} {number}".encode(), f"{number}.txt")
        for number in range(letters):
            brought_in(manager, where, letter("Roof", number=f"{where}{number}"))


def test_records_of_the_last_year_that_the_reader_may_see_are_counted(parish):
    fill(parish)
    head_of(parish, "LEG")
    manager = parish.who("manager")
    low, high = queries.shares(manager, TODAY)
    assert (low.unit, low.records, low.mail, low.median, low.flagged) == ("HOU", 20, 1, 50, True)
    assert (high.unit, high.mail, high.flagged) == ("LEG", 10, False)
    assert [one.unit for one in queries.shares(parish.who("head"), TODAY)] == ["LEG"]
    assert queries.shares(parish.who("clerk"), TODAY) == []
    actions.set_limits(manager, LimitsDraft(5, 24, 5), now=parish.now)
    assert not any(one.flagged for one in queries.shares(manager, TODAY))
    Record.objects.update(captured_at=LONG_AGO)
    assert queries.shares(manager, TODAY) == []


def test_an_action_is_told_to_the_person_and_stays_until_it_is_done(parish):
    fill(parish)
    manager, clerk = parish.who("manager"), parish.who("clerk")
    draft = ActionDraft("Show them how to file.", "clerk", SOON)
    made = actions.set_action(manager, "HOU", draft, now=parish.now)
    assert (made.records, made.mail, made.median) == (20, 1, 50)
    assert "Show them how to file." in notices.notices(clerk)[0].words
    assert queries.mine_to_do(clerk).get() == made
    assert not queries.unit_actions(parish.who("lawyer")).exists()
    with pytest.raises(Refused) as again:
        actions.set_action(manager, "HOU", draft, now=parish.now)
    assert codes(again) == ["open"]
    with pytest.raises(NotFound):
        actions.finish_action(parish.who("lawyer"), made.reference, outcome="x", now=parish.now)
    with pytest.raises(Refused) as silent:
        actions.finish_action(clerk, made.reference, outcome=" ", now=parish.now)
    assert codes(silent) == ["outcome"]
    actions.finish_action(clerk, made.reference, outcome="They know now.", now=parish.now)
    assert not queries.mine_to_do(clerk).exists()
    assert len(events("habits:action:finished")) == 1
    assert actions.set_action(manager, "HOU", draft, now=parish.now).done_at is None


def test_an_action_needs_words_a_person_a_day_and_somebody_who_manages(parish):
    manager = parish.who("manager")
    with pytest.raises(Refused) as wrong:
        actions.set_action(manager, "HOU", ActionDraft("", "nobody", None), now=parish.now)
    assert codes(wrong) == ["what", "person", "due_on"]
    with pytest.raises(Refused) as late:
        draft = ActionDraft("w", "clerk", TODAY - timedelta(days=1))
        actions.set_action(manager, "HOU", draft, now=parish.now)
    assert codes(late) == ["due_on"]
    with pytest.raises(NotPermitted):
        actions.set_action(
            parish.who("officer"), "HOU", ActionDraft("w", "clerk", SOON), now=parish.now
        )
