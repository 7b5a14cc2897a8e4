"""Where each rule of holds begins and ends, and at which field its refusal stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.refusals import told

from muniment.lifecycle.holds import rules
from muniment.lifecycle.holds.types import HoldDraft, HoldState, LeftOut, Standing, Things

pytestmark = pytest.mark.once

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
DRAFT = HoldDraft("Inquiry", "inquiry", "It was asked for", "The Secretary")
ONE = Things(records=["R-00000-00000"])


def place(things=ONE, **change):
    return told(rules.reasons_not_to_place(replace(DRAFT, **change), things, today=TODAY))


def test_a_hold_is_placed_when_it_says_what_why_and_on_whose_authority():
    assert place() == place(name="x" * 200) == place(review_on=TODAY) == []
    assert place(case="x" * 100) == []


@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("name at name", {"name": " "}),
        ("name at name", {"name": "x" * 201}),
        ("kind at kind", {"kind": "whim"}),
        ("reason at reason", {"reason": " "}),
        ("authority at authority", {"authority": ""}),
        ("case at case", {"case": "x" * 101}),
        ("review_on at review_on", {"review_on": TODAY - DAY}),
        ("nothing at records", {"things": Things()}),
    ],
)
def test_each_gap_alone_keeps_a_hold_from_being_placed(why, change):
    assert place(**change) == [why]


def test_a_hold_is_put_on_more_things_until_it_is_lifted():
    assert told(rules.reasons_not_to_extend(HoldState.ACTIVE, ONE)) == []
    assert told(rules.reasons_not_to_extend(HoldState.ACTIVE, Things())) == ["nothing at records"]
    assert told(rules.reasons_not_to_extend(HoldState.LIFTED, ONE)) == ["lifted"]


@pytest.mark.parametrize("kind", ["records", "folders", "classes", "searches", "boxes"])
def test_anything_named_is_something_to_hold(kind):
    assert told(rules.reasons_of_things(Things(**{kind: ["X"]}))) == []
    assert len(Things(**{kind: ["X", "Y"]})) == 2


def test_as_many_things_are_held_at_once_as_is_said_and_not_one_more(monkeypatch):
    monkeypatch.setattr(rules, "MOST", 3_000)
    reference, rubbish = ["R-00000-00000"], ["row"]

    def records(some):
        return told(rules.reasons_of_things(Things(records=some)))

    assert records(rubbish * 1_000) == records(rubbish * 1_000 + reference) == []
    assert records(rubbish * 1_001) == ["no_references at records"]
    assert records(reference * 3_000) == []
    assert records(reference * 3_001) == records(rubbish * 3_001) == ["too_many at records"]
    for kind in ("folders", "classes", "boxes"):
        assert told(rules.reasons_of_things(Things(**{kind: ["X"] * 1_000}))) == []
        found = told(rules.reasons_of_things(Things(**{kind: ["X"] * 1_001})))
        assert found == ["too_many at folders"]
    assert told(rules.reasons_of_things(Things(searches=["x"] * 20))) == []
    assert told(rules.reasons_of_things(Things(searches=["x"] * 21))) == ["too_many at searches"]


def test_a_search_that_cannot_be_used_is_told_with_each_fault_and_its_beginning():
    short, long = "x" * 60, f"{'x' * 60}y"
    found = rules.reasons_of_search(short, ["It is odd.", "It is empty."])
    assert told(found) == ["search at searches", "search at searches"]
    assert [one.message for one in found] == [
        f"The search “{short}” cannot be used. It is odd.",
        f"The search “{short}” cannot be used. It is empty.",
    ]
    [cut] = rules.reasons_of_search(long, ["It is odd."])
    assert cut.message == f"The search “{short}…” cannot be used. It is odd."
    assert rules.reasons_of_search(long, []) == []


def test_a_reference_is_known_as_people_write_it_and_nothing_else_is_one():
    assert rules.is_reference(" r-7k3m9-qxv2b ")
    for other in ("F-7K3M9-QXV2B", "R-7K3M9-QXV2", "row 1", "", "R-7K3M9-QXV2B R-7K3M9-QXV2B"):
        assert not rules.is_reference(other)


def test_a_list_is_looked_up_in_its_order_each_entry_once_and_without_what_no_page_shows():
    entries = ["r 7k3m9 qxv2b", "row\x00\x01 one", "\x07", "R-7K3M9-QXV2B", "row one", "é\ud800ö"]
    assert rules.listed(entries) == ["R-7K3M9-QXV2B", "row one", "é ö"]


@given(st.lists(st.text(max_size=300), max_size=8))
def test_what_is_listed_can_be_shown_stored_and_listed_again(entries):
    found = rules.listed(entries)
    assert all(0 < len(one) <= 60 for one in found)
    assert len(set(found)) == len(found)
    assert not any(
        ord(letter) < 0x20 or 0xD800 <= ord(letter) < 0xE000 for letter in "".join(found)
    )


def test_of_a_long_entry_the_first_letters_are_kept():
    assert rules.listed(["x" * 61]) == ["x" * 60]
    # Two hundred letters of an entry are read at most; here the last of them is its first to show.
    assert rules.listed([" " * 199 + "xy"]) == ["x"]


def test_the_column_of_references_is_found_by_the_first_line_alone():
    assert rules.entries_of(b"R-1\nreference,R-2\n") == ["R-1", "reference", "R-2", ""]
    assert rules.entries_of(b'"Refer\nence"\nR-1') == ['"Refer', 'ence"', "R-1"]
    assert rules.entries_of(b"Title, REFERENCE \nA,R-1\nB\n") == ["R-1"]
    assert rules.entries_of(b'Title,Reference\n"two\nlines",R-1\n') == ["R-1"]
    assert rules.entries_of(b"\xfe\xff\x00R\x00-\x001") == ["R-1"]


@given(st.lists(st.integers(), max_size=9), st.integers(1, 4))
def test_the_parts_of_a_list_make_up_the_list(entries, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "PART", size)
        found = [list(one) for one in rules.parts(entries)]
    assert [one for part in found for one in part] == entries
    assert all(len(one) == size for one in found[:-1])
    assert all(found)


def test_what_of_a_list_is_not_held_is_told_with_the_first_thing_that_stands_in_the_way():
    reference = "R-00000-00000"

    def why(entry=reference, known=True, declared=True, within_reach=True):
        return rules.why_left_out(entry, known=known, declared=declared, within_reach=within_reach)

    assert why() is None
    assert why(known=False, declared=False, within_reach=False) is LeftOut.UNKNOWN
    assert why("row 1", known=False) is LeftOut.UNREADABLE
    assert why(declared=False, within_reach=False) is LeftOut.TOO_LATE
    assert why(within_reach=False) is LeftOut.OUT_OF_REACH


def confirm(state=HoldState.ACTIVE, before=TODAY, on=TODAY + DAY, reason="Still asked for"):
    return told(
        rules.reasons_not_to_confirm(state, before=before, review_on=on, reason=reason, today=TODAY)
    )


def test_a_hold_is_confirmed_until_a_new_day_in_the_future():
    assert confirm() == confirm(before=None) == []
    assert confirm(state=HoldState.LIFTED) == ["lifted"]
    assert confirm(reason=" ") == ["reason at reason"]
    assert confirm(on=None, before=None) == confirm(on=TODAY) == ["review_on at review_on"]
    assert confirm(before=TODAY + DAY) == ["same at review_on"]


def lift(state=HoldState.ACTIVE, reason="Settled", authority="Court"):
    return told(rules.reasons_not_to_lift(state, reason=reason, authority=authority))


def test_a_hold_is_lifted_once_with_a_reason_and_an_authority():
    assert lift() == []
    assert lift(HoldState.LIFTED) == ["lifted"]
    assert lift(reason=" ") == ["reason at reason"]
    assert lift(authority=" ") == ["authority at authority"]


def test_what_is_held_is_told_by_name_to_those_who_may_know_of_holds_only():
    assert rules.reasons_held([], knows=True) == rules.reasons_held([], knows=False) == []
    [known] = rules.reasons_held(["H-1", "H-2"], knows=True)
    assert (known.code, "H-1, H-2" in known.message) == ("held", True)
    [hidden] = rules.reasons_held(["H-1"], knows=False)
    assert (hidden.code, hidden.message) == ("protected", rules.NEUTRAL)


def test_a_hold_is_complete_when_all_is_done_and_nothing_is_searched():
    assert Standing(3, 3, 1, searching=False).complete
    assert not Standing(2, 3, 0, searching=False).complete
    assert not Standing(3, 3, 0, searching=True).complete


def close(state=HoldState.ACTIVE, before=None, closed_on=TODAY, days=10):
    return told(
        rules.reasons_not_to_close(
            state, before=before, closed_on=closed_on, days=days, today=TODAY
        )
    )


def test_a_case_is_closed_on_a_day_whose_time_to_appeal_is_not_over():
    assert close() == close(closed_on=TODAY - 10 * DAY) == close(before=TODAY - DAY) == []
    assert close(closed_on=TODAY - 11 * DAY) == ["over at closed_on"]
    assert close(closed_on=TODAY + DAY) == close(closed_on=None) == ["closed_on at closed_on"]
    assert close(before=TODAY) == ["same at closed_on"]
    assert close(state=HoldState.LIFTED) == ["lifted"]


def reopen(state=HoldState.ACTIVE, closed=True, reason="An appeal came"):
    return told(rules.reasons_not_to_reopen(state, closed=closed, reason=reason))


def test_a_closed_case_is_reopened_for_a_reason():
    assert reopen() == []
    assert reopen(closed=False) == ["same"]
    assert reopen(state=HoldState.LIFTED, reason=" ") == ["lifted", "reason at reason"]
    assert reopen(reason="") == ["reason at reason"]


def test_the_time_to_appeal_is_within_reach_and_another_than_before():
    def appeal(days):
        return told(rules.reasons_not_to_set_appeal_days(days, 90))

    assert appeal(1) == appeal(3_653) == []
    assert appeal(0) == appeal(3_654) == ["days at days"]
    assert appeal(90) == ["same at days"]
