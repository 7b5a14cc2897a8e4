"""The directory of people, on its pages."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.holdings.parish import found_parish
from tests.people.directory.staffed import chief_of, hide, knows, terms, write

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel import clock
from muniment.people.directory import actions, queries
from muniment.people.directory.models import Expertise
from muniment.people.directory.types import StewardDraft

from .forms_on_page import form_for
from .sheets_filled import _file, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def parish(db):
    return found_parish(clock.now() - timedelta(days=2))


@pytest.fixture
def sign_in(client, parish):
    def sign(username):
        client.force_login(Person.objects.get(reference=parish.references[username]))
        return client

    return sign


def sent(client, shown_at, address, typed):
    form = form_for(text_of(client.get(shown_at)), shown_at, address)
    return client.post(address, form.filled(typed))


def test_a_person_fills_in_their_entry_and_confirms_it(parish, sign_in):
    client, mine = sign_in("clerk"), reverse("my_entry")
    assert "0 % complete" in text_of(client.get(mine))
    change = reverse("change_entry")
    wrong = sent(client, change, change, {"telephone": "ask", "stand_in": "nobody"})
    assert wrong.status_code == 422
    assert "Enter a telephone number" in text_of(wrong) and "nobody" in text_of(wrong)
    said = {"job_title": "Housing officer", "stand_in": "officer", "about": "Damp and mould"}
    assert sent(client, change, change, said).status_code == 303
    page = text_of(client.get(mine))
    assert "40 % complete" in page and "work telephone, place of work, what you know" in page
    assert sent(client, mine, reverse("confirm_entry"), {}).status_code == 303
    assert "All of this is right" not in text_of(client.get(mine))
    theirs = reverse("entry", args=[parish.references["clerk"]])
    page = text_of(sign_in("lawyer").get(theirs))
    assert "Housing officer" in page and "Damp and mould" in page and "OFFICER" in page
    assert "Correct this entry" not in page


def test_the_home_page_asks_for_what_is_due(parish, sign_in):
    assert "Confirm your directory entry" not in text_of(sign_in("clerk").get("/"))
    entry = queries.own_entry(parish.who("clerk"))
    type(entry).objects.filter(pk=entry.pk).update(since=clock.today() - timedelta(days=400))
    assert "Confirm your directory entry" in text_of(sign_in("clerk").get("/"))


def test_people_are_found_and_narrowed_and_the_list_is_exported_as_its_reader_may_see_it(
    parish, sign_in
):
    terms(parish, "Damp", "Roofs")
    knows(parish, "clerk", "Damp", level="leads")
    knows(parish, "officer", "Damp", "Roofs")
    client, here = sign_in("lawyer"), reverse("directory")
    page = text_of(client.get(here, {"q": "dam"}))
    assert "2 people" in page and ">Roofs</a> (1)" in page
    assert "1 person" in text_of(client.get(here, {"q": "dam", "expertise": "Roofs"}))
    assert "Nobody fits" in text_of(client.get(here, {"q": "damp surveyor"}))
    hide(parish, "officer")
    lines = list(csv.reader(io.StringIO(_whole(client.get(here, {"format": "csv"})))))
    assert "OFFICER" not in {line[0] for line in lines}
    assert len(lines) - 1 == queries.entries(parish.who("lawyer")).count()


def _whole(answer):
    return b"".join(answer.streaming_content).decode()


def test_who_knows_about_it_stands_beside_what_is_found(parish, sign_in):
    terms(parish, "Damp")
    for who in ("clerk", "officer", "lawyer", "manager"):
        knows(parish, who, "Damp")
    page = text_of(sign_in("manager2").get(reverse("search"), {"q": "damp folder:x"}))
    assert "People who know about this" in page and "All 4 people" in page
    hide(parish, "manager")
    page = text_of(sign_in("manager2").get(reverse("search"), {"q": "damp"}))
    assert "MANAGER<" not in page and "All " not in page
    assert "People who know" not in text_of(sign_in("clerk").get(reverse("search"), {"q": "ash"}))


def test_who_is_kept_private_has_no_page_and_no_name_on_the_list_of_sites(parish, sign_in):
    draft = StewardDraft("clerk", "owner")
    actions.name_steward(parish.who("manager"), "class", "HOU", draft, now=parish.now)
    hide(parish, "clerk")
    client = sign_in("lawyer")
    assert client.get(reverse("entry", args=[parish.references["clerk"]])).status_code == 404
    listed = text_of(client.get(reverse("sites")))
    assert "Kept private" in listed and "CLERK" not in listed
    one = text_of(client.get(reverse("site", args=["class", "HOU"])))
    assert "Kept private" in one and "CLERK" not in one
    assert "CLERK" not in text_of(client.get(reverse("class", args=["HOU"])))
    assert "CLERK" not in text_of(client.get(reverse("people")))
    assert "CLERK" not in text_of(client.get(reverse("unit", args=["HOU"])))
    assert client.get(reverse("person", args=[parish.references["clerk"]])).status_code == 404
    assert "CLERK" in text_of(sign_in("admin").get(reverse("private_entries")))
    assert "CLERK" in text_of(sign_in("admin").get(reverse("people")))


def test_a_suggestion_is_taken_with_one_press_and_seen_by_nobody_else(parish, sign_in):
    folder = parish.folder("HOU", by="manager")
    accounts.change_person(SETUP, parish.references["clerk"], name="Clerk", now=parish.now)
    for number in range(10):
        parish.upload(folder, b"paper %d" % number, f"paper {number}.txt", by="clerk")
    terms(parish, "HOU")
    client, mine = sign_in("clerk"), reverse("my_entry")
    page = text_of(client.get(mine))
    assert "You filed 10 records in HOU since" in page
    assert "You filed" not in text_of(sign_in("admin").get(_entry(parish, "clerk")))
    client = sign_in("clerk")
    done = sent(client, mine, reverse("take_suggestion"), {"class": "HOU"})
    assert done.status_code == 303 and Expertise.objects.get().entry.person.username == "clerk"
    assert "You filed" not in text_of(client.get(mine))


def _entry(parish, who):
    return reverse("entry", args=[parish.references[who]])


def test_a_list_in_other_columns_is_mapped_looked_at_and_taken_over(parish, sign_in):
    chief_of(parish, "HOU")
    rows = "UPN,Position,Phone\nclerk,Surveyor,01632 960001\nlawyer,Solicitor,\nclerk,Twice,\n"
    client, here = sign_in("chief"), reverse("import_entries")
    chosen = form_for(text_of(client.get(here)), here, here)
    page = client.post(here, chosen.filled({"file": _file("staff.csv", rows.encode())}))
    page = client.post(here, form_for(text_of(page), here, here).filled({}))
    said = text_of(page)
    assert "1 entry to change" in said and "line 2 already" in said
    assert "Nobody whom you manage has" in said and "job title, work telephone" in said
    assert client.post(here, form_for(said, here, here).filled({})).status_code == 303
    assert queries.own_entry(parish.who("clerk")).job_title == "Surveyor"
    page = text_of(sign_in("clerk").get(reverse("my_entry")))
    assert "Taken over from the list staff.csv" in page
    assert "was changed: look at it" in text_of(sign_in("clerk").get("/"))


def test_figures_lead_to_the_people_behind_them(parish, sign_in):
    chief_of(parish, "HOU")
    write(parish, "clerk", job_title="Officer")
    actions.count_entries(now=parish.now)
    client = sign_in("chief")
    page = text_of(client.get(reverse("entry_figures")))
    assert "3 people whom you manage" in page and "Month by month" in page
    behind = text_of(client.get(reverse("entries_behind"), {"unit": "HOU"}))
    assert "CLERK" in behind and "LAWYER" not in behind
    assert sign_in("clerk").get(reverse("entry_figures")).status_code == 403


def test_a_site_without_an_owner_stands_as_vacant_the_moment_its_owner_leaves(parish, sign_in):
    draft = StewardDraft("clerk", "owner")
    actions.name_steward(parish.who("manager"), "class", "HOU", draft, now=parish.now)
    client, here = sign_in("lawyer"), reverse("sites")
    before = text_of(client.get(here, {"kind": "class"}))
    assert "CLERK" in before and before.count("Vacant") == 1
    accounts.record_leaver(SETUP, parish.references["clerk"], now=parish.now)
    after = text_of(client.get(here, {"kind": "class"}))
    assert "CLERK" not in after and after.count("Vacant") == 2
    lines = list(csv.reader(io.StringIO(_whole(client.get(here, {"format": "csv"})))))
    assert ["Class of the file plan", "HOU", "HOU", "Vacant", "", ""] in lines
