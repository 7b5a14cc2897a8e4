"""What is due comes on lists by night, by the rules of a person's proposal, once [DIS-01]."""

import json
import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.disposal.test_proposing import codes, propose
from tests.lifecycle.disposal.test_standing_approvals import given as standing_given
from tests.lifecycle.town import LONG_AGO, RULES, TODAY, add_person, days_pass, give

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.foundation.notices.models import Notice
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.records.models import Record
from muniment.lifecycle.disposal import actions, queries, rules
from muniment.lifecycle.disposal.actions import nightly
from muniment.lifecycle.disposal.models import NightRun, Review, ReviewItem
from muniment.lifecycle.disposal.rules import Sent, Tonight
from muniment.lifecycle.disposal.types import ReviewTerms, Stage
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention.rules.vital import VitalDraft

ON = ReviewTerms(lists=True)
WHY = {"reason": "Litigation", "authority": "Legal"}


def switch_on(town, **more):
    actions.set_review_terms(town.who("manager"), replace(ON, **more), now=town.now)


def night(town, **more):
    return actions.make_lists(now=town.now, **more)


def listed():
    """The references of the records on each list, in the order of the lists."""
    return [
        sorted(one.items.values_list("record__reference", flat=True))
        for one in Review.objects.order_by("pk")
    ]


def references(*found):
    return sorted(one.reference for one in found)


def told(person):
    found = Notice.objects.filter(person__username=person, kind="reviews_made")
    return [one.words for one in found.order_by("pk")]


def test_nothing_is_listed_before_the_body_asks_for_it(town):
    town.file(LONG_AGO)
    assert night(town) == 0
    assert not Review.objects.exists() and not NightRun.objects.exists()


def test_there_is_one_list_for_each_owner_and_nobody_proposed_it(town):
    switch_on(town)
    housing, planning = town.file(LONG_AGO, LONG_AGO), town.file(LONG_AGO, where="PLA")
    town.file(TODAY)
    town.file(LONG_AGO, where="ORP")
    assert night(town) == 3
    assert listed() == [references(*housing), references(*planning)]
    found = Review.objects.order_by("pk")
    assert [one.owner_scope for one in found] == ["class:HOU", "class:PLA"]
    assert {one.proposed_by for one in found} == {"system"}
    assert found[0].title == "Due by 21 November 2026: HOU Housing"
    made = AuditEvent.objects.filter(kind="disposal:review:proposed")
    assert {one.actor for one in made} == {"system"}
    [summary] = audit.events(EventFilter(kind_prefix="disposal:lists:made"))
    detail = json.loads(summary.canonical)["detail"]
    assert detail["records"] == 3 and detail["left_out"] == {"no_owner": 1}


def test_each_order_of_signatures_has_a_list_of_its_own(town):
    switch_on(town)
    give(town, "admin", Role.SIRO)
    retention.import_rules(
        SETUP, [{**RULES[4], "review_stages": "records_manager;siro"}], now=town.now
    )
    town.file(LONG_AGO)
    shut = town.file(LONG_AGO, where="HOU/SHUT")
    Record.objects.filter(pk=shut[0].pk).update(due_on=LONG_AGO, due_action="review")
    night(town)
    assert sorted(tuple(one.stages) for one in Review.objects.all()) == [
        ("records_manager", "information_asset_owner"),
        ("records_manager", "siro"),
    ]


def test_two_different_people_sign_a_list_and_nobody_is_barred(town):
    switch_on(town)
    town.file(LONG_AGO)
    add_person(town, "both")
    give(town, "both", Role.RECORDS_MANAGER)
    give(town, "both", Role.INFORMATION_ASSET_OWNER, file_class="HOU")
    night(town)
    review = Review.objects.get()
    actions.approve(town.who("both"), review.reference, stage=Stage.OWNER, now=town.now)
    with pytest.raises(Refused) as refusal:
        actions.approve(
            town.who("both"), review.reference, stage=Stage.RECORDS_MANAGER, now=town.now
        )
    assert codes(refusal) == {"signed_already"}
    review.refresh_from_db()
    assert review.state == "proposed"
    actions.approve(town.who("manager"), review.reference, now=town.now)
    review.refresh_from_db()
    assert review.state == "approved"


def test_what_a_person_would_have_to_say_more_about_is_left_to_people(town):
    switch_on(town)
    [plain], [vital], [held] = town.file(LONG_AGO), town.file(LONG_AGO), town.file(LONG_AGO)
    retention.mark_vital(SETUP, vital.reference, VitalDraft("Needed", "Safe"), now=town.now)
    holds.place(
        town.who("manager"),
        name="Claim",
        kind="litigation",
        records=[held.reference],
        **WHY,
        now=town.now,
    )
    night(town)
    assert listed() == [[plain.reference]]
    # Not even the count tells of the hold.
    assert NightRun.objects.get().left_out == {"vital": 1}


def test_routine_papers_wait_for_their_standing_approval(town):
    switch_on(town)
    standing_given(town)
    town.file(LONG_AGO)
    other = town.file(LONG_AGO, where="PLA")
    night(town)
    assert listed() == [references(*other)]
    assert NightRun.objects.get().left_out == {"routine": 1}


def test_what_no_owner_may_see_is_on_no_list(town):
    switch_on(town)
    people.open_handling_set(SETUP, "LEGAL", name="Legal", now=town.now)
    people.join_handling_set(SETUP, "LEGAL", person=town.references["clerk"], now=town.now)
    terms = ClassTerms("HOU/LAW", title="Claims", handling=("LEGAL",))
    fileplan.open_class(SETUP, "HOU/LAW", terms=terms, under="HOU", now=town.now)
    town.file(LONG_AGO, where="HOU/LAW")
    assert night(town) == 0
    people.join_handling_set(SETUP, "LEGAL", person=town.references["owner2"], now=town.now)
    assert night(town, again=True) == 1


def test_where_notice_is_needed_nothing_is_listed_before_its_time(town):
    switch_on(town, notice_needed=True, notice_days=3)
    town.file(LONG_AGO)
    actions.announce(now=town.now)
    days_pass(town, 2)
    assert night(town) == 0
    days_pass(town, 1)
    assert night(town) == 1


def test_a_list_has_at_most_as_many_records_as_the_body_has_set(town):
    switch_on(town, list_size=2)
    town.file(*[LONG_AGO] * 5)
    night(town)
    assert [len(one) for one in listed()] == [2, 2, 1]
    titles = Review.objects.order_by("pk").values_list("title", flat=True)
    assert titles[2].endswith("HOU Housing, list 3")


def test_what_one_night_does_not_take_waits_for_the_next(town, monkeypatch):
    monkeypatch.setattr(rules, "MOST_A_NIGHT", 2)
    switch_on(town)
    newer, older = town.file(date(2019, 1, 1), LONG_AGO), town.file(LONG_AGO)
    assert night(town) == 2
    assert listed() == [references(newer[1], *older)]
    assert NightRun.objects.get().remaining == 1
    days_pass(town, 1)
    assert night(town) == 1


def test_the_work_is_done_once_a_night_and_again_where_somebody_asks(town):
    switch_on(town)
    town.file(LONG_AGO)
    night(town)
    events = AuditEvent.objects.count()
    town.file(LONG_AGO)
    before = Review.objects.count()
    assert night(town) == 1 and Review.objects.count() == before
    assert night(town, again=True) == 2
    assert NightRun.objects.get().reviews == 2
    events = AuditEvent.objects.count()
    assert night(town, again=True) == 2
    assert AuditEvent.objects.count() == events


def test_owners_are_told_of_all_their_lists_at_once(town):
    switch_on(town, list_size=1)
    town.file(LONG_AGO, LONG_AGO, LONG_AGO)
    town.file(LONG_AGO, where="PLA")
    night(town)
    assert len(told("owner")) == len(told("owner2")) == len(told("manager")) == 1
    assert "3 lists with 3 records" in told("owner")[0]
    assert "1 list with 1 record " in told("planner")[0]
    assert "4 lists" in told("manager")[0] and told("clerk") == []
    # The reminder of each review begins where it is late, or somebody has signed it.
    switch_on(town, list_size=1, late_days=2)
    assert actions.remind(now=town.now) == 0
    actions.approve(town.who("owner"), Review.objects.first().reference, now=town.now)
    assert actions.remind(now=town.now) > 0
    days_pass(town, 2)
    assert actions.remind(now=town.now) > 0


@pytest.mark.parametrize("sent", ["withdrawn", "rejected"])
def test_what_was_sent_back_is_left_alone_until_its_days_are_over(town, sent):
    switch_on(town, leave_days=5)
    town.file(LONG_AGO)
    night(town)
    reference = Review.objects.get().reference
    if sent == "withdrawn":
        actions.withdraw(town.who("manager"), reference, reason="Not now", now=town.now)
    else:
        actions.reject(town.who("owner"), reference, reason="Not now", now=town.now)
    assert night(town, again=True) == 1 and Review.objects.count() == 1
    assert NightRun.objects.get().left_out == {"left_alone": 1}
    days_pass(town, 5)
    assert night(town) == 0
    days_pass(town, 1)
    assert night(town) == 1


def test_what_was_sent_back_is_listed_again_once_its_date_has_changed(town):
    switch_on(town)
    [one] = town.file(LONG_AGO)
    night(town)
    reference = Review.objects.get().reference
    actions.withdraw(town.who("manager"), reference, reason="Wrong date", now=town.now)
    days_pass(town, 1)
    assert night(town) == 0
    Record.objects.filter(pk=one.pk).update(due_on=TODAY)
    days_pass(town, 1)
    assert night(town) == 1


def test_a_person_can_put_forward_what_the_night_leaves_alone(town):
    switch_on(town)
    [one] = town.file(LONG_AGO)
    night(town)
    reference = Review.objects.get().reference
    actions.withdraw(town.who("manager"), reference, reason="Mine", now=town.now)
    assert propose(town, one).records == 1


def test_a_night_that_was_cut_off_goes_on_and_tells_of_everything(town, monkeypatch):
    switch_on(town, list_size=1)
    town.file(LONG_AGO, LONG_AGO, LONG_AGO)
    real, done = nightly._list, []

    def cut_off(*given):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(1)
        return real(*given)

    monkeypatch.setattr(nightly, "_list", cut_off)
    with pytest.raises(KeyboardInterrupt):
        night(town)
    assert Review.objects.count() == 2 and told("owner") == []
    monkeypatch.setattr(nightly, "_list", real)
    assert night(town) == 3
    assert ReviewItem.objects.filter(open=True).count() == 3
    [words] = told("owner")
    assert "3 lists with 3 records" in words


def test_a_leap_of_the_clock_stops_it(town):
    switch_on(town)
    town.file(LONG_AGO)
    town.later(days=400)
    with pytest.raises(Refused) as refusal:
        night(town)
    assert codes(refusal) == {"clock_forward"}
    assert not Review.objects.exists()


def test_a_night_that_another_overtakes_puts_no_record_on_two_lists(town, monkeypatch):
    switch_on(town, list_size=2)
    town.file(*[LONG_AGO] * 5)
    real = nightly._list

    def overtaken(*given):
        monkeypatch.setattr(nightly, "_list", real)
        night(town, again=True)
        return real(*given)

    monkeypatch.setattr(nightly, "_list", overtaken)
    assert night(town, again=True) == 5
    assert [len(one) for one in listed()] == [2, 2, 1]
    assert len(told("owner")) == 1


def test_two_nights_at_once_put_no_record_on_two_lists(committed_town):
    if connection.vendor != "postgresql":
        pytest.skip("the test database is in memory, and SQLite has one writer at a time")
    town = committed_town
    with transaction.atomic():
        switch_on(town, list_size=3)
    town.file(*[LONG_AGO] * 12)
    start, failures = threading.Barrier(2), []

    def work():
        try:
            start.wait()
            night(town, again=True)
        except Exception as failure:  # told below
            failures.append(failure)
        finally:
            connection.close()

    both = [threading.Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert failures == []
    assert ReviewItem.objects.count() == 12
    assert NightRun.objects.get().records == 12
    assert len(told("owner")) == 1


def test_the_settings_are_for_those_who_manage_retention_and_within_reach(town):
    with pytest.raises(NotPermitted):
        actions.set_review_terms(town.who("owner"), ON, now=town.now)
    wrong = ReviewTerms(lists=True, list_size=0, leave_days=367)
    with pytest.raises(Refused) as refusal:
        actions.set_review_terms(town.who("manager"), wrong, now=town.now)
    assert codes(refusal) == {"list_size", "leave_days"}
    switch_on(town, list_size=10_000)
    assert queries.review_terms().list_size == 10_000


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(sent=DAYS, due=DAYS, days=st.integers(1, 366), after=st.integers(0, 800))
def test_it_is_left_alone_for_exactly_so_many_days(sent, due, days, after):
    facts = Tonight(due_on=due, sent=Sent(sent, due))
    today = sent + timedelta(days=after)
    assert rules.is_left_alone(facts, today=today, leave_days=days) == (after <= days)
    moved = replace(facts, due_on=due + timedelta(days=1))
    assert not rules.is_left_alone(moved, today=today, leave_days=days)
