"""What people do, done in the real system and written into the simple account of it."""

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.test import override_settings
from tests.lifecycle.model.account import (
    KEPT_OF,
    MANAGER,
    OWNER,
    STAGES,
    Account,
    Batch,
    Held,
    Paper,
    Standing,
)
from tests.lifecycle.retention.test_reading_rules import GOOD
from tests.lifecycle.town import NOW, Town, give

from muniment.foundation.access import actions as people
from muniment.foundation.access.models import RoleHeld
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit.actions import create_signing_key
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal import actions
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.disposal.rules import StandingDraft
from muniment.lifecycle.disposal.types import Outcome, Practice, Stage
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention.rules import parse
from muniment.lifecycle.retention.types import YearEnd

PEOPLE = ("manager", "manager2", "owner", "owner2", "both")
CONTRACTS = ("123", "124")
BETWEEN = ("nothing", "midnight", "longer", "retired", "year", "lost", "held")


AWAITED = {"matter_closed": "CASE", "contract_ended": "BOTH", "superseded": "EITHER"}


def code_of(name: str) -> str:
    return f"W-{name}"


class Steps:
    """Both accounts, and the steps that people take in them. Undone in the database afterwards."""

    town: Town  # set by the test

    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        folder = Path(self.undo.enter_context(tempfile.TemporaryDirectory()))
        self.undo.enter_context(
            override_settings(MUNIMENT_HOME=folder / "h", MUNIMENT_CHECKPOINTS=folder / "c")
        )
        for name in "hc":
            (folder / name).mkdir()
        create_signing_key()
        walk = transaction.atomic()
        walk._from_testcase = True  # lets checkpoints have a transaction of their own in it
        self.undo.enter_context(walk)
        self.undo.callback(transaction.set_rollback, True)
        self.town.now = NOW
        self.account = Account(
            {
                "manager": {MANAGER},
                "manager2": {MANAGER},
                "owner": {OWNER},
                "owner2": {OWNER},
                "both": {MANAGER, OWNER},
            }
        )
        self.titles = 0

    def teardown(self) -> None:
        self.undo.close()

    @property
    def now(self):
        return self.town.now

    @property
    def today(self) -> date:
        return civil_date(self.town.now)

    def who(self, name: str):
        return self.town.who(name)

    def settle(self) -> None:
        """Let the jobs catch up that compute dates again."""
        retention.recalculate(numbers=[one.number for one in self.account.papers])

    # -- filing, and what happens to papers ------------------------------------------------------

    def file(self, start: date, name: str, contract: str = "") -> Paper:
        [row] = self.town.file(start, where=f"W/{name}")
        if name == "BOTH":
            contract = contract or CONTRACTS[len(self.account.papers) % 2]
            records.change_record(
                SETUP,
                row.reference,
                changes={"metadata": {"contract": contract}},
                reason="It says so.",
                now=self.now,
            )
        search.index([row.pk], now=self.now)
        made = Paper(row.pk, row.reference, start, name, row.title)
        made.contract = contract if name == "BOTH" else ""
        self.account.papers.append(made)
        return made

    def happen(self, paper: Paper, name: str, on: date, wide=False, value="") -> None:
        value = value if name == "contract_ended" else ""
        scope = f"W/{paper.rule}" if wide else paper.reference
        awaited = AWAITED[name] == paper.rule and paper.rule not in self.account.retired
        can = awaited and (wide or on >= paper.start)
        try:
            made = retention.record_event(SETUP, scope, name=name, on=on, value=value, now=self.now)
        except Refused as refusal:
            assert not can or paper.destroyed or paper.aside_until, refusal
            return
        assert can
        whom = paper.rule if wide else paper.reference
        self.account.events.append((made.pk, name, whom, value, on))
        self.settle()

    def take_back(self, event: tuple[int, str, str, str, date]) -> None:
        retention.withdraw_event(SETUP, event[0], reason="Entered in error", now=self.now)
        self.account.events.remove(event)
        self.settle()

    def lasting(self, years: int) -> None:
        self.account.years = years
        self.account.retired.discard("REP")
        self._save("REP", f"destroy {years} years after record_date".replace("1 years", "1 year"))

    def _save(self, name: str, life: str) -> None:
        self.titles += 1
        draft = replace(GOOD, code=code_of(name), title=f"Version {self.titles}", steps=parse(life))
        retention.save_rule(SETUP, draft, now=self.now)

    def retire(self, name: str) -> None:
        retention.retire_rule(SETUP, code_of(name), reason="Replaced", now=self.now)
        self.account.retired.add(name)

    def set_year(self, ends: tuple[int, int]) -> None:
        if ends != self.account.year_end:
            retention.set_year_end(SETUP, YearEnd(*ends), now=self.now)
            self.account.year_end = ends

    # -- time and people -------------------------------------------------------------------------

    def wait(self, hours: int) -> None:
        self.town.later(hours=hours)
        self._save("DIARY", "keep")  # an entry of the day: the log is never silent for long

    def leap(self, batch: Batch) -> None:
        self.town.later(days=3652)
        for attempt in (
            lambda: actions.propose(self.who("manager"), title="T", reason="Due", now=self.now),
            lambda: actions.approve(self.who("manager2"), batch.reference, now=self.now),
            lambda: actions.execute(self.who("manager2"), batch.reference, now=self.now),
        ):
            try:
                attempt()
            except Refused:
                continue
            raise AssertionError("the clock leapt ten years, and it was done all the same")
        self.town.later(days=-3652)
        actions.confirm_clock(self.who("admin"), reason="It had leapt", now=self.now)

    def turn(self, who: str, role: str) -> None:
        roles = self.account.roles
        if role in roles[who]:
            for held in RoleHeld.objects.filter(person__username=who, role=role, ends_on=None):
                people.end_role(SETUP, held.pk, now=self.now)
            roles[who] = roles[who] - {role}
        else:
            give(self.town, who, Role(role))
            roles[who] = roles[who] | {role}

    # -- reviews ---------------------------------------------------------------------------------

    def propose(self, chosen: list[Paper], who: str = "manager") -> Batch | None:
        account = self.account
        right = [
            one
            for one in chosen
            if not one.destroyed
            and one.aside_until is None
            and account.is_listed(one, self.today)
            and not account.is_held(one)
            and not account.in_batch(one)
        ]
        owners = {one for one in PEOPLE if OWNER in account.roles[one]}
        can = MANAGER in account.roles[who] and bool(right) and bool(owners) and owners != {who}
        try:
            made = actions.propose(
                self.who(who),
                records=[one.reference for one in chosen],
                title="Walk",
                reason="Due",
                now=self.now,
            )
        except Refused as refusal:
            assert not can, refusal
            return None
        assert can
        assert made.records == len(right)
        account.batches.append(Batch(made.reviews[0], who, right))
        self._drawn(account.batches[-1])
        return account.batches[-1]

    def _drawn(self, batch: Batch) -> None:
        """Chance has drawn: which they are is taken over, how many there are is not."""
        items = ReviewItem.objects.filter(review=batch.reference.removeprefix("DR-"))
        drawn = set(items.filter(outcome="transfer").values_list("record", flat=True))
        among = {one.number for one in batch.papers if one.rule == "SAMPLE"}
        assert drawn <= among and KEPT_OF * len(drawn) in range(len(among), len(among) + KEPT_OF)
        batch.decided = dict.fromkeys(drawn, "transfer")

    def sign(self, batch: Batch, who: str, stage: str) -> None:
        held = {one.number for one in batch.left if self.account.is_held(one)}
        inside = any(one.number not in held for one in batch.inside)
        before, batch.held = batch.held, batch.held | held
        can = self._can_sign(batch, who, stage) and inside and batch.sample_is_kept
        batch.held = before
        try:
            actions.approve(self.who(who), batch.reference, stage=Stage(stage), now=self.now)
        except Refused as refusal:
            assert not can, refusal
            return
        assert can
        batch.signed[stage] = who
        batch.held |= held
        if set(batch.signed) == set(STAGES):
            self._decided(batch)

    def _can_sign(self, batch: Batch, who: str, stage: str) -> bool:
        return (
            batch.state == "proposed"
            and stage in self.account.roles[who]
            and who not in {batch.proposer, *batch.signed.values()}
            and stage not in batch.signed
        )

    def _decided(self, batch: Batch) -> None:
        batch.state = "approved" if batch.left else "done"
        for paper in batch.papers:
            if paper.number in batch.decided:
                until = batch.decided[paper.number]
                if until == "transfer":
                    paper.to_transfer = self.today
                    batch.sample |= {paper.number}
                elif until == "change_rule":
                    paper.waits_for_rule = True
                elif until:
                    paper.kept_until = until
                else:
                    paper.step_done = self.today

    def reject(self, batch: Batch, who: str, stage: str) -> None:
        can = self._can_sign(batch, who, stage)
        try:
            actions.reject(
                self.who(who), batch.reference, stage=Stage(stage), reason="No", now=self.now
            )
        except Refused as refusal:
            assert not can, refusal
            return
        assert can
        batch.state = "rejected"

    def decide(self, batch: Batch, paper: Paper, until: date | str | None) -> None:
        """Keep one record longer, or for what the word says; with None, for its next step."""
        steps = (
            paper.rule == "STEPS" and not paper.step_done and "STEPS" not in self.account.retired
        )
        can = batch.state == "proposed" and paper in batch.inside and bool(until or steps)
        try:
            actions.set_item(
                SETUP,
                batch.reference,
                paper.reference,
                outcome=self._outcome(until),
                keep_until=until if isinstance(until, date) else None,
                note="Of use for longer",
                now=self.now,
            )
        except Refused as refusal:
            assert not can, refusal
            return
        assert can
        batch.decided[paper.number] = until

    def _outcome(self, until: date | str | None) -> Outcome:
        if isinstance(until, str):
            return Outcome(until)
        return Outcome.KEEP_UNTIL if until else Outcome.NEXT_STEP

    def decide_again(self, paper: Paper) -> None:
        """Take back what a review decided for it."""
        can = bool(paper.to_transfer or paper.waits_for_rule)
        try:
            retention.decide_again(SETUP, paper.reference, reason="So", now=self.now)
        except Refused as refusal:
            assert not can, refusal
            return
        assert can
        paper.to_transfer, paper.waits_for_rule = None, False
        for batch in self.account.batches:
            batch.sample -= {paper.number}

    def withdraw(self, batch: Batch) -> None:
        try:
            actions.withdraw(SETUP, batch.reference, reason="No", now=self.now)
        except Refused as refusal:
            assert batch.state not in ("proposed", "approved"), refusal
            return
        assert batch.state in ("proposed", "approved")
        batch.state = "withdrawn"

    # -- holds -----------------------------------------------------------------------------------

    def hold(self, paper: Paper, kind: str = "record") -> None:
        scope = {
            "record": {"records": [paper.reference]},
            "class": {"classes": [f"W/{paper.rule}"]},
            "search": {"searches": [f'"{paper.title}"']},
        }
        words = {"name": "Hold", "kind": "audit", "reason": "Asked", "authority": "Act"}
        try:
            made = holds.place(SETUP, **words, **scope[kind], now=self.now)
        except Refused as refusal:
            assert kind == "record" and paper.destroyed, refusal
            return
        assert kind != "record" or not paper.destroyed
        wide = kind == "class"
        held = Held(classes={paper.rule}) if wide else Held(numbers={paper.number})
        self.account.holds[made.reference] = held
        # What a search finds leaves running reviews by a job; it is not destroyed meanwhile.
        for batch in self.account.batches if kind != "search" else ():
            if batch.is_open:
                caught = {one.number for one in batch.inside if held.covers(one)}
                batch.held |= caught
                batch.decided = {n: how for n, how in batch.decided.items() if n not in caught}
                for one in batch.papers:
                    one.aside_until = None if one.number in caught else one.aside_until

    def lift(self, reference: str) -> None:
        holds.lift(SETUP, reference, reason="Over", authority="Act", now=self.now)
        del self.account.holds[reference]

    # -- carrying out ----------------------------------------------------------------------------

    def carry_out(self, batch: Batch, who: str = "manager", between: str = "nothing") -> None:
        account = self.account
        can = (
            batch.state == "approved"
            and MANAGER in account.roles[who]
            and account.rightly_signed(batch)
            and batch.sample_is_kept
        )
        try:
            review = actions.execute(self.who(who), batch.reference, now=self.now)
        except Refused as refusal:
            # With nothing left in it there is no place at which a signature could have lapsed.
            assert not (can and batch.left), refusal
            return
        assert can or not batch.left
        self._meanwhile(batch, who, between)
        right = [
            one
            for one in batch.left
            if account.rightly_signed(batch)
            and MANAGER in account.roles[who]
            and account.may_go(one, self.today)
            and batch.sample_is_kept
        ]
        done = actions.carry_out(review.pk, now=self.now)
        if account.window:
            for one in right:
                one.aside_until = self.today + timedelta(days=account.window)
            batch.back |= {one.number for one in batch.left if one not in right}
            assert (done.destroyed, done.set_aside) == (0, len(right))
            batch.state = "set_aside" if right else "done"
        else:
            for one in right:
                one.destroyed = True
            assert done.destroyed == len(right)
            batch.state = "done"
        self.settle()

    def set_window(self, days: int) -> None:
        if days != self.account.window:
            actions.set_practice(SETUP, Practice(window=days), now=self.now)
            self.account.window = days

    def recover(self, batch: Batch, paper: Paper, who: str) -> None:
        until = paper.aside_until
        can = (
            batch.state == "set_aside"
            and paper in batch.left
            and until is not None
            and until >= self.today
            and bool(self.account.roles[who])
        )
        try:
            actions.recover(
                self.who(who),
                batch.reference,
                records=[paper.reference],
                reason="Needed",
                now=self.now,
            )
        except Refused as refusal:
            assert not can, refusal
            return
        assert can
        batch.back.add(paper.number)
        paper.aside_until = None
        batch.state = "set_aside" if batch.left else "done"
        self.settle()

    def erase(self) -> None:
        """What the standing work does: look after every window that is over."""
        actions.erase(now=self.now)
        for review in Review.objects.filter(state="executing"):
            actions.carry_out(review.pk, now=self.now)
        for batch in self.account.batches:
            if batch.state == "set_aside":
                self._over(batch)
        self.settle()

    def _over(self, batch: Batch) -> None:
        for one in batch.left:
            if one.aside_until and one.aside_until < self.today:
                ended = batch.standing is not None and batch.standing.ended
                goes = self.account.may_go(one, self.today) and batch.sample_is_kept
                one.destroyed = goes and not ended
                batch.back |= set() if one.destroyed else {one.number}
                one.aside_until = None
        batch.state = "set_aside" if batch.left else "done"

    # -- routine papers --------------------------------------------------------------------------

    def stand(self, name: str, proposer: str = "manager", approver: str = "owner") -> None:
        """A standing approval, proposed and approved, of what one rule dates."""
        account = self.account
        if name not in account.routine and name not in account.retired:
            retention.mark_routine(SETUP, code_of(name), reason="Notes", now=self.now)
            account.routine.add(name)
        draft = StandingDraft(
            title=f"Routine {name}",
            classes=(f"W/{name}",),
            rules=(code_of(name),),
            reason="Of no use",
            authority="Policy",
            from_on=self.today,
            until_on=self.today + timedelta(days=365),
            most_a_day=100,
        )
        routine = name in account.routine and name not in account.retired
        can = MANAGER in account.roles[proposer] and routine
        try:
            one = actions.propose_standing(self.who(proposer), draft, now=self.now)
        except Refused as refusal:
            assert not can, refusal
            return
        assert can
        can = OWNER in account.roles[approver] and approver != proposer
        try:
            actions.approve_standing(self.who(approver), one.reference, now=self.now)
        except Refused as refusal:
            assert not can, refusal
            return
        assert can
        account.standing.append(Standing(one.reference, name, proposer, approver))

    def end_standing(self, one: Standing) -> None:
        try:
            actions.end_standing(SETUP, one.reference, reason="No more", now=self.now)
        except Refused as refusal:
            assert one.ended, refusal
            return
        assert not one.ended
        one.ended = True

    def run_routine(self) -> None:
        """What the standing work does once a day under every standing approval."""
        account = self.account
        actions.destroy_routine(now=self.now)
        for one in account.standing:
            one.ended = one.ended or not account.stands(one)
            if one.ended or self.today in one.ran_on:
                continue
            one.ran_on.add(self.today)
            taken = [p for p in account.papers if account.is_routine(p, one, self.today)]
            if taken:
                self._gone(one, taken)
        self.settle()

    def _gone(self, one: Standing, taken: list[Paper]) -> None:
        number = Review.objects.get(standing=one.reference.removeprefix("SA-"), as_at=self.today).pk
        batch = Batch(f"DR-{number}", one.reference, taken, state="done", standing=one)
        for paper in taken:
            if self.account.window:
                paper.aside_until = self.today + timedelta(days=self.account.window)
                batch.state = "set_aside"
            else:
                paper.destroyed = True
        self.account.batches.append(batch)

    # -- carrying out, between -------------------------------------------------------------------

    def _meanwhile(self, batch: Batch, who: str, what: str) -> None:
        """Between the order and the work, with no job run that computes dates again."""
        if what == "midnight":
            for _ in range(2):
                self.wait(13)
        elif what == "longer":
            self.lasting(20)
        elif what == "retired" and batch.papers[0].rule not in self.account.retired:
            self.retire(batch.papers[0].rule)
        elif what == "year":
            self.set_year((12, 31))
        elif what == "lost":
            self.turn(who, MANAGER)
        elif what == "held" and batch.left:
            self.hold(batch.left[0])

    # -- what must always hold -------------------------------------------------------------------

    def what_is_destroyed_is_what_may_be(self) -> None:
        states = dict(Record.objects.values_list("pk", "state"))
        for one in self.account.papers:
            aside = "set_aside" if one.aside_until else "declared"
            assert states[one.number] == ("destroyed" if one.destroyed else aside)

    def the_dates_are_the_same(self) -> None:
        dates = dict(Record.objects.filter(state="declared").values_list("pk", "due_on"))
        for one in self.account.papers:
            if one.number in dates:
                assert dates[one.number] == self.account.due(one), one

    def reviews_are_in_the_same_state(self) -> None:
        states = {f"DR-{pk}": state for pk, state in Review.objects.values_list("pk", "state")}
        assert {one.reference: one.state for one in self.account.batches} == states

    def compare(self) -> None:
        self.what_is_destroyed_is_what_may_be()
        self.the_dates_are_the_same()
        self.reviews_are_in_the_same_state()
