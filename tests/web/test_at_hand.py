"""A form that is begun from a thing knows it; one that is begun elsewhere says what to type."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from muniment.foundation.access import actions as access
from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel import clock
from muniment.holdings.records import queries as records

from . import town

pytestmark = pytest.mark.django_db
REASON = {"reason": "It belongs there."}


def text_of(answer):
    return answer.content.decode()


def links_of(page):
    return [one.replace("&amp;", "&") for one in re.findall(r'href="([^"]+)"', page)]


def test_a_hold_begun_from_a_page_is_filled_in_and_leads_back_to_it(as_, world):
    client = as_("manager")
    for start, title in (
        (reverse("record", args=[world.record]), "Invoice 1"),
        (reverse("folder", args=[world.folder]), "Invoices 2019"),
        (reverse("class", args=["FIN/01"]), "Invoices"),
    ):
        way = next(one for one in links_of(text_of(client.get(start))) if "/holds/place/" in one)
        form = text_of(client.get(way))
        reference = way.partition("=")[2].replace("%2F", "/")
        assert f">{reference}</textarea>" in form, start
        assert f"“{title}" in form and start in links_of(form), start
    elsewhere = text_of(client.get("/lifecycle/holds/place/"))
    assert "R-7K3M9-QXV2B" in elsewhere and "from its page" in elsewhere
    assert client.get("/lifecycle/holds/place/?records=R-00000-00000").status_code == 404


def test_a_record_is_moved_to_a_folder_chosen_from_those_of_its_class(as_, world):
    client, address = as_("manager"), reverse("move_record", args=[world.record])
    other = town.records.open_folder(
        town.actor("dro"), "FIN/01", title="Invoices 2020", now=clock.now()
    ).reference
    form = text_of(client.get(address))
    assert f'<option value="{other}">Invoices 2020' in form
    assert f'<option value="{world.folder}"' not in form
    for sent, words in (
        ({}, "Choose a folder, or enter"),
        ({"near": other, "folder": world.other_folder}, "not both"),
        ({"near": world.other_folder}, "Select a valid choice"),
        ({"folder": "F-00000-00000"}, ""),
    ):
        refused = client.post(address, {**sent, **REASON})
        assert refused.status_code in (404, 422) and words in text_of(refused), sent
    client.post(address, {"near": other, **REASON})
    assert _folder_of(world.record) == other
    client.post(address, {"folder": world.other_folder, **REASON})
    assert _folder_of(world.record) == world.other_folder


def _folder_of(reference):
    return records.record_named(town.actor("manager"), reference).folder.reference


def test_a_record_alone_in_its_class_is_moved_by_the_reference_of_a_folder(as_, world):
    town._open("GOV/LAMPS", "Lamps", "GOV")
    folder = town._folder("GOV/LAMPS", "Contracts")
    filed = town.add(folder, "Lamp contract.txt", b"Lamps")
    form = text_of(as_("manager").get(reverse("move_record", args=[filed])))
    assert "To the folder" in form and "same class" not in form


def test_what_waits_for_an_event_offers_to_enter_it_and_is_returned_to(as_, world):
    client, filed = as_("manager"), town.add(world.other_folder, "Lamp contract.txt", b"Lamps")
    record = reverse("record", args=[filed])
    for start in (record, reverse("folder", args=[world.other_folder]), "/file-plan/class/GOV/"):
        page = text_of(client.get(start))
        assert "Enter an event: contract ended" in page, start
        way = next(one for one in links_of(page) if "/lifecycle/event/" in one)
        assert start in links_of(text_of(client.get(way)))
    name = re.search(r'<option value="(contract.ended)"', text_of(client.get(way)))[1]
    sent = {"reference": filed, "name": name, "on-day": "1", "on-month": "2", "on-year": "2020"}
    done = client.post(f"/lifecycle/event/?reference={filed}", sent)
    assert (done.status_code, done["Location"]) == (303, record)
    assert "Enter an event" not in text_of(client.get(reverse("record", args=[world.record])))


def test_the_body_is_named_on_every_page(as_, client, world, settings):
    assert "Westmarch District Council" in text_of(client.get("/sign-in/"))
    settings.MUNIMENT_BODY_NAME = "Eastmarch Parish"
    page = text_of(as_("staff").get("/"))
    assert "Eastmarch Parish" in page and "Westmarch" not in page
    settings.MUNIMENT_BODY_NAME = ""
    access.open_unit(SETUP, "TWO", name="Another top", now=clock.now())
    assert "Westmarch" not in text_of(as_("staff").get("/"))


def test_what_there_is_none_of_is_quieter_than_what_needs_work(as_, world):
    page = text_of(as_("manager").get("/"))
    tiles = re.findall(r'<li class="mun-figure([^"]*)">.*?count">([0-9,]+)<', page, re.DOTALL)
    assert {"0", "1"} <= {number for _, number in tiles}
    assert all(("none" in kind) == (number == "0") for kind, number in tiles)


def test_folders_of_teams_below_it_are_those_of_a_unit_too(as_, people, world):
    access.change_person(SETUP, people["manager"].reference, unit="BODY", now=clock.now())
    page = text_of(as_("manager").get("/"))
    assert "Contracts" in page


def test_records_of_one_title_are_told_apart_by_where_they_were_found(as_, world):
    client, folder = as_("manager"), reverse("folder", args=[world.folder])
    town.add(world.folder, "Lamp plan.docx", b"A plan of lamps")
    assert "Lamp plan.docx" not in text_of(client.get(folder))
    town.add(world.folder, "Lamp plan.pdf", b"A plan of lamps, printed")
    for page in (folder, "/lifecycle/due/"):
        shown = text_of(client.get(page))
        assert "Lamp plan.docx" in shown and "Lamp plan.pdf" in shown, page
        assert "Invoice 1.txt" not in shown, page


def test_what_waits_says_for_what_and_where_to_enter_it(as_, world):
    town.add(world.other_folder, "Lamp contract.txt", b"Lamps")
    page = text_of(as_("manager").get("/lifecycle/waiting/"))
    assert "Contract ended" in page and "/lifecycle/event/" in links_of(page)
    assert "/lifecycle/event/" not in links_of(text_of(as_("auditor").get("/lifecycle/waiting/")))


def test_an_auditor_begins_with_checks_and_reads_no_nought_for_what_is_hidden(as_, world):
    page = text_of(as_("auditor").get("/"))
    assert "/admin/audit/check/" in links_of(page) and "Certificates of destruction" in page
    assert "Records due" not in page and "Records due" in text_of(as_("manager").get("/"))


def test_the_due_list_says_why_how_late_and_whose_and_narrows_to_an_owner(as_, world, people):
    client = as_("manager")
    page = text_of(client.get("/lifecycle/due/"))
    assert "Invoices" in page and people["owner"].name in page
    assert re.search(r"[\d,]+ days", page) and "Invoice 1" in page
    nobody = text_of(client.get("/lifecycle/due/?owner=-"))
    assert "Nothing is due that you can see" in nobody
    lines = b"".join(client.get("/lifecycle/due/?format=csv").streaming_content).decode()
    assert lines.startswith("Record,Title,Class,Rule,Reason,Due,Days overdue,Then,Owner,Size,Now")


def test_proposing_from_a_narrowed_list_begins_with_its_class(as_, world):
    client = as_("manager")
    page = text_of(client.get("/lifecycle/due/?file_class=FIN%2F01"))
    way = next(one for one in links_of(page) if "/lifecycle/propose/" in one)
    assert '<option value="FIN/01" selected' in text_of(client.get(way))


def test_a_record_whose_date_is_only_that_of_its_capture_asks_for_a_better_one(as_, world):
    address = reverse("upload", args=[world.folder])
    files = {"chosen": SimpleUploadedFile("Undated.txt", b"No date"), "once": "undated-1"}
    filed = as_("dro").post(address, files)["Location"]
    way = next(one for one in links_of(text_of(as_("dro").get(filed))) if "/records/R-" in one)
    assert f"{way}change/" in links_of(text_of(as_("manager").get(way)))
    assert "enter the date of the record" in text_of(as_("manager").get(way))
    assert "ask a records manager" in text_of(as_("staff").get(way))
    dated = text_of(as_("manager").get(reverse("record", args=[world.record])))
    assert "enter the date of the record" not in dated


def test_a_record_on_hold_offers_no_change_that_would_be_refused(as_, world):
    client, held = as_("manager"), reverse("record", args=[world.hostile])
    assert f"{held}change/" not in links_of(text_of(client.get(held)))
    free = reverse("record", args=[world.record])
    assert f"{free}change/" in links_of(text_of(client.get(free)))
