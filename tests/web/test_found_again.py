"""What went and what did not come in is found from where it was, or would have been."""

import os

import pytest
from django.urls import reverse

from muniment.foundation.kernel import clock
from muniment.holdings.capture import actions as capture
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms

from . import town

pytestmark = pytest.mark.django_db


def text_of(answer):
    return answer.content.decode()


def test_the_destroyed_are_found_from_their_folder_and_their_class(as_, world):
    client = as_("manager")
    folder = reverse("destroyed_in_folder", args=[world.folder])
    for start, link, words in (
        (reverse("folder", args=[world.folder]), folder, "1 record destroyed"),
        (reverse("class", args=["FIN/01"]), reverse("destroyed_in_class", args=["FIN/01"]), "1 "),
        (reverse("class", args=["FIN"]), reverse("destroyed_in_class", args=["FIN"]), "1 record"),
    ):
        page = text_of(client.get(start))
        assert link in page and words in page, start
        stubs = text_of(client.get(link))
        assert reverse("record", args=[world.destroyed]) in stubs
        assert reverse("certificate", args=[world.certificate]) in stubs
    assert "/destroyed/" not in text_of(client.get(reverse("class", args=["GOV"])))
    assert "Nothing has been destroyed here" in text_of(client.get("/file-plan/destroyed/GOV/"))


def test_a_stub_names_its_certificate_to_all_and_leads_those_to_it_who_may_open_it(as_, world):
    page = text_of(as_("staff").get(reverse("destroyed_in_folder", args=[world.folder])))
    assert world.certificate in page
    assert reverse("certificate", args=[world.certificate]) not in page


def test_stubs_of_what_a_person_could_not_see_are_not_counted_for_them(as_, world):
    terms = ClassTerms("FIN/01", title="Invoices", access="units", open_to=("GOV",))
    fileplan.change_class(town.actor("dro"), "FIN/01", terms=terms, now=clock.now())
    page = text_of(as_("staff").get("/file-plan/class/FIN/"))
    assert "destroyed" not in page
    assert world.destroyed not in text_of(as_("staff").get("/file-plan/destroyed/FIN/"))
    assert as_("staff").get(f"/folders/{world.folder}/destroyed/").status_code == 404


@pytest.fixture
def partly(world, tmp_path):
    """A capture of which one item came in and one did not."""
    (tmp_path / "good.txt").write_text("good")
    os.symlink("/etc/hostname", tmp_path / "secret-name.txt")
    return capture.run(town.actor("dro"), tmp_path, into="FIN/01", clock=clock.now)


def test_what_did_not_come_in_is_on_the_home_page_with_the_reason_and_the_capture(as_, partly):
    client = as_("manager")
    home = text_of(client.get("/"))
    assert "Items that did not come in" in home and reverse("not_taken") in home
    page = text_of(client.get(reverse("not_taken")))
    assert "secret-name.txt" in page and "good.txt" not in page
    assert "1 item" in page and "/captures/C-" in page


def test_an_auditor_is_told_of_items_but_not_what_they_are_called(as_, partly):
    page = text_of(as_("auditor").get(reverse("not_taken")))
    assert "An item that you cannot see" in page and "secret-name" not in page
    exported = as_("auditor").get(reverse("not_taken") + "?format=csv")
    assert b"secret-name" not in b"".join(exported.streaming_content)


def test_staff_see_only_what_they_tried_themselves(as_, partly):
    page = text_of(as_("staff").get(reverse("not_taken")))
    assert "Everything that was captured came in." in page


def test_who_cannot_see_the_place_is_not_told_the_names_of_what_was_meant_for_it(as_, partly):
    terms = ClassTerms("FIN/01", title="Invoices", handling=("LEGAL",))
    fileplan.change_class(town.actor("dro"), "FIN/01", terms=terms, now=clock.now())
    for address in (reverse("not_taken"), reverse("capture", args=[partly.reference])):
        page = text_of(as_("manager").get(address))
        assert "An item that you cannot see" in page and "secret-name" not in page


def test_captures_are_told_by_the_end_of_their_path_with_what_did_not_come_in(as_, world, tmp_path):
    """Twenty on a page; the page of one and the export have the whole path."""
    for number in range(21):
        folder = tmp_path / "drive" / f"Team {number:02}"
        folder.mkdir(parents=True)
        (folder / "one.txt").write_text(str(number))
        (folder / "shortcut").symlink_to(folder / "one.txt")
        capture.run(town.actor("manager"), folder, into=world.folder, clock=clock.now)
    client, address = as_("manager"), reverse("captures")
    page = text_of(client.get(address))
    assert ">drive/Team 20</a>" in page and str(tmp_path) not in page
    assert page.count("1 item did not come in") == 20 and "Still running" not in page
    assert ">drive/Team 00</a>" in text_of(client.get(f"{address}?page=2"))
    table = client.get(f"{address}?format=csv")
    lines = b"".join(table.streaming_content).decode().splitlines()
    assert lines[0].startswith("Source,Into,Captured,Linked,Refused")
    assert any(f"{tmp_path}/drive/Team 07" in line and ",1,0,1," in line for line in lines)
