"""A second, simple account of how records end: written from the rules of the field and not from
the code, for the code to be held against [promises 12, 13, 14]."""

import calendar
from dataclasses import dataclass, field
from datetime import date

MANAGER, OWNER = "records_manager", "information_asset_owner"
STAGES = (MANAGER, OWNER)

# What the rule of each class says, as the schedule has it.
LIVES = {
    "REP": "destroy 6 years after record_date",
    "CASE": "destroy 1 year after event:matter_closed",
    "BOTH": "destroy the later of 6 years after record_date"
    " and 2 years after event:contract_ended with contract",
    "EITHER": "destroy the earlier of 10 years after record_date and 1 year after superseded",
    "YEAR": "destroy 3 years after record_date, from the end of the financial year",
    "STEPS": "review 5 years after record_date then destroy 2 years after previous_step",
    "SAMPLE": "sample 1 in 3 5 years after record_date",
}
KEPT_OF = 3  # one of so many papers under SAMPLE is kept


def anniversary(start: date, years: int) -> date:
    """The same day so many years later; 1 March where that year has no 29 February."""
    year = start.year + years
    if (start.month, start.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return date(year, start.month, start.day)


@dataclass
class Paper:
    """A record."""

    number: int
    reference: str
    start: date
    rule: str
    title: str
    contract: str = ""
    kept_until: date | None = None
    step_done: date | None = None
    # By decision of a review: to be transferred since then, or waiting for another rule.
    to_transfer: date | None = None
    waits_for_rule: bool = False
    destroyed: bool = False
    # The last day on which it can be recovered; None: it is not set aside.
    aside_until: date | None = None


@dataclass
class Held:
    """A hold: the papers named, and the rules whose class is held as a whole."""

    numbers: set[int] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)

    def covers(self, paper: "Paper") -> bool:
        return paper.number in self.numbers or paper.rule in self.classes


@dataclass
class Batch:
    """A review."""

    reference: str
    proposer: str
    papers: list[Paper]
    signed: dict[str, str] = field(default_factory=dict)
    state: str = "proposed"
    held: set[int] = field(default_factory=set)
    # What came back after it was set aside: recovered, or protected by then.
    back: set[int] = field(default_factory=set)
    # Decided otherwise than to destroy: a date to keep it until, None for its next step, or a word.
    decided: dict[int, date | str | None] = field(default_factory=dict)
    # What was kept to be transferred with the last signature, and is still.
    sample: set[int] = field(default_factory=set)
    standing: "Standing | None" = None

    @property
    def sample_is_kept(self) -> bool:
        """Whether one in three of what it was made with, rounded up, is kept to be transferred; if
        anything under that rule is to be destroyed at all."""
        drawn_from = [one for one in self.papers if one.rule == "SAMPLE"]
        if not any(one.rule == "SAMPLE" for one in self.left):
            return True
        if self.state == "proposed":
            kept = [one for one in drawn_from if self.decided.get(one.number) == "transfer"]
        else:
            kept = [one for one in drawn_from if one.number in self.sample]
        return len(kept) * KEPT_OF >= len(drawn_from)

    @property
    def is_open(self) -> bool:
        return self.state in ("proposed", "approved", "set_aside")

    @property
    def left(self) -> list[Paper]:
        """What is still to be destroyed."""
        out = self.held | self.back | set(self.decided)
        return [one for one in self.papers if one.number not in out and not one.destroyed]

    @property
    def inside(self) -> list[Paper]:
        """What stands in it, whatever was decided. Exceptions leave with the last signature."""
        kept = self.state == "proposed"
        left = self.left
        return [one for one in self.papers if one in left or (kept and one.number in self.decided)]


@dataclass
class Standing:
    """A standing approval of the routine papers under one rule."""

    reference: str
    rule: str
    proposer: str
    approver: str
    ended: bool = False
    ran_on: set[date] = field(default_factory=set)


@dataclass
class Account:
    """All that has happened."""

    roles: dict[str, set[str]]
    papers: list[Paper] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    holds: dict[str, Held] = field(default_factory=dict)
    events: list[tuple[int, str, str, str, date]] = field(default_factory=list)
    years: int = 6
    year_end: tuple[int, int] = (3, 31)
    retired: set[str] = field(default_factory=set)
    routine: set[str] = field(default_factory=set)
    standing: list[Standing] = field(default_factory=list)
    window: int = 0

    def is_held(self, paper: Paper) -> bool:
        return any(one.covers(paper) for one in self.holds.values())

    def happened(self, name: str, paper: Paper, value: str = "") -> date | None:
        """When it happened to the paper; else when it happened to all of its class. Of several
        that were entered, the latest."""
        for scope in (paper.reference, paper.rule):
            on = [
                day
                for _, what, whom, which, day in self.events
                if (what, whom, which) == (name, scope, value)
            ]
            if on:
                return max(max(on), paper.start)
        return None

    def due(self, paper: Paper) -> date | None:
        """When its time is up; None: nobody can say yet."""
        if paper.to_transfer:
            return paper.to_transfer
        if paper.waits_for_rule or paper.rule in self.retired:
            return None
        ends = self._ends(paper)
        return max(ends, paper.kept_until) if ends and paper.kept_until else ends

    def _ends(self, paper: Paper) -> date | None:
        start = paper.start
        if paper.rule == "REP":
            return anniversary(start, self.years)
        if paper.rule == "CASE":
            closed = self.happened("matter_closed", paper)
            return closed and anniversary(closed, 1)
        if paper.rule == "BOTH":
            ended = paper.contract and self.happened("contract_ended", paper, paper.contract)
            return max(anniversary(start, 6), anniversary(ended, 2)) if ended else None
        if paper.rule == "EITHER":
            newer = self.happened("superseded", paper)
            ends = anniversary(start, 10)
            return min(ends, anniversary(newer, 1)) if newer else ends
        if paper.rule == "YEAR":
            return anniversary(self._year_of(start), 3)
        if paper.step_done:
            return anniversary(paper.step_done, 2)
        return anniversary(start, 5)

    def _year_of(self, day: date) -> date:
        ends = date(day.year, *self.year_end)
        return ends if ends >= day else date(day.year + 1, *self.year_end)

    def is_listed(self, paper: Paper, today: date) -> bool:
        """Whether it can be put forward: on the day itself it can be talked about."""
        due = self.due(paper)
        if paper.to_transfer or paper.rule in self.retired:
            return False
        return due is not None and due <= today

    def may_go(self, paper: Paper, today: date) -> bool:
        """Whether it may be destroyed: the last day is over, nothing holds it, and the step that
        it stands at is one that ends it."""
        due = None if paper.to_transfer else self.due(paper)
        return due is not None and due < today and not self.is_held(paper) and not paper.destroyed

    def in_batch(self, paper: Paper) -> bool:
        return any(one.is_open and paper in one.inside for one in self.batches)

    def stands(self, one: Standing) -> bool:
        """Whether routine papers may still go under it: both who gave it have their roles, and
        its rule is in force."""
        given = MANAGER in self.roles[one.proposer] and OWNER in self.roles[one.approver]
        return given and not one.ended and one.rule not in self.retired

    def is_routine(self, paper: Paper, one: Standing, today: date) -> bool:
        """Whether the paper goes under it today, with nobody deciding about it."""
        return (
            paper.rule == one.rule
            and paper.aside_until is None
            and self.may_go(paper, today)
            and not self.in_batch(paper)
        )

    def rightly_signed(self, batch: Batch) -> bool:
        by = batch.signed
        return (
            set(by) == set(STAGES)
            and len({batch.proposer, *by.values()}) == 3
            and all(stage in self.roles[who] for stage, who in by.items())
        )
