"""Promise 37: hostile text in every field, on every page there is: nothing of it is markup, a
formula or a template."""

import json
import re
from dataclasses import dataclass

import pypdfium2
import pytest
from django.db import transaction
from django.test import Client
from tests.access.hostile_markup import Page, faults_of, formulas_in
from tests.access.payloads import ANSWER, FORMULAS, MARK, SCRIPTS
from tests.access.spoilt import GROUPS, SPOILT
from tests.access.test_permission_matrix import pages
from tests.api.borough import Program

from muniment.holdings.records.rules import printable
from muniment.lifecycle.disposal.models import Certificate

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@dataclass
class Spoilt:
    """A body in which every text that can be entered is hostile."""

    reader: Client
    program: Program
    names: list


@pytest.fixture
def spoilt(founded):
    reader, secret, names = founded(SPOILT)
    browser = Client(raise_request_exception=False)
    browser.force_login(reader)
    return Spoilt(browser, Program(Client(), secret), names)


PLACES = {
    "file-plan": "class", "folders": "folder", "records": "record", "people": "person",
    "units": "unit", "holds": "hold", "reviews": "review", "certificates": "certificate",
    "rules": "rule", "handling": "handling", "tokens": "token",
    "schedules": "schedule", "standing": "standing", "expunging": "expunging",
    "boxes": "box", "bulk": "bulk", "leave": "leave", "moves": "move", "sources": "source",
    "saved": "saved", "other-channels": "use", "message": "message", "certified": "finding",
    "by_rule": "by_rule", "sorting": "sorting", "told": "told", "imports": "figures",
    "actions": "action", "pilots": "pilot", "terms": "proposal", "sites": "class",
    "library": "resource", "assets": "asset", "delegations": "delegation",
    "plans": "plan", "plan-headings": "heading", "plan_action": "plan_action",
    "incidents": "incident", "corrective": "corrective", "lessons": "lesson",
    "risks": "risk", "risk-controls": "control", "risk-options": "option", "waivers": "waiver",
    "policies": "policy", "bodies": "body", "meetings": "meeting", "papers": "agenda_paper",
    "memberships": "member", "decisions": "decision", "comments": "said_of_policy",
    "proposals": "proposed_change",
}  # fmt: skip


def filled(address, names):
    """The address with this group's references, or None where it needs what there is not."""
    own = [one for one in ("moves", "bulk") if f"file-plan/{one}/" in address]
    own += ["message"] if address.endswith("/important/") else []
    own += ["by_rule"] if address.endswith("/filed-by-rule/") else []
    own += ["sorting"] if address.endswith("/rules/<str:reference>/end/") else []
    own += ["certified"] if address.startswith("find/certificates/") else []
    own += ["terms"] if address.startswith("people/terms/") else []
    own += ["plan_action"] if address.startswith("governance/actions/") else []
    parts = own or address.split("/")
    kind = next((PLACES[part] for part in parts if part in PLACES), "")
    values = {"reference": names.get(kind), "record": names["record"], "ordinal": 1}
    values |= {"held": names["held"], "seq": names["seq"], "code": names["handling"], "kind": "csv"}
    values["key"] = names["status"]
    values |= {"number": 1, "version": 1, "edition": 1, "event": "case_closed"}
    values |= {
        "about": "authority",
        "asked": names["asked"],
        "place": 1,
        "check": "banned",
        "other": names["record"],
    }
    if "fields" in parts or "vocabularies" in parts:
        values["code"] = names["field" if "fields" in parts else "vocabulary"]
        values["number"] = names["term"]
    values |= {"rule": names["draft"], "comment": names["comment"], "mark": names["mark"]}
    values |= {"folder": names["folder"], "unit": names["unit"], "digest": names["digest"]}
    values |= {"code": "K12"} if "indicators" in parts else {}
    values |= {"slug": names["slug"]} | ({"kind": "md"} if "policies" in parts else {})
    if address.startswith("people/sites/"):
        values |= {"reference": names["class"], "kind": "class", "number": names["steward"]}
    needed = re.findall(r"<\w+:(\w+)>", address)
    if any(values.get(name) is None for name in needed):
        return None
    return "/" + re.sub(r"<\w+:(\w+)>", lambda match: str(values[match[1]]), address)


# Pages whose address names what the body does not have.
NOT_THERE = {
    *("capture", "uploaded", "retry_job", "close_incident", "end_role", "account_logout"),
    *("keep_schedule", "keep_edition", "keep_schedule_download", "looked", "look_progress"),
}


def test_hostile_text_is_text_on_every_page(spoilt):
    wrong, seen = [], set()
    for name, address, one in pages():
        if "GET" not in one.callback.methods or name in NOT_THERE:
            continue
        for names in spoilt.names if "<" in address else spoilt.names[:1]:
            path = filled(address, names)
            answer = spoilt.reader.get(path)
            seen |= {name} if answer.status_code == 200 else set()
            wrong += [(path, fault) for fault in faults_of(answer)]
            assert answer.status_code < 500, path
    assert wrong == []
    there = {name for name, _, one in pages() if "GET" in one.callback.methods}
    missing = there - seen - NOT_THERE - {"review_item", "picture", "account_login"}
    missing -= {"open_resource"}  # it leads away
    assert missing == set()


def test_what_is_asked_for_is_not_echoed_as_markup(spoilt):
    wrong = []
    for text in GROUPS:
        for path in ("/find/", "/admin/audit/", "/admin/people/", "/lifecycle/due/", "/sign-in/"):
            asked = {
                "q": text,
                "actor": text,
                "kind": text,
                "object": text,
                "next": text,
                "on": text,
            }
            for given in (asked, {**asked, "format_as": "csv"}):
                answer = spoilt.reader.get(path, given)
                assert answer.status_code < 500
                wrong += [(path, fault) for fault in faults_of(answer)]
    assert wrong == []


def test_a_form_that_is_refused_shows_what_was_sent_as_text(spoilt):
    wrong = []
    for name, address, one in pages():
        if "POST" not in one.callback.methods or name in {"account_logout", "account_login"}:
            continue
        path = filled(address, spoilt.names[-1])
        if path is None:
            continue
        sent = dict.fromkeys(FIELDS, GROUPS[2] * 10)
        with transaction.atomic():
            answer = spoilt.reader.post(path, sent)
            transaction.set_rollback(True)
        assert answer.status_code < 500, (path, answer.status_code)
        wrong += [(path, fault) for fault in faults_of(answer)]
    assert wrong == []


FIELDS = (
    *("title", "name", "reason", "authority", "reference", "scope_note", "rule", "note", "folder"),
    *("file_class", "under", "unit", "username", "email", "code", "why", "description", "contact"),
    *("instrument", "ground", "applied_by", "from_on", "until_on", "renews"),
    *("on", "review_on", "record_date", "metadata", "records", "folders", "classes", "to", "old"),
)


def test_programs_get_the_text_as_it_is_and_never_as_a_page(spoilt):
    for names in spoilt.names[2:]:
        text = names["text"]
        answer = spoilt.program.get(f"/records/{names['record']}")
        assert answer.headers["Content-Type"].startswith("application/json")
        assert answer.json()["title"] == printable(text) and faults_of(answer) == []
        assert spoilt.program.get(f"/classes/{names['class']}").json()["scope_note"] == text
        missing = spoilt.program.get("/records/<script>mk7()")
        assert missing.headers["Content-Type"] == "application/problem+json"


def test_a_certificate_is_set_as_it_was_written(spoilt):
    certificate = Certificate.objects.get()
    assert json.dumps(certificate.body).count(MARK) > 2
    answer = spoilt.reader.get(f"/lifecycle/certificates/{certificate.reference}/certificate.pdf")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))
    assert ANSWER not in text and "root:x:" not in text
    assert MARK in text


def test_what_is_not_escaped_is_noticed():
    """The mutants: each hostile text as it is, in a page and in a table."""
    links = {f"javascript:{MARK}()", f"JaVaScRiPt:{MARK}()", f"data:text/html,{MARK}"}
    for text in SCRIPTS:
        shown = Page(f"<p>{text}</p><input value=\"{text}\"><a href='{text}'>a</a>").faults
        unescaped = "<" in text or "'" in text or '"' in text or text in links
        assert bool(shown) == unescaped, text
    assert all(formulas_in(f'"a","{text}"'.replace('"//x"', "x")) for text in FORMULAS)
