"""The register of information assets through the API."""

import pytest
from tests.api.borough import codes
from tests.api.day.registering import SAID

pytestmark = pytest.mark.django_db


@pytest.fixture
def asset(as_):
    made = as_("manager").post("/assets", SAID)
    assert made.status_code == 201, made.content
    return made.json()["reference"]


def test_an_entry_is_read_with_its_gaps_what_it_covers_and_its_versions(as_, asset):
    told = as_("staff").get(f"/assets/{asset}").json()
    assert (told["state"], told["version"], told["gaps"]) == ("draft", 1, [])
    assert told["values"]["classes"] == "FIN"
    assert "6 years" in told["kept"]
    assert [one["deed"] for one in told["versions"]] == ["made"]
    assert told["held"]["records"] == 2
    bare = as_("manager").post("/assets", {"title": "Bare", "kind": "system", "unit": "HR"}).json()
    assert {"owner", "description", "rule", "review_on"} <= set(bare["gaps"])


def test_fields_that_are_not_sent_stay_and_those_that_are_null_are_emptied(as_, asset):
    as_("owner").put(f"/assets/{asset}", {"volume": "3 GB", "seen": 1})
    told = as_("owner").put(f"/assets/{asset}", {"volume": None, "handling": "Lock it away."})
    assert told.json()["values"]["handling"] == "Lock it away."
    assert "volume" not in told.json()["values"]
    assert told.json()["values"]["location"] == SAID["location"]


def test_a_change_of_what_was_seen_before_another_is_refused(as_, asset):
    as_("manager").put(f"/assets/{asset}", {"volume": "3 GB"})
    answer = as_("owner").put(f"/assets/{asset}", {"volume": "4 GB", "seen": 1})
    assert (answer.status_code, codes(answer)) == (422, ["meanwhile"])


def test_every_reason_is_told_at_once_and_an_unknown_field_is_none(as_):
    wrong = {**SAID, "title": " ", "kind": "thing", "review_on": "soon", "owner": "nobody here"}
    answer = as_("manager").post("/assets", wrong)
    assert answer.status_code == 422
    assert {"title", "kind", "review_on", "owner"} <= set(codes(answer))
    assert as_("manager").post("/assets", {**SAID, "colour": "red"}).status_code == 422


def test_without_a_unit_the_keeper_of_one_unit_is_told_what_is_missing(as_):
    answer = as_("manager").post("/assets", {"title": "Lamps"})
    assert (answer.status_code, codes(answer)) == (422, ["kind", "unit"])
    assert as_("clerk").post("/assets", {"title": "Lamps"}).status_code == 403


def test_who_has_no_part_in_the_register_learns_nothing_of_it(as_, asset):
    for path in ("", f"/{asset}", "/processing", "/figures"):
        assert as_("admin").get(f"/assets{path}").status_code == 403
        assert as_("auditor").get(f"/assets{path}").status_code == 200
    assert as_("clerk").put(f"/assets/{asset}", {"volume": "1"}).status_code == 403
    rows = {"rows": [{"reference": asset, "volume": "1"}]}
    assert as_("admin").post("/assets/import", rows).status_code == 403
    answer = as_("clerk").post("/assets/import", rows)
    assert "belongs to another unit" in answer.content.decode()


def test_the_list_is_narrowed_and_goes_on_by_name_page_by_page(as_, asset):
    for title in ("alpha", "Beta", "Gamma", "beta"):
        as_("manager").post("/assets", {"title": title, "kind": "system", "unit": "HR"})
    titles, path = [], "/assets?limit=2"
    while path:
        told = as_("staff").get(path).json()
        titles += [one["title"] for one in told["items"]]
        path = told["next"] and told["next"].removeprefix("/api/v1")
    assert titles == ["alpha", "Beta", "beta", "Gamma", "Lamp ledger"]
    assert len(as_("staff").get("/assets?want=orphaned").json()["items"]) == 4
    assert len(as_("staff").get("/assets?unit=FIN").json()["items"]) == 1
    assert len(as_("staff").get("/assets?words=lamp").json()["items"]) == 1
    assert codes(as_("staff").get("/assets?after=IA-NONE")) == ["after"]
    assert as_("staff").get("/assets?want=everything").status_code == 422


def test_rows_come_in_with_named_columns_and_what_does_not_fit_is_told(as_):
    rows = [{"Ding": "Cables", "Ort": "HR"}, {"Ding": "Pipes", "Ort": "Nowhere"}]
    given = {"rows": rows, "columns": {"title": "Ding", "unit": "Ort"}, "always": {"kind": "paper"}}
    told = as_("manager").post("/assets/import", given).json()
    assert len(told["references"]) == 1
    [left] = told["left_out"]
    assert (left["place"], left["title"]) == (2, "Pipes")
    assert "no unit Nowhere" in left["reason"]
    wrong = as_("manager").post("/assets/import", {**given, "columns": {"colour": "Ding"}})
    assert codes(wrong) == ["column"]


def test_figures_and_the_record_of_processing(as_, asset):
    said = {**SAID, "title": "Staff", "personal_data": "yes", "part": "controller"}
    as_("manager").post("/assets", {**said, "purposes": "Paying people."})
    told = as_("staff").get("/assets/figures").json()
    assert (told["entries"], told["personal"], told["lacking"]) == (2, 1, 1)
    [row] = as_("staff").get("/assets/processing").json()["items"]
    assert row["purposes"] == "Paying people."
    assert "lawful basis" in row["lacking"]
    assert as_("staff").get("/assets/processing?as_processor=true").json()["items"] == []


def test_an_owner_delegates_to_a_steward_and_says_that_the_entry_is_right(as_, asset):
    owner, steward = as_("owner"), as_("steward")
    given = {"steward": "steward", "groups": ["backup"], "note": "Look each month."}
    assert as_("manager").post(f"/assets/{asset}/delegations", given).status_code == 403
    wrong = {"steward": "nobody here", "groups": ["ownership"], "ends_on": "2000-01-01"}
    answer = owner.post(f"/assets/{asset}/delegations", wrong)
    assert codes(answer) == ["steward", "groups", "ends_on"]
    made = owner.post(f"/assets/{asset}/delegations", given).json()
    assert steward.put(f"/assets/{asset}", {"backup": "Each night"}).status_code == 200
    assert codes(steward.put(f"/assets/{asset}", {"title": "Mine"})) == ["not_delegated"]
    path = f"/assets/delegations/{made['reference']}/end"
    assert owner.post(path).json()["ends_on"]
    assert steward.put(f"/assets/{asset}", {"backup": "Never"}).status_code == 403
    [row] = as_("staff").get(f"/assets/{asset}/delegations").json()["items"]
    assert (row["groups"], row["asset"]) == (["backup"], asset)
    said = {"review_on": "2999-01-01", "said": "I have looked.", "seen": 3}
    assert codes(owner.post(f"/assets/{asset}/attest", said)) == ["meanwhile", "draft"]
    owner.post(f"/assets/{asset}/approve")
    assert owner.post(f"/assets/{asset}/attest", said).status_code == 201
    [row] = as_("staff").get(f"/assets/{asset}/attestations").json()["items"]
    assert (row["version"], row["review_on"]) == (4, "2999-01-01")
