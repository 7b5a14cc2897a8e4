"""Paper is destroyed by hand, and only a person's word closes it [checklist 66, 74; DIS-05]."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from tests.lifecycle.disposal.test_destroying import executing
from tests.lifecycle.disposal.test_expunging import agree, suggest
from tests.lifecycle.papers import open_box, register
from tests.lifecycle.town import LONG_AGO, TODAY, add_person, days_pass, give

from muniment.foundation.access.types import Narrowing, Role
from muniment.foundation.audit import queries as audit
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.foundation.notices.models import Notice
from muniment.holdings.physical import actions as physical
from muniment.holdings.physical import queries as papers
from muniment.holdings.records import actions as keeping
from muniment.holdings.records import queries as records
from muniment.holdings.search import queries as searching
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.actions import certifying
from muniment.lifecycle.disposal.models import ByHand, Certificate, Review, ReviewItem
from muniment.lifecycle.disposal.rules import HandStatement, Method
from muniment.lifecycle.disposal.types import Outcome, Practice
from muniment.lifecycle.holds import actions as holds


def carried_out(town, *wanted) -> str:
    review = executing(town, *wanted)
    actions.carry_out(review.pk, now=town.now)
    return review.reference


def said(method=Method.HERE, on=TODAY, **given) -> HandStatement:
    return HandStatement(on, method, "Shred Ltd", "S/77", **given)


def confirm(town, review, statement=None, by="manager", **given):
    return actions.confirm_by_hand(town.who(by), review, statement or said(), now=town.now, **given)


def work(town):
    """What the worker does."""
    for review in Review.objects.filter(state="executing"):
        actions.carry_out(review.pk, now=town.now)


def state_of(review) -> str:
    return Review.objects.get(pk=int(review[3:])).state


def items_of(review) -> list[str]:
    return sorted(ReviewItem.objects.values_list("state", flat=True))


def codes(refusal) -> set[str]:
    return {one.code for one in refusal.value.reasons}


def hold(town, **where):
    said = {"name": "Claim", "kind": "litigation", "reason": "r", "authority": "a"}
    return holds.place(town.who("manager"), **said, **where, now=town.now)


def test_carrying_out_leaves_paper_as_it_is_and_the_review_open(town):
    [paper], [file] = register(town, open_box(town)), town.file(LONG_AGO)
    review = carried_out(town, paper, file)
    paper.refresh_from_db()
    file.refresh_from_db()
    assert (paper.state, file.state) == ("declared", "destroyed")
    assert items_of(review) == ["awaiting", "destroyed"]
    assert state_of(review) == "incomplete"
    [waiting] = queries.awaiting_hand(town.who("manager"))
    assert waiting.record == paper
    # Trying again neither destroys it nor lets it go.
    actions.execute(town.who("manager"), review, now=town.now)
    work(town)
    assert items_of(review) == ["awaiting", "destroyed"]


def test_a_persons_word_closes_paper_with_stub_and_certificate(town):
    box = open_box(town)
    [paper] = register(town, box, former_reference="H 1", description="Of secrets")
    review = carried_out(town, paper)
    confirm(town, review)
    work(town)
    paper.refresh_from_db()
    assert (paper.state, paper.destroyed_at, paper.metadata) == ("destroyed", town.now, {})
    assert papers.paper_of(paper.pk).box is None
    assert searching.search(town.who("manager"), "secrets").total == 0
    assert (state_of(review), items_of(review)) == ("done", ["destroyed"])
    body = Certificate.objects.get(reference=paper.certificate).body
    [item] = body["items"]
    assert item["by_hand"] == {
        "done_on": "2026-11-21",
        "method": "Destroyed by our own staff",
        "done_by": "Shred Ltd",
        "certificate": "S/77",
        "document": "",
        "box": "HB/12",
    }
    assert body["method"].startswith("What was on paper")
    assert body["people"][-1]["part"] == "confirmed that paper is gone"
    assert Certificate.objects.get().pdf_id
    kinds = [one.kind for one in audit.events(limit=30)]
    assert {"disposal:paper:confirmed", "disposal:record:destroyed"} <= set(kinds)


def test_what_somebody_says_is_refused_with_every_reason(town):
    [paper, other] = register(town, None, None)
    review = carried_out(town, paper)
    wrong = HandStatement(TODAY - timedelta(days=1), Method.CONTRACTOR, "", "")
    with pytest.raises(Refused) as refusal:
        confirm(town, review, wrong, by="manager2", records=[paper.reference, other.reference])
    assert codes(refusal) == {
        *("not_found", "approver", "too_early", "done_by", "certificate", "no_list"),
    }
    with pytest.raises(NotPermitted):
        confirm(town, review, by="owner2")
    assert not ByHand.objects.exists()
    assert audit.events(limit=1)[0].kind == "disposal:paper:confirm:refused"
    confirm(town, review)
    with pytest.raises(Refused) as refusal:  # the same button once more
        confirm(town, review)
    assert codes(refusal) == {"state"}


def test_nothing_is_closed_until_the_contractors_list_matches_both_ways(town):
    box = open_box(town)
    some = register(town, box, box, None)
    review = carried_out(town, *some)
    listed = ("HB/12", "HB/99")
    with pytest.raises(Refused) as refusal:
        confirm(town, review, said(Method.CONTRACTOR, listed=listed))
    assert codes(refusal) == {"unknown", "missing"}
    assert some[2].reference in str(refusal.value) and "HB/99" in str(refusal.value)
    assert items_of(review) == ["awaiting"] * 3
    listed = ("HB/12", some[2].reference.lower())
    confirm(town, review, said(Method.CONTRACTOR, listed=listed))
    work(town)
    assert state_of(review) == "done"


def test_a_part_can_be_confirmed_and_the_rest_stays_open(town):
    box = open_box(town)
    some = register(town, box, None)
    review = carried_out(town, *some)
    confirm(town, review, boxes=["HB/12"])
    work(town)
    assert (state_of(review), items_of(review)) == ("incomplete", ["awaiting", "destroyed"])
    confirm(town, review, records=[some[1].reference])
    work(town)
    assert state_of(review) == "done"
    assert Certificate.objects.count() == 2


def test_a_hold_at_the_last_moment_keeps_paper_and_its_box(town):
    box = open_box(town)
    one, other = register(town, box, box)
    review = carried_out(town, one, other)
    placed = hold(town, records=[one.reference])
    assert items_of(review) == ["awaiting", "held"]
    with pytest.raises(Refused) as refusal:
        confirm(town, review, boxes=["HB/12"])
    assert codes(refusal) == {"box"}
    give_up = {"reason": "r", "authority": "a", "now": town.now}
    holds.lift(town.who("manager"), placed.reference, **give_up)
    # What comes under a hold by where it lies was taken out of no review: it is seen all the same.
    [third] = register(town, None)
    second = carried_out(town, third)
    held = open_box(town, "HB/13")
    hold(town, boxes=[held.reference])
    physical.put_in(town.who("manager"), "HB/13", references=[third.reference], now=town.now)
    with pytest.raises(Refused) as refusal:
        confirm(town, second)
    assert codes(refusal) == {"held"}
    third.refresh_from_db()
    assert third.state == "declared"


def test_whoever_may_not_know_of_what_lies_in_a_box_is_told_nothing_of_it(town):
    box = open_box(town)
    add_person(town, "local")
    give(town, "local", Role.RECORDS_MANAGER, file_class="HOU")
    [mine], [theirs] = register(town, box), register(town, box, where="PLA")
    narrow = {"narrowing": Narrowing(open_to=("PLA",)), "tiers": ("OFFICIAL",), "now": town.now}
    keeping.narrow_record(town.who("manager"), theirs.reference, **narrow)
    review = carried_out(town, mine)
    with pytest.raises(Refused) as refusal:
        confirm(town, review, by="local", boxes=["HB/12"])
    assert codes(refusal) == {"protected"}
    assert theirs.reference not in str(refusal.value)
    standing = queries.box_standing(town.who("local"), box, now=town.now)
    assert (standing.goes_on, standing.reasons) == (mine.due_on, ())
    confirm(town, review, by="local")  # alone it may go


def test_the_contractors_certificate_is_kept_as_a_record(town):
    [paper] = register(town, None)
    review = carried_out(town, paper)
    document = ("cert.pdf", BytesIO(b"%PDF-1.4 certificate"))
    with pytest.raises(Refused) as refusal:
        confirm(town, review, document=document)
    assert codes(refusal) == {"not_settled"}
    folder = town.folder("HOU/OLD").reference
    actions.set_practice(town.who("manager"), Practice(folder), now=town.now)
    confirm(town, review, document=document)
    filed = records.record_named(town.who("manager"), ByHand.objects.get().document)
    assert filed.title == "Certificate S/77 of Shred Ltd"
    work(town)
    assert json.dumps(Certificate.objects.get().body).count(filed.reference) == 1


def test_a_death_after_the_word_loses_nothing_and_certifies_once(town, monkeypatch):
    [paper] = register(town, None)
    review = carried_out(town, paper)
    confirm(town, review)
    with monkeypatch.context() as broken:
        broken.setattr(certifying, "close", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.carry_out(int(review[3:]), now=town.now)
    paper.refresh_from_db()
    assert (paper.state, state_of(review)) == ("destroyed", "executing")
    assert actions.pending(now=town.now) == 1
    work(town)
    assert state_of(review) == "done"
    assert Certificate.objects.count() == 1


def test_paper_that_is_to_stay_after_all_can_be_taken_out(town):
    [paper] = register(town, None)
    review = carried_out(town, paper)
    later = {"keep_until": TODAY + timedelta(days=400), "note": "The museum asks"}
    outcome = {"outcome": Outcome.KEEP_UNTIL, "now": town.now}
    actions.set_item(town.who("manager"), review, paper.reference, **later, **outcome)
    assert not queries.awaiting_hand(town.who("manager")).exists()
    actions.execute(town.who("manager"), review, now=town.now)
    work(town)
    assert state_of(review) == "done"


def test_what_nobody_confirms_is_asked_after(town):
    [paper] = register(town, None)
    carried_out(town, paper)
    add_person(town, "dro")
    give(town, "dro", Role.DEPARTMENTAL_RECORDS_OFFICER)
    assert actions.remind(now=town.now) == 0
    days_pass(town, 14)
    assert [actions.remind(now=town.now) for _ in range(2)] == [1, 0]
    assert "on paper have waited for up to 14 days" in Notice.objects.get().words
    days_pass(town, 14)
    assert actions.remind(now=town.now) == 1
    assert Notice.objects.count() == 2


def test_the_window_keeps_files_and_not_paper(town):
    actions.set_practice(town.who("manager"), Practice(window=5), now=town.now)
    [paper], [file] = register(town, None), town.file(LONG_AGO)
    review = carried_out(town, paper, file)
    assert (state_of(review), items_of(review)) == ("incomplete", ["awaiting", "set_aside"])
    confirm(town, review)
    work(town)
    assert (state_of(review), items_of(review)) == ("set_aside", ["destroyed", "set_aside"])
    paper.refresh_from_db()
    assert paper.state == "destroyed"


def test_paper_that_is_expunged_waits_for_hands_too(town):
    [paper] = register(town, None, on=TODAY)
    review = agree(town, suggest(town, paper))
    actions.carry_out(review.pk, now=town.now)
    assert items_of(review.reference) == ["awaiting"]
    confirm(town, review.reference, by="manager2")
    work(town)
    assert state_of(review.reference) == "done"
