"""Where the rules of schedules and their editions begin and end, and at which field a refusal
stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.lifecycle.retention.test_edition_reasons import DRAFT, FAULTS, OUT, approving, commenting
from tests.lifecycle.retention.test_editions import APPROVAL, TERMS, WHY
from tests.lifecycle.retention.test_reading_rules import FAULTS as RULE_FAULTS
from tests.lifecycle.retention.test_reading_rules import GOOD, lasting
from tests.lifecycle.town import TODAY
from tests.refusals import told

from muniment.lifecycle.retention import rules
from muniment.lifecycle.retention.rules import agreeing, editions, modelling, publishing
from muniment.lifecycle.retention.types import (
    Action,
    Leg,
    Period,
    RuleDraft,
    Step,
    Trigger,
    YearEnd,
)
from muniment.lifecycle.retention.types.clauses import Clause
from muniment.lifecycle.retention.types.schedules import (
    BothChanged,
    Changes,
    EditionState,
    Merged,
    ModelTaken,
    RuleChange,
    ScheduleState,
    ScheduleTerms,
)

pytestmark = pytest.mark.once
DAY = timedelta(days=1)
DONE = replace(DRAFT, state=EditionState.APPROVED)

# Where each refusal about a schedule or an edition stands; what is not here stands above the form.
EDITIONS = {
    **{"code": "code", "taken": "code", "title": "title", "owner": "owner_unit", "rule": "rule"},
    **{"elsewhere": "code", "past": "until", "text": "text", "said": "text", "answer": "answer"},
    **{"body": "body", "met_on": "met_on", "future": "met_on", "minute": "minute"},
    **{"reason": "reason"},
}
RULES = {
    **dict.fromkeys(("code", "title", "authority", "why", "valid_from"), None),
    **dict.fromkeys(
        ("no_role", "no_reviewer", "stage_twice", "one_stage", "stages"), "review_stages"
    ),
    **dict.fromkeys(("life", "event", "match", "name", "period", "twice", "legs", "order"), "life"),
    **{"steps": "life", "not_yet_valid": "valid_from", "valid_order": "valid_to"},
    **{"expired": "valid_to", "one_in": "one_in"},
}


@pytest.mark.parametrize(("code", "found"), FAULTS)
def test_each_refusal_about_an_edition_stands_where_it_belongs(code, found):
    if code != "too_long":
        assert told(found()) == [f"{code} at {EDITIONS[code]}" if code in EDITIONS else code]


@pytest.mark.parametrize(("code", "change"), RULE_FAULTS)
def test_each_gap_in_a_rule_stands_where_it_belongs(code, change):
    if code != "too_long":
        found = rules.reasons_not_to_publish(replace(GOOD, **change), today=TODAY)
        assert told(found) == [f"{code} at {RULES[code] or code}"]


@pytest.mark.parametrize(
    ("field", "most"),
    [("title", 300), ("authority", 500), ("examples", 10_000), ("scope_note", 10_000)],
)
def test_a_rule_says_as_much_as_its_columns_take(field, most):
    def publish(letters):
        draft = replace(GOOD, **{field: "x" * letters})
        return told(rules.reasons_not_to_publish(draft, today=TODAY))

    assert publish(most) == []
    assert publish(most + 1) == [f"too_long at {field}"]


def publish(**change):
    return told(rules.reasons_not_to_publish(replace(GOOD, **change), today=TODAY))


def life(*legs, action=Action.DESTROY):
    return publish(steps=(Step(action, legs),))


def test_a_rule_is_whole_up_to_its_limits():
    assert publish(code="x" * 60) == publish(valid_from=TODAY) == publish(valid_to=TODAY) == []
    assert publish(valid_from=TODAY, valid_to=TODAY) == []
    stages = ("siro", "data_steward", "records_manager", "information_asset_owner")
    assert publish(review_stages=(*stages, "departmental_records_officer")) == []
    assert publish(code="UNDECIDED") == ["code at code"]


@pytest.mark.parametrize(
    ("unit", "most"), [("days", 366_000), ("months", 12_000), ("years", 1_000)]
)
def test_a_period_is_from_one_to_a_thousand_years(unit, most):
    assert life(Leg(Trigger.RECORD_DATE, Period(1, unit))) == []
    assert life(Leg(Trigger.RECORD_DATE, Period(most, unit))) == []
    assert life(Leg(Trigger.RECORD_DATE, Period(most + 1, unit))) == ["period at life"]


@pytest.mark.parametrize("trigger", list(Trigger))
def test_only_what_happens_can_be_waited_for_without_a_period(trigger):
    named = {Trigger.EVENT: "end", Trigger.DATE_FIELD: "born"}.get(trigger, "")
    happens = trigger in (Trigger.EVENT, Trigger.SUPERSEDED, Trigger.FOLDER_CLOSED)
    found = life(Leg(trigger, name=named))
    first = ["order at life"] if trigger is Trigger.PREVIOUS_STEP else []
    assert found == ([] if happens else ["period at life"]) + first
    if happens:
        assert life(Leg(trigger, Period(0, "years"), named)) in ([], ["period at life"])


def test_names_of_events_have_a_hundred_letters_and_only_events_are_told_apart():
    year = Period(1, "years")
    assert life(Leg(Trigger.EVENT, year, "x" * 100, "y" * 100)) == []
    assert life(Leg(Trigger.EVENT, year, "x" * 101)) == ["name at life"]
    assert life(Leg(Trigger.EVENT, year, "end", "y" * 101)) == ["name at life"]
    assert life(Leg(Trigger.DATE_FIELD, year, "superseded")) == []
    assert life(Leg(Trigger.DATE_FIELD, year)) == ["event at life"]


def test_a_rule_has_five_steps_and_a_step_five_clocks():
    review = "review 1 year after record_date"
    four = " then ".join([review] * 4)
    assert publish(steps=rules.parse(f"{four} then destroy 1 year after previous_step")) == []
    legs = [Leg(Trigger.RECORD_DATE, Period(count, "years")) for count in range(1, 6)]
    assert life(*legs) == []
    kept = rules.parse("destroy 1 year after record_date then keep then keep")
    assert publish(steps=kept) == ["order at life", "order at life"]


def test_an_event_is_entered_when_it_has_happened_and_a_rule_waits_for_it():
    def record(on=TODAY, awaited=("end",), opened_on=None):
        return told(
            publishing.reasons_not_to_record_event(
                "end", on, today=TODAY, awaited=awaited, opened_on=opened_on
            )
        )

    assert record() == record(opened_on=TODAY) == []
    assert record(awaited=()) == record(awaited=("start",)) == ["event at name"]
    assert record(on=TODAY + DAY) == ["future at on"]
    assert record(opened_on=TODAY + DAY) == ["before at on"]


def test_the_financial_year_ends_on_a_day_that_every_year_has():
    def end(month, day):
        return told(publishing.reasons_not_to_end_year(YearEnd(month, day), YearEnd(3, 31)))

    assert end(12, 31) == end(2, 28) == []
    assert end(2, 29) == end(4, 31) == end(13, 1) == ["year_end at day"]
    assert end(3, 31) == ["same at day"]


def call_it(**change):
    return told(rules.reasons_not_to_call_it(replace(TERMS, **change)))


def test_a_schedule_says_whose_it_is_in_as_many_letters_as_there_is_room_for():
    assert call_it() == call_it(owner_unit="") == call_it(area="") == []
    assert call_it(title="x" * 300, purpose="x" * 10_000, area="x" * 200) == []
    assert call_it(title="x" * 301) == ["too_long at title"]
    assert call_it(purpose="x" * 10_001) == ["too_long at purpose"]
    assert call_it(area="x" * 201) == ["too_long at area"]
    assert call_it(owner_unit=" ", area=" ") == ["owner at owner_unit"]
    every = rules.reasons_not_to_create("", ScheduleTerms(""), taken=True)
    assert told(every) == ["code at code", "taken at code", "title at title", "owner at owner_unit"]
    assert rules.reasons_not_to_create("A", TERMS, taken=False) == []


def test_a_new_edition_begins_where_none_is_under_way():
    start = rules.reasons_not_to_start
    assert start(ScheduleState.ACTIVE, None) == []
    assert told(start(ScheduleState.ACTIVE, 0)) == ["under_way"]
    assert told(start(ScheduleState.WITHDRAWN, 2)) == ["withdrawn", "under_way"]


def test_only_a_draft_is_changed_and_the_others_say_why_not():
    def why(state):
        return [one.message for one in rules.reasons_not_to_change(replace(DRAFT, state=state))]

    assert why(EditionState.DRAFT) == []
    assert why(EditionState.PUBLISHED) == ["The edition is published, and stays as it is."]
    [approved] = why(EditionState.APPROVED)
    assert approved == "The edition is approved, and stays as it was approved."


def test_a_draft_may_lack_what_can_come_later_and_nothing_else():
    bare = replace(GOOD, authority="", why="", valid_from=None)
    later = replace(GOOD, valid_from=TODAY + DAY)
    assert rules.reasons_not_to_draft(bare, today=TODAY) == []
    assert rules.reasons_not_to_draft(later, today=TODAY) == []
    assert told(rules.reasons_not_to_draft(replace(bare, title=""), today=TODAY)) == [
        "title at title"
    ]

    def whole(drafts, later):
        return rules.reasons_not_whole(drafts, today=TODAY, later=later)

    assert whole([GOOD, later], True) == []
    [late] = whole([GOOD, later], False)
    assert (late.code, late.field) == ("not_yet_valid", "valid_from")
    assert late.message.startswith("REP-6: ")
    assert told(whole([bare, later], True)) == [
        "authority at authority",
        "why at why",
        "valid_from at valid_from",
    ]


def test_comments_are_taken_to_the_last_day_and_the_first():
    until = {"until": TODAY, "today": TODAY}
    assert rules.reasons_not_to_consult(DRAFT, **until) == []
    assert rules.reasons_not_to_consult(DRAFT, **until | {"until": None}) == []
    last = replace(OUT, consult_until=TODAY)
    assert commenting(last) == commenting(text="x" * 10_000) == []
    assert told(commenting(text="x" * 10_001)) == ["too_long at text"]
    assert approving(last) == []
    assert told(approving(replace(OUT, unanswered=1))) == ["unanswered"]


def test_comments_are_answered_once_while_the_edition_can_still_be_changed():
    def answer(facts=OUT, text="Yes", answered=False):
        return told(rules.reasons_not_to_answer(facts, text, answered=answered))

    assert answer() == answer(DRAFT) == answer(text="x" * 10_000) == []
    assert answer(text="x" * 10_001) == ["too_long at answer"]
    assert answer(DONE) == ["state"]


def test_an_approval_names_its_body_and_its_minute_in_two_hundred_letters():
    def approve(**change):
        return told(approving(approval=replace(APPROVAL, **change)))

    assert approve(body="x" * 200, minute="x" * 200, met_on=TODAY) == []
    assert approve(body="x" * 201) == ["too_long at body"]
    assert approve(minute="x" * 201) == ["too_long at minute"]
    assert approving(seen=None) == []


def test_an_edition_is_published_when_all_is_answered_and_agreed():
    def put(facts, seen=3):
        return told(rules.reasons_not_to_put_in_force(facts, seen_version=seen))

    assert put(DONE) == put(DONE, None) == []
    assert put(replace(DONE, unanswered=1, not_agreed=("A", "B"))) == [
        "unanswered",
        "not_agreed",
        "not_agreed",
    ]


def test_what_ends_an_edition_or_a_schedule_has_a_reason_of_five_hundred_letters():
    for reason, why in ((WHY, []), ("x" * 500, []), ("x" * 501, ["too_long at reason"])):
        assert told(rules.reasons_not_to_drop(DRAFT, reason=reason)) == why
        assert told(rules.reasons_not_to_return(OUT, reason=reason)) == why
        assert told(rules.reasons_not_to_end(ScheduleState.ACTIVE, reason=reason)) == why
    both = rules.reasons_not_to_end(ScheduleState.WITHDRAWN, reason=" ")
    assert told(both) == ["reason at reason", "withdrawn"]
    superseded = replace(DRAFT, state=EditionState.SUPERSEDED)
    assert told(rules.reasons_not_to_drop(superseded, reason=WHY)) == ["state"]


def test_fifty_areas_are_consulted_each_with_its_head():
    def areas(**said):
        return told(agreeing.reasons_not_to_consult_areas(said))

    many = {f"U{number}": (True, True) for number in range(51)}
    assert areas() == areas(**dict(list(many.items())[:50])) == []
    assert areas(**many) == ["too_many at areas"]
    assert areas(A=(False, True), B=(True, False)) == ["unit at areas", "head at areas"]


def test_the_head_of_an_area_agrees_once_in_a_thousand_letters():
    def agree(facts=OUT, head=True, agreed=False, note="x" * 1000):
        return told(agreeing.reasons_not_to_agree(facts, is_head=head, agreed=agreed, note=note))

    assert agree() == agree(DONE) == []
    assert agree(DRAFT) == ["state"]
    assert agree(head=False) == ["not_head"]
    assert agree(agreed=True) == ["agreed"]
    assert agree(note="x" * 1001) == ["too_long at note"]
    assert agreeing.reasons_not_agreed(OUT) == []


MODEL = ModelTaken("x" * 200, "2", (GOOD,))


def take_over(model=MODEL, last=None, chosen=(), merged=None):
    merged = merged or Merged((GOOD,), ())
    return told(modelling.reasons_not_to_take_over(model, last, chosen, merged))


def test_a_model_is_taken_over_once_for_each_version_and_from_one_provider():
    before = replace(MODEL, version="1")
    assert take_over() == take_over(last=before) == []
    assert take_over(replace(MODEL, rules=()), MODEL) == []
    assert take_over(replace(MODEL, provider="")) == ["provider at provider"]
    assert take_over(replace(MODEL, provider=""), before) == ["provider at provider"]
    assert take_over(replace(MODEL, version="")) == ["version at version"]
    assert take_over(replace(MODEL, provider="x" * 201)) == ["too_long at provider"]
    assert take_over(replace(MODEL, version="x" * 200)) == []
    assert take_over(replace(MODEL, version="x" * 201)) == ["too_long at version"]
    assert take_over(replace(MODEL, provider="Other"), before) == ["other_model at provider"]
    assert take_over(MODEL, MODEL) == ["same at version"]


def test_only_what_is_open_is_chosen_and_there_are_five_thousand_rules_at_most(monkeypatch):
    both = Merged((GOOD, GOOD), (BothChanged("REP-6", "Repairs", ()),))
    assert take_over(chosen=["REP-6"], merged=both) == []
    assert take_over(chosen=["B", "A"], merged=both) == ["not_open at chosen"] * 2
    monkeypatch.setattr(modelling, "MOST_RULES", 2)
    assert take_over(merged=both) == []
    assert take_over(merged=replace(both, rules=(GOOD,) * 3)) == ["too_many"]
    assert editions.MOST_RULES == 5_000


def merge(was, ours, new, *chosen):
    as_list = [[] if one is None else [one] for one in (was, ours, new)]
    found = modelling.merged(*as_list, chosen)
    return list(found.rules), list(found.open)


def test_what_both_have_changed_is_open_and_ours_stands_until_the_models_is_chosen():
    was, ours = RuleDraft("A", "was", why="was"), RuleDraft("A", "ours", why="was")
    new = RuleDraft("A", "new", why="new")
    settled, chosen = replace(ours, why="new"), new
    both = BothChanged("A", "ours", (("title", "ours", "new"),))
    assert merge(was, ours, new) == ([settled], [both])
    assert merge(was, ours, new, "A") == ([chosen], [both])
    alike = replace(ours, title="new")
    assert merge(was, alike, new) == ([new], []), "changed alike by both is not open"
    assert merge(None, ours, new, "B") == (
        [ours],
        [BothChanged("A", "ours", (("title", "ours", "new"), ("reason", "was", "new")))],
    )


def test_a_rule_that_one_left_out_and_the_other_changed_is_open_as_a_whole():
    was, other = RuleDraft("A", "was"), RuleDraft("A", "other")
    gone = BothChanged("A", "other", (("rule", "left out", "changed"),))
    assert merge(was, None, other) == ([], [gone])
    assert merge(was, None, other, "A") == ([other], [gone])
    kept = BothChanged("A", "other", (("rule", "changed", "left out"),))
    assert merge(was, other, None) == ([other], [kept])
    assert merge(was, other, None, "A") == ([], [kept])


def test_the_changes_between_two_editions_are_told_by_column():
    a, b, c = (replace(GOOD, code=code) for code in "ABC")
    other = replace(lasting(7), code="B")
    assert rules.changes_between([a, b], [other, c]) == Changes(
        added=(c,),
        left_out=(a,),
        changed=(RuleChange("B", "Repairs", rules.differing(b, other)),),
        same=0,
    )
    assert rules.changes_between([a, b], [a, b]) == Changes((), (), (), 2)
    assert rules.differing(a, replace(a, title="New", why="New")) == (
        ("title", "Repairs", "New"),
        ("reason", "Claims.", "New"),
    )
    assert rules.differing(a, replace(a, valid_from=date(2020, 1, 1))) == (
        ("valid_from", "2018-05-25", "2020-01-01"),
    )


def test_a_clause_that_says_something_else_or_stands_elsewhere_has_changed():
    one = Clause("Policy", "4.2", "Papers go in a year.", "https://example.org/policy")
    two, three = Clause("Policy", "5", "Keep plans."), Clause("Policy", "6", "Keep maps.")

    def between(before, after):
        found = rules.changes_between((), (), clauses=(before, after)).clauses
        return [(change.clause, change.before, change.after) for change in found]

    said = "Papers go in a year. (https://example.org/policy)"
    assert between([one, two], [one, two]) == []
    assert between([one, two], [replace(two, says="Keep all plans."), three]) == [
        ("Policy 5", "Keep plans.", "Keep all plans."),
        ("Policy 6", "", "Keep maps."),
        ("Policy 4.2", said, ""),
    ]
    assert between([replace(one, address="")], [one]) == [
        ("Policy 4.2", "Papers go in a year.", said)
    ]
    assert rules.changes_between((), ()).clauses == ()
