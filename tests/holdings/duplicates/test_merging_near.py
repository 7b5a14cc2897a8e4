"""Merging records that say nearly the same: one stands for the other, and no content is lost."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.holdings.duplicates.written import AMENDED, MINUTES, OTHER, file
from tests.holdings.parish import events

from muniment.foundation.access.models import Person
from muniment.foundation.content.models import BlobReference
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture.types import Outcome
from muniment.holdings.duplicates import actions, queries
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.holdings.records.models import Found, Record
from muniment.holdings.search import queries as finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def near(parish):
    place = parish.folder()
    final = file(parish, AMENDED, "Minutes final.txt", place)
    return final, file(parish, MINUTES, "Minutes draft.txt", place)


def merge(parish, kept, gone, stands_for=True):
    said = {"reason": "The final text", "stands_for": stands_for}
    manager = parish.who("manager")
    return actions.merge(manager, kept.reference, gone.reference, **said, now=parish.now)


def refusals(parish, kept, gone, **said):
    with pytest.raises(Refused) as refused:
        merge(parish, kept, gone, **said)
    return {one.code for one in refused.value.reasons}


def test_the_content_of_the_other_is_kept_and_reached_on_the_record(parish, near):
    final, draft = near
    before = Record.objects.get(pk=final.pk)
    merge(parish, final, draft)
    kept = Record.objects.get(pk=final.pk)
    told = [(one.ordinal, one.role, one.name) for one in record_queries.components(kept)]
    assert told == [(1, "original", "Minutes final.txt"), (2, "merged", "Minutes draft.txt")]
    assert kept.size == before.size + draft.size and kept.due_on >= before.due_on
    manager = parish.who("manager")
    _, stream = records.read_content(manager, draft.reference, ordinal=2, now=parish.now)
    assert b"".join(stream).decode() == MINUTES
    assert BlobReference.objects.count() == 2
    assert Found.objects.filter(record=kept.pk).count() == 2
    (mine, other) = events("duplicates:records:merged")
    digest = draft.components.get().sha256
    assert digest in mine.canonical and digest in other.canonical
    for words in ("draft", "roof 7"):  # its name, and words that the other text alone has
        assert finding.numbers_found(manager, words, most=9) == [kept.pk]
    assert queries.groups(manager)[0] == []


def test_the_same_file_that_comes_again_is_a_further_place_of_the_record(parish, near):
    final, draft = near
    merge(parish, final, draft)
    again = parish.upload(parish.folder(title="B"), MINUTES.encode(), "Again.txt")
    assert (again.outcome, again.record) == (Outcome.LINKED, final.reference)
    assert Found.objects.filter(record=final.pk).count() == 3


def test_it_is_destroyed_with_the_record(parish, near):
    final, draft = near
    merge(parish, final, draft)
    locked = records.lock_all_for_disposal([final.pk])
    records.begin_destruction(list(locked.values()), now=parish.now)
    assert not BlobReference.objects.exists()


def test_it_is_said_by_a_person_and_only_of_what_is_near(parish, near):
    final, draft = near
    assert refusals(parish, final, draft, stands_for=False) == {"other_content"}
    bill = file(parish, OTHER, "Bill.txt", parish.folder(title="Bills"))
    assert refusals(parish, final, bill) == {"not_alike"}
    manager = parish.who("manager")
    actions.accept_versions(manager, bill.reference, final.reference, now=parish.now)
    merge(parish, final, bill)
    parish.hold(records=[draft.reference])
    assert refusals(parish, final, draft)
    assert Record.objects.get(pk=draft.pk).state == "declared"


def test_on_the_page_a_person_compares_and_then_says_so(parish, near):
    final, draft = near
    client = Client()
    client.force_login(Person.objects.get(reference=parish.references["manager"]))
    address = reverse("merge_records", args=[final.reference, draft.reference])
    assert address in client.get(reverse("compare", args=[final.reference, draft.reference])).text
    asked = client.get(address).text
    assert "Compare them" in asked and "Minutes draft.txt" in asked and "I have compared" in asked
    refused = client.post(address, {"reason": "The final text"})
    assert refused.status_code == 422 and "stands for the other" in refused.text
    done = client.post(address, {"reason": "The final text", "stands_for": "on"})
    assert done.status_code == 303
    shown = client.get(reverse("record", args=[final.reference])).text
    assert "From a record that was merged into this one" in shown
    bill = file(parish, OTHER, "Bill.txt", parish.folder("LEG", title="Bills"))
    stopped = client.get(reverse("merge_records", args=[final.reference, bill.reference])).text
    assert "do not say nearly the same" in stopped and "different classes" in stopped
    assert 'name="reason"' not in stopped and "Back to the record" in stopped


def test_the_pages_write_days_in_words_and_call_a_place_that_was_merged_merged(parish, near):
    final, draft = near
    Record.objects.filter(pk=draft.pk).update(record_date=date(2023, 4, 6))
    browser = Client()
    browser.force_login(Person.objects.get(username="manager"))
    asked = reverse("merge_records", args=[final.reference, draft.reference])
    page = browser.get(asked).content.decode()
    assert "6 April 2023" in page and "2023-04-06" not in page
    merge(parish, final, draft)
    parish.upload(parish.folder(title="B"), AMENDED.encode(), "Again.txt")
    page = browser.get(reverse("record", args=[final.reference])).content.decode()
    assert page.count(">\n  Merged\n") + page.count(">Merged<") == 1, page
    assert page.count(">\n  Duplicate\n") + page.count(">Duplicate<") == 1
