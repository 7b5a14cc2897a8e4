"""What text could be had, and quarantine, told to programs of those who look after the store."""

import pytest
from tests.api.morning import keep_in

pytestmark = pytest.mark.django_db
KEPT_IN = "/malware/quarantine"


def test_how_much_text_could_be_had_is_told_by_format(as_, borough):
    found = as_("manager").get("/store/coverage").json()
    assert sum(one["files"] for one in found["formats"]) > 0
    assert {one["outcome"] for one in found["formats"]} == {"waiting"}
    assert as_("staff").get("/store/coverage").status_code == 403


def test_a_file_leaves_quarantine_when_two_people_agree(as_, borough):
    digest = keep_in(borough)
    manager, other = as_("manager"), as_("dro")
    [kept] = manager.get(KEPT_IN).json()["items"]
    assert (kept["digest"], kept["state"]) == (digest, "quarantined")
    assert kept["records"] == [borough.records["infected"]]
    assert manager.get("/malware").json()["quarantined"] == 1
    asked = f"{KEPT_IN}/{digest[:12]}"
    assert manager.send("POST", f"{asked}/ask-release", {}).status_code == 422
    said = manager.send("POST", f"{asked}/ask-release", {"reason": "A sample"}).json()
    assert said["why"] == "A sample"
    own = manager.send("POST", f"{asked}/release", {})
    assert own.status_code == 422 and own.json()["reasons"][0]["code"] == "same_person"
    assert other.send("POST", f"{asked}/release", {}).json()["state"] == "released"
    assert manager.send("POST", f"{KEPT_IN}/00000000/refuse", {}).status_code == 404


def test_records_that_the_reader_may_not_see_are_not_named(as_, borough):
    keep_in(borough)
    [kept] = as_("admin").get(KEPT_IN).json()["items"]
    assert kept["records"] == []
