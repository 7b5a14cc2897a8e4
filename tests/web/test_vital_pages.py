"""Vital records on their pages, and where they show."""

import pytest
from django.urls import reverse

from muniment.foundation.kernel import clock
from muniment.lifecycle.retention import actions
from muniment.lifecycle.retention.rules.vital import VitalDraft

from . import town

pytestmark = pytest.mark.django_db


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_what_is_vital_shows_on_its_list_its_record_and_in_the_review(as_, world):
    client, draft = as_("manager"), VitalDraft("Suppliers are paid from them.", "The bank.")
    actions.mark_vital(town.actor("manager"), "FIN", draft, now=clock.now())
    page = text_of(client.get(reverse("vital")))
    assert "Suppliers are paid from them." in page and "Due on" in page
    assert client.get(reverse("vital") + "?format=csv").status_code == 200
    record = text_of(client.get(reverse("record", args=[world.record])))
    assert "Suppliers are paid from them." in record and "From FIN" in record
    review = text_of(client.get(reverse("review", args=[world.review])))
    assert "Vital: Suppliers are paid from them." in review


def test_a_mark_begins_on_the_page_of_the_thing_and_leads_back(as_, world):
    client, folder = as_("manager"), world.other_folder
    link = f"{reverse('mark_vital')}?reference={folder}"
    assert link in client.get(reverse("folder", args=[folder])).content.decode()
    said = {"reference": folder, "why": "Deeds.", "copy_kept": "The bank", "cycle_months": "12"}
    done = client.post(link, said)
    assert done.headers["Location"] == reverse("folder", args=[folder])
    assert client.get(reverse("review_vital", args=[99])).status_code == 404
