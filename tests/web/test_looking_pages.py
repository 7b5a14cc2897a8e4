"""Background work on a rule is seen from its pages."""

import pytest
from django.urls import reverse

from muniment.foundation.jobs.actions import run_next
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel import clock
from muniment.lifecycle.retention import actions
from muniment.web.views import rules

from . import town
from .forms_on_page import form_for

pytestmark = pytest.mark.django_db


def work():
    """Do what waits for the rules. (A vacuum cannot be done within the transaction of a test.)"""
    Job.objects.exclude(kind__startswith="retention.").delete()
    while run_next(clock=clock.now):
        pass


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_look_at_every_record_is_offered_waited_for_and_shown(as_, world, monkeypatch):
    monkeypatch.setattr(rules, "MOST", 1)
    client, where = as_("manager"), reverse("change_rule", args=["FIN-01"])
    form = form_for(client.get(where).content.decode(), where, where)
    typed = form.filled({"count": "9"})
    assert "Look at all" in text_of(client.post(where, typed | {"look": "yes"}))
    sent = client.post(where, typed | {"look": "all"})
    page = sent.headers["Location"]
    assert "Looking at every record" in text_of(client.get(page))
    assert "hx-get" in text_of(client.get(f"{page}progress/"))
    work()
    assert "would be due later" in text_of(client.get(page))
    assert "It is over" in text_of(client.get(f"{page}progress/"))
    assert as_("dro").get(page).status_code == 404


def test_the_page_of_a_rule_says_that_its_dates_are_being_computed(as_, world):
    part = reverse("rule_progress", args=["FIN-01"])
    work()
    assert "being computed" not in text_of(as_("manager").get(part))
    actions.recalculate_later(town.actor("manager"), rule="FIN-01", now=clock.now())
    page = text_of(as_("manager").get(reverse("rule", args=["FIN-01"])))
    assert "are being computed again" in page
    assert as_("manager").get(reverse("rule_progress", args=["NONE"])).status_code == 404
