"""Governance bodies through the API."""

from datetime import timedelta

import pytest
from tests.api.borough import codes
from tests.api.day.deciding import GROUP

from muniment.foundation.kernel.clock import today

pytestmark = pytest.mark.django_db
TODAY, SOON = today().isoformat(), (today() + timedelta(days=7)).isoformat()


@pytest.fixture
def group(as_):
    """A body: `owner` is its chair, `auditor` only attends."""
    made = as_("manager").post("/bodies", GROUP).json()["reference"]
    for person, part in (("owner", "chair"), ("auditor", "in_attendance")):
        given = {"person": person, "part": part}
        assert as_("manager").post(f"/bodies/{made}/members", given).status_code == 201
    return made


def test_a_body_is_read_with_its_members_and_changed_by_those_who_keep_it(as_, group):
    told = as_("clerk").get(f"/bodies/{group}").json()
    assert {(one["part"], one["sits"]) for one in told["members"]} == {
        ("chair", True),
        ("in_attendance", True),
    }
    assert [one["reference"] for one in as_("clerk").get("/bodies").json()["items"]] == [group]
    assert as_("nobody").get("/bodies").status_code == 403
    assert as_("clerk").put(f"/bodies/{group}", GROUP).status_code == 403
    assert codes(as_("owner").put(f"/bodies/{group}", GROUP)) == ["same"]
    assert as_("owner").put(f"/bodies/{group}", {**GROUP, "quorum": 2}).json()["quorum"] == 2
    assert as_("clerk").post("/bodies", GROUP).status_code == 403
    wrong = {"name": " ", "terms": "", "unit": "NONE", "quorum": 0}
    assert codes(as_("manager").post("/bodies", wrong)) == ["name", "terms", "unit", "quorum"]


def test_members_are_appointed_and_end(as_, group):
    path = f"/bodies/{group}/members"
    assert codes(as_("owner").post(path, {"person": "ghost", "ends_on": "2000-01-01"})) == [
        "person",
        "ends_on",
    ]
    made = as_("owner").post(path, {"person": "clerk", "starts_on": SOON}).json()
    assert (made["sits"], made["part"]) == (False, "member")
    end = f"/bodies/members/{made['reference']}/end"
    assert as_("clerk").post(end).status_code == 403
    assert as_("owner").post(end).status_code == 200
    assert codes(as_("owner").post(end)) == ["ended"]


def test_a_meeting_is_called_held_and_decides(as_, group):
    owner = as_("owner")
    assert as_("clerk").post(f"/bodies/{group}/meetings", {"on": TODAY}).status_code == 403
    meeting = owner.post(f"/bodies/{group}/meetings", {"on": TODAY}).json()["reference"]
    path, about = f"/bodies/meetings/{meeting}", "policy:PO-00000-00000"
    put = {"title": "Wicks", "purpose": "decision", "about": about}
    assert owner.post(f"{path}/papers", put).json()["papers"][0]["title"] == "Wicks"
    said = {"words": "Approved.", "outcome": "approved", "about": about}
    assert codes(owner.post(f"{path}/decisions", said)) == ["called"]
    assert codes(owner.post(f"{path}/hold", {"present": ["auditor"]})) == ["quorum"]
    held = owner.post(f"{path}/hold", {"present": ["owner", "auditor"]}).json()
    assert (held["state"], len(held["present"])) == ("held", 2)
    made = owner.post(f"{path}/decisions", said).json()
    assert as_("clerk").get(path).json()["decisions"] == [made]
    assert as_("clerk").get(f"/bodies/decisions?about={about}").json()["items"] == [made]
    assert as_("clerk").get("/bodies/decisions?about=other").json()["items"] == []
    assert as_("clerk").get("/bodies/decisions?body=GB-NONE").status_code == 404
    assert codes(owner.post(f"{path}/papers", put)) == ["held"]


def test_meetings_are_listed_the_latest_first_page_by_page(as_, group):
    for day in (TODAY, SOON):
        as_("owner").post(f"/bodies/{group}/meetings", {"on": day})
    days, path = [], f"/bodies/{group}/meetings?limit=1"
    while path:
        told = as_("clerk").get(path).json()
        days += [one["on"] for one in told["items"]]
        path = told["next"] and told["next"].removeprefix("/api/v1")
    assert days == [SOON, TODAY]


def test_a_body_that_is_closed_is_read_and_does_no_more(as_, group):
    assert codes(as_("manager").post(f"/bodies/{group}/close")) == ["reason"]
    as_("manager").post(f"/bodies/{group}/close", {"reason": "Merged"})
    assert as_("clerk").get("/bodies").json()["items"] == []
    [closed] = as_("clerk").get("/bodies?closed=true").json()["items"]
    assert closed["closed_at"]
    assert codes(as_("owner").post(f"/bodies/{group}/meetings", {"on": SOON})) == ["closed"]
