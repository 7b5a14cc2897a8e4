"""Where the rules about duplicates and versions begin and end, and where a refusal stands."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

from tests.holdings.duplicates.test_version_rules import DAY, offer, side
from tests.refusals import told

from muniment.holdings.duplicates import rules
from muniment.holdings.duplicates.rules.merging import same_content
from muniment.holdings.duplicates.types import Judged, Kind, Line, Side, Stretch, ToMerge

NEXT = DAY + timedelta(days=1)
ONE = ToMerge(1, "R-1", True, ("a", "b"), 1, "SIX", "destroy", DAY, (), "<1@x>")
TWO = replace(ONE, number=2, reference="R-2")


def merge(kept=ONE, gone=TWO, reason="Twice", **said):
    return told(rules.reasons_not_to_merge(kept, gone, reason, **said))


def test_what_is_the_same_is_merged_and_a_record_never_into_itself():
    assert merge() == merge(gone=replace(TWO, digests=("a",))) == []
    assert merge(gone=ONE, reason="") == ["itself at other"]
    assert merge(reason=" ") == ["no_reason at reason"]


def test_content_is_told_apart_by_its_original_and_then_by_attachments():
    assert merge(gone=replace(TWO, digests=("b", "a"))) == ["other_content at stands_for"]
    assert merge(gone=replace(TWO, digests=())) == ["other_content at stands_for"]
    assert merge(gone=replace(TWO, digests=("a", "c"))) == ["attachments"]


def test_both_have_the_same_content_only_with_all_attachments_of_the_one_that_goes():
    assert same_content(ONE, TWO) and same_content(ONE, replace(TWO, digests=("a",)))
    assert not same_content(ONE, replace(TWO, digests=("a", "c")))
    assert not same_content(replace(ONE, digests=()), replace(TWO, digests=()))
    assert not same_content(replace(ONE, digests=("b", "a")), TWO)


def test_one_stands_for_another_from_six_tenths_on_and_not_by_default():
    other = replace(TWO, digests=("c",))
    assert merge(gone=other, stands_for=True) == ["not_alike"]
    assert merge(gone=other, stands_for=True, alike=0.59) == ["not_alike"]
    assert merge(gone=other, stands_for=True, alike=0.6) == []
    assert merge(gone=other, stands_for=True, versions=True) == []
    assert merge(gone=other, alike=1.0, versions=True) == ["other_content at stands_for"]


def test_more_attachments_are_no_other_original_and_another_message_is_no_version():
    more = replace(TWO, digests=("a", "b", "c"))
    assert merge(gone=more, stands_for=True) == []
    assert merge(gone=replace(more, message="<2@x>"), stands_for=True) == []
    other = replace(TWO, digests=("c",), message="<2@x>")
    assert merge(gone=other, stands_for=True, versions=True) == ["message"]


def test_nothing_goes_before_its_time():
    assert merge(gone=replace(TWO, due_on=NEXT)) == ["shorter"]
    assert merge(gone=replace(TWO, due_on=None)) == ["shorter"]
    assert merge(replace(ONE, due_on=NEXT)) == merge(replace(ONE, due_on=None)) == []
    assert merge(gone=replace(TWO, rule="TEN", due_on=NEXT)) == ["other_rule"]
    assert merge(gone=replace(TWO, action="review")) == ["other_rule"]


def test_the_rules_that_differ_are_named():
    gone = replace(TWO, rule="", action="")
    [reason] = rules.reasons_not_to_merge(ONE, gone, "Twice")
    assert "R-1 by SIX, which ends with destroy, R-2 by none, which ends with nothing." in (
        reason.message
    )


def test_what_two_texts_share_is_shown_word_by_word():
    [line], cut = rules.beside("a c", "a b c")
    same, more = Kind.SAME, Kind.RIGHT
    assert line == Line(
        (Stretch(same, "a "), Stretch(same, "c")),
        (Stretch(same, "a "), Stretch(more, "b "), Stretch(same, "c")),
    )
    [line], cut = rules.beside("a b c", "a c")
    assert [one.kind for one in line.left] == [same, Kind.LEFT, same]
    assert [one.text for one in line.right] == ["a ", "c"] and not cut


def test_texts_are_cut_where_either_is_longer_than_can_be_shown():
    most = "\n".join(f"line {number}" for number in range(1_500))
    assert rules.beside(most, "line 1")[1] is False
    for left, right in ((f"{most}\nmore", "line 1"), ("line 1", f"{most}\nmore")):
        assert rules.beside(left, right)[1] is True


def test_a_band_is_known_by_its_place_and_its_four_numbers():
    keys = rules.band_keys(list(range(96)))
    for place, first in ((0, 0), (1, 4), (23, 92)):
        said = ",".join(str(one) for one in (place, *range(first, first + 4)))
        digest = hashlib.blake2b(said.encode(), digest_size=8).digest()
        assert keys[place] == int.from_bytes(digest, "big") >> 1


def test_marks_are_found_between_underscores_and_a_day_that_there_is_not_is_none():
    assert rules.named("Tenancy_policy_final").stage == 3
    assert rules.named("Tenancy policy").numbers == ()
    assert rules.named("Minutes 31.02.2016 01.03.2016").day == date(2016, 3, 1)


def test_an_offer_names_the_earlier_and_the_later_and_how_alike_they_are():
    found = offer("Tenancy policy v2", "Tenancy policy v1", 0.7)
    assert (found.earlier.number, found.later.number, found.alike) == (2, 1, 0.7)
    assert found.why == (
        "The names are the same but for “version 1” and “version 2”.",
        "The texts are 70 % alike.",
        "Both were last changed on the same day.",
    )


def test_how_far_apart_they_were_changed_is_told_in_days():
    for days, words in ((1, "1 day"), (2, "2 days"), (1_500, "1,500 days")):
        found = offer("Policy v1", "Policy v2", modified=DAY + timedelta(days=days))
        assert found.why[-1] == f"They were last changed {words} apart."
    assert len(offer("Policy v1", "Policy v2", modified=None).why) == 1


def test_names_that_are_the_same_or_share_half_of_their_words_need_texts_that_are_alike():
    assert offer("Policy", "Policy", 0.59) is None
    assert offer("Policy", "Policy", 0.6).why[0] == "The names are the same."
    assert offer("Board minutes 2016-03-01", "Board minutes 2016-04-01", 0.6)
    assert offer("Roof report", "Roof report annex tables", 0.79) is None
    found = offer("Roof report", "Roof report annex tables", 0.8)
    assert found.why[0] == "The names share most of their words."
    assert offer("Roof report", "Roof annex", 1.0) is None
    assert offer("Draft", "Policy", 1.0) is None is offer("Draft", "Final", 1.0)


def later(one, other, **dates):
    return rules.later_first(side(one, 1, **dates), side(other, 2))


def test_the_later_is_told_by_numbers_then_stages_then_days_then_when_it_was_changed():
    assert later("Policy v2 draft", "Policy v1 final")
    assert not later("Policy v2", "Policy", modified=DAY - timedelta(days=1))
    assert later("Policy", "Policy v2", modified=NEXT)
    assert later("Policy amended", "Policy", modified=DAY - timedelta(days=1))
    assert not later("Policy draft", "Policy", modified=NEXT)
    assert later("Policy 2016-04-01", "Policy 2016-03-01", modified=DAY - timedelta(days=1))
    assert later("Policy", "Policy", modified=NEXT) and not later("Policy", "Policy")
    assert not rules.later_first(side("Policy"), side("Policy"))


def test_when_it_was_changed_counts_before_the_date_of_the_record():
    one = Side(1, "R-1", "Policy", NEXT, DAY)
    other = Side(2, "R-2", "Policy", DAY, NEXT)
    assert not rules.later_first(one, other)
    assert rules.later_first(replace(one, modified_on=None), other)


def test_two_records_are_judged_that_are_there_and_not_the_same():
    one, other = Judged(1, "R-1", True), Judged(2, "R-2", True)
    assert rules.reasons_not_to_judge(one, other) == []
    assert told(rules.reasons_not_to_judge(one, one)) == ["itself at other"]
    gone = replace(other, declared=False)
    assert told(rules.reasons_not_to_judge(one, gone)) == ["not_declared"]


def test_an_order_is_refused_that_goes_round_in_a_circle():
    known = [(1, 2), (2, 3), (3, 4), (3, 2), (9, 1)]
    assert rules.reasons_not_to_order(1, 4, known) == []
    assert told(rules.reasons_not_to_order(4, 1, known)) == ["order at decision"]
    assert told(rules.reasons_not_to_order(4, 3, known)) == ["order at decision"]
    assert rules.reasons_not_to_order(1, 9, []) == []


def test_versions_stand_as_persons_said_and_else_as_names_say():
    three = [side("Policy v3", 3), side("Policy v2", 2), side("Policy v1", 1)]

    def order(*before):
        return [one.number for one in rules.in_order(three, before)]

    assert order() == [1, 2, 3]
    assert order((3, 1)) == [2, 3, 1]
    assert order((3, 1), (99, 2), (2, 99)) == [2, 3, 1]
    assert order((1, 2), (2, 3), (3, 1)) == [1, 2, 3]
    assert [one.number for one in rules.in_order(three[1:], [])] == [1, 2]
