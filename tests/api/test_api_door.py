"""Who gets in, and what a refusal looks like."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.api.borough import Program, codes

from muniment.foundation.access import actions as people
from muniment.foundation.access.models import Token
from muniment.foundation.access.types import SETUP
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel import clock

pytestmark = pytest.mark.django_db


def test_a_token_stands_for_its_person(as_, borough):
    found = as_("officer").get("/me").json()
    assert found["reference"] == borough.people["officer"].reference
    assert found["roles"] == [{"role": "team_records_officer", "unit": "FIN", "file_class": ""}]
    assert "records.edit" in found["permissions"] and "audit.see" not in found["permissions"]
    assert Token.objects.get(person=borough.people["officer"]).last_used_at is not None


def test_without_a_token_in_force_nothing_is_told(as_, borough):
    for token in (None, "", "mun_", "mun_X_Y", borough.tokens["leaver"], "é" * 59):
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        answer = Program(Client(), None).get("/me", **headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="muniment"'
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert codes(answer) == ["no_token"]


def test_a_session_is_no_way_in_and_cannot_be_abused(borough, settings):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(borough.people["manager"])
    assert browser.get("/api/v1/me").status_code == 401
    assert browser.post("/api/v1/holds", {}, content_type="application/json").status_code == 401
    with_token = Program(browser, borough.tokens["staff"])
    assert with_token.get("/me").json()["name"] == "Staff Person"


def test_a_form_from_another_site_needs_no_csrf_token_because_it_has_no_rights(borough):
    program = Program(Client(enforce_csrf_checks=True), borough.tokens["manager"])
    answer = program.post("/holds", {})
    assert answer.status_code == 422  # understood, and refused for what it lacks


def test_the_twenty_first_wrong_token_in_a_minute_is_not_answered(as_, borough):
    wrong = Program(Client(REMOTE_ADDR="192.0.2.7"), "mun_00000000000_" + "x" * 43)
    seen = [wrong.get("/me").status_code for _ in range(22)]
    assert seen == [401] * 20 + [429] * 2
    assert int(wrong.get("/me").headers["Retry-After"]) > 0
    right = Program(Client(REMOTE_ADDR="192.0.2.7"), borough.tokens["staff"])
    assert right.get("/me").status_code == 200
    other = Program(Client(REMOTE_ADDR="192.0.2.8"), "mun_00000000000_" + "x" * 43)
    assert other.get("/me").status_code == 401


def test_what_was_taken_away_is_gone_at_once(as_, borough):
    record = borough.records["unit"]
    officer = as_("officer")
    assert officer.get(f"/records/{record}").status_code == 200
    held = borough.people["officer"].roles_held.get()
    people.end_role(SETUP, held.pk, now=clock.now())
    assert officer.get(f"/records/{record}").status_code == 403
    steward = as_("steward")
    people.record_leaver(SETUP, borough.people["steward"].reference, now=clock.now())
    assert steward.get(f"/records/{record}").status_code == 401
    owner = as_("owner")
    reference = owner.get("/me").json()["token"]
    assert owner.delete(f"/me/tokens/{reference}").status_code == 204
    assert owner.get("/me").status_code == 401
    Token.objects.filter(person=borough.people["dro"]).update(
        created_at=clock.now() - timedelta(days=2), expires_at=clock.now() - timedelta(seconds=1)
    )
    assert as_("dro").get("/me").status_code == 401


def test_every_wrong_address_and_method_is_a_problem(as_):
    staff = as_("staff")
    for answer, status in (
        (staff.get("/nothing"), 404),
        (staff.get("/"), 404),
        (staff.send("PUT", "/me", {}), 405),
        (staff.get("/records/R-00000-00000"), 404),
        (staff.get("/records?limit=0"), 422),
        (staff.get("/records?after=R-00000-00000"), 422),
        (staff.get("/records/%00"), 400),
        (staff.get("/records?file_class=a%00b"), 400),
        (staff.get("/jobs"), 403),
        (staff.get("/classes/NONE~SUCH"), 404),
    ):
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status and answer.json()["reasons"]


@pytest.mark.parametrize(
    "sent",
    ["{", "[]", "null", '"text"', "{" * 5000, '{"a":' * 100_000, '{"title": "\\u0000"}', "é"],
)
def test_bodies_that_make_no_sense_are_refused_and_break_nothing(as_, borough, sent):
    client = Client(raise_request_exception=False)
    answer = client.post(
        "/api/v1/classes/FIN~OPEN/folders",
        sent,
        content_type="application/json",
        headers={"Authorization": f"Bearer {borough.tokens['manager']}"},
    )
    assert answer.status_code in (400, 422)
    assert answer.json()["reasons"]


def test_a_field_that_is_not_known_is_refused(as_, borough):
    answer = as_("manager").post("/classes/FIN~OPEN/folders", {"title": "A", "audience": 1})
    assert answer.status_code == 422
    assert answer.json()["reasons"][0]["field"].endswith("audience")


def test_every_reason_is_told_at_once(as_):
    answer = as_("manager").post(
        "/holds", {"name": " ", "kind": "audit", "reason": " ", "authority": ""}
    )
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["reasons"]} == {
        "name",
        "reason",
        "authority",
        "records",
    }


def test_answers_carry_headers_and_events_say_which_door(as_, borough):
    answer = as_("officer").get("/me")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    as_("officer").post("/classes/FIN~OPEN/folders", {"title": "New"})
    event = AuditEvent.objects.filter(kind="records:folder:opened").order_by("-seq").first()
    assert event.origin == "api 127.0.0.1"
