"""A rule is made once, and changed as it was when its page was opened."""

import re
from dataclasses import replace
from datetime import date

from django.urls import reverse

from muniment.foundation.kernel import clock
from muniment.lifecycle.retention import actions, queries

from . import town
from .forms_on_page import form_for


def form_at(client, where):
    return form_for(client.get(where).content.decode(), where, where)


def said_by(answer):
    return " ".join(answer.content.decode().split())


def newest(code):
    return queries.history(code)[0]


def test_a_new_rule_with_the_code_of_another_takes_nothing_from_it(as_, world):
    client, where = as_("manager"), reverse("new_rule")
    before = queries.draft_of(newest("FIN-01"))
    typed = {"code": "FIN-01", "title": "Mine", "authority": "Policy 1", "why": "So"}
    typed |= {"trigger": "record_date", "count": "1", "action": "destroy"}
    typed |= {"valid_from-day": "1", "valid_from-month": "1", "valid_from-year": "2020"}
    answer = client.post(where, form_at(client, where).filled(typed))
    assert answer.status_code == 422
    assert "There is a rule FIN-01 already" in said_by(answer)
    assert queries.draft_of(newest("FIN-01")) == before


def test_a_new_version_is_of_the_rule_whose_page_it_is(as_, world):
    client, where = as_("manager"), reverse("change_rule", args=["FIN-01"])
    other = queries.draft_of(newest("GOV-01"))
    assert re.search(r'<input[^>]*id="id_code"[^>]* disabled', said_by(client.get(where)))
    client.post(where, form_at(client, where).filled({"code": "GOV-01", "title": "Changed"}))
    assert newest("FIN-01").title == "Changed"
    assert queries.draft_of(newest("GOV-01")) == other


def test_of_two_browsers_the_second_is_told_to_look_at_the_rule_again(as_, world):
    client, where = as_("manager"), reverse("change_rule", args=["FIN-01"])
    first, second = form_at(client, where), form_at(client, where)
    client.post(where, first.filled({"title": "The first"}))
    answer = client.post(where, second.filled({"title": "The second"}))
    assert answer.status_code == 422
    assert "The rule has changed since you opened it" in said_by(answer)
    assert newest("FIN-01").title == "The first"


def test_the_last_day_of_a_rule_is_shown_and_stays_when_something_else_changes(as_, world):
    ends = date(clock.today().year + 9, 12, 31)
    draft = replace(queries.draft_of(newest("FIN-01")), valid_to=ends)
    actions.save_rule(town.actor("manager"), draft, now=clock.now())
    client, where = as_("manager"), reverse("change_rule", args=["FIN-01"])
    client.post(where, form_at(client, where).filled({"title": "Changed"}))
    assert (newest("FIN-01").title, newest("FIN-01").valid_to) == ("Changed", ends)
    assert f"31 December {ends.year}" in said_by(client.get(reverse("rule", args=["FIN-01"])))


def test_a_retired_rule_is_brought_back_on_its_page(as_, world):
    actions.retire_rule(town.actor("manager"), "FIN-01", reason="Old", now=clock.now())
    page = said_by(as_("manager").get(reverse("rule", args=["FIN-01"])))
    assert reverse("change_rule", args=["FIN-01"]) in page
    assert reverse("retire_rule", args=["FIN-01"]) not in page


def test_an_event_of_something_that_there_is_not_stays_on_the_form(as_, world):
    client, where = as_("manager"), reverse("record_event")
    typed = {"reference": "no/such", "name": queries.awaited_events()[0], "reason": "It ended"}
    typed |= {"on-day": "1", "on-month": "2", "on-year": "2024"}
    answer = client.post(where, form_at(client, where).filled(typed))
    said = said_by(answer)
    assert answer.status_code == 422 and "There is no class no/such that you can see." in said
    assert 'href="#id_reference"' in said and "It ended" in said


def test_a_period_below_nothing_is_refused_in_plain_words(as_, world):
    client, where = as_("manager"), reverse("new_rule")
    form = form_at(client, where)
    answer = client.post(where, form.filled({"code": "X-1", "title": "Mine", "count": "-1"}))
    said = said_by(answer)
    assert answer.status_code == 422 and "Enter a whole number of at least 0." in said
    assert "Ensure this value" not in said
