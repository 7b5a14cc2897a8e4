"""Owners are told in advance of what falls due, once, and of nothing that they may not see."""

from datetime import timedelta

import pytest
from tests.lifecycle.disposal.test_proposing import codes, propose
from tests.lifecycle.town import LONG_AGO, TODAY, days_pass

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.foundation.notices.models import Notice
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.models import AdvanceNotice, Review, ToldOf
from muniment.lifecycle.disposal.types import ReviewTerms


def due_in(days):
    """The record date of what is due in so many days, under a rule of six years."""
    due = TODAY + timedelta(days=days)
    return due.replace(year=due.year - 6)


def words(person):
    return [one.words for one in Notice.objects.filter(person__username=person).order_by("pk")]


def need(town, **more):
    wanted = ReviewTerms(notice_needed=True, **more)
    actions.set_review_terms(town.who("manager"), wanted, now=town.now)


def test_owners_and_records_managers_are_told_of_what_is_theirs_by_class(town):
    town.file(due_in(3), due_in(30), due_in(90))
    town.file(due_in(5), where="PLA")
    town.file(LONG_AGO, where="ORP")  # nobody owns it
    assert actions.announce(now=town.now) == 3
    [told] = words("owner")
    assert "2 records" in told and "2 in HOU/REP Repairs" in told and "PLA" not in told
    assert words("owner2") == [told]
    assert "1 record is up" in words("planner")[0]
    assert "3 records" in words("manager")[0] and "ORP" not in words("manager")[0]
    assert words("clerk") == words("admin") == []
    assert AuditEvent.objects.filter(kind="disposal:notice:given").count() == 2


def test_the_same_is_told_once_and_what_is_new_a_week_later(town):
    town.file(due_in(3))
    actions.announce(now=town.now)
    town.file(due_in(4))
    for _ in range(6):
        days_pass(town, 1)
        assert actions.announce(now=town.now) == 0
    days_pass(town, 1)
    assert actions.announce(now=town.now) == 1
    assert len(words("owner")) == 2


def test_an_owner_is_told_of_nothing_that_they_may_not_see(town):
    people.open_handling_set(SETUP, "LEGAL", name="Legal", now=town.now)
    for one in ("manager", "clerk"):
        people.join_handling_set(SETUP, "LEGAL", person=town.references[one], now=town.now)
    terms = ClassTerms("HOU/LAW", title="Claims", handling=("LEGAL",))
    fileplan.open_class(SETUP, "HOU/LAW", terms=terms, under="HOU", now=town.now)
    town.file(due_in(3), where="HOU/LAW")
    assert actions.announce(now=town.now) == 0
    people.join_handling_set(SETUP, "LEGAL", person=town.references["owner2"], now=town.now)
    assert actions.announce(now=town.now) == 1
    assert words("owner") == words("manager2") == []
    assert len(words("owner2")) == len(words("manager")) == 1


def test_where_notice_is_needed_nothing_is_proposed_before_its_time(town):
    need(town, notice_days=10)
    [one] = town.file(LONG_AGO)
    with pytest.raises(Refused) as refusal:
        propose(town, one)
    assert codes(refusal) == {"owner_not_told"}
    actions.announce(now=town.now)
    days_pass(town, 9)
    with pytest.raises(Refused):
        propose(town, one)
    days_pass(town, 1)
    [reference] = propose(town, one).reviews
    review = Review.objects.get(pk=reference.removeprefix("DR-"))
    day = TODAY
    assert queries.notice_given(review) == (day, day, 1)


def test_a_date_that_changed_since_has_to_be_told_again(town):
    need(town, notice_days=1)
    [one] = town.file(LONG_AGO)
    actions.announce(now=town.now)
    days_pass(town, 8)
    type(one).objects.filter(pk=one.pk).update(due_on=add_period(one.due_on, 1, "days"))
    with pytest.raises(Refused) as refusal:
        propose(town, one)
    assert codes(refusal) == {"owner_not_told"}
    actions.announce(now=town.now)
    days_pass(town, 1)
    assert propose(town, one).records == 1


def test_what_the_new_owner_was_not_told_of_waits(town):
    need(town, notice_days=1)
    [one] = town.file(LONG_AGO)
    actions.announce(now=town.now)
    AdvanceNotice.objects.update(owner_scope="unit:PLA")
    days_pass(town, 2)
    with pytest.raises(Refused) as refusal:
        propose(town, one)
    assert codes(refusal) == {"owner_not_told"}
    assert ToldOf.objects.count() == 1


def test_the_settings_of_reviews_are_for_those_who_manage_retention(town):
    assert queries.review_terms() == ReviewTerms(30, False, 14)
    with pytest.raises(NotPermitted):
        actions.set_review_terms(town.who("owner"), ReviewTerms(5), now=town.now)
    with pytest.raises(Refused) as refusal:
        actions.set_review_terms(town.who("manager"), ReviewTerms(0, True, 0), now=town.now)
    assert codes(refusal) == {"notice_days", "late_days"}
    with pytest.raises(Refused) as refusal:
        actions.set_review_terms(town.who("manager"), ReviewTerms(), now=town.now)
    assert codes(refusal) == {"same"}
    need(town)
    assert queries.review_terms() == ReviewTerms(30, True, 14)
