"""How lives are written down, at the edges of the notation."""

from dataclasses import replace

import pytest
from tests.lifecycle.retention.test_edition_reasons import DRAFT
from tests.lifecycle.retention.test_reading_rules import GOOD
from tests.lifecycle.town import TODAY
from tests.refusals import told

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention import rules
from muniment.lifecycle.retention.rules.notation import LONGEST, Unreadable, is_name, parse
from muniment.lifecycle.retention.types import Action, CutOff, How, Leg, Period, Step, Trigger

pytestmark = pytest.mark.once
YEAR = Period(1, "years")


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("keep", (Step(Action.KEEP),)),
        (
            "destroy 1 year after record_date",
            (Step(Action.DESTROY, (Leg(Trigger.RECORD_DATE, YEAR),)),),
        ),
        (
            "sample 1 in 10 1 year after record_date",
            (Step(Action.SAMPLE, (Leg(Trigger.RECORD_DATE, YEAR),), one_in=10),),
        ),
        (
            "sample 1 in 1000 the earlier of superseded and event:end, from the end of the month",
            (
                Step(
                    Action.SAMPLE,
                    (Leg(Trigger.SUPERSEDED), Leg(Trigger.EVENT, name="end")),
                    How.EARLIEST,
                    CutOff.MONTH,
                    one_in=1000,
                ),
            ),
        ),
        ("sample superseded", (Step(Action.SAMPLE, (Leg(Trigger.SUPERSEDED),)),)),
        ("sample 1 in 10", (Step(Action.SAMPLE, one_in=10),)),
        ("review event:end", (Step(Action.REVIEW, (Leg(Trigger.EVENT, name="end"),)),)),
        (
            "destroy the earlier of 2 days after event:the end with case and superseded,"
            " from the end of the month, to the end of the calendar year",
            (
                Step(
                    Action.DESTROY,
                    (
                        Leg(Trigger.EVENT, Period(2, "days"), "the end", "case"),
                        Leg(Trigger.SUPERSEDED),
                    ),
                    How.EARLIEST,
                    CutOff.MONTH,
                    CutOff.CALENDAR_YEAR,
                ),
            ),
        ),
        (
            "transfer the later of 3 months after record_date and folder_closed then keep",
            (
                Step(
                    Action.TRANSFER,
                    (Leg(Trigger.RECORD_DATE, Period(3, "months")), Leg(Trigger.FOLDER_CLOSED)),
                ),
                Step(Action.KEEP),
            ),
        ),
    ],
)
def test_each_part_of_a_life_is_written_in_one_way_and_read_back(text, steps):
    assert rules.parse(text) == steps
    assert rules.written(steps) == text


def test_names_are_words_that_the_notation_can_tell_apart():
    for name in ("end", "the end", "A 1.2/b-c", "child's birth", "é"):
        assert is_name(name)
    for other in (
        "",
        "!end",
        "the  end",
        "end ",
        " end",
        "this and that",
        "then",
        "x with y",
        "a:b",
    ):
        assert not is_name(other)


def test_a_life_is_as_long_as_the_database_keeps_it_and_no_longer():
    def life(padding: int) -> tuple[Step, ...]:
        names = [f"{number}x" for number in range(25)]
        for number in range(25):
            names[number] += "x" * min(98 - len(names[number]), padding)
            padding -= len(names[number]) - len(f"{number}x")
        legs = [Leg(Trigger.EVENT, YEAR, name) for name in names]
        return tuple(Step(Action.REVIEW, tuple(legs[at : at + 5])) for at in range(0, 25, 5))

    room = LONGEST - len(rules.written(life(0)))
    longest, longer = life(room), life(room + 1)
    assert (len(rules.written(longest)), len(rules.written(longer))) == (2_000, 2_001)

    def publish(steps):
        return told(rules.reasons_not_to_publish(replace(GOOD, steps=steps), today=TODAY))

    assert publish(longest) == []
    assert publish(longer) == ["too_long at life"]
    assert rules.parse(rules.written(longest)) == longest
    with pytest.raises(rules.Unreadable):
        rules.parse(rules.written(longer))


def test_an_edition_that_is_a_draft_is_said_to_be_one_already():
    [again] = rules.reasons_not_to_return(DRAFT, reason="Why not")
    assert again.message == "The edition is a draft already."


@pytest.mark.parametrize("size", ["10%", "12.5 %", "10 per cent", "10 percent", "2 in 10"])
def test_another_way_to_say_the_size_of_a_sample_is_refused_with_the_right_one(size):
    said = f"{size} 1 year after record_date"
    with pytest.raises(Unreadable, match=f"“sample 1 in 10”, not “{said}”"):
        parse(f"sample {said}")


def test_a_period_of_nothing_asks_for_how_long_and_another_names_the_limits():
    def said(count, unit):
        leg = Leg(Trigger.RECORD_DATE, Period(count, unit))
        steps = (Step(Action.DESTROY, (leg,)),)
        return rules.reasons_not_to_publish(replace(GOOD, steps=steps), today=TODAY)

    asked = "Say for how long: a number of days, months or years, of at least 1."
    assert said(0, "days") == [Reason("period", asked, "life")]
    limits = "The period must be from 1 to 1,000 years, not 10,000."
    assert said(10_000, "years") == [Reason("period", limits, "life")]


def test_a_rule_is_changed_only_as_it_was_seen():
    assert rules.reasons_seen("FIN-01", 3, None) == rules.reasons_seen("FIN-01", 3, 3) == []
    assert rules.reasons_seen("FIN-01", 0, 0) == []
    there = "There is a rule FIN-01 already. Change it on its page."
    assert rules.reasons_seen("FIN-01", 3, 0) == [Reason("there", there, "code")]
    changed = "The rule has changed since you opened it. Look at it again."
    assert rules.reasons_seen("FIN-01", 3, 2) == [Reason("changed", changed)]
