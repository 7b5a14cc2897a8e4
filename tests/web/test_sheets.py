"""The file plan and the schedule come in after a look, and go out in the same form."""

import csv
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel import clock
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan import queries as plan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import queries as schedule

from . import town

pytestmark = pytest.mark.django_db
PLAN, RULES = "/file-plan/import/", "/lifecycle/rules/import/"


def text_of(answer):
    return answer.content.decode()


def csv_of(rows):
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def look(client, address, content, name="plan.csv"):
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def confirm(client, address, preview):
    fields = re.findall(r'name="(name|content|seen|once)" value="([^"]*)"', text_of(preview))
    return client.post(address, dict(fields), follow=True)


def taken_out(client, address):
    answer = client.get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return answer.content


@pytest.mark.parametrize("kind", ["csv", "json", "yaml"])
def test_what_goes_out_comes_in_again_with_nothing_to_do(as_, world, kind):
    client = as_("manager")
    for address, out in (
        (PLAN, f"/file-plan/export/{kind}/"),
        (RULES, f"/lifecycle/rules/export/{kind}/"),
    ):
        answer = look(client, address, taken_out(client, out), f"a.{kind}")
        assert "All that the file says is so already." in text_of(answer)
    assert client.get("/file-plan/export/pdf/").status_code == 404


def test_a_file_plan_is_looked_at_before_it_is_brought_in(as_, world):
    client, before = as_("manager"), plan.export_rows()
    rows = [
        {"reference": "LEI", "parent": "", "title": "Leisure", "scope_note": "Two\nlines"},
        {"reference": "LEI/01", "parent": "LEI", "title": "Pools", "scope_note": ""},
        {"reference": "NEW", "parent": "GOV", "title": "Newer things", "scope_note": ""},
    ]
    shown = look(client, PLAN, csv_of(rows))
    page = text_of(shown)
    assert shown.status_code == 200
    assert "2 classes to open, 1 class to change" in page
    assert "<del" in page and "New things" in page and "Newer things" in page
    assert plan.export_rows() == before
    done = confirm(client, PLAN, shown)
    assert "2 classes opened, 1 changed." in text_of(done)
    after = {one["reference"]: one for one in plan.export_rows()}
    assert after["LEI"]["scope_note"] == "Two\nlines"
    assert after["NEW"]["parent"] == "GOV" and len(after) == len(before) + 2


def test_a_file_plan_with_faults_is_refused_with_every_one_and_its_line(as_, world):
    client, before = as_("manager"), plan.export_rows()
    rows = [
        {"reference": "LEI", "parent": "", "title": "Leisure", "rule": ""},
        {"reference": "BAD", "parent": "NONE", "title": "", "rule": "NO-1"},
    ]
    answer = look(client, PLAN, csv_of(rows))
    page = text_of(answer)
    assert answer.status_code == 422
    assert "There is no class NONE." in page and "There is no retention rule NO-1." in page
    assert page.count("Line 3: ") == 3 and "Line 2: " not in page
    said = text_of(look(client, PLAN, json.dumps(rows).encode(), "plan.json"))
    assert said.count("Entry 2: ") == 3 and "Line" not in said
    assert plan.export_rows() == before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "title\ncaf\xe9\n".encode("latin-1"), "is not text in UTF-8"),
        ("a.json", b"{", "cannot be read"),
        ("a.json", b"[" * 60_000, "cannot be read"),
        ("a.json", b"{}", "is not a list of objects"),
        ("a.csv", b"reference\n", "There are no rows"),
        ("a.csv", b"reference,colour\nA,red\n", "has no column &#39;colour&#39;"),
        ("a.csv", b"reference,title\nA,a,b\n", "more cells than there are columns"),
        ("a.csv", b"", "The file is empty."),
        ("a.csv", b"x" * (2**20 + 1), "larger than"),
    ],
)
def test_a_file_that_is_no_file_plan_is_refused_in_words(as_, world, name, content, words):
    answer = look(as_("manager"), PLAN, content, name)
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_what_would_do_something_else_by_now_is_shown_again_and_not_done(as_, world):
    client = as_("manager")
    rows = [{"reference": "LEI", "title": "Leisure"}, {"reference": "NEW", "title": "Newer"}]
    shown = look(client, PLAN, csv_of(rows))
    terms = ClassTerms("NEW", title="Newest", rule="undecided", owner_unit="GOV")
    fileplan.change_class(SETUP, "NEW", terms=terms, now=clock.now())
    again = confirm(client, PLAN, shown)
    assert "Something has changed since" in text_of(again) and "Newest" in text_of(again)
    assert plan.class_named("NEW").title == "Newest" and not plan.reference_taken("LEI")
    assert "1 class opened" in text_of(confirm(client, PLAN, again))


def test_a_class_that_is_held_from_above_is_not_moved_out_and_the_look_says_so(as_, world):
    words = {"kind": "audit", "reason": "Audit", "authority": "Auditor"}
    now = clock.now()
    holds.place(town.actor("manager"), name="Hold", **words, classes=["FIN"], now=now)
    rows = [{"reference": "FIN/01", "parent": "GOV", "title": "Invoices"}]
    answer = look(as_("manager"), PLAN, csv_of(rows))
    assert answer.status_code == 422 and "Line 2: " in text_of(answer)


def test_what_is_sent_in_place_of_what_was_looked_at_is_refused(as_, world):
    client, before = as_("manager"), plan.export_rows()
    for content in ("@@@", "", "AAAA"):
        sent = {"name": "a.csv", "content": content, "seen": "0" * 64}
        assert client.post(PLAN, sent).status_code == 422, content
    assert plan.export_rows() == before


def test_a_schedule_is_looked_at_before_it_is_brought_in(as_, world):
    client = as_("manager")
    rows = schedule.export_rows()
    rows[0] |= {"period_count": "3"}
    rows.append({**rows[0], "code": "LEI-01", "title": "Pools"})
    shown = look(client, RULES, csv_of(rows), "rules.csv")
    page = text_of(shown)
    assert "1 rule to change, 1 rule to make" in page
    assert len(schedule.history("FIN-01")) == 1
    assert "1 rule made, 1 changed, 1 as before." in text_of(confirm(client, RULES, shown))
    assert [one.version for one in schedule.history("FIN-01")] == [2, 1]
    rows[0]["action"] = "burn"
    refused = look(client, RULES, csv_of(rows), "rules.csv")
    assert refused.status_code == 422 and "Line 2, FIN-01: " in text_of(refused)


def test_only_those_who_manage_them_are_offered_an_import(as_, world):
    for page, link in (("/file-plan/", PLAN), ("/lifecycle/rules/", RULES)):
        assert link in text_of(as_("manager").get(page))
        assert link not in text_of(as_("staff").get(page))
        assert as_("staff").get(link).status_code == 403
        assert "/export/csv/" in text_of(as_("staff").get(page))


def test_cells_of_an_export_are_no_formulas_and_are_read_back(as_, world):
    client = as_("manager")
    town.fileplan.change_class(
        SETUP, "NEW", terms=ClassTerms("NEW", title="=1+1", rule="undecided"), now=clock.now()
    )
    out = taken_out(client, "/file-plan/export/csv/")
    assert b"'=1+1" in out
    assert "so already" in text_of(look(client, PLAN, out))
