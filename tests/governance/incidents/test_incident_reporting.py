"""Anybody reports, those who handle incidents are told, and nobody else learns of it."""

from datetime import date, timedelta

import pytest
from tests.governance.assets.registered import make, siro
from tests.governance.incidents.happened import breach, reported, triaged
from tests.holdings.parish import PEOPLE, add_person, codes, events

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.incidents import actions, queries
from muniment.governance.incidents.types import ReportDraft, Stage, Want

pytestmark = pytest.mark.django_db


def listed(parish, by, want=Want.OPEN, **narrow):
    rows = queries.incidents(parish.who(by), want, now=parish.now, **narrow)
    return [one.reference for one in rows]


def notices_of(parish, who):
    return [one.words for one in notices.notices(parish.who(who))]


@pytest.mark.parametrize("who", PEOPLE)
def test_anybody_who_works_here_reports(parish, who):
    made = reported(parish.who(who), parish.now, unit="HOU")
    assert made.startswith("IN-")
    assert queries.own_named(parish.who(who), made).stage == Stage.REPORTED


def test_the_unit_is_the_reporters_own_where_none_is_named(parish):
    made = reported(parish.who("lawyer"), parish.now)
    assert queries.own_named(parish.who("lawyer"), made).unit.reference == "LEG"


def test_every_gap_and_fault_of_a_report_is_told_at_once(parish):
    tomorrow = date(2026, 11, 22)
    draft = ReportDraft(" ", "fire", "perhaps", tomorrow, "MOON", "R-00000-00000")
    with pytest.raises(Refused) as refusal:
        actions.report(parish.who("clerk"), draft, now=parish.now)
    wanted = ["what", "kind", "personal_data", "unit", "concerns", "noticed_on"]
    assert codes(refusal) == wanted
    assert not queries.own(parish.who("clerk")).exists()


def test_a_report_names_what_its_reporter_can_see_and_nothing_else(parish):
    folder = parish.folder(title="Rents")
    record = parish.upload(folder, b"rents").record
    asset = make(parish).reference
    made = reported(
        parish.who("clerk"),
        parish.now,
        concerns=f"{record.lower()}, {folder.reference} {asset}",
    )
    one = queries.own_named(parish.who("clerk"), made)
    assert one.concerns == [record, folder.reference, asset]
    for unseen in (record, "R-ZZZZZ-ZZZZZ"):
        with pytest.raises(Refused, match="that you can see"):
            # Administrators open no records.
            reported(parish.who("admin"), parish.now, unit="HOU", concerns=unseen)


def test_those_who_handle_incidents_there_are_told_and_nothing_personal_is_in_it(parish):
    siro(parish)
    made = reported(parish.who("clerk"), parish.now, what="Mrs Penrose’s file is gone.")
    for who in ("manager", "manager2", "siro"):
        assert notices_of(parish, who) == [f"{made} (lost or stolen) was reported. Triage it."]
    assert notices_of(parish, "officer") == []
    assert "Penrose" not in str([one.canonical for one in events("incidents:incident:reported")])


def test_a_reporter_sees_their_own_and_nobody_else_does_but_who_handles_or_audits(parish):
    siro(parish)
    made = reported(parish.who("clerk"), parish.now)
    for who in ("manager", "siro", "auditor"):
        assert listed(parish, who) == [made], who
        assert queries.incident_named(parish.who(who), made).reference == made
    for who in ("clerk", "officer", "owner", "admin", "lawyer"):
        assert listed(parish, who) == [], who
        with pytest.raises(NotFound):
            queries.incident_named(parish.who(who), made)
    assert [one.reference for one in queries.own(parish.who("clerk"))] == [made]
    with pytest.raises(NotFound):
        queries.own_named(parish.who("lawyer"), made)


def test_a_role_reaches_the_incidents_of_its_unit_and_those_below_it(parish):
    add_person(parish, "local", "LEG", Role.STAFF)
    where = {"role": Role.RECORDS_MANAGER, "unit": "HOU"}
    accounts.give_role(SETUP, parish.references["local"], **where, now=parish.now)
    here = reported(parish.who("clerk"), parish.now, unit="HOU-R")
    there = reported(parish.who("clerk"), parish.now, unit="LEG")
    assert listed(parish, "local") == [here]
    assert set(listed(parish, "manager")) == {here, there}
    with pytest.raises(NotFound):
        triaged(parish.who("local"), there, parish.now)
    assert "was reported" in notices_of(parish, "local")[0]
    assert len(notices_of(parish, "local")) == 1


def test_an_auditor_reads_and_does_nothing(parish):
    made = reported(parish.who("clerk"), parish.now)
    with pytest.raises(NotPermitted):
        triaged(parish.who("auditor"), made, parish.now)
    assert queries.incident_named(parish.who("auditor"), made).stage == Stage.REPORTED
    assert events("incidents:incident:triage:refused")


def test_the_register_is_narrowed(parish):
    manager, clerk = parish.who("manager"), parish.who("clerk")
    box = reported(clerk, parish.now)
    miss = reported(clerk, parish.now, kind="near_miss", what="Nearly sent.", unit="LEG")
    letter = breach(manager, clerk, parish.now)
    triaged(manager, box, parish.now)
    assert set(listed(parish, "manager")) == {box, miss, letter}
    assert listed(parish, "manager", unit="LEG") == [miss]
    assert listed(parish, "manager", kind="near_miss") == [miss]
    assert listed(parish, "manager", words="RENT car") == [box]
    assert listed(parish, "manager", words=letter) == [letter]
    assert listed(parish, "manager", stage="reported") == [miss]
    wanted = {
        Want.UNTRIAGED: [miss],
        Want.BREACH: [letter],
        Want.CLOCK: [letter],
        Want.NEAR_MISS: [miss],
        Want.OVERDUE: [],
        Want.CLOSED: [],
    }
    for want, there in wanted.items():
        assert listed(parish, "manager", want) == there, want
    assert set(listed(parish, "manager", Want.MINE)) == {box, letter}
    parish.later(hours=73)
    assert listed(parish, "manager", Want.OVERDUE) == [letter]


def test_a_handler_is_somebody_who_may_handle_it(parish):
    made = reported(parish.who("clerk"), parish.now)
    for handler, code in (("nobody", "handler"), ("", "handler"), ("clerk", "handler")):
        with pytest.raises(Refused) as refusal:
            triaged(parish.who("manager"), made, parish.now, handler=handler)
        assert codes(refusal) == [code]
    one = triaged(parish.who("manager"), made, parish.now, handler="manager2")
    assert one.handler.username == "manager2" and one.stage == Stage.TRIAGED
    assert f"You handle {made} (lost or stolen) from now on." in notices_of(parish, "manager2")


def test_triage_is_said_otherwise_with_a_reason_and_not_for_nothing(parish):
    made = reported(parish.who("clerk"), parish.now)
    triaged(parish.who("manager"), made, parish.now)
    with pytest.raises(Refused) as refusal:
        triaged(parish.who("manager"), made, parish.now, severity="high")
    assert codes(refusal) == ["why"]
    with pytest.raises(Refused) as refusal:
        triaged(parish.who("manager"), made, parish.now, why="Looked again.")
    assert codes(refusal) == ["same"]
    one = triaged(parish.who("manager"), made, parish.now, severity="high", why="More boxes.")
    assert (one.severity, one.stage) == ("high", Stage.TRIAGED)
    assert [step.deed for step in queries.steps(one)] == ["triage", "triage", "report"]


def test_nobody_goes_on_with_what_somebody_else_has_changed(parish):
    made = reported(parish.who("clerk"), parish.now)
    seen = triaged(parish.who("manager"), made, parish.now).version
    triaged(parish.who("manager2"), made, parish.now, severity="high", why="More boxes.")
    with pytest.raises(Refused) as refusal:
        actions.advance(parish.who("manager"), made, "investigate", seen=seen, now=parish.now)
    assert codes(refusal) == ["meanwhile"]
    assert "MANAGER2 has changed it" in str(refusal.value)


def test_whoever_has_left_handles_nothing_and_the_others_are_told(parish):
    made = breach(parish.who("manager"), parish.who("clerk"), parish.now)
    accounts.record_leaver(SETUP, parish.references["manager"], now=parish.later(hours=1))
    actions.watch(now=parish.later(hours=30))
    assert any("24 hours of" in one for one in notices_of(parish, "manager2"))
    assert listed(parish, "manager2", Want.ORPHANED) == [made]
    triaged(
        parish.who("manager2"),
        made,
        parish.now,
        handler="manager2",
        breach=True,
        kind="misdirected",
        why="They have left.",
    )
    assert listed(parish, "manager2", Want.ORPHANED) == []


def test_a_day_that_has_passed_is_kept_as_it_was_said(parish):
    day = (parish.now - timedelta(days=3)).date()
    made = reported(parish.who("clerk"), parish.now, noticed_on=day)
    assert queries.own_named(parish.who("clerk"), made).noticed_on == day
