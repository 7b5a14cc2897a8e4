"""Lives of several clocks and steps on real records: events, fields, years and reviews."""

from dataclasses import replace
from datetime import date

import pytest
from tests.lifecycle.disposal.test_destroying import destroyed
from tests.lifecycle.disposal.test_proposing import propose
from tests.lifecycle.retention.test_reading_rules import GOOD
from tests.lifecycle.retention.test_retention_verbs import codes, due_on, work
from tests.lifecycle.town import LONG_AGO, RULES, TODAY

from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.holdings.records import actions as records
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.types import Outcome
from muniment.lifecycle.retention import actions, queries, rules
from muniment.lifecycle.retention.models import StepDone
from muniment.lifecycle.retention.rules.transferring import Receipt
from muniment.lifecycle.retention.types import YearEnd

pytestmark = pytest.mark.django_db


def live(town, life):
    actions.save_rule(town.who("manager"), replace(GOOD, steps=rules.parse(life)), now=town.now)
    work(town)


def say(town, record, **fields):
    records.change_record(
        town.who("manager"),
        record.reference,
        changes={"metadata": fields},
        reason="It says so.",
        now=town.now,
    )


def test_the_end_of_one_contract_releases_its_own_papers_only(town):
    live(town, "destroy 6 years after event:contract_ended with contract")
    own, other, none = town.file(LONG_AGO, LONG_AGO, LONG_AGO)
    say(town, own, contract=" ab 123")
    say(town, other, contract="124")
    who, place = town.who("manager"), own.file_class.reference
    actions.record_event(
        who, place, name="contract_ended", on=date(2015, 4, 1), value="AB 123", now=town.now
    )
    actions.record_event(who, place, name="contract_ended", on=date(2014, 1, 1), now=town.now)
    work(town)
    assert [due_on(one) for one in (own, other, none)] == [date(2021, 4, 1), None, None]
    assert list(queries.waiting_for_event(who)) == [other, none]
    say(town, other, contract="AB  123")
    assert due_on(other) == date(2021, 4, 1)


def test_a_date_in_a_field_starts_a_clock_and_a_correction_moves_it(town):
    live(town, "destroy 25 years after date_field:birth_date")
    [one] = town.file(LONG_AGO)
    assert due_on(one) is None
    say(town, one, birth_date="2008-02-29")
    assert due_on(one) == date(2033, 3, 1)
    say(town, one, birth_date="2009-05-01")
    assert due_on(one) == date(2034, 5, 1)


def test_what_is_superseded_is_due_from_that_day_and_what_is_not_waits(town):
    live(town, "destroy 1 year after superseded")
    one, newer = town.file(LONG_AGO, LONG_AGO)
    said = {"name": "superseded", "on": date(2020, 2, 29), "now": town.now}
    actions.record_event(town.who("manager"), one.reference, **said)
    assert (due_on(one), due_on(newer)) == (date(2021, 3, 1), None)


@pytest.mark.parametrize("ends", ["from", "to"])
def test_setting_the_financial_year_moves_what_is_counted_from_it_and_nothing_else(town, ends):
    live(town, f"destroy 6 years after record_date, {ends} the end of the financial year")
    [one] = town.file(LONG_AGO)
    [other] = town.file(LONG_AGO, where="HOU/MIN")
    before = due_on(other)
    assert due_on(one) == date(2016, 3, 31)
    actions.set_year_end(town.who("manager"), YearEnd(7, 31), now=town.now)
    work(town)
    assert (due_on(one), due_on(other)) == (date(2016, 7, 31), before)
    assert queries.year_end() == YearEnd(7, 31)


def test_a_year_that_ends_on_no_day_is_refused(town):
    who = town.who("manager")
    for ends, code in ((YearEnd(2, 29), "year_end"), (YearEnd(3, 31), "same")):
        with pytest.raises(Refused) as refusal:
            actions.set_year_end(who, ends, now=town.now)
        assert codes(refusal) == {code}
    with pytest.raises(NotPermitted):
        actions.set_year_end(town.who("clerk"), YearEnd(7, 31), now=town.now)


@pytest.fixture
def reviewed(town):
    """A record that stands at the first of two steps, and the review that it is in."""
    live(town, "review 7 years after record_date then destroy 13 years after previous_step")
    [one, other] = town.file(LONG_AGO, LONG_AGO)
    assert (due_on(one), one.due_action) == (date(2017, 3, 15), "review")
    [review] = propose(town, one, other).reviews
    return one, review


def keep_for_the_next_step(town, one, review):
    disposal.set_item(
        town.who("manager2"),
        review,
        one.reference,
        outcome=Outcome.NEXT_STEP,
        note="Of use for longer.",
        now=town.now,
    )


def test_a_review_can_keep_a_record_for_the_next_step_of_its_rule(town, reviewed):
    one, review = reviewed
    keep_for_the_next_step(town, one, review)
    disposal.approve(town.who("manager2"), review, now=town.now)
    assert due_on(one) == date(2017, 3, 15), "nothing is decided before the last signature"
    disposal.approve(town.who("owner"), review, now=town.now)
    assert (due_on(one), one.due_action) == (date(2039, 11, 21), "destroy")
    [done] = queries.steps_done(one.reference)
    assert (done.action, done.done_on, done.note) == ("review", TODAY, "Of use for longer.")
    said = queries.explain(town.who("manager"), one.reference).sentence
    assert "21 November 2026, the day the step before was done" in said
    assert "(step 2 of 2)" in said


def test_a_life_of_four_steps_is_lived_to_its_end_and_each_step_is_on_record(town):
    """Cut off at a year's end; reviewed, transferred, reviewed again, and destroyed."""
    live(
        town,
        "review 2 years after record_date, from the end of the financial year"
        " then transfer 1 year after previous_step then review 6 months after previous_step"
        " then destroy 1 year after previous_step, to the end of the calendar year",
    )
    [one] = town.file(LONG_AGO)
    assert (due_on(one), one.due_action) == (date(2012, 3, 31), "review")
    look_and_keep(town, one)
    assert (due_on(one), one.due_action) == (date(2027, 11, 21), "transfer")
    leap(town, 366)
    receipt = Receipt("AC/9", town.now.date(), "The archive")
    actions.finish_transfer(town.who("manager"), receipt, records=[one.reference], now=town.now)
    assert (due_on(one), one.due_action) == (date(2028, 5, 22), "review")
    leap(town, 183)
    look_and_keep(town, one)
    assert (due_on(one), one.due_action) == (date(2029, 12, 31), "destroy")
    leap(town, 587)
    assert town.now.date() == date(2029, 12, 31)
    assert destroyed(town, one).destroyed == 0, "not before that day is over"
    leap(town, 1)
    assert destroyed(town, one).destroyed == 1
    one.refresh_from_db()
    assert one.state == "destroyed"
    done = sorted(queries.steps_done(one.reference), key=lambda step: step.done_on)
    assert [(step.action, step.done_on) for step in done] == [
        ("review", date(2026, 11, 21)),
        ("transfer", date(2027, 11, 22)),
        ("review", date(2028, 5, 23)),
    ]


def leap(town, days):
    """Let days go by in which nothing was done, and have somebody say that the clock is right."""
    town.later(days=days)
    if days > 1:
        disposal.confirm_clock(town.who("admin"), reason="Nobody worked.", now=town.now)


def look_and_keep(town, one):
    """Review it, and have it kept for its next step."""
    [review] = propose(town, one).reviews
    keep_for_the_next_step(town, one, review)
    for who in ("manager2", "owner"):
        disposal.approve(town.who(who), review, now=town.now)


def test_where_no_step_follows_any_more_the_signature_is_refused(town, reviewed):
    one, review = reviewed
    keep_for_the_next_step(town, one, review)
    disposal.approve(town.who("manager2"), review, now=town.now)
    live(town, "review 7 years after record_date")
    with pytest.raises(Refused) as refusal:
        disposal.approve(town.who("owner"), review, now=town.now)
    assert codes(refusal) == {"no_step"}
    assert not StepDone.objects.exists()


def test_a_record_at_its_last_step_cannot_be_kept_for_the_next(town):
    [one] = town.file(LONG_AGO)
    [review] = propose(town, one).reviews
    with pytest.raises(Refused) as refusal:
        keep_for_the_next_step(town, one, review)
    assert codes(refusal) == {"no_step"}


def test_a_rule_that_nobody_could_read_in_a_cell_comes_in_and_goes_out_as_written(town):
    life = "destroy the later of 6 years after folder_closed and 25 years after date_field:born"
    row = {**RULES[0], "trigger": "", "period": "", "unit": "", "action": "", "life": life}
    actions.import_rules(town.who("manager"), [row], now=town.now)
    out = {one["code"]: one for one in queries.export_rows()}
    assert out["REP-6"]["life"] == life and out["REP-6"]["trigger"] == ""
    assert actions.import_rules(town.who("manager"), list(out.values()), now=town.now).changed == 0
    for wrong, code in (({"life": "burn it"}, "life"), ({"trigger": "record date"}, "both")):
        with pytest.raises(Refused) as refusal:
            actions.import_rules(town.who("manager"), [{**row, **wrong}], now=town.now)
        assert codes(refusal) == {code}
