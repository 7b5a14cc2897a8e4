"""Holds that go by a search: what it finds is held, now and later, whatever becomes of it."""

import pytest
from tests.lifecycle.disposal.test_destroying import approved
from tests.lifecycle.disposal.test_proposing import propose
from tests.lifecycle.holds.test_holds import codes, place
from tests.lifecycle.town import LONG_AGO, give

from muniment.foundation.access.queries import forget_cached_audiences
from muniment.foundation.access.types import Role
from muniment.foundation.audit import queries as audit
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.holdings.records import actions as records
from muniment.holdings.search import actions as search
from muniment.holdings.search import queries as searching
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.models import ReviewItem
from muniment.lifecycle.holds import actions, queries
from muniment.lifecycle.holds.models import Hold, HoldScope


def filed(town, *titles, where="HOU/REP"):
    """Records with these titles, indexed as captures index them."""
    some = town.file(*[LONG_AGO] * len(titles), where=where)
    for one, title in zip(some, titles, strict=True):
        one.title = title
        one.save(update_fields=["title"])
    search.index([one.pk for one in some], now=town.now)
    return some


def retitle(town, one, title):
    return records.change_record(
        town.who("manager"), one.reference, changes={"title": title}, reason="Typed", now=town.now
    )


def held(*some) -> set[int]:
    return set(queries.holding([one.pk for one in some]))


def test_what_a_search_finds_is_held_from_the_moment_that_the_hold_is_placed(town):
    roof, gutter = filed(town, "The roof of the hall", "The gutter")
    place(town, searches=["roof"])
    assert held(roof, gutter) == {roof.pk} and not HoldScope.objects.exists()
    actions.keep_up(now=town.now)
    assert (
        held(roof, gutter) == {roof.pk} == set(HoldScope.objects.values_list("record", flat=True))
    )


def test_what_comes_to_be_found_later_is_held_in_the_step_that_indexes_it(town):
    filed(town, "The roof of the hall")
    hold = place(town, searches=["roof"])
    actions.keep_up(now=town.now)
    town.later(minutes=1)
    [new, other] = filed(town, "A new roof", "A gutter")
    assert HoldScope.objects.filter(record=new).exists()
    assert held(new, other) == {new.pk}
    [one] = queries.searches(hold)
    found = queries.found_by(town.who("manager"), one)
    assert (found.total, found.later) == (2, 1)


def test_what_was_found_once_stays_held_when_its_words_are_gone(town):
    [one] = filed(town, "Quite plain")
    place(town, searches=["roof"])
    actions.keep_up(now=town.now)
    retitle(town, one, "About the roof")
    search.index([one.pk], now=town.now)
    type(one).objects.filter(pk=one.pk).update(title="Quite plain again")
    search.index([one.pk], now=town.now)
    assert searching.matching("roof", [one.pk]) == set()
    assert held(one) == {one.pk}


def test_a_search_takes_its_finds_out_of_reviews_and_stops_what_is_being_carried_out(town):
    roof, gutter = filed(town, "The roof", "The gutter")
    review = approved(town, roof, gutter)
    place(town, searches=["roof"])
    under_way = disposal.execute(town.who("manager"), review, now=town.now)
    disposal.carry_out(under_way.pk, now=town.now)  # before anything else has run
    roof.refresh_from_db()
    gutter.refresh_from_db()
    assert (roof.state, gutter.state) == ("declared", "destroyed")
    assert ReviewItem.objects.get(record=roof).state == "held"


def test_going_through_a_search_takes_what_it_finds_out_of_the_reviews_it_is_in(town):
    roof, gutter = filed(town, "The roof", "The gutter")
    propose(town, roof, gutter)
    place(town, searches=["roof"])
    actions.keep_up(now=town.now)
    assert dict(ReviewItem.objects.values_list("record", "state")) == {
        roof.pk: "held",
        gutter.pk: "proposed",
    }
    size = audit.size()
    actions.keep_up(now=town.now)
    assert audit.size() == size, "there is nothing new to tell"


def test_what_only_a_search_holds_does_not_leave_the_place_that_it_is_found_by(town):
    [one] = filed(town, "The roof")
    hold = place(town, searches=["class:HOU roof"])
    target = town.folder("PLA").reference
    move = {"folder": target, "reason": "Misfiled", "now": town.now}
    with pytest.raises(Refused) as refusal:
        records.move_record(town.who("manager"), one.reference, **move)
    assert "protected" in codes(refusal)
    actions.keep_up(now=town.now)
    records.move_record(town.who("manager"), one.reference, **move)
    assert held(one) == {one.pk}, hold


def test_lifting_the_hold_frees_what_was_found_and_nothing_more_is_picked_up(town):
    [one] = filed(town, "The roof")
    hold = place(town, searches=["roof"])
    actions.keep_up(now=town.now)
    words = {"reason": "Settled", "authority": "Court", "now": town.now}
    actions.lift(town.who("manager"), hold.reference, **words)
    [new] = filed(town, "Another roof")
    actions.keep_up(now=town.now)
    assert held(one, new) == set() and HoldScope.objects.count() == 1


def test_a_search_needs_the_whole_body_and_finds_what_nobody_shows_to_who_placed_it(town):
    give(town, "clerk", Role.RECORDS_MANAGER, unit="HOU")
    with pytest.raises(NotPermitted):
        place(town, by="clerk", searches=["roof"])
    assert not Hold.objects.exists()
    [one] = filed(town, "The roof")
    hide(one)
    hold = place(town, by="manager2", searches=["roof"])
    actions.keep_up(now=town.now)
    assert held(one) == {one.pk}
    assert queries.covered(town.who("manager2"), hold).count() == 0


def hide(one):
    """Put the record into a handling set that nobody is in."""
    audience = one.audience
    audience.pk, audience.key, audience.handling = None, "hidden", ["LAW"]
    audience.narrowing = {**audience.narrowing, "handling": ["LAW"]}
    audience.save(force_insert=True)
    type(one).objects.filter(pk=one.pk).update(audience=audience)
    forget_cached_audiences()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("(roof", "A bracket is not closed"),
        ("date:soon state:lost", "'soon' is not a date"),
        ("class:NOWHERE roof", "There is no class NOWHERE"),
        ("", "There is nothing to look for"),
        ("!!", "There is nothing to look for"),
        ("roof " * 401, "Only the first 2,000 characters"),
    ],
)
def test_a_query_with_a_fault_is_refused_with_every_reason(town, query, said):
    with pytest.raises(Refused) as refusal:
        place(town, searches=[query, "(gutter"])
    messages = [one.message for one in refusal.value.reasons]
    assert any(said in one for one in messages) and any("gutter" in one for one in messages)
    assert codes(refusal) == {"search"} and not Hold.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        *("roof", '"the roof"', "ro*", "title:roof", "NOT gutter", "roof OR gutter", "roof -hall"),
        *("class:HOU roof", "date:2010", "before:2000", "format:txt (roof OR NOT hall)", "path:x"),
    ],
)
def test_what_is_matched_one_by_one_is_what_is_found_by_all(town, query):
    some = filed(town, "The roof", "The gutter", "The roof of the hall")
    numbers = {one.pk for one in some}
    shown = {hit.reference for hit in searching.search(town.who("manager"), query).hits}
    found = searching.matching(query, sorted(numbers))
    assert found == set(searching.every_match(query))
    assert {one.reference for one in some if one.pk in found} == shown
