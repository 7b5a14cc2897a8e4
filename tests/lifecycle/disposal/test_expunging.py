"""What should never have been filed goes on the word of two people, and not against a hold
[checklist 72]."""

import pytest
from tests.lifecycle.disposal.test_proposing import propose
from tests.lifecycle.disposal.test_setting_aside import WORDS, filed, states, window
from tests.lifecycle.town import LONG_AGO, TODAY, Town, add_person, give

from muniment.foundation.access.models import RoleHeld
from muniment.foundation.access.types import Role
from muniment.foundation.audit import queries as audit
from muniment.foundation.content.queries import store
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.records import actions as keeping
from muniment.lifecycle.disposal import actions
from muniment.lifecycle.disposal.models import Certificate, Expunging, Review
from muniment.lifecycle.disposal.types import ExpungeDraft, ExpungeKind
from muniment.lifecycle.holds import actions as holds

DRAFT = ExpungeDraft(ExpungeKind.MUST_NOT_HOLD, "Names of witnesses", "Data protection officer")


def suggest(town: Town, *rows, who: str = "manager", **more) -> Expunging:
    named = [one.reference for one in rows]
    return actions.propose_expunging(town.who(who), named, DRAFT, **more, now=town.now)


def agree(town: Town, one: Expunging, who: str = "owner", **more) -> Review:
    return actions.agree_to_expunging(town.who(who), one.reference, **more, now=town.now)


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_two_people_expunge_what_is_not_due_at_once_and_the_certificate_says_why(town):
    window(town, 30)
    [one] = town.file(TODAY)
    digest = one.components.get().sha256
    made = suggest(town, one)
    assert states(one) == ["declared"]
    done = actions.carry_out(agree(town, made, reason="So it is").pk, now=town.now)
    assert (done.destroyed, done.set_aside, states(one)) == (1, 0, ["destroyed"])
    assert not store().exists(digest)
    body = Certificate.objects.get().body
    assert body["expunged"] == {
        "proposal": made.reference,
        "kind": "must_not_hold",
        "words": "Holds what it must not hold",
        "reason": DRAFT.reason,
        "authority": DRAFT.authority,
    }
    assert [(one["part"], one["name"]) for one in body["people"]] == [
        ("proposed to expunge as records manager", "MANAGER"),
        ("agreed to expunge as information asset owner", "OWNER"),
    ]
    assert [line["destroyed"] for line in audit.ledger()] == [one.reference]
    made.refresh_from_db()
    assert (made.state, made.review.state) == ("agreed", "done")


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("manager", "manager", "own_proposal"),
        ("manager", "manager2", "same_role"),
        ("owner", "owner2", "same_role"),
    ],
)
def test_nobody_agrees_to_their_own_and_nobody_in_the_same_role(town, first, second, code):
    [one] = filed(town)
    made = suggest(town, one, who=first)
    with pytest.raises(Refused) as refused:
        agree(town, made, second)
    assert code in codes(refused)
    assert states(one) == ["declared"]


def test_who_has_two_roles_speaks_in_the_other_one(town):
    add_person(town, "both")
    for role in (Role.RECORDS_MANAGER, Role.DEPARTMENTAL_RECORDS_OFFICER):
        give(town, "both", role)
    [one] = filed(town)
    made = suggest(town, one, who="manager")
    review = agree(town, made, "both")
    assert review.stages == ["records_manager", "departmental_records_officer"]


def test_strangers_neither_propose_nor_agree_nor_know(town):
    [one] = filed(town)
    for stranger in ("clerk", "planner"):
        with pytest.raises(Refused):
            suggest(town, one, who=stranger)
    made = suggest(town, one)
    with pytest.raises(NotPermitted):
        agree(town, made, "auditor")
    for stranger in ("clerk", "planner"):
        with pytest.raises(NotFound):
            agree(town, made, stranger)


def test_a_hold_stops_it_at_every_moment(town):
    held, later, last = filed(town, 3)
    holds.place(town.who("manager"), **WORDS, records=[held.reference], now=town.now)
    with pytest.raises(Refused) as refused:
        suggest(town, held)
    assert codes(refused) == ["held"]
    made = suggest(town, later)
    holds.place(town.who("manager"), **WORDS, records=[later.reference], now=town.now)
    with pytest.raises(Refused) as refused:
        agree(town, made)
    assert codes(refused) == ["held"]
    review = agree(town, suggest(town, last))
    holds.place(town.who("manager"), **WORDS, records=[last.reference], now=town.now)
    assert actions.carry_out(review.pk, now=town.now).destroyed == 0
    assert states(held, later, last) == ["declared"] * 3


def test_what_is_in_a_review_or_proposed_already_is_refused(town):
    [one] = town.file(LONG_AGO)
    propose(town, one)
    with pytest.raises(Refused) as refused:
        suggest(town, one)
    assert codes(refused) == ["in_review"]
    [other] = town.file(TODAY)
    suggest(town, other)
    with pytest.raises(Refused) as refused:
        suggest(town, other, who="owner")
    assert codes(refused) == ["proposed"]


def test_refused_or_withdrawn_it_stays_and_can_be_proposed_again(town):
    [one] = filed(town)
    for who, state in (("owner", "refused"), ("manager", "withdrawn")):
        made = suggest(town, one)
        with pytest.raises(Refused) as refused:
            actions.refuse_expunging(town.who(who), made.reference, reason="", now=town.now)
        assert codes(refused) == ["reason"]
        done = actions.refuse_expunging(town.who(who), made.reference, reason="No", now=town.now)
        assert done.state == state
        with pytest.raises(Refused) as refused:
            agree(town, made)
        assert codes(refused) == ["state"]
    assert suggest(town, one)
    assert states(one) == ["declared"]


def test_a_proposer_who_lost_the_role_and_a_leap_of_the_clock_stop_it(town):
    from muniment.foundation.access import actions as people
    from muniment.foundation.access.types import SETUP

    [one] = filed(town)
    made = suggest(town, one)
    for held in RoleHeld.objects.filter(person__username="manager"):
        people.end_role(SETUP, held.pk, now=town.now)
    town.later(days=400)
    with pytest.raises(Refused) as refused:
        agree(town, made)
    assert codes(refused) == ["proposal_lapsed", "clock_forward"]


def test_nothing_else_destroys_a_declared_record_that_is_not_due(town):
    [one] = town.file(TODAY)
    with pytest.raises(Refused):
        propose(town, one)
    with pytest.raises(ValueError, match="does not go"):
        keeping.finish_destruction([one], at=town.now)
