"""The library through the API: in the search, and by itself, with the rights of the reader."""

import pytest
from tests.api.borough import codes
from tests.holdings.library.on_shelves import on_the_shelf

from muniment.foundation.kernel import clock
from muniment.holdings.library.models import UseCount

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelves(borough):
    manager = borough.actor("manager")
    return {
        "open": on_the_shelf(manager, clock.now(), "Lamps for all"),
        "hr": on_the_shelf(manager, clock.now(), "Lamps of Personnel", 1, units=("HR",)),
    }


def test_the_search_and_the_library_answer_with_the_rights_of_the_reader(as_, shelves):
    for who, total in (("staff", 1), ("clerk", 2), ("manager", 2)):
        found = as_(who).get("/search?q=lamps").json()["library"]
        assert (found["total"], len(found["items"])) == (total, total), who
        alone = as_(who).get("/library?q=lamps&facets=true").json()
        assert alone["total"] == total
        assert [one["count"] for one in alone["facets"][0]["shares"]] == [total]
    assert as_("siro").get("/library").json()["total"] == 1
    staff = as_("staff")
    for method, path in (("GET", ""), ("POST", "/open"), ("POST", "/report")):
        answer = staff.send(method, f"/library/{shelves['hr']}{path}", {} if path else None)
        assert (answer.status_code, codes(answer)) == (404, ["not_found"])
    assert as_("clerk").get("/library/use").status_code == 403


def test_units_and_costs_are_told_to_those_who_manage_the_library(as_, shelves):
    path = f"/library/{shelves['hr']}"
    terms = {"kind": "subscription", "cost": "12.50", "ends_on": "2999-12-31"}
    told = as_("manager").put(f"{path}/licence", terms).json()
    assert (told["licence"]["cost"], told["units"]) == ("12.50", ["HR"])
    told = as_("clerk").get(path).json()
    assert (told["licence"]["cost"], told["units"]) == (None, [])


def test_opening_gives_the_address_and_is_counted_once_for_a_key(as_, shelves):
    path = f"/library/{shelves['open']}/open"
    for _ in range(2):
        answer = as_("staff").post(path, Idempotency_Key="once")
        assert answer.json()["address"].startswith("https://library.example/")
    assert UseCount.objects.get().opened == 1
    [use, _] = as_("manager").get("/library/use").json()["items"]
    assert (use["reference"], use["opened"]) == (shelves["open"], 1)


def test_every_reason_against_a_resource_is_told_at_once(as_, shelves):
    wrong = {"title": " ", "kind": "scroll", "address": "data:text/html,x", "issn": "1"}
    answer = as_("manager").post("/library", wrong)
    assert answer.status_code == 422
    assert codes(answer) == ["title", "kind", "address", "issn"]
    rows = [{"title": "x", "kind": "journal", "url": "javascript:1"}]
    answer = as_("manager").post("/library/import", {"rows": rows})
    assert codes(answer) == ["nothing"]
