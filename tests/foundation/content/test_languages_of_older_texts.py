"""Texts that were read before languages were told get theirs by and by, and readers notice
nothing of it."""

import hashlib
from datetime import UTC, datetime

import pytest

from muniment.foundation.content.actions import languages
from muniment.foundation.content.models import Blob, Derived, LanguageLook
from muniment.foundation.content.states import DerivedState

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
WELSH = (
    "Cafodd to neuadd y pentref ei drwsio cyn i'r gaeaf ddod, a diolch i bawb am eu gwaith. " * 3
)
ENGLISH = (
    "The roof of the village hall was mended before the winter, with thanks to all of you. " * 3
)


def text(words, **said):
    sha256 = hashlib.sha256(words.encode()).hexdigest()
    blob = Blob.objects.create(sha256=sha256, size=1, stored_at=NOW, checked_at=NOW)
    return Derived.objects.create(blob=blob, **{"state": DerivedState.DONE, "text": words, **said})


def told():
    return dict(Derived.objects.values_list("text", "language"))


def test_each_text_gets_its_language_once_and_what_cannot_be_told_is_left():
    known = text(ENGLISH + "Known.", language="fr", language_confidence=99)
    text(WELSH), text(ENGLISH), text("12 34"), text("", state=DerivedState.FAILED)
    assert languages.tell_languages(now=NOW) == 3
    assert told() == {known.text: "fr", WELSH: "cy", ENGLISH: "en", "12 34": "", "": ""}
    assert Derived.objects.get(text=WELSH).language_confidence >= 80
    text(ENGLISH + "Later: it has its language when it is read.")
    assert languages.tell_languages(now=NOW) is None  # nothing is looked at twice


def test_a_run_stops_in_time_and_the_next_goes_on_where_it_stopped(monkeypatch):
    monkeypatch.setattr(languages, "STEP", 2)
    for number in range(5):
        text(f"{ENGLISH} {number}")
    assert languages.tell_languages(now=NOW, seconds=1e-9) == 2
    assert list(told().values()).count("en") == 2
    assert languages.tell_languages(now=NOW, seconds=1e-9) == 2
    assert languages.tell_languages(now=NOW, seconds=None) == 1
    assert LanguageLook.objects.get().done_at == NOW
    assert set(told().values()) == {"en"}


def test_what_was_read_anew_meanwhile_keeps_what_it_says(monkeypatch):
    one = text(ENGLISH)

    def read_anew(words):
        Derived.objects.filter(pk=one.pk).update(text=WELSH, language="cy", language_confidence=97)
        return "en", 99

    monkeypatch.setattr(languages, "language_of", read_anew)
    languages.tell_languages(now=NOW)
    one.refresh_from_db()
    assert (one.language, one.language_confidence) == ("cy", 97)
