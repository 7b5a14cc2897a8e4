"""Scans become findable: their words are read off pictures of pages, and nothing else changes."""

import hashlib
import os

import pytest
from django.test import Client
from django.urls import reverse
from tests.foundation.content.scans import ENGLISH, WELSH, page, saved
from tests.holdings.parish import events

from muniment.foundation.access.models import Person
from muniment.foundation.content import actions as content
from muniment.foundation.content import queries
from muniment.foundation.content.adapters import recogniser, sandbox
from muniment.foundation.content.adapters.recogniser import read_tsv
from muniment.foundation.content.models import Derived
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.holdings.capture import actions as capture
from muniment.holdings.records import queries as record_queries
from muniment.holdings.search import queries as search

LANGUAGES = ["eng", "cym"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here"),
    pytest.mark.skipif(
        bool(recogniser.why_unavailable(LANGUAGES)), reason="tesseract is not installed"
    ),
]


def file(parish, data, name):
    made = parish.upload(parish.folder(title=name), data, name)
    record = record_queries.record_named(parish.who("manager"), made.record)
    capture.derive([record.pk], run_as=parish.references["manager"], now=parish.now)
    return record


def recognised(parish, data, name):
    record = file(parish, data, name)
    assert Job.objects.filter(kind="capture.recognise", arguments={"records": [record.pk]})
    capture.recognise([record.pk], now=parish.now)
    return record, Derived.objects.get()


def found(parish, words):
    return search.search(parish.who("manager"), words).total


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("minutes.pdf", lambda: saved(page(), "PDF")),
        ("fax.tif", lambda: saved(page().convert("1"), "TIFF", compression="group4")),
        ("phone.jpg", lambda: saved(page().convert("RGB"), "JPEG", quality=60)),
        ("sideways.png", lambda: saved(page().rotate(90, expand=True), "PNG")),
        ("huge.png", lambda: saved(page().resize((5000, 7070)), "PNG")),
    ],
    ids=["PDF", "1-bit TIFF", "JPEG", "sideways", "huge"],
)
def test_a_scan_is_found_by_its_words_which_are_said_to_be_recognised(parish, name, make):
    data = make()
    record, derived = recognised(parish, data, name)
    assert derived.state == "done"
    assert (derived.origin, derived.language) == ("recognised", "en")
    assert derived.confidence > 60
    assert found(parish, "library roof") == 1
    client = Client()
    client.force_login(Person.objects.get(reference=parish.references["manager"]))
    said = client.get(reverse("look", args=[record.reference, 1])).text
    assert "Recognised from a picture of the page" in said
    assert content.opened(hashlib.sha256(data).hexdigest(), now=parish.now).read() == data


def test_pages_are_read_in_order_and_blank_ones_passed_over(parish):
    pages = [page(ENGLISH), page(()), page(WELSH)]
    _, derived = recognised(parish, saved(pages, "PDF"), "three.pdf")
    assert derived.metadata["pages"] == "3"
    assert derived.text.index("Minutes") < derived.text.index("Cofnodion")
    assert found(parish, "atgyweirio") == 1


def test_welsh_is_read_as_welsh(parish):
    _, derived = recognised(parish, saved(page(WELSH), "TIFF"), "cofnodion.tif")
    assert derived.language == "cy"
    assert derived.language_confidence >= 80


def test_of_a_long_scan_as_many_pages_are_read_as_the_setting_says(parish, settings):
    settings.MUNIMENT_OCR_PAGES = 1
    _, derived = recognised(parish, saved([page(ENGLISH), page(WELSH)], "PDF"), "long.pdf")
    assert "library" in derived.text
    assert "llyfrgell" not in derived.text
    assert derived.reason == "The first 1 of 2 pages were read."


def test_a_scan_without_words_is_read_once_and_said_to_have_none(parish):
    record, derived = recognised(parish, saved(page(()), "PNG"), "blank.png")
    assert (derived.state, derived.origin) == ("empty", "recognised")
    assert derived.reason == "No words were recognised on its pages."
    assert not queries.to_recognise().exists()
    attempts = derived.attempts
    assert capture.recognise([record.pk], now=parish.now) == {"recognised": 0, "without_words": 0}
    assert Derived.objects.get().attempts == attempts


def test_a_broken_scan_has_its_reason_and_stops_nothing(parish):
    data = saved(page().convert("1"), "TIFF", compression="group4")
    broken = data[:8] + bytes(len(data) - 700) + data[-692:]
    record, derived = recognised(parish, broken, "broken.tif")
    assert derived.state == "empty"
    assert derived.reason.startswith("Pages that could not be read: 1.")
    assert record.title


def test_a_document_with_text_of_its_own_is_left_alone(parish):
    file(parish, b"Typed words that need no recognition at all.", "typed.txt")
    assert not Job.objects.filter(kind="capture.recognise").exists()
    assert Derived.objects.get().origin == ""


def test_where_it_cannot_be_done_it_is_said_and_done_later_for_all(parish, settings, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    recogniser.installed.cache_clear()
    record = file(parish, saved(page(), "PNG"), "later.png")
    capture.recognise([record.pk], now=parish.now)
    assert Derived.objects.get().origin == ""
    assert capture.why_not_recognised() == "tesseract is not installed"
    with pytest.raises(Refused, match="tesseract is not installed"):
        capture.recognise_missing(parish.who("manager"), now=parish.now)
    monkeypatch.undo()
    recogniser.installed.cache_clear()
    with pytest.raises(NotPermitted):
        capture.recognise_missing(parish.who("clerk"), now=parish.now)
    settings.MUNIMENT_OCR_LANGUAGES = ["eng", "klingon"]
    with pytest.raises(Refused, match="no data for klingon"):
        capture.recognise_missing(parish.who("manager"), now=parish.now)
    settings.MUNIMENT_OCR_LANGUAGES = ["eng"]
    Job.objects.all().delete()
    assert capture.recognise_missing(parish.who("manager"), now=parish.now) == 1
    assert Job.objects.get().arguments == {"records": [record.pk]}
    assert events("capture:scans:to_recognise")
    capture.recognise([record.pk], now=parish.now)
    assert found(parish, "library") == 1


def test_a_page_that_takes_too_long_is_given_up():
    dense = page([f"{word} " * 12 for word in ENGLISH], letters=9, size=(3600, 3600))
    assert recogniser.read_page(saved(dense, "PPM"), ["eng"], seconds=0).reason


def test_what_is_no_picture_reads_as_nothing():
    assert recogniser.read_page(b"P5 nonsense", ["eng"]).text == ""
    assert recogniser.read_page(os.urandom(5000), ["eng"]).text == ""


def test_words_that_the_reader_itself_doubts_are_left_out():
    head = "level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext"
    rows = ["5\t1\t1\t1\t1\t1\t0\t0\t1\t1\t96\tgood", "5\t1\t1\t1\t1\t2\t0\t0\t1\t1\t12\t~|"]
    rows += [
        "5\t1\t1\t1\t2\t1\t0\t0\t1\t1\t80\tday",
        "4\tbad row",
        "5\t1\t1\t1\t2\t2\t0\t0\t1\t1\tx\ty",
    ]
    made = read_tsv("\n".join([head, *rows]))
    assert made.text == "good\nday"
    assert made.confidence == round((96 * 4 + 80 * 3) / 7)
