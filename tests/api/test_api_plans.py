"""Action plans and the register of actions through the API."""

import pytest
from tests.api.borough import codes
from tests.api.day.acting import PLAN, ROWS

pytestmark = pytest.mark.django_db
TABLE = {
    "Outcome": "All see",
    "Objective": "More lamps",
    "Actions": "Buy lamps\nLight them",
    "Timeline": "Operational by Q3 of 2026-27\nEstablished in 2025-26. Maintain.",
}


@pytest.fixture
def plan(as_):
    made = as_("manager").post("/plans", PLAN)
    assert made.status_code == 201, made.content
    return made.json()["reference"]


def brought(as_, plan, *rows, **more):
    return as_("owner").post(f"/plans/{plan}/import", {"rows": list(rows), **more})


def laid_out(as_, plan):
    return as_("staff").get(f"/plans/{plan}").json()


def test_a_table_comes_in_and_goes_out_as_it_was(as_, plan):
    told = brought(as_, plan, TABLE).json()
    assert (len(told["references"]), told["left_out"]) == (2, [])
    assert as_("staff").get(f"/plans/{plan}/table").json()["rows"] == [TABLE]
    whole = as_("staff").get(f"/plans/{plan}/table?whole=true").json()["rows"]
    assert whole[0]["Status"] == "Operational by 31 December 2026\nEstablished, maintain"


def test_a_plan_is_read_laid_out_with_its_figures(as_, plan):
    brought(as_, plan, TABLE)
    told = laid_out(as_, plan)
    [outcome] = told["outcomes"]
    [objective] = outcome["objectives"]
    assert (outcome["number"], objective["number"]) == ("1", "1.1")
    assert [one["due_on"] for one in objective["actions"]] == ["2026-12-31", None]
    assert [one["stage"] for one in objective["actions"]] == ["under_way", "maintain"]
    assert (told["actions"], told["open"]) == (2, 2)


def test_what_cannot_be_taken_over_is_told_by_its_place(as_, plan):
    rows = [{"Ziel": "All see", "Was": "Buy"}, {"Ziel": "All see", "Was": ""}]
    given = {"columns": {"outcome": "Ziel", "objective": "Ziel", "actions": "Was"}}
    told = brought(as_, plan, *rows, **given).json()
    [left] = told["left_out"]
    assert (left["place"], left["reason"]) == (2, "It names no action.")
    wrong = brought(as_, plan, *ROWS, columns={"colour": "Ziel"})
    assert codes(wrong) == ["column"]


def test_every_reason_is_told_at_once_and_unknown_names_are_refused(as_):
    answer = as_("manager").post("/plans", {"title": " ", "unit": "ZZ", "owner": "no one"})
    assert answer.status_code == 422
    assert codes(answer) == ["title", "unit", "owner", "starts_on", "ends_on"]
    assert as_("manager").post("/plans", {**PLAN, "colour": "red"}).status_code == 422


def test_who_has_no_part_in_it_learns_nothing(as_, plan):
    [one, _] = brought(as_, plan, TABLE).json()["references"]
    for path in ("/plans", f"/plans/{plan}", "/actions", f"/actions/{one}", "/actions/figures"):
        assert as_("admin").get(path).status_code == 403, path
        assert as_("auditor").get(path).status_code == 200, path
    assert as_("clerk").put(f"/plans/{plan}", PLAN).status_code == 403
    assert as_("clerk").post(f"/actions/{one}/notes", {"note": "x"}).status_code == 403


def test_an_action_is_turned_with_what_shows_it_and_keeps_its_story(as_, plan):
    [one, kept] = brought(as_, plan, TABLE).json()["references"]
    owner = as_("owner")
    assert codes(owner.post(f"/actions/{one}/status", {"status": "complete"})) == ["evidence"]
    assert codes(owner.post(f"/actions/{one}/status", {"status": "dance"})) == ["status"]
    said = {"status": "complete", "evidence": "The bill.", "seen": 1}
    told = owner.post(f"/actions/{one}/status", said).json()
    assert [step["deed"] for step in told["steps"]] == ["turned", "made"]
    assert told["steps"][0]["before"]["status"] == "operational_by"
    assert codes(owner.post(f"/actions/{one}/status", {**said, "seen": 1}))[0] == "meanwhile"
    told = owner.post(f"/actions/{kept}/check", {"check_on": "2999-01-01"}).json()
    assert told["next_on"] == "2999-01-01"
    assert codes(owner.post(f"/actions/{one}/check", {})) == ["not_in_place"]


def test_a_later_day_takes_a_reason(as_, plan):
    [one, _] = brought(as_, plan, TABLE).json()["references"]
    said = {"words": "Buy lamps", "timeline": "Q4 of 2026-27"}
    assert codes(as_("owner").put(f"/actions/{one}", said)) == ["reason"]
    told = as_("owner").put(f"/actions/{one}", {**said, "reason": "No oil."}).json()
    assert told["due_on"] == "2027-03-31"


def test_lists_are_narrowed_and_go_on_page_by_page(as_, plan):
    brought(as_, plan, TABLE)
    for words in ("Ladder", "Oil"):
        as_("manager").post("/actions", {"words": words, "unit": "HR"})
    found, path = [], f"/actions?limit=1&plan={plan}"
    while path:
        told = as_("staff").get(path).json()
        found += [one["words"] for one in told["items"]]
        path = told["next"] and told["next"].removeprefix("/api/v1")
    assert found == ["Buy lamps", "Light them"]
    assert len(as_("staff").get("/actions?unit=HR").json()["items"]) == 2
    assert len(as_("staff").get("/actions?stage=maintain").json()["items"]) == 1
    assert len(as_("staff").get("/actions?source=plan").json()["items"]) == 2
    assert as_("staff").get("/actions?want=everything").status_code == 422
    assert codes(as_("staff").get("/actions?after=AC-NONE")) == ["after"]
    assert len(as_("staff").get("/plans?state=draft&words=light").json()["items"]) == 1
    assert as_("staff").get("/plans?mine=true").json()["items"] == []


def test_figures_and_statuses(as_, plan):
    brought(as_, plan, {**TABLE, "Timeline": "May 2020\nMay 2021"})
    told = as_("staff").get("/actions/figures?by=unit").json()
    assert (told["open"], told["overdue"], told["stages"]["not_started"]) == (2, 2, 2)
    assert {one["key"] for one in told["parts"]} >= {"FIN"}
    assert told["median_late"] > 0
    known = as_("staff").get("/actions/statuses").json()["statuses"]
    assert {"key": "complete", "label": "Complete", "stage": "done"}.items() <= {
        key: value for one in known if one["key"] == "complete" for key, value in one.items()
    }.items()
    assert as_("owner").post(
        "/actions/statuses", {"label": "Odd", "stage": "done"}
    ).status_code in (403, 422)
