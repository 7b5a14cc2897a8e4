"""Signing in, being throttled, leaving, and signing out."""

import pytest

from muniment.foundation.access import actions as access
from muniment.foundation.access.types import SETUP
from muniment.foundation.audit import queries as audit

from .conftest import NOW, PASSWORD

pytestmark = pytest.mark.django_db


def try_to_sign_in(client, login, password):
    return client.post("/sign-in/", {"login": login, "password": password})


def test_a_person_signs_in_and_comes_to_their_home_page(client, people):
    answer = try_to_sign_in(client, "staff", PASSWORD)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert "Staff Person" in client.get("/").content.decode()


def test_a_page_asks_for_sign_in_and_then_leads_back(client, people):
    answer = client.get("/account/")
    assert answer["Location"] == "/sign-in/?next=%2Faccount%2F"


def test_the_sixth_wrong_password_is_not_tried_any_more(client, people):
    for _ in range(5):
        assert try_to_sign_in(client, "staff", "wrong").status_code == 200
    answer = try_to_sign_in(client, "staff", PASSWORD)
    assert "Too many" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_leaver_is_signed_out_at_once(as_, people):
    client = as_("staff")
    assert client.get("/").status_code == 200
    access.record_leaver(SETUP, people["staff"].reference, now=NOW)
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_nobody_signs_themselves_up(client, db):
    for path in ("/signup/", "/accounts/signup/", "/account/signup/", "/password/reset/"):
        assert client.get(path).status_code == 404


def test_signing_out_takes_a_form(as_):
    client = as_("staff")
    assert client.get("/sign-out/").status_code == 200
    assert client.get("/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/").status_code == 302


def test_a_password_is_changed_only_with_the_old_one_and_for_a_good_one(as_, people):
    client = as_("staff")
    answer = client.post("/account/", {"old": "not it", "new": "short"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is not your password." in page
    assert "too short" in page
    done = client.post("/account/", {"old": PASSWORD, "new": "quite-another-phrase"})
    assert done.status_code == 303
    assert client.get("/account/").status_code == 200
    people["staff"].refresh_from_db()
    assert people["staff"].check_password("quite-another-phrase")


def test_signing_in_and_failing_to_are_on_the_record(client, people):
    try_to_sign_in(client, "staff", "wrong")
    failed = audit.event(audit.size() - 1)
    assert (failed.kind, failed.origin) == ("access:session:refused", "web 127.0.0.1")
    assert "wrong" not in failed.canonical and "staff" not in failed.canonical
    assert audit.disclosures(failed.seq) == {"login": "staff"}
    try_to_sign_in(client, "staff", PASSWORD)
    begun = audit.event(audit.size() - 1)
    assert (begun.kind, begun.actor) == ("access:session:begun", people["staff"].reference)


def test_a_page_that_stays_shut_is_on_the_record(as_, people):
    assert as_("staff").get("/admin/jobs/").status_code == 403
    event = audit.event(audit.size() - 1)
    assert (event.kind, event.object_reference) == ("access:page:refused", "page:/admin/jobs/")
