"""A record from filing to its certificate."""

from tests.lifecycle.town import LONG_AGO

from muniment.foundation.content.queries import store
from muniment.lifecycle.disposal import actions


def test_a_due_record_is_proposed_signed_twice_destroyed_and_certified(town):
    [record] = town.file(LONG_AGO)
    digest = record.components.get().sha256
    assert store().exists(digest)
    made = actions.propose(
        town.who("manager"),
        records=[record.reference],
        title="Old repairs",
        reason="Due",
        now=town.now,
    )
    [review] = made.reviews
    actions.approve(town.who("manager2"), review, now=town.now)
    actions.approve(town.who("owner"), review, now=town.now)
    done = actions.execute(town.who("manager"), review, now=town.now)
    result = actions.carry_out(done.pk, now=town.now)
    assert result.destroyed == 1
    record.refresh_from_db()
    assert record.state == "destroyed"
    assert record.certificate == result.certificate == f"DC-{done.pk}"
    assert not store().exists(digest)
