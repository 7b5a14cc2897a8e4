"""Who follows a policy, what falls behind when it changes, and what is told when."""

from datetime import timedelta

import pytest
from tests.governance.policies.written import (
    TEXT,
    TODAY,
    again,
    board,
    consulted,
    drafted,
    fresh,
    published,
)
from tests.holdings.parish import add_person, codes

from muniment.foundation.access.types import Role
from muniment.foundation.audit.rules.canonical import canonical_json
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.policies import actions, queries
from muniment.governance.policies.actions.keeping import digest_of
from muniment.governance.policies.models import Acknowledgement
from muniment.governance.policies.types import Screen


def acknowledge(parish, one, by="clerk", seen=""):
    return actions.acknowledge(parish.who(by), one.reference, seen=seen, now=parish.now)


def kinds(parish, who):
    return [one.kind for one in notices.notices(parish.who(who))]


def test_an_audience_is_a_unit_with_those_below_it_or_a_role_or_everyone(parish):
    for audience, who in (
        (("unit:HOU",), {"clerk", "officer"}),
        (("role:auditor", "unit:LEG"), {"lawyer", "auditor"}),
        (("everyone",), set(parish.references)),
        ((), set()),
    ):
        found = {one.username for one in queries.people_of(audience, TODAY)}
        asked = {
            name
            for name in parish.references
            if queries.is_asked(parish.who(name), audience, TODAY)
        }
        assert asked == who
        assert found >= who


def test_a_person_acknowledges_the_text_that_they_read_once_and_it_is_kept_for_ever(parish):
    made = published(parish, audience=("unit:HOU",))
    assert [one.policy_id for one in queries.to_acknowledge(parish.who("clerk"), TODAY)] == [
        made.pk
    ]
    with pytest.raises(Refused) as refusal:
        acknowledge(parish, made, "lawyer")
    assert codes(refusal) == ["audience"]
    with pytest.raises(Refused) as refusal:
        acknowledge(parish, made, seen="0" * 64)
    assert codes(refusal) == ["changed"]
    first = acknowledge(parish, made, seen=made.in_force.digest)
    with pytest.raises(Refused) as refusal:
        acknowledge(parish, made)
    assert codes(refusal) == ["same"]
    assert queries.to_acknowledge(parish.who("clerk"), TODAY) == []
    again(parish, made, TEXT + "\nMore.\n")
    assert len(queries.to_acknowledge(parish.who("clerk"), TODAY)) == 1
    old = queries.version_named(parish.who("clerk"), fresh(parish, made), "1.0", TODAY)
    [kept] = queries.acknowledgements(old)
    assert (kept.pk, kept.text_digest) == (first.pk, old.digest)


def test_each_acknowledgement_holds_the_digest_of_the_one_before(parish):
    made = published(parish, audience=("everyone",))
    first, second = acknowledge(parish, made), acknowledge(parish, made, "lawyer")
    version = made.in_force
    person = parish.who("lawyer").reference
    said = {
        "document": made.reference,
        "version": "1.0",
        "text": version.digest,
        "person": person,
        "at": parish.now.isoformat(),
        "before": first.digest,
    }
    assert second.digest == digest_of(canonical_json(said))
    assert Acknowledgement.objects.count() == 2


def test_the_report_tells_who_has_and_who_has_not_by_unit(parish):
    made = published(parish, audience=("unit:HOU", "unit:LEG"))
    acknowledge(parish, made)
    version = fresh(parish, made).in_force
    by_unit = {name: (asked, done) for name, asked, done in queries.by_unit(version, TODAY)}
    assert sum(asked for asked, _ in by_unit.values()) == 3
    assert sum(done for _, done in by_unit.values()) == 1
    assert [one.username for one in queries.outstanding(version, TODAY)] == ["lawyer", "officer"]


def test_the_share_counts_versions_that_were_issued_thirty_days_ago(parish):
    made = published(parish, audience=("unit:HOU",))
    acknowledge(parish, made)
    assert queries.figures(parish.who("manager"), parish.now, TODAY).asked == 0
    parish.later(days=30)
    stands = queries.figures(parish.who("manager"), parish.now, civil_date(parish.now))
    assert (stands.asked, stands.acknowledged) == (2, 1)


def test_owners_are_told_of_a_review_ninety_thirty_and_seven_days_before_and_on_the_day(parish):
    published(parish)
    told = []
    for ahead in (91, 90, 89, 30, 29, 7, 1, 0, -1, -30):
        now = parish.now.replace(year=2027) - timedelta(days=ahead)
        before = kinds(parish, "officer").count("policies.review")
        actions.remind(now=now)
        if kinds(parish, "officer").count("policies.review") > before:
            told.append(ahead)
    assert told == [90, 30, 7, 0]


def test_people_are_told_after_fourteen_and_twenty_eight_days_until_they_acknowledge(parish):
    made = published(parish, audience=("unit:HOU",))
    acknowledge(parish, made)
    told = []
    for days in (13, 14, 15, 28, 60):
        actions.remind(now=parish.now + timedelta(days=days))
        told.append(kinds(parish, "officer").count("policies.acknowledge"))
    assert told == [0, 1, 1, 2, 2]
    assert "policies.acknowledge" not in kinds(parish, "clerk")


def test_a_desk_aid_falls_behind_when_its_paragraph_says_something_else(parish):
    made = published(parish)
    aid = published(parish, kind="desk_aid", title="Mail in short", owner="clerk", text="90 days.")
    who = parish.who("manager")
    actions.extract(who, aid.reference, made.reference, "mail", now=parish.now)
    moved = "# New\n\nFirst.\n\n" + TEXT
    version = again(parish, made, moved)
    assert (version.impact["aids"], queries.stale(who, TODAY)) == ([], [])
    version = again(parish, made, moved.replace("90 days", "180 days"))
    assert version.impact["aids"] == [aid.reference]
    [behind] = queries.stale(who, TODAY)
    assert behind.stale_why == "The paragraph says something else."
    assert kinds(parish, "clerk").count("policies.behind") == 1
    actions.confirm_extract(who, aid.reference, made.reference, "mail", now=parish.now)
    assert queries.stale(who, TODAY) == []
    again(parish, made, "# Only this")
    assert queries.stale(who, TODAY)[0].stale_why == "The paragraph is gone."
    with pytest.raises(Refused) as refusal:
        actions.confirm_extract(who, aid.reference, made.reference, "mail", now=parish.now)
    assert codes(refusal) == ["gone"]


def test_a_new_version_of_a_desk_aid_catches_up(parish):
    made = published(parish)
    aid = published(parish, kind="desk_aid", title="Mail in short", text="90 days.")
    actions.extract(parish.who("manager"), aid.reference, made.reference, "2.1", now=parish.now)
    again(parish, made, TEXT.replace("90", "180"))
    again(parish, aid, "180 days.")
    assert queries.stale(parish.who("manager"), TODAY) == []


def test_different_values_for_the_same_name_are_told_as_a_conflict(parish):
    published(parish)
    other = published(
        parish, title="Mail guide", text="Mail goes after {Mailbox  limit = 180 days}."
    )
    [found] = queries.conflicts(parish.who("clerk"), TODAY)
    assert {one.value for one in found.stated} == {"90 days", "180 days"}
    again(parish, other, "Mail goes after {mailbox limit = 90 Days}.")
    assert queries.conflicts(parish.who("clerk"), TODAY) == []


def test_a_policy_that_states_another_period_than_the_schedule_is_told(parish):
    published(parish, text="We keep contracts for {retention SIX = 7 years}.")
    [found] = queries.conflicts(parish.who("clerk"), TODAY)
    assert [one.value for one in found.stated] == ["7 years", "6 years"]


def test_a_policy_on_records_tells_what_it_does_not_say(parish):
    made = drafted(parish, board(parish))
    consulted(parish, made)
    actions.approve(parish.who("owner"), made.reference, now=parish.now)
    actions.publish(parish.who("officer"), made.reference, now=parish.now)
    [(version, missing)] = queries.health(parish.who("manager"), TODAY).incomplete
    assert (version.policy_id, len(missing)) == (made.pk, 5)


def test_anybody_proposes_a_change_and_hears_what_came_of_it(parish):
    made = published(parish)
    clerk = parish.who("clerk")
    said = actions.propose(clerk, made.reference, "It is 30 days.", paragraph="2.1", now=parish.now)
    assert "policies.proposal" in kinds(parish, "officer")
    assert [one.pk for one in queries.proposals_to_answer(parish.who("officer"), TODAY)] == [
        said.pk
    ]
    assert queries.proposals(parish.who("lawyer"), made) == []
    officer = parish.who("officer")
    with pytest.raises(Refused) as refusal:
        actions.answer_proposal(officer, said.reference, "maybe", " ", now=parish.now)
    assert codes(refusal) == ["words", "answer"]
    actions.answer_proposal(officer, said.reference, "accepted", "You are right.", now=parish.now)
    assert "policies.answered" in kinds(parish, "clerk")
    with pytest.raises(Refused) as refusal:
        actions.answer_proposal(officer, said.reference, "rejected", "No.", now=parish.now)
    assert codes(refusal) == ["answered"]


def test_the_right_paragraph_is_shown_at_the_point_of_work_to_the_role_it_is_for(parish):
    made, other = published(parish), published(parish, title="For auditors")
    who = parish.who("manager")
    actions.point(who, made.reference, "title", paragraph="#mail", now=parish.now)
    actions.point(who, other.reference, "title", role=Role.AUDITOR, now=parish.now)
    [shown] = queries.pointed_at(parish.who("clerk"), Screen.TITLE)
    assert (shown.title, shown.paragraph.number) == ("Records policy", "2.1")
    titles = [one.title for one in queries.pointed_at(parish.who("auditor"), Screen.TITLE)]
    assert titles == ["For auditors", "Records policy"]
    assert queries.pointed_at(parish.who("clerk"), Screen.CLOSE) == []
    with pytest.raises(Refused) as refusal:
        actions.point(who, made.reference, "title", paragraph="mail", now=parish.now)
    assert codes(refusal) == ["same"]
    actions.retire(who, made.reference, reason="Old", now=parish.now)
    assert queries.pointed_at(parish.who("clerk"), Screen.TITLE) == []


def test_what_publishing_changes_is_counted_for_its_rules_and_people(parish):
    add_person(parish, "late", "HOU", Role.STAFF)
    made = published(parish, audience=("unit:HOU",))
    actions.link(parish.who("manager"), made.reference, "rule", "SIX", now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.link(parish.who("manager"), made.reference, "rule", "NONE", now=parish.now)
    assert codes(refusal) == ["target"]
    impact = again(parish, made, TEXT + "\nMore.").impact
    assert impact["people"] == 3
    assert [one["rule"] for one in impact["rules"]] == ["SIX"]
