"""A folder is decided at once, with samples looked at and exceptions made [checklist 58]."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.disposal.test_deciding import approve, state
from tests.lifecycle.disposal.test_proposing import codes, propose
from tests.lifecycle.town import LONG_AGO, add_person, give

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.records import actions as records
from muniment.lifecycle.disposal import actions, queries, rules
from muniment.lifecycle.disposal.actions import batching
from muniment.lifecycle.disposal.models import Opened, Review, ReviewItem
from muniment.lifecycle.disposal.types import HoldWords, ItemState, Outcome
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.holds.models import Hold

CLAIM = HoldWords("Claim", "litigation", "We are sued", "Legal services")


@pytest.fixture
def folders(town):
    """A review of two folders, three records in each."""
    other = records.open_folder(town.who("clerk"), "HOU/REP", title="Other", now=town.now)
    filed = town.file(*[LONG_AGO] * 3) + town.file(*[LONG_AGO] * 3, folder=other)
    [reference] = propose(town, *filed).reviews
    return reference, filed[0].folder.reference, other.reference


def decide(town, review, folder, by="manager", outcome=Outcome.TRANSFER, **more):
    said = {"note": "Of interest", **more}
    return actions.decide_folder(
        town.who(by), review, folder, outcome=outcome, **said, now=town.now
    )


def outcomes(folder):
    found = ReviewItem.objects.filter(record__folder__reference=folder).order_by("pk")
    return [one.outcome for one in found]


def test_a_folder_is_decided_at_once_and_the_other_is_left(town, folders):
    review, one, other = folders
    assert decide(town, review, one) == 3
    assert outcomes(one) == ["transfer"] * 3 and outcomes(other) == ["destroy"] * 3
    found = {
        batch.folder: batch for batch in queries.batches(town.who("owner"), Review.objects.get())
    }
    assert (found[one].records, found[one].to_destroy, found[one].otherwise) == (3, 0, 3)
    assert (found[other].to_destroy, found[other].otherwise) == (3, 0)
    assert decide(town, review, one, outcome=Outcome.DESTROY, note="") == 3
    assert outcomes(one) == ["destroy"] * 3
    assert AuditEvent.objects.filter(kind="disposal:folder:set").count() == 2


def test_every_reason_against_a_folder_is_told_once_and_nothing_changes(town, folders):
    review, one, _ = folders
    wrong = {"outcome": Outcome.KEEP_UNTIL, "keep_until": date(2020, 1, 1), "note": " "}
    with pytest.raises(Refused) as refusal:
        decide(town, review, one, **wrong, version=0)
    assert [reason.code for reason in refusal.value.reasons] == ["changed", "note", "keep_until"]
    with pytest.raises(Refused) as refusal:
        decide(town, review, one, outcome=Outcome.NEXT_STEP)
    assert codes(refusal) == {"no_step"}
    assert outcomes(one) == ["destroy"] * 3


def test_a_folder_is_decided_by_those_who_decide_there_and_before_the_approval(town, folders):
    review, one, _ = folders
    with pytest.raises(NotFound):
        decide(town, review, one, by="planner")
    with pytest.raises(NotFound):
        decide(town, review, "F-00000-00000")
    add_person(town, "steward")
    give(town, "steward", Role.DATA_STEWARD)
    with pytest.raises(NotPermitted):
        decide(town, review, one, by="steward")
    approve(town, review, "owner")
    with pytest.raises(Refused) as refusal:
        decide(town, review, one, outcome=Outcome.DESTROY)
    assert codes(refusal) == {"signed"}
    approve(town, review, "manager2")
    with pytest.raises(Refused) as refusal:
        decide(town, review, one)
    assert {"folder_state", "state"} <= codes(refusal)


def test_what_a_decider_may_not_see_is_neither_counted_nor_decided(town):
    people.open_handling_set(SETUP, "LEGAL", name="Legal", now=town.now)
    for who in ("manager", "clerk"):
        people.join_handling_set(SETUP, "LEGAL", person=town.references[who], now=town.now)
    terms = ClassTerms("HOU/LAW", title="Claims", handling=("LEGAL",))
    fileplan.open_class(SETUP, "HOU/LAW", terms=terms, under="HOU", now=town.now)
    hidden = town.file(LONG_AGO, where="HOU/LAW")[0]
    [review] = propose(town, hidden, *town.file(LONG_AGO)).reviews
    assert len(queries.batches(town.who("manager"), Review.objects.get())) == 2
    assert len(queries.batches(town.who("owner"), Review.objects.get())) == 1
    with pytest.raises(NotFound):
        decide(town, review, hidden.folder.reference, by="owner")
    drawn = actions.draw_sample(town.who("owner"), review, size=1, now=town.now)
    assert drawn.of == 1


def test_a_sample_is_drawn_by_a_seed_that_anybody_can_follow(town, folders):
    review, one, _ = folders
    made = actions.draw_sample(town.who("owner"), review, size=2, folder=one, now=town.now)
    pool = queries.to_draw(town.who("owner"), Review.objects.get(), one)
    assert (made.of, made.size) == (3, 2) and len(pool) == 3
    [shown] = queries.samples(town.who("owner"), Review.objects.get())
    assert [row.item.record.reference for row in shown.shown] == rules.draw(pool, made.seed, 2)
    for size in (0, 7):
        with pytest.raises(Refused) as refusal:
            actions.draw_sample(town.who("owner"), review, size=size, now=town.now)
        assert codes(refusal) == {"sample_size"}


def test_who_opened_what_was_drawn_is_noted_once_for_each(town, folders):
    review, one, other = folders
    made = actions.draw_sample(town.who("owner"), review, size=3, folder=one, now=town.now)
    reference = made.drawn.first().item.record.reference
    for who in ("owner", "owner", "manager2"):
        actions.open_drawn(town.who(who), review, reference, now=town.now)
    assert {row.by for row in Opened.objects.all()} == {
        town.references["owner"], town.references["manager2"],
    }  # fmt: skip
    assert Opened.objects.count() == 2
    assert AuditEvent.objects.filter(kind="disposal:sample:opened").count() == 2
    undrawn = Review.objects.get().items.filter(record__folder__reference=other).first()
    with pytest.raises(NotFound):
        actions.open_drawn(town.who("owner"), review, undrawn.record.reference, now=town.now)


def test_a_hold_out_of_a_review_takes_the_records_out_in_one_go(town, folders):
    review, one, other = folders
    hold = actions.hold_items(town.who("manager"), review, folder=one, words=CLAIM, now=town.now)
    assert Hold.objects.get().reference == hold
    states = [item.state for item in ReviewItem.objects.filter(record__folder__reference=one)]
    assert states == [ItemState.HELD] * 3
    record = ReviewItem.objects.filter(record__folder__reference=other).first().record.reference
    version = Review.objects.get().version
    actions.hold_items(town.who("manager"), review, records=[record], words=CLAIM, now=town.now)
    assert Review.objects.get().version == version + 1
    assert ReviewItem.objects.filter(open=True).count() == 2


def test_an_owner_who_decides_holds_what_is_in_the_review_and_manages_no_hold(town, folders):
    review, one, _ = folders
    owner, now = town.who("owner"), town.now
    hold = actions.hold_items(owner, review, folder=one, words=CLAIM, now=now)
    assert Hold.objects.get().placed_by == owner.reference
    assert queries.counts(Review.objects.get()) == {"proposed": 3, "held": 3}
    said = {"reason": "Settled", "authority": "Legal", "now": now}
    with pytest.raises(NotPermitted):
        holds.lift(owner, hold, **said)
    held = ReviewItem.objects.filter(open=False).first().record.reference
    words = {"name": "More", "kind": "audit", "reason": "Asked", "authority": "Audit"}
    with pytest.raises(NotPermitted):
        holds.place(owner, records=[held], **words, now=now)
    holds.lift(town.who("manager"), hold, **said)


def test_a_record_about_which_somebody_does_not_decide_is_not_held_by_them(town, folders):
    review, one, _ = folders
    add_person(town, "elsewhere")
    give(town, "elsewhere", Role.DATA_STEWARD)
    give(town, "elsewhere", Role.INFORMATION_ASSET_OWNER, unit="PLA")
    with pytest.raises(NotPermitted):
        actions.hold_items(town.who("elsewhere"), review, folder=one, words=CLAIM, now=town.now)
    assert Hold.objects.count() == 0


def test_more_than_can_be_held_at_once_is_not_held_a_little_later(town, folders, monkeypatch):
    review, one, _ = folders
    monkeypatch.setattr(batching, "HELD_AT_ONCE", 2)
    with pytest.raises(Refused) as refusal:
        actions.hold_items(town.who("manager"), review, folder=one, words=CLAIM, now=town.now)
    assert codes(refusal) == {"too_many"} and Hold.objects.count() == 0


def test_a_hold_that_is_refused_leaves_the_review_as_it_was(town, folders):
    review, one, _ = folders
    add_person(town, "steward")
    give(town, "steward", Role.DATA_STEWARD)  # sees it, and signs nothing of it
    for who, words, what in (
        ("steward", CLAIM, {"folder": one}),
        ("manager", HoldWords("", "litigation", "", ""), {"folder": one}),
        ("manager", CLAIM, {"records": ["R-00000-00000"]}),
        ("manager", CLAIM, {}),
    ):
        with pytest.raises(Refused):
            actions.hold_items(town.who(who), review, **what, words=words, now=town.now)
    assert Hold.objects.count() == 0 and ReviewItem.objects.filter(open=True).count() == 6


@pytest.mark.once
def test_a_thousand_records_are_decided_with_a_sample_and_three_exceptions(town):
    filed = town.file(*[LONG_AGO] * 1000, data=b"all the same")
    [review] = propose(town, *filed).reviews
    sample = actions.draw_sample(town.who("owner"), review, size=5, now=town.now)
    drawn = [row.item.record.reference for row in sample.drawn.order_by("place")]
    for reference in drawn[:4]:
        actions.open_drawn(town.who("owner"), review, reference, now=town.now)
    assert decide(town, review, filed[0].folder.reference, outcome=Outcome.DESTROY, note="") == 1000
    kept, moved, held = filed[:3]
    for one, said in (
        (kept, {"outcome": Outcome.KEEP_UNTIL, "keep_until": date(2030, 1, 1)}),
        (moved, {"outcome": Outcome.TRANSFER}),
    ):
        actions.set_item(
            town.who("owner"), review, one.reference, **said, note="Wanted", now=town.now
        )
    actions.hold_items(
        town.who("manager"), review, records=[held.reference], words=CLAIM, now=town.now
    )
    approve(town, review, "owner")
    approve(town, review, "manager2")
    assert state(review) == "approved"
    found = Review.objects.get()
    assert queries.to_destroy(found).count() == 997
    assert queries.counts(found) == {"proposed": 997, "excluded": 2, "held": 1}
    kept.refresh_from_db()
    assert kept.due_on >= date(2030, 1, 1)


@given(
    st.sets(st.text(alphabet="ABCDEF0123456789", min_size=1, max_size=4), min_size=1),
    st.integers(0, 2**31),
    st.data(),
)
def test_what_is_drawn_is_among_them_and_the_same_however_they_come(names, seed, data):
    size = data.draw(st.integers(1, len(names)))
    drawn = rules.draw(names, seed, size)
    assert len(set(drawn)) == size and set(drawn) <= names
    assert drawn == rules.draw(data.draw(st.permutations(sorted(names))), seed, size)
