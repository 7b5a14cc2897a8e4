"""Actions: what is to be done, when, by whom, how it stands, and what was said of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.governance.plans.planned import add, make, objective, turn, whole
from tests.holdings.parish import codes, events

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.types import SETUP
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.plans import actions, queries, rules
from muniment.governance.plans.types import (
    ENDED,
    SHIPPED,
    ActionDraft,
    By,
    Narrow,
    Stage,
    Turn,
    Want,
)

TODAY = date(2026, 11, 21)


def change(parish, one, by="manager", seen=None, reason="", objective=None, **said):
    now = {"words": one.what, "timeline": one.timeline, "answers": one.answers}
    now |= {"owner": one.owner.reference if one.owner else "", "confidential": one.confidential}
    draft = ActionDraft(**{**now, **said})
    return actions.change_action(
        parish.who(by),
        one.reference,
        draft,
        objective=objective,
        reason=reason,
        seen=seen,
        now=parish.now,
    )


def raised(parish, by="clerk", source="risk:RK-1", **said):
    draft = ActionDraft(**{"words": "Mend the lock", "unit": "HOU", **said})
    return actions.raise_action(parish.who(by), draft, source=source, now=parish.now)


def listed(parish, want=Want.OPEN, by="clerk", **narrow):
    found = queries.actions(parish.who(by), want, Narrow(**narrow), today=civil_date(parish.now))
    return [one.what for one in found]


def told(parish, who):
    return [one.words for one in notices.notices(parish.who(who))]


def story(one):
    return [(step.deed, step.before, step.after, step.note) for step in queries.steps(one)]


def test_the_day_of_an_action_is_read_from_its_timeline_and_its_owner_is_told(parish):
    _, _, one = whole(parish, timeline="Q3 of 2026-27", owner="clerk")
    assert (one.due_on, one.next_on) == (date(2026, 12, 31), date(2026, 12, 31))
    assert told(parish, "clerk") == [
        "You have an action: “Show each team how”. It is due on 31 December 2026."
    ]


def test_a_timeline_that_names_no_day_is_kept_as_words(parish):
    _, _, one = whole(parish, timeline="when the roof is mended")
    assert (one.timeline, one.due_on) == ("when the roof is mended", None)
    assert listed(parish, Want.UNDATED) == [one.what]


def test_every_fault_of_an_action_is_told_at_once(parish):
    under = objective(parish, make(parish))
    with pytest.raises(Refused) as refusal:
        add(parish, under, " ", owner="nobody", status="dancing", timeline="x" * 501)
    assert codes(refusal) == ["words", "timeline", "owner", "status"]
    with pytest.raises(Refused) as refusal:
        add(parish, under, status="complete")
    assert codes(refusal) == ["status"]
    with pytest.raises(Refused) as refusal:
        add(parish, under.outcome)
    assert codes(refusal) == ["objective"]


def test_an_action_outside_plans_is_of_a_unit_that_the_actor_keeps(parish):
    draft = ActionDraft("Buy shelves", unit="LEG", answers="DRO, HR")
    one = actions.add_action(parish.who("manager"), draft, now=parish.now)
    assert (one.plan, one.answers) == (None, "DRO, HR")
    with pytest.raises(NotPermitted):
        actions.add_action(parish.who("clerk"), draft, now=parish.now)
    with pytest.raises(Refused) as refusal:
        nowhere = ActionDraft("Buy shelves", unit="ZZZ")
        actions.add_action(parish.who("manager"), nowhere, now=parish.now)
    assert codes(refusal) == ["unit"]


def test_what_another_room_raises_stands_in_the_same_register_with_where_it_came_from(parish):
    one = raised(parish, owner="lawyer", unit="")
    assert one.unit.reference == "LEG"
    assert listed(parish, source="risk") == listed(parish, source="risk:RK-1") == ["Mend the lock"]
    assert listed(parish, source="risk:RK-2") == listed(parish, source="plan") == []
    assert list(queries.raised_by("risk:RK-1")) == [one]
    assert queries.sources(parish.who("clerk")) == ["risk"]


@pytest.mark.parametrize("source", ["", "risk", "Risk:RK-1", "risk:", "risk:RK 1", "x:1"])
def test_a_source_is_a_kind_and_a_reference(parish, source):
    with pytest.raises(Refused) as refusal:
        raised(parish, source=source)
    assert codes(refusal) == ["source"]


@verb("tests:thing:fail")
def fail(actor, draft, *, now):
    actions.raise_action(actor, draft, source="risk:RK-9", now=now)
    raise Refused(rules.reasons_of_source(""))


def test_a_verb_of_another_room_that_is_refused_leaves_no_action_behind(parish):
    with pytest.raises(Refused):
        fail(parish.who("clerk"), ActionDraft("Mend it", unit="HOU"), now=parish.now)
    assert list(queries.raised_by("risk:RK-9")) == []


def test_what_is_confidential_is_seen_by_its_owner_and_the_keepers_of_its_unit(parish):
    one = raised(parish, by="manager", owner="lawyer", confidential=True)
    for by in ("lawyer", "manager", "manager2"):
        assert queries.action_named(parish.who(by), one.reference) == one
    for by in ("clerk", "officer", "auditor", "admin"):
        assert listed(parish, by=by) == []
        assert queries.figures(parish.who(by), TODAY).actions == 0
        with pytest.raises(NotFound):
            turn(parish, one, "under_way", by=by)
    turn(parish, one, "under_way", by="lawyer")


def test_whoever_keeps_the_plan_changes_an_action_and_its_owner_does_not(parish):
    _, _, one = whole(parish, owner="clerk")
    change(parish, one, by="owner", words="Show everybody")
    for by in ("clerk", "lawyer"):
        with pytest.raises(NotPermitted):
            change(parish, one, by=by, words="Show nobody")


def test_to_make_an_action_due_later_takes_a_reason_and_earlier_does_not(parish):
    _, _, one = whole(parish, timeline="Q3 of 2026-27")
    for later in ("Q4 of 2026-27", "when there is time"):
        with pytest.raises(Refused) as refusal:
            change(parish, one, timeline=later)
        assert codes(refusal) == ["reason"]
    one = change(parish, one, timeline="Q2 of 2026-27")
    assert one.due_on == date(2026, 9, 30)
    change(parish, one, timeline="Q4 of 2026-27", reason="The supplier is late.")
    (last, _, _) = story(one)
    assert last == (
        "changed",
        {"timeline": "Q2 of 2026-27", "due_on": "2026-09-30"},
        {"timeline": "Q4 of 2026-27", "due_on": "2027-03-31"},
        "The supplier is late.",
    )


def test_what_would_change_nothing_is_refused(parish):
    _, _, one = whole(parish)
    with pytest.raises(Refused) as refusal:
        change(parish, one)
    assert codes(refusal) == ["same"]
    with pytest.raises(Refused) as refusal:
        turn(parish, one, "not_started", note="As before.")
    assert codes(refusal) == ["same"]
    assert [deed for deed, *_ in story(one)] == ["made"]


def test_a_change_or_turn_of_what_was_seen_before_another_is_refused(parish):
    _, _, one = whole(parish, owner="clerk")
    turn(parish, one, "under_way", by="clerk", seen=1)
    for refused in (
        lambda: turn(parish, one, "relaunch", seen=1),
        lambda: change(parish, one, words="Other", seen=1),
    ):
        with pytest.raises(Refused) as refusal:
            refused()
        assert codes(refusal) == ["meanwhile"]


def test_a_new_owner_is_told_and_one_who_has_left_may_stay_named(parish):
    _, _, one = whole(parish, owner="clerk")
    change(parish, one, owner="lawyer")
    assert len(told(parish, "lawyer")) == 1
    accounts.record_leaver(SETUP, parish.references["lawyer"], now=parish.now)
    one = queries.action_named(parish.who("manager"), one.reference)
    assert listed(parish, Want.UNOWNED) == [one.what]
    change(parish, one, words="Show all")
    with pytest.raises(Refused) as refusal:
        add(parish, one.objective, owner="lawyer")
    assert codes(refusal) == ["owner"]


def test_an_action_goes_to_another_plan_that_the_actor_keeps(parish):
    _, _, one = whole(parish)
    other = objective(parish, make(parish, title="Next year", unit="LEG", owner="manager2"))
    with pytest.raises(NotPermitted):
        change(parish, one, by="owner", objective=other.reference)
    moved = change(parish, one, objective=other.reference)
    assert (moved.plan.title, moved.unit.reference) == ("Next year", "LEG")
    with pytest.raises(Refused) as refusal:
        change(parish, moved, objective=moved.objective.outcome.reference)
    assert codes(refusal) == ["objective"]


def test_the_owner_says_how_an_action_stands_and_others_do_not(parish):
    _, _, one = whole(parish, owner="clerk")
    turn(parish, one, "under_way", by="clerk", note="Two teams so far.")
    with pytest.raises(NotPermitted):
        turn(parish, one, "complete", by="lawyer", evidence="x")
    (last, _) = story(one)
    assert last == (
        "turned",
        {"status": "not_started"},
        {"status": "under_way"},
        "Two teams so far.",
    )
    assert one.what not in str([event.canonical for event in events("plans:action:turned")])


def test_done_takes_what_shows_it(parish):
    _, _, one = whole(parish)
    with pytest.raises(Refused) as refusal:
        turn(parish, one, "complete")
    assert codes(refusal) == ["evidence"]
    done = turn(parish, one, "complete", evidence="The list of who came.")
    assert (done.ended_on, done.next_on) == (TODAY, None)
    assert listed(parish) == []


def test_a_record_shows_that_it_is_done_where_the_actor_sees_it(parish):
    _, _, one = whole(parish)
    record = parish.upload(parish.folder(), b"Who came.").record
    with pytest.raises(Refused) as refusal:
        turn(parish, one, "complete", record="R-NONE")
    assert codes(refusal) == ["record"]
    done = turn(parish, one, "complete", record=record.lower())
    assert done.record == record


def test_dropped_and_taken_up_again_take_a_reason(parish):
    _, _, one = whole(parish)
    for status in ("dropped", "under_way"):
        if status == "dropped" or queries.action_named(parish.who("clerk"), one.reference).ended_on:
            with pytest.raises(Refused) as refusal:
                turn(parish, one, status)
            assert codes(refusal) == ["note"]
        turn(parish, one, status, note="The law has changed.")
    assert queries.action_named(parish.who("clerk"), one.reference).ended_on is None


def test_what_is_in_place_comes_round_and_each_look_is_kept(parish):
    _, _, one = whole(parish, owner="clerk")
    one = turn(parish, one, "maintain", every=6)
    assert (one.every, one.check_on) == (6, date(2027, 5, 21))
    parish.later(days=200)
    looked = actions.still_so(
        parish.who("clerk"), one.reference, note="All teams know.", now=parish.now
    )
    assert looked.check_on == looked.next_on == add_period(civil_date(parish.now), 6, "months")
    step = queries.steps(one)[0]
    assert (step.deed, step.by, step.at) == ("checked", parish.references["clerk"], parish.now)
    assert step.note == "All teams know."
    actions.still_so(parish.who("clerk"), one.reference, check_on=date(2028, 1, 1), now=parish.now)
    assert queries.action_named(parish.who("clerk"), one.reference).next_on == date(2028, 1, 1)


def test_it_is_still_so_only_of_what_is_in_place(parish):
    _, _, one = whole(parish)
    with pytest.raises(Refused) as refusal:
        actions.still_so(
            parish.who("manager"), one.reference, check_on=date(2020, 1, 1), now=parish.now
        )
    assert codes(refusal) == ["check_on", "not_in_place"]


def test_an_action_that_begins_in_place_is_checked_on_the_day_that_its_timeline_names(parish):
    _, _, one = whole(parish, timeline="March 2027, then 6 monthly", status="ongoing")
    assert (one.stage, one.every, one.check_on) == (Stage.MAINTAIN, 6, date(2027, 3, 31))


def test_how_it_goes_is_noted_without_changing_it(parish):
    _, _, one = whole(parish, owner="clerk")
    actions.note_progress(parish.who("clerk"), one.reference, note="Slowly.", now=parish.now)
    assert story(one)[0] == ("noted", {}, {}, "Slowly.")
    with pytest.raises(Refused):
        actions.note_progress(parish.who("clerk"), one.reference, note=" ", now=parish.now)


def test_a_body_adds_a_status_of_its_own_and_retires_it(parish):
    manager, now = parish.who("manager"), parish.now
    made = actions.add_status(manager, label="Awaiting funds", stage="not_started", now=now)
    _, under, one = whole(parish, status=made.key)
    actions.retire_status(manager, made.key, now=now)
    for refused in (
        lambda: add(parish, under, status=made.key),
        lambda: turn(parish, add(parish, under), made.key),
    ):
        with pytest.raises(Refused) as refusal:
            refused()
        assert codes(refusal) == ["status"]
    assert queries.labels_of([one]) == {one.pk: "Awaiting funds"}
    change(parish, one, words="Buy the shelves")
    again = actions.add_status(manager, label="Awaiting funds", stage="under_way", now=now)
    assert again.key != made.key


def test_a_status_has_a_name_of_its_own_and_a_stage(parish):
    manager, now = parish.who("manager"), parish.now
    with pytest.raises(Refused) as refusal:
        actions.add_status(manager, label="COMPLETE", stage="dancing", now=now)
    assert codes(refusal) == ["taken", "stage"]
    with pytest.raises(Refused) as refusal:
        actions.retire_status(manager, "complete", now=now)
    assert codes(refusal) == ["shipped"]
    with pytest.raises(NotPermitted):
        actions.add_status(parish.who("clerk"), label="Odd", stage="done", now=now)
    with pytest.raises(NotFound):
        actions.retire_status(manager, "odd", now=now)


def test_a_status_that_asks_for_a_day_is_shown_with_it(parish):
    _, _, one = whole(parish, timeline="Q3 of 2026-27", status="operational_by")
    assert queries.labels_of([one]) == {one.pk: "Operational by 31 December 2026"}


def test_open_overdue_and_the_median_of_days_late_are_counted(parish):
    _, under, _ = whole(parish, timeline="1 November 2026")  # 20 days late
    add(parish, under, "B", timeline="11 November 2026")  # 10
    add(parish, under, "C", timeline="20 November 2026", owner="clerk")  # 1
    add(parish, under, "D", timeline="21 November 2026")  # due today
    add(parish, under, "E")
    turn(parish, add(parish, under, "F", timeline="May 2026"), "complete", evidence="x")
    turn(parish, add(parish, under, "G"), "maintain")
    found = queries.figures(parish.who("clerk"), TODAY)
    assert (found.actions, found.open, found.overdue, found.median_late) == (7, 6, 3, 10)
    assert (found.undated, found.unowned, found.share) == (1, 5, 50)
    assert found.stages[Stage.DONE] == found.stages[Stage.MAINTAIN] == 1
    assert len(listed(parish, Want.OVERDUE)) == found.overdue
    assert len(listed(parish)) == found.open
    assert queries.figures(parish.who("clerk"), TODAY, "LEG").actions == 0
    assert queries.figures(parish.who("admin"), TODAY).share is None


def test_figures_are_told_apart_and_each_leads_to_its_rows(parish):
    plan, under, _ = whole(parish, timeline="1 November 2026")
    add(parish, under, "B", owner="clerk")
    raised(parish, unit="HOU-R")
    outcome = under.outcome.reference
    names = {By.PLAN: plan.reference, By.OUTCOME: outcome, By.UNIT: "HOU"}
    names[By.OWNER] = parish.references["clerk"]
    for by, key in names.items():
        parts = queries.parts(parish.who("clerk"), by, TODAY)
        [part] = [one for one in parts if one.key == key]
        assert part.open == len(listed(parish, **{by.value: key}))
    units = queries.parts(parish.who("clerk"), By.UNIT, TODAY)
    assert [(one.key, one.open) for one in units] == [("HOU", 3), ("HOU-R", 1)]


def test_actions_are_found_by_words_status_stage_and_owner(parish):
    _, under, one = whole(parish, timeline="1 November 2026", owner="clerk")
    turn(parish, add(parish, under, "Weed the drive"), "relaunch")
    assert listed(parish, words="weed rec") == ["Weed the drive"]
    assert listed(parish, status="relaunch") == listed(parish, stage="under_review")
    assert listed(parish, mine=True) == [one.what]
    assert listed(parish) == [one.what, "Weed the drive"]
    assert listed(parish, Want.SOON) == []


def test_owners_are_told_thirty_and_seven_days_before_on_the_day_and_when_it_is_late(parish):
    whole(parish, timeline="31 December 2026", owner="clerk")
    before, days = len(told(parish, "clerk")), []
    for _ in range(60):
        if actions.remind(now=parish.now):
            days.append((date(2026, 12, 31) - civil_date(parish.now)).days)
        assert actions.remind(now=parish.now) is None
        parish.later(days=1)
    assert days == [30, 7, 0, -1]
    assert len(told(parish, "clerk")) == before + 4


def test_where_nobody_does_it_the_owner_of_the_plan_is_told(parish):
    _, under, one = whole(parish, timeline="1 December 2026", answers="HR")
    done = add(parish, under, "Done", timeline="1 December 2026")
    turn(parish, done, "complete", evidence="x")
    raised(parish, timeline="1 December 2026")
    assert actions.remind(now=parish.now) == 1
    assert one.what in told(parish, "owner")[0]


@given(
    keys=st.lists(st.sampled_from(SHIPPED), min_size=1, max_size=6),
    every=st.none() | st.integers(1, 24),
    days=st.integers(0, 400),
)
def test_however_it_turns_what_is_asked_for_is_there(keys, every, days):
    stage = Stage.NOT_STARTED
    for status in keys:
        said = Turn(status.key, every=every, check_on=TODAY + timedelta(days=days))
        wrong = rules.reasons_not_to_turn(
            said, was=stage, status=status, record_known=False, today=TODAY
        )
        needs = status.stage in (Stage.DONE, Stage.DROPPED) or (
            stage in ENDED and status.stage not in ENDED
        )
        assert bool(wrong) == needs
        full = Turn(status.key, note="n", evidence="e", every=every)
        assert not rules.reasons_not_to_turn(
            full, was=stage, status=status, record_known=False, today=TODAY
        )
        stage = status.stage
