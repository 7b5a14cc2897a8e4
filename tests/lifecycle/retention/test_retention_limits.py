"""Where the rules about rules and dates begin and end, and at which field a refusal stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.lifecycle.retention.test_dates import terms
from tests.refusals import told

from muniment.foundation.kernel.dates import LAST_DATE
from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.types import Dates, Filing
from muniment.lifecycle.retention.rules import (
    asking,
    clashing,
    dispositions,
    opening,
    reviewing,
    routine,
    transferring,
    vital,
)
from muniment.lifecycle.retention.types import (
    Action,
    Moment,
    Period,
    Publication,
)
from muniment.lifecycle.retention.types.dispositions import Apart, Decided

pytestmark = pytest.mark.once
TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def test_the_longest_rule_is_the_one_without_an_end_and_else_the_latest():
    near, far = (
        Dates(code, 1, None, date(year, 1, 1), "destroy")
        for code, year in (("A", 2030), ("B", 2031))
    )
    assert clashing.longest([("A", near), ("B", far)]) == "B"
    assert clashing.longest([("B", far), ("A", near)]) == "B"
    assert (
        told(clashing.reasons_not_to_set_policy(clashing.Policy.LONGEST, clashing.Policy.NEAREST))
        == []
    )
    assert told(
        clashing.reasons_not_to_set_policy(clashing.Policy.LONGEST, clashing.Policy.LONGEST)
    ) == ["same"]


def test_the_rules_that_lost_are_named_with_the_policy_that_settled_it():
    say = clashing.settled_in_words
    assert say([], clashing.Policy.NEAREST) == ""
    assert say(["A"], clashing.Policy.NEAREST) == (
        "; rule A would apply too, but the rule of the nearest class wins"
    )
    assert say(["A", "B"], clashing.Policy.LONGEST) == (
        "; rules A and B would apply too, but the rule that keeps the record longest wins"
    )


def put_off(reason="Asked", waits=True, again_on=None):
    return told(
        asking.reasons_not_to_put_off("end", reason, waits=waits, again_on=again_on, today=TODAY)
    )


def test_not_yet_is_answered_where_something_waits_and_it_is_time_to_ask():
    assert put_off() == put_off(again_on=TODAY) == put_off("x" * 500) == []
    assert put_off(waits=False) == ["nothing_waits at name"]
    assert put_off(" ") == put_off("x" * 501) == ["reason at reason"]
    assert put_off(again_on=TODAY + DAY) == ["answered"]


def test_it_is_asked_after_one_to_fifty_years():
    def ask(first, again):
        return told(asking.reasons_not_to_ask_so(asking.Asking(first, again), asking.Asking(2, 1)))

    assert ask(1, 1) == ask(50, 50) == []
    assert ask(0, 1) == ask(51, 1) == ["years at first_years"]
    assert ask(1, 0) == ask(1, 51) == ["years at again_years"]
    assert ask(2, 1) == ["same"]
    assert asking.ask_again_on(TODAY, asking.Asking(2, 3)) == date(2029, 11, 21)
    assert asking.ask_on(TODAY, [], asking.Asking(2, 3)) == date(2028, 11, 21)


FILING = Filing("A", TODAY, "given", None, None, None, ("R-1",), rules_above=("B",))
OWN = Decided(Apart.RULE, "OWN", "Because", "DR-1", TODAY)
TO_SET, KEPT = replace(OWN, kind=Apart.RULE_TO_SET, rule="A"), replace(OWN, kind=Apart.TRANSFER)


def test_a_decision_about_a_record_takes_it_out_of_the_rule_of_its_class():
    under = dispositions.under
    assert under(FILING, None, ["A"]) == under(FILING, KEPT, ["A"]) == FILING
    assert under(FILING, OWN, ["A"]) == replace(FILING, rule="OWN", rules_above=())
    undecided = replace(FILING, rule="undecided", rules_above=())
    assert under(FILING, TO_SET, ["A", "B"]) == undecided
    other = replace(FILING, rule="B")
    assert under(other, TO_SET, ["A", "B"]) == other
    assert under(other, TO_SET, ["A"]) == undecided


def test_what_is_kept_for_transfer_is_due_for_it_since_that_was_decided():
    dates = Dates("A", 1, LAST_DATE, LAST_DATE, "destroy")
    assert dispositions.dated(dates, None) == dispositions.dated(dates, OWN) == dates
    assert dispositions.dated(dates, KEPT) == replace(dates, due_on=TODAY, action="transfer")


def test_the_days_after_a_decision_to_transfer_are_told_no_more():
    days = [Moment(TODAY, "then"), Moment(TODAY + DAY, "after"), Moment(None, "some day")]
    assert dispositions.lived(days, None) == dispositions.lived(days, OWN) == tuple(days)
    decided = Moment(TODAY, "Decided to keep it for transfer")
    assert dispositions.lived(days, KEPT) == (days[0], days[2], decided)


def test_a_rule_is_given_to_what_waits_for_one_and_not_the_one_decided_against():
    def give(*found, rule="B", known=True, reason="Right"):
        return told(dispositions.reasons_not_to_give(found, rule, known=known, reason=reason))

    one = dispositions.Awaiting("R-1", permitted=True, against="A")
    assert give(one) == give(one, rule="-", known=False) == []
    assert give() == ["nothing at scope"]
    assert give(one, known=False) == ["rule at rule"]
    assert give(one, reason=" ") == ["reason at reason"]
    assert give(replace(one, permitted=False)) == ["not_permitted"]
    assert give(one, rule="A") == ["same at rule"]
    assert told(dispositions.reasons_not_to_decide_again(OWN, reason="New")) == []
    assert told(dispositions.reasons_not_to_decide_again(OWN, reason=" ")) == ["reason at reason"]
    assert told(dispositions.reasons_not_to_decide_again(None, reason="New")) == ["nothing"]


KEEP, CHANGE, RETIRE = reviewing.RuleOutcome


def test_a_rule_was_last_looked_at_when_it_was_kept_or_came_into_force():
    reviews = [reviewing.RuleReviewed(1, KEEP, TODAY), reviewing.RuleReviewed(1, CHANGE, LAST_DATE)]
    assert reviewing.last_looked_at(1, TODAY - DAY, reviews) == TODAY
    assert reviewing.last_looked_at(1, TODAY + DAY, reviews) == TODAY + DAY
    assert reviewing.review_due(TODAY, 13) == date(2027, 12, 21)


def test_a_rule_is_in_time_until_its_day_has_passed_or_while_others_have_to_change_it():
    line = reviewing.RuleToReview("A", "Title", 1, TODAY, TODAY, 0, "", (), may_review=True)
    assert reviewing.is_in_time(line)
    assert not reviewing.is_in_time(replace(line, days_overdue=1))
    assert reviewing.is_in_time(replace(line, days_overdue=1, pending="change"))


def test_what_was_decided_last_about_this_version_is_still_to_be_done():
    said = [reviewing.RuleReviewed(*one, TODAY) for one in ((1, RETIRE), (2, KEEP), (2, CHANGE))]
    assert [reviewing.pending_of(version, said) for version in (1, 2, 3)] == [
        "retire",
        "change",
        "",
    ]
    assert reviewing.pending_of(2, said[:2]) == ""


def review(in_force=True, permitted=True, today=False, pending="", outcome="keep", note="Fine"):
    return told(
        reviewing.reasons_not_to_review(
            in_force=in_force,
            permitted=permitted,
            looked_at_today=today,
            pending=pending,
            outcome=outcome,
            note=note,
        )
    )


def test_the_outcome_of_a_review_is_taken_once_from_who_may_and_with_what_was_found():
    assert review() == review(note="x" * 1000) == review(today=True, outcome="change") == []
    assert review(today=True, pending="change") == []
    assert review(in_force=False) == ["not_in_force"]
    assert review(permitted=False) == ["not_owner"]
    assert review(today=True) == ["same at outcome"]
    assert review(pending="change", outcome="change") == ["same at outcome"]
    assert review(note=" ") == review(note="x" * 1001) == ["note at note"]


def test_rules_are_looked_at_again_after_twenty_years_at_the_latest_or_never():
    def interval(months):
        return told(reviewing.reasons_not_to_set_interval(months, 12))

    assert interval(0) == interval(240) == []
    assert interval(-1) == interval(241) == ["months at months"]
    assert interval(12) == ["same at months"]


def test_only_a_rule_that_does_nothing_but_destroy_is_routine():
    def mark(of_rule, marked=False, reason="Ephemera"):
        return told(routine.reasons_not_to_mark_routine(of_rule, is_marked=marked, reason=reason))

    good = terms(Period(1, "years"))
    assert mark(good) == mark(good, reason="x" * 500) == []
    assert mark(None) == ["not_in_force"]
    assert mark(terms(Period(1, "years"), action=Action.REVIEW)) == ["not_destroy"]
    assert mark(replace(good, steps=good.steps * 2)) == ["not_destroy"]
    assert mark(replace(good, stages=("siro", "auditor"))) == ["stages"]
    assert mark(good, marked=True) == ["marked"]
    assert mark(good, reason=" ") == mark(good, reason="x" * 501) == ["reason at reason"]


def test_a_mark_is_ended_where_there_is_one_and_set_where_there_is_none():
    def unmark(marked, reason="Over"):
        return told(routine.reasons_not_to_unmark(is_marked=marked, reason=reason))

    def value(marked=False, declared=True, why="A first"):
        return told(routine.reasons_not_to_value(is_marked=marked, declared=declared, why=why))

    assert (unmark(True), unmark(False)) == ([], ["not_marked"])
    assert unmark(True, " ") == ["reason at reason"]
    assert value() == []
    assert value(marked=True, declared=False) == ["marked", "not_declared"]
    assert value(why=" ") == ["reason at reason"]


def test_a_receipt_names_itself_and_its_giver_and_is_of_no_later_day():
    def faults(reference="x" * 100, on=TODAY, receiver="x" * 300):
        receipt = transferring.Receipt(reference, on, receiver)
        return told(transferring.faults_of_receipt(receipt, today=TODAY))

    assert faults() == []
    assert faults(reference=" ") == faults(reference="x" * 101) == ["receipt at reference"]
    assert faults(receiver=" ") == faults(receiver="x" * 301) == ["receiver at receiver"]
    assert faults(on=TODAY + DAY) == ["future at received_on"]


def transfer(**change):
    one = transferring.Transferable("R-1", "declared", "transfer", TODAY, True, True)
    return told(transferring.reasons_not_to_transfer(replace(one, **change), today=TODAY))


def test_a_transfer_is_noted_of_what_is_due_for_it_and_has_something_to_follow():
    assert transfer() == transfer(step_follows=False, by_decision=True) == []
    assert transfer(state="destroyed") == ["not_declared"]
    assert transfer(held=(Reason("held", "It is on hold."),)) == ["held"]
    assert transfer(permitted=False) == ["not_permitted"]
    assert transfer(action="destroy", step_follows=False) == ["action"]
    assert transfer(due_on=None) == transfer(due_on=TODAY + DAY) == ["not_due"]
    assert transfer(step_follows=False) == ["no_step"]


def test_what_is_vital_says_why_where_its_copy_is_and_how_often_that_is_looked_at():
    def mark(why="x" * 500, copy="x" * 300, months=120, marked=False):
        draft = vital.VitalDraft(why, copy, months)
        return told(vital.reasons_not_to_mark(draft, is_marked=marked))

    assert mark() == mark(months=1) == []
    assert mark(marked=True) == ["marked"]
    assert mark(why=" ") == mark(why="x" * 501) == ["why at why"]
    assert mark(copy=" ") == mark(copy="x" * 301) == ["copy at copy_kept"]
    assert mark(months=0) == mark(months=121) == ["cycle at cycle_months"]
    assert vital.review_on(TODAY, 13) == date(2027, 12, 21)


def test_a_mark_as_vital_goes_on_until_it_is_ended_with_words_each_time():
    def go_on(words="x" * 500, ended=False):
        return told(vital.reasons_not_to_go_on(words, "note", is_ended=ended))

    assert go_on() == []
    assert go_on(ended=True) == ["ended"]
    assert go_on(" ") == go_on("x" * 501) == ["words at note"]


def test_a_schedule_is_open_to_everybody_when_somebody_answers_for_it():
    before = Publication()

    def publish(rules=1, **wanted):
        said = Publication(**{"is_open": True, "contact": "x" * 300, **wanted})
        return told(opening.reasons_not_to_open(said, before, rules=rules))

    assert publish() == publish(statement="x" * 5_000) == []
    assert publish(rules=0) == ["empty at is_open"]
    assert publish(contact=" ") == ["contact at contact"]
    assert publish(contact="x" * 301) == ["too_long at contact"]
    assert publish(statement="x" * 5_001) == ["too_long at statement"]
    assert publish(is_open=False, rules=0, contact="") == ["same"]
    assert publish(is_open=False, rules=0, contact=" ") == []
