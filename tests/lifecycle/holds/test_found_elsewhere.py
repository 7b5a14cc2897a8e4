"""An exact duplicate is stored once: a hold on the folder of the copy protects what is stored."""

import pytest
from django.db import transaction
from tests.lifecycle.disposal.test_destroying import executing
from tests.lifecycle.disposal.test_proposing import codes, propose
from tests.lifecycle.holds.test_holds import place
from tests.lifecycle.town import LONG_AGO

from muniment.foundation.audit.actions import record as note
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as holdings
from muniment.holdings.records.actions import locking
from muniment.holdings.records.types import FoundAt
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal import queries as disposals
from muniment.lifecycle.disposal.models import ReviewItem
from muniment.lifecycle.holds import actions, queries
from muniment.lifecycle.retention.rules.overdue import Why


@pytest.fixture
def twice(town):
    """A record, and the folder in which the same file was found again."""
    [one] = town.file(LONG_AGO)
    copy = records.open_folder(town.who("clerk"), "HOU/REP", title="The claim", now=town.now)
    with transaction.atomic():
        at, clerk = FoundAt("drive", "Claim/paper.txt"), town.who("clerk")
        note(
            records.link_duplicate(clerk, one, copy, at, modified_on=None, now=town.now),
            at=town.now,
        )
    assert list(holdings.in_folder(town.who("manager"), copy)) == [one]
    return one, copy.reference


def test_a_hold_on_the_folder_of_a_copy_holds_the_record(town, twice):
    one, copy = twice
    hold = place(town, folders=[copy])
    assert set(queries.holding([one.pk])) == {one.pk}
    manager = town.who("manager")
    assert list(queries.covered(manager, hold)) == [one]
    [scope] = queries.scopes(hold)
    assert queries.covered_by(manager, scope) == 1
    with pytest.raises(Refused) as refusal:
        propose(town, one)
    assert codes(refusal) == {"held"}
    assert {line.why for line in disposals.overdue(manager, now=town.now)} == {Why.ON_HOLD}
    words = {"reason": "Settled", "authority": "Court", "now": town.now}
    actions.lift(manager, hold.reference, **words)
    assert propose(town, one).records == 1


def test_a_hold_on_the_folder_of_a_copy_takes_the_record_out_of_what_is_carried_out(town, twice):
    one, copy = twice
    review = executing(town, one)
    place(town, folders=[copy])
    assert ReviewItem.objects.get(record=one).state == "held"
    assert disposal.carry_out(review.pk, now=town.now).destroyed == 0


def test_a_class_that_a_record_has_left_still_holds_what_was_found_in_it(town, twice):
    one, _ = twice
    move = {"folder": town.folder("PLA").reference, "reason": "Misfiled", "now": town.now}
    records.move_record(town.who("manager"), one.reference, **move)
    hold = place(town, classes=["HOU"])
    assert set(queries.holding([one.pk])) == {one.pk}
    assert list(queries.covered(town.who("manager"), hold)) == [one]


def test_the_folder_of_a_copy_is_locked_with_what_is_destroyed(town, twice):
    one, copy = twice
    locked = {folder for _, folder, _ in locking._where([one.pk])}
    assert locked == {one.folder_id, holdings.folder_named(town.who("manager"), copy).pk}
