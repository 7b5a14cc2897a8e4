"""Every reason for which disposal is refused, one by one and all together."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.coverage import codes_in
from tests.refusals import told

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.types import Kept
from muniment.lifecycle.disposal import rules
from muniment.lifecycle.disposal.types import (
    TRANSITIONS,
    Candidate,
    ClockEvidence,
    Ending,
    ExpungeDraft,
    ExpungeKind,
    ExpungeState,
    ExpungingFacts,
    ItemState,
    Mistaken,
    NewRule,
    Outcome,
    Practice,
    ReviewFacts,
    ReviewState,
    ReviewTerms,
    Signature,
    Stage,
)

pytestmark = pytest.mark.once

TODAY = date(2026, 11, 21)
LONG_AGO = date(2010, 3, 15)
SIGNED = (Signature(Stage.RECORDS_MANAGER, "P-2", True), Signature(Stage.OWNER, "P-3", True))
OPEN = ReviewFacts(ReviewState.PROPOSED, "P-1", 4, 10)
READY = ReviewFacts(ReviewState.EXECUTING, "P-1", 9, 10, SIGNED)
DUE = Candidate("R-1", "declared", date(2026, 11, 21), "destroy", "REP-6", True, owner="class:HOU")
ENDING = Ending(
    "declared", READY, ItemState.PROPOSED, Outcome.DESTROY, 0, date(2026, 11, 20), "destroy", True
)
# Where a refusal stands on a form; what is not here stands above it.
FIELDS = {
    **dict.fromkeys(("no_date", "future", "too_early"), "done_on"),
    **dict.fromkeys(("signed", "no_step"), "outcome"),
    **dict.fromkeys(("new_rule", "same_rule", "rule_not_permitted"), "new_rule"),
    **dict.fromkeys(("no_records", "too_many"), "records"),
    **{"no_list": "listed", "sample_size": "size", "folder_closed": "certificates_in"},
    **{"box": "boxes", "done_by": "done_by", "certificate": "certificate", "note": "note"},
    **{"keep_until": "keep_until", "reason": "reason", "authority": "authority"},
    **{"notice_days": "notice_days", "late_days": "late_days", "window": "window"},
    **{"metadata": "metadata", "list_size": "list_size", "leave_days": "leave_days"},
}
ELSEWHERE = {"not_declared", "held", "protected", "in_review", "proposed"}  # tested further below
seen: set[str] = set()


def codes(reasons) -> list[str]:
    found = rules.codes(reasons)
    seen.update(found)
    fields = [f"{one} at {FIELDS[one]}" if one in FIELDS else one for one in found]
    assert fields == told(reasons) or ELSEWHERE & set(found)
    return found


def test_a_due_record_with_an_owner_can_be_proposed():
    assert codes(rules.reasons_not_to_propose(DUE, as_at=TODAY)) == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("not_permitted", {"permitted": False}),
        ("not_declared", {"state": "destroying"}),
        ("not_declared", {"state": "destroyed"}),
        ("no_rule", {"rule_in_force": False}),
        ("action", {"action": "transfer"}),
        ("action", {"action": "keep"}),
        ("open_ended", {"due_on": None}),
        ("not_due", {"due_on": TODAY + timedelta(days=1)}),
        ("no_signer", {"nobody_signs": (Stage.SIRO,)}),
        ("owner_not_told", {"told_in_time": False}),
        ("held", {"holds": ("H-1",), "knows_holds": True}),
        ("protected", {"holds": ("H-1",), "knows_holds": False}),
        ("in_review", {"in_review": "DR-1"}),
        ("no_owner", {"owner": ""}),
        ("owner_is_proposer", {"owner_is_proposer": True}),
    ],
)
def test_each_reason_keeps_a_record_out_of_a_proposal(code, change):
    assert codes(rules.reasons_not_to_propose(replace(DUE, **change), as_at=TODAY)) == [code]


def test_who_may_not_know_of_a_hold_reads_nothing_of_it():
    held = replace(DUE, holds=("H-1",), knows_holds=False)
    [reason] = rules.reasons_not_to_propose(held, as_at=TODAY)
    assert "hold" not in reason.message.lower()
    assert "H-1" not in reason.message


def sign(facts=OPEN, person="P-2", stage=Stage.RECORDS_MANAGER, seen_version=None, reason=None):
    return codes(
        rules.reasons_not_to_sign(facts, person, stage, seen_version=seen_version, reason=reason)
    )


def test_somebody_else_than_the_proposer_can_sign():
    assert sign() == []
    assert sign(replace(OPEN, signatures=SIGNED[:1]), "P-3", Stage.OWNER) == []


def test_the_proposer_cannot_sign_any_stage():
    for stage in OPEN.stages:
        assert sign(person="P-1", stage=stage) == ["own_proposal"]


def test_nobody_signs_two_stages_and_no_stage_is_signed_twice():
    half = replace(OPEN, signatures=SIGNED[:1])
    assert sign(half, "P-2", Stage.OWNER) == ["signed_already"]
    assert sign(half, "P-9", Stage.RECORDS_MANAGER) == ["stage_signed"]
    assert sign(half, "P-2") == ["signed_already", "stage_signed"]


def test_a_page_that_is_out_of_date_an_empty_review_and_a_silent_rejection_are_refused():
    assert sign(seen_version=3) == ["changed"]
    assert sign(seen_version=4) == []
    assert sign(replace(OPEN, inside=0)) == ["empty"]
    assert sign(reason=" ") == ["reason"]
    assert sign(replace(OPEN, inside=0), reason="No") == []


def test_only_an_open_review_can_be_signed_withdrawn_or_carried_out():
    for state in ReviewState:
        facts = replace(OPEN, state=state)
        assert ("state" in sign(facts)) == (state is not ReviewState.PROPOSED)
        gone = codes(rules.reasons_not_to_withdraw(facts, reason="Mistake"))
        assert (gone == []) == (ReviewState.WITHDRAWN in TRANSITIONS[state])
        done = rules.reasons_not_to_execute(
            replace(facts, signatures=SIGNED), seen_version=facts.version
        )
        by_hand = TRANSITIONS[state] if state is not ReviewState.SET_ASIDE else ()
        assert (codes(done) == []) == (ReviewState.EXECUTING in by_hand)
    assert codes(rules.reasons_not_to_withdraw(OPEN, reason="")) == ["reason"]


def test_a_review_with_a_stale_page_or_lapsed_rejected_or_missing_signatures_is_not_carried_out():
    approved = replace(READY, state=ReviewState.APPROVED)

    def refused(facts, version=None):
        return codes(rules.reasons_not_to_execute(facts, seen_version=version))

    assert refused(approved) == []
    assert refused(approved, version=1) == ["changed"]
    assert refused(replace(approved, signatures=SIGNED[:1])) == ["not_approved"]
    lapsed = (SIGNED[0], replace(SIGNED[1], still_valid=False))
    assert refused(replace(approved, signatures=lapsed)) == ["approval_lapsed"]
    rejected = (SIGNED[0], replace(SIGNED[1], approved=False))
    assert refused(replace(approved, signatures=rejected)) == ["not_approved", "rejected"]
    same = (SIGNED[0], replace(SIGNED[1], by="P-2"))
    assert refused(replace(approved, signatures=same)) == ["not_independent"]
    own = (SIGNED[0], replace(SIGNED[1], by="P-1"))
    assert refused(replace(approved, signatures=own)) == ["not_independent"]


def except_(facts=OPEN, item=ItemState.PROPOSED, outcome=Outcome.KEEP_UNTIL, **more):
    said = {"keep_until": date(2030, 1, 1), "new_rule": None, "note": "Because", **more}
    said = {"step_follows": False, **said}
    return codes(rules.reasons_not_to_except(facts, item, outcome, today=TODAY, **said))


def test_exceptions_are_refused_for_every_reason():
    assert except_() == []
    assert except_(outcome=Outcome.TRANSFER) == []
    changed = {"outcome": Outcome.CHANGE_RULE}
    assert except_(**changed) == [] == except_(**changed, new_rule=NewRule(in_force=True))
    wrong = NewRule(in_force=False, same=True, permitted=False)
    assert except_(**changed, new_rule=wrong) == ["new_rule", "same_rule", "rule_not_permitted"]
    assert except_(outcome=Outcome.NEXT_STEP, step_follows=True) == []
    assert except_(outcome=Outcome.NEXT_STEP) == ["no_step"]
    assert except_(keep_until=None) == ["keep_until"]
    assert except_(keep_until=TODAY) == ["keep_until"]
    assert except_(note="") == ["note"]
    assert except_(item=ItemState.HELD) == ["item"]
    assert except_(replace(OPEN, state=ReviewState.APPROVED)) == ["state"]
    half = replace(OPEN, signatures=SIGNED[:1])
    assert except_(half) == []
    assert except_(half, outcome=Outcome.DESTROY) == ["signed"]


def end(**change) -> list[str]:
    return codes(rules.reasons_not_to_destroy(replace(ENDING, **change), today=TODAY))


def test_a_record_with_everything_in_order_may_be_destroyed():
    assert end() == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("not_declared", {"record_state": "destroyed"}),
        ("state", {"review": replace(READY, state=ReviewState.APPROVED)}),
        ("item", {"item_state": ItemState.HELD}),
        ("item", {"item_state": ItemState.EXCLUDED}),
        ("item", {"item_state": ItemState.DESTROYED}),
        ("outcome", {"outcome": Outcome.KEEP_UNTIL}),
        ("not_approved", {"review": replace(READY, signatures=SIGNED[1:])}),
        ("held", {"holds": 1}),
        ("no_rule", {"rule_in_force": False}),
        ("action", {"action": "transfer"}),
        ("open_ended", {"due_on": None}),
        ("not_due", {"due_on": TODAY}),
        ("not_due", {"due_on": TODAY + timedelta(days=1)}),
        ("order_lapsed", {"order_lapsed": True}),
    ],
)
def test_each_reason_alone_protects_a_record(code, change):
    assert end(**change) == [code]


def test_the_signatures_on_what_is_set_aside_did_their_work_and_the_rest_counts_again():
    aside = {"record_state": "set_aside", "item_state": ItemState.SET_ASIDE}
    unsigned = replace(READY, signatures=())
    assert end(**aside, review=unsigned, order_lapsed=True) == []
    assert end(**aside, holds=1, due_on=TODAY) == ["held", "not_due"]


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 90), st.integers(-2, 100))
def test_what_is_set_aside_is_recovered_or_erased_and_never_both(on, window, later):
    until, today = rules.last_day(on, window), on + timedelta(days=later)
    erased = not rules.reasons_not_to_erase(until, today=today)
    recovered = not rules.reasons_not_to_recover([until], reason="R", today=today)
    assert erased != recovered
    assert erased == (later > window)


def test_recovering_is_refused_for_every_reason():
    def recover(*windows, reason="R"):
        return codes(rules.reasons_not_to_recover(windows, reason=reason, today=TODAY))

    yesterday = TODAY - timedelta(days=1)
    assert recover(TODAY) == []
    assert recover() == recover(TODAY, None) == ["not_set_aside"]
    assert recover(yesterday, None, reason=" ") == ["not_set_aside", "window_over", "reason"]
    assert codes(rules.reasons_not_to_erase(TODAY, today=TODAY)) == ["in_window"]
    waiting = replace(READY, state=ReviewState.SET_ASIDE)
    assert codes(rules.reasons_not_to_execute(waiting, seen_version=None)) == ["set_aside"]


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_nothing_is_destroyed_before_its_last_day_is_over(due_on, today):
    reasons = rules.codes(rules.reasons_not_to_destroy(replace(ENDING, due_on=due_on), today=today))
    assert ("not_due" in reasons) == (today <= due_on)


NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
JUMP = timedelta(hours=24)


def distrust(last: datetime, unbroken: datetime) -> list[str]:
    evidence = ClockEvidence(last, unbroken)
    return codes(rules.reasons_not_to_trust_clock(evidence, NOW, jump=JUMP))


def test_the_clock_is_distrusted_when_it_goes_back_or_leaps_forward():
    assert distrust(NOW, NOW) == []
    assert distrust(NOW - JUMP, NOW - JUMP) == []
    assert distrust(NOW, NOW - JUMP - timedelta(seconds=1)) == ["clock_forward"]
    assert distrust(NOW + timedelta(minutes=4), NOW) == []
    assert distrust(NOW + timedelta(minutes=6), NOW) == ["clock_back"]
    assert distrust(NOW, NOW - timedelta(days=3652)) == ["clock_forward"]


def test_a_stage_that_the_review_does_not_need_is_not_signed():
    given = {"seen_version": 4, "reason": None}
    assert codes(rules.reasons_not_to_sign(OPEN, "P-2", Stage.SIRO, **given)) == ["not_a_stage"]


def test_days_of_notice_are_within_reach_and_change_something():
    terms = ReviewTerms()
    assert codes(rules.reasons_not_to_set_terms(ReviewTerms(1, True, 366), terms)) == []
    assert codes(rules.reasons_not_to_set_terms(terms, terms)) == ["same"]
    wrong = ReviewTerms(367, False, 0, True, 10_001, 0)
    assert codes(rules.reasons_not_to_set_terms(wrong, terms)) == [
        *("notice_days", "late_days", "list_size", "leave_days")
    ]
    for edge in (ReviewTerms(list_size=10_000, leave_days=366), ReviewTerms(1, list_size=1)):
        assert codes(rules.reasons_not_to_set_terms(edge, terms)) == []
    assert codes(rules.reasons_not_to_set_terms(ReviewTerms(leave_days=1), terms)) == []


def test_what_a_person_has_to_say_more_about_or_sent_back_comes_on_no_list_by_night():
    def tonight(**facts):
        said = rules.Tonight(due_on=LONG_AGO, **facts)
        return codes(rules.reasons_not_to_list(said, today=TODAY, leave_days=10))

    assert tonight() == []
    assert tonight(vital=True, seen=False, routine=True) == ["vital", "unseen", "routine"]
    sent = rules.Sent(TODAY - timedelta(days=10), LONG_AGO)
    assert tonight(sent=sent) == ["left_alone"]
    assert tonight(sent=replace(sent, on=TODAY - timedelta(days=11))) == []
    assert tonight(sent=replace(sent, due_on=None)) == []


def test_what_was_left_out_by_night_is_counted_by_reason_and_never_says_that_it_is_held():
    def because(*codes):
        return [Reason(code, "It is so.") for code in codes]

    left = [because("vital", "held"), because("vital"), because("held"), because("unseen")]
    assert rules.counted_openly(left) == {"unseen": 1, "vital": 2}
    assert list(rules.counted_openly(left)) == ["unseen", "vital"]
    assert rules.counted_openly([because("vital")]) == {"vital": 1}


def test_a_rule_that_keeps_a_sample_destroys_nothing_undrawn_and_nothing_while_it_is_short():
    def ending(**facts):
        said = {"action": "sample", "drawn": True, **facts}
        return codes(rules.reasons_not_to_destroy(replace(ENDING, **said), today=TODAY))

    assert ending() == []
    assert ending(drawn=False) == ["not_drawn"]
    assert ending(sample_lacks=1) == ["sample_short"]
    assert ending(drawn=False, sample_lacks=2) == ["not_drawn", "sample_short"]
    assert ending(action="destroy", drawn=False) == []
    assert ending(action="destroy", sample_lacks=1) == ["sample_short"]
    expunged = replace(READY, expunges=True)
    assert ending(drawn=False, sample_lacks=1, review=expunged) == []
    proposed = replace(DUE, action="sample")
    assert codes(rules.reasons_not_to_propose(proposed, as_at=TODAY)) == []


def test_a_folder_is_decided_and_a_sample_drawn_while_the_review_is_open():
    signed = replace(OPEN, state=ReviewState.APPROVED)
    assert codes(rules.reasons_not_to_decide_folder(OPEN, 1)) == []
    assert codes(rules.reasons_not_to_decide_folder(OPEN, 0)) == ["folder_empty"]
    assert codes(rules.reasons_not_to_decide_folder(signed, 1)) == ["folder_state"]
    assert codes(rules.reasons_not_to_draw(OPEN, 3, 3)) == []
    assert codes(rules.reasons_not_to_draw(OPEN, 501, 9000)) == ["sample_size"]
    assert codes(rules.reasons_not_to_draw(OPEN, 1, 0)) == ["sample_empty"]
    assert codes(rules.reasons_not_to_draw(signed, 1, 3)) == ["sample_state"]


def test_nobody_signs_through_a_substitute_what_they_could_not_sign():
    given = {"seen_version": 4, "reason": None}
    found = rules.reasons_not_to_sign(OPEN, "P-2", Stage.OWNER, **given, instead_of="P-1")
    assert codes(found) == ["for_proposer"]
    signed = replace(OPEN, signatures=(Signature(Stage.RECORDS_MANAGER, "P-2", True),))
    found = rules.reasons_not_to_sign(signed, "P-4", Stage.OWNER, **given, instead_of="P-2")
    assert codes(found) == ["signed_for"]
    through = replace(READY, signatures=(SIGNED[0], replace(SIGNED[1], instead_of="P-2")))
    assert codes(
        rules.reasons_not_to_execute(
            replace(through, state=ReviewState.APPROVED), seen_version=None
        )
    ) == ["not_independent"]


def test_what_destructions_leave_behind_is_settled_with_sense():
    before = Practice("F-1")
    assert codes(rules.reasons_not_to_settle(before, before)) == ["unchanged"]
    assert codes(rules.reasons_not_to_settle(Practice("F-2"), before)) == []
    for days in (-1, 91):
        assert codes(rules.reasons_not_to_settle(Practice(window=days), before)) == ["window"]
    for wrong in (" ", "x" * 61):
        wanted = Practice(kept=Kept(metadata=("author", wrong)))
        assert codes(rules.reasons_not_to_settle(wanted, before)) == ["metadata"]
    assert codes(rules.reasons_not_to_take_certificates(closed=True)) == ["folder_closed"]
    assert codes(rules.reasons_not_to_take_certificates(closed=False)) == []


def test_a_certificate_is_filed_when_it_is_whole_and_once():
    why = rules.reasons_not_to_file
    assert codes(why(settled=True, filed="", finished=True)) == []
    every = ["not_settled", "filed", "unfinished"]
    assert codes(why(settled=False, filed="R-1", finished=False)) == every


MISTAKE = ExpungeDraft(ExpungeKind.MISFILED, "It is not ours", "The officer")


def test_every_reason_against_expunging_is_given_and_all_together():
    every = Mistaken("R-1", "destroyed", ("H-1",), True, "DR-1", "EX-1")
    why = ["not_declared", "held", "in_review", "proposed"]
    assert codes(rules.reasons_not_to_expunge(every)) == why
    assert rules.reasons_not_to_expunge(Mistaken("R-1", "declared")) == []
    [hidden] = rules.reasons_not_to_expunge(Mistaken("R-1", "declared", ("H-1",)))
    assert "hold" not in hidden.message.lower()
    blank = replace(MISTAKE, reason=" ", authority="")
    assert codes(rules.reasons_not_to_word(blank, 0)) == ["no_records", "reason", "authority"]
    assert codes(rules.reasons_not_to_word(MISTAKE, 501)) == ["too_many"]


def test_only_two_people_in_two_roles_agree():
    for state, role, person in product(ExpungeState, rules.EXPUNGERS, ("P-1", "P-2")):
        facts = ExpungingFacts(state, "P-1", Stage.OWNER)
        refused = codes(rules.reasons_not_to_agree(facts, person, role, []))
        fine = state is ExpungeState.PROPOSED and role is not Stage.OWNER and person == "P-2"
        assert (refused == []) == fine


def test_what_ends_a_proposal_to_expunge_and_what_lapses():
    facts = ExpungingFacts(ExpungeState.REFUSED, "P-1", Stage.OWNER, still_valid=False)
    agreed = rules.reasons_not_to_agree(facts, "P-2", Stage.RECORDS_MANAGER, [])
    assert codes(agreed) == ["state", "proposal_lapsed"]
    assert codes(rules.reasons_not_to_end_expunging(facts, " ")) == ["state", "reason"]


def test_what_is_expunged_needs_two_words_and_no_date():
    two = (SIGNED[0], replace(SIGNED[1], by="P-1"))
    mistaken = replace(READY, expunges=True, signatures=two)
    assert end(review=mistaken, due_on=None, rule_in_force=False, order_lapsed=True) == []
    assert end(review=mistaken, holds=1) == ["held"]
    assert end(review=replace(mistaken, signatures=two[:1])) == ["not_approved"]
    alone = tuple(replace(one, by="P-1") for one in two)
    assert end(review=replace(mistaken, signatures=alone)) == ["not_independent"]
    lapsed = (two[0], replace(two[1], still_valid=False))
    assert end(review=replace(mistaken, signatures=lapsed)) == ["approval_lapsed"]


def test_what_is_said_of_paper_has_no_gaps():
    waits = replace(READY, state=ReviewState.INCOMPLETE)
    said = rules.HandStatement(TODAY, rules.Method.CONTRACTOR, "Shred Ltd", "S/77", ("R-1",))
    given = {"papers": 1, "ordered_on": TODAY, "today": TODAY}
    why = rules.reasons_not_to_confirm
    assert codes(why(waits, "P-4", said, **given)) == []
    assert codes(why(waits, "P-2", said, **given)) == ["approver"]
    assert codes(why(READY, "P-4", said, **given)) == ["state"]
    assert codes(why(waits, "P-4", said, **given | {"papers": 0})) == ["nothing"]
    for on, code in ((None, "no_date"), (date(2027, 1, 1), "future"), (LONG_AGO, "too_early")):
        assert codes(why(waits, "P-4", replace(said, done_on=on), **given)) == [code]
    bare = replace(said, done_by=" ", certificate="", listed=None)
    assert codes(why(waits, "P-4", bare, **given)) == ["done_by", "certificate", "no_list"]
    long = replace(said, method=rules.Method.HERE, certificate="x" * 101)
    assert codes(why(waits, "P-4", long, **given)) == ["certificate"]
    assert codes(rules.reasons_of_box("A 1", ["R-2"], hidden=True)) == ["box", "protected"]
    assert codes(rules.reasons_of_box("A 1", [], hidden=False)) == []


def test_no_reason_that_disposal_can_give_is_left_untested():
    """Runs last in this file: the tests above have met every reason of the rules, but those of
    standing approvals, which have a file of their own."""
    assert codes_in("disposal/rules") - codes_in("disposal/rules/standing.py") <= seen
