"""Saved searches: kept, shared with units and people, and told of to who may see what is new."""

from datetime import timedelta

import pytest
from tests.holdings.parish import add_person
from tests.holdings.search.library import NOW, Paper, shelve

from muniment.foundation.access.types import Role
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import NotFound, Refused
from muniment.foundation.notices.models import Notice
from muniment.holdings.records.models import Record
from muniment.holdings.search import actions, queries, rules, tasks

CLOSED = {"rule": "SIX", "owner_unit": "HOU", "access": "units", "open_to": ("HOU",)}


def named(actor):
    return [one.name for one in queries.saved_searches(actor)]


def tell(now=NOW):
    tasks.alert({}, run_as="", now=now, progress=lambda *_: None)
    return list(Notice.objects.order_by("pk").values_list("person__reference", "words"))


def test_a_search_is_kept_for_oneself_until_it_is_shared_with_a_unit(parish):
    clerk, lawyer = parish.who("clerk"), parish.who("lawyer")
    kept = actions.keep(clerk, "Roofs", "roof OR gutter", now=NOW)
    assert (named(clerk), named(lawyer)) == (["Roofs"], [])
    actions.share(clerk, kept.reference, ["LEG"], now=NOW)
    assert named(lawyer) == ["Roofs"]
    actions.share(clerk, kept.reference, [], now=NOW)
    assert named(lawyer) == []
    with pytest.raises(NotFound):
        queries.saved_named(lawyer, kept.reference)


def test_a_search_is_shared_with_single_people_who_are_told_once(parish):
    clerk, lawyer, officer = parish.who("clerk"), parish.who("lawyer"), parish.who("officer")
    kept = actions.keep(clerk, "Roofs", "roof", people=["lawyer"], now=NOW)
    told = Notice.objects.filter(kind="search.shared").values_list("person__reference", flat=True)
    assert (named(lawyer), named(officer), list(told)) == (["Roofs"], [], [lawyer.reference])
    both = [lawyer.reference, " Officer "]
    actions.share(clerk, kept.reference, [], both, now=NOW)
    assert named(officer) == ["Roofs"]
    with pytest.raises(Refused, match="shared so already"):
        actions.share(clerk, kept.reference, [], ["officer", "lawyer"], now=NOW)
    actions.follow(officer, kept.reference, on=True, now=NOW)
    actions.share(clerk, kept.reference, [], ["lawyer"], now=NOW)
    assert (named(lawyer), named(officer)) == (["Roofs"], [])
    assert not kept.followers.exists()
    assert sorted(told.all()) == sorted([lawyer.reference, officer.reference])


def test_every_person_who_cannot_be_shared_with_is_named(parish):
    clerk, many = parish.who("clerk"), [f"nobody{number}" for number in range(101)]
    with pytest.raises(Refused) as refusal:
        actions.keep(clerk, "Roofs", "roof", people=["clerk", "ghost", "lawyer"], now=NOW)
    assert [one.code for one in refusal.value.reasons] == ["owner", "person"]
    assert "ghost" in refusal.value.reasons[1].message
    with pytest.raises(Refused) as refusal:
        actions.keep(clerk, "Roofs", "roof", people=many, now=NOW)
    assert {one.code for one in refusal.value.reasons} == {"person", "many"}
    assert named(clerk) == []
    assert not Notice.objects.exists()


def test_who_does_not_own_it_neither_shares_nor_drops_it(parish):
    clerk, lawyer = parish.who("clerk"), parish.who("lawyer")
    kept = actions.keep(clerk, "Roofs", "roof", units=["LEG"], now=NOW)
    for attempt in (actions.drop, lambda *a, **k: actions.share(*a, ["HOU"], **k)):
        with pytest.raises(NotFound):
            attempt(lawyer, kept.reference, now=NOW)
    actions.drop(clerk, kept.reference, now=NOW)
    assert named(clerk) == []


def test_every_reason_against_keeping_is_given_at_once_and_nothing_changes(parish):
    clerk = parish.who("clerk")
    with pytest.raises(Refused) as refusal:
        actions.keep(clerk, " ", "x" * 2_001, units=["NOWHERE"], now=NOW)
    assert {one.code for one in refusal.value.reasons} == {"name", "text", "unit"}
    actions.keep(clerk, "Roofs", "roof", now=NOW)
    with pytest.raises(Refused, match="name already"):
        actions.keep(clerk, "Roofs", "gutter", now=NOW)
    assert named(clerk) == ["Roofs"]
    assert AuditEvent.objects.filter(kind="search:saved:keep:refused").count() == 2


def test_the_audit_log_has_no_word_of_what_is_looked_for(parish):
    actions.keep(parish.who("clerk"), "Grievance", "tribunal", follow=True, now=NOW)
    [event] = AuditEvent.objects.filter(kind="search:saved:kept")
    written = repr([getattr(event, one.name) for one in AuditEvent._meta.fields])
    assert "tribunal" not in written
    assert "Grievance" not in written


def test_who_follows_is_told_once_of_what_is_new_and_what_they_may_see(parish):
    parish.open_class("CLOSED", **CLOSED)
    folder, closed = parish.folder(), parish.folder("CLOSED")
    shelve(folder, [Paper("Old", "roof")])
    clerk, lawyer = parish.who("clerk"), parish.who("lawyer")
    kept = actions.keep(clerk, "Roofs", "roof", units=["LEG"], follow=True, now=NOW)
    actions.follow(lawyer, kept.reference, on=True, now=NOW)
    assert tell() == []
    shelve(closed, [Paper("Hidden", "roof")])
    assert tell() == [(clerk.reference, "1 new result for your saved search “Roofs”.")]
    assert len(tell()) == 1
    shelve(folder, [Paper("New", "roof"), Paper("Newer", "roof"), Paper("Other", "gutter")])
    told = tell()[1:]
    words = "2 new results for your saved search “Roofs”."
    assert sorted(told) == sorted([(clerk.reference, words), (lawyer.reference, words)])


def test_a_record_whose_text_is_read_later_is_new_when_it_is_found(parish):
    [late] = shelve(parish.folder(), [Paper("Scan")])
    clerk = parish.who("clerk")
    actions.keep(clerk, "Roofs", "roof", follow=True, now=NOW)
    Record.objects.filter(pk=late.pk).update(title="Roof")
    actions.index([late.pk], now=NOW)
    assert len(tell()) == 1


def test_who_can_no_longer_use_it_is_told_no_more(parish):
    folder, clerk, lawyer = parish.folder(), parish.who("clerk"), parish.who("lawyer")
    kept = actions.keep(clerk, "Roofs", "roof", units=["LEG"], now=NOW)
    actions.follow(lawyer, kept.reference, on=True, now=NOW)
    actions.share(clerk, kept.reference, [], now=NOW)
    shelve(folder, [Paper("New", "roof")])
    assert tell() == []


def test_following_twice_or_stopping_what_is_not_followed_is_refused(parish):
    clerk = parish.who("clerk")
    kept = actions.keep(clerk, "Roofs", "roof", now=NOW)
    with pytest.raises(Refused):
        actions.follow(clerk, kept.reference, on=False, now=NOW)
    actions.follow(clerk, kept.reference, on=True, now=NOW)
    with pytest.raises(Refused):
        actions.follow(clerk, kept.reference, on=True, now=NOW)


def test_of_very_many_results_only_those_above_the_last_remembered_are_new(monkeypatch):
    monkeypatch.setattr(rules.saving, "KNOWN", 3)
    assert rules.saving.floor_of([9, 8, 7], 0) == 7
    assert rules.newly_found([10, 9, 8], [9, 8, 7], 7) == [10]
    assert rules.newly_found([9, 8, 6], [9, 8, 7], 7) == []


def test_roles_that_see_no_records_keep_no_searches(parish):
    add_person(parish, "siro", "LEG", Role.SIRO)
    with pytest.raises(Refused):
        actions.keep(parish.who("siro"), "Roofs", "roof", now=NOW + timedelta(days=1))
