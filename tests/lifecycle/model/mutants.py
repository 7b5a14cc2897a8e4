"""Faults, each named and each with a short story in which it shows. None of them is in the code;
the tests plant them one by one, and the two accounts of the story must part."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from typing import Any

from tests.lifecycle.model.account import MANAGER, OWNER
from tests.lifecycle.model.steps import Steps

from muniment.foundation.access import actions as people
from muniment.foundation.kernel import dates
from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records import actions as keeping
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal import rules as decide
from muniment.lifecycle.disposal.actions import destroying, judging, setting_aside, standing
from muniment.lifecycle.holds.models import Hold, HoldSearch
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention import queries as dispositions
from muniment.lifecycle.retention.models import Disposition, EventHappened
from muniment.lifecycle.retention.queries import dating as dated
from muniment.lifecycle.retention.queries import schedule
from muniment.lifecycle.retention.rules import dating
from muniment.lifecycle.retention.types import Start, YearEnd

holding = import_module("muniment.lifecycle.holds.queries.holding")  # not the query in it
Plant = Callable[[Any], None]
Story = Callable[[Steps], None]
LONG_AGO, DUE_TODAY = date(2012, 2, 29), date(2020, 11, 21)


@dataclass(frozen=True)
class Mutant:
    """A fault: what it is, how it is planted (with monkeypatch), and where it shows."""

    name: str
    plant: Plant
    story: Story


def blind(*codes: str) -> Plant:
    """Every rule of disposal is blind to these reasons."""

    def plant(patch: Any) -> None:
        for name in dir(decide):
            if name.startswith("reasons_not_to_"):
                patch.setattr(decide, name, _without(getattr(decide, name), codes))

    return plant


def _without(plain: Callable[..., Any], codes: tuple[str, ...]) -> Callable[..., Any]:
    return lambda *args, **more: [one for one in plain(*args, **more) if one.code not in codes]


def put(target: Any, name: str, value: Any) -> Plant:
    return lambda patch: patch.setattr(target, name, value)


def both(*plants: Plant) -> Plant:
    return lambda patch: [plant(patch) for plant in plants] and None


# -- stories ---------------------------------------------------------------------------------------
def reviewed(walk: Steps, *papers: Any) -> Any:
    batch = walk.propose(list(papers) or [walk.file(LONG_AGO, "REP")])
    walk.sign(batch, "manager2", MANAGER)
    walk.sign(batch, "owner", OWNER)
    return batch


def on_the_last_day(walk: Steps) -> None:
    walk.carry_out(reviewed(walk, walk.file(DUE_TODAY, "REP")))


def born_on_a_leap_day(walk: Steps) -> None:
    walk.lasting(7)
    walk.file(LONG_AGO, "REP")
    walk.settle()


def held_before(walk: Steps) -> None:
    held = walk.file(LONG_AGO, "REP")
    walk.hold(held)
    walk.propose([held, walk.file(LONG_AGO, "REP")])


def held_with_its_class(walk: Steps) -> None:
    batch = reviewed(walk)
    walk.hold(batch.papers[0], "class")
    walk.propose([walk.file(LONG_AGO, "REP")])


def held_by_a_search(walk: Steps) -> None:
    held = walk.file(LONG_AGO, "REP")
    walk.hold(held, "search")
    walk.propose([held, walk.file(LONG_AGO, "REP")])


def held_in_between(walk: Steps) -> None:
    batch = reviewed(walk, walk.file(LONG_AGO, "REP"), walk.file(LONG_AGO, "REP"))
    walk.carry_out(batch, between="held")


def held_twice(walk: Steps) -> None:
    paper = walk.file(LONG_AGO, "REP")
    walk.hold(paper)
    walk.hold(paper, "class")
    walk.lift(min(walk.account.holds))
    walk.propose([paper])


def signed_by_the_proposer(walk: Steps) -> None:
    walk.sign(walk.propose([walk.file(LONG_AGO, "REP")], "both"), "both", MANAGER)


def signed_twice_by_one(walk: Steps) -> None:
    batch = walk.propose([walk.file(LONG_AGO, "REP")])
    walk.sign(batch, "both", MANAGER)
    walk.sign(batch, "both", OWNER)


def signed_by_a_stranger(walk: Steps) -> None:
    walk.sign(walk.propose([walk.file(LONG_AGO, "REP")]), "owner", MANAGER)


def half_signed(walk: Steps) -> None:
    batch = walk.propose([walk.file(LONG_AGO, "REP")])
    walk.sign(batch, "owner", OWNER)
    walk.carry_out(batch)


def withdrawn(walk: Steps) -> None:
    batch = reviewed(walk)
    walk.withdraw(batch)
    walk.carry_out(batch)


def the_owner_left(walk: Steps) -> None:
    batch = reviewed(walk)
    walk.turn("owner", OWNER)
    walk.carry_out(batch)


def the_one_who_ordered_it_left(walk: Steps) -> None:
    walk.carry_out(reviewed(walk), "both", between="lost")


def made_longer_meanwhile(walk: Steps) -> None:
    walk.carry_out(reviewed(walk, walk.file(date(2015, 6, 1), "REP")), between="longer")


def retired_meanwhile(walk: Steps) -> None:
    walk.carry_out(reviewed(walk), between="retired")


def another_contract_ended(walk: Steps) -> None:
    walk.file(LONG_AGO, "BOTH", "123")
    other = walk.file(LONG_AGO, "BOTH", "124")
    walk.happen(other, "contract_ended", date(2018, 1, 1), wide=True, value="124")


def only_the_time_is_over(walk: Steps) -> None:
    walk.file(LONG_AGO, "BOTH", "123")


def only_the_event_has_come(walk: Steps) -> None:
    walk.happen(walk.file(date(2020, 11, 20), "EITHER"), "superseded", date(2021, 1, 1))


def entered_in_error(walk: Steps) -> None:
    walk.happen(walk.file(LONG_AGO, "CASE"), "matter_closed", date(2013, 1, 1))
    walk.take_back(walk.account.events[0])


def closed_before_it_began(walk: Steps) -> None:
    walk.happen(walk.file(date(2020, 11, 20), "CASE"), "matter_closed", date(2010, 1, 1), wide=True)


def the_year_ends_in_december(walk: Steps) -> None:
    walk.file(date(2015, 6, 1), "YEAR")
    walk.set_year((12, 31))
    walk.settle()


def kept_longer(walk: Steps) -> None:
    kept, other = walk.file(LONG_AGO, "REP"), walk.file(LONG_AGO, "REP")
    batch = walk.propose([kept, other])
    walk.decide(batch, kept, date(2029, 1, 31))
    walk.sign(batch, "manager2", MANAGER)
    walk.sign(batch, "owner", OWNER)
    walk.compare()
    walk.carry_out(batch)


def kept_for_its_next_step(walk: Steps) -> None:
    kept, other = walk.file(LONG_AGO, "STEPS"), walk.file(LONG_AGO, "STEPS")
    batch = walk.propose([kept, other])
    walk.decide(batch, kept, None)
    walk.sign(batch, "manager2", MANAGER)
    walk.sign(batch, "owner", OWNER)
    walk.compare()


def kept_otherwise(word: str) -> Story:
    def story(walk: Steps) -> None:
        kept, other = walk.file(LONG_AGO, "REP"), walk.file(LONG_AGO, "REP")
        batch = walk.propose([kept, other])
        walk.decide(batch, kept, word)
        walk.sign(batch, "manager2", MANAGER)
        walk.sign(batch, "owner", OWNER)
        walk.compare()
        walk.carry_out(batch)
        walk.propose([kept])

    story.__name__ = f"kept for {word}"
    return story


def sampled(walk: Steps, papers: int = 4) -> Any:
    return walk.propose([walk.file(LONG_AGO, "SAMPLE") for _ in range(papers)])


def a_sample_is_kept(walk: Steps) -> None:
    batch = sampled(walk)
    walk.sign(batch, "manager2", MANAGER)
    walk.sign(batch, "owner", OWNER)
    walk.compare()
    walk.carry_out(batch)


def kept_until_is_no_sample(walk: Steps) -> None:
    batch = sampled(walk)
    drawn = [one for one in batch.papers if one.number in batch.decided]
    walk.decide(batch, drawn[0], date(2029, 1, 31))
    walk.sign(batch, "manager2", MANAGER)
    other = next(one for one in batch.papers if one.number not in batch.decided)
    walk.decide(batch, other, "transfer")
    walk.sign(batch, "manager2", MANAGER)
    walk.sign(batch, "owner", OWNER)
    walk.carry_out(batch)


def the_sample_is_held(walk: Steps) -> None:
    batch = sampled(walk)
    walk.hold(next(one for one in batch.papers if one.number in batch.decided))
    walk.sign(batch, "manager2", MANAGER)


def the_sample_is_decided_again(walk: Steps) -> None:
    batch = sampled(walk)
    walk.sign(batch, "manager2", MANAGER)
    walk.sign(batch, "owner", OWNER)
    walk.decide_again(next(one for one in batch.papers if one.to_transfer))
    walk.carry_out(batch)


kept_for_transfer, kept_for_another_rule = kept_otherwise("transfer"), kept_otherwise("change_rule")


def routine_after_it_ended(walk: Steps) -> None:
    walk.file(LONG_AGO, "REP")
    walk.stand("REP")
    walk.end_standing(walk.account.standing[0])
    walk.run_routine()


def routine_with_a_hold(walk: Steps) -> None:
    held, other = walk.file(LONG_AGO, "REP"), walk.file(LONG_AGO, "REP")
    walk.hold(held)
    walk.stand("REP")
    walk.run_routine()
    assert other.destroyed


def the_clock_leapt(walk: Steps) -> None:
    batch = walk.propose([walk.file(LONG_AGO, "REP")])
    walk.leap(batch)


def in_two_reviews(walk: Steps) -> None:
    one, other = walk.file(LONG_AGO, "REP"), walk.file(LONG_AGO, "REP")
    walk.propose([one])
    walk.propose([one, other], "manager2")


def after_midnight(walk: Steps) -> None:
    walk.carry_out(reviewed(walk, walk.file(DUE_TODAY, "REP")), between="midnight")


def set_aside(walk: Steps) -> Any:
    walk.set_window(1)
    batch = reviewed(walk)
    walk.carry_out(batch)
    walk.compare()
    return batch


def a_day_goes_by(walk: Steps) -> None:
    for _ in range(2):
        walk.wait(12)


def on_the_last_day_of_its_window(walk: Steps) -> None:
    set_aside(walk)
    a_day_goes_by(walk)
    walk.erase()
    walk.compare()
    a_day_goes_by(walk)
    walk.erase()


def held_in_its_window(walk: Steps) -> None:
    batch = set_aside(walk)
    walk.hold(batch.papers[0])
    for _ in range(2):
        a_day_goes_by(walk)
    walk.erase()


def found_in_its_window_by_a_search(walk: Steps) -> None:
    batch = set_aside(walk)
    walk.hold(batch.papers[0], "search")
    for _ in range(2):
        a_day_goes_by(walk)
    walk.erase()


def asked_for_too_late(walk: Steps) -> None:
    batch = set_aside(walk)
    a_day_goes_by(walk)
    a_day_goes_by(walk)
    walk.recover(batch, batch.papers[0], "owner")


def the_rule_changes_in_its_window(walk: Steps) -> None:
    set_aside(walk)
    walk.lasting(20)
    for _ in range(2):
        a_day_goes_by(walk)
    walk.erase()


# -- faults ----------------------------------------------------------------------------------------
def leap_day_back_to_february(patch: Any) -> None:
    plain = dates.add_period

    def faulty(start: date, count: int, unit: str) -> date:
        found = plain(start, count, unit)
        leap = (start.month, start.day) == (2, 29) and (found.month, found.day) == (3, 1)
        return found - timedelta(days=1) if leap else found

    patch.setattr(dating, "add_period", faulty)


def holds_of_classes_forgotten(patch: Any) -> None:
    def faulty(found: Any, pk: int, folder: int, path: str, box: int | None) -> set[Hold]:
        return found[("record", pk)] | found[("folder", folder)]

    patch.setattr(holding, "_of", faulty)


def one_lifted_all_lifted(patch: Any) -> None:
    plain = Hold.save

    def faulty(self: Hold, *args: Any, **more: Any) -> None:
        plain(self, *args, **more)
        if self.state == "lifted":
            told = {"lifted_at": self.lifted_at, "lift_reason": "Over"}
            Hold.objects.filter(state="active").update(state="lifted", **told)

    patch.setattr(Hold, "save", faulty)


def exceptions_destroyed(patch: Any) -> None:
    def faulty(review: Any) -> Any:
        return review.items.exclude(state="destroyed")

    patch.setattr(queries, "to_destroy", faulty)
    patch.setattr(keeping, "set_keep_until", lambda *args: None)
    patch.setattr(judging, "reasons", _nothing_against)
    patch.setattr(destroying, "_batches", _open_again)


def _nothing_against(review: Any, items: Any, *more: Any) -> Any:
    return {one.pk: [] for one in items}


def _open_again(review: Any) -> Any:
    review.items.update(open=True)
    yield list(review.items.values_list("pk", flat=True))


def pull_nothing(reach: Any, **about: Any) -> list[str]:
    """What a broken port would do."""
    return []


def without_the_port(patch: Any) -> None:
    from django.conf import settings

    patch.setattr(settings, "MUNIMENT_HOLD_PLACED", f"{__name__}.pull_nothing")


def _last(step: Any, readings: Any) -> Any:
    ended = [one for one in readings if one.ends is not None]
    return max(ended, key=lambda one: one.ends) if ended else None


def _all(step: Any, readings: Any) -> Any:
    if any(one.ends is None for one in readings):
        return None
    return max(readings, key=lambda one: one.ends)


def _whenever(inputs: Any, happened: Any, what: str) -> Any:
    return Start(happened, what) if happened else None


def not_withdrawn(patch: Any) -> None:
    plain = EventHappened.save

    def faulty(self: EventHappened, *args: Any, **more: Any) -> None:
        if self.withdrawn_at is None:
            plain(self, *args, **more)

    patch.setattr(EventHappened, "save", faulty)


def every_rule_is_in_force(patch: Any) -> None:
    plain = schedule.versions
    patch.setattr(schedule, "rules", lambda *, retired=False: plain())


def _everything_ever(review: str) -> set[str]:
    return set(Disposition.objects.values_list("scope", flat=True))


def _never(ending: Any, *, today: date) -> list[Reason]:
    return [Reason("never", "No.")]


MUTANTS = [
    Mutant("the last day is over when it begins", blind("not_due"), on_the_last_day),
    Mutant(
        "the day is that of tomorrow",
        put(judging, "civil_date", lambda now: now.date() + timedelta(days=1)),
        on_the_last_day,
    ),
    Mutant("29 February becomes 28 February", leap_day_back_to_february, born_on_a_leap_day),
    Mutant("what is held is put forward", blind("held", "protected"), held_before),
    Mutant("holds on classes are forgotten", holds_of_classes_forgotten, held_with_its_class),
    Mutant(
        "a search holds what is noted down and no more",
        put(holding, "active_searches", HoldSearch.objects.none),
        held_by_a_search,
    ),
    Mutant(
        "holds come too late for what is signed",
        both(without_the_port, blind("held", "item")),
        held_in_between,
    ),
    Mutant("one hold lifted, all lifted", one_lifted_all_lifted, held_twice),
    Mutant("the proposer signs", blind("own_proposal"), signed_by_the_proposer),
    Mutant("one person signs twice", blind("signed_already"), signed_twice_by_one),
    Mutant("anybody signs", put(queries, "right_to_sign", lambda *args: ""), signed_by_a_stranger),
    Mutant("half signed is signed", blind("not_approved", "state"), half_signed),
    Mutant("withdrawn is carried out", blind("state"), withdrawn),
    Mutant("a signature outlives the role", blind("approval_lapsed"), the_owner_left),
    Mutant(
        "a role never ends",
        put(people, "end_role", lambda *args, **more: None),
        the_owner_left,
    ),
    Mutant("an order outlives the role", blind("order_lapsed"), the_one_who_ordered_it_left),
    Mutant(
        "the date of the proposal is final",
        put(destroying, "date_again", lambda found: None),
        made_longer_meanwhile,
    ),
    Mutant("no date is as good as one", blind("open_ended", "no_rule"), retired_meanwhile),
    Mutant("a retired rule is in force", every_rule_is_in_force, retired_meanwhile),
    Mutant(
        "every contract is the same",
        put(dated, "matched", lambda value: "one"),
        another_contract_ended,
    ),
    Mutant("time and event: either", put(dating, "_deciding", _last), only_the_time_is_over),
    Mutant("time or event: both", put(dating, "_deciding", _all), only_the_event_has_come),
    Mutant("what was withdrawn still counts", not_withdrawn, entered_in_error),
    Mutant(
        "an event before the record counts",
        put(dating, "_not_before", _whenever),
        closed_before_it_began,
    ),
    Mutant(
        "the financial year ends in March",
        put(dated, "year_end", YearEnd),
        the_year_ends_in_december,
    ),
    Mutant(
        "what is kept longer is not",
        put(keeping, "set_keep_until", lambda *args: None),
        kept_longer,
    ),
    Mutant("exceptions are destroyed", exceptions_destroyed, kept_longer),
    Mutant(
        "a step done is forgotten",
        put(retention, "finish_step", lambda *args, **more: None),
        kept_for_its_next_step,
    ),
    Mutant(
        "what is to be transferred is not",
        put(retention, "keep_for_transfer", lambda *args, **more: None),
        kept_for_transfer,
    ),
    Mutant(
        "a rule that nobody has set does not protect",
        put(retention, "give_rules", lambda *args, **more: None),
        kept_for_another_rule,
    ),
    Mutant("the sample is destroyed with the rest", exceptions_destroyed, a_sample_is_kept),
    Mutant("no sample is drawn", put(decide, "draw", lambda *args: []), a_sample_is_kept),
    Mutant(
        "a sample is a share rounded down",
        put(decide, "size_of_sample", lambda of, one_in: of // one_in),
        a_sample_is_kept,
    ),
    Mutant(
        "a sample that is too small will do",
        put(decide, "reasons_of_samples", lambda samples: []),
        kept_until_is_no_sample,
    ),
    Mutant(
        "what is on hold is a sample",
        put(decide, "reasons_of_samples", lambda samples: []),
        the_sample_is_held,
    ),
    Mutant(
        "a sample that is decided again is still kept",
        put(dispositions, "kept_for_transfer_by", _everything_ever),
        the_sample_is_decided_again,
    ),
    Mutant(
        "a standing approval runs after it ended",
        put(standing, "close", lambda one, **more: None),
        routine_after_it_ended,
    ),
    Mutant(
        "a standing approval runs over a hold",
        both(
            blind("held"),
            lambda patch: patch.setattr(
                decide, "reasons_not_routine", _without(decide.reasons_not_routine, ("held",))
            ),
        ),
        routine_with_a_hold,
    ),
    Mutant("any clock will do", put(queries, "reasons_of_clock", lambda now: []), the_clock_leapt),
    Mutant(
        "a record stands in two reviews",
        put(queries, "in_open_review", lambda numbers: {}),
        in_two_reviews,
    ),
    Mutant(
        "a window is a day too short",
        put(decide, "last_day", lambda on, days: on + timedelta(days=days - 1)),
        on_the_last_day_of_its_window,
    ),
    Mutant(
        "a window never ends",
        put(setting_aside, "can_be_recovered", lambda item, now: item.recover_until is not None),
        on_the_last_day_of_its_window,
    ),
    Mutant(
        "a hold comes too late for what is set aside",
        both(without_the_port, blind("held")),
        held_in_its_window,
    ),
    Mutant(
        "a search finds nothing that is set aside",
        put(holding, "active_searches", HoldSearch.objects.none),
        found_in_its_window_by_a_search,
    ),
    Mutant("a window is over and still open", blind("window_over"), asked_for_too_late),
    Mutant(
        "the date on which it was set aside is final",
        put(destroying, "date_again", lambda found: None),
        the_rule_changes_in_its_window,
    ),
    Mutant("nothing is ever due", put(decide, "reasons_not_to_destroy", _never), after_midnight),
]
