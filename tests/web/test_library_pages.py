"""The pages of the library: what is shown to whom, and where an open link leads."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.holdings.library.on_shelves import on_the_shelf
from tests.holdings.library.test_library_use import LIST

from muniment.foundation.kernel import clock
from muniment.holdings.library.models import Resource, UseCount

from . import town
from .forms_on_page import form_for
from .in_tray import csv_of

pytestmark = pytest.mark.django_db


def text_of(answer):
    return answer.content.decode()


def test_find_shows_the_library_below_the_records_and_above_where_none_fits(world, as_):
    client = as_("staff")
    page = text_of(client.get(reverse("search"), {"q": "invoice OR lamps"}))
    assert page.index("Invoice 1") < page.index("In the library") < page.index("of the world")
    assert "<mark>Lamps</mark> of the world" in page and "Subscription from" in page
    alone = text_of(client.get(reverse("search"), {"q": "world"}))
    assert "No record that you can see fits. The library has 1 resource." in alone
    second = text_of(client.get(reverse("search"), {"q": "lamps", "offset": "20"}))
    assert "In the library" not in second
    assert UseCount.objects.get().shown == 2


def test_what_is_limited_is_on_no_page_of_others(world, as_):
    manager = town.actor("manager")
    hidden = on_the_shelf(manager, clock.now(), "Secret lamps", 7, units=("GOV",), classes=("GOV",))
    for who, there in (("manager", True), ("staff", False), ("auditor", True), ("siro", True)):
        client = as_(who)
        assert client.get(reverse("library_resource", args=[hidden])).status_code == (
            200 if there else 404
        )
        for path in (
            reverse("library"),
            f"{reverse('library')}?q=secret",
            reverse("export_library", args=["csv"]),
            reverse("export_library", args=["ris"]),
        ):
            assert ("Secret lamps" in text_of(client.get(path))) is there, (who, path)
    staff = as_("staff")
    assert "Secret lamps" not in text_of(staff.get(reverse("class", args=["GOV"])))
    assert "Secret" not in text_of(staff.get(reverse("search"), {"q": "secret"})).split("<main")[1]
    for verb in ("open_resource", "report_link"):
        send = staff.get if verb == "open_resource" else staff.post
        assert send(reverse(verb, args=[hidden])).status_code == 404
    assert "Secret lamps" in text_of(as_("manager").get(reverse("class", args=["GOV"])))


def test_open_leads_to_the_address_that_is_kept_and_nowhere_else(world, as_):
    client, one = as_("staff"), Resource.objects.get()
    to = reverse("open_resource", args=[one.reference])
    answer = client.get(f"{to}?next=https://evil.example/&address=https://evil.example/")
    assert (answer.status_code, answer.headers["Location"]) == (303, one.address)
    assert UseCount.objects.get().opened == 1
    here = reverse("library_resource", args=[one.reference])
    for quiet in (client.head(to), client.get(to, headers={"Sec-Purpose": "prefetch"})):
        assert quiet.headers["Location"] == here
    assert UseCount.objects.get().opened == 1
    manager = as_("manager")
    manager.post(
        reverse("note_link", args=[one.reference]), {"state": "broken", "note": "<b>Gone</b>"}
    )
    assert as_("staff").get(to).headers["Location"] == here
    page = text_of(client.get(here))
    assert "The link is broken" in page and "&lt;b&gt;Gone&lt;/b&gt;" in page
    assert f'href="{to}"' not in page


def test_cost_and_use_are_shown_to_those_who_manage_the_library_alone(world, as_):
    one = Resource.objects.get()
    sent = {"kind": "subscription", "cost": "1234.50", "way_in": "open", "supplier": "Lampress"}
    sent |= dict.fromkeys(("may_print", "may_copy", "may_share", "may_mine"), "yes")
    manager = as_("manager")
    answer = manager.post(reverse("set_licence", args=[one.reference]), sent)
    assert answer.status_code == 303, text_of(answer)
    here = reverse("library_resource", args=[one.reference])
    assert "£1,234.50" in text_of(manager.get(here)) and "<h2" in text_of(manager.get(here))
    figures = text_of(manager.get(reverse("library_figures")))
    assert "£1,234.50" in figures and "Nothing is kept of who read what" in figures
    for who in ("staff", "auditor"):
        page = text_of(as_(who).get(here))
        assert "Lampress" in page and "1,234" not in page and "Use</h2>" not in page
        assert client_status(as_(who), "library_figures") == 403


def client_status(client, name):
    return client.get(reverse(name)).status_code


def test_a_refused_form_shows_every_reason_and_offers_to_keep_it_beside_the_other(world, as_):
    client, one = as_("manager"), Resource.objects.get()
    wrong = {"title": "x", "kind": "journal", "address": "javascript:alert(1)", "isbn": "123"}
    answer = client.post(reverse("add_resource"), wrong)
    page = text_of(answer)
    assert answer.status_code == 422 and "Write the whole address" in page and "no ISBN" in page
    assert "Keep it beside the other" not in page
    again = {"title": "Again", "kind": "journal", "address": one.address}
    page = text_of(client.post(reverse("add_resource"), again))
    assert one.reference in page and "Keep it beside the other" in page
    answer = client.post(reverse("add_resource"), {**again, "anyway": "on"})
    assert answer.status_code == 303 and Resource.objects.count() == 2


def test_a_list_is_looked_at_and_brought_in_with_its_columns(world, as_):
    client, to = as_("manager"), reverse("import_library")
    data = csv_of(LIST[0]) + b"Roofs,journal,ftp://example.org/,\r\n"
    asked = text_of(client.post(to, {"file": SimpleUploadedFile("list.csv", data)}))
    assert "Title URL" in asked
    sent = form_for(asked, to, to).filled({"column_cost": "", "column_address": "Title URL"})
    looked = text_of(client.post(to, sent))
    assert "1 resource to bring in" in looked and "Write the whole address" in looked
    answer = client.post(to, form_for(looked, to, to).filled({}))
    assert answer.status_code == 303 and Resource.objects.filter(title="Damp").exists()


def test_who_has_no_find_has_the_library_in_the_menu(world, as_):
    for who, there in (("siro", True), ("auditor", True), ("staff", False)):
        page = text_of(as_(who).get(reverse("home")))
        assert ('href="/library/"' in page) is there, who
