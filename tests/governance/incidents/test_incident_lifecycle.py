"""How an incident goes on: by a walk at random, and what stands against each stage."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.governance.incidents.happened import (
    FOUND,
    NO_LESSON,
    breach,
    checked,
    closed,
    decided,
    found,
    reported,
    told,
    triaged,
)
from tests.holdings.parish import Parish, codes

from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.incidents import actions, queries
from muniment.governance.incidents.types import (
    OPEN,
    TRANSITIONS,
    About,
    CheckDraft,
    FindingsDraft,
    Stage,
    TaskDraft,
)

pytestmark = pytest.mark.django_db


def one_of(parish, reference):
    return queries.incident_named(parish.who("manager"), reference)


def refused(parish, verb, reference, *given, **named):
    with pytest.raises(Refused) as refusal:
        verb(parish.who("manager"), reference, *given, now=parish.now, **named)
    return codes(refusal)


class Walk(RuleBasedStateMachine):
    """One incident, and steps taken at random by its handler: each is made or refused, and after
    each the incident is what it may be."""

    parish: Parish

    @initialize(
        data=st.sampled_from(["yes", "no", "unsure"]), kind=st.sampled_from(["lost", "damaged"])
    )
    def it_is_reported(self, data, kind):
        self.manager = self.parish.who("manager")
        self.now = self.parish.now
        self.made = reported(self.parish.who("clerk"), self.now, personal_data=data, kind=kind)
        self.before = one_of(self.parish, self.made)
        self.warned = 0

    def attempt(self, deed, *given, **named):
        """Do it, and say whether it was done."""
        try:
            deed(self.manager, *given, **named, now=self.now)
        except Refused:
            now_is = one_of(self.parish, self.made)
            assert now_is.version == self.before.version, "a refused verb changes nothing"
            return False
        return True

    def done(self, deed, *given, **named):
        self.attempt(deed, self.made, *given, **named)
        after = one_of(self.parish, self.made)
        if after.stage != self.before.stage:
            ways = {there for (here, _), there in TRANSITIONS.items() if here == self.before.stage}
            assert after.stage in ways
        self.before = after

    @rule(hours=st.integers(1, 80))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        actions.watch(now=self.now)

    @rule(
        is_breach=st.sampled_from([None, True, False]), why=st.sampled_from(["", "Looked again."])
    )
    def it_is_triaged(self, is_breach, why):
        def again(actor, reference, now):
            triaged(actor, reference, now, breach=is_breach, why=why, kind=self.before.kind)

        self.done(again)

    @rule(deed=st.sampled_from(["investigate", "put_right", "check"]))
    def it_goes_on(self, deed):
        self.done(actions.advance, deed, check_on=civil_date(self.now))

    @rule(cause=st.sampled_from(["", "The door."]), salvage=st.sampled_from(["", "Dried."]))
    def something_is_found(self, cause, salvage):
        self.done(actions.find, FindingsDraft(cause, "", "", salvage, salvage))

    @rule(finish=st.booleans())
    def an_action_is_added(self, finish):
        self.done(actions.add_task, TaskDraft("Mend it", "manager", civil_date(self.now)))
        waiting = list(queries.own_tasks(self.manager))
        if waiting and finish:
            self.attempt(actions.finish_task, waiting[0].reference, words="Mended.")
            self.before = one_of(self.parish, self.made)

    @rule()
    def nothing_is_to_be_put_right(self):
        self.done(actions.say_no_task, why="Nobody can mend it.")

    @rule(tell=st.booleans(), about=st.sampled_from(About), late=st.sampled_from(["", "Ill."]))
    def it_is_decided(self, tell, about, late):
        def decide(actor, reference, now):
            decided(actor, reference, now, tell=tell, about=about, late_why=late)

        self.done(decide)

    @rule(about=st.sampled_from(About), late=st.sampled_from(["", "Ill."]))
    def they_are_told(self, about, late):
        def tell(actor, reference, now):
            told(actor, reference, now, about=about, late_why=late)

        self.done(tell)

    @rule(worked=st.booleans())
    def it_is_checked(self, worked):
        self.done(actions.check, CheckDraft(worked, "Looked."))

    @rule()
    def it_is_worked_through(self):
        """All that brings it to a check by which it worked, so far as it is not refused."""
        self.it_is_triaged(is_breach=False, why="Looked again.")
        self.it_goes_on("investigate")
        self.something_is_found("The door.", "Dried.")
        self.it_goes_on("put_right")
        self.nothing_is_to_be_put_right()
        self.it_goes_on("check")
        self.it_is_checked(worked=True)

    @rule()
    def it_is_closed(self):
        self.done(actions.close, NO_LESSON)

    @rule()
    def it_is_reopened(self):
        self.done(actions.reopen, why="It happened again.")

    @invariant()
    def nothing_is_closed_without_cause_action_and_check(self):
        if getattr(self, "before", None) is None or self.before.stage != Stage.CLOSED:
            return
        one, facts = self.before, queries.facts_of(self.before)
        assert one.cause and one.checked_on and not facts.tasks_open
        assert facts.tasks_done or one.no_task_why
        assert one.kind != "damaged" or (one.salvage and one.salvage_outcome)
        assert not one.clock.runs, "a clock that runs is not closed away"

    @invariant()
    def no_clock_passes_in_silence(self):
        if getattr(self, "before", None) is None:
            return
        one = self.before
        given_at = {each.hours for each in queries.alerts(one) if each.aware_at == one.aware_at}
        if one.clock.runs and self.now - one.aware_at >= timedelta(hours=72):
            actions.watch(now=self.now)
            given_at = {each.hours for each in queries.alerts(one) if each.aware_at == one.aware_at}
            assert 72 in given_at
        for step in queries.steps(one):
            said = step.said
            if step.deed == "tell" and said["about"] == "authority":
                late = said["told_at"] > one.limit_at.isoformat()
                assert not late or said["late_why"]


def test_no_walk_closes_an_incident_too_early_or_lets_a_clock_pass(parish):
    class OurWalk(Walk):
        pass

    OurWalk.parish = parish
    long = settings(max_examples=25, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(OurWalk, settings=long)


def test_every_stage_can_be_left_and_closed_can_be_opened():
    assert {here for here, _ in TRANSITIONS} == set(Stage)
    assert TRANSITIONS[Stage.CLOSED, "reopen"] in OPEN


def test_an_incident_goes_from_report_to_closed_and_every_stage_is_timed(parish):
    made = closed(parish.who("manager"), parish.who("clerk"), parish.now)
    one = one_of(parish, made)
    stays = queries.stays(one)
    assert [each.stage for each in stays] == list(Stage)
    assert [each.until for each in stays[:-1]] == [each.since for each in stays[1:]]
    assert stays[0].by == parish.references["clerk"] and stays[-1].until is None
    [said] = [each.words for each in notices.notices(parish.who("clerk"))]
    assert "is closed. Thank you for reporting it." in said


def test_closing_tells_everything_that_is_missing(parish):
    manager = parish.who("manager")
    made = breach(manager, parish.who("clerk"), parish.now)
    found(manager, made, parish.now)
    actions.advance(manager, made, "put_right", now=parish.now)
    actions.say_no_task(manager, made, why="Nothing can be done.", now=parish.now)
    day = civil_date(parish.now)
    actions.advance(manager, made, "check", check_on=day, now=parish.now)
    asked = refused(parish, actions.close, made, type(NO_LESSON)())
    assert asked == ["check", "decision", "decision", "none_why"]
    actions.check(manager, made, CheckDraft(True, "Fine."), now=parish.now)
    decided(manager, made, parish.now)
    decided(manager, made, parish.now, about=About.PEOPLE)
    assert refused(parish, actions.close, made, NO_LESSON) == ["told", "told"]
    told(manager, made, parish.now)
    told(manager, made, parish.now, about=About.PEOPLE)
    actions.close(manager, made, NO_LESSON, now=parish.now)
    assert one_of(parish, made).stage == Stage.CLOSED


def test_it_is_not_put_right_without_a_cause_nor_checked_without_an_action(parish):
    manager = parish.who("manager")
    made = reported(parish.who("clerk"), parish.now, kind="damaged")
    triaged(manager, made, parish.now, kind="damaged")
    assert refused(parish, actions.advance, made, "put_right") == ["stage", "cause"]
    actions.advance(manager, made, "investigate", now=parish.now)
    assert refused(parish, actions.advance, made, "put_right") == ["cause"]
    actions.find(manager, made, FindingsDraft("Rain."), now=parish.now)
    actions.advance(manager, made, "put_right", now=parish.now)
    asked = refused(parish, actions.advance, made, "check")
    assert asked == ["salvage", "salvage_outcome", "tasks", "check_on"]
    assert refused(parish, actions.advance, made, "dance") == ["deed"]


def test_damage_takes_its_salvage_and_what_came_of_it(parish):
    manager = parish.who("manager")
    made = reported(parish.who("clerk"), parish.now, kind="damaged", what="Water in the store.")
    triaged(manager, made, parish.now, kind="damaged")
    one = checked(manager, made, parish.now)
    assert (one.salvage, one.salvage_outcome) == (FOUND["salvage"], FOUND["salvage_outcome"])


def test_what_did_not_work_is_investigated_again_and_takes_another_action(parish):
    manager = parish.who("manager")
    made = closed(manager, parish.who("clerk"), parish.now)
    parish.later(days=40)
    assert refused(parish, actions.reopen, made, why=" ") == ["why"]
    actions.reopen(manager, made, why="Another box is gone.", now=parish.now)
    one = one_of(parish, made)
    assert (one.stage, one.closed_at, one.checked_on) == (Stage.INVESTIGATING, None, None)
    actions.advance(manager, made, "put_right", now=parish.now)
    day = civil_date(parish.now)
    assert refused(parish, actions.advance, made, "check", check_on=day) == ["tasks"]


def test_a_check_by_which_it_did_not_work_opens_it_again(parish):
    manager = parish.who("manager")
    made = reported(parish.who("clerk"), parish.now)
    triaged(manager, made, parish.now)
    checked(manager, made, parish.now)
    actions.check(manager, made, CheckDraft(False, "It still stands open."), now=parish.now)
    assert one_of(parish, made).stage == Stage.INVESTIGATING


def test_a_corrective_action_is_done_by_whose_it_is_without_seeing_the_incident(parish):
    manager, officer = parish.who("manager"), parish.who("officer")
    made = reported(parish.who("clerk"), parish.now)
    triaged(manager, made, parish.now)
    day = civil_date(parish.now)
    draft = TaskDraft("Mend the lock", "officer", day)
    task = actions.add_task(manager, made, draft, now=parish.now)
    [said] = [each.words for each in notices.notices(officer)]
    assert made in said and "rent cards" not in said
    assert [each.reference for each in queries.own_tasks(officer)] == [task.reference]
    assert not queries.visible(officer).exists()
    with pytest.raises(NotPermitted):
        actions.drop_task(officer, task.reference, words="No.", now=parish.now)
    with pytest.raises(Refused):
        actions.finish_task(parish.who("lawyer"), task.reference, words="Done.", now=parish.now)
    actions.finish_task(officer, task.reference, words="Mended.", now=parish.now)
    again = refused(parish, actions.drop_task, task.reference, words="")
    assert again == ["words", "settled"]


def test_every_fault_of_an_action_is_told_at_once(parish):
    made = reported(parish.who("clerk"), parish.now)
    yesterday = civil_date(parish.now - timedelta(days=1))
    asked = refused(parish, actions.add_task, made, TaskDraft(" ", "nobody", yesterday))
    assert asked == ["stage", "what", "who", "due_on"]


def test_who_is_to_do_something_is_reminded_once_when_it_is_overdue(parish):
    manager = parish.who("manager")
    made = reported(parish.who("clerk"), parish.now)
    triaged(manager, made, parish.now)
    draft = TaskDraft("Mend the lock", "officer", civil_date(parish.now))
    actions.add_task(manager, made, draft, now=parish.now)
    assert actions.remind(now=parish.now) is None
    parish.later(days=2)
    assert actions.remind(now=parish.now) == 2
    assert actions.remind(now=parish.now) is None


def test_a_check_that_is_due_is_reminded_of_once(parish):
    manager = parish.who("manager")
    made = reported(parish.who("clerk"), parish.now)
    triaged(manager, made, parish.now)
    found(manager, made, parish.now)
    actions.advance(manager, made, "put_right", now=parish.now)
    actions.say_no_task(manager, made, why="Nothing.", now=parish.now)
    day = civil_date(parish.now + timedelta(days=30))
    actions.advance(manager, made, "check", check_on=day, now=parish.now)
    assert actions.remind(now=parish.now) is None
    assert actions.remind(now=parish.later(days=31)) == 1
    assert actions.remind(now=parish.now) is None


def test_what_was_found_before_stays_among_the_steps(parish):
    manager = parish.who("manager")
    made = reported(parish.who("clerk"), parish.now)
    triaged(manager, made, parish.now)
    found(manager, made, parish.now)
    actions.find(manager, made, FindingsDraft("A key was lent."), now=parish.now)
    said = [one.said.get("cause") for one in queries.steps(one_of(parish, made))]
    assert said[:2] == ["A key was lent.", FOUND["cause"]]
    same = FindingsDraft("A key was lent.")
    assert refused(parish, actions.find, made, same) == ["same"]


def test_nobody_reports_who_is_no_person():
    with pytest.raises(NotPermitted):
        reported(SETUP, Parish().now)
