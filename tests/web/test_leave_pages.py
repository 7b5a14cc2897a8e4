"""The pages of what is kept past its statutory date, and of the register of leave."""

import json

import pytest
from django.urls import reverse

from muniment.foundation.kernel import clock
from muniment.lifecycle.transfer import actions
from muniment.lifecycle.transfer.types import Terms

from . import town

pytestmark = pytest.mark.django_db


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def past(world):
    """The town, in which what is older than a year is past its statutory date."""
    actions.set_statutory_terms(town.actor("manager"), Terms(True, 1), now=clock.now())
    return world


def test_what_is_kept_without_leave_is_added_up_listed_and_taken_out(as_, past):
    client = as_("manager")
    page = text_of(client.get(reverse("past_statutory")))
    assert "What stands below is kept without leave" in page
    assert "FIN/01" in page and "No leave" in page
    for by in ("unit", "owner", "why", "nothing"):
        assert client.get(reverse("past_statutory") + f"?by={by}").status_code == 200
    assert "FIN/01" in client.get(reverse("past_statutory") + "?format=csv").getvalue().decode()
    rows = json.loads(client.get(reverse("export_past_statutory", args=["json"])).content)
    assert {(row["class"], row["why"]) for row in rows} == {("FIN/01", "no leave")}
    csv = client.get(reverse("export_past_statutory", args=["csv"])).content
    assert csv.startswith(b"class,title,unit,owner,why,records,bytes,oldest")
    assert client.get(reverse("export_past_statutory", args=["pdf"])).status_code == 404
    listed = text_of(client.get(reverse("past_records") + "?file_class=FIN"))
    assert "Invoice 1" in listed and rows[0]["oldest"] == "2019-03-04"


def test_a_body_without_public_records_is_told_so(as_, world):
    actions.set_statutory_terms(town.actor("manager"), Terms(), now=clock.now())
    page = text_of(as_("manager").get(reverse("past_statutory")))
    assert "holding no public records" in page and reverse("statutory_terms") in page
    assert reverse("statutory_terms") not in text_of(as_("staff").get(reverse("past_statutory")))


def test_leave_is_listed_by_its_state_shown_and_followed_by_another(as_, past):
    client = as_("manager")
    page = text_of(client.get(reverse("leaves") + "?state=in+force"))
    assert "LCI 127" in page and "In force" in page
    assert "No leave fits" in text_of(client.get(reverse("leaves") + "?state=ended"))
    shown = text_of(client.get(reverse("retention_leave", args=[past.leave])))
    assert "They are in daily use." in shown and "Class GOV Governance" in shown
    form = text_of(client.get(reverse("enter_leave") + f"?renews={past.leave}"))
    assert f'value="{past.leave}"' in form
    assert client.get(reverse("retention_leave", args=["LR-99"])).status_code == 404


def test_what_is_wrong_with_a_leave_is_shown_at_its_field(as_, past):
    said = {
        **{"instrument": "LCI 9", "ground": "special_reason", "why": "x", "applied_by": "x"},
        **{f"from_on-{part}": "1" for part in ("day", "month")},
        **{f"until_on-{part}": "1" for part in ("day", "month")},
        **{"from_on-year": "2024", "until_on-year": "2023", "classes": "NOWHERE"},
    }
    answer = as_("manager").post(reverse("enter_leave"), said)
    page = text_of(answer)
    assert answer.status_code == 422 and "The last day is before the first." in page
    assert "There is no class NOWHERE" in page
