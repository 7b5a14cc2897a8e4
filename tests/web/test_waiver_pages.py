"""The pages of waivers: asking, deciding, ending, and who may."""

import csv
import io
import re

import pytest
from django.urls import reverse
from tests.governance.risks.kept import waiver_in

from muniment.foundation.kernel import clock
from muniment.governance.risks.models import Waiver

from . import town
from .forms_on_page import form_for
from .paperwork_risks import WAIVER

pytestmark = pytest.mark.django_db


def text_of(answer):
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return data.decode()


def main_of(answer):
    return text_of(answer).split("<main")[1].split("</main>")[0]


def here(name, *at, **query):
    return reverse(name, args=at, query=query)


def fill(client, to, **typed):
    sent = form_for(text_of(client.get(to)), to, to).filled(typed)
    return client.post(to, sent)


def asked(by="staff"):
    return waiver_in(town.actor(by), "FIN", clock.now())


def test_a_waiver_is_asked_for_granted_and_ended_on_its_pages(people, as_):
    answer = fill(as_("staff"), here("ask_waiver"), **WAIVER)
    [one] = Waiver.objects.all()
    assert answer["Location"] == here("waiver", one.reference)
    page = main_of(as_("staff").get(here("waiver", one.reference)))
    assert "somebody else decides" in page and "Count by camera" in page and "Take it back" in page
    assert "Waivers that await a decision" in main_of(as_("manager").get(here("home")))
    to = here("decide_waiver", one.reference)
    assert fill(as_("manager"), to, decision="grant", reason="For once.").status_code == 303
    page = main_of(as_("staff").get(here("waiver", one.reference)))
    assert "In force" in page and "Manager Person" in page and "For once." in page
    fill(as_("staff"), here("end_waiver", one.reference), reason="The scanner is back.")
    assert "Ended" in main_of(as_("staff").get(here("waivers", state="ended")))


def test_every_gap_stands_at_its_field(people, as_):
    answer = fill(as_("staff"), here("ask_waiver"), option_words_2="Only this")
    page = main_of(answer)
    assert answer.status_code == 422
    wanted = ("rule", "unit", "why", "control", "option_words_1", "option_policy_2")
    for field in wanted:
        assert f'href="#id_{field}"' in page, field


def test_no_field_is_asked_for_twice(world, as_):
    client = as_("everything")
    for to in (here("ask_waiver"), here("add_risk"), here("score_risk", world.risks["risk"])):
        ids = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', main_of(client.get(to)))
        assert len(ids) == len(set(ids)) > 5, to


def test_who_asked_is_told_that_somebody_else_decides(people, as_):
    reference = asked(by="manager")
    page = main_of(as_("manager").get(here("waiver", reference)))
    assert "Decide on it" not in page
    to = here("decide_waiver", reference)
    answer = fill(as_("manager"), to, decision="grant", reason="Mine.")
    assert answer.status_code == 422 and "Somebody else decides" in main_of(answer)


def test_who_may_not_decide_is_told_who_does(people, as_):
    reference = asked()
    for who in ("owner", "auditor"):
        answer = as_(who).get(here("decide_waiver", reference))
        assert answer.status_code == 403 and "senior information risk owner" in text_of(answer)
    assert as_("admin").get(here("waivers")).status_code == 403


def test_a_decision_is_chosen_and_said_why(people, as_):
    answer = fill(as_("manager"), here("decide_waiver", asked()))
    page = main_of(answer)
    assert answer.status_code == 422 and "Choose whether it is granted" in page


def test_the_list_is_narrowed_and_exported(people, as_):
    reference = asked()
    client = as_("manager")
    assert reference in main_of(client.get(here("waivers", state="asked", words="scan")))
    assert reference not in main_of(client.get(here("waivers", soon="on")))
    assert reference not in main_of(client.get(here("waivers", unit="GOV")))
    export = text_of(client.get(here("waivers", format="csv")))
    [row] = csv.DictReader(io.StringIO(export, newline=""))
    assert (row["reference"], row["state"], row["unit"]) == (reference, "asked", "FIN")


def test_an_empty_list_says_what_to_do_next(people, as_):
    page = main_of(as_("staff").get(here("waivers")))
    assert "ask for a waiver of it" in page and here("ask_waiver") in page
