"""What each word counts, what speaks for a class, and where the rules of filing begin and end."""

import math
from collections import Counter
from dataclasses import replace

from tests.refusals import told

from muniment.holdings.advice import rules
from muniment.holdings.advice.rules import sorting
from muniment.holdings.advice.types import ForeseenClass, HeldBack, Level, RuleDraft, Weighed


def test_words_of_title_path_sender_and_text_count_as_much_as_they_should():
    words = rules.telling_words("Roof", "housing", "roof tiles", "ann")
    assert words == Counter({"roof": 6, "housing": 3, "ann": 3, "tiles": 1})
    assert rules.telling_words("", "", "") == Counter()
    assert rules.telling_words("roof " * 3, "", "")["roof"] == 12


def test_words_are_of_three_to_thirty_letters_and_from_the_beginning_of_a_text():
    long = "x" * 30
    assert rules.telling_words("", "", f"ab abc {long} {long}x") == Counter({"abc": 1, long: 1})
    assert rules.telling_words("", "", " " * 39_997 + "abcd") == Counter({"abc": 1})


def test_the_words_that_stand_most_often_are_kept_and_of_equals_the_first():
    text = " ".join([*(f"word{number:02}" for number in range(64)), "zebra zebra"])
    words = rules.telling_words("", "", text)
    assert len(words) == 64 and words["zebra"] == 2
    assert "word62" in words and "word63" not in words


def same_number():
    """Two words that are given the same number."""
    met = {}
    for word in (f"word{number}" for number in range(5_000)):
        if (first := met.setdefault(rules.number_of(word), word)) != word:
            return first, word
    raise AssertionError("no two words share a number")


def test_words_that_share_a_number_are_counted_together():
    one, other = same_number()
    assert rules.features_of({one: 2, other: 3}) == {rules.number_of(one): 5}


def test_counts_of_nought_are_not_packed_and_sums_are_whole():
    assert rules.packed({1: 0, 2: 3}) == rules.packed({2: 3}) and rules.packed({1: 0}) == b""
    made = rules.added_up([(1, rules.packed({2: 3}))])
    assert made.counts.dtype.kind == "i"


def test_one_record_of_ten_is_held_back():
    assert [one for one in range(30) if rules.is_held_back(one)] == [9, 19, 29]


def counts(features):
    return rules.added_up([(1, rules.packed(features))])


def ranked(features, one, two):
    return rules.ranked(features, {1: counts(one), 2: counts(two)})


def test_the_class_whose_words_the_other_has_least_of_comes_first():
    assert ranked({5: 1}, {7: 9}, {5: 9}) == [2, 1]
    assert ranked({5: 1}, {7: 10}, {3: 1, 5: 9}) == [2, 1]
    assert ranked({5: 1}, {5: 9}, {7: 9}) == [1, 2]
    assert rules.ranked({5: 1}, {2: counts({7: 1}), 1: counts({8: 1})}) == [1, 2]
    assert ranked({3: 1, 5: 9}, {3: 9}, {5: 9}) == [2, 1]


def test_the_same_count_says_more_for_a_class_with_fewer_words_but_not_everything():
    assert ranked({5: 1}, {5: 5, 7: 995}, {5: 5, 8: 5}) == [2, 1]
    assert ranked({5: 1}, {5: 5, 7: 995}, {5: 3, 8: 7}) == [1, 2]


def by_word(**words):
    return counts({rules.number_of(word): count for word, count in words.items()})


def test_five_words_are_named_that_speak_most_for_a_class():
    mine = by_word(**{f"word{letter}": 4 for letter in "abcdefg"})
    hand = {f"word{letter}": 1 for letter in "abcdef"} | {"wordg": 3}
    assert rules.words_for(hand, 1, {1: mine, 2: by_word(other=28)}) == (
        *("wordg", "worda", "wordb", "wordc", "wordd"),
    )


def test_a_word_is_named_that_the_class_has_more_of_than_the_others():
    one = by_word(roof=2, gutter=1, lease=1, fill=6)
    two = by_word(roof=1, gutter=1, lease=5, fill=3)
    hand = {"roof": 1, "gutter": 1, "lease": 1, "slate": 1}
    assert rules.words_for(hand, 1, {1: one, 2: two}) == ("roof",)
    assert rules.words_for(hand, 2, {1: one, 2: two}) == ("lease",)


def test_a_class_with_many_words_has_to_say_a_word_more_often_but_not_by_as_much():
    few = by_word(roof=5, other=5)
    assert rules.words_for({"roof": 1}, 1, {1: by_word(roof=5, fill=995), 2: few}) == ()
    assert rules.words_for({"roof": 1}, 1, {1: by_word(roof=6, fill=994), 2: few}) == ("roof",)


def test_the_only_class_is_held_against_chance():
    assert rules.words_for({"roof": 1, "slate": 1}, 1, {1: by_word(roof=1)}) == ("roof",)
    rare = by_word(roof=1, fill=20_000)
    assert rules.words_for({"roof": 1}, 1, {1: rare}) == ("roof",)
    assert rules.words_for({"roof": 1}, 1, {1: by_word(roof=1, fill=40_000)}) == ()


def test_likeness_is_the_cosine_of_damped_counts():
    assert rules.likeness({1: 1, 2: 1}, {1: 1, 3: 1}) == 50
    assert rules.likeness({1: 5}, {2: 5}) == rules.likeness({}, {1: 1}) == 0
    three = 1 + math.log(3)
    expected = round(100 * three / math.sqrt((three**2 + 1) * 2))
    assert rules.likeness({1: 3, 2: 1}, {1: 1, 3: 1}) == expected == 64


def test_the_most_common_is_the_earliest_of_equals():
    assert rules.most_common([2, 1, 1]) == 1
    assert rules.most_common([3, 2, 2, 3]) == 3
    assert rules.most_common([]) is None


def test_of_records_as_like_the_later_is_nearer():
    assert sorting.nearest({1: 50, 2: 50, 3: 80, 4: 10, 5: 9}) == [3, 2, 1, 4]


def test_the_classes_are_weighed_by_the_tenth():
    assert sorting.weigh([2, 1, 1]) == Weighed(1, 20, 10)
    assert sorting.weigh([1, 1, 1, 2, 2]) == Weighed(1, 30, 20)
    assert sorting.weigh([1, 1]) == Weighed(1, 20, 0)


def test_what_is_just_sure_enough_is_filed():
    at = Weighed(1, 70, 20)
    assert sorting.is_enough(at, 70, 20)
    assert not sorting.is_enough(at, 71, 20) and not sorting.is_enough(at, 70, 19)
    assert sorting.thresholds_beside(60, 5) == [(60, 5), (70, 5)]
    assert sorting.thresholds_beside(95, 5) == [(85, 5), (95, 5)]
    assert sorting.thresholds_beside(80, 0) == [(70, 0), (80, 0), (90, 0)]


def test_what_is_foreseen_of_each_class_stands_with_most_mistakes_first():
    names = {number: (f"C{number}", f"Class {number}") for number in range(1, 5)}
    sure = {number: Weighed(number, 80, 10) for number in names}
    tried = [
        *(HeldBack(1, sure[1]), HeldBack(1, sure[1]), HeldBack(1, None)),
        *(HeldBack(2, sure[3]), HeldBack(2, sure[3]), HeldBack(2, sure[4]), HeldBack(2, sure[2])),
        *(HeldBack(3, sure[3]), HeldBack(4, sure[4]), HeldBack(4, Weighed(1, 50, 50))),
    ]
    assert sorting.level(tried, 60, 10) == Level(60, 10, 8, 5)
    assert sorting.by_class(tried, 60, 10, names) == [
        ForeseenClass("C2", "Class 2", 4, 4, 1, "C3 Class 3"),
        ForeseenClass("C1", "Class 1", 3, 2, 2),
        ForeseenClass("C3", "Class 3", 1, 1, 1),
        ForeseenClass("C4", "Class 4", 2, 1, 1),
    ]


DRAFT = RuleDraft("IN", 60, 40, "x" * 500)


def set_rule(**change):
    return told(sorting.reasons_not_to_set(replace(DRAFT, **change)))


def test_a_rule_has_a_tray_a_reason_and_thresholds_that_leave_no_second_class_in_doubt():
    assert set_rule() == set_rule(sure=100, runner_up=0, reason="x") == []
    assert set_rule(in_tray=" ") == ["no_tray at in_tray"]
    assert set_rule(sure=59) == set_rule(sure=101) == ["sure at sure"]
    assert set_rule(runner_up=-1) == set_rule(runner_up=41) == ["runner_up at runner_up"]
    assert set_rule(reason=" ") == ["no_reason at reason"]
    assert set_rule(reason="x" * 501) == ["too_long at reason"]


def test_a_tray_is_a_class_whose_end_is_undecided():
    assert sorting.reasons_not_a_tray("IN", True) == []
    [reason] = sorting.reasons_not_a_tray("HOU", False)
    assert told([reason]) == ["not_a_tray at in_tray"] and reason.message.endswith(
        "; HOU has another."
    )
