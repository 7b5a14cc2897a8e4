"""Holds on more records than one transaction takes: part by part, and after a kill."""

import json

import pytest
from tests.lifecycle.disposal.test_destroying import destroyed, executing
from tests.lifecycle.holds.test_holds import codes, place
from tests.lifecycle.town import LONG_AGO, give

from muniment.foundation.access.models import RoleHeld
from muniment.foundation.access.types import Role
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.jobs.actions import run_next
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.foundation.kernel.ids import new_reference
from muniment.lifecycle.disposal.models import ReviewItem
from muniment.lifecycle.holds import actions, queries, rules
from muniment.lifecycle.holds.actions import keeping_up
from muniment.lifecycle.holds.models import Hold, HoldListPart, HoldScope
from muniment.lifecycle.holds.types import LeftOut, Things


@pytest.fixture
def small(monkeypatch):
    """A list of five is a long one, and two are a part of it."""
    monkeypatch.setattr(rules, "AT_ONCE", 4)
    monkeypatch.setattr(rules, "PART", 2)


def named(some) -> list[str]:
    return [one.reference for one in some]


def left(hold) -> dict[str, str]:
    return dict(queries.left_out(hold))


def test_a_long_list_is_held_part_by_part_and_says_how_far_it_has_got(town, small):
    some = town.file(*[LONG_AGO] * 7)
    hold = place(town, records=named(some))
    assert queries.standing(hold).total == 7 and not HoldScope.objects.exists()
    for done, held in ((2, 2), (4, 4), (6, 6), (7, 7)):
        keeping_up._put_on(keeping_up._next_part(), town.now)
        assert queries.standing(hold).done == done
        assert len(queries.holding([one.pk for one in some])) == held
    assert queries.standing(hold).complete and keeping_up._next_part() is None


def test_the_job_that_is_queued_with_the_hold_holds_all_of_it(town, small):
    some = town.file(*[LONG_AGO] * 5)
    hold = place(town, records=named(some))
    while run_next(clock=lambda: town.now):
        pass
    job = Job.objects.get(kind=actions.KIND)
    assert (job.state, job.arguments, job.result) == ("done", {}, None)
    assert queries.covered(town.who("manager"), hold).count() == 5
    events = audit.events(EventFilter(kind_prefix="holds:records:held"), limit=9)
    told = [one for event in events for one in json.loads(event.canonical)["detail"]["records"]]
    assert sorted(told) == sorted(named(some))


def test_what_cannot_be_held_is_listed_with_the_reason_and_stops_nothing(town, small):
    ours, far, gone = (
        town.file(LONG_AGO, LONG_AGO),
        town.file(LONG_AGO, where="PLA"),
        town.file(LONG_AGO),
    )
    destroyed(town, *gone)
    unknown = new_reference("R")
    give(town, "clerk", Role.RECORDS_MANAGER, unit="HOU")
    hold = place(town, by="clerk", records=[*named([*ours, *far, *gone]), unknown, "\x00r u b\n"])
    actions.keep_up(now=town.now)
    assert set(queries.holding([one.pk for one in (*ours, *far)])) == {one.pk for one in ours}
    assert left(hold) == {
        far[0].reference: LeftOut.OUT_OF_REACH,
        gone[0].reference: LeftOut.TOO_LATE,
        unknown: LeftOut.UNKNOWN,
        "r u b": LeftOut.UNREADABLE,
    }
    assert queries.standing(hold).left_out == 4
    assert all(why.label.endswith(".") for why in left(hold).values())


def test_a_part_takes_its_records_out_of_the_reviews_that_are_under_way(town, small):
    some = town.file(*[LONG_AGO] * 5)
    review = executing(town, *some)
    place(town, records=named(some))
    actions.keep_up(now=town.now)
    states = ReviewItem.objects.filter(review=review).values_list("state", flat=True)
    assert set(states) == {"held"}


def test_a_list_named_twice_is_held_once_and_done_again_changes_nothing(town, small):
    some = town.file(*[LONG_AGO] * 5)
    hold = place(town, records=[*named(some), *[one.lower() for one in named(some)]])
    assert queries.standing(hold).total == 5
    actions.keep_up(now=town.now)
    size, part = audit.size(), HoldListPart.objects.first()
    actions.keep_up(now=town.now)
    keeping_up._put_on(part, town.now)
    manager = town.who("manager")
    actions.extend(manager, hold.reference, records=named(some), reason="Again", now=town.now)
    actions.keep_up(now=town.now)
    assert HoldScope.objects.count() == 5
    assert audit.size() == size + 1, "that it was asked for again, and nothing else"


def test_a_hold_lifted_half_way_goes_no_further(town, small):
    some = town.file(*[LONG_AGO] * 6)
    hold = place(town, records=named(some))
    keeping_up._put_on(part := keeping_up._next_part(), town.now)
    words = {"reason": "Settled", "authority": "Court", "now": town.now}
    actions.lift(town.who("manager"), hold.reference, **words)
    actions.keep_up(now=town.now)
    keeping_up._put_on(HoldListPart.objects.exclude(pk=part.pk).first(), town.now)
    assert HoldScope.objects.count() == 2 and not queries.holding([one.pk for one in some])
    assert queries.standing(hold).complete


def test_lists_take_turns(town, small):
    long, short = town.file(*[LONG_AGO] * 9), town.file(*[LONG_AGO] * 5)
    first, second = (place(town, records=named(some)) for some in (long, short))
    for _ in range(4):
        keeping_up._put_on(keeping_up._next_part(), town.now)
    assert [queries.standing(one).done for one in (first, second)] == [4, 4]


def test_who_has_lost_the_right_holds_no_more(town, small):
    some = town.file(*[LONG_AGO] * 5)
    hold = place(town, by="manager2", records=named(some))
    RoleHeld.objects.filter(person__username="manager2").update(ends_on=town.now.date())
    town.later(days=1)
    actions.keep_up(now=town.now)
    assert set(left(hold).values()) == {LeftOut.UNKNOWN} and not HoldScope.objects.exists()
    assert queries.hold_named(town.who("manager"), hold.reference) == hold


def test_a_list_of_rubbish_is_refused_at_once_and_so_is_one_that_is_too_long(town):
    rubbish = [f"row {number}" for number in range(2_000)]
    with pytest.raises(Refused) as refusal:
        place(town, records=rubbish)
    assert codes(refusal) == {"no_references"} and not Hold.objects.exists()
    many = rules.reasons_of_things(Things(records=["x"] * (rules.MOST + 1)))
    many += rules.reasons_of_things(Things(folders=["F"] * 1_001, searches=["a"] * 21))
    assert [one.field for one in many if one.code == "too_many"] == [
        "records",
        "folders",
        "searches",
    ]
    with pytest.raises(Refused) as refusal:
        place(town, records=rubbish[:500])
    assert codes(refusal) == {"not_found"} and len(refusal.value.reasons) == 21
    with pytest.raises(NotPermitted):
        place(town, by="owner", records=[new_reference("R") for _ in range(1_001)])


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'\xef\xbb\xbfTitle,Reference\r\n"A, b",R-1\r\nShort\r\n,R-2\r\n', ["R-1", "R-2"]),
        ("Reference\nR-1\n".encode("utf-16"), ["R-1"]),
        (b"R-1, R-2;R-3\nR-4", ["R-1", "R-2", "R-3", "R-4"]),
        (b"\xff\xfe\xff", ["\ufffd"]),
        (b"", [""]),
        (b'"' + b"x" * 200_000, ['"' + "x" * 200_000]),
    ],
)
def test_a_list_is_read_as_it_comes(data, found):
    assert rules.entries_of(data) == found
