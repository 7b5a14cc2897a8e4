"""Filing as one goes: two clicks from any page, or from another program that shares something."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muniment.foundation.content.models import Derived
from muniment.foundation.content.states import DerivedState
from muniment.holdings.advice import actions as advice
from muniment.holdings.records.models import Record

from .forms_on_page import form_for
from .sheets_filled import text_of

pytestmark = pytest.mark.django_db


def test_every_page_leads_to_it_for_who_may_file(world, as_):
    assert 'href="/add/"' in text_of(as_("staff").get("/"))
    assert 'href="/add/"' not in text_of(as_("auditor").get("/"))
    assert as_("auditor").get("/add/").status_code == 403


def test_the_folders_that_one_filed_in_last_are_there_to_choose(world, as_):
    client = as_("dro")
    page = text_of(client.get("/add/"))
    form = form_for(page, "/add/", "/add/")
    assert "Invoices 2019 (FIN/01)" in page
    sent = form.filled({"into": world.folder})
    done = client.post("/add/", sent | {"chosen": SimpleUploadedFile("lamp.txt", b"lamps")})
    assert done.status_code == 303, text_of(done)
    assert Record.objects.get(title="lamp").folder.reference == world.folder
    assert "1 file filed" in text_of(client.get(done["Location"]))


def test_folders_are_suggested_by_what_it_is_called_and_one_is_chosen(world, as_):
    Derived.objects.filter(state=DerivedState.WAITING).update(state=DerivedState.EMPTY)
    advice.learn()  # from titles and places: nothing was read of these
    client = as_("dro")
    page = text_of(client.get("/add/", {"called": "Invoice for lamps"}))
    assert "Suggested, and why" in page and "Words: " in page
    sent = form_for(page, "/add/", "/add/").filled({"into": world.folder})
    assert sent["called"] == "Invoice for lamps"
    again = client.post("/add/", {**sent, "chosen": ""})
    assert again.status_code == 422 and "Suggested, and why" in text_of(again)
    done = client.post("/add/", sent | {"chosen": SimpleUploadedFile("lamp.txt", b"lamps")})
    assert done.status_code == 303, text_of(done)
    assert "Suggested" not in text_of(client.get("/add/"))
    assert "Nothing that you may see" in text_of(client.get("/add/", {"called": "Zq"}))


def test_what_another_program_shares_is_filled_in_and_filed_as_a_note(world, as_):
    client = as_("dro")
    shared = {"title": "Lamp news", "url": "https://example.org/lamps", "text": "<b>Read</b>"}
    page = text_of(client.get("/add/", shared))
    assert "https://example.org/lamps" in page and "<b>Read" not in page
    sent = form_for(page, "/add/", "/add/").filled({"into": world.folder})
    assert client.post("/add/", sent).status_code == 303
    record = Record.objects.get(title="Lamp news")
    assert record.components.get().name == "Lamp news.txt"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"into": "elsewhere", "folder": ""}, "Enter the reference of the folder"),
        ({"into": "elsewhere", "folder": "F-NONE0-00000"}, "no folder F-NONE0-00000"),
        ({"into": "elsewhere", "folder": "x", "url": "javascript:alert(1)"}, "begins with http"),
    ],
)
def test_what_is_wrong_is_told_on_the_page(world, as_, typed, words):
    client = as_("dro")
    form = form_for(text_of(client.get("/add/")), "/add/", "/add/")
    answer = client.post("/add/", form.filled({"text": "A note", **typed}))
    assert answer.status_code == 422 and words in text_of(answer)


def test_a_browser_is_told_where_to_share_to(client):
    answer = client.get("/manifest.webmanifest")
    told = json.loads(answer.content)["share_target"]
    assert told["action"] == "/add/" and told["method"] == "GET"
