"""A document from its first draft to its end: who writes, who comments, who approves, and that
both versions stay readable."""

import json
from datetime import date

import pytest
from tests.governance.policies.written import (
    SOON,
    TEXT,
    TODAY,
    again,
    board,
    consulted,
    drafted,
    fresh,
    published,
)
from tests.holdings.parish import codes, events

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.bodies import actions as bodies
from muniment.governance.bodies.types import DecisionDraft, MeetingDraft
from muniment.governance.policies import actions, queries
from muniment.governance.policies.types import PolicyDraft, State


def numbers(parish, one, by="manager"):
    found = queries.versions(parish.who(by), fresh(parish, one, by), TODAY)
    return [(each.number, each.state) for each in found]


def test_every_gap_and_fault_of_a_new_document_is_told_at_once(parish):
    draft = PolicyDraft("poem", " ", "ghost", unit="NONE", audience=("unit:NONE",), review_months=0)
    with pytest.raises(Refused) as refusal:
        actions.make(parish.who("manager"), draft, "", now=parish.now)
    wanted = ["kind", "title", "review_months", "owner", "unit", "audience", "text"]
    assert codes(refusal) == wanted
    with pytest.raises(Refused) as refusal:
        actions.make(
            parish.who("manager"), PolicyDraft("policy", "P", "officer"), "x", now=parish.now
        )
    assert codes(refusal) == ["body"]


def test_a_draft_is_for_its_owner_and_those_who_keep_documents_alone(parish):
    made = drafted(parish)
    for name in ("officer", "manager", "manager2"):
        assert numbers(parish, made, name) == [("1.0", State.DRAFT)]
    for name in ("clerk", "auditor", "lawyer"):
        with pytest.raises(NotFound):
            fresh(parish, made, name)
    with pytest.raises(NotPermitted):
        actions.make(parish.who("clerk"), PolicyDraft("guide", "G", "clerk"), "x", now=parish.now)
    assert [one.kind for one in notices.notices(parish.who("officer"))] == ["policies.owner"]


def test_all_staff_comment_and_every_comment_is_answered_before_approval(parish):
    made = drafted(parish, board(parish))
    with pytest.raises(Refused) as refusal:
        actions.consult(parish.who("officer"), made.reference, until=None, now=parish.now)
    assert codes(refusal) == ["until"]
    actions.consult(parish.who("officer"), made.reference, until=SOON, now=parish.now)
    said = actions.comment(
        parish.who("clerk"), made.reference, "Why 90?", paragraph="mail", now=parish.now
    )
    assert said.paragraph == "2.1"
    with pytest.raises(Refused) as refusal:
        actions.write(parish.who("officer"), made.reference, "New", now=parish.now)
    assert codes(refusal) == ["consulting"]
    actions.end_consultation(parish.who("officer"), made.reference, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.approve(parish.who("owner"), made.reference, now=parish.now)
    assert codes(refusal) == ["comments"]
    actions.answer_comment(
        parish.who("officer"), said.reference, "The law asks it.", now=parish.now
    )
    approved = actions.approve(parish.who("owner"), made.reference, now=parish.now)
    assert approved.state == State.APPROVED


def test_comments_end_with_their_last_day(parish):
    made = drafted(parish, board(parish))
    actions.consult(parish.who("officer"), made.reference, until=TODAY, now=parish.now)
    parish.later(days=1)
    with pytest.raises(Refused) as refusal:
        actions.comment(parish.who("clerk"), made.reference, "Late", now=parish.now)
    assert codes(refusal) == ["late"]


def test_only_a_member_of_the_body_that_is_named_approves(parish):
    made = drafted(parish, board(parish))
    consulted(parish, made)
    for name in ("manager", "officer", "auditor"):
        with pytest.raises((Refused, NotFound)) as refusal:
            actions.approve(parish.who(name), made.reference, now=parish.now)
        assert codes(refusal) in (["not_member"], ["not_found"])
    assert actions.approve(parish.who("owner"), made.reference, now=parish.now).approved_by


def test_a_policy_is_not_approved_before_it_was_out_for_comment(parish):
    made = drafted(parish, board(parish))
    with pytest.raises(Refused) as refusal:
        actions.approve(parish.who("owner"), made.reference, now=parish.now)
    assert codes(refusal) == ["draft"]


def test_an_approval_cites_what_the_body_decided_at_its_meeting_and_nothing_else(parish):
    body = board(parish)
    made = drafted(parish, body)
    consulted(parish, made)
    chair = parish.who("owner")
    meeting = bodies.call_meeting(chair, body.reference, MeetingDraft(TODAY), now=parish.now)
    bodies.hold(chair, meeting.reference, present=[chair.reference], now=parish.now)

    def decided(outcome, about):
        draft = DecisionDraft("So decided.", outcome, about)
        return bodies.decide(chair, meeting.reference, draft, now=parish.now).reference

    about = f"policy:{made.reference}"
    for wrong in (decided("refused", about), decided("approved", "policy:PO-OTHER")):
        with pytest.raises(Refused) as refusal:
            actions.approve(chair, made.reference, decision=wrong, now=parish.now)
        assert codes(refusal) == ["decision"]
    right = decided("approved", about)
    assert actions.approve(chair, made.reference, decision=right, now=parish.now).decision == right


def test_what_is_approved_or_published_is_never_written_again(parish):
    made = published(parish)
    for state in ("published", "approved"):
        if state == "approved":
            actions.begin(parish.who("officer"), made.reference, now=parish.now)
            actions.approve(parish.who("manager"), made.reference, now=parish.now)
        with pytest.raises(Refused) as refusal:
            actions.write(parish.who("officer"), made.reference, "Other", now=parish.now)
        assert codes(refusal) == ["no_draft" if state == "published" else "settled"]
        with pytest.raises(Refused) as refusal:
            actions.write(
                parish.who("officer"), made.reference, "Other", number="1.0", now=parish.now
            )
        assert codes(refusal) == ["settled"]


def test_a_new_version_supersedes_the_last_in_the_same_transaction_and_both_are_read(parish):
    made = published(parish)
    version = again(parish, made, TEXT.replace("90 days", "180 days"))
    assert numbers(parish, made, "clerk") == [("1.1", State.PUBLISHED), ("1.0", State.SUPERSEDED)]
    one = fresh(parish, made, "clerk")
    assert "90 days" in queries.version_named(parish.who("clerk"), one, "1.0", TODAY).text
    assert version.impact["values"] == [
        {"name": "mailbox limit", "before": "90 days", "after": "180 days"}
    ]
    assert [
        json.loads(one.canonical)["detail"]["version"]
        for one in events("policies:version:published")
    ] == ["1.0", "1.1"]


def test_a_great_change_gets_the_next_whole_number(parish):
    made = published(parish)
    assert (
        actions.begin(parish.who("officer"), made.reference, great=True, now=parish.now).number
        == "2.0"
    )
    with pytest.raises(Refused) as refusal:
        actions.begin(parish.who("officer"), made.reference, now=parish.now)
    assert codes(refusal) == ["draft"]


def test_a_draft_is_given_up_with_a_reason_and_its_number_is_not_used_again(parish):
    made = published(parish)
    actions.begin(parish.who("officer"), made.reference, now=parish.now)
    actions.withdraw(parish.who("officer"), made.reference, reason="Not needed", now=parish.now)
    assert actions.begin(parish.who("officer"), made.reference, now=parish.now).number == "1.2"


def test_two_who_write_at_once_do_not_overwrite_each_other(parish):
    made = drafted(parish)
    seen = queries.on_its_way(made).digest
    actions.write(parish.who("officer"), made.reference, "First", seen=seen, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.write(parish.who("manager"), made.reference, "Second", seen=seen, now=parish.now)
    assert codes(refusal) == ["changed"]
    with pytest.raises(Refused) as refusal:
        actions.write(parish.who("manager"), made.reference, "First", now=parish.now)
    assert codes(refusal) == ["same"]


def test_who_may_not_read_a_draft_does_not_learn_that_there_is_one(parish):
    made = published(parish)
    actions.begin(parish.who("officer"), made.reference, now=parish.now)

    def drafts(name):
        return list(queries.policies(parish.who(name), state="draft", today=TODAY))

    assert drafts("clerk") == drafts("auditor") == []
    assert [one.pk for one in drafts("officer")] == [made.pk]
    assert [one.pk for one in drafts("manager")] == [made.pk]


def test_what_is_said_of_a_document_is_changed_but_not_into_the_same(parish):
    made = drafted(parish)
    draft = PolicyDraft("guide", "Other title", "officer", topics=("Mail",), review_months=6)
    actions.describe(parish.who("officer"), made.reference, draft, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.describe(parish.who("officer"), made.reference, draft, now=parish.now)
    assert codes(refusal) == ["same"]
    with pytest.raises(Refused) as refusal:
        actions.describe(parish.who("officer"), made.reference, draft, seen=1, now=parish.now)
    assert codes(refusal) == ["changed"]
    who = parish.who("officer")
    assert [one.title for one in queries.policies(who, topic="mail", today=TODAY)] == [
        "Other title"
    ]


def test_the_next_review_follows_from_the_months_or_is_named_and_is_still_to_come(parish):
    made = drafted(parish)
    actions.approve(parish.who("manager"), made.reference, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.publish(parish.who("officer"), made.reference, review_on=TODAY, now=parish.now)
    assert codes(refusal) == ["review_on"]
    version = actions.publish(parish.who("officer"), made.reference, now=parish.now)
    assert version.review_on == date(2027, 11, 21)


def test_a_retired_document_stays_readable_and_owners_of_linked_ones_are_told(parish):
    made, other = published(parish), published(parish, title="Mail guide", owner="clerk")
    who = parish.who("manager")
    actions.link(who, other.reference, "document", made.reference, now=parish.now)
    actions.retire(who, made.reference, reason="Replaced", now=parish.now)
    assert numbers(parish, made, "lawyer") == [("1.0", State.RETIRED)]
    told = [one.words for one in notices.notices(parish.who("clerk")) if "retired" in one.words]
    assert len(told) == 1
    assert [one.policy_id for one in queries.health(who, TODAY).broken] == [other.pk]
    with pytest.raises(Refused) as refusal:
        actions.retire(who, made.reference, reason="Again", now=parish.now)
    assert codes(refusal) == ["retired"]


def test_an_owner_who_has_left_stands_against_approval(parish):
    made = drafted(parish)
    people.record_leaver(SETUP, parish.references["officer"], now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.approve(parish.who("manager"), made.reference, now=parish.now)
    assert codes(refusal) == ["owner"]


def test_the_public_reads_what_is_in_force_at_an_address_that_stays(parish):
    made, who = published(parish), parish.who("manager")
    with pytest.raises(Refused) as refusal:
        actions.open_to_public(who, made.reference, "Records Policy", now=parish.now)
    assert codes(refusal) == ["slug"]
    actions.open_to_public(who, made.reference, "records", now=parish.now)
    assert [one.slug for one in queries.open_to_public()] == ["records"]
    actions.shut(who, made.reference, reason="Under review", now=parish.now)
    assert list(queries.open_to_public()) == []
    assert queries.public_named("records").shut_at
    other = published(parish, title="Another")
    with pytest.raises(Refused) as refusal:
        actions.open_to_public(who, other.reference, "records", now=parish.now)
    assert codes(refusal) == ["slug"]
    with pytest.raises(Refused) as refusal:
        actions.open_to_public(who, made.reference, "other", now=parish.now)
    assert codes(refusal) == ["slug"]
