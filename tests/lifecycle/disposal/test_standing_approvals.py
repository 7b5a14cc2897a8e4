"""Routine papers under a standing approval: destroyed daily, with no decision about each, through
the same guards, and counted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.lifecycle.town import LONG_AGO, TODAY, add_person, days_pass, give

from muniment.foundation.access import actions as people
from muniment.foundation.access.models import RoleHeld
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import Refused
from muniment.foundation.notices.models import Notice
from muniment.holdings.records.models import Record
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal import actions, queries, rules
from muniment.lifecycle.disposal.actions import destroying, routine
from muniment.lifecycle.disposal.models import Certificate, Review, StandingApproval, StandingRun
from muniment.lifecycle.disposal.rules import StandingDraft, StandingFacts
from muniment.lifecycle.disposal.rules.standing import Routine
from muniment.lifecycle.disposal.types import StandingState
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention import queries as retention_queries
from muniment.lifecycle.retention.rules.vital import VitalDraft

DRAFT = StandingDraft(
    title="Repair notes",
    classes=("HOU/REP",),
    rules=("REP-6",),
    reason="Nobody asks for them",
    authority="Policy 7",
    from_on=TODAY,
    until_on=TODAY + timedelta(days=365),
    most_a_day=100,
)


def given(town, **change):
    """A standing approval in force."""
    for code in {*change.get("rules", ("REP-6",))} - retention_queries.routine_codes():
        retention.mark_routine(SETUP, code, reason="Ephemera", now=town.now)
    one = actions.propose_standing(town.who("manager"), replace(DRAFT, **change), now=town.now)
    return actions.approve_standing(town.who("owner"), one.reference, now=town.now)


def codes(refusal):
    return [one.code for one in refusal.value.reasons]


def states(*found):
    return [Record.objects.get(pk=one.pk).state for one in found]


def run(town):
    return actions.destroy_routine(now=town.now)


def test_what_is_due_goes_once_a_day_with_a_certificate_and_one_summary(town):
    old, other = town.file(LONG_AGO, LONG_AGO)
    young, elsewhere = town.file(date(2025, 1, 1))[0], town.file(LONG_AGO, where="PLA")[0]
    one = given(town)
    assert run(town) == 2 and run(town) == 0
    assert states(old, other, young, elsewhere) == ["destroyed"] * 2 + ["declared"] * 2
    [done] = StandingRun.objects.all()
    assert (done.day, done.taken, done.destroyed, done.left_out) == (TODAY, 2, 2, {})
    [told] = AuditEvent.objects.filter(kind="disposal:standing:ran")
    assert told.object_reference == f"standing_approval:{one.reference}"
    body = Certificate.objects.get().body
    names = [person["name"] for person in body["people"]]
    assert names == [one.reference, "MANAGER", "OWNER", "MANAGER"]
    [line] = queries.destroyed(town.who("manager"))
    assert (line.rule, line.records, line.certificates) == ("REP-6", 2, 1)


def test_the_next_day_it_goes_on_and_never_more_than_the_most_of_a_day(town):
    town.file(*[LONG_AGO] * 5)
    given(town, most_a_day=3)
    assert run(town) == 3
    days_pass(town, 1)
    assert run(town) == 2
    assert [one.remaining for one in StandingRun.objects.order_by("day")] == [2, 0]


def test_what_somebody_has_to_decide_about_is_left_out_and_counted(town):
    names = ("gone", "held", "vital", "valued", "filed_twice", "spoken_of", "reviewed")
    found = dict(zip(names, town.file(*[LONG_AGO] * len(names)), strict=True))
    speaks = town.file(date(2026, 1, 1), where="HOU/OLD")[0]
    manager, now = town.who("manager"), town.now
    said = {"name": "Case", "kind": "audit", "reason": "Asked", "authority": "Act"}
    holds.place(SETUP, **said, records=[found["held"].reference], now=now)
    retention.mark_vital(SETUP, found["vital"].reference, VitalDraft("Needed", "Safe"), now=now)
    valued = found["valued"].reference
    retention.mark_of_value(town.who("clerk"), valued, why="A first", now=now)
    place = found["filed_twice"].places.get()
    place.pk, place.is_first, place.folder = None, False, town.folder("PLA")
    place.save()
    Record.objects.filter(pk=speaks.pk).update(title=f"See {found['spoken_of'].reference}")
    search.index([one.pk for one in [*found.values(), speaks]], now=now)
    actions.propose(manager, records=[found["reviewed"].reference], title="T", reason="Up", now=now)
    given(town)
    assert run(town) == 1
    assert states(*found.values()) == ["destroyed"] + ["declared"] * 6
    assert StandingRun.objects.get().left_out == {
        "held": 1,
        "in_review": 1,
        "linked": 2,
        "of_value": 1,
        "vital": 1,
    }
    # What is of value no more goes the next day.
    retention.end_of_value(town.who("clerk"), valued, reason="It is not", now=town.now)
    days_pass(town, 1)
    assert run(town) == 1


def test_what_waits_for_an_event_is_counted_and_kept(town):
    [waits] = town.file(LONG_AGO, where="HOU/CASE")
    one = given(town, classes=("HOU/CASE",), rules=("CASE-1",))
    assert run(town) == 0 and states(waits) == ["declared"]
    assert one.runs.get().left_out == {"open_ended": 1}


BETWEEN = {
    "ended": lambda town, one, found: actions.end_standing(
        town.who("owner"), one.reference, reason="No", now=town.now
    ),
    "held": lambda town, one, found: holds.place(
        SETUP,
        name="Case",
        kind="audit",
        reason="Asked",
        authority="Act",
        records=[found.reference],
        now=town.now,
    ),
    "valued": lambda town, one, found: retention.mark_of_value(
        town.who("clerk"), found.reference, why="Rare", now=town.now
    ),
    "not routine": lambda town, one, found: retention.end_routine(
        SETUP, "REP-6", reason="No", now=town.now
    ),
    "role lost": lambda town, one, found: people.end_role(
        SETUP, RoleHeld.objects.get(person__username="owner", ends_on=None).pk, now=town.now
    ),
}


@pytest.mark.parametrize("what", BETWEEN)
def test_what_happens_after_it_was_taken_still_stops_it(town, what):
    [found] = town.file(LONG_AGO)
    one = given(town)
    review = routine._begin(one.pk, town.now)
    BETWEEN[what](town, one, found)
    destroying.carry_out(review, now=town.now)
    assert states(found) == ["declared"]
    assert run(town) == 0
    assert StandingRun.objects.get().destroyed == 0


def test_it_ends_at_once_by_whoever_decides_there(town):
    town.file(LONG_AGO)
    one = given(town)
    for who, reason in (("clerk", "No"), ("planner", "No"), ("owner", " ")):
        with pytest.raises(Refused):
            actions.end_standing(town.who(who), one.reference, reason=reason, now=town.now)
    actions.end_standing(town.who("owner2"), one.reference, reason="No more", now=town.now)
    assert run(town) == 0
    with pytest.raises(Refused) as refusal:
        actions.end_standing(town.who("owner"), one.reference, reason="Again", now=town.now)
    assert codes(refusal) == ["ended"]


@pytest.mark.parametrize("why", ["rule_gone", "role_lost", "over"])
def test_it_stops_by_itself_and_both_who_gave_it_are_told(town, why):
    [found] = town.file(LONG_AGO)
    one = given(town)
    if why == "rule_gone":
        retention.retire_rule(SETUP, "REP-6", reason="Replaced", now=town.now)
    elif why == "role_lost":
        held = RoleHeld.objects.get(person__username="owner", ends_on=None)
        people.end_role(SETUP, held.pk, now=town.now)
    else:
        StandingApproval.objects.update(from_on=date(2026, 1, 1), until_on=date(2026, 11, 20))
    assert run(town) == 0 and states(found) == ["declared"]
    one.refresh_from_db()
    assert one.state == "ended" and one.end_reason and one.ended_by == "system"
    told = Notice.objects.filter(kind="standing_stopped")
    assert {notice.person.username for notice in told} == {"manager", "owner"}
    assert AuditEvent.objects.filter(kind="disposal:standing:stopped").count() == 1
    assert run(town) == 0 and told.count() == 2


def test_it_is_given_by_two_people_in_different_roles(town):
    retention.mark_routine(SETUP, "REP-6", reason="Ephemera", now=town.now)
    one = actions.propose_standing(town.who("manager"), DRAFT, now=town.now)
    town.file(LONG_AGO)
    assert run(town) == 0
    give(town, "manager", Role.INFORMATION_ASSET_OWNER)
    with pytest.raises(Refused) as refusal:
        actions.approve_standing(town.who("manager"), one.reference, now=town.now)
    assert codes(refusal) == ["own_proposal"]
    for who in ("manager2", "planner", "clerk"):
        with pytest.raises(Refused):
            actions.approve_standing(town.who(who), one.reference, now=town.now)
    add_person(town, "siro")
    give(town, "siro", Role.SIRO)
    with pytest.raises(Refused) as refusal:
        actions.approve_standing(town.who("siro"), one.reference, version=9, now=town.now)
    assert codes(refusal) == ["changed"]
    done = actions.approve_standing(town.who("siro"), one.reference, version=1, now=town.now)
    assert (done.approved_as, done.state) == ("siro", "in_force")
    assert run(town) == 1 and Review.objects.get().stages == ["records_manager", "siro"]


def test_only_those_who_dispose_there_propose_it(town):
    retention.mark_routine(SETUP, "REP-6", reason="Ephemera", now=town.now)
    for who in ("owner", "clerk", "auditor"):
        with pytest.raises(Refused):
            actions.propose_standing(town.who(who), DRAFT, now=town.now)


def test_a_draft_is_refused_for_every_gap():
    wrong = replace(
        DRAFT,
        title="",
        classes=(),
        rules=("X",),
        reason=" ",
        authority="",
        from_on=TODAY - timedelta(days=1),
        until_on=TODAY - timedelta(days=2),
        most_a_day=0,
    )

    def why(draft):
        found = rules.reasons_not_to_propose_standing(draft, routine={"REP-6"}, today=TODAY)
        return [one.code for one in found]

    assert why(DRAFT) == []
    assert why(wrong) == [
        *("title", "reason", "authority", "classes", "not_routine", "most_a_day"),
        *("from_on", "until_on"),
    ]
    assert why(replace(DRAFT, rules=(), until_on=TODAY + timedelta(days=367))) == [
        "rules",
        "too_long",
    ]


def test_every_reason_to_stop_and_to_leave_out_is_told():
    facts = StandingFacts(StandingState.ENDED, "P-1", 2, TODAY, TODAY, ("ANN",), ("X",))
    after = TODAY + timedelta(days=1)
    against = rules.reasons_not_to_approve_standing(facts, "P-1", seen_version=1, today=after)
    assert [one.code for one in against] == [
        *("standing_state", "changed", "own_proposal", "over", "rule_gone", "role_lost")
    ]
    every = rules.reasons_not_routine(Routine(False, True, True, True, True), held=True)
    assert [one.code for one in every] == [
        *("not_standing", "held", "vital", "of_value", "linked", "in_review")
    ]
    assert rules.reasons_not_routine(Routine(True)) == []
    assert rules.counted([every, every[:1]])["not_standing"] == 2
    ended = rules.reasons_not_to_end_standing(StandingState.ENDED, reason="")
    assert [one.code for one in ended] == ["ended", "reason"]


def test_only_a_rule_that_just_destroys_is_routine(town):
    for code, _ in (
        ("KEEP", "not_destroy"),
        ("SHUT-3", "not_destroy"),
        ("MOVE-2", "not_destroy"),
    ):
        with pytest.raises(Refused) as refusal:
            retention.mark_routine(SETUP, code, reason="So", now=town.now)
        assert codes(refusal) == ["not_destroy"]
    retention.mark_routine(SETUP, "REP-6", reason="So", now=town.now)
    with pytest.raises(Refused) as refusal:
        retention.mark_routine(SETUP, "REP-6", reason=" ", now=town.now)
    assert codes(refusal) == ["marked", "reason"]
    with pytest.raises(Refused):
        retention.mark_routine(town.who("clerk"), "CASE-1", reason="So", now=town.now)
    retention.end_routine(town.who("manager"), "REP-6", reason="No", now=town.now)
    with pytest.raises(Refused) as refusal:
        retention.end_routine(town.who("manager"), "REP-6", reason="No", now=town.now)
    assert codes(refusal) == ["not_marked"]
