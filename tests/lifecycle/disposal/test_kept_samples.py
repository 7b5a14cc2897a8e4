"""A rule that keeps a sample: drawn as its records are proposed, kept for transfer while the rest
is destroyed, and told for ever [RET-02]."""

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.disposal.test_lists_by_night import listed, night, switch_on
from tests.lifecycle.disposal.test_paper import confirm
from tests.lifecycle.disposal.test_standing_approvals import given as standing_given
from tests.lifecycle.disposal.test_standing_approvals import run
from tests.lifecycle.papers import register
from tests.lifecycle.retention.test_reading_rules import GOOD
from tests.lifecycle.town import LONG_AGO, TODAY, days_pass

from muniment.foundation.access.types import SETUP
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.records.models import Record
from muniment.lifecycle.disposal import actions, queries, rules
from muniment.lifecycle.disposal.models import Certificate, KeptSample, Review, ReviewItem
from muniment.lifecycle.disposal.rules import SampleFacts
from muniment.lifecycle.disposal.types import Outcome, Practice
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention import queries as retention_queries
from muniment.lifecycle.retention.rules import parse
from muniment.lifecycle.retention.rules.transferring import Receipt

LIFE = "sample 1 in 4 6 years after record_date"
WHERE = "HOU/SAM"
HOLD = {"name": "Claim", "kind": "litigation", "reason": "Sued", "authority": "Legal"}


def say(town, life, code="SAM-6"):
    """The rule says this from now on."""
    draft = replace(GOOD, code=code, title=f"Case papers: {life}"[:300], steps=parse(life))
    retention.save_rule(SETUP, draft, now=town.now)


def file(town, count, on=LONG_AGO):
    if not retention_queries.terms_of(["SAM-6"]):
        say(town, LIFE)
        terms = ClassTerms(WHERE, title="Case papers", rule="SAM-6", opened_on=date(2000, 1, 1))
        fileplan.open_class(SETUP, WHERE, terms=terms, under="HOU", now=town.now)
    return town.file(*[on] * count, where=WHERE)


def proposed(town, *found):
    """The reference of the review that was made of these."""
    names = [one.reference for one in found]
    who, said = town.who("manager"), {"title": "Cases", "reason": "Up", "now": town.now}
    return actions.propose(who, records=names, **said).reviews[0]


def drawn(review):
    items = ReviewItem.objects.filter(review=number(review), outcome="transfer")
    return sorted(items.values_list("record__reference", flat=True))


def number(review):
    return int(review.removeprefix("DR-"))


def decide(town, review, name, outcome, **more):
    said = {"outcome": outcome, "note": "So", "now": town.now, **more}
    actions.set_item(town.who("manager"), review, name, **said)


def sign(town, review):
    for one in ("manager2", "owner"):
        actions.approve(town.who(one), review, now=town.now)


def carry_out(town, review):
    actions.execute(town.who("manager"), review, now=town.now)
    return actions.carry_out(number(review), now=town.now)


def codes(refusal):
    return {one.code for one in refusal.value.reasons}


def states(found):
    return [Record.objects.get(pk=one.pk).state for one in found]


def test_a_record_is_due_for_its_sample_on_the_day_that_its_rule_says_and_says_so(town):
    [one] = file(town, 1)
    assert (one.due_action, one.due_on) == ("sample", date(2016, 3, 15))
    told = retention_queries.explain(town.who("manager"), one.reference)
    assert "a review that keeps a sample of 1 in 4 for transfer" in told.sentence
    assert "the rest may be destroyed, once approved, from 16 March 2016" in told.sentence
    assert [each.what for each in told.moments][-2:] == [
        "Due for a review that keeps a sample and destroys the rest",
        "May be destroyed, once approved, unless it is in the sample",
    ]


def test_the_sample_is_drawn_by_a_seed_that_anybody_can_follow_and_rounded_up(town):
    found = file(town, 9)
    review = proposed(town, *found)
    sample = KeptSample.objects.get()
    assert (sample.rule, sample.one_in, sample.of) == ("SAM-6", 4, 9)
    by_seed = sorted(
        (one.reference for one in found),
        key=lambda one: sha256(f"{sample.seed}:{one}".encode()).hexdigest(),
    )
    assert drawn(review) == sorted(by_seed[:3])
    items = ReviewItem.objects.filter(outcome="transfer")
    assert set(items.values_list("state", "note")) == {
        ("excluded", "Drawn for the sample of rule SAM-6")
    }
    event = AuditEvent.objects.get(kind="disposal:review:proposed")
    told = json.loads(event.canonical)["detail"]["samples"]
    assert told == [{"rule": "SAM-6", "one_in": 4, "of": 9, "seed": sample.seed}]


def test_the_sample_is_kept_for_transfer_and_the_rest_destroyed_with_proof(town):
    found = file(town, 5)
    other = town.file(LONG_AGO)
    review = proposed(town, *found, *other)
    kept = drawn(review)
    sign(town, review)
    assert carry_out(town, review).destroyed == 4
    gone = [one for one in found if one.reference not in kept]
    assert set(states(gone)) == {"destroyed"}
    for one in Record.objects.filter(reference__in=kept):
        assert (one.state, one.due_action, one.due_on) == ("declared", "transfer", TODAY)
        told = retention_queries.explain(town.who("manager"), one.reference).sentence
        seed = KeptSample.objects.get().seed
        assert (
            "a sample of 2 of 5 records under rule SAM-6, version 1, was kept"
            f" (1 in 4, drawn by the seed {seed})" in told
        )
    body = Certificate.objects.get().body
    assert body["samples"] == [
        {
            "rule": "SAM-6",
            "rule_version": 1,
            "one_in": 4,
            "of": 5,
            "seed": seed,
            "kept": kept,
        }
    ]
    assert queries.sample_of(gone[0].reference).startswith("a sample of 2 of 5 records")
    assert queries.sample_of(other[0].reference) == ""


def test_fewer_than_the_rule_says_are_refused_and_another_may_be_kept_instead(town):
    found = file(town, 8)
    review = proposed(town, *found)
    [first, second] = drawn(review)
    decide(town, review, first, Outcome.DESTROY)
    decide(town, review, second, Outcome.KEEP_UNTIL, keep_until=date(2030, 1, 1))
    with pytest.raises(Refused) as refusal:
        actions.approve(town.who("manager2"), review, now=town.now)
    assert codes(refusal) == {"sample_short"}
    assert "2 of these 8 records have to be kept for transfer, and 0 are. Keep 2 more." in str(
        refusal.value
    )
    others = [one.reference for one in found if one.reference not in (first, second)]
    for name in others[:2]:
        decide(town, review, name, Outcome.TRANSFER)
    sign(town, review)
    assert carry_out(town, review).destroyed == 5
    assert set(states(found)) == {"declared", "destroyed"}
    kept = retention_queries.kept_for_transfer()
    assert sorted(kept) == sorted(others[:2])


def test_a_drawn_record_on_hold_is_not_kept_for_transfer_until_another_is(town):
    found = file(town, 4)
    review = proposed(town, *found)
    [name] = drawn(review)
    actions.approve(town.who("manager2"), review, now=town.now)
    holds.place(SETUP, **HOLD, records=[name], now=town.now)
    with pytest.raises(Refused) as refusal:
        actions.approve(town.who("owner"), review, now=town.now)
    assert codes(refusal) == {"sample_short"}
    assert "1 of these 4 records" in str(refusal.value) and "0 are" in str(refusal.value)
    other = next(one.reference for one in found if one.reference != name)
    decide(town, review, other, Outcome.TRANSFER)
    actions.approve(town.who("owner"), review, now=town.now)
    assert carry_out(town, review).destroyed == 2


def test_more_may_be_kept_and_where_nothing_is_destroyed_no_number_is_asked_for(town):
    found = file(town, 4)
    review = proposed(town, *found)
    for one in found:
        decide(town, review, one.reference, Outcome.KEEP_UNTIL, keep_until=date(2030, 1, 1))
    sign(town, review)
    assert Review.objects.get().state == "done"
    assert set(states(found)) == {"declared"}


def test_one_record_alone_is_kept_and_nothing_is_left_to_destroy(town):
    review = proposed(town, *file(town, 1))
    sign(town, review)
    assert Review.objects.get().state == "done"
    assert retention_queries.kept_for_transfer() == drawn(review)


def test_each_rule_in_a_review_has_a_sample_of_its_own(town):
    found = file(town, 4)
    say(town, "sample 1 in 2 1 year after record_date", code="SAM-1")
    terms = ClassTerms("HOU/ANY", title="Any", rule="SAM-1", opened_on=date(2000, 1, 1))
    fileplan.open_class(SETUP, "HOU/ANY", terms=terms, under="HOU", now=town.now)
    found += town.file(*[LONG_AGO] * 4, where="HOU/ANY")
    review = proposed(town, *found)
    sizes = KeptSample.objects.order_by("rule").values_list("rule", "one_in", "of")
    assert list(sizes) == [("SAM-1", 2, 4), ("SAM-6", 4, 4)]
    assert len(drawn(review)) == 3
    [one, *_] = [one for one in ReviewItem.objects.filter(kept_sample__rule="SAM-6") if one.note]
    decide(town, review, one.record.reference, Outcome.DESTROY)
    with pytest.raises(Refused, match="Rule SAM-6 keeps a sample of 1 in 4"):
        actions.approve(town.who("manager2"), review, now=town.now)


def test_it_is_looked_at_again_before_and_while_the_rest_is_destroyed(town):
    found = file(town, 5)
    review = proposed(town, *found)
    kept = drawn(review)
    sign(town, review)
    retention.decide_again(SETUP, kept[0], reason="Of no interest", now=town.now)
    with pytest.raises(Refused) as refusal:
        actions.execute(town.who("manager"), review, now=town.now)
    assert codes(refusal) == {"sample_short"}
    Review.objects.update(state="executing", executed_by=town.who("manager").reference)
    assert actions.carry_out(number(review), now=town.now).destroyed == 0
    assert set(states(found)) == {"declared"}
    failures = set(ReviewItem.objects.exclude(failure="").values_list("failure", flat=True))
    assert failures == {"The sample of its rule has 1 too few records."}


def test_a_rule_that_asks_for_a_larger_sample_meanwhile_gets_it(town):
    found = file(town, 8)
    review = proposed(town, *found)
    say(town, "sample 1 in 2 6 years after record_date")
    retention.recalculate(file_class=WHERE)
    with pytest.raises(Refused) as refusal:
        actions.approve(town.who("manager2"), review, now=town.now)
    assert "4 of these 8 records have to be kept" in str(refusal.value)


def test_what_comes_under_such_a_rule_after_it_was_proposed_is_not_destroyed_undrawn(town):
    file(town, 1)
    found = town.file(*[LONG_AGO] * 3)
    review = proposed(town, *found)
    sign(town, review)
    say(town, LIFE, code="REP-6")
    assert carry_out(town, review).destroyed == 0
    assert set(states(found)) == {"declared"}
    [said] = set(ReviewItem.objects.values_list("failure", flat=True))
    assert said == "Its rule keeps a sample, and it was not among those from which one was drawn."


def test_a_sample_that_an_archive_has_received_counts_and_is_drawn_from_no_more(town):
    found = file(town, 4)
    review = proposed(town, *found)
    kept = drawn(review)
    sign(town, review)
    receipt = Receipt("A/1", TODAY, "The county archive")
    retention.finish_transfer(town.who("manager"), receipt, records=kept, now=town.now)
    assert carry_out(town, review).destroyed == 3
    back = Record.objects.get(reference=kept[0])
    assert (back.due_action, back.due_on) == ("sample", date(2016, 3, 15))
    again = proposed(town, back, *file(town, 4))
    assert KeptSample.objects.latest("pk").of == 4
    assert kept[0] not in drawn(again)
    sign(town, again)
    assert carry_out(town, again).destroyed == 4
    assert states([back]) == ["destroyed"]


def test_what_is_set_aside_goes_when_its_window_is_over_if_the_sample_is_still_kept(town):
    actions.set_practice(town.who("manager"), Practice(window=5), now=town.now)
    found = file(town, 4)
    review = proposed(town, *found)
    [kept] = drawn(review)
    sign(town, review)
    carry_out(town, review)
    retention.decide_again(SETUP, kept, reason="Of no interest", now=town.now)
    days_pass(town, 6)
    actions.erase(now=town.now)
    assert actions.carry_out(number(review), now=town.now).destroyed == 0
    assert set(states(found)) == {"declared"}


def test_paper_is_said_to_be_gone_only_while_the_sample_is_kept(town):
    file(town, 1)
    found = register(town, *[None] * 4, where=WHERE)
    review = proposed(town, *found)
    [kept] = drawn(review)
    sign(town, review)
    carry_out(town, review)
    retention.decide_again(SETUP, kept, reason="Of no interest", now=town.now)
    with pytest.raises(Refused) as refusal:
        confirm(town, review)
    assert "sample_short" in codes(refusal)


def test_the_lists_of_the_night_are_drawn_from_likewise(town):
    found = file(town, 6)
    switch_on(town, list_size=4)
    assert night(town) == 6 and [len(one) for one in listed()] == [4, 2]
    assert list(KeptSample.objects.order_by("pk").values_list("of", flat=True)) == [4, 2]
    assert len(ReviewItem.objects.filter(outcome="transfer", record__in=found)) == 2


def test_a_rule_that_keeps_a_sample_is_never_routine(town):
    file(town, 1)
    with pytest.raises(Refused) as refusal:
        retention.mark_routine(SETUP, "SAM-6", reason="Many", now=town.now)
    assert "Only a rule that does nothing but destroy can be routine." in str(refusal.value)


def test_a_standing_approval_stops_when_its_rule_comes_to_keep_a_sample(town):
    found = town.file(*[LONG_AGO] * 2)
    one = standing_given(town)
    say(town, LIFE, code="REP-6")
    retention.recalculate(file_class="HOU")
    assert run(town) == 0
    one.refresh_from_db()
    assert one.state == "ended" and "does more than destroy" in one.end_reason
    assert set(states(found)) == {"declared"}


@given(st.integers(1, 10_000), st.integers(2, 1000))
def test_a_sample_is_the_smallest_number_that_is_a_share_at_least(of, one_in):
    size = rules.size_of_sample(of, one_in)
    assert 1 <= size <= of and size * one_in >= of > (size - 1) * one_in


@pytest.mark.parametrize(
    ("kept", "to_destroy", "lacking", "refused"),
    [(0, 5, 3, True), (2, 5, 1, True), (3, 5, 0, False), (4, 5, 0, False), (0, 0, 3, False)],
)
def test_a_review_is_refused_only_while_it_destroys_and_keeps_too_few(
    kept, to_destroy, lacking, refused
):
    facts = SampleFacts("X", 4, 9, kept, to_destroy)
    assert (facts.needed, facts.lacking) == (3, lacking)
    reasons = rules.reasons_of_samples([facts])
    assert [(one.code, one.field) for one in reasons] == [("sample_short", "")] * refused
