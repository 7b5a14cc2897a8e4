"""The log of the search service: seen by few, kept for some days, certified with its places."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.search.library import NOW

from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices.models import Notice
from muniment.holdings.search import actions, queries, rules, tasks
from muniment.holdings.search.models import Asked
from muniment.holdings.search.types import PLACES, CertificateDraft, Door


def note(parish, text, total, *, who="clerk", milliseconds=10, at=NOW):
    said = {"total": total, "milliseconds": milliseconds, "door": Door.PAGE, "now": at}
    actions.note(parish.who(who), text, "class:HOU", **said)


def test_who_looked_for_what_is_seen_by_records_managers_alone(parish):
    note(parish, "roof\x00", 3)
    [one] = queries.asked_for(parish.who("manager"))
    assert (one.text, one.places, one.total, one.door) == ("roof ", "class:HOU", 3, "page")
    for who in ("clerk", "officer", "auditor", "admin"):
        for ask in (queries.asked_for, queries.search_certificates):
            with pytest.raises(NotPermitted):
                ask(parish.who(who))
    assert not AuditEvent.objects.filter(kind__startswith="search:").exists()


def test_the_week_says_what_was_looked_for_in_vain_most_often(parish):
    for text in ("Café licence", "cafe LICENCE", "boiler"):
        note(parish, text, 0)
    note(parish, "roof", 5, who="lawyer", milliseconds=90)
    note(parish, "long ago", 0, at=NOW - timedelta(days=8))
    week = queries.week(parish.who("manager"), now=NOW + timedelta(minutes=1))
    assert (week.searches, week.in_vain, week.people, week.milliseconds) == (4, 3, 2, 10)
    assert week.most == (("cafe licence", 2), ("boiler", 1))
    latest = queries.asked_for(parish.who("manager"), nothing=True).first()
    assert latest.text == "boiler"


def test_the_log_is_forgotten_after_its_days(parish, settings):
    settings.MUNIMENT_SEARCH_LOG_DAYS = 30
    note(parish, "old", 1, at=NOW - timedelta(days=31))
    note(parish, "new", 1)
    for _ in range(2):
        tasks.forget({}, run_as="", now=NOW, progress=lambda *_: None)
        assert [one.text for one in Asked.objects.all()] == ["new"]


def test_that_there_is_no_trace_is_certified_only_of_every_place(parish):
    note(parish, "zeppelin", 0)
    manager = parish.who("manager")
    number = queries.asked_for(manager).get().pk
    some = CertificateDraft("FOI 12", ("records", "stubs"))
    with pytest.raises(Refused) as refusal:
        actions.certify(manager, number, some, now=NOW)
    assert "Mailboxes" in refusal.value.reasons[0].message
    whole = actions.certify(manager, number, CertificateDraft("FOI 12", tuple(PLACES)), now=NOW)
    said = CertificateDraft("FOI 12", ("records",), "The others were closed in 2019.")
    actions.certify(manager, number, said, now=NOW)
    found = queries.search_certificate(manager, whole.reference)
    assert (found.total, found.text, len(found.places)) == (0, "zeppelin class:HOU", len(PLACES))
    assert found.searched_by == parish.references["clerk"]
    [event, _] = AuditEvent.objects.filter(kind="search:certificate:issued").order_by("seq")
    assert "zeppelin" not in repr(event.__dict__)


def test_every_reason_against_a_certificate_is_given(parish):
    note(parish, "roof", 4)
    manager = parish.who("manager")
    number = queries.asked_for(manager).get().pk
    with pytest.raises(Refused) as refusal:
        actions.certify(manager, number, CertificateDraft(" ", (), "x" * 4_001), now=NOW)
    assert {one.code for one in refusal.value.reasons} == {"request", "places", "remarks"}
    actions.certify(manager, number, CertificateDraft("FOI 12", ("records",)), now=NOW)
    with pytest.raises(NotFound):
        actions.certify(manager, number + 1, CertificateDraft("FOI 12", ("records",)), now=NOW)
    with pytest.raises(NotPermitted):
        actions.certify(parish.who("clerk"), number, CertificateDraft("x", ("records",)), now=NOW)


def later(seconds):
    return NOW + timedelta(seconds=seconds)


def test_the_first_result_that_is_opened_says_how_soon_and_nothing_else(parish):
    clerk = parish.who("clerk")
    assert not actions.note_opened(clerk, now=NOW)
    note(parish, "roof", 3)
    assert not actions.note_opened(parish.who("lawyer"), now=later(5))
    assert actions.note_opened(clerk, now=later(5))
    assert not actions.note_opened(clerk, now=later(9))
    [one] = Asked.objects.all()
    assert one.opened_after == 5


def test_what_is_opened_long_after_or_after_a_search_in_vain_counts_for_none(parish):
    clerk = parish.who("clerk")
    note(parish, "roof", 3)
    assert not actions.note_opened(clerk, now=later(30 * 60))
    note(parish, "zeppelin", 0, at=later(60))
    assert not actions.note_opened(clerk, now=later(70))
    assert not Asked.objects.exclude(opened_after=None).exists()


def test_the_weeks_say_how_many_searches_came_to_nothing_and_how_soon_others_were_of_use(parish):
    clerk, manager = parish.who("clerk"), parish.who("manager")
    for number, seconds in enumerate((4, 40, 8)):
        at = NOW - timedelta(days=1, hours=number)
        note(parish, "roof", 3, at=at)
        assert actions.note_opened(clerk, now=at + timedelta(seconds=seconds))
    note(parish, "gutter", 2, at=NOW - timedelta(hours=2))
    note(parish, "flat", 2, at=NOW - timedelta(minutes=5))  # who may still open one
    note(parish, "zeppelin", 0, at=NOW - timedelta(hours=3))
    note(parish, "long ago", 1, at=NOW - timedelta(days=8))
    said = {"total": 9, "milliseconds": 1, "now": NOW - timedelta(hours=4)}
    actions.note(clerk, "by a program", "", **said, door=Door.API)
    now, before = queries.weeks(manager, now=NOW, many=2)
    assert (now.searches, now.in_vain, now.opened, now.seconds, now.abandoned) == (7, 1, 3, 8, 1)
    assert (before.searches, before.opened, before.seconds, before.abandoned) == (1, 0, None, 1)
    assert queries.week(manager, now=NOW).most == (("zeppelin", 1),)
    with pytest.raises(NotPermitted):
        queries.weeks(clerk, now=NOW)


def told_at(when):
    return tasks.in_vain({}, run_as="", now=when, progress=lambda *_: None)


def test_once_a_week_what_several_looked_for_in_vain_is_told_and_not_who(parish):
    monday = datetime(2026, 11, 23, 7, tzinfo=UTC)
    for who in ("clerk", "lawyer", "officer"):
        note(parish, "Café licence", 0, who=who, at=monday - timedelta(days=2))
        note(parish, "zeppelin", 0, who=who, at=monday - timedelta(days=9))
        note(parish, "this week", 0, who=who, at=monday)
    for who in ("clerk", "lawyer"):
        note(parish, "my divorce", 0, who=who, at=monday - timedelta(days=1))
    for _ in range(3):
        note(parish, "Sam Small", 0, who="clerk", at=monday - timedelta(days=1))
    note(parish, "roof", 5, at=monday - timedelta(days=3))
    told = told_at(monday)
    assert told >= 1 and told_at(monday + timedelta(days=3)) == 0
    found = list(Notice.objects.filter(kind="search.in_vain"))
    assert len(found) == told
    assert {one.person.reference for one in found} >= {parish.references["manager"]}
    assert not {one.person.reference for one in found} & {
        parish.references[who] for who in ("clerk", "lawyer", "officer", "auditor", "admin")
    }
    assert {one.words for one in found} == {
        "In the week that began on 16 November 2026, 8 of 9 searches found nothing. 3 people or "
        "more looked in vain for: “cafe licence” (3 people). These may be words to add to the "
        "file plan, titles or guidance."
    }
    assert told_at(monday + timedelta(days=7)) == told
    assert Notice.objects.filter(words__contains="this week").count() == told


def test_where_only_few_looked_for_the_same_nobody_is_told(parish):
    for who in ("clerk", "lawyer"):
        note(parish, "zeppelin", 0, who=who, at=NOW - timedelta(days=7))
    assert told_at(NOW) == 0 and not Notice.objects.exists()


@given(
    st.lists(
        st.tuples(st.text("abÀ -", max_size=80), st.sampled_from(["P-1", "P-2", "P-3", "P-4"]))
    )
)
def test_nothing_is_told_that_fewer_than_three_looked_for(asked):
    found = rules.shared(asked)
    for words, many in found:
        people = {who for text, who in asked if " ".join(rules.words_of(text)) == words}
        assert len(people) == many >= 3 and words
    said = rules.words_of_week(date(2026, 11, 16), 9, 9, found * 30)
    assert len(said) <= 1000 and "P-" not in said
