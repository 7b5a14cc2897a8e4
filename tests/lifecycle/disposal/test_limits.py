"""Where the rules of disposal begin and end: the last that is allowed, the first that is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.disposal.test_matching import ITEMS
from tests.lifecycle.disposal.test_reasons import (
    ENDING,
    MISTAKE,
    OPEN,
    READY,
    SIGNED,
    TODAY,
)
from tests.refusals import told

from muniment.holdings.records.types import Kept
from muniment.lifecycle.disposal import rules
from muniment.lifecycle.disposal.rules import by_hand
from muniment.lifecycle.disposal.rules.boxes import BoxItem, standing_of
from muniment.lifecycle.disposal.types import (
    DEFAULT_STAGES,
    ClockEvidence,
    ExpungeState,
    ExpungingFacts,
    ItemState,
    Mistaken,
    NotNoted,
    Outcome,
    Practice,
    ReviewState,
    ReviewTerms,
    Stage,
    stages_named,
)

pytestmark = pytest.mark.once
DAY = timedelta(days=1)
PAPER = by_hand.HandStatement(TODAY, by_hand.Method.HERE, "x" * 200, "x" * 100)


def confirm(**change):
    waits = replace(READY, state=ReviewState.INCOMPLETE)
    said = replace(PAPER, **change)
    return told(
        rules.reasons_not_to_confirm(waits, "P-4", said, papers=1, ordered_on=TODAY, today=TODAY)
    )


def test_as_many_letters_are_said_of_paper_as_a_form_allows():
    assert confirm() == confirm(certificate="") == []
    assert confirm(done_by="x" * 201) == ["done_by at done_by"]
    assert confirm(certificate="x" * 101) == ["certificate at certificate"]
    handed = {"method": by_hand.Method.HANDED_OVER}
    assert confirm(**handed) == []
    assert confirm(**handed, certificate=" ") == ["certificate at certificate"]


def test_what_does_not_match_is_told_with_each_entry_at_the_list():
    found = by_hand.Mismatch(("Z 9",), ("A 1",), ("R-1", "R-2"))
    reasons = rules.reasons_of_mismatch(found)
    assert [(one.code, one.message, one.field) for one in reasons] == [
        ("unknown", "Z 9 is on the certificate and not among these papers.", "listed"),
        ("unclear", "A 1 on the certificate may be several of these papers.", "listed"),
        ("missing", "R-1 is not on the certificate.", "listed"),
        ("missing", "R-2 is not on the certificate.", "listed"),
    ]


def test_of_many_mismatches_twenty_are_told_and_the_others_counted():
    entries = tuple(f"Z {number}" for number in range(21))
    [*first, last] = rules.reasons_of_mismatch(by_hand.Mismatch(unknown=entries))
    assert len(first) == 20
    assert last.message == "1 more entries are on the certificate and not among these papers."
    assert (last.code, last.field) == ("unknown", "listed")
    assert len(rules.reasons_of_mismatch(by_hand.Mismatch(unknown=entries[:20]))) == 20


@given(ITEMS)
def test_a_certificate_that_names_nothing_leaves_every_paper(items):
    found = rules.mismatches(["", "  "], items)
    assert found == by_hand.Mismatch(missing=tuple(one.reference for one in items))


def test_a_box_goes_with_the_last_of_its_papers_and_says_what_it_waits_for():
    old = BoxItem("R-1", TODAY - DAY, "destroy")
    gone = standing_of([old, replace(old, due_on=TODAY - 2 * DAY)], today=TODAY)
    assert (gone.goes_on, gone.reasons) == (TODAY - DAY, ())

    def waits(**change):
        return told(standing_of([old, replace(old, **change)], today=TODAY).reasons)

    assert waits(due_on=None) == ["open_ended"]
    assert standing_of([old, replace(old, due_on=None)], today=TODAY).goes_on is None
    assert waits(action="transfer") == ["action"]
    assert waits(due_on=None, action="keep") == ["open_ended"]
    assert waits(due_on=TODAY) == ["not_due"]
    assert waits(holds=("H-1",), knows=True) == ["held"]
    assert waits(holds=("H-1",)) == ["protected"]


def test_the_holds_on_a_box_are_named_to_who_may_know_of_them_and_the_others_are_not():
    known = BoxItem("R-1", TODAY - DAY, "destroy", ("H-2", "H-1"), knows=True)
    hidden = BoxItem("R-2", TODAY - DAY, "destroy", ("H-3",))
    named, other = standing_of([known, hidden], today=TODAY).reasons
    assert (named.code, other.code) == ("held", "protected")
    assert "H-1, H-2" in named.message
    assert "H-3" not in named.message + other.message


def test_of_many_papers_in_a_box_five_are_named():
    items = [BoxItem(f"R-{number}", None, "destroy") for number in range(6)]
    [reason] = standing_of(items, today=TODAY).reasons
    assert reason.message == "No date yet: R-0, R-1, R-2, R-3, R-4 and 1 more."
    [reason] = standing_of(items[:5], today=TODAY).reasons
    assert reason.message == "No date yet: R-0, R-1, R-2, R-3, R-4."


def put_back(**change):
    facts = replace(OPEN, **change)
    terms = {"keep_until": None, "step_follows": False, "note": "", "today": TODAY}
    item = ItemState.EXCLUDED
    return told(rules.reasons_not_to_except(facts, item, Outcome.DESTROY, **terms))


def test_what_was_taken_out_is_put_back_until_somebody_has_signed():
    assert put_back() == []
    assert put_back(signatures=SIGNED[:1]) == ["signed at outcome"]
    assert put_back(state=ReviewState.INCOMPLETE) == ["signed at outcome"]
    assert put_back(state=ReviewState.APPROVED) == ["state", "signed at outcome"]


def test_a_sample_has_from_one_record_to_all_and_five_hundred_at_most():
    def draw(size, of):
        return told(rules.reasons_not_to_draw(OPEN, size, of))

    assert draw(1, 1) == draw(500, 501) == draw(500, 500) == []
    assert draw(0, 3) == draw(4, 3) == draw(501, 501) == ["sample_size at size"]


@given(st.lists(st.text("RABC-0123", max_size=9), unique=True), st.integers(), st.integers(0, 9))
def test_anybody_can_draw_a_sample_again_with_nothing_but_sha256(references, seed, size):
    digests = {sha256(f"{seed}:{one}".encode()).hexdigest(): one for one in references}
    expected = [digests[one] for one in sorted(digests)][:size]
    assert rules.draw(references, seed, size) == expected
    assert rules.draw(reversed(references), seed, size) == expected


def test_five_hundred_records_are_expunged_at_once_and_no_more():
    assert told(rules.reasons_not_to_word(MISTAKE, 1)) == []
    assert told(rules.reasons_not_to_word(MISTAKE, 500)) == []
    assert told(rules.reasons_not_to_word(MISTAKE, 501)) == ["too_many at records"]


def test_every_reason_against_expunging_a_record_stands_at_the_records_and_names_it():
    every = Mistaken("R-1", "destroyed", ("H-1",), True, "DR-1", "EX-1")
    reasons = rules.reasons_not_to_expunge(every)
    codes = ["not_declared", "held", "in_review", "proposed"]
    assert told(reasons) == [f"{one} at records" for one in codes]
    assert all(one.message.startswith("R-1") for one in reasons)
    hidden = replace(every, state="declared", knows_holds=False, in_review="", proposed_in="")
    assert told(rules.reasons_not_to_expunge(hidden)) == ["protected at records"]


def test_who_agrees_to_expunge_is_told_all_that_stands_in_the_way():
    facts = ExpungingFacts(ExpungeState.PROPOSED, "P-1", Stage.OWNER)
    good, gone = Mistaken("R-1", "declared"), Mistaken("R-2", "destroyed")

    def agree(person, role, *records):
        return told(rules.reasons_not_to_agree(facts, person, role, records))

    assert agree("P-2", Stage.RECORDS_MANAGER, good) == []
    assert agree("P-1", Stage.RECORDS_MANAGER) == ["own_proposal"]
    assert agree("P-2", Stage.OWNER) == ["same_role"]
    assert agree("P-2", Stage.RECORDS_MANAGER, good, gone) == ["not_declared at records"]
    assert told(rules.reasons_not_to_end_expunging(facts, " ")) == ["reason at reason"]


def test_the_days_of_notice_and_of_lateness_are_from_one_to_a_year():
    before = ReviewTerms()

    def terms(notice, late):
        return told(rules.reasons_not_to_set_terms(ReviewTerms(notice, False, late), before))

    assert terms(1, 1) == terms(366, 366) == terms(1, 366) == []
    assert terms(0, 1) == terms(367, 1) == ["notice_days at notice_days"]
    assert terms(1, 0) == terms(1, 367) == ["late_days at late_days"]


def test_what_is_destroyed_can_be_recovered_for_ninety_days_at_most():
    def settle(**wanted):
        return told(rules.reasons_not_to_settle(Practice(**wanted), Practice("F-1")))

    assert settle() == settle(window=90) == []
    assert settle(window=91) == settle(window=-1) == ["window at window"]


def test_a_rule_that_names_one_stage_is_signed_as_the_body_signs():
    assert (
        stages_named([]) == stages_named(["siro"]) == stages_named(["siro"] * 2) == DEFAULT_STAGES
    )
    assert stages_named(["siro", "data_steward", "siro"]) == (Stage.SIRO, Stage.DATA_STEWARD)


def test_a_ledger_that_cannot_be_written_says_why():
    refusal = NotNoted(OSError(28, "No space left on device"))
    assert told(refusal.reasons) == ["not_noted"]
    assert "No space left on device" in str(refusal)


def test_the_day_after_a_window_of_one_day_is_its_last():
    assert rules.last_day(date(2026, 2, 28), 1) == date(2026, 3, 1)
    assert rules.last_day(TODAY, 0) == TODAY


def test_a_certificate_is_read_from_its_headed_column_line_by_line():
    assert rules.entries_of("Item,Box\nR-1,B-1\n,B-2\n") == ["R-1"]
    assert rules.entries_of("Date,Reference\n1 May,R-1\n2 May\n3 May,\n") == ["R-1"]
    assert rules.entries_of("A 1,old\n\n A 2 \n,A 3\n") == ["A 1", "A 2"]
    assert rules.entries_of("") == rules.entries_of("Box\n") == []
    assert rules.entries_of("A 1\n" + "x" * 200_000) == ["A 1", "x" * 200_000]


def test_what_keeps_a_box_stands_at_the_boxes():
    reasons = rules.reasons_of_box("A 1", ["R-1", "R-2"], hidden=True)
    assert told(reasons) == ["box at boxes", "box at boxes", "protected at boxes"]
    assert len(rules.reasons_of_box("A 1", [f"R-{n}" for n in range(21)], hidden=False)) == 20


def test_a_clock_may_be_behind_by_five_minutes_and_not_by_more():
    now = datetime(2026, 11, 21, 10, tzinfo=UTC)

    def distrust(behind):
        evidence = ClockEvidence(now + behind, now)
        return told(rules.reasons_not_to_trust_clock(evidence, now, jump=timedelta(hours=24)))

    assert distrust(timedelta(minutes=5)) == []
    assert distrust(timedelta(minutes=5, seconds=1)) == ["clock_back"]


def end(**change):
    return told(rules.reasons_not_to_destroy(replace(ENDING, **change), today=TODAY))


def test_paper_is_gone_when_its_review_waits_for_it_and_it_waits_itself():
    waits = replace(READY, state=ReviewState.INCOMPLETE)
    paper = {"by_hand": True, "review": waits, "item_state": ItemState.AWAITING}
    assert end(**paper) == []
    assert end(**paper | {"review": READY}) == ["state"]
    assert end(**paper | {"item_state": ItemState.PROPOSED}) == ["item"]
    assert end(**paper | {"by_hand": False}) == ["state", "item"]
    assert end(**paper, holds=1) == ["held"]


@pytest.mark.parametrize("state", ["PROPOSED", "FAILED", "SET_ASIDE"])
def test_a_record_is_destroyed_from_every_state_in_which_its_review_works_at_it(state):
    assert end(item_state=ItemState[state]) == []


def test_names_of_metadata_have_sixty_letters_at_most():
    def keep(*names):
        wanted = Practice(kept=Kept(metadata=names))
        return told(rules.reasons_not_to_settle(wanted, Practice("F-1")))

    assert keep("author", "x" * 60) == []
    assert keep("author", "x" * 61) == keep(" ") == ["metadata at metadata"]


def test_one_stage_alone_is_never_the_approval_of_two_people():
    one = replace(OPEN, stages=(Stage.OWNER,), signatures=SIGNED[1:])
    assert not rules.is_fully_signed(one)
    assert rules.is_fully_signed(replace(OPEN, signatures=SIGNED))
    assert not rules.is_fully_signed(replace(OPEN, signatures=SIGNED[:1]))


def test_a_signature_is_late_from_the_day_on_and_very_late_from_twice_the_days_on():
    assert [rules.step_of(waited, 14) for waited in (0, 13, 14, 27, 28, 99)] == [0, 0, 1, 1, 2, 2]
