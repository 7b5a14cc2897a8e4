"""A hold on a box of papers: all that lies in it, and what is put in later [checklist 66]."""

import pytest
from tests.lifecycle.disposal.test_destroying import approved
from tests.lifecycle.holds.test_holds import codes, held, place
from tests.lifecycle.papers import open_box, register
from tests.lifecycle.town import add_person, give

from muniment.foundation.access.types import Role
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.holdings.physical import actions as physical
from muniment.holdings.records import actions as records
from muniment.lifecycle.disposal.models import ReviewItem
from muniment.lifecycle.holds import actions, queries


def test_a_hold_on_a_box_covers_what_is_in_it_now_and_later(town):
    box, other = open_box(town), open_box(town, "HB/13")
    inside, outside, alone = register(town, box, other, None)
    hold = place(town, boxes=["HB/12"])
    assert held(inside, outside, alone) == {inside.pk}
    physical.put_in(town.who("manager"), "HB/12", references=[alone.reference], now=town.now)
    assert held(inside, outside, alone) == {inside.pk, alone.pk}
    assert [one.reference for one in queries.covered(town.who("manager"), hold)] == [
        inside.reference,
        alone.reference,
    ]
    [scope] = queries.scopes(hold)
    assert (scope.kind, scope.reference) == ("box", box.reference)
    assert queries.covered_by(town.who("manager"), scope) == 2


def test_what_a_hold_reaches_by_its_box_alone_stays_there(town):
    box, other = open_box(town), open_box(town, "HB/13")
    [inside] = register(town, box)
    add_person(town, "officer")
    give(town, "officer", Role.TEAM_RECORDS_OFFICER)
    place(town, boxes=[box.reference])
    who, named = town.who("officer"), [inside.reference]
    with pytest.raises(Refused) as refusal:
        physical.put_in(who, other.reference, references=named, now=town.now)
    assert codes(refusal) == {"protected"}
    with pytest.raises(Refused) as refusal:
        physical.take_out(who, references=named, location="Desk", reason="x", now=town.now)
    assert codes(refusal) == {"protected"}
    with pytest.raises(Refused):
        changes = {"metadata": {"format": "Bundle"}}
        records.change_record(who, inside.reference, changes=changes, now=town.now)
    # The box itself can stand elsewhere: it is still the same box.
    physical.change_box(town.who("manager"), "HB/12", location="Store B", now=town.now)
    assert held(inside) == {inside.pk}


def test_a_hold_on_a_box_takes_its_papers_out_of_reviews(town):
    box = open_box(town)
    inside, alone = register(town, box, None)
    approved(town, inside, alone)
    hold = place(town, boxes=["HB/12"])
    states = dict(ReviewItem.objects.values_list("record", "state"))
    assert states == {inside.pk: "held", alone.pk: "proposed"}
    said = {"reason": "Over", "authority": "Court", "now": town.now}
    actions.lift(town.who("manager"), hold.reference, **said)
    assert held(inside) == set()


def test_a_box_is_held_only_by_whoever_manages_holds_where_it_stands(town):
    register(town, open_box(town))
    add_person(town, "local")
    give(town, "local", Role.RECORDS_MANAGER, file_class="HOU")
    with pytest.raises(NotPermitted):
        place(town, by="local", boxes=["HB/12"])
    hold = place(town, boxes=["HB/12"])
    assert hold not in queries.holds(town.who("local"))
    assert hold in queries.holds(town.who("manager"))
