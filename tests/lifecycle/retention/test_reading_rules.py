"""What a rule must say, and what the rows of a schedule may look like."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.lifecycle.coverage import codes_in
from tests.lifecycle.town import RULES, TODAY

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention import rules
from muniment.lifecycle.retention.rules import parse
from muniment.lifecycle.retention.types import (
    REVIEWERS,
    Action,
    Leg,
    Period,
    RuleDraft,
    Step,
    Trigger,
)

pytestmark = pytest.mark.once

GOOD = RuleDraft(
    code="REP-6",
    title="Repairs",
    authority="Limitation Act 1980 s.5",
    steps=(Step(Action.DESTROY, (Leg(Trigger.RECORD_DATE, Period(6, "years")),)),),
    why="Claims.",
    valid_from=date(2018, 5, 25),
)


def lasting(years, **change):
    """The rule with another period."""
    steps = parse(f"destroy {years} years after record_date") if years > 1 else ONE
    return replace(GOOD, steps=steps, **change)


ONE = parse("destroy 1 year after record_date")
SIX = Period(6, "years")


def of(*legs, action=Action.DESTROY):
    return {"steps": (Step(action, legs),)}


STEP = Step(
    Action.REVIEW,
    tuple(Leg(Trigger.EVENT, SIX, "a" * 99 + str(n), "b" * 100) for n in range(5)),
)
LONG_LIFE = {"steps": (STEP,) * 5}
FAULTS = [
    ("code", {"code": ""}),
    ("code", {"code": "Undecided"}),
    ("code", {"code": "X" * 61}),
    *(("code", {"code": code}) for code in ("A/../B", "./A", "A/", "/A", "A//B", "..")),
    *(("code", {"code": code}) for code in ("make", "export/csv", "A/change", "A/versions/2")),
    ("title", {"title": ""}),
    ("authority", {"authority": ""}),
    ("why", {"why": ""}),
    ("no_role", {"review_stages": ("boss", "siro")}),
    ("no_reviewer", {"review_stages": ("auditor", "siro")}),
    ("stage_twice", {"review_stages": ("siro", "data_steward", "siro")}),
    ("one_stage", {"review_stages": ("siro",)}),
    ("stages", {"review_stages": tuple(sorted(REVIEWERS))}),
    ("too_long", {"scope_note": "X" * 10_001}),
    ("too_long", {"title": "X" * 301}),
    ("life", {"steps": ()}),
    ("event", of(Leg(Trigger.EVENT, SIX))),
    ("event", of(Leg(Trigger.RECORD_DATE, SIX, "case_closed"))),
    ("event", of(Leg(Trigger.EVENT, SIX, "superseded"))),
    ("match", of(Leg(Trigger.DATE_FIELD, SIX, "birth_date", "number"))),
    ("name", of(Leg(Trigger.EVENT, SIX, "this and that"))),
    ("name", of(Leg(Trigger.EVENT, SIX, "x" * 101))),
    ("period", {"steps": (Step(Action.DESTROY),)}),
    ("period", of(Leg(Trigger.RECORD_DATE))),
    ("period", of(Leg(Trigger.RECORD_DATE, Period(0, "years")))),
    ("period", of(Leg(Trigger.RECORD_DATE, Period(10_000, "years")))),
    ("period", of(Leg(Trigger.RECORD_DATE, SIX), action=Action.KEEP)),
    ("twice", of(Leg(Trigger.RECORD_DATE, SIX), Leg(Trigger.RECORD_DATE, SIX))),
    ("legs", of(*(Leg(Trigger.RECORD_DATE, Period(n, "years")) for n in range(1, 7)))),
    ("too_long", LONG_LIFE),
    ("order", of(Leg(Trigger.PREVIOUS_STEP, SIX))),
    ("order", {"steps": parse("destroy 1 year after record_date then keep")}),
    ("order", {"steps": parse("keep then destroy 1 year after record_date")}),
    ("order", {"steps": parse("sample 1 in 9 1 year after record_date then keep")}),
    ("one_in", {"steps": parse("sample 1 year after record_date")}),
    ("one_in", {"steps": parse("sample 1 in 0 1 year after record_date")}),
    ("one_in", {"steps": parse("sample 1 in 1 1 year after record_date")}),
    ("one_in", {"steps": parse("sample 1 in 1001 1 year after record_date")}),
    ("one_in", {"steps": (Step(Action.KEEP, one_in=2),)}),
    ("one_in", {"steps": (replace(parse("destroy superseded")[0], one_in=2),)}),
    ("period", {"steps": parse("sample 1 in 10")}),
    ("steps", {"steps": parse(" then ".join(["review 1 year after record_date"] * 6))}),
    ("valid_from", {"valid_from": None}),
    ("not_yet_valid", {"valid_from": date(2030, 1, 1)}),
    ("valid_order", {"valid_to": date(2018, 1, 1)}),
    ("expired", {"valid_to": date(2020, 1, 1)}),
]


def codes(draft: RuleDraft) -> list[str]:
    return [one.code for one in rules.reasons_not_to_publish(draft, today=TODAY)]


def test_a_whole_rule_can_be_published():
    assert codes(GOOD) == []
    assert codes(replace(GOOD, steps=(Step(Action.KEEP),))) == []
    assert codes(replace(GOOD, review_stages=("data_steward", "siro"))) == []
    for size in (2, 10, 1000):
        life = f"review superseded then sample 1 in {size} 1 year after previous_step"
        assert codes(replace(GOOD, steps=parse(life))) == []


def test_what_is_wrong_with_a_sample_is_said_in_words():
    def said(life):
        reasons = rules.reasons_not_to_publish(replace(GOOD, steps=parse(life)), today=TODAY)
        return [(one.message, one.field) for one in reasons]

    assert said("sample superseded") == [
        ("Say how many records the sample keeps, such as “sample 1 in 10”.", "one_in")
    ]
    assert said("sample 1 in 1 superseded") == [
        ("A sample of 1 in 1 keeps every record. Choose “transfer” or “keep”.", "one_in")
    ]
    assert said("sample 1 in 5000 superseded") == [
        ("A sample keeps 1 in 2 to 1 in 1,000 records, not 1 in 5,000.", "one_in")
    ]
    assert said("sample 1 in 10 superseded then destroy 1 year after previous_step") == [
        ("A sample destroys what it does not keep: no step can follow it.", "life")
    ]


AFTER = [
    ("review 6 years after record_date", "destroy 3 years after record_date", True),
    ("review 6 years after record_date", "destroy 71 months after record_date", True),
    ("review 1 year after record_date", "destroy 365 days after record_date", True),
    ("review 1 month after record_date", "destroy 30 days after record_date", True),
    ("review 6 years after record_date", "destroy 6 years after record_date", False),
    ("review 6 years after record_date", "destroy 72 months after record_date", False),
    ("review 1 month after record_date", "destroy 31 days after record_date", False),
    ("review 400 years after record_date", "destroy 146097 days after record_date", False),
    ("review 146097 days after record_date", "destroy 400 years after record_date", False),
    ("review 4800 months after record_date", "destroy 400 years after record_date", False),
    ("review 6 years after record_date", "destroy 1 year after previous_step", False),
    ("review 6 years after record_date", "destroy 3 years after last_modified", False),
    ("review 6 years after event:born", "destroy 3 years after event:died", False),
    (
        "review 6 years after superseded",
        "destroy 3 years after superseded and 1 year after record_date",
        False,
    ),
    (
        "review 6 years after record_date",
        "destroy 3 years after record_date, from the end of the financial year",
        False,
    ),
]


@pytest.mark.parametrize(("first", "then", "contradicts"), AFTER)
def test_a_step_on_the_same_clock_does_not_come_due_before_the_one_it_follows(
    first, then, contradicts
):
    draft = replace(GOOD, steps=parse(f"{first} then {then}"))
    said = "The step “destroy” follows “review”, and would come due before it."
    reasons = rules.reasons_not_to_publish(draft, today=TODAY)
    assert reasons == ([Reason("order", said, "life")] if contradicts else [])


SAMPLES = [
    ("sample 1 in 10", 10),
    ("Sample 1 in 10", 10),
    ("sample 10%", 10),
    ("sample 5 per cent", 20),
    ("SAMPLE one in 3", 3),
]


@pytest.mark.parametrize(("cell", "one_in"), SAMPLES)
def test_the_action_of_a_row_says_how_many_a_sample_keeps_and_is_written_so_again(cell, one_in):
    row = rules.as_cells(GOOD) | {"action": cell}
    [draft], reasons = rules.read_rows([row], today=TODAY)
    assert reasons == []
    assert draft.steps == parse(f"sample 1 in {one_in} 6 years after record_date")
    assert rules.as_cells(draft)["action"] == f"sample 1 in {one_in}"


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("sample", "Say how many records the sample keeps, such as “sample 1 in 10”."),
        ("sample 15%", "The sample cannot be read: “15%” is not 1 in so many, such as 1 in 10."),
        ("sample some", "The sample cannot be read: “some” is not 1 in so many, such as 1 in 10."),
    ],
)
def test_a_sample_in_a_row_whose_size_is_not_clear_is_told_and_never_guessed(cell, message):
    row = rules.as_cells(GOOD) | {"action": cell}
    _, reasons = rules.read_rows([row], today=TODAY)
    assert [one.message for one in reasons] == [f"Line 2, {GOOD.code}: {message}"]


@pytest.mark.parametrize(("code", "change"), FAULTS)
def test_each_gap_in_a_rule_is_found(code, change):
    assert codes(replace(GOOD, **change)) == [code]


def test_all_gaps_are_told_at_once():
    assert len(codes(RuleDraft(code=""))) == 6


def test_no_reason_not_to_publish_a_rule_is_left_untested():
    verbs = {"event", "future", "before", "year_end", "same", "there", "changed"}  # with theirs
    found = codes_in("retention/rules/publishing.py")
    assert found <= {code for code, _ in FAULTS} | verbs


def test_an_event_is_refused_for_every_reason():
    said = rules.reasons_not_to_record_event(
        "x", date(2027, 1, 1), today=TODAY, awaited=("y", "z"), opened_on=date(2028, 1, 1)
    )
    assert [one.code for one in said] == ["event", "future", "before"]
    assert said[0].message.endswith("called “x”. Rules there wait for “y”, “z”.")
    assert said[2].message.endswith("which began on 1 January 2028.")


def test_a_file_in_other_columns_gets_one_answer_and_not_seven_for_each_row():
    drafts, faults = rules.read_rows([{"series": "A"}, {"series": "B"}], today=TODAY)
    assert not drafts and [one.code for one in faults] == ["no_column"]


def read(**change):
    return rules.read_rows([{**RULES[0], **change}], today=TODAY)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("record date", (Trigger.RECORD_DATE, "")),
        ("Record_Date", (Trigger.RECORD_DATE, "")),
        ("last action", (Trigger.LAST_MODIFIED, "")),
        ("Last modified", (Trigger.LAST_MODIFIED, "")),
        ("folder closed", (Trigger.FOLDER_CLOSED, "")),
        ("event: Contract ended", (Trigger.EVENT, "contract_ended")),
        ("event:contract_ended", (Trigger.EVENT, "contract_ended")),
        ("date_field: birth_date", (Trigger.DATE_FIELD, "birth_date")),
        ("When superseded", (Trigger.SUPERSEDED, "")),
    ],
)
def test_triggers_may_be_spelt_as_people_spell_them(written, meant):
    [draft], faults = read(trigger=written)
    assert not faults
    [[leg]] = [step.legs for step in draft.steps]
    assert (leg.trigger, leg.name) == meant


@pytest.mark.parametrize(
    ("columns", "meant"),
    [
        ({"period": "6", "unit": "Years"}, Period(6, "years")),
        ({"period": "6 years", "unit": ""}, Period(6, "years")),
        ({"period": "18", "unit": "month"}, Period(18, "months")),
        (
            {"period": None, "unit": None, "period_count": 90, "period_unit": "days"},
            Period(90, "days"),
        ),
    ],
)
def test_periods_are_read(columns, meant):
    [draft], faults = read(**columns)
    assert not faults
    assert draft.steps[0].legs[0].period == meant


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("trigger", "whenever"),
        ("action", "burn"),
        ("period", "six"),
        ("period", "6.5"),
        ("period", "-6"),
        ("period", "6 years after last action"),
        ("unit", "fortnights"),
        ("valid_from", "25/05/2018"),
    ],
)
def test_what_cannot_be_read_is_never_guessed_at(column, written):
    _, faults = read(**{column: written})
    assert faults
    assert all(one.message.startswith("Line 2, REP-6: ") for one in faults)


def test_stages_and_examples_are_read_and_written_alike():
    [draft], faults = read(
        review_stages="Data steward; information_asset_owner;records-manager",
        examples=" Job ticket \r\n\r\nReport of damp",
        scope_note="Gas goes to GAS-1.",
    )
    assert not faults
    assert draft.review_stages == ("data_steward", "information_asset_owner", "records_manager")
    assert draft.examples == "Job ticket\nReport of damp"
    assert rules.read_rows([rules.as_cells(draft)], today=TODAY) == ([draft], [])


def test_the_one_reviewer_of_an_older_file_signs_after_those_who_sign_anyway():
    [draft], _ = read(review_role="Data steward")
    assert draft.review_stages == ("records_manager", "information_asset_owner", "data_steward")
    [draft], _ = read(review_role="records_manager")
    assert draft.review_stages == ()


def test_every_fault_of_every_row_is_told_with_its_line():
    rows = [RULES[0], {**RULES[0], "action": "burn"}, {**RULES[1], "authority": ""}]
    _, faults = rules.read_rows(rows, today=TODAY)
    assert [one.message.split(":")[0] for one in faults] == [
        "Line 3, REP-6",
        "Line 3, REP-6",
        "Line 4, CASE-1",
    ]
    assert [one.code for one in faults] == ["action", "twice", "authority"]


def test_the_schedule_of_the_demonstration_council_reads_without_a_fault():
    schedule = Path(rules.__file__).parents[3] / "demo" / "council" / "retention.csv"
    with schedule.open(encoding="utf-8", newline="") as stream:
        drafts, faults = rules.read_rows(list(csv.DictReader(stream)), today=TODAY)
    assert not faults
    assert len(drafts) >= 35
