"""A rule that keeps a sample, on the pages: written, drawn from, refused, certified."""

import re

import pytest
from django.urls import reverse

from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel import clock
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.models import KeptSample, Review, ReviewItem
from muniment.lifecycle.disposal.types import Outcome
from muniment.lifecycle.retention import actions as retention

from . import town

pytestmark = pytest.mark.django_db


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def sampled(world):
    """A review of four records of which one is drawn; the references of all."""
    rule = town.RULES[0] | {"code": "FIN-09", "title": "Case papers", "action": "sample 1 in 4"}
    retention.import_rules(SETUP, [rule], now=clock.now())
    terms = ClassTerms("FIN/09", title="Cases", rule="FIN-09")
    fileplan.open_class(SETUP, "FIN/09", terms=terms, under="FIN", now=clock.now())
    folder = town._folder("FIN/09", "Cases")
    found = [town.add(folder, f"Case {one}.txt", f"Case {one}".encode()) for one in range(4)]
    said = {"title": "Cases", "reason": "Up", "now": clock.now()}
    [review] = disposal.propose(town.actor("manager"), records=found, **said).reviews
    return review, found


def drawn(review):
    items = ReviewItem.objects.filter(review=review.removeprefix("DR-"), outcome="transfer")
    return items.get().record.reference


def test_the_form_of_a_rule_has_the_size_of_a_sample_and_says_what_is_wrong_with_it(as_, world):
    client = as_("manager")
    said = {"code": "FIN-08", "title": "Cases", "authority": "Policy", "why": "Many"}
    said |= {"trigger": "folder_closed", "count": "6", "unit": "years", "unit_2": "years"}
    said |= {"action": "sample", "valid_from-day": "1", "valid_from-month": "4"}
    said |= {"valid_from-year": "2020"}
    where = reverse("new_rule")
    refused = client.post(where, said)
    assert refused.status_code == 422 and "Say how many records the sample keeps" in text_of(
        refused
    )
    page = text_of(client.post(where, said | {"one_in": "10"}, follow=True))
    assert "Keep a sample of 1 in 10 and destroy the rest 6 years after the closing" in page
    shown = text_of(client.get(reverse("change_rule", args=["FIN-08"])))
    [field] = re.findall(r'<input[^>]*name="one_in"[^>]*>', shown)
    assert 'value="10"' in field


def test_a_review_says_what_is_kept_and_is_not_approved_with_less(as_, sampled):
    review, _ = sampled
    name, seed = drawn(review), KeptSample.objects.get().seed
    client = as_("dro")
    page = text_of(client.get(reverse("review", args=[review])))
    assert "Sample of FIN-09" in page and "1 of 4 records kept for transfer, and 1 needed" in page
    assert f"1 in 4, drawn by the seed {seed}" in page
    assert "Drawn for the sample of rule FIN-09" in page
    disposal.set_item(town.actor("manager"), review, name, outcome=Outcome.DESTROY, now=clock.now())
    said = {
        "stage": "records_manager",
        "reason": "So",
        "version": Review.objects.get(title="Cases").version,
    }
    answer = client.post(reverse("approve", args=[review]), said)
    assert answer.status_code == 422
    assert "1 of these 4 records have to be kept for transfer, and 0 are." in text_of(answer)


def test_the_certificate_and_the_stub_say_that_a_sample_was_kept(as_, sampled):
    review, found = sampled
    name, seed = drawn(review), KeptSample.objects.get().seed
    for who in ("dro", "owner"):
        disposal.approve(town.actor(who), review, now=clock.now())
    disposal.execute(town.actor("manager"), review, now=clock.now())
    disposal.carry_out(int(review[3:]), now=clock.now())
    client, certificate = as_("manager"), f"DC-{review[3:]}"
    page = text_of(client.get(reverse("certificate", args=[certificate])))
    assert "Kept under FIN-09" in page and f"1 of 4 records: {name}" in page
    assert f"A sample of 1 in 4, drawn by the seed {seed}" in page
    paper = client.get(reverse("certificate_pdf", args=[certificate]))
    assert b"".join(paper).startswith(b"%PDF-")
    gone = next(one for one in found if one != name)
    stub = text_of(client.get(reverse("record", args=[gone])))
    assert "A sample of 1 of 4 records under rule FIN-09, version 1, was kept (1 in 4" in stub
    kept = text_of(client.get(reverse("record", args=[name])))
    assert "Then: transfer" in kept and "a sample of 1 of 4 records under rule FIN-09" in kept
