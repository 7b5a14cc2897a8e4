"""Risks rolled up to the senior information risk owner, and who is told what comes round."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.governance.risks.kept import (
    SOON,
    TODAY,
    accepted,
    asked,
    granted,
    make,
    opened,
    scored,
    siro,
)

from muniment.foundation.notices import queries as notices
from muniment.governance.risks import actions, queries
from muniment.governance.risks.types import Mark, WaiverState, Want


@pytest.fixture(autouse=True)
def a_siro(parish):
    siro(parish)


def said(parish, who, kind):
    return [one.words for one in notices.notices(parish.who(who)) if one.kind == kind]


def test_the_heat_map_has_every_cell_and_counts_open_risks(parish):
    opened(parish)
    opened(parish, title="Other")
    opened(parish, title="Low", current_likelihood="1", current_impact="1")
    make(parish, title="Draft")
    found = queries.heat_map(parish.who("siro"), TODAY)
    assert len(found) == 25
    assert (found[Mark(3, 4)], found[Mark(1, 1)], sum(found.values())) == (2, 1, 3)


POINTS = st.integers(1, 5)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(POINTS, POINTS, st.sampled_from(["HOU", "HOU-R", "LEG"]), st.booleans()),
        max_size=5,
    ),
    st.sampled_from(["", "HOU", "LEG"]),
)
def test_the_heat_map_sums_to_the_open_risks_of_the_unit(parish, some, unit):
    full = {"inherent_likelihood": "5", "inherent_impact": "5"}
    for likelihood, impact, where, opens in some:
        scores = {"current_likelihood": str(likelihood), "current_impact": str(impact)}
        (opened if opens else make)(parish, unit=where, **full, **scores)
    actor = parish.who("siro")
    figures = queries.figures(actor, TODAY, unit=unit)
    found = queries.heat_map(actor, TODAY, unit=unit)
    assert sum(found.values()) == figures.open
    over = queries.risks(actor, Want.OVER, today=TODAY)
    assert figures.over <= figures.open and (unit or figures.over == over.count())


def test_a_unit_is_rolled_up_with_those_below_it(parish):
    for unit in ("HOU", "HOU-R", "LEG"):
        opened(parish, unit=unit, title=unit)
    actor = parish.who("siro")
    assert queries.figures(actor, TODAY, unit="HOU").open == 2
    assert queries.figures(actor, TODAY).open == 3
    assert queries.figures(parish.who("lawyer"), TODAY).open == 1


def test_the_highest_come_first(parish):
    opened(parish, title="Middle")
    opened(parish, title="Low", current_likelihood="1")
    opened(parish, title="High", current_likelihood="4", inherent_impact="5")
    found = queries.top(parish.who("siro"), TODAY, most=2)
    assert [one.title for one in found] == ["High", "Middle"]


def test_what_moved_since_a_day_is_told_by_how_much(parish):
    one, same = opened(parish, title="Moves"), opened(parish, title="Stays")
    parish.later(days=10)
    scored(parish, one, 4, 4)
    new = opened(parish, title="New")
    actor, today = parish.who("siro"), parish.now.date()
    found = queries.moved(actor, TODAY, today)
    assert [(each.reference, each.before, each.after, each.by) for each in found] == [
        (new.reference, None, 12, 12),
        (one.reference, 12, 16, 4),
    ]
    assert same.reference not in [each.reference for each in found]
    assert queries.moved(actor, today, today) == []


def test_figures_count_what_their_lists_show(parish):
    stale, live = opened(parish, title="Stale"), opened(parish, title="Live")
    accepted(parish, stale)
    accepted(parish, live, expires_on=TODAY + timedelta(days=20))
    scored(parish, stale, 4, 4)
    asked(parish)
    granted(parish, ends_on=TODAY + timedelta(days=20))
    granted(parish, ends_on=SOON)
    actor = parish.who("siro")
    found = queries.figures(actor, TODAY)
    assert (found.open, found.over, found.accepted, found.stale) == (2, 2, 1, 1)
    assert (found.expiring, found.waivers, found.waivers_asked) == (1, 2, 1)
    assert (found.waivers_expiring, found.waivers_expired) == (1, 0)
    assert [one.risk for one in queries.expiring(actor, TODAY)] == [live]
    assert [one.risk for one in queries.lapsed_acceptances(actor, TODAY)] == [stale]
    later = queries.figures(actor, SOON + timedelta(days=1))
    assert (later.due, later.waivers, later.waivers_expired, later.stale) == (2, 0, 2, 2)
    gone = queries.waivers(actor, WaiverState.EXPIRED, today=SOON + timedelta(days=1))
    assert gone.count() == later.waivers_expired


def test_the_report_for_the_board_says_what_the_reader_may_see(parish):
    one = opened(parish, title="Merged *letters* #1 まる")
    opened(parish, title="Of another unit", unit="LEG")
    accepted(parish, one, expires_on=TODAY + timedelta(days=20))
    granted(parish, ends_on=TODAY + timedelta(days=20))
    since = TODAY - timedelta(days=91)
    found = queries.report(parish.who("siro"), TODAY, since=since, unit="HOU")
    assert [each["title"] for each in found["top"]] == [one.title]
    assert {each["label"]: each["count"] for each in found["figures"]}["Over appetite"] == 1
    assert sum(cell["count"] for row in found["heat"]["rows"] for cell in row["cells"]) == 1
    assert [each["words"] for each in found["moved"]] == ["new, at 12"]
    assert len(found["decisions"]) == 2
    narrow = queries.report(parish.who("lawyer"), TODAY, since=since)
    assert [each["title"] for each in narrow["top"]] == ["Of another unit"]
    assert queries.report_pdf(parish.who("siro"), TODAY, since=since).startswith(b"%PDF")


@pytest.mark.parametrize("since", [date.min, date.max])
def test_movement_is_told_since_any_day(parish, since):
    opened(parish)
    assert len(queries.moved(parish.who("siro"), since, TODAY)) == (since is date.min)


# ---------------------------------------------------------------- what people are told


def run(parish, day):
    parish.later(days=(day - parish.now.date()).days)
    return actions.remind(now=parish.now)


def test_owners_are_told_of_reviews_thirty_and_seven_days_before_and_on_the_day(parish):
    opened(parish, title="Merged letters")
    due = date(2027, 3, 31)
    counted = [run(parish, due - timedelta(days=left)) for left in (31, 30, 29, 7, 6, 0, -3)]
    assert counted == [None, 1, None, 1, None, 1, None]
    words = said(parish, "owner", "risks.review")
    assert words[-1] == "The review of the risk “Merged letters” is due on 31 March 2027."


def test_who_accepted_and_the_owner_are_told_before_it_ends(parish):
    accepted(parish, opened(parish, review_on="2027-10-31"))
    counted = [run(parish, SOON - timedelta(days=left)) for left in (31, 30, 7, 0, -1)]
    assert counted == [None, 2, 2, 2, None]
    assert len(said(parish, "siro", "risks.acceptance")) == 3


def test_who_asked_for_a_waiver_and_who_granted_it_are_told_before_it_ends(parish):
    granted(parish)
    asked(parish)
    counted = [run(parish, SOON - timedelta(days=left)) for left in (31, 30, 7, 0, -1, -40)]
    assert counted == [None, 2, 2, 2, None, None]
    assert len(said(parish, "manager", "risks.waiver")) == 3


def test_what_was_missed_is_told_once_at_the_last_stage(parish):
    granted(parish)
    assert run(parish, SOON + timedelta(days=2)) == 2
    assert "ended on 31 March 2027" in said(parish, "manager", "risks.waiver")[0]
