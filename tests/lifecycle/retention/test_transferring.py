"""A transfer is noted only with a receipt, and the record stays until its next step."""

from datetime import date, timedelta

import pytest
from tests.lifecycle.coverage import codes_in
from tests.lifecycle.holds.test_holds import place
from tests.lifecycle.retention.test_retention_verbs import codes
from tests.lifecycle.town import LONG_AGO, RULES, TODAY

from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules.transferring import (
    Receipt,
    Transferable,
    reasons_not_to_transfer,
)

RECEIPT = Receipt("TNA/7", TODAY, "The archive")
LIFE = "transfer 2 years after record_date then destroy 3 years after previous_step"


@pytest.fixture
def two_steps(town):
    """Minutes are transferred, and our copy destroyed three years later."""
    empty = {"trigger": "", "period": "", "unit": "", "action": ""}
    actions.import_rules(SETUP, [{**RULES[3], **empty, "life": LIFE}], now=town.now)
    return town


def minutes(town, *dated):
    return town.file(*(dated or [LONG_AGO]), where="HOU/MIN")


def finish(town, *records, by="manager", receipt=RECEIPT, **more):
    if records:
        more["records"] = [one.reference for one in records]
    return actions.finish_transfer(town.who(by), receipt, **more, now=town.now)


def test_what_is_due_is_listed_and_with_a_receipt_stays_until_its_next_step(two_steps):
    [one], [young] = minutes(two_steps), minutes(two_steps, TODAY)
    listed = queries.due_for_transfer(two_steps.who("manager"), TODAY)
    assert [found.pk for found in listed] == [one.pk]
    assert finish(two_steps, one).records == 1
    one.refresh_from_db()
    assert (one.due_on, one.due_action, one.state) == (date(2029, 11, 21), "destroy", "declared")
    [step] = queries.steps_done(one.reference)
    assert (step.action, step.done_on) == ("transfer", TODAY)
    assert step.note == "Receipt TNA/7 of 21 November 2026 from The archive"
    young.refresh_from_db()
    assert young.due_action == "transfer"


def test_a_receipt_with_gaps_is_refused_with_every_reason(two_steps):
    [one] = minutes(two_steps)
    with pytest.raises(Refused) as refusal:
        finish(two_steps, one, receipt=Receipt(" ", TODAY + timedelta(days=1), ""))
    assert codes(refusal) == {"receipt", "receiver", "future"}
    assert not queries.steps_done(one.reference)


def test_of_records_that_are_named_it_is_all_or_none(two_steps):
    good, held = minutes(two_steps, LONG_AGO, LONG_AGO)
    [young], [other] = minutes(two_steps, TODAY), two_steps.file(LONG_AGO)
    place(two_steps, records=[held.reference])
    with pytest.raises(Refused) as refusal:
        finish(two_steps, good, held, young, other)
    assert codes(refusal) >= {"held", "not_due", "action"}
    assert not queries.steps_done(good.reference)


def test_of_a_class_what_is_on_hold_is_left_out(two_steps):
    good, held = minutes(two_steps, LONG_AGO, LONG_AGO)
    place(two_steps, records=[held.reference])
    done = finish(two_steps, file_class="HOU")
    assert (done.records, [name for name, _ in done.left_out]) == (1, [held.reference])
    with pytest.raises(Refused):
        finish(two_steps, good)


def test_where_the_rule_does_not_say_what_follows_nothing_is_noted(town):
    [one] = minutes(town)
    with pytest.raises(Refused) as refusal:
        finish(town, one)
    assert codes(refusal) == {"no_step"}
    with pytest.raises(Refused) as refusal:
        finish(town, file_class="PLA")
    assert codes(refusal) == {"nothing"}


def test_only_who_carries_disposal_out_notes_a_transfer(two_steps):
    with pytest.raises(NotPermitted):
        finish(two_steps, *minutes(two_steps), by="owner")


def test_every_reason_is_given_at_once():
    worst = Transferable("R-1", "destroyed", "transfer", None, False, False)
    found = {one.code for one in reasons_not_to_transfer(worst, today=TODAY)}
    assert found == {"not_declared", "not_permitted", "not_due", "no_step"}
    every = {*found, "action", "receipt", "receiver", "future"}
    assert codes_in("retention/rules/transferring.py") == every
