"""Merging records of the same content: nothing is lost, and the old reference leads on."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from tests.holdings.duplicates.written import MINUTES, file
from tests.holdings.parish import events

from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Narrowing
from muniment.foundation.content.models import BlobReference
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.advice import actions as advice
from muniment.holdings.advice.models import FiledByRule, Sample, SortingRule
from muniment.holdings.advice.types import RuleDraft
from muniment.holdings.duplicates import actions, queries
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.types import Asking, FieldTerms
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records.models import FieldValue, Found, Merged, Record
from muniment.holdings.search import queries as finding
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention import queries as schedule

pytestmark = pytest.mark.django_db
OWN = Narrowing(open_to=("HOU",))  # what is uploaded so is a record of its own
DAYS = [datetime(2020, month, 3, tzinfo=UTC) for month in range(1, 13)]


def copy(parish, folder, name="copy.txt", text=MINUTES, **given):
    """A further record of the same content with the same readers as another uploaded so."""
    return file(parish, text, name, folder, narrowing=OWN, **given)


def merge(parish, kept, gone, who="manager", reason="Filed twice"):
    return actions.merge(
        parish.who(who), kept.reference, gone.reference, reason=reason, now=parish.now
    )


def refusals(parish, kept, gone):
    with pytest.raises(Refused) as refused:
        merge(parish, kept, gone)
    return {one.code for one in refused.value.reasons}


@pytest.fixture
def pair(parish):
    place = parish.folder()
    return copy(parish, place, "Minutes.txt"), copy(parish, place, "Minutes again.txt")


def test_two_of_the_same_content_and_readers_are_listed(parish, pair):
    copy(parish, parish.folder(title="Other"), "Alone.txt", "Something else")
    (found,) = queries.twins(parish.who("manager"))
    assert [one.pk for one in found.records] == [one.pk for one in pair]
    assert found.size == len(MINUTES)
    assert queries.twins(parish.who("lawyer")) == []


@pytest.mark.parametrize("seed", range(8))
def test_no_place_no_detail_no_day_and_no_content_is_lost(parish, seed):
    chance = random.Random(seed)
    manager = parish.who("manager")
    for code in ("plot", "ward", "clerk"):
        metadata.define_field(manager, FieldTerms(code, code.title()), now=parish.now)
        metadata.ask_for(manager, code, file_class="HOU", asking=Asking(), now=parish.now)
    made = []
    for name in ("one", "two"):
        given = {
            "modified": chance.choice(DAYS),
            "fields": {
                code: f"{name} {code}" for code in ("plot", "ward") if chance.random() < 0.6
            },
            "metadata": {word: f"{name} {word}" for word in ("a", "b") if chance.random() < 0.6},
        }
        made.append(copy(parish, parish.folder(title=name), f"{name}.txt", **given))
    one, two = (Record.objects.get(pk=each.pk) for each in made)
    kept, gone = (one, two) if (one.due_on or DAYS[0].date()) >= two.due_on else (two, one)
    known = [dict(side.metadata) for side in (kept, gone)]
    fields = [
        record_queries.in_words(record_queries.values_of([side.pk])).get(side.pk, {})
        for side in (kept, gone)
    ]
    places = set(Found.objects.values_list("path", "folder"))
    merge(parish, kept, gone)
    after = Record.objects.get(pk=kept.pk)
    said = Merged.objects.get(record=gone.pk).said
    assert set(Found.objects.filter(record=kept.pk).values_list("path", "folder")) == places
    assert Found.objects.filter(record=kept.pk, is_first=True).count() == 1
    assert after.metadata == {**known[1], **known[0]} and said["metadata"] == known[1]
    now = record_queries.in_words(record_queries.values_of([kept.pk])).get(kept.pk, {})
    assert now == {**fields[1], **fields[0]} and said["fields"] == fields[1]
    assert (said["title"], said["names"]) == (gone.title, [f"{gone.title}.txt"])
    assert after.due_on >= max(kept.due_on, gone.due_on)
    assert after.modified_on == max(kept.modified_on, gone.modified_on)
    assert not FieldValue.objects.filter(record=gone.pk).exists()
    assert BlobReference.objects.count() == 1  # the content is held once
    assert record_queries.digests_of([kept.pk])[kept.pk]


def test_the_old_reference_leads_to_the_record_that_was_kept(parish, pair):
    kept, gone = pair
    third = copy(parish, parish.folder(title="Third"), "Third.txt")
    merge(parish, kept, gone)
    manager = parish.who("manager")
    assert record_queries.record_named(manager, gone.reference).pk == kept.pk
    merge(parish, third, kept)
    assert record_queries.record_named(manager, gone.reference).pk == third.pk
    assert set(record_queries.visible(manager)) == {third}
    assert queries.twins(manager) == []
    assert len(events("duplicates:records:merged")) == 4  # two in the history of each
    with pytest.raises(NotFound):
        record_queries.record_named(parish.who("lawyer"), gone.reference)


def test_it_is_found_by_what_the_other_was_called(parish, pair):
    kept, gone = pair
    merge(parish, kept, gone)
    for words in ("again", gone.reference):
        found = finding.numbers_found(parish.who("manager"), words, most=9)
        assert found == [kept.pk]


def test_what_was_merged_stays_out_of_every_count_whatever_becomes_of_its_folder(parish, pair):
    kept, gone = pair
    manager = parish.who("manager")
    merge(parish, kept, gone)
    before = [finding.search(manager, words).total for words in ("minutes", "again", "NOT zebra")]
    for narrowing in (OWN, Narrowing()):
        records.change_folder(manager, kept.folder.reference, narrowing=narrowing, now=parish.now)
        kept.refresh_from_db()
        after = [finding.search(manager, words) for words in ("minutes", "again", "NOT zebra")]
        assert [one.total for one in after] == before == [1, 1, 1]
        assert [[hit.reference for hit in one.hits] for one in after] == [[kept.reference]] * 3
        (states,) = [one for one in finding.facets(manager, "minutes") if one.name == "state"]
        assert [(one.label, one.count) for one in states.shares] == [("declared", 1)]


def test_what_would_lose_something_is_refused_with_every_reason(parish, pair):
    kept, gone = pair
    assert refusals(parish, kept, kept) == {"itself"}
    other = copy(parish, parish.folder(title="Other"), "Other.txt", "Something else")
    assert refusals(parish, kept, other) == {"other_content"}
    open_one = file(parish, MINUTES, "Open.txt", parish.folder(title="Open"))
    assert refusals(parish, kept, open_one) == {"other_readers"}
    late = copy(parish, parish.folder(title="Late"), "Late.txt", modified=DAYS[3])
    assert refusals(parish, late, gone) == {"shorter"}
    with pytest.raises(Refused, match="Say why"):
        merge(parish, kept, gone, reason=" ")
    assert not Merged.objects.exists()


def test_no_hold_is_lost(parish, pair):
    kept, gone = pair
    placed = parish.hold(records=[gone.reference])
    assert refusals(parish, kept, gone)
    assert refusals(parish, gone, kept)  # nor is what is held changed
    assert placed.reference
    assert Record.objects.get(pk=gone.pk).state == "declared"


def test_a_hold_on_the_folder_of_the_other_reaches_what_was_merged(parish):
    one, two = parish.folder(title="One"), parish.folder(title="Two")
    kept, gone = copy(parish, one, "One.txt"), copy(parish, two, "Two.txt")
    merge(parish, kept, gone)
    parish.hold(folders=[two.reference])
    found = Record.objects.get(pk=kept.pk)
    assert record_queries.reasons_not_to_alter(parish.who("manager"), found)


def test_what_is_marked_or_under_review_by_itself_stays(parish, pair):
    kept, gone = pair
    retention.mark_of_value(parish.who("manager"), gone.reference, why="Of use", now=parish.now)
    assert schedule.of_value(gone.reference)
    assert refusals(parish, kept, gone) == {"of_value"}


def test_only_who_may_change_both_merges(parish, pair):
    kept, gone = pair
    with pytest.raises(NotPermitted):
        merge(parish, kept, gone, "clerk")
    with pytest.raises(NotFound):
        merge(parish, kept, gone, "lawyer")
    merge(parish, kept, gone, "officer")


def test_what_was_said_of_versions_counts_for_the_record_that_was_kept(parish, pair):
    kept, gone = pair
    later = copy(parish, parish.folder(title="Later"), "Minutes v2.txt", MINUTES + " More.")
    manager = parish.who("manager")
    actions.accept_versions(manager, gone.reference, later.reference, now=parish.now)
    merge(parish, kept, gone)
    found = queries.versions_of(manager, Record.objects.get(pk=kept.pk))
    assert [one.pk for one in found] == [kept.pk, later.pk]


def test_what_was_merged_stays_merged_whoever_writes_sql(parish, pair):
    kept, gone = pair
    merge(parish, kept, gone)
    for change in ("state = 'declared'", "reference = 'R-NEW'"):
        statement = f"UPDATE records_record SET {change} WHERE id = {gone.pk}"
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_was_known_of_it_goes_with_the_record_that_was_kept(parish, pair):
    kept, gone = pair
    merge(parish, kept, gone)
    locked = records.lock_all_for_disposal([kept.pk])
    records.begin_destruction(list(locked.values()), now=parish.now)
    assert Merged.objects.get(record=gone.pk).said == {}
    assert list(record_queries.merged_into_ended()) == [gone.reference]


def test_a_person_looks_first_and_then_merges_on_the_page(parish, pair):
    kept, gone = pair
    client = Client()
    client.force_login(Person.objects.get(reference=parish.references["manager"]))
    address = reverse("merge_records", args=[kept.reference, gone.reference])
    assert address in client.get(reverse("same_content")).text
    asked = client.get(address).text
    assert "What will happen" in asked and "Minutes again.txt" in asked
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Filed twice"}).status_code == 303
    shown = client.get(reverse("record", args=[gone.reference])).text
    assert "Merged into this record" in shown and "Minutes again" in shown
    assert client.post(address, {"reason": "Once more"}).status_code == 422
    late = copy(parish, parish.folder(title="L"), "Late.txt", modified=parish.now - timedelta(900))
    refused = client.get(reverse("merge_records", args=[late.reference, kept.reference])).text
    assert "cannot be merged as they are" in refused and "is kept longer" in refused


def test_the_report_says_how_many_were_merged_and_when_to_who_may_see_them(parish, pair):
    kept, gone = pair
    merge(parish, kept, gone)
    manager, lawyer = parish.who("manager"), parish.who("lawyer")
    (line,) = queries.report(manager)
    assert (line.unit, line.records, line.copies, line.merged) == ("HOU", 1, 1, 1)
    assert queries.reduction(manager) == [(parish.now.date().replace(day=1), 1)]
    assert queries.report(lawyer) == [] == queries.reduction(lawyer)


def test_what_a_merged_record_taught_and_was_filed_by_goes_with_the_record_that_it_became(parish):
    kept, gone = copy(parish, parish.folder(), "a.txt"), copy(parish, parish.folder(), "b.txt")
    parish.open_class("TRAY", rule="undecided", owner_unit="HOU", access="everyone")
    manager, draft = parish.who("manager"), RuleDraft("TRAY", 90, 10, "Many letters.")
    rule = SortingRule.objects.get(
        reference=advice.set_rule(manager, draft, now=parish.now).reference
    )
    figures = {"sure": 90, "runner_up": 0, "filed_at": parish.now}
    FiledByRule.objects.create(
        record=gone,
        rule=rule,
        from_folder_id=gone.folder_id,
        file_class_id=gone.file_class_id,
        words=[1, 2],
        near=[kept.pk],
        **figures,
    )
    advice.learn()
    merge(parish, kept, gone)
    advice.forget([kept.pk])
    assert not Sample.objects.filter(record__in=[kept.pk, gone.pk]).exists()
    assert FiledByRule.objects.values_list("words", "near").get(record=gone) == ([], [])
