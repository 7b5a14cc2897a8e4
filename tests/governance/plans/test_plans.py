"""Plans of action: what stands in them, who may change them, and how they end."""

from datetime import date

import pytest
from tests.governance.plans.planned import add, make, objective, turn, whole
from tests.holdings.parish import add_person, codes, events

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.plans import actions, queries
from muniment.governance.plans.types import PlanDraft, PlanState

YEAR = (date(2026, 4, 1), date(2027, 3, 31))
WHY = {"reason": "The year is over."}


def change(parish, plan, by="manager", seen=None, **said):
    now = {"title": plan.title, "unit": plan.unit.reference, "owner": plan.owner.reference}
    days = {"starts_on": plan.starts_on, "ends_on": plan.ends_on, "purpose": plan.purpose}
    draft = PlanDraft(**{**now, **days, **said})
    return actions.change_plan(parish.who(by), plan.reference, draft, seen=seen, now=parish.now)


def agree(parish, plan, by="manager"):
    return actions.agree_plan(parish.who(by), plan.reference, now=parish.now)


def close(parish, plan, by="manager", reason="The year is over."):
    return actions.close_plan(parish.who(by), plan.reference, reason=reason, now=parish.now)


def outline(parish, plan):
    found = queries.laid_out(parish.who("clerk"), plan)
    return [
        (
            outcome.number,
            outcome.heading.words,
            [(one.number, [each.what for each in one.actions]) for one in outcome.objectives],
        )
        for outcome in found
    ]


def test_a_plan_begins_as_a_draft_and_its_owner_is_told(parish):
    plan = make(parish)
    assert (plan.state, plan.version) == (PlanState.DRAFT, 1)
    assert [one.object_reference for one in events("plans:plan:made")] == [f"plan:{plan.reference}"]
    (told,) = notices.notices(parish.who("owner"))
    assert plan.title in told.words


def test_every_gap_of_a_plan_is_told_at_once(parish):
    with pytest.raises(Refused) as refusal:
        draft = PlanDraft(" ", "ZZZ", "nobody", date(2026, 4, 1), date(2026, 3, 1))
        actions.make_plan(parish.who("manager"), draft, now=parish.now)
    assert codes(refusal) == ["title", "unit", "owner", "ends_on"]


def test_whoever_does_not_keep_the_plans_of_a_unit_makes_none_there(parish):
    add_person(parish, "head", "HOU", Role.STAFF)
    accounts.give_role(
        SETUP,
        parish.references["head"],
        role=Role.INFORMATION_ASSET_OWNER,
        unit="HOU",
        now=parish.now,
    )
    make(parish, by="head", unit="HOU-R")
    for by, unit in (("head", "LEG"), ("clerk", "HOU"), ("auditor", "HOU")):
        with pytest.raises(NotPermitted):
            make(parish, by=by, unit=unit)


def test_who_sees_no_plans_is_told_that_there_is_none(parish):
    plan, _, one = whole(parish)
    for find, thing in ((queries.plan_named, plan), (queries.action_named, one)):
        assert find(parish.who("clerk"), thing.reference) == thing
        with pytest.raises(NotFound):
            find(parish.who("admin"), thing.reference)
    assert queries.plans(parish.who("admin")).count() == 0


def test_the_owner_of_a_plan_changes_it_and_others_do_not(parish):
    plan = make(parish)
    change(parish, plan, by="owner", title="Better records")
    with pytest.raises(NotPermitted):
        change(parish, plan, by="clerk", title="Mine")
    with pytest.raises(NotPermitted):
        change(parish, plan, by="owner", unit="LEG")
    with pytest.raises(Refused) as refusal:
        change(parish, plan, title="Better records")
    assert codes(refusal) == ["same"]


def test_a_change_made_over_that_of_another_is_refused(parish):
    plan = make(parish)
    change(parish, plan, by="owner", title="Better records", seen=1)
    with pytest.raises(Refused) as refusal:
        change(parish, plan, title="Best records", seen=1)
    assert codes(refusal) == ["meanwhile"]


def test_when_a_plan_goes_to_another_unit_its_actions_go_with_it(parish):
    plan, _, one = whole(parish)
    change(parish, plan, unit="LEG", title="Ledgers of the law")
    found = queries.action_named(parish.who("clerk"), one.reference)
    assert found.unit.reference == "LEG"
    assert " ledgers " in found.words


def test_outcomes_objectives_and_actions_are_numbered_and_keep_their_order(parish):
    plan = make(parish)
    first = objective(parish, plan)
    second = actions.add_heading(
        parish.who("owner"),
        plan.reference,
        words="Weed the shared drive",
        under=first.outcome.reference,
        now=parish.now,
    )
    for words in ("One", "Two", "Three"):
        add(parish, second, words)
    objective(parish, plan, outcome="People know", words="Train them")
    assert outline(parish, plan) == [
        ("1", "Records are found", [("1.1", []), ("1.2", ["One", "Two", "Three"])]),
        ("2", "People know", [("2.1", [])]),
    ]


def test_what_stands_in_a_plan_is_put_in_another_order(parish):
    plan = make(parish)
    first, last = objective(parish, plan), objective(parish, plan, outcome="People know")
    one, two = add(parish, first, "One"), add(parish, first, "Two")
    by = parish.who("owner")
    actions.move_heading(by, last.outcome.reference, up=True, now=parish.now)
    actions.move_action(by, two.reference, up=True, now=parish.now)
    assert [(each[1], each[2][0][1]) for each in outline(parish, plan)] == [
        ("People know", []),
        ("Records are found", ["Two", "One"]),
    ]
    for verb, thing, up in (
        (actions.move_heading, last.outcome, True),
        (actions.move_action, one, False),
    ):
        with pytest.raises(Refused) as refusal:
            verb(by, thing.reference, up=up, now=parish.now)
        assert codes(refusal) == ["same"]


def test_what_has_something_under_it_is_not_removed(parish):
    plan, under, _ = whole(parish)
    empty = objective(parish, plan, outcome="Odd")
    for reference in (under.reference, under.outcome.reference, empty.outcome.reference):
        with pytest.raises(Refused) as refusal:
            actions.remove_heading(parish.who("manager"), reference, now=parish.now)
        assert codes(refusal) == ["used"]
    for one in (empty, empty.outcome):
        actions.remove_heading(parish.who("manager"), one.reference, now=parish.now)
    assert [each[1] for each in outline(parish, plan)] == ["Records are found"]


def test_an_objective_stands_under_an_outcome_of_its_own_plan(parish):
    _, under, _ = whole(parish)
    other = make(parish, title="Another")
    for reference in (under.reference, under.outcome.reference):
        with pytest.raises(Refused) as refusal:
            actions.add_heading(
                parish.who("manager"), other.reference, words="x", under=reference, now=parish.now
            )
        assert codes(refusal) == ["under"]


def test_the_words_of_an_objective_are_changed(parish):
    plan, under, _ = whole(parish)
    by = parish.who("owner")
    actions.change_heading(by, under.reference, words="File  today", now=parish.now)
    assert queries.headings(plan)[1].words == "File today"
    with pytest.raises(Refused) as refusal:
        actions.change_heading(by, under.reference, words="File today", now=parish.now)
    assert codes(refusal) == ["same"]


def test_a_plan_is_agreed_when_there_is_something_to_do_under_each_objective(parish):
    plan = make(parish)
    under = objective(parish, plan)
    with pytest.raises(Refused) as refusal:
        agree(parish, plan)
    assert codes(refusal) == ["empty"]
    add(parish, under)
    later = objective(parish, plan, outcome="People know")
    with pytest.raises(Refused) as refusal:
        agree(parish, plan)
    assert codes(refusal) == ["empty", "empty"]
    add(parish, later)
    assert agree(parish, plan, by="owner").agreed_by == parish.references["owner"]
    with pytest.raises(Refused) as refusal:
        agree(parish, plan)
    assert codes(refusal) == ["agreed"]


def test_a_plan_is_not_closed_while_something_is_still_to_be_done(parish):
    plan, under, one = whole(parish)
    kept = add(parish, under, "Keep it so")
    turn(parish, kept, "maintain")
    with pytest.raises(Refused) as refusal:
        close(parish, plan, reason=" ")
    assert codes(refusal) == ["reason", "open"]
    turn(parish, one, "complete", evidence="The list of who came.")
    closed = close(parish, plan)
    assert (closed.state, closed.closed_why) == (PlanState.CLOSED, WHY["reason"])


def test_nothing_of_a_closed_plan_is_changed_until_it_is_reopened(parish):
    plan, under, one = whole(parish)
    turn(parish, one, "maintain")
    close(parish, plan)
    manager, now = parish.who("manager"), parish.now
    for refused in (
        lambda: change(parish, plan, title="Other"),
        lambda: add(parish, under, "More"),
        lambda: objective(parish, plan),
        lambda: actions.change_heading(manager, under.reference, words="x", now=now),
        lambda: actions.move_heading(manager, under.reference, up=True, now=now),
        lambda: actions.remove_heading(manager, under.reference, now=now),
        lambda: actions.move_action(manager, one.reference, up=True, now=now),
    ):
        with pytest.raises(Refused) as refusal:
            refused()
        assert "closed" in codes(refusal)
    actions.still_so(manager, one.reference, now=now)
    actions.reopen_plan(manager, plan.reference, reason="Not over yet.", now=now)
    add(parish, under, "More")


def test_plans_are_found_by_unit_words_state_and_owner(parish):
    make(parish, title="Housing papers", unit="HOU-R")
    make(parish, title="Law papers", unit="LEG", owner="manager2")

    def found(by="clerk", **narrow):
        return [one.title for one in queries.plans(parish.who(by), **narrow)]

    assert found(words="pap") == ["Housing papers", "Law papers"]
    assert found(unit="HOU") == ["Housing papers"]
    assert found(by="manager2", mine=True) == ["Law papers"]
    assert found(state=PlanState.AGREED) == []
