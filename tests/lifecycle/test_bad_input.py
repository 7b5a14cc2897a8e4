"""What nobody should ask, asked of every verb that could do it: the answer names every reason,
nothing has changed, and the refusal is in the log.

Rules that contradict themselves, periods of 0 and of 10,000 years, steps that wait for each other,
events that have not happened or are older than their record, a schedule withdrawn and a role lost
while a review is carried out, the same button twice, and two browsers.
"""

import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.api.state import changed, state
from tests.lifecycle.disposal.test_destroying import approved, executing
from tests.lifecycle.disposal.test_proposing import propose
from tests.lifecycle.disposal.test_setting_aside import WORDS
from tests.lifecycle.retention.test_editions import APPROVAL, ROWS, TERMS
from tests.lifecycle.retention.test_reading_rules import GOOD
from tests.lifecycle.town import LONG_AGO, RULES, TODAY, Town, add_person, give

from muniment.foundation.access import actions as people
from muniment.foundation.access.models import RoleHeld
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.errors import Refused
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.actions import destroying
from muniment.lifecycle.disposal.models import Certificate, Review
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules import parse, written
from muniment.lifecycle.retention.types import Action, Leg, Period, Step, Trigger

LOG = ("audit_event", "audit_node", "audit_checkpoint", "audit_disclosure")
LIFE = {"trigger": "", "period": "", "unit": "", "action": ""}


@contextmanager
def refused(kind: str, *codes: str):
    """Whatever stands below is refused by the verb `kind` for exactly these reasons, changes no
    row of any table, and leaves one event: that of the refusal, with all of the codes."""
    before, size = state(without=LOG), AuditEvent.objects.count()
    with pytest.raises(Refused) as refusal:
        yield
    said = [one.code for one in refusal.value.reasons]
    assert Counter(said) == Counter(codes)
    assert all(one.message.endswith((".", "?")) for one in refusal.value.reasons)
    assert changed(before, state(without=LOG)) == []
    [event] = AuditEvent.objects.filter(seq__gte=size)
    assert event.kind == f"{kind}:refused"
    assert json.loads(event.canonical)["detail"]["codes"] == said


# -- rules -----------------------------------------------------------------------------------------

AFTER_THE_END = replace(
    GOOD,
    steps=parse("destroy 6 years after record_date then keep then review 1 year after record_date"),
    review_stages=("siro", "siro", "auditor"),
    valid_to=date(2017, 1, 1),
)
BACKWARDS = ("order", "order", "no_reviewer", "stage_twice", "valid_order")
NO_TIME = (Leg(Trigger.RECORD_DATE, Period(0, "years")),)
NONE = replace(GOOD, steps=(Step(Action.DESTROY, NO_TIME),))
TOO_LONG = replace(GOOD, steps=parse("destroy 10000 years after record_date"))
BOTH = replace(
    GOOD,
    steps=parse(
        "review 0 years after record_date then destroy the later of 10000 years after record_date"
        " and 366001 days after last_modified and 12001 months after folder_closed"
    ),
)
ROUND = replace(
    GOOD,
    steps=parse(
        "review 1 year after previous_step then destroy 1 year after previous_step"
        " then review 1 year after previous_step"
    ),
)
BAD_RULES = [
    (AFTER_THE_END, BACKWARDS),
    (NONE, ("period",)),
    (TOO_LONG, ("period",)),
    (BOTH, ("period",) * 4),
    (ROUND, ("order", "order")),
]


@pytest.fixture
def drafting(town: Town) -> Town:
    """The town with a schedule of which a first edition is being drafted."""
    manager = town.who("manager")
    actions.open_schedule(manager, "HOUSING", TERMS, now=town.now)
    actions.start_edition(manager, "HOUSING", note="The first", now=town.now)
    actions.import_edition(manager, "HOUSING", 1, ROWS, now=town.now)
    return town


def row_of(draft) -> dict[str, str]:
    """The rule as a row of a file."""
    return {
        **RULES[0],
        **LIFE,
        "life": written(draft.steps),
        "review_stages": ";".join(draft.review_stages),
        "valid_to": draft.valid_to.isoformat() if draft.valid_to else "",
    }


def test_a_rule_that_cannot_be_is_refused_by_every_way_in(drafting):
    town, manager = drafting, drafting.who("manager")
    for draft, codes in BAD_RULES:
        with refused("retention:rule:save", *codes):
            actions.save_rule(manager, draft, now=town.now)
        with refused("retention:edition:draft_rule", *codes):
            actions.draft_rule(manager, "HOUSING", 1, draft, seen=0, now=town.now)
        rows = [RULES[1], row_of(draft)]
        with refused("retention:rule:import", *codes):
            actions.import_rules(manager, rows, now=town.now)
        with refused("retention:edition:import", *codes):
            actions.import_edition(manager, "HOUSING", 1, rows, now=town.now)


def test_a_rule_without_a_period_is_none_of_no_time(drafting):
    """`0 years` in a file is not read as no period, and no period not as for good."""
    for period in ("0", "0 years", ""):
        with refused("retention:rule:import", "period"):
            row = {**RULES[0], "period": period, "unit": "years"}
            actions.import_rules(drafting.who("manager"), [row], now=drafting.now)


# -- events ----------------------------------------------------------------------------------------


def test_an_event_that_cannot_have_happened_is_refused_with_every_reason(town):
    [one] = town.file(LONG_AGO, where="HOU/CASE")
    manager, about = town.who("manager"), one.reference
    cases = [
        ("case_closed", TODAY + timedelta(days=1), ("future",)),
        ("case_closed", LONG_AGO - timedelta(days=1), ("before",)),
        ("moon_landing", LONG_AGO - timedelta(days=1), ("event", "before")),
        ("moon_landing", date(9999, 12, 31), ("event", "future")),
    ]
    for name, on, codes in cases:
        with refused("retention:event:record", *codes):
            actions.record_event(manager, about, name=name, on=on, now=town.now)
    one.refresh_from_db()
    assert one.due_on is None


def test_an_event_for_a_class_makes_nothing_in_it_older_than_it_is(town):
    """A class has no day on which it began: what is dated later counts from its own date."""
    [one] = town.file(date(2026, 1, 31), where="HOU/CASE")
    with refused("retention:event:record", "future"):
        actions.record_event(
            town.who("manager"), "HOU/CASE", name="case_closed", on=date(2027, 1, 1), now=town.now
        )
    actions.record_event(
        town.who("manager"), "HOU/CASE", name="case_closed", on=date(1066, 10, 14), now=town.now
    )
    actions.recalculate(file_class="HOU/CASE")
    one.refresh_from_db()
    assert one.due_on == date(2027, 1, 31)


# -- while a review is carried out -----------------------------------------------------------------


def half_way(town: Town, monkeypatch, meanwhile) -> tuple[Review, list]:
    """A review of three, of which the first is destroyed before `meanwhile`, and what became of
    its records."""
    monkeypatch.setattr(destroying, "BATCH", 1)
    review = executing(town, *town.file(*[LONG_AGO] * 3))
    destroying.destroy(review, next(destroying._batches(review)), town.now)
    meanwhile()
    done = disposal.carry_out(review.pk, now=town.now)
    assert (done.destroyed, done.protected, done.failed) == (1, 2, 0)
    rows = [one.record for one in review.items.select_related("record").order_by("pk")]
    assert [one.state for one in rows] == ["destroyed", "declared", "declared"]
    review.refresh_from_db()
    return review, rows


def check_told(review: Review, rows, code: str, words: str) -> None:
    """The page, the log and the certificate say what was not destroyed, and why."""
    assert review.state == "done"
    items = {one.record_id: one for one in review.items.all()}
    for one in rows[1:]:
        assert (items[one.pk].state, items[one.pk].open) == ("excluded", False)
        assert words in items[one.pk].failure
        about = f"record:{one.reference}"
        [event] = audit.events(
            EventFilter(kind_prefix="disposal:record:protected", object_prefix=about), limit=2
        )
        assert code in json.loads(event.canonical)["detail"]["codes"]
    body = Certificate.objects.get().body
    assert [one["record"] for one in body["items"]] == [rows[0].reference]
    assert (body["counts"]["records"], body["counts"]["taken_out"]) == (1, 2)


def test_a_schedule_that_is_withdrawn_while_a_review_runs_saves_what_is_left(drafting, monkeypatch):
    town, manager = drafting, drafting.who("manager")
    actions.import_edition(manager, "HOUSING", 1, [RULES[0]], now=town.now)
    actions.consult(manager, "HOUSING", 1, now=town.now)
    approve(town)
    actions.publish_edition(manager, "HOUSING", 1, now=town.now)

    def withdraw():
        with refused("retention:schedule:withdraw", "reason"):
            actions.withdraw_schedule(manager, "HOUSING", reason=" ", now=town.now)
        actions.withdraw_schedule(manager, "HOUSING", reason="The Act is gone.", now=town.now)
        with refused("retention:schedule:withdraw", "withdrawn"):
            actions.withdraw_schedule(manager, "HOUSING", reason="Again", now=town.now)

    review, rows = half_way(town, monkeypatch, withdraw)
    check_told(review, rows, "no_rule", "No retention rule is in force")
    assert {one.due_on for one in rows[1:]} == {None}
    assert queries.rule_in_force("REP-6") is None


def approve(town: Town) -> None:
    """Have the first edition approved, by somebody who may."""
    add_person(town, "siro")
    give(town, "siro", Role.SIRO)
    actions.approve_edition(town.who("siro"), "HOUSING", 1, APPROVAL, now=town.now)


@pytest.mark.parametrize(
    ("who", "code", "words"),
    [
        ("manager2", "approval_lapsed", "no longer has the role over all of it"),
        ("manager", "order_lapsed", "no longer may"),
    ],
)
def test_whoever_loses_the_role_while_a_review_runs_saves_what_is_left(
    town, monkeypatch, who, code, words
):
    def lose():
        for held in RoleHeld.objects.filter(person__username=who):
            people.end_role(SETUP, held.pk, now=town.now)

    review, rows = half_way(town, monkeypatch, lose)
    check_told(review, rows, code, words)
    assert propose(town, *rows[1:], by="manager2" if who == "manager" else "manager").records == 2


def test_a_role_that_is_lost_between_signing_and_carrying_out_is_told(town):
    review = approved(town, *town.file(LONG_AGO, LONG_AGO))
    for who in ("owner", "manager2"):
        for held in RoleHeld.objects.filter(person__username=who):
            people.end_role(SETUP, held.pk, now=town.now)
    with refused("disposal:review:execute", "approval_lapsed", "approval_lapsed"):
        disposal.execute(town.who("manager"), review, now=town.now)


# -- the same button twice, and two browsers -------------------------------------------------------


def test_the_same_button_twice_does_once_what_it_says(town):
    rows = town.file(LONG_AGO, LONG_AGO)
    owner, manager, manager2 = (town.who(one) for one in ("owner", "manager", "manager2"))
    [review] = propose(town, *rows).reviews
    with refused("disposal:review:propose", "in_review", "in_review"):
        propose(town, *rows)
    disposal.approve(owner, review, now=town.now)
    with refused("disposal:review:approve", "signed_already", "stage_signed"):
        disposal.approve(owner, review, now=town.now)
    disposal.approve(manager2, review, now=town.now)
    with refused("disposal:review:approve", "state", "signed_already", "stage_signed"):
        disposal.approve(manager2, review, now=town.now)
    disposal.execute(manager, review, now=town.now)
    with refused("disposal:review:execute", "state"):
        disposal.execute(manager, review, now=town.now)
    with refused("disposal:review:withdraw", "state"):
        disposal.withdraw(manager, review, reason="Too late", now=town.now)


def test_a_hold_is_lifted_once(town):
    [one] = town.file(LONG_AGO)
    manager = town.who("manager")
    hold = holds.place(manager, **WORDS, records=[one.reference], now=town.now).reference
    holds.lift(manager, hold, reason="Settled", authority="Court", now=town.now)
    with refused("holds:hold:lift", "lifted", "reason", "authority"):
        holds.lift(manager, hold, reason="", authority="", now=town.now)
    with refused("holds:hold:extend", "lifted"):
        holds.extend(manager, hold, records=[one.reference], reason="More", now=town.now)


def test_of_two_browsers_the_second_is_told_to_look_again(drafting):
    town, manager = drafting, drafting.who("manager")
    [review] = propose(town, *town.file(LONG_AGO, LONG_AGO)).reviews
    seen = Review.objects.get().version
    disposal.approve(town.who("owner"), review, version=seen, now=town.now)
    with refused("disposal:review:approve", "changed"):
        disposal.approve(town.who("manager2"), review, version=seen, now=town.now)
    with refused("disposal:review:reject", "changed", "reason"):
        disposal.reject(town.who("manager2"), review, reason="", version=seen, now=town.now)
    edition = ("HOUSING", 1)
    [first, _] = queries.rules_of(queries.edition_named(*edition))
    actions.draft_rule(manager, *edition, replace(first, why="Mine."), seen=1, now=town.now)
    with refused("retention:edition:draft_rule", "changed"):
        actions.draft_rule(
            town.who("manager2"), *edition, replace(first, why="Yours."), seen=1, now=town.now
        )
    rule = replace(GOOD, code="NEW-1")
    actions.save_rule(manager, rule, seen=0, now=town.now)
    with refused("retention:rule:save", "there"):
        actions.save_rule(manager, replace(rule, why="Mine."), seen=0, now=town.now)
    actions.save_rule(manager, replace(rule, why="Mine."), seen=1, now=town.now)
    with refused("retention:rule:save", "changed"):
        actions.save_rule(town.who("manager2"), replace(rule, why="Yours."), seen=1, now=town.now)
    with refused("retention:edition:import", "changed"):
        actions.import_edition(manager, *edition, ROWS, version=1, now=town.now)
