"""A model schedule is taken over on the page: compared first, decided where both changed."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muniment.foundation.access import queries as access
from muniment.foundation.kernel import clock
from muniment.lifecycle.retention import actions, queries

from .in_tray import RULE, csv_of
from .test_pages import text_of

pytestmark = pytest.mark.django_db
ADDRESS = "/lifecycle/schedules/HOMES/1/model/"


def hidden(page):
    return dict(re.findall(r'<input type="hidden"[^>]*name="([^"]+)" value="([^"]*)"', page))


@pytest.fixture
def manager(as_, world):
    client = as_("manager")
    client.post("/lifecycle/open-schedule/", {"code": "HOMES", "title": "Homes", "area": "Homes"})
    client.post("/lifecycle/schedules/HOMES/start/", {"note": ""})
    return client


def choose(client, version, **row):
    file = SimpleUploadedFile("model.csv", csv_of(RULE | {"code": "HM-1"} | row))
    said = {"provider": "The makers", "version": version, "file": file}
    return client.post(ADDRESS, said)


def rule():
    return queries.rules_of(queries.edition_named("HOMES", 1))[0]


def test_a_model_comes_in_its_next_version_is_compared_and_what_both_changed_is_chosen(manager):
    looked = choose(manager, "2025")
    assert "Nothing has been done yet" in text_of(looked)
    assert manager.post(ADDRESS, hidden(text_of(looked))).status_code == 303
    code = rule().code
    page = manager.get(f"/lifecycle/schedules/HOMES/1/rules/{code}/")
    assert page.status_code == 200
    actor = access.profile_of("manager", on=clock.today())
    mine = replace(rule(), title="Our own words")
    actions.draft_rule(actor, "HOMES", 1, mine, seen=None, now=clock.now())
    page = text_of(manager.get("/lifecycle/schedules/HOMES/model/"))
    assert "Our own words" in page and "The makers, version 2025" in page
    looked = text_of(choose(manager, "2026", title="Theirs"))
    assert "Changed by you and by the model" in looked
    answer = manager.post(ADDRESS, hidden(looked) | {"chosen": code}, follow=True)
    assert answer.status_code == 200 and rule().title == "Theirs"
    assert "version 2026" in text_of(manager.get("/lifecycle/schedules/HOMES/"))


def test_what_is_wrong_with_a_model_is_said_at_its_field_and_nothing_is_done(manager):
    empty = text_of(manager.post(ADDRESS, {}))
    for words in ("Choose a file.", "Say whose model it is.", "Say which version."):
        assert words in empty
    assert "There is a problem" in text_of(choose(manager, "1", authority="", trigger="whenever"))
    assert queries.taken_over("HOMES") is None
    looked = hidden(text_of(choose(manager, "1")))
    manager.post("/lifecycle/schedules/HOMES/withdraw/", {"reason": "No."})
    assert "There is a problem" in text_of(manager.post(ADDRESS, looked))
    assert queries.taken_over("HOMES") is None
    assert "Choose the file again." in text_of(manager.post(ADDRESS, {"seen": "x"}))


def test_what_changed_since_it_was_looked_at_is_shown_again(manager):
    looked = hidden(text_of(choose(manager, "1")))
    assert manager.post(ADDRESS, looked).status_code == 303
    looked = hidden(text_of(choose(manager, "2", title="Other words")))
    changed = {**looked, "seen": "0" * 64}
    assert "has changed since you looked" in text_of(manager.post(ADDRESS, changed))
    assert queries.taken_over("HOMES").version == "1"


def test_a_schedule_that_follows_no_model_says_so(manager):
    assert "follows no model" in text_of(manager.get("/lifecycle/schedules/HOMES/model/"))
