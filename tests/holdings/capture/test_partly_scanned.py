"""A PDF with typed pages and scanned ones: the scanned are recognised, the typed left as they are,
and the file to the byte, so that its signature holds."""

import hashlib
import shutil

import pytest
from django.test import Client
from django.urls import reverse
from tests.foundation.content.mixed import mixed, signature_holds
from tests.foundation.content.scans import ENGLISH, WELSH, page

from muniment.foundation.access.models import Person
from muniment.foundation.content import actions as content
from muniment.foundation.content import queries
from muniment.foundation.content.adapters import recogniser, sandbox
from muniment.foundation.content.models import Derived
from muniment.foundation.jobs.models import Job
from muniment.holdings.capture import actions as capture
from muniment.holdings.records import queries as record_queries
from muniment.holdings.search import queries as search

TYPED = "The agenda of the trustees is typed"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here"),
    pytest.mark.skipif(
        bool(recogniser.why_unavailable(["eng", "cym"])), reason="tesseract is not installed"
    ),
]


def read(parish, data, name="mixed.pdf"):
    """The record, and what is known of its text once its jobs are done."""
    made = parish.upload(parish.folder(title=name), data, name)
    record = record_queries.record_named(parish.who("manager"), made.record)
    capture.derive([record.pk], run_as=parish.references["manager"], now=parish.now)
    if Job.objects.filter(kind="capture.recognise").exists():
        capture.recognise([record.pk], now=parish.now)
    return record, Derived.objects.get()


def found(parish, words):
    return search.search(parish.who("manager"), words).total


def test_scanned_pages_between_typed_ones_are_recognised_and_said_to_be(parish):
    pages = [TYPED, page(ENGLISH), None, "Signed and dated", page(WELSH)]
    record, derived = read(parish, mixed(pages))
    assert (derived.state, derived.origin) == ("done", "partly")
    assert derived.reason == "Pages recognised from pictures: 2, 5. Their words stand at the end."
    assert derived.text.count(TYPED) == 1 and "Signed and dated" in derived.text
    assert derived.text.index("Minutes") < derived.text.index("Cofnodion")
    assert derived.confidence > 60
    for words in ("agenda trustees", "library roof", "atgyweirio"):
        assert found(parish, words) == 1
    [hit] = search.search(parish.who("manager"), "library").hits
    assert hit.recognised
    client = Client()
    client.force_login(Person.objects.get(reference=parish.references["manager"]))
    said = client.get(reverse("look", args=[record.reference, 1])).text
    assert "Some of its words were recognised from pictures" in said and "2, 5" in said
    assert [one.outcome for one in queries.coverage()] == ["recognised"]
    assert [one.pk for one in queries.covered("recognised")] == [derived.pk]
    assert not queries.to_recognise().exists()


def test_it_is_done_once(parish):
    record, derived = read(parish, mixed([TYPED, page(ENGLISH)]))
    assert capture.recognise([record.pk], now=parish.now) == {"recognised": 0, "without_words": 0}
    assert Derived.objects.get().text == derived.text


def test_blank_pages_and_pictures_without_words_make_no_difference(parish):
    _, derived = read(parish, mixed([TYPED, None]))
    assert not Job.objects.filter(kind="capture.recognise").exists()
    assert (derived.origin, derived.text.strip()) == ("", TYPED)


def test_a_picture_without_words_leaves_the_text_as_it_was_and_is_looked_at_once(parish):
    _, derived = read(parish, mixed([TYPED, page(())]))
    assert (derived.state, derived.origin, derived.text.strip()) == ("done", "", TYPED)
    assert not queries.to_recognise().exists()


def test_no_more_pages_are_recognised_than_the_setting_says(parish, settings):
    settings.MUNIMENT_OCR_PAGES = 1
    _, derived = read(parish, mixed([TYPED, page(ENGLISH), page(WELSH)]))
    assert "library" in derived.text and "llyfrgell" not in derived.text
    assert "1 of 2 scanned pages" in derived.reason


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_a_signed_file_is_recognised_and_its_signature_still_holds(parish, tmp_path):
    data = mixed([TYPED, page(ENGLISH)], signed=True)
    assert signature_holds(data, tmp_path)
    assert not signature_holds(data.replace(b"agenda", b"agendb"), tmp_path)
    _, derived = read(parish, data, "signed.pdf")
    assert derived.origin == "partly" and found(parish, "agenda library") == 1
    kept = content.opened(hashlib.sha256(data).hexdigest(), now=parish.now).read()
    assert kept == data and signature_holds(kept, tmp_path)
