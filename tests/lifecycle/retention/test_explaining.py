"""One sentence says which rule is in force, why, until when and what happens then."""

from dataclasses import replace
from datetime import date

import pytest
from tests.lifecycle.retention.test_dates import inputs, terms

from muniment.lifecycle.retention import rules
from muniment.lifecycle.retention.types import NAMED, Action, HeldBy, Period, Trigger

pytestmark = pytest.mark.once

START = date(2019, 11, 20)


def test_the_sentence_has_rule_authority_trigger_source_sum_date_and_action():
    said = rules.explain(terms(Period(6, "years")), inputs(START))
    assert said == (
        "Rule R-1, Repairs (version 3, Limitation Act 1980 s.5), keeps this record for 6 years"
        " from 20 November 2019, the date of the record (entered by hand):"
        " 20 November 2019 + 6 years = 20 November 2025; it is due for destruction on"
        " 20 November 2025 and may be destroyed, once approved, from 21 November 2025."
    )


def test_one_month_is_said_as_one_month_and_review_as_review():
    said = rules.explain(terms(Period(1, "months"), action=Action.REVIEW), inputs(START))
    assert "+ 1 month = 20 December 2019; it is due for review on 20 December 2019." in said


def test_a_transfer_is_called_a_transfer():
    said = rules.explain(terms(Period(2, "years"), action=Action.TRANSFER), inputs(START))
    assert said.endswith("it is due to be transferred on 20 November 2021.")


def test_a_sample_is_said_with_its_size_and_from_when_the_rest_may_go():
    life = rules.parse("sample 1 in 10 2 years after record_date")
    said = rules.explain(replace(terms(Period(2, "years")), steps=life), inputs(START))
    assert said.endswith(
        "it is due on 20 November 2021 for a review that keeps a sample of 1 in 10 for transfer;"
        " the rest may be destroyed, once approved, from 21 November 2021."
    )


def test_a_record_waiting_for_its_event_is_said_to_be_protected():
    waiting = terms(Period(1, "years"), Trigger.EVENT, event="contract_ended")
    said = rules.explain(waiting, inputs(START))
    assert "from the event “contract_ended”, which has not happened, and it is protected" in said
    said = rules.explain(terms(Period(1, "years"), Trigger.FOLDER_CLOSED), inputs(START))
    assert "from the day its folder is closed, which has not come, and it is protected" in said


def test_an_event_before_the_record_is_said_to_count_from_the_record():
    closed = terms(Period(1, "years"), Trigger.EVENT, event="case_closed")
    said = rules.explain(closed, inputs(START, events={("case_closed", ""): date(2015, 1, 1)}))
    assert "the date of the record, which is later than the day of the event “case_closed”" in said
    assert "20 November 2019 + 1 year = 20 November 2020" in said


def test_a_decision_to_keep_longer_is_said():
    kept = inputs(START, keep_until=date(2030, 1, 1))
    said = rules.explain(terms(Period(6, "years")), kept)
    assert "and it is kept longer by decision, until 1 January 2030; it is due" in said


def test_no_rule_undecided_and_for_good_each_have_their_words():
    assert "undecided" in rules.explain(None, inputs(START), rule="undecided")
    assert "Rule X is not in force" in rules.explain(None, inputs(START), rule="X")
    said = rules.explain(terms(None, action=Action.KEEP), inputs(START))
    assert said.endswith("keeps this record for good.")


def test_holds_stand_at_the_end_of_the_sentence():
    two = [HeldBy("H-1", "Inquiry"), HeldBy("H-2", "Claim")]
    said = rules.explain(terms(Period(6, "years")), inputs(START), holds=two[:1])
    assert said.endswith("; hold H-1 “Inquiry” protects it until it is lifted.")
    said = rules.explain(terms(Period(6, "years")), inputs(START), holds=two)
    assert "holds H-1 “Inquiry” and H-2 “Claim” protect it until they are lifted." in said


def test_every_sentence_is_one_sentence():
    for trigger in Trigger:
        for action in Action:
            period = None if action is Action.KEEP else Period(2, "years")
            event = "ended" if trigger in NAMED else ""
            said = rules.explain(terms(period, trigger, action, event), inputs(START))
            assert said.endswith(".")
            assert ". " not in said.replace("s.5", "")
