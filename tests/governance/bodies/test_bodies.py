"""Governance bodies: who sits, when they meet, what they decide."""

from datetime import date, timedelta

import pytest
from tests.holdings.parish import codes, events

from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.bodies import actions, queries
from muniment.governance.bodies.types import (
    BodyDraft,
    DecisionDraft,
    MeetingDraft,
    MeetingState,
    Outcome,
    PaperDraft,
    Part,
    Purpose,
)

TODAY = date(2026, 11, 21)
GROUP = BodyDraft("Corporate Information Group", "Brings all strands together.", quorum=2)


@pytest.fixture
def group(parish):
    """A body with a chair, a secretary and somebody who only attends."""
    made = actions.found(parish.who("manager"), GROUP, now=parish.now)
    for name, part in (("owner", "chair"), ("officer", "secretary"), ("auditor", "in_attendance")):
        actions.appoint(parish.who("manager"), made.reference, name, part, now=parish.now)
    return made


def call(parish, group, on=TODAY, by="officer"):
    return actions.call_meeting(parish.who(by), group.reference, MeetingDraft(on), now=parish.now)


def held(parish, group, present=("owner", "officer")):
    meeting = call(parish, group)
    people = [parish.who(name).reference for name in present]
    who = parish.who("officer")
    return actions.hold(
        who, meeting.reference, present=people, minutes="All agreed.", now=parish.now
    )


def test_a_body_is_put_down_with_its_terms_and_every_gap_is_told_at_once(parish):
    with pytest.raises(Refused) as refusal:
        actions.found(parish.who("manager"), BodyDraft(" ", "", "NONE", 0), now=parish.now)
    assert codes(refusal) == ["name", "terms", "unit", "quorum"]
    made = actions.found(parish.who("manager"), GROUP, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.found(
            parish.who("manager"), BodyDraft("corporate information group", "t"), now=parish.now
        )
    assert codes(refusal) == ["name"]
    assert [one.pk for one in queries.bodies(parish.who("clerk"))] == [made.pk]


def test_staff_cannot_make_a_body_and_only_its_chair_and_secretary_keep_it(parish, group):
    with pytest.raises(NotPermitted):
        actions.found(parish.who("clerk"), GROUP, now=parish.now)
    for name in ("clerk", "auditor"):
        with pytest.raises(NotPermitted):
            call(parish, group, by=name)
    assert call(parish, group, by="owner").state == MeetingState.CALLED


def test_a_member_is_told_and_sits_from_day_to_day(parish, group):
    who = parish.who("manager")
    later = TODAY + timedelta(days=30)
    member = actions.appoint(who, group.reference, "clerk", starts_on=later, now=parish.now)
    assert not queries.decides_for(parish.who("clerk"), group, TODAY)
    assert queries.decides_for(parish.who("clerk"), group, later)
    assert any("You sit on" in one.words for one in notices.notices(parish.who("clerk")))
    with pytest.raises(Refused) as refusal:
        actions.appoint(who, group.reference, "clerk", starts_on=later, now=parish.now)
    assert codes(refusal) == ["same"]
    actions.end_membership(who, member.reference, now=parish.now)
    assert not queries.decides_for(parish.who("clerk"), group, later)


def test_who_only_attends_decides_nothing(parish, group):
    assert not queries.decides_for(parish.who("auditor"), group, TODAY)
    assert queries.decides_for(parish.who("owner"), group, TODAY)
    assert [one.part for one in queries.sitting(group, TODAY)].count(Part.ATTENDING) == 1


def test_a_meeting_has_papers_is_held_with_a_quorum_and_decides(parish, group):
    secretary, meeting = parish.who("officer"), call(parish, group)
    paper = PaperDraft("Policy on records", Purpose.DECISION, "policy:PO-00000-00000")
    actions.put_paper(secretary, meeting.reference, paper, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.decide(secretary, meeting.reference, DecisionDraft("Agreed."), now=parish.now)
    assert codes(refusal) == ["called"]
    with pytest.raises(Refused) as refusal:
        few = [secretary.reference, parish.who("auditor").reference, "P-NOBODY"]
        actions.hold(secretary, meeting.reference, present=few, now=parish.now)
    assert codes(refusal) == ["quorum", "present"]
    there = ["officer", parish.who("owner").reference]
    actions.hold(secretary, meeting.reference, present=there, minutes="All agreed.", now=parish.now)
    draft = DecisionDraft("The policy is approved.", Outcome.APPROVED, paper.about)
    made = actions.decide(secretary, meeting.reference, draft, now=parish.now)
    assert queries.approved_by(group, paper.about) == made
    assert queries.decisions(parish.who("clerk"), about=paper.about).get() == made
    assert len(events("bodies:decision:made")) == 1


def test_a_later_decision_takes_the_place_of_an_earlier_one(parish, group):
    meeting = held(parish, group)
    for outcome in (Outcome.APPROVED, Outcome.REFUSED):
        draft = DecisionDraft("So.", outcome, "policy:X")
        actions.decide(parish.who("officer"), meeting.reference, draft, now=parish.now)
    assert queries.approved_by(group, "policy:X") is None


def test_a_meeting_that_was_held_takes_no_more_papers_and_one_to_come_is_not_held(parish, group):
    meeting = held(parish, group)
    with pytest.raises(Refused) as refusal:
        actions.put_paper(
            parish.who("officer"), meeting.reference, PaperDraft("Late"), now=parish.now
        )
    assert codes(refusal) == ["held"]
    coming = call(parish, group, TODAY + timedelta(days=3))
    who = [parish.who(name).reference for name in ("owner", "officer")]
    with pytest.raises(Refused) as refusal:
        actions.hold(parish.who("officer"), coming.reference, present=who, now=parish.now)
    assert codes(refusal) == ["on"]
    assert queries.to_come(parish.who("owner"), TODAY) == [coming]
    actions.cancel(parish.who("officer"), coming.reference, reason="Snow", now=parish.now)
    assert queries.to_come(parish.who("owner"), TODAY) == []


def test_a_body_that_is_closed_keeps_what_it_decided_and_does_no_more(parish, group):
    group = actions.close(parish.who("manager"), group.reference, reason="Merged", now=parish.now)
    with pytest.raises(Refused) as refusal:
        call(parish, group)
    assert codes(refusal) == ["closed"]
    assert not queries.decides_for(parish.who("owner"), group, TODAY)
    assert list(queries.bodies(parish.who("clerk"))) == []
    assert queries.bodies(parish.who("clerk"), closed=True).get() == group


def test_what_is_said_of_a_body_is_changed_and_the_same_is_refused(parish, group):
    changed = BodyDraft("Information Board", "Other terms.", "HOU", 1)
    actions.change(parish.who("manager"), group.reference, changed, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.change(parish.who("manager"), group.reference, changed, now=parish.now)
    assert codes(refusal) == ["same"]
