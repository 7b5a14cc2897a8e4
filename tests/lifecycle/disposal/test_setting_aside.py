"""The window between carrying out a review and erasing what it destroys [checklist 74]."""

import pytest
from django.db import DatabaseError, transaction
from tests.lifecycle.disposal.test_destroying import destroyed, executing, finds
from tests.lifecycle.disposal.test_proposing import propose
from tests.lifecycle.town import LONG_AGO, Town, days_pass

from muniment.foundation.access.types import SETUP
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.content.queries import store
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.records import actions as keeping
from muniment.holdings.records import queries as records
from muniment.holdings.records.models import Record
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.actions import destroying
from muniment.lifecycle.disposal.models import Certificate, Review
from muniment.lifecycle.disposal.types import Practice
from muniment.lifecycle.holds import actions as holds

WORDS = {"name": "Inquiry", "kind": "audit", "reason": "Asked", "authority": "Act"}


def window(town: Town, days: int) -> None:
    actions.set_practice(town.who("manager"), Practice(window=days), now=town.now)


def set_aside(town: Town, *rows: Record, days: int = 7) -> Review:
    """A review of which all is set aside for so many days."""
    window(town, days)
    destroyed(town, *rows)
    return Review.objects.order_by("-pk")[0]


def erase(town: Town) -> Review:
    """Do what the standing work does."""
    actions.erase(now=town.now)
    for one in Review.objects.filter(state="executing"):
        actions.carry_out(one.pk, now=town.now)
    return Review.objects.order_by("-pk")[0]


def states(*rows: Record) -> list[str]:
    found = dict(Record.objects.values_list("pk", "state"))
    return [found[one.pk] for one in rows]


def filed(town: Town, count: int = 1) -> list[Record]:
    rows = town.file(*[LONG_AGO] * count)
    search.index([one.pk for one in rows], now=town.now)
    return rows


def test_what_is_carried_out_is_whole_and_out_of_sight_until_its_window_is_over(town):
    [one] = filed(town)
    review = set_aside(town, one)
    digest = one.components.get().sha256
    assert (states(one), review.state) == (["set_aside"], "set_aside")
    assert store().exists(digest)
    assert not Certificate.objects.exists()
    clerk, manager = town.who("clerk"), town.who("manager")
    for who in (clerk, manager):
        assert not records.visible(who).filter(pk=one.pk).exists()
        assert records.counts(who).get("set_aside") is None
        with pytest.raises(NotFound):
            keeping.read_content(who, one.reference, now=town.now)
        with pytest.raises(NotFound):
            keeping.change_record(who, one.reference, changes={"title": "T"}, now=town.now)
    assert finds(town, "Paper") == finds(town, "state:set_aside") == 0
    [folder] = records.folders(manager, one.file_class)
    assert folder.held == 0
    with pytest.raises(NotFound):
        records.record_shown(clerk, one.reference)
    assert records.record_shown(manager, one.reference).state == "set_aside"
    [item] = queries.set_aside(manager)
    assert (item.record_id, str(item.recover_until)) == (one.pk, "2026-11-28")
    days_pass(town, 7)
    assert erase(town).state == "set_aside"
    assert states(one) == ["set_aside"]
    days_pass(town, 1)
    assert erase(town).state == "done"
    assert states(one) == ["destroyed"]
    assert not store().exists(digest)
    [told] = Certificate.objects.get().body["items"]
    assert told["set_aside_at"].startswith("2026-11-21")
    assert told["destroyed_at"].startswith("2026-11-29")


@pytest.mark.parametrize("after", [1, 7])
def test_a_record_is_recovered_until_the_last_day_and_found_again(town, after):
    one, other = filed(town, 2)
    review = set_aside(town, one, other)
    days_pass(town, after)
    who = town.who("owner")
    kept = actions.recover(
        who, review.reference, records=[one.reference], reason="Needed", now=town.now
    )
    assert kept == 1
    assert states(one, other) == ["declared", "set_aside"]
    assert finds(town, "Paper") == 1
    assert keeping.read_content(who, one.reference, now=town.now)[1].read()
    days_pass(town, 8 - after)
    assert erase(town).state == "done"
    assert states(one, other) == ["declared", "destroyed"]
    assert Certificate.objects.get().body["counts"]["taken_out"] == 1
    assert propose(town, one).records == 1


def test_the_whole_review_is_recovered_and_done(town):
    rows = filed(town, 3)
    review = set_aside(town, *rows)
    actions.recover(town.who("manager2"), review.reference, reason="A mistake", now=town.now)
    review.refresh_from_db()
    assert (review.state, states(*rows)) == ("done", ["declared"] * 3)
    days_pass(town, 8)
    assert actions.erase(now=town.now) == 0
    assert not Certificate.objects.exists()


def test_after_the_window_and_for_strangers_it_is_refused_with_every_reason(town):
    [one] = filed(town)
    review = set_aside(town, one)
    with pytest.raises(NotPermitted):
        actions.recover(town.who("auditor"), review.reference, reason="R", now=town.now)
    for stranger in ("clerk", "planner"):
        with pytest.raises(NotFound):
            actions.recover(town.who(stranger), review.reference, reason="R", now=town.now)
    days_pass(town, 8)
    with pytest.raises(Refused) as refused:
        actions.recover(town.who("owner"), review.reference, reason=" ", now=town.now)
    assert [reason.code for reason in refused.value.reasons] == ["window_over", "reason"]
    assert "until 28 November 2026" in refused.value.reasons[0].message
    assert states(one) == ["set_aside"]
    [event] = audit.events(EventFilter(kind_prefix="disposal:records:recover"), limit=1)
    assert event.kind == "disposal:records:recover:refused"
    erase(town)
    with pytest.raises(Refused) as refused:
        actions.recover(
            town.who("owner"),
            review.reference,
            records=[one.reference],
            reason="Too late",
            now=town.now,
        )
    assert [reason.code for reason in refused.value.reasons] == ["not_set_aside"]


@pytest.mark.parametrize("kind", ["records", "folders", "classes", "searches"])
def test_a_hold_in_the_window_keeps_the_record_and_brings_it_back(town, kind):
    [one] = filed(town)
    review = set_aside(town, one)
    scope = {
        "records": one.reference,
        "folders": one.folder.reference,
        "classes": "HOU/REP",
        "searches": '"Paper 1"',
    }
    holds.place(town.who("manager"), **WORDS, **{kind: [scope[kind]]}, now=town.now)
    if kind == "searches":
        holds.keep_up(now=town.now)
    assert states(one) == ["declared"]
    assert finds(town, "Paper") == 1
    assert erase(town).state == "done"
    days_pass(town, 8)
    erase(town)
    assert states(one) == ["declared"]
    assert list(review.items.values_list("state", "open")) == [("held", False)]


def test_a_hold_that_nobody_noted_down_yet_keeps_it_at_the_last_moment(town):
    [one] = filed(town)
    set_aside(town, one)
    days_pass(town, 8)
    holds.place(SETUP, **WORDS, searches=['"Paper 1"'], now=town.now)
    assert states(one) == ["set_aside"]
    erase(town)
    assert states(one) == ["declared"]


def test_a_rule_made_longer_in_the_window_brings_it_back(town):
    [one] = filed(town)
    set_aside(town, one)
    days_pass(town, 8)
    keeping.set_keep_until(Record.objects.get(pk=one.pk), town.now.date().replace(2031), "Later")
    erase(town)
    assert states(one) == ["declared"]


def test_who_signed_may_have_left_by_the_time_it_is_erased(town):
    from muniment.foundation.access import actions as people
    from muniment.foundation.access.models import RoleHeld

    [one] = filed(town)
    set_aside(town, one)
    for held in RoleHeld.objects.filter(person__username="owner"):
        people.end_role(SETUP, held.pk, now=town.now)
    days_pass(town, 8)
    erase(town)
    assert states(one) == ["destroyed"]


def test_nothing_is_erased_after_a_leap_of_the_clock(town):
    [one] = filed(town)
    set_aside(town, one)
    town.later(days=3652)
    assert actions.erase(now=town.now) == 0
    assert states(one) == ["set_aside"]


def test_a_kill_in_the_middle_leaves_each_whole_and_the_next_run_goes_on(town, monkeypatch):
    rows = filed(town, 3)
    monkeypatch.setattr(destroying, "BATCH", 1)
    window(town, 7)
    review = executing(town, *rows)
    first = next(destroying._batches(review))
    destroying.destroy(review, first, town.now)
    assert sorted(states(*rows)) == ["declared", "declared", "set_aside"]
    days_pass(town, 1)
    done = actions.carry_out(review.pk, now=town.now)
    assert (done.set_aside, done.destroyed) == (3, 0)
    days_pass(town, 7)  # the window of the first is over, that of the others is not
    assert erase(town).state == "set_aside"
    assert sorted(states(*rows)) == ["destroyed", "set_aside", "set_aside"]
    days_pass(town, 1)
    review = erase(town)
    assert (review.state, states(*rows)) == ("done", ["destroyed"] * 3)
    assert review.certificates.count() == 2


def test_what_the_body_settles_later_does_not_shorten_a_window(town):
    [one] = filed(town)
    review = set_aside(town, one)
    actions.set_practice(town.who("manager"), Practice(window=0), now=town.now)
    days_pass(town, 7)
    erase(town)
    assert states(one) == ["set_aside"]
    with pytest.raises(Refused) as refused:
        actions.execute(town.who("manager"), review.reference, now=town.now)
    assert [reason.code for reason in refused.value.reasons] == ["set_aside"]


def test_the_same_file_that_comes_in_again_meanwhile_is_a_record_of_its_own(town):
    [one] = filed(town)
    digest = one.components.get().sha256
    set_aside(town, one)
    assert records.originals(one.audience_id, [digest]) == {}
    [twin] = town.file(LONG_AGO, data=b"content number 1")
    days_pass(town, 8)
    erase(town)
    assert states(one, twin) == ["destroyed", "declared"]
    assert store().exists(digest)


def test_a_restore_destroys_also_what_the_backup_had_set_aside(town):
    [one] = filed(town)
    set_aside(town, one)
    assert actions.destroy_again([one.reference], actor="P-1", why="backup:1", now=town.now)
    assert states(one) == ["destroyed"]


def test_the_database_lets_go_of_no_content_that_is_set_aside_or_begun(town):
    [one] = filed(town)
    set_aside(town, one)
    refused = pytest.raises(DatabaseError, match="declared content")
    with refused, transaction.atomic():
        one.components.update(blob=None)
    Record.objects.filter(pk=one.pk).update(state="destroying")
    refused = pytest.raises(DatabaseError, match="declared content")
    with refused, transaction.atomic():
        Record.objects.filter(pk=one.pk).update(state="set_aside")
