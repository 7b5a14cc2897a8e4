"""Incidents through the API: who may report, who may read, and the clock."""

from typing import get_args

import pytest
from tests.api.borough import codes
from tests.api.day.mishaps import REPORT, TRIAGE

from muniment.api.views.incidents import KindOf, StageOf, Wanted
from muniment.governance.incidents.types import Kind, Stage, Want

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(as_):
    made = as_("clerk").post("/incidents", REPORT)
    assert made.status_code == 201, made.content
    return made.json()["reference"]


def test_a_reporter_reads_their_own_and_not_the_investigation(as_, incident):
    [mine] = as_("clerk").get("/incidents/mine").json()["items"]
    assert (mine["reference"], mine["stage"]) == (incident, "reported")
    assert as_("clerk").get(f"/incidents/{incident}").status_code == 403
    assert as_("staff").get("/incidents/mine").json()["items"] == []


def test_whoever_handles_it_reads_the_clock_and_the_story(as_, incident):
    as_("manager").post(f"/incidents/{incident}/triage", TRIAGE)
    shown = as_("auditor").get(f"/incidents/{incident}").json()
    assert (shown["clock"], shown["breach"]) == ("running", True)
    assert [one["deed"] for one in shown["steps"]] == ["triage", "report"]
    assert [one["stage"] for one in shown["stays"]] == ["reported", "triaged"]
    [line] = as_("siro").get("/incidents?want=clock").json()["items"]
    assert line["reference"] == incident


def test_every_reason_is_told_at_once(as_, incident):
    wrong = {"what": " ", "kind": "fire", "personal_data": "maybe", "unit": "MOON"}
    answer = as_("clerk").post("/incidents", wrong)
    assert answer.status_code == 422
    assert set(codes(answer)) == {"what", "kind", "personal_data", "unit"}
    close = as_("manager").post(f"/incidents/{incident}/close", {})
    assert {"stage", "cause", "tasks", "check", "breach", "none_why"} <= set(codes(close))


def test_nobody_decides_over_what_somebody_else_has_changed(as_, incident):
    as_("manager").post(f"/incidents/{incident}/triage", TRIAGE)
    said = {"about": "authority", "tell": True, "why": "A risk.", "seen": 1}
    answer = as_("manager").post(f"/incidents/{incident}/decisions", said)
    assert (answer.status_code, codes(answer)) == (422, ["meanwhile"])


def test_figures_and_lists_go_on_page_by_page(as_, incident):
    other = as_("clerk").post("/incidents", REPORT).json()["reference"]
    first = as_("manager").get("/incidents?limit=1").json()
    then = as_("manager").get(first["next"].removeprefix("/api/v1")).json()
    assert {one["reference"] for one in first["items"] + then["items"]} == {incident, other}
    figures = as_("manager").get("/incidents/figures?unit=FIN").json()
    assert (figures["reports"], figures["running"], figures["overdue"]) == (2, 2, 0)
    assert as_("clerk").get("/incidents/figures").status_code == 403


def test_choices_of_the_api_are_those_of_the_room():
    assert set(get_args(Wanted)) == {one.value for one in Want}
    assert set(get_args(KindOf)) == {one.value for one in Kind}
    assert set(get_args(StageOf)) == {one.value for one in Stage}
