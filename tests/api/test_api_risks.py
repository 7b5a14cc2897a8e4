"""Risks and waivers through the API."""

import pytest
from tests.api.borough import codes
from tests.api.day.risking import RISK, SOON, WAIVER

pytestmark = pytest.mark.django_db
WHY = {"reason": "So it is."}


@pytest.fixture
def risk(as_):
    made = as_("manager").post("/risks", RISK)
    assert made.status_code == 201, made.content
    return made.json()["reference"]


def test_a_risk_is_read_with_what_it_lacks_its_scores_and_its_appetite(as_, risk):
    told = as_("owner").get(f"/risks/{risk}").json()
    assert (told["state"], told["current"], told["appetite"], told["missing"]) == (
        "draft",
        9,
        9,
        [],
    )
    assert [one["current"] for one in told["scores"]] == [9]
    bare = as_("manager").post("/risks", {"title": "Bare", "unit": "HR"}).json()
    assert {"owner", "review_on", "current_likelihood"} <= set(bare["missing"])


def test_fields_that_are_not_sent_stay_and_those_that_are_null_are_emptied(as_, risk):
    as_("owner").put(f"/risks/{risk}", {"plan": "Count.", "seen": 1})
    told = as_("owner").put(f"/risks/{risk}", {"plan": None, "event": "Two lamps are missing."})
    assert told.json()["values"]["plan"] == ""
    assert told.json()["values"]["cause"] == RISK["cause"]


def test_every_reason_is_told(as_):
    wrong = as_("manager").post("/risks", {"title": " ", "unit": "NONE", "owner": "no-one-here"})
    assert (wrong.status_code, codes(wrong)) == (422, ["title", "unit", "owner"])


def test_another_score_makes_an_acceptance_stale(as_, risk):
    as_("owner").post(f"/risks/{risk}/open", {})
    made = as_("owner").post(f"/risks/{risk}/accept", {**WHY, "expires_on": SOON})
    assert (made.status_code, made.json()["standing"]) == (201, "live")
    as_("owner").post(f"/risks/{risk}/score", {"current_likelihood": 2, "why": "Fewer."})
    [one] = as_("owner").get(f"/risks/{risk}").json()["acceptances"]
    assert one["standing"] == "stale"
    figures = as_("siro").get("/risks/figures?unit=FIN").json()
    assert (figures["open"], figures["stale"]) == (1, 1)


def test_lists_are_narrowed_and_go_on_from_the_last(as_, risk):
    for title in ("A lamp", "Z lamp"):
        as_("manager").post("/risks", {**RISK, "title": title})
    first = as_("manager").get("/risks?limit=2&unit=FIN").json()
    names = [one["title"] for one in first["items"]]
    after = first["items"][-1]["reference"]
    rest = as_("manager").get(f"/risks?unit=FIN&after={after}").json()
    names += [one["title"] for one in rest["items"]]
    assert names == ["A lamp", RISK["title"], "Z lamp"]
    assert codes(as_("manager").get("/risks?after=RK-NONE")) == ["after"]


def test_risks_are_rolled_up(as_, risk):
    as_("owner").post(f"/risks/{risk}/open", {})
    told = as_("siro").get("/risks/overview?since=2020-01-01").json()
    assert len(told["heat_map"]) == 25
    assert [one["reference"] for one in told["top"]] == [risk]
    assert [(one["before"], one["after"]) for one in told["moved"]] == [(None, 9)]


def test_who_asked_for_a_waiver_does_not_decide(as_):
    made = as_("manager").post("/waivers", WAIVER).json()
    own = as_("manager").post(f"/waivers/{made['reference']}/grant", WHY)
    assert (own.status_code, codes(own)) == (422, ["own"])
    told = as_("siro").post(f"/waivers/{made['reference']}/grant", WHY)
    assert told.json()["state"] == "granted"
    listed = as_("owner").get("/waivers?state=granted").json()["items"]
    assert [one["reference"] for one in listed] == [made["reference"]]
