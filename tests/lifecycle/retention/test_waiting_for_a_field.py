"""A clock that starts from a field of the body: what lacks the date is listed, and what has it is
dated at once."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.lifecycle.retention.test_living import live, say
from tests.lifecycle.retention.test_retention_verbs import due_on, work
from tests.lifecycle.town import LONG_AGO, TODAY

from muniment.foundation.access.models import Person
from muniment.foundation.jobs.actions import run_next
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.types import Asking, FieldKind, FieldTerms
from muniment.holdings.records import actions as records
from muniment.holdings.records.types import BulkDraft
from muniment.lifecycle.retention import queries

pytestmark = pytest.mark.django_db
LIFE = "destroy 25 years after date_field:birth_date"


def describe(town, record, **said):
    records.describe(
        town.who("manager"), record.reference, fields=said, reason="From the file", now=town.now
    )


def waiting(town, who="manager"):
    found = queries.waiting_places(town.who(who))
    return [(one.words, one.field, one.defined, one.records, one.since) for one in found]


def born(town):
    manager, terms = town.who("manager"), FieldTerms("born", "Birth date", FieldKind.DATE)
    metadata.define_field(manager, terms, now=town.now)
    metadata.ask_for(manager, "born", file_class="*", asking=Asking(), now=town.now)


def test_what_is_entered_in_a_field_starts_the_clock_that_its_title_names(town):
    live(town, LIFE)
    born(town)
    [one] = town.file(LONG_AGO)
    assert due_on(one) is None
    describe(town, one, born="2008-02-29")
    assert due_on(one) == date(2033, 3, 1)
    say(town, one, birth_date="1990-01-01")  # a person's entry goes before what a file brought
    assert due_on(one) == date(2033, 3, 1)
    work(town)
    assert due_on(one) == date(2033, 3, 1)
    describe(town, one, born="")
    assert due_on(one) == date(2015, 1, 1)


def test_what_lacks_the_date_is_listed_with_how_many_and_since_when(town):
    live(town, LIFE)
    one, two = town.file(LONG_AGO, TODAY)
    assert waiting(town) == [("a date in birth date", "birth_date", "", 2, LONG_AGO)]
    born(town)
    assert waiting(town) == [("a date in Birth date", "birth_date", "born", 2, LONG_AGO)]
    describe(town, one, born="2008-02-29")
    assert waiting(town) == [("a date in Birth date", "birth_date", "born", 1, TODAY)]
    say(town, two, birth_date="unknown")  # no date
    assert len(waiting(town)) == 1
    assert not queries.to_ask(town.who("manager"), town.now.date())
    say(town, two, birth_date="2001")
    assert waiting(town) == []


def test_a_clock_that_waits_for_its_folder_too_is_listed_once_for_each(town):
    live(
        town, "destroy the later of 6 years after folder_closed and 25 years after date_field:born"
    )
    born(town)
    [one] = town.file(LONG_AGO)
    assert sorted(words for words, *_ in waiting(town)) == ["a date in Birth date", "folder closed"]
    describe(town, one, born="2001-01-01")
    assert [words for words, *_ in waiting(town)] == ["folder closed"]


def test_the_list_leads_to_a_bulk_edit_that_dates_all_of_them(town):
    live(town, LIFE)
    several = town.file(LONG_AGO, TODAY)
    client = Client()
    client.force_login(Person.objects.get(reference=town.who("manager").reference))
    assert "Define the field" in client.get(reverse("waiting_places")).text
    born(town)
    folder = several[0].folder.reference
    asked = client.get(reverse("waiting_places")).text
    assert f"?folder={folder}&amp;field=born" in asked
    form = client.get(reverse("look_at_bulk"), {"folder": folder, "field": "born"}).text
    assert folder in form and 'value="born" selected' in form
    wanted = {"numbers": [one.pk for one in several], "wanted": {"born": "2001-01-01"}}
    who = town.who("manager")
    edit = records.look_at_bulk(who, BulkDraft("The folder", "Asked", **wanted), now=town.now)
    records.begin_bulk(who, edit.reference, now=town.now)
    while run_next(clock=lambda: town.now):
        pass
    assert [due_on(one) for one in several] == [date(2026, 1, 1)] * 2
