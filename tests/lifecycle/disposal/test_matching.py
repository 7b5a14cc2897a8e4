"""What is said of paper that is gone, and a contractor's certificate matched with it, for any."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.lifecycle.disposal import rules
from muniment.lifecycle.disposal.rules import HandItem, HandStatement, Method
from muniment.lifecycle.disposal.rules.boxes import BoxItem, standing_of
from muniment.lifecycle.disposal.types import (
    ReviewFacts,
    ReviewState,
    Signature,
    Stage,
)

pytestmark = pytest.mark.once
TODAY = date(2026, 11, 21)
NAMES = st.sampled_from(["A 1", "A 2", "a  1", "B/3", "R-7K3M9-QXV2B", ""])
ITEMS = st.lists(
    st.builds(
        HandItem,
        st.integers(0, 99_999).map(lambda number: f"R-{number:05}-00000"),
        NAMES,
        st.just(()) | st.tuples(st.just("B-00000-00001"), st.sampled_from(["Box 1", "A 1"])),
    ),
    unique_by=lambda one: one.reference,
    max_size=6,
)


def codes(reasons):
    return {one.code for one in reasons}


@given(items=ITEMS, extra=st.sets(st.sampled_from(["Z 9", "Z 8"])), data=st.data())
def test_all_matches_only_where_the_two_sides_name_the_same(items, extra, data):
    named = data.draw(st.lists(st.sampled_from(items), unique=True) if items else st.just([]))
    entries = [one.reference.lower() for one in named] + sorted(extra)
    found = rules.mismatches(entries, items)
    assert set(found.unknown) == extra
    assert set(found.missing) == {one.reference for one in items} - {one.reference for one in named}
    assert bool(rules.reasons_of_mismatch(found)) == bool(extra or len(named) < len(items))


@given(items=ITEMS, entries=st.lists(NAMES | st.text(max_size=8), max_size=6))
def test_no_entry_ever_closes_a_paper_that_it_may_not_mean(items, entries):
    found = rules.mismatches(entries, items)
    closed = {one.reference for one in items} - set(found.missing)
    folded = {" ".join(one.casefold().split()) for one in entries}
    for one in items:
        names = {one.reference, one.former, *one.box}
        said = {" ".join(name.casefold().split()) for name in names if name}
        assert one.reference not in closed or said & folded


def test_an_entry_that_may_be_several_papers_is_told_and_closes_none():
    twins = [HandItem("R-1", "H 1"), HandItem("R-2", "H 1")]
    found = rules.mismatches(["H 1"], twins)
    assert (found.unclear, found.missing) == (("H 1",), ("R-1", "R-2"))
    # The label of a box that is also what one paper was called before.
    mixed = [HandItem("R-1", "A 1"), HandItem("R-2", "", ("B-1", "A 1"))]
    assert rules.mismatches(["A 1"], mixed).unclear == ("A 1",)
    boxed = [HandItem("R-1", "", ("B-1", "A 1")), HandItem("R-2", "", ("B-1", "A 1"))]
    assert rules.mismatches(["a 1"], boxed) == rules.mismatches(["B-1"], boxed)
    assert not rules.reasons_of_mismatch(rules.mismatches(["A 1"], boxed))


@given(
    state=st.sampled_from(ReviewState),
    person=st.sampled_from(["p", "q", "s"]),
    on=st.none() | st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=9)),
    method=st.sampled_from(Method),
    by=st.sampled_from(["", "Shred Ltd"]),
    certificate=st.sampled_from(["", "C 1"]),
    listed=st.none() | st.just(("A",)) | st.just(()),
    papers=st.integers(0, 2),
)
def test_every_gap_in_what_is_said_is_told_at_once(
    state, person, on, method, by, certificate, listed, papers
):
    signed = (Signature(Stage.OWNER, "q", True, instead_of="s"),)
    facts = ReviewFacts(state, "p", 1, 1, signed)
    said = HandStatement(on, method, by, certificate, listed)
    ordered = TODAY - timedelta(days=3)
    found = codes(
        rules.reasons_not_to_confirm(
            facts, person, said, papers=papers, ordered_on=ordered, today=TODAY
        )
    )
    waits = state is ReviewState.INCOMPLETE
    assert ("state" in found) == (not waits)
    assert ("nothing" in found) == (waits and not papers)
    assert ("approver" in found) == (person != "p")
    assert ("no_date" in found) == (on is None)
    assert ("future" in found) == (on is not None and on > TODAY)
    assert ("too_early" in found) == (on is not None and on < ordered)
    assert ("done_by" in found) == (not by)
    assert ("certificate" in found) == (method is not Method.HERE and not certificate)
    assert ("no_list" in found) == (method is Method.CONTRACTOR and not listed)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Item,Weight\nA 1,3\n\nA 2,4\n", ["A 1", "A 2"]),
        ("A 1\n A 2 \n", ["A 1", "A 2"]),
        ('"A, 1",x\nB', ["A, 1", "B"]),
        ("", []),
    ],
)
def test_a_list_is_read_as_it_comes(text, entries):
    assert rules.entries_of(text) == entries


@given(
    items=st.lists(
        st.builds(
            BoxItem,
            st.just("R-1"),
            st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3)),
            st.sampled_from(["destroy", "review", "keep", "transfer"]),
            st.sampled_from([(), ("H-1",)]),
            st.booleans(),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_box_can_go_only_when_all_of_it_can(items):
    found = standing_of(items, today=TODAY)
    free = all(
        one.due_on is not None
        and one.due_on < TODAY
        and one.action in ("destroy", "review")
        and not one.holds
        for one in items
    )
    assert (not found.reasons) == free
    secret = all(not one.knows for one in items)
    assert not secret or not any("H-1" in one.message for one in found.reasons)
