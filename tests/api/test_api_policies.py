"""Policies, guides and desk aids through the API."""

from datetime import timedelta

import pytest
from tests.api.borough import codes
from tests.api.day.deciding import GROUP, LATER, SAID, TEXT

from muniment.foundation.kernel.clock import today

pytestmark = pytest.mark.django_db
SOON = (today() + timedelta(days=7)).isoformat()


@pytest.fixture
def group(as_):
    """A body that decides: `owner` is its chair."""
    made = as_("manager").post("/bodies", GROUP).json()["reference"]
    as_("manager").post(f"/bodies/{made}/members", {"person": "owner", "part": "chair"})
    return made


def drafted(as_, **said):
    made = as_("manager").post("/policies", {**SAID, **said})
    assert made.status_code == 201, made.content
    return made.json()["reference"]


def published(as_, **said):
    """A guide in force: `officer` answers for it."""
    one = drafted(as_, **said)
    as_("manager").post(f"/policies/{one}/approve")
    answer = as_("manager").post(f"/policies/{one}/publish")
    assert answer.status_code == 200, answer.content
    return one


def test_a_version_that_is_approved_is_never_written_again(as_, group):
    one = drafted(as_, kind="policy", body=group)
    officer, path = as_("officer"), f"/policies/{one}/versions/1.0"
    before = officer.get(path).json()["digest"]
    assert officer.put(path, {"text": LATER, "seen": before}).status_code == 200
    stale = officer.put(path, {"text": TEXT, "seen": before})
    assert (stale.status_code, codes(stale)) == (409, ["changed"])
    officer.post(f"/policies/{one}/consult", {"until": SOON})
    assert codes(officer.put(path, {"text": TEXT})) == ["consulting"]
    officer.post(f"/policies/{one}/end-consultation")
    assert codes(officer.post(f"/policies/{one}/approve")) == ["not_member"]
    assert as_("owner").post(f"/policies/{one}/approve").status_code == 200
    for state in ("approved", "published", "superseded"):
        told = officer.get(path).json()
        assert told["state"] == state
        refused = officer.put(path, {"text": TEXT})
        assert (refused.status_code, codes(refused)) == (409, ["settled"])
        assert officer.get(path).json() == told
        if state == "approved":
            officer.post(f"/policies/{one}/publish")
        elif state == "published":
            officer.post(f"/policies/{one}/versions")
            officer.post(f"/policies/{one}/consult", {"until": SOON})
            officer.post(f"/policies/{one}/end-consultation")
            as_("owner").post(f"/policies/{one}/approve")
            officer.post(f"/policies/{one}/publish")


def test_a_draft_is_hidden_from_those_who_do_not_write_it_and_the_old_versions_stay(as_):
    one = drafted(as_)
    for path in ("", "/versions/1.0", "/versions/1.0/comments", "/impact", "/proposals"):
        assert as_("clerk").get(f"/policies/{one}{path}").status_code == 404
        assert as_("nobody").get(f"/policies/{one}{path}").status_code == 403
    assert as_("clerk").get("/policies").json()["items"] == []
    as_("manager").post(f"/policies/{one}/approve")
    as_("officer").post(f"/policies/{one}/publish")
    as_("officer").post(f"/policies/{one}/versions", {"note": "Nine hours"})
    told = as_("clerk").get(f"/policies/{one}").json()
    assert ([each["number"] for each in told["versions"]], told["on_its_way"]) == (["1.0"], "")
    told = as_("officer").get(f"/policies/{one}").json()
    assert (told["version"], told["on_its_way"]) == ("1.0", "1.1")
    assert as_("clerk").get(f"/policies/{one}/versions/1.1").status_code == 404


def test_a_text_has_numbered_paragraphs_values_and_contents_and_is_compared(as_):
    one = published(as_)
    told = as_("clerk").get(f"/policies/{one}/versions/1.0").json()
    assert [each["number"] for each in told["paragraphs"]] == ["1", "1.1", "2", "2.1"]
    assert told["paragraphs"][3]["values"] == {"lamp time": "8 hours"}
    assert {tuple(each["paragraphs"]) for each in told["contents"]} == {()}
    as_("officer").post(f"/policies/{one}/versions")
    as_("officer").put(f"/policies/{one}/versions/1.1", {"text": f"{LATER}\nMore.\n"})
    rows = as_("officer").get(f"/policies/{one}/versions/1.1/changes?limit=1").json()
    assert [(each["what"], each["after"]) for each in rows["items"]] == [("changed", "2.1")]
    path = rows["next"].removeprefix("/api/v1")
    [more] = as_("officer").get(path).json()["items"]
    assert (more["what"], more["says"]) == ("added", "More.")


def test_what_publishing_would_change_is_told_to_who_writes_and_decides_alone(as_):
    one = published(as_, audience=["unit:FIN"])
    as_("officer").post(f"/policies/{one}/links", {"kind": "rule", "target": "REP-6"})
    aid = published(as_, kind="desk_aid", title="Lamp card")
    as_("officer").post(f"/policies/{aid}/extracts", {"source": one, "paragraph": "time"})
    as_("officer").post(f"/policies/{one}/versions")
    as_("officer").put(f"/policies/{one}/versions/1.1", {"text": LATER})
    told = as_("manager").get(f"/policies/{one}/impact").json()
    assert (told["number"], told["state"]) == ("1.1", "draft")
    impact = told["impact"]
    assert (impact["aids"], impact["rules"][0]["rule"]) == ([aid], "REP-6")
    assert impact["values"] == [{"name": "lamp time", "before": "8 hours", "after": "9 hours"}]
    assert impact["people"] > 2 and impact["rules"][0]["records"] > 0
    as_("manager").post(f"/policies/{one}/approve")
    kept = as_("manager").post(f"/policies/{one}/publish").json()["impact"]
    assert kept == impact
    assert as_("auditor").get(f"/policies/{one}/versions/1.1").json()["impact"] == impact
    assert as_("clerk").get(f"/policies/{one}/versions/1.1").json()["impact"] is None
    [row] = as_("clerk").get("/policies/health").json()["stale"]
    assert (row["aid"], row["source"]) == (aid, one)


def test_the_list_is_narrowed_and_goes_on_by_title(as_):
    for title in ("beta", "Alpha", "Beta"):
        published(as_, title=title)
    other = published(as_, title="Gamma", kind="desk_aid", topics=["Wicks"], owner="owner")
    titles, path = [], "/policies?limit=2"
    while path:
        told = as_("staff").get(path).json()
        titles += [one["title"] for one in told["items"]]
        path = told["next"] and told["next"].removeprefix("/api/v1")
    assert titles == ["Alpha", "beta", "Beta", "Gamma"]

    def listed(query, who="staff"):
        found = as_(who).get(f"/policies?{query}").json()["items"]
        return [one["reference"] for one in found]

    for query in ("kind=desk_aid", "topic=wicks", "words=gam"):
        assert listed(query) == [other], query
    assert listed("mine=true", "owner") == [other]
    assert len(listed("state=published")) == 4
    assert len(listed("version=1.0")) == 4
    assert listed("version=2.0") == listed("state=draft") == listed(f"review_by={SOON}") == []
    assert len(listed("review_by=2999-01-01")) == 4
    assert len(listed(f"approved_since={today()}")) == 4
    assert listed(f"approved_since={SOON}") == []
    assert as_("staff").get("/policies?kind=poem").status_code == 422
    assert codes(as_("staff").get("/policies?after=PO-NONE")) == ["after"]


def test_every_reason_is_told_at_once_and_what_is_not_named_stays(as_):
    wrong = {**SAID, "title": " ", "kind": "poem", "owner": "ghost", "audience": ["role:king"]}
    answer = as_("manager").post("/policies", {**wrong, "text": " ", "unit": "NONE"})
    assert answer.status_code == 422
    assert codes(answer) == ["kind", "title", "owner", "unit", "audience", "text"]
    assert as_("manager").post("/policies", {**SAID, "colour": "red"}).status_code == 422
    assert as_("clerk").post("/policies", SAID).status_code == 403
    one = drafted(as_, topics=["Lamps"], summary="Of lamps")
    told = as_("officer").put(f"/policies/{one}", {"review_months": 6, "topics": []}).json()
    assert (told["review_months"], told["topics"], told["summary"]) == (6, [], "Of lamps")
    stale = as_("manager").put(f"/policies/{one}", {"title": "Other", "seen": 1})
    assert (stale.status_code, codes(stale)) == (409, ["changed"])
    assert codes(as_("officer").put(f"/policies/{one}", {"review_months": 6})) == ["same"]


def test_people_acknowledge_and_who_has_not_is_told_to_those_who_answer(as_, borough):
    one = published(as_, audience=["unit:HR"])
    [asked] = as_("clerk").get("/policies/to-acknowledge").json()
    assert (asked["document"], asked["version"]) == (one, "1.0")
    assert codes(as_("staff").post(f"/policies/{one}/acknowledge")) == ["audience"]
    path = f"/policies/{one}/versions/1.0"
    assert len(as_("auditor").get(f"{path}/outstanding").json()["items"]) == 1
    given = {"seen": asked["digest"]}
    made = as_("clerk").post(f"/policies/{one}/acknowledge", given).json()
    assert made["text_digest"] == asked["digest"]
    assert as_("clerk").get("/policies/to-acknowledge").json() == []
    [row] = as_("officer").get(f"{path}/acknowledgements").json()["items"]
    assert row == made
    assert as_("officer").get(f"{path}/outstanding").json()["items"] == []
    assert as_("officer").get(f"{path}/units").json() == [
        {"unit": "Unit HR", "asked": 1, "acknowledged": 1}
    ]
    for what in ("acknowledgements", "outstanding", "units"):
        assert as_("staff").get(f"{path}/{what}").status_code == 403
    assert as_("staff").get("/policies/figures").json()["published"] == 1


def test_staff_propose_changes_and_see_only_their_own(as_):
    one = published(as_)
    given = {"words": "Say 10.", "paragraph": "time"}
    made = as_("clerk").post(f"/policies/{one}/proposals", given).json()
    assert as_("staff").get(f"/policies/{one}/proposals").json()["items"] == []
    assert as_("clerk").get(f"/policies/{one}/proposals").json()["items"] == [made]
    assert as_("officer").get("/policies/proposals?to_answer=true").json()["items"] == [made]
    path, said = f"/policies/proposals/{made['reference']}/answer", {"words": "It is right."}
    assert as_("staff").post(path, {**said, "answer": "accepted"}).status_code == 404
    assert as_("clerk").post(path, {**said, "answer": "accepted"}).status_code == 403
    assert as_("officer").post(path, {**said, "answer": "accepted"}).status_code == 200
    [mine] = as_("clerk").get("/policies/proposals").json()["items"]
    assert (mine["answer"], mine["why"]) == ("accepted", "It is right.")


def test_the_right_paragraph_is_shown_at_a_place_of_work(as_):
    one, hidden = published(as_), drafted(as_, title="Hidden")
    for which in (one, hidden):
        given = {"screen": "title", "paragraph": "time"}
        assert as_("manager").post(f"/policies/{which}/pointers", given).status_code == 201
    assert as_("officer").post(f"/policies/{one}/pointers", given).status_code == 403
    [shown] = as_("clerk").get("/policies/shown?screen=title").json()
    assert (shown["policy"], shown["words"]) == (one, "Lamps burn for 8 hours.")
    assert as_("clerk").get("/policies/shown?screen=close").json() == []
    assert len(as_("clerk").get("/policies/pointers").json()["items"]) == 1
    assert len(as_("manager").get("/policies/pointers?limit=1").json()["items"]) == 1
    assert len(as_("manager").get("/policies/pointers").json()["items"]) == 2


def test_values_that_differ_and_reviews_that_are_late_are_in_the_health_of_documents(as_):
    one, other = published(as_), published(as_, title="Lamp card", text=LATER)
    told = as_("clerk").get("/policies/health").json()
    [found] = told["conflicts"]
    assert {(row["policy"], row["value"]) for row in found["stated"]} == {
        (one, "8 hours"),
        (other, "9 hours"),
    }
    partly = TEXT.replace("{#purpose}", "{meets: commitment}")
    body = as_("manager").post("/bodies", GROUP).json()["reference"]
    as_("manager").post(f"/bodies/{body}/members", {"person": "owner", "part": "chair"})
    policy = drafted(as_, kind="policy", body=body, text=partly, title="Partly")
    as_("officer").post(f"/policies/{policy}/consult", {"until": SOON})
    as_("officer").post(f"/policies/{policy}/end-consultation")
    as_("owner").post(f"/policies/{policy}/approve")
    as_("officer").post(f"/policies/{policy}/publish")
    [row] = as_("clerk").get("/policies/health").json()["incomplete"]
    assert row["policy"] == policy and len(row["missing"]) == 5
