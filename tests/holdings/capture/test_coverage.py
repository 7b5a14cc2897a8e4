"""What text could be had: every outcome under its name, with counts, bytes and rows one may see."""

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from muniment.foundation.access.models import Person
from muniment.foundation.content import queries
from muniment.foundation.content.adapters import sandbox
from muniment.foundation.content.adapters.languages import language_of
from muniment.foundation.content.models import Blob, Derived
from muniment.foundation.content.rules import RECOGNISED, covered_as, language_judged
from muniment.foundation.content.states import Coverage, DerivedState
from muniment.holdings.capture import actions as capture
from muniment.holdings.records import queries as record_queries
from muniment.holdings.search import queries as search

WELSH = "Penderfynwyd atgyweirio to'r llyfrgell yn y gwanwyn oherwydd bod y glaw yn dod i mewn."
ENGLISH = "It was decided to mend the roof of the library in spring because the rain comes in."
FRENCH = "Il a été décidé de réparer le toit de la bibliothèque au printemps à cause de la pluie."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (WELSH, "cy"),
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        ("Invoice 12 for lamps", ""),
        ("12.50 99 17 2019 INV-77 100.00 3 4 5 6 7 8 9 10", ""),
        ("", ""),
    ],
)
def test_a_language_is_told_where_there_are_words_enough(text, language):
    found, likely = language_of(text)
    assert found == language
    assert (likely is None) == (not language)


def test_a_language_that_is_not_sure_is_not_said():
    assert language_judged("cy", 0.79) == ("", None)
    assert language_judged("cy", 0.8) == ("cy", 80)
    assert language_judged("cy", 1.0000001) == ("cy", 100)


def test_every_state_has_an_outcome():
    assert {covered_as(state, "") for state in DerivedState} == set(Coverage) - {"recognised"}
    assert covered_as(DerivedState.DONE, RECOGNISED) is Coverage.RECOGNISED


@pytest.fixture
def files(parish):
    """A file in English, one in Welsh, and one of every state; all in a class of HOU."""
    folder = parish.folder(title="Both")
    for state in DerivedState:
        parish.upload(folder, state.value.encode(), f"{state.value}.txt")
        row = Derived.objects.get(pk=digest(state.value))
        row.state = state.value
        row.save()
    if not sandbox.available():
        numbers = [one.pk for one in (filed(parish, folder, ENGLISH), filed(parish, folder, WELSH))]
        capture.derive(numbers, run_as=parish.references["manager"], now=parish.now)
    return parish


def filed(parish, folder, text):
    made = parish.upload(folder, text.encode(), f"{text[:10]}.txt")
    return record_queries.record_named(parish.who("manager"), made.record)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def browser(parish, username):
    client = Client()
    client.force_login(Person.objects.get(reference=parish.references[username]))
    return client


def test_every_file_is_counted_once_with_its_bytes(files):
    rows = queries.coverage()
    live = Blob.objects.filter(state="live", derived__isnull=False)
    assert sum(one.files for one in rows) == live.count()
    assert sum(one.size for one in rows) == sum(live.values_list("size", flat=True))
    assert {one.outcome for one in rows} >= set(Coverage) - {Coverage.RECOGNISED}
    for one in rows:
        assert queries.covered(one.outcome, one.puid).count() == one.files


def test_the_page_leads_to_the_files_and_shows_only_records_one_may_see(files):
    seen = browser(files, "manager").get(reverse("coverage")).text
    assert "Needs a password" in seen
    assert "outcome=password" in seen
    rows = reverse("covered") + "?outcome=password"
    assert "encrypted" in browser(files, "manager").get(rows).text
    hidden = browser(files, "admin").get(rows).text
    assert "In a record that you cannot see" in hidden
    assert browser(files, "clerk").get(reverse("coverage")).status_code == 403
    lines = b"".join(browser(files, "admin").get("/admin/store/coverage/?format=csv"))
    assert lines.startswith(b"Format,PRONOM,Text,Files,Size,Bytes")
    odd = reverse("covered") + "?outcome=%3Cscript%3E&puid=x"
    assert browser(files, "admin").get(odd).status_code == 200


@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
def test_records_are_found_by_the_language_of_their_text(files):
    def found(words):
        return {one.title for one in search.search(files.who("manager"), words).hits}

    assert found("language:cy") == {WELSH[:10].strip()}
    assert found("library language:EN") == {ENGLISH[:10].strip()}
    assert found("library language:cy") == set()
    assert ENGLISH[:10].strip() not in found("-language:en")
    assert dict(queries.languages()) == {"cy": 1, "en": 1}
    assert "Welsh 1" in browser(files, "manager").get(reverse("coverage")).text
