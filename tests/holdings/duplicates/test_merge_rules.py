"""A merge is refused with every reason why something would be lost, and only then."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.duplicates import rules
from muniment.holdings.duplicates.types import ToMerge

DUE = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 4))
SIDES = st.builds(
    ToMerge,
    number=st.integers(1, 3),
    reference=st.just("R-1"),
    declared=st.booleans(),
    digests=st.sampled_from([(), ("a",), ("a", "b"), ("b",)]),
    audience=st.integers(1, 2),
    rule=st.sampled_from(["SIX", "TEN"]),
    action=st.sampled_from(["destroy", "review"]),
    due_on=DUE,
    guards=st.sampled_from([(), (Reason("held", "It is on hold."),)]),
    message=st.sampled_from(["", "<1@example.org>"]),
)


@given(SIDES, SIDES)
def test_what_may_be_merged_loses_no_content_reader_time_or_protection(kept, gone):
    refused = {one.code for one in rules.reasons_not_to_merge(kept, gone, "Twice")}
    safe = (
        kept.number != gone.number
        and kept.declared
        and gone.declared
        and set(gone.digests) <= set(kept.digests)
        and gone.digests[:1] == kept.digests[:1] != ()
        and kept.audience == gone.audience
        and (kept.rule, kept.action) == (gone.rule, gone.action)
        and (kept.due_on is None or (gone.due_on is not None and gone.due_on <= kept.due_on))
        and not (kept.guards or gone.guards)
    )
    assert safe == (not refused)


@given(SIDES, SIDES, st.none() | st.sampled_from([0.59, 0.6, 1.0]), st.booleans())
def test_what_stands_for_another_says_nearly_the_same_or_is_a_version_of_it(
    kept, gone, alike, versions
):
    said = {"stands_for": True, "alike": alike, "versions": versions}
    refused = {one.code for one in rules.reasons_not_to_merge(kept, gone, "Twice", **said)}
    plain = {one.code for one in rules.reasons_not_to_merge(kept, gone, "Twice")}
    about_content = {"other_content", "attachments"}
    assert plain - about_content == refused - {"not_alike", "message", *about_content}
    if not plain & about_content or "itself" in plain:
        assert refused == plain  # nothing has to be said of the same content
    elif not (kept.digests and gone.digests):
        assert "other_content" in refused
    elif kept.digests[0] != gone.digests[0]:
        assert ("not_alike" in refused) == (not versions and (alike or 0) < 0.6)
        assert ("message" in refused) == (kept.message != gone.message)
    else:
        assert not refused & {"not_alike", "message", *about_content}


@given(SIDES, SIDES)
def test_one_way_round_or_the_other_is_never_stopped_by_time_alone(one, other):
    there = {reason.code for reason in rules.reasons_not_to_merge(one, other, "Twice")}
    back = {reason.code for reason in rules.reasons_not_to_merge(other, one, "Twice")}
    assert not ("shorter" in there and "shorter" in back)


def test_every_reason_is_told_at_once():
    held = (Reason("held", "It is on hold."),)
    kept = ToMerge(1, "R-1", True, ("a",), 1, "SIX", "destroy", None, ())
    gone = ToMerge(2, "R-2", False, ("b",), 2, "TEN", "destroy", None, held)
    found = [one.code for one in rules.reasons_not_to_merge(kept, gone, " ")]
    assert found == [
        "not_declared",
        "other_content",
        "other_readers",
        "other_rule",
        "held",
        "no_reason",
    ]
