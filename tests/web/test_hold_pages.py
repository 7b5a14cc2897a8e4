"""Placing a hold on a list and a search, and looking at it again, on the pages."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from muniment.foundation.kernel import clock
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.holds import rules
from muniment.lifecycle.holds.models import Hold
from muniment.web.words import day

from .sheets_filled import text_of
from .town import actor

pytestmark = pytest.mark.django_db


def test_a_hold_is_placed_on_a_file_and_a_search_and_says_what_it_left_out(as_, world, monkeypatch):
    monkeypatch.setattr(rules, "AT_ONCE", 1)
    client, given = as_("manager"), {"name": "Lamps", "kind": "inquiry", "reason": "Asked"}
    listed = SimpleUploadedFile("list.csv", f"Reference\n{world.record}\nnone\n".encode())
    sent = {**given, "authority": "Court", "listed": listed, "searches": "(lamps\n"}
    refused = client.post("/lifecycle/holds/place/", sent)
    assert refused.status_code == 422 and "A bracket is not closed" in text_of(refused)
    listed.seek(0)
    placed = client.post("/lifecycle/holds/place/", {**sent, "searches": "lamps\n"})
    assert placed.status_code == 303
    assert "It is being placed: 0 of 2" in text_of(client.get(placed.url))
    holds.keep_up(now=clock.now())
    page = text_of(client.get(placed.url))
    assert "What is found by “lamps”" in page and "1 entry of its list" in page
    assert "This is not the reference of a record." in text_of(client.get(f"{placed.url}left-out/"))
    assert "It covers everything now" in text_of(client.get(f"{placed.url}progress/"))
    assert "searches=invoice" in text_of(client.get(f"{reverse('search')}?q=invoice"))
    assert "searches=" not in text_of(as_("staff").get(f"{reverse('search')}?q=invoice"))


def test_a_hold_whose_date_has_come_is_on_the_home_page_until_it_is_confirmed(as_, world):
    Hold.objects.update(review_on=clock.today())
    client = as_("manager")
    late = text_of(client.get("/"))
    assert "Holds to be looked at again" in late and "/lifecycle/holds/?late=on" in late
    assert "Look at it again" in text_of(client.get("/lifecycle/holds/?late=on"))
    sent = {"review_on-day": "1", "review_on-month": "2", "review_on-year": "2099"}
    way = f"/lifecycle/holds/{world.hold}/confirm/"
    assert client.post(way, {**sent, "reason": "Not heard yet"}).status_code == 303
    assert "Holds to be looked at again" not in text_of(client.get("/"))
    assert "Not heard yet" in text_of(client.get(f"/lifecycle/holds/{world.hold}/"))


def test_an_owner_who_decides_about_a_review_holds_a_record_out_of_it(as_, world):
    client, hold = as_("owner"), reverse("hold_review_record", args=[world.review, world.record])
    item = client.get(reverse("review_item", args=[world.review, world.record]))
    assert hold in text_of(item)
    given = {"name": "Claim", "kind": "litigation", "authority": "The court", "reason": "Sued"}
    assert client.post(hold, given).status_code == 303
    [placed] = Hold.objects.filter(name="Claim")
    page = text_of(client.get(reverse("hold", args=[placed.reference])))
    assert "Claim" in page and reverse("lift_hold", args=[placed.reference]) not in page


@pytest.mark.parametrize("field", ["classes", "folders", "boxes", "records"])
def test_what_a_hold_names_and_there_is_not_is_told_at_its_field_and_the_form_stays(
    as_, world, field
):
    client, where = as_("manager"), reverse("place_hold")
    given = {"name": "Claim", "kind": "litigation", "authority": "Court", "reason": "Sued"}
    page = client.post(where, {**given, "records": world.record, field: "NO/SUCH"})
    words = text_of(page)
    assert page.status_code == 422 and Hold.objects.filter(name="Claim").count() == 0
    assert "NO/SUCH that you can see" in words and f'href="#id_{field}"' in words
    assert "Sued" in words


def test_a_hold_that_the_address_names_and_there_is_not_is_no_page(as_, world):
    sent = {"reason": "H-999", "authority": "H-999"}
    assert as_("manager").post("/lifecycle/holds/H-999/lift/", sent).status_code == 404


def test_whoever_may_not_open_what_a_hold_is_on_gets_no_link_to_it(as_, world):
    said = {"kind": "audit", "reason": "Asked", "authority": "Audit", "now": clock.now()}
    named = {"records": [world.record], "folders": [world.folder], "classes": ["FIN"]}
    held = holds.place(actor("manager"), name="Lamps", **named, boxes=[world.box], **said)
    where = reverse("hold", args=[held.reference])
    auditor = as_("auditor")
    here = text_of(auditor.get(where)).partition("<main")[2]
    assert world.record in here and reverse("record", args=[world.record]) not in here
    for one in re.findall(r'href="(/[^"]*)"', here):
        assert auditor.get(one).status_code == 200, one
    assert reverse("folder", args=[world.folder]) in text_of(as_("manager").get(where))


def test_the_days_of_a_held_record_name_today_and_no_day_on_which_it_may_go(as_, world):
    def days(username):
        page = text_of(as_(username).get(reverse("record", args=[world.hostile])))
        listed = page.partition('<ol class="mun-days"')[2].partition("</ol>")[0]
        rows = re.findall(r'__date">([^<]*)</span><span class="mun-days__what">([^<]*)', listed)
        return {what: on for on, what in rows}

    known, unknown = days("manager"), days("staff")
    assert known["Today"] == unknown["Today"] == day(clock.today())
    assert "May be destroyed, once approved" not in known
    assert [on for what, on in known.items() if what.startswith("On hold")] == ["Not yet"]
    assert "May be destroyed, once approved" in unknown
    assert not [what for what in unknown if "hold" in what.lower()]
