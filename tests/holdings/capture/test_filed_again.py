"""What is here already is linked, unless somebody says why it is to be a record of its own."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.holdings.parish import events

from muniment.foundation.access.models import Person
from muniment.foundation.content.models import Blob
from muniment.holdings.capture.types import Outcome
from muniment.holdings.duplicates import actions as duplicates
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db
WHY = "The signed copy of the tenant."


def test_a_reason_makes_a_record_of_its_own_and_stands_in_the_log(parish):
    place = parish.folder()
    first = parish.upload(place, b"The same", "one.txt")
    again = parish.upload(place, b"The same", "two.txt", own_reason=f" {WHY} ")
    assert again.outcome is Outcome.CAPTURED and again.record != first.record
    assert Record.objects.count() == 2 and Blob.objects.count() == 1
    (told,) = events("capture:upload:kept_apart")
    assert (told.reason, told.object_reference) == (WHY, f"record:{again.record}")
    assert json.loads(told.canonical)["detail"]["same_as"] == first.record


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_the_record_that_is_there_gets_one_more_place(parish, reason):
    place = parish.folder()
    first = parish.upload(place, b"The same", "one.txt")
    again = parish.upload(place, b"The same", "two.txt", own_reason=reason)
    assert (again.outcome, again.record) == (Outcome.LINKED, first.record)
    assert events("capture:upload:kept_apart") == []


def test_a_reason_for_what_is_not_there_says_nothing_of_what_others_have(parish):
    secret = parish.folder("LEG", "Cases")
    parish.upload(secret, b"The same", "one.txt")
    parish.upload(parish.folder(), b"The same", "two.txt", own_reason=WHY)
    assert events("capture:upload:kept_apart") == []


def test_it_can_be_merged_later(parish):
    place = parish.folder()
    first = parish.upload(place, b"The same", "one.txt")
    again = parish.upload(place, b"The same", "two.txt", own_reason=WHY)
    manager = parish.who("manager")
    kept = duplicates.merge(
        manager, first.record, again.record, reason="It was the same after all.", now=parish.now
    )
    assert kept.places.count() == 2


@pytest.mark.parametrize("page", ["upload", "add_anything"])
def test_a_person_says_so_on_the_page(parish, page):
    place = parish.folder()
    parish.upload(place, b"The same", "one.txt")
    client = Client()
    client.force_login(Person.objects.get(reference=parish.references["officer"]))
    address = reverse(page, args=[place.reference] if page == "upload" else [])
    assert "if it is here already" in client.get(address).text
    for reason, many in (("", 1), (WHY, 2)):
        sent = {"chosen": SimpleUploadedFile("two.txt", b"The same"), "own_reason": reason}
        sent |= {"into": "elsewhere", "folder": place.reference} if page == "add_anything" else {}
        assert client.post(address, sent).status_code == 303
        assert Record.objects.count() == many
