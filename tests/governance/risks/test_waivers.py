"""Waivers: what is asked for, who decides, and when it ends."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.governance.risks.kept import (
    SOON,
    TODAY,
    asked,
    granted,
    manager_of,
    opened,
    siro,
)
from tests.holdings.parish import codes, events

from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.risks import actions, queries, rules
from muniment.governance.risks.models import Waiver
from muniment.governance.risks.types import WAIVER_TRANSITIONS, OptionDraft, WaiverState


def listed(parish, state="", by="manager", today=TODAY, **narrow):
    found = queries.waivers(parish.who(by), state, today=today, **narrow)
    return [one.reference for one in found]


def decide(parish, one, verb=actions.grant, by="manager", reason="So be it."):
    return verb(parish.who(by), one.reference, reason=reason, now=parish.now)


def test_a_waiver_is_asked_for_with_need_options_control_and_last_day(parish):
    made = asked(parish, policy="Records policy 4.2")
    assert (made.state, made.ends_on, made.asked_by) == (
        WaiverState.ASKED,
        SOON,
        parish.references["clerk"],
    )
    assert queries.options_of(made)[0]["policy"] == "Keeps the rule on checking"
    (event,) = events("risks:waiver:asked")
    assert "scanner" not in event.canonical


def test_every_gap_of_what_is_asked_for_is_told(parish):
    with pytest.raises(Refused) as refusal:
        asked(parish, rule="", unit="", why=" ", control="", ends_on=None, options=())
    assert codes(refusal) == ["rule", "why", "control", "unit", "options", "ends_on"]
    with pytest.raises(Refused) as refusal:
        asked(parish, unit="NONE", risk="RK-NONE", options=(OptionDraft("", "", ""),))
    assert codes(refusal) == [
        *("unit", "risk", "option_words_1", "option_local_need_1", "option_policy_1")
    ]


@pytest.mark.parametrize("days", [0, -1, 366])
def test_its_last_day_is_after_today_and_within_a_year(parish, days):
    with pytest.raises(Refused) as refusal:
        asked(parish, ends_on=TODAY + timedelta(days=days))
    assert codes(refusal) == ["ends_on"]


def test_staff_ask_for_their_own_unit(parish):
    asked(parish, unit="HOU-R")
    with pytest.raises(NotPermitted):
        asked(parish, unit="LEG")
    with pytest.raises(NotPermitted):
        asked(parish, by="admin")


@pytest.mark.parametrize("by", ["manager", "siro", "dro", "local"])
def test_those_grant_it_who_answer_for_the_policy_in_that_unit(parish, by):
    siro(parish)
    manager_of(parish, "local", "HOU")
    one = decide(parish, asked(parish), by=by)
    assert (one.state, one.decided_by) == (WaiverState.GRANTED, parish.references[by])
    (told,) = notices.notices(parish.who("clerk"))
    assert "was granted" in told.words


@pytest.mark.parametrize("by", ["clerk", "owner", "officer", "auditor"])
def test_nobody_else_does(parish, by):
    one = asked(parish, by="manager")
    with pytest.raises((NotPermitted, NotFound)):
        decide(parish, one, by=by)


def test_a_manager_of_another_unit_does_not(parish):
    manager_of(parish, "elsewhere", "LEG")
    with pytest.raises(NotFound):
        decide(parish, asked(parish), by="elsewhere")


def test_who_asks_never_decides(parish):
    one = asked(parish, by="manager")
    for verb in (actions.grant, actions.refuse_waiver):
        with pytest.raises(Refused) as refusal:
            decide(parish, one, verb)
        assert codes(refusal) == ["own"]
    assert decide(parish, one, by="manager2").state == WaiverState.GRANTED


def test_it_is_decided_once_and_with_a_reason(parish):
    one = asked(parish)
    with pytest.raises(Refused) as refusal:
        decide(parish, one, reason="")
    assert codes(refusal) == ["reason"]
    decide(parish, one, actions.refuse_waiver)
    with pytest.raises(Refused) as refusal:
        decide(parish, one)
    assert codes(refusal) == ["refused"]


def test_what_was_asked_for_until_a_day_that_has_passed_is_not_granted(parish):
    one = asked(parish)
    parish.later(days=200)
    with pytest.raises(Refused) as refusal:
        decide(parish, one)
    assert codes(refusal) == ["past"]
    assert decide(parish, one, actions.refuse_waiver).state == WaiverState.REFUSED


def test_it_expires_after_its_last_day(parish):
    one = granted(parish)
    after = SOON + timedelta(days=1)
    assert listed(parish, WaiverState.GRANTED, today=SOON) == [one.reference]
    assert listed(parish, WaiverState.EXPIRED, today=SOON) == []
    assert listed(parish, WaiverState.GRANTED, today=after) == []
    assert listed(parish, WaiverState.EXPIRED, today=after) == [one.reference]
    parish.later(days=200)
    with pytest.raises(Refused) as refusal:
        decide(parish, one, actions.end_waiver)
    assert codes(refusal) == ["expired"]


def test_who_asked_takes_it_back_and_who_grants_ends_it(parish):
    mine, other = asked(parish), granted(parish)
    assert decide(parish, mine, actions.end_waiver, by="clerk").state == WaiverState.ENDED
    decide(parish, other, actions.end_waiver, by="manager2")
    assert "was ended" in notices.notices(parish.who("clerk"))[0].words
    with pytest.raises(NotPermitted):
        decide(parish, granted(parish), actions.end_waiver, by="officer")


def test_waivers_are_seen_where_risks_are(parish):
    one = asked(parish)
    assert listed(parish, by="clerk") == listed(parish, by="auditor") == [one.reference]
    assert listed(parish, by="lawyer") == listed(parish, by="admin") == []
    assert listed(parish, words="scann") == listed(parish, unit="HOU") == [one.reference]
    assert listed(parish, unit="LEG") == listed(parish, words="zebra") == []


def test_what_waits_for_a_decision_is_not_ones_own(parish):
    one = asked(parish, by="manager")
    assert queries.waivers_to_decide(parish.who("manager"), TODAY) == []
    assert queries.waivers_to_decide(parish.who("clerk"), TODAY) == []
    assert queries.waivers_to_decide(parish.who("manager2"), TODAY) == [one]


def test_a_waiver_belongs_to_a_risk(parish):
    risk = opened(parish)
    made = asked(parish, risk=risk.reference)
    assert [one.reference for one in risk.waivers.all()] == [made.reference]


VERBS = {
    "grant": actions.grant,
    "refuse": actions.refuse_waiver,
    "end": actions.end_waiver,
}
AFTER = {"grant": "granted", "refuse": "refused", "end": "ended"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*VERBS, "wait"]),
            st.sampled_from(["clerk", "manager", "manager2"]),
            st.integers(1, 150),
        ),
        max_size=6,
    )
)
def test_whatever_is_tried_a_waiver_goes_only_where_its_table_says(parish, steps):
    parish.now = parish.now.replace(year=2026, month=11, day=21)
    one = asked(parish, by="manager", unit="HOU")
    for what, by, days in steps:
        if what == "wait":
            parish.later(days=days)
            continue
        kept = Waiver.objects.get(pk=one.pk)
        today = parish.now.date()
        before = rules.state_on(WaiverState(kept.state), kept.ends_on, today)
        after = WaiverState(AFTER[what])
        allowed = after in WAIVER_TRANSITIONS.get(before, set())
        able = by == "manager2" or (what == "end" and by == "manager")
        in_time = what != "grant" or kept.ends_on >= today
        try:
            decide(parish, one, VERBS[what], by=by)
            done = True
        except Refused:
            done = False
        assert done == (allowed and able and in_time)
        kept = Waiver.objects.get(pk=one.pk)
        assert kept.decided_by != kept.asked_by
