"""Asking whether what records wait for has happened."""

import re

import pytest
from django.urls import reverse

from muniment.foundation.kernel import clock
from muniment.lifecycle.retention import actions
from muniment.lifecycle.retention.rules.asking import Asking

from . import town

pytestmark = pytest.mark.django_db


def text_of(answer):
    return " ".join(answer.content.decode().split())


def folders_to_ask_after(client):
    counted = r'count">(\d+)</span> <span class="mun-figure__label">Folders to ask after'
    return int(re.search(counted, text_of(client.get("/")))[1])


@pytest.fixture
def contracts(world):
    """A folder whose contract has not ended, and is asked after now."""
    folder = town._folder("GOV", "Lamp contract")
    town.add(folder, "Contract.txt", b"A contract")
    actions.set_asking(town.actor("manager"), Asking(1, 1), now=clock.now())
    return folder


def test_the_list_says_what_waits_and_leads_to_the_answer(as_, contracts):
    client = as_("manager")
    page = text_of(client.get(reverse("waiting_places")))
    assert "Lamp contract" in page and "Contract ended" in page and "Answer now" in page
    before = folders_to_ask_after(client)
    where = reverse("answer_waiting", args=[contracts, "contract_ended"])
    empty = client.post(where, {"answer": "happened", "scope": contracts})
    assert empty.status_code == 422
    assert "Enter the date on which" in text_of(empty) and "Say how you know" in text_of(empty)
    said = {"answer": "not_yet", "reason": "Renewed.", "scope": contracts}
    done = client.post(where, said, follow=True)
    assert "It is asked again on" in text_of(done) and "Renewed." in text_of(done)
    assert folders_to_ask_after(client) == before - 1


def test_yes_enters_the_event_for_the_whole_class(as_, contracts):
    day = {"on-day": "31", "on-month": "1", "on-year": "2020"}
    said = {"answer": "happened", "reason": "The letter.", "scope": "GOV", **day}
    client = as_("manager")
    where = reverse("answer_waiting", args=[contracts, "contract_ended"])
    assert "Entered." in text_of(client.post(where, said, follow=True))
