"""The page of what is kept too long."""

import json

import pytest
from django.urls import reverse

from muniment.foundation.kernel import clock
from muniment.lifecycle.disposal import actions

pytestmark = pytest.mark.django_db


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_what_is_kept_too_long_is_added_up_and_priced(as_, world):
    client = as_("manager")
    actions.count_backlog(now=clock.now())
    page = text_of(client.get(reverse("overdue")))
    assert "FIN/01 Invoices" in page and "More than 3 years" in page
    assert "Nobody has said what storage costs" in page
    client.post(reverse("storage_cost"), {"rate": "0.25", "basis": "The contract"})
    page = text_of(client.get(reverse("overdue") + "?by=why"))
    assert "£0.25" in page and "The contract." in page
    assert "It is on hold" in page and "It is in a review" in page
    for by in ("unit", "owner", "class", "nothing"):
        assert client.get(reverse("overdue") + f"?by={by}").status_code == 200
    assert client.get(reverse("overdue") + "?format=csv").status_code == 200


def test_everything_can_be_taken_out(as_, world):
    client = as_("manager")
    rows = json.loads(client.get(reverse("export_overdue", args=["json"])).content)
    assert {row["class"] for row in rows} == {"FIN/01"}
    assert client.get(reverse("export_overdue", args=["csv"])).content.startswith(b"class,title")
    assert client.get(reverse("export_overdue", args=["pdf"])).status_code == 404


def test_a_wrong_amount_is_shown_at_its_field(as_, world):
    answer = as_("manager").post(reverse("storage_cost"), {"rate": "-3", "basis": "x"})
    assert answer.status_code == 422 and "Enter pounds from 0" in text_of(answer)
