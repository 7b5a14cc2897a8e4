"""Where the rules about figures of mailboxes begin and end, and at which field a refusal stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.refusals import told

from muniment.holdings.habits import rules
from muniment.holdings.habits.types import (
    ActionDraft,
    CampaignDraft,
    Effect,
    Known,
    Limits,
    LimitsDraft,
    PilotDraft,
    Side,
    Tip,
    Way,
)

TODAY = date(2026, 11, 21)
DAY, YEAR = timedelta(days=1), timedelta(days=366)


def test_those_told_are_held_against_the_as_large_and_the_rest_by_what_has_figures_of_both_days():
    before = {"told": 70, "told small": 10, "gone": 80, "large": 61, "at the limit": 60, "small": 2}
    after = {"told": 60, "told small": 10, "large": 70, "at the limit": 50, "small": 2, "new": 99}
    found = rules.effect(before, after, told=["told", "told small", "gone"], limit=60, on=TODAY)
    assert found == Effect(TODAY, Side(2, 1, 80, 70), Side(1, 0, 61, 70), Side(2, 1, 62, 52))


def tell(words="Large.", people=1, figures=True):
    return told(rules.reasons_not_to_tell(CampaignDraft(words), people, figures=figures))


def test_as_many_people_are_told_as_much_as_may_be():
    assert tell() == tell("x" * 900, 1_000) == []
    assert tell(" ") == tell("x" * 901) == ["words at words"]
    assert tell(people=0) == ["nobody at units"]
    assert tell(people=1_001) == ["too_many at units"]
    assert tell("", 0, figures=False) == ["words at words", "no_figures"]


PILOT = PilotDraft("x" * 100, "upload", ("HOU", "LEG"), TODAY, "x" * 500)


def open_pilot(known=("HOU", "LEG", "PLA"), **change):
    draft = replace(PILOT, **change)
    return told(rules.reasons_not_to_open(draft, known=set(known), today=TODAY))


def test_a_pilot_says_as_much_as_a_form_allows():
    assert open_pilot() == open_pilot(title="x", note="") == []
    assert open_pilot(starts_on=TODAY - YEAR) == open_pilot(starts_on=TODAY + YEAR) == []


@pytest.mark.parametrize(
    ("why", "change"),
    [
        (["title at title"], {"title": " "}),
        (["title at title"], {"title": "x" * 101}),
        (["ways at way"], {"way": "pigeon"}),
        (["units at units"], {"units": ()}),
        (["unit at units"], {"known": {"HOU"}}),
        (["unit at units"] * 2, {"known": set()}),
        (["starts_on at starts_on"], {"starts_on": None}),
        (["starts_on at starts_on"], {"starts_on": TODAY - YEAR - DAY}),
        (["starts_on at starts_on"], {"starts_on": TODAY + YEAR + DAY}),
        (["note at note"], {"note": "x" * 501}),
    ],
)
def test_what_is_wrong_with_a_pilot_stands_at_its_field(why, change):
    assert open_pilot(**change) == why


def test_units_that_cannot_take_part_are_named_in_the_order_of_the_alphabet():
    found = rules.reasons_not_to_open(
        replace(PILOT, units=("Z", "B", "HOU")), known={"HOU"}, today=TODAY
    )
    assert [one.message.split()[4] for one in found] == ["B", "Z"]


def end(ends_on=TODAY, conclusion="x" * 500, starts_on=TODAY, ended=False):
    return told(
        rules.reasons_not_to_end(ends_on, conclusion, starts_on=starts_on, ended=ended, today=TODAY)
    )


def test_a_pilot_ends_between_its_start_and_today_with_a_conclusion():
    assert end() == end(TODAY - DAY, starts_on=TODAY - DAY) == end(conclusion="x") == []
    assert end(None) == end(TODAY + DAY) == ["ends_on at ends_on"]
    assert end(TODAY - DAY) == ["ends_on at ends_on"]
    assert end(conclusion=" ") == end(conclusion="x" * 501) == ["conclusion at conclusion"]
    assert end(ended=True) == ["ended"]


def answer(score=3, words="", takes_part=True, started=True, ended=False):
    return told(
        rules.reasons_not_to_answer(
            score, words, takes_part=takes_part, started=started, ended=ended
        )
    )


def test_those_who_take_part_answer_while_it_runs_with_one_to_five():
    assert answer(1) == answer(5, "x" * 500) == []
    assert answer(0) == answer(6) == ["score at score"]
    assert answer(words="x" * 501) == ["words at words"]
    assert answer(takes_part=False) == ["not_yours"]
    assert answer(started=False) == answer(ended=True) == ["not_running"]
    assert answer(9, "x" * 501, False, False) == [
        *("not_yours", "not_running", "score at score", "words at words")
    ]


def test_an_answer_that_comes_too_late_is_told_so_and_not_that_it_came_too_early():
    said = {"takes_part": True, "started": True, "ended": True}
    assert rules.reasons_not_to_answer(3, "", **said)[0].message == "It has ended."
    said = {"takes_part": True, "started": False, "ended": False}
    assert "not started" in rules.reasons_not_to_answer(3, "", **said)[0].message


def test_ways_are_chosen_among_those_that_there_are():
    assert rules.reasons_of_ways(["upload", "mailbox"]) == []
    assert told(rules.reasons_of_ways([])) == told(rules.reasons_of_ways(["upload", "pigeon"]))
    assert told(rules.reasons_of_ways([])) == ["ways at ways"]
    assert told(rules.reasons_of_ways([], "way")) == ["ways at way"]


def test_ways_are_offered_in_their_own_order():
    assert rules.ways_of(("A",), {"A": ["upload", "mailbox"]}) == (Way.MAILBOX, Way.UPLOAD)
    assert rules.ways_of(("A",), {}) == tuple(Way)


LIMITS = LimitsDraft(5.0, 24, 10)


def limit(**change):
    return told(rules.reasons_not_to_limit(replace(LIMITS, **change)))


def test_a_body_sets_any_limit_that_means_something():
    for change in (
        *({"large": 0.001}, {"large": 10_000}, {"keep_months": 1}, {"keep_months": 120}),
        *({"least_share": 0}, {"least_share": 100}),
    ):
        assert limit(**change) == []
    for large in (0.0009, 10_000.1, float("nan"), float("inf")):
        assert limit(large=large) == ["large at large"]
    for months in (0, 121):
        assert limit(keep_months=months) == ["keep_months at keep_months"]
    for share in (-1, 101):
        assert limit(least_share=share) == ["least_share at least_share"]
    assert rules.limits_of(LimitsDraft(2.5, 7, 3)) == Limits(2_500_000_000, 7, 3)


def test_a_unit_without_peers_stands_alone_and_one_with_few_records_is_last():
    counted = {"B": (20, 2), "FEW": (19, 0)}
    first, last = rules.shares(counted, {}, least=10)
    assert (first.unit, first.name, first.records, first.mail) == ("B", "B", 20, 2)
    assert (first.median, first.enough, first.flagged) == (None, True, False)
    assert (last.unit, last.median, last.enough, last.flagged) == ("FEW", 10, False, False)
    assert rules.shares({"B": (100, 9)}, {}, least=10)[0].flagged


def test_shares_stand_from_the_lowest_and_the_same_by_the_alphabet():
    counted = {"C": (20, 5), "B": (20, 5), "A": (20, 9), "FEW": (2, 0), "D": (20, 0), "NO": (0, 0)}
    found = [one.unit for one in rules.shares(counted, {}, least=0)]
    assert found == ["D", "B", "C", "A", "FEW", "NO"]
    found = rules.shares({"HALF": (200, 1), "NONE": (20, 0)}, {}, least=0)
    assert [one.unit for one in found] == ["NONE", "HALF"]


def test_what_is_counted_begins_a_year_ago_on_the_same_day_of_the_month():
    assert rules.a_year_before(date(2026, 11, 21)) == date(2025, 11, 21)
    assert rules.a_year_before(date(2026, 3, 28)) == date(2025, 3, 28)
    assert rules.a_year_before(date(2026, 3, 31)) == date(2025, 3, 28)


def act(what="x" * 500, person="clerk", due_on=TODAY, active=True, open_one=False):
    draft = ActionDraft(what, person, due_on)
    return told(rules.reasons_not_to_act(draft, today=TODAY, active=active, open_one=open_one))


def test_an_action_is_for_somebody_here_within_a_year_and_the_only_one():
    assert act() == act("x", due_on=TODAY + YEAR) == []
    assert act(" ") == act("x" * 501) == ["what at what"]
    assert act(active=False) == ["person at person"]
    assert act(due_on=None) == act(due_on=TODAY - DAY) == ["due_on at due_on"]
    assert act(due_on=TODAY + YEAR + DAY) == ["due_on at due_on"]
    assert act(open_one=True) == ["open"]


def finish(outcome="x" * 500, mine=True, done=False):
    return told(rules.reasons_not_to_finish(outcome, mine=mine, done=done))


def test_an_action_is_finished_once_by_those_it_is_for_with_what_came_of_it():
    assert finish() == finish("x") == []
    assert finish(" ") == finish("x" * 501) == ["outcome at outcome"]
    assert finish(mine=False) == ["not_yours"]
    assert finish(done=True) == ["done"]


QUIET = Known(TODAY, 5, items=5_000, unread=0, oldest=TODAY, received=0, attached=0, filed=1)


def tips(**change):
    return [one.tip for one in rules.advice_for(replace(QUIET, **change), large=5)]


def test_each_tip_is_given_from_its_own_figure_on():
    assert tips() == tips(size=5) == []
    assert tips(size=6) == [Tip.SIZE]
    assert tips(filed=0, received=99) == tips(filed=1, received=100) == []
    assert tips(filed=0, received=100) == [Tip.FILED]
    assert tips(unread=499, items=500) == tips(unread=500, items=5_001) == []
    assert tips(unread=500, items=5_000) == [Tip.UNREAD]
    assert tips(attached=49) == []
    assert tips(attached=50) == [Tip.ATTACHED]
    assert tips(oldest=TODAY - timedelta(days=1095)) == []
    assert tips(oldest=TODAY - timedelta(days=1096)) == [Tip.OLD]


def test_what_a_list_does_not_say_calls_for_no_tip():
    unsaid = {"items": None, "unread": None, "oldest": None, "received": None, "attached": None}
    assert tips(**unsaid, filed=0) == []
    assert tips(items=None, unread=500) == [Tip.UNREAD]


def test_of_many_tips_the_three_most_urgent_are_given():
    bad = {"size": 9, "filed": 0, "received": 500, "unread": 5_000, "attached": 80}
    assert tips(**bad, oldest=date(2010, 1, 1)) == [Tip.SIZE, Tip.FILED, Tip.UNREAD]


def test_each_tip_says_the_figure_it_comes_from():
    known = replace(QUIET, size=7_500_000_000, unread=0)
    [one] = rules.advice_for(known, large=5_000_000_000)
    assert "has 7.5 GB" in one.words and "More than 5 GB" in one.words
    [one] = rules.advice_for(replace(QUIET, unread=1_500), large=5)
    assert one.words.startswith("1,500 of")
    [one] = rules.advice_for(replace(QUIET, attached=1_200), large=5)
    assert "1,200 attachments" in one.words
    [one] = rules.advice_for(replace(QUIET, oldest=date(2010, 1, 1)), large=5)
    assert "of 2010." in one.words
    [one] = rules.advice_for(replace(QUIET, filed=0, received=100), large=5)
    assert "no message in the 90 days" in one.words


def test_who_has_chosen_already_has_nothing_to_choose():
    assert (
        rules.reasons_not_to_choose(True, False) == rules.reasons_not_to_choose(False, True) == []
    )
    for both, words in ((True, "You get no tips already."), (False, "You get tips already.")):
        [reason] = rules.reasons_not_to_choose(both, both)
        assert (reason.code, reason.message, reason.field) == ("same", words, "tips")
