"""The real system and the simple account of it, walked side by side, step by random step."""

from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.lifecycle.model.account import LIVES, STAGES
from tests.lifecycle.model.steps import AWAITED, BETWEEN, PEOPLE, Steps
from tests.lifecycle.town import Town

STEPS = 25
STARTS = (
    date(2012, 2, 29),
    date(2015, 6, 1),
    date(2016, 11, 21),
    date(2020, 11, 20),
    date(2020, 11, 21),
    date(2024, 1, 1),
)
CONTRACTS = ("123", "124")
EXCEPTIONS = (None, date(2029, 1, 31), date(2027, 3, 1), "transfer", "change_rule")
ROUTINE = ("REP", "CASE", "YEAR")
YEAR_ENDS = ((3, 31), (12, 31), (7, 31))


class Walk(Steps, RuleBasedStateMachine):
    """Steps taken at random."""

    # -- filing, and what happens to papers ------------------------------------------------------

    @initialize(
        filed=st.lists(
            st.tuples(st.sampled_from(STARTS), st.sampled_from(tuple(LIVES))),
            min_size=2,
            max_size=6,
        )
    )
    def papers_are_filed(self, filed) -> None:
        for start, name in filed:
            self.file(start, name)

    @rule(
        data=st.data(),
        name=st.sampled_from(tuple(AWAITED)),
        ago=st.sampled_from((0, 1, 800, 4000)),
        wide=st.booleans(),
        value=st.sampled_from(CONTRACTS),
    )
    def something_happens(self, data, name, ago, wide, value) -> None:
        wait = [one for one in self.account.papers if one.rule == AWAITED[name]]
        paper = data.draw(st.sampled_from(wait or self.account.papers))
        self.happen(paper, name, self.today - timedelta(days=ago), wide, value)

    @precondition(lambda self: self.account.events)
    @rule(data=st.data())
    def it_had_not_happened(self, data) -> None:
        event = data.draw(st.sampled_from(self.account.events))
        self.take_back(event)

    @rule(years=st.sampled_from((1, 5, 6, 7, 20)))
    def the_rule_changes(self, years) -> None:
        self.lasting(years)
        self.settle()

    @rule(name=st.sampled_from(tuple(LIVES)))
    def a_rule_is_retired_or_brought_back(self, name) -> None:
        if name in self.account.retired:
            self.account.retired.discard(name)
            self.account.years = 6 if name == "REP" else self.account.years
            self._save(name, LIVES[name])
        else:
            self.retire(name)
        self.settle()

    @rule(ends=st.sampled_from(YEAR_ENDS))
    def the_financial_year_is_set(self, ends) -> None:
        self.set_year(ends)
        self.settle()

    # -- time and people -------------------------------------------------------------------------

    @rule(hours=st.integers(1, 23))
    def time_goes_by(self, hours) -> None:
        self.wait(hours)

    @precondition(lambda self: self.account.batches)
    @rule(data=st.data())
    def the_clock_leaps_and_is_set_right(self, data) -> None:
        self.leap(data.draw(st.sampled_from(self.account.batches)))

    @rule(who=st.sampled_from(PEOPLE), role=st.sampled_from(STAGES))
    def a_role_is_given_or_taken(self, who, role) -> None:
        self.turn(who, role)

    # -- reviews ---------------------------------------------------------------------------------

    @rule(name=st.sampled_from(tuple(LIVES)), who=st.sampled_from(PEOPLE))
    def somebody_proposes(self, name, who) -> None:
        self.propose([one for one in self.account.papers if one.rule == name], who)

    @rule(name=st.sampled_from(tuple(LIVES)), order=st.permutations(PEOPLE))
    def an_ordinary_review_is_signed(self, name, order) -> None:
        batch = self.propose([one for one in self.account.papers if one.rule == name])
        for stage in STAGES if batch else ():
            for who in order:
                if stage not in batch.signed:
                    self.sign(batch, who, stage)

    @precondition(lambda self: self.account.batches)
    @rule(data=st.data(), who=st.sampled_from(PEOPLE), stage=st.sampled_from(STAGES))
    def somebody_signs(self, data, who, stage) -> None:
        self.sign(data.draw(st.sampled_from(self.account.batches)), who, stage)

    @precondition(lambda self: self.account.batches)
    @rule(data=st.data(), who=st.sampled_from(PEOPLE), stage=st.sampled_from(STAGES))
    def somebody_rejects(self, data, who, stage) -> None:
        self.reject(data.draw(st.sampled_from(self.account.batches)), who, stage)

    @precondition(lambda self: self.account.batches)
    @rule(data=st.data(), until=st.sampled_from(EXCEPTIONS))
    def an_exception_is_made(self, data, until) -> None:
        batch = data.draw(st.sampled_from(self.account.batches))
        self.decide(batch, data.draw(st.sampled_from(batch.papers)), until)

    @rule(data=st.data())
    def somebody_decides_again(self, data) -> None:
        self.decide_again(data.draw(st.sampled_from(self.account.papers)))

    @precondition(lambda self: self.account.batches)
    @rule(data=st.data())
    def a_review_is_withdrawn(self, data) -> None:
        self.withdraw(data.draw(st.sampled_from(self.account.batches)))

    # -- holds -----------------------------------------------------------------------------------

    @rule(data=st.data(), kind=st.sampled_from(("record", "class", "search")))
    def a_hold_is_placed(self, data, kind) -> None:
        self.hold(data.draw(st.sampled_from(self.account.papers)), kind)

    @precondition(lambda self: self.account.holds)
    @rule(data=st.data())
    def a_hold_is_lifted(self, data) -> None:
        self.lift(data.draw(st.sampled_from(sorted(self.account.holds))))

    # -- carrying out ----------------------------------------------------------------------------

    @precondition(lambda self: any(one.state == "approved" for one in self.account.batches))
    @rule(data=st.data(), who=st.sampled_from(PEOPLE), between=st.sampled_from(BETWEEN))
    def somebody_has_it_carried_out(self, data, who, between) -> None:
        self.carry_out(data.draw(st.sampled_from(self.account.batches)), who, between)

    # -- routine papers --------------------------------------------------------------------------

    @rule(name=st.sampled_from(ROUTINE), who=st.sampled_from(PEOPLE), other=st.sampled_from(PEOPLE))
    def a_standing_approval_is_given(self, name, who, other) -> None:
        self.stand(name, who, other)

    @precondition(lambda self: self.account.standing)
    @rule(data=st.data())
    def a_standing_approval_is_ended(self, data) -> None:
        self.end_standing(data.draw(st.sampled_from(self.account.standing)))

    @rule()
    def the_day_of_routine_papers_comes(self) -> None:
        self.run_routine()

    @rule(days=st.sampled_from((0, 1, 2)))
    def the_body_wants_a_window(self, days) -> None:
        self.set_window(days)

    @precondition(lambda self: any(one.state == "set_aside" for one in self.account.batches))
    @rule(data=st.data(), who=st.sampled_from(PEOPLE))
    def somebody_recovers_a_record(self, data, who) -> None:
        batch = data.draw(st.sampled_from(self.account.batches))
        self.recover(batch, data.draw(st.sampled_from(batch.papers)), who)

    @rule()
    def the_standing_work_comes_round(self) -> None:
        self.erase()

    @invariant()
    def both_accounts_agree(self) -> None:
        self.compare()


def walk(town: Town, walks: int, **more) -> None:
    """So many walks, of up to 25 steps each. What parts is told as it is found: to look for the
    shortest walk takes minutes; leave out `phases` for that."""
    Walk.town = town
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=walks,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            **more,
        ),
    )
