"""A schedule is a document: drafted, commented on, approved, published, superseded."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.lifecycle.retention.test_reading_rules import GOOD
from tests.lifecycle.retention.test_retention_verbs import codes, due_on, work
from tests.lifecycle.town import LONG_AGO, RULES, TODAY, add_person, give

from muniment.foundation.access.types import Role
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.retention import actions, queries, rules
from muniment.lifecycle.retention.models import Edition, Rule
from muniment.lifecycle.retention.types.schedules import (
    UNDER_WAY,
    Approval,
    ScheduleTerms,
)

TERMS = ScheduleTerms("Housing", "What housing keeps.", owner_unit="HOU", area="Homes")
APPROVAL = Approval("Information Governance Board", TODAY, "IGB/2026/4")
ROWS = [{**RULES[0], "code": "HO-1"}, {**RULES[1], "code": "HO-2"}]
WHY = "The board decided so."


@pytest.fixture
def housing(town):
    """The town with somebody who may approve, and the schedule of housing with a first draft."""
    add_person(town, "siro")
    give(town, "siro", Role.SIRO)
    actions.open_schedule(town.who("manager"), "HOUSING", TERMS, now=town.now)
    actions.start_edition(town.who("manager"), "HOUSING", note="The first", now=town.now)
    actions.import_edition(town.who("manager"), "HOUSING", 1, ROWS, now=town.now)
    return town


def approved(town, number=1, code="HOUSING"):
    actions.consult(town.who("manager"), code, number, now=town.now)
    return actions.approve_edition(town.who("siro"), code, number, APPROVAL, now=town.now)


def published(town, number=1, code="HOUSING"):
    approved(town, number, code)
    return actions.publish_edition(town.who("manager"), code, number, now=town.now)


def second(town, *rows):
    """The second edition of the published schedule, with these rows."""
    published(town)
    actions.start_edition(town.who("manager"), "HOUSING", now=town.now)
    actions.import_edition(town.who("manager"), "HOUSING", 2, rows, now=town.now)


def in_force(code="HOUSING"):
    return set(
        Rule.objects.filter(schedule__code=code, state="active").values_list("code", flat=True)
    )


def test_an_edition_goes_from_a_draft_to_the_rules_in_force(housing):
    assert queries.rule_in_force("HO-1") is None, "a draft dates nothing"
    actions.consult(housing.who("manager"), "HOUSING", 1, until=TODAY, now=housing.now)
    said = actions.comment(
        housing.who("clerk"), "HOUSING", 1, text="Too long.", rule="HO-1", now=housing.now
    )
    with pytest.raises(Refused) as refusal:
        actions.approve_edition(housing.who("siro"), "HOUSING", 1, APPROVAL, now=housing.now)
    assert codes(refusal) == {"unanswered"}
    actions.answer(
        housing.who("manager"), "HOUSING", 1, said.pk, answer="The Act says so.", now=housing.now
    )
    actions.approve_edition(housing.who("siro"), "HOUSING", 1, APPROVAL, now=housing.now)
    assert queries.rule_in_force("HO-1") is None, "neither does what is only approved"
    actions.publish_edition(housing.who("manager"), "HOUSING", 1, now=housing.now)
    assert in_force() == {"HO-1", "HO-2"}
    assert queries.rule_in_force("HO-1").version == 1


def test_the_next_edition_begins_as_the_last_and_supersedes_it(housing):
    second(housing, {**ROWS[0], "period": "9"}, {**RULES[2], "code": "HO-3"})
    changes = queries.changes_of(queries.edition_named("HOUSING", 2))
    assert [one.code for one in changes.added] == ["HO-3"]
    assert [one.code for one in changes.left_out] == ["HO-2"]
    assert [one.columns for one in changes.changed] == [(("period_count", "6", "9"),)]
    published(housing, 2)
    assert in_force() == {"HO-1", "HO-3"}
    assert queries.rule_in_force("HO-1").version == 2
    states = queries.editions("HOUSING").values_list("state", flat=True)
    assert list(states) == ["published", "superseded"]
    actions.start_edition(housing.who("manager"), "HOUSING", now=housing.now)
    third = queries.edition_named("HOUSING", 3)
    assert queries.changes_of(third) == rules.changes_between(
        queries.rules_of(third), queries.rules_of(third)
    )


def test_what_a_rule_that_is_left_out_dated_is_kept_and_protected(housing):
    [record] = housing.file(LONG_AGO)
    published_with = {**RULES[0]}  # REP-6, which dates the record and belongs to no schedule yet
    actions.import_edition(housing.who("manager"), "HOUSING", 1, [published_with], now=housing.now)
    published(housing)
    work(housing)
    assert due_on(record) == date(2016, 3, 15)
    actions.start_edition(housing.who("manager"), "HOUSING", now=housing.now)
    actions.import_edition(housing.who("manager"), "HOUSING", 2, ROWS, now=housing.now)
    effect = queries.effect_of_edition(
        housing.who("manager"), queries.edition_named("HOUSING", 2), today=TODAY
    )
    assert (effect.total, effect.undated, effect.spared) == (1, 1, 1)
    published(housing, 2)
    work(housing)
    assert due_on(record) is None


def test_a_review_that_is_under_way_destroys_nothing_of_a_schedule_that_was_withdrawn(housing):
    [record] = housing.file(LONG_AGO)
    actions.import_edition(housing.who("manager"), "HOUSING", 1, [RULES[0]], now=housing.now)
    published(housing)
    work(housing)
    done = disposal.propose(
        housing.who("manager2"), file_class="HOU", title="Due", reason=WHY, now=housing.now
    )
    [review] = done.reviews
    disposal.approve(housing.who("manager"), review, now=housing.now)
    disposal.approve(housing.who("owner"), review, now=housing.now)
    actions.withdraw_schedule(housing.who("manager"), "HOUSING", reason=WHY, now=housing.now)
    disposal.execute(housing.who("manager2"), review, now=housing.now)
    work(housing)
    record.refresh_from_db()
    assert record.state == "declared"
    assert due_on(record) is None
    with pytest.raises(Refused) as refusal:
        actions.withdraw_schedule(housing.who("manager"), "HOUSING", reason=WHY, now=housing.now)
    assert codes(refusal) == {"withdrawn"}
    with pytest.raises(Refused) as refusal:
        actions.start_edition(housing.who("manager"), "HOUSING", now=housing.now)
    assert codes(refusal) == {"withdrawn"}


def test_a_rule_of_a_schedule_changes_through_an_edition_alone(housing):
    published(housing)
    manager = housing.who("manager")
    for change in (
        lambda: actions.save_rule(manager, replace(GOOD, code="HO-1"), now=housing.now),
        lambda: actions.import_rules(manager, [{**ROWS[0], "period": "9"}], now=housing.now),
        lambda: actions.retire_rule(manager, "HO-1", reason=WHY, now=housing.now),
        lambda: actions.delete_rule(manager, "HO-1", now=housing.now),
    ):
        with pytest.raises(Refused) as refusal:
            change()
        assert codes(refusal) == {"in_schedule"}
    done = actions.import_rules(manager, ROWS, now=housing.now)
    assert done.same == 2, "what stays as it is may be in a file"


def test_a_rule_belongs_to_one_schedule(housing):
    manager = housing.who("manager")
    actions.open_schedule(manager, "PLANNING", replace(TERMS, title="Planning"), now=housing.now)
    actions.start_edition(manager, "PLANNING", now=housing.now)
    with pytest.raises(Refused) as refusal:
        actions.import_edition(manager, "PLANNING", 1, ROWS[:1], now=housing.now)
    assert codes(refusal) == {"elsewhere"}, "drafted in another"
    published(housing)
    with pytest.raises(Refused) as refusal:
        actions.draft_rule(
            manager, "PLANNING", 1, replace(GOOD, code="HO-1"), seen=0, now=housing.now
        )
    assert codes(refusal) == {"elsewhere"}, "in force in another"


def test_the_same_code_twice_and_periods_out_of_reason_are_told_with_their_lines(housing):
    rows = [
        ROWS[0],
        ROWS[0],
        {**ROWS[1], "period": "0 years"},
        {**ROWS[1], "period": "10000 years"},
    ]
    rows += [{"code": "HO-9", "title": "Life", "life": "destroy then keep"}]
    rows += [{"code": "HO-8", "title": "Round", "life": "review 1 year after previous_step"}]
    with pytest.raises(Refused) as refusal:
        actions.import_edition(housing.who("manager"), "HOUSING", 1, rows, now=housing.now)
    said = [one.message.split(":")[0] for one in refusal.value.reasons]
    assert [one.split(",")[0] for one in said] == [
        *("Line 3", "Line 4", "Line 5", "Line 5", "Line 6", "Line 6", "Line 7")
    ]
    assert len(queries.rules_of(queries.edition_named("HOUSING", 1))) == 2


def test_a_draft_may_lack_what_comes_later_and_an_edition_to_be_approved_may_not(housing):
    early = {"code": "HO-7", "title": "Keys", "life": "destroy 1 year after record_date"}
    later = {**ROWS[0], "valid_from": "2027-04-01"}
    actions.import_edition(housing.who("manager"), "HOUSING", 1, [early], now=housing.now)
    actions.consult(housing.who("manager"), "HOUSING", 1, now=housing.now)
    with pytest.raises(Refused) as refusal:
        actions.approve_edition(housing.who("siro"), "HOUSING", 1, APPROVAL, now=housing.now)
    assert codes(refusal) == {"authority", "why", "valid_from"}
    actions.return_edition(housing.who("manager"), "HOUSING", 1, reason=WHY, now=housing.now)
    actions.import_edition(housing.who("manager"), "HOUSING", 1, [later], now=housing.now)
    approved(housing)
    with pytest.raises(Refused) as refusal:
        actions.publish_edition(housing.who("manager"), "HOUSING", 1, now=housing.now)
    assert codes(refusal) == {"not_yet_valid"}
    housing.now += timedelta(days=150)
    actions.publish_edition(housing.who("manager"), "HOUSING", 1, now=housing.now)
    assert in_force() == {"HO-1"}


def test_two_browsers_do_not_write_over_each_other(housing):
    manager, edition = housing.who("manager"), ("HOUSING", 1)
    [first, _] = queries.rules_of(queries.edition_named(*edition))
    actions.draft_rule(manager, *edition, replace(first, why="Mine."), seen=1, now=housing.now)
    with pytest.raises(Refused) as refusal:
        actions.draft_rule(manager, *edition, replace(first, why="Yours."), seen=1, now=housing.now)
    assert codes(refusal) == {"changed"}
    with pytest.raises(Refused) as refusal:
        actions.draft_rule(manager, *edition, replace(first, why="New."), seen=0, now=housing.now)
    assert codes(refusal) == {"there"}
    with pytest.raises(Refused) as refusal:
        actions.draft_rule(
            manager, *edition, replace(first, why="Mine."), seen=None, now=housing.now
        )
    assert codes(refusal) == {"same"}
    with pytest.raises(Refused) as refusal:
        actions.import_edition(manager, *edition, ROWS, version=1, now=housing.now)
    assert codes(refusal) == {"changed"}
    seen = queries.edition_named(*edition).version
    actions.consult(manager, *edition, now=housing.now)
    with pytest.raises(Refused) as refusal:
        actions.approve_edition(
            housing.who("siro"), *edition, APPROVAL, version=seen, now=housing.now
        )
    assert codes(refusal) == {"changed"}


def test_whoever_wrote_in_an_edition_does_not_approve_it_and_nothing_is_done_twice(housing):
    give(housing, "manager2", Role.DEPARTMENTAL_RECORDS_OFFICER)
    dro = housing.who("manager2")
    actions.drop_rule(dro, "HOUSING", 1, "HO-2", now=housing.now)
    actions.consult(housing.who("manager"), "HOUSING", 1, now=housing.now)
    with pytest.raises(Refused) as refusal:
        actions.approve_edition(dro, "HOUSING", 1, APPROVAL, now=housing.now)
    assert codes(refusal) == {"own_draft"}
    with pytest.raises(NotPermitted):
        actions.approve_edition(housing.who("manager"), "HOUSING", 1, APPROVAL, now=housing.now)
    for verb in (
        lambda: actions.approve_edition(
            housing.who("siro"), "HOUSING", 1, APPROVAL, now=housing.now
        ),
        lambda: actions.publish_edition(housing.who("manager"), "HOUSING", 1, now=housing.now),
    ):
        verb()
        with pytest.raises(Refused) as refusal:
            verb()
        assert codes(refusal) == {"state"} and "already" in str(refusal.value)


def test_what_is_published_can_be_read_by_anybody_and_nothing_else(housing):
    second(housing, {**ROWS[0], "period": "9"})
    [open_one] = queries.published_editions()
    assert (open_one.number, open_one.approval, len(open_one.rules)) == (1, APPROVAL, 2)
    with pytest.raises(NotFound):
        queries.what_changed("HOUSING", 1, 2)
    published(housing, 2)
    assert [one.number for one in queries.published_editions("HOUSING")] == [2, 1]
    changes = queries.what_changed("HOUSING", 1, 2)
    assert [one.code for one in changes.left_out] == ["HO-2"]
    back = queries.what_changed("HOUSING", 2, 1)
    assert [one.code for one in back.added] == ["HO-2"] and changes.same == back.same == 0


def test_an_edition_that_is_exported_comes_in_again_as_the_same(housing):
    edition = queries.edition_named("HOUSING", 1)
    rows = [rules.as_cells(one) for one in queries.rules_of(edition)]
    done = actions.import_edition(housing.who("manager"), "HOUSING", 1, rows, now=housing.now)
    assert (done.added, done.changed, done.same, done.left_out) == (0, 0, 2, 0)


def test_whatever_is_tried_in_whatever_order_one_edition_is_in_force_and_its_rules_with_it(housing):
    manager, siro, pick = housing.who("manager"), housing.who("siro"), random.Random(7)
    last = {"n": 1}

    def start():
        last["n"] = actions.start_edition(manager, "HOUSING", now=housing.now).number

    def fill():
        some = [{**ROWS[0], "code": f"HO-{n}"} for n in pick.sample(range(6), 3)]
        actions.import_edition(manager, "HOUSING", last["n"], some, now=housing.now)

    tries = [start, fill] + [
        lambda do=do: do("HOUSING", last["n"])
        for do in (
            lambda *at: actions.consult(manager, *at, now=housing.now),
            lambda *at: actions.return_edition(manager, *at, reason=WHY, now=housing.now),
            lambda *at: actions.approve_edition(siro, *at, APPROVAL, now=housing.now),
            lambda *at: actions.publish_edition(manager, *at, now=housing.now),
            lambda *at: actions.withdraw_edition(manager, *at, reason=WHY, now=housing.now),
        )
    ]
    for _ in range(100):
        try:
            pick.choices(tries, weights=[9, 6, 12, 1, 15, 15, 1])[0]()
        except Refused:
            continue
        states = list(queries.editions("HOUSING").values_list("state", flat=True))
        assert sum(one in UNDER_WAY for one in states) <= 1
        shown = queries.rules_of(queries.edition_in_force("HOUSING"))
        assert in_force() == {one.code for one in shown}
    assert Edition.objects.filter(state="superseded").count() >= 2
