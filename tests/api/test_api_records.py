"""Lists to their end, versions, proofs, and what is told of holds."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.api.borough import codes, file
from tests.api.morning import prepare
from tests.api.scenario import DAY
from tests.api.steps import kept, send

from muniment.foundation.audit.actions import checkpoint
from muniment.foundation.audit.verifier import muniment_verify
from muniment.foundation.content.models import Derived
from muniment.foundation.content.queries import store
from muniment.foundation.kernel import clock

pytestmark = pytest.mark.django_db
VERIFIER = Path(muniment_verify.__file__)


def pages(program, path):
    while path:
        answer = program.get(path).json()
        yield answer["items"]
        path = answer["next"] and answer["next"].removeprefix("/api/v1")


def test_a_list_is_stable_to_its_end_while_more_comes(as_, borough):
    for number in range(9):
        file(borough, f"more-{number}", "open")
    seen, before = [], {one for name, one in borough.records.items() if name != "hr"}
    for number, items in enumerate(pages(as_("officer"), "/records?limit=2")):
        seen += [one["reference"] for one in items]
        if number == 1:
            file(borough, "late", "open")
    assert seen[: len(before)] == sorted(before, key=seen.index)
    assert len(seen) == len(set(seen)) and set(seen) == before | {borough.records["late"]}


@pytest.mark.parametrize(
    "path",
    [
        "/classes?",
        "/classes/FIN~OPEN/folders?",
        "/rules?",
        "/audit/events?",
        "/retention/due?",
        "/folders/{open}/records?",
        "/search?q=title:more",
    ],
)
def test_page_by_page_is_the_same_as_all_at_once(as_, borough, path):
    for number in range(3):
        file(borough, f"more-{number}", "open")
    manager, path = as_("manager"), path.format(**borough.folders)
    whole = manager.get(f"{path}&limit=100").json()["items"]
    assert len(whole) >= 1
    stepwise = [one for items in pages(manager, f"{path}&limit=1") for one in items]
    assert stepwise == whole


def test_numbers_in_a_list_do_not_tell_how_much_is_hidden(as_, borough):
    answer = as_("officer").get("/records?limit=1").json()
    assert answer["next"].endswith(f"after={answer['items'][0]['reference']}")
    assert "pk" not in json.dumps(answer) and '"id"' not in json.dumps(answer)


def test_a_change_needs_the_version_that_was_looked_at(as_, borough):
    officer, path = as_("officer"), f"/records/{borough.records['open']}"
    tag = officer.get(path).headers["ETag"]
    assert officer.patch(path, {"title": "A"}).status_code == 428
    assert officer.patch(path, {"title": "A"}, If_Match=tag).status_code == 200
    late = officer.patch(path, {"title": "B"}, If_Match=tag)
    assert (late.status_code, codes(late)) == (409, ["stale"])
    assert officer.patch(path, {"title": "B", "version": 2}).json()["version"] == 3
    assert officer.patch(path, {"title": "C"}, If_Match="*").status_code == 428
    changes = officer.get(f"{path}/changes").json()
    assert [(one["before"], one["after"]) for one in changes] == [("A", "B"), ("open", "A")]


def test_content_and_what_is_computed_cannot_be_changed_by_anybody(as_, borough):
    path = f"/records/{borough.records['open']}"
    manager = as_("manager")
    before = manager.get(path).json()
    for field in ("sha256", "state", "due_on", "captured_at", "size", "audience", "reference"):
        for value in ("2020-01-01", True, 1, [], "true"):
            answer = manager.patch(path, {field: value, "version": 1})
            assert answer.status_code == 422, field
    assert manager.get(path).json() == before


def test_holds_are_told_to_those_alone_who_may_know(as_, borough):
    record = borough.records["open"]
    hold = {"name": "Inquiry", "kind": "inquiry", "reason": "Secret", "authority": "Court"}
    made = as_("manager").post("/holds", {**hold, "records": [record]}).json()
    told = as_("manager").get(f"/records/{record}/retention").json()
    untold = as_("officer").get(f"/records/{record}/retention").json()
    assert told["holds"] == [made["reference"]] and untold["holds"] == []
    assert "hold" not in untold["sentence"].lower() and "Inquiry" not in untold["sentence"]
    assert as_("officer").get(f"/holds/{made['reference']}").status_code == 403
    assert as_("auditor").get(f"/holds/{made['reference']}").json()["covers"] == [
        {"kind": "record", "reference": record}
    ]


def test_the_file_plan_goes_out_and_in_without_a_difference(as_, borough):
    manager = as_("manager")
    rows = manager.get("/fileplan").json()
    assert manager.post("/fileplan", rows).json()["opened"] == 0
    assert manager.get("/fileplan").json() == rows


def test_a_certificate_and_an_event_are_proven_to_a_stranger(as_, borough, tmp_path):
    names, owner = prepare(borough), as_("owner")
    for one in DAY:
        answer = send(as_(one.who), one, names)
        names |= {name: kept(answer, where) for name, where in one.keep.items()}
        if one.then:
            one.then()
        if owner.get("/certificates").json()["items"]:
            break
    checkpoint(now=clock.now())
    (listed,) = owner.get("/certificates").json()["items"]
    found = owner.get(f"/certificates/{listed['reference']}").json()
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(found))
    ran = subprocess.run(
        [sys.executable, "-I", VERIFIER, "certificate", path], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    borough_log = checkpoint(now=clock.now())
    size = borough_log.size if borough_log else found["proof"]["tree_size"]
    again = owner.get(f"/certificates/{listed['reference']}?size={size}").json()
    assert again["proof"]["tree_size"] == size
    assert owner.get(f"/certificates/{listed['reference']}?size=1").status_code == 404
    pdf = owner.get(f"/certificates/{listed['reference']}/pdf")
    assert pdf.content.startswith(b"%PDF") and "attachment" in pdf.headers["Content-Disposition"]
    stub = owner.get(f"/records/{names['r_due3_1']}").json()
    assert (stub["state"], stub["metadata"]) == ("destroyed", {})
    assert owner.get(f"/records/{names['r_due3_1']}/components/1/content").status_code == 404


def test_the_log_can_be_read_proven_and_checked(as_, borough):
    auditor = as_("auditor")
    checkpoint(now=clock.now())
    event = auditor.get("/audit/events?kind=records:record:filed&limit=1").json()["items"][0]
    assert event["detail"]["class"] == "HR/UNIT"
    proof = auditor.get(f"/audit/events/{event['seq']}/proof").json()
    assert proof["event"] == event["canonical"] and proof["leaf_index"] == event["seq"]
    found = auditor.post("/audit/verification", {"checkpoint": proof["checkpoint"]}).json()
    assert found["sound"] and found["faults"] == []
    false = auditor.post("/audit/verification", {"checkpoint": "not a note"}).json()
    assert not false["sound"]


def test_damaged_content_is_a_problem_and_no_byte_of_it_is_given_out(as_, borough):
    path = store().path_for(hashlib.sha256(b"content of open").hexdigest())
    path.chmod(0o600)
    path.write_bytes(b"content of 0pen")
    answer = as_("officer").get(f"/records/{borough.records['open']}/components/1/content")
    assert answer.status_code == 422
    assert codes(answer) == ["content_corrupt"]
    assert b"0pen" not in answer.content


def test_lines_are_found_in_a_text_by_who_may_read_it(as_, borough):
    reference = borough.records["open"]
    [part] = as_("officer").get(f"/records/{reference}/components").json()["items"]
    read = {"state": "done", "text": "letters/Roof.pdf\nplans/Drains.dwg\n"}
    Derived.objects.update_or_create(blob_id=part["sha256"], defaults=read)
    address = f"/records/{reference}/components/1/lines?q=drains"
    found = as_("officer").get(address).json()
    assert (found["total"], found["lines"][0]["number"]) == (1, 2)
    assert {"text": "Drains", "hit": True} in found["lines"][0]["segments"]
    assert as_("admin").get(address).status_code == 403
    hidden = as_("officer").get(f"/records/{borough.records['hr']}/components/1/lines?q=a")
    assert hidden.status_code == 404


def test_where_nothing_is_found_the_answer_names_what_does_find_something(as_, borough):
    file(borough, "zeppelin", "open")
    officer = as_("officer")
    found = officer.get("/search?q=zeppelan").json()
    assert found["total"] == 0
    assert [(one["query"], one["within"]) for one in found["tips"]] == [("zeppelan~", "")]
    in_class = officer.get("/search?q=zeppelan&file_class=FIN/OPEN").json()["tips"]
    assert [one["query"] for one in in_class] == ["zeppelan~"]
    again = officer.get(f"/search?q={in_class[0]['query']}&within={in_class[0]['within']}").json()
    assert again["total"] == 1 and again["tips"] == []
