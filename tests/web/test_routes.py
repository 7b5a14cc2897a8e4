"""No page is reached by accident: every route says who may reach it, and is held to it."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.http import HttpResponse  # noqa: TID251
from django.urls import path

from muniment.foundation.access.types import Permission
from muniment.lifecycle.retention.rules.publishing import WORDS_OF_PAGES, reasons_not_to_publish
from muniment.lifecycle.retention.types import RuleDraft
from muniment.web.pages import PUBLIC, page

from .routes import routes, undeclared

PUBLIC_PAGES = {
    *("account_login", "account_logout", "accessibility", "web_manifest"),
    *("keep", "keep_rule", "keep_version", "keep_changes", "keep_feed", "keep_download"),
    *("keep_schedule", "keep_edition", "keep_schedule_download"),
    *("keep_destroyed", "keep_destroyed_download"),
    *("public_assets", "public_assets_download"),
    *("public_policies", "public_policy", "public_policy_download"),
}


def address_of(route):
    return "/" + re.sub(r"<int:[^>]+>", "1", re.sub(r"<(?!int:)[^>]+>", "X", route))


def test_every_route_says_who_may_reach_it():
    assert undeclared() == []


def test_a_route_that_does_not_say_so_is_noticed():
    bare = path("hidden/", lambda request: HttpResponse(), name="hidden")
    declared = page("open/", lambda request: HttpResponse(), name="open", needs=PUBLIC)
    assert undeclared([bare, declared]) == ["hidden/"]


def test_only_sign_in_sign_out_the_statement_and_the_schedule_are_public():
    assert {one.name for _, one in routes() if one.callback.needs is PUBLIC} == PUBLIC_PAGES


def test_no_rule_can_have_a_code_that_leads_to_another_page():
    """Whatever stands in an address where a code could, with a code for each of its parameters."""
    every = [address for address, _ in routes()]
    of_rules = {
        re.split(r"<path:\w+>/", one)[0] for one in every if re.search(r"rules/<path:", one)
    }
    beside = {one.removeprefix(start) for one in every for start in of_rules if start in one}
    codes = {re.sub("<[^>]+>", "2", one).strip("/") for one in beside} - {"", "2"}
    assert len(codes) >= 12
    draft = RuleDraft(code="")
    for code in codes:
        [said] = [one for one in _reasons(replace(draft, code=code)) if one.field == "code"]
        assert "leads to another page" in said.message, code
    words = {part for code in codes for part in code.split("/")}
    assert words >= WORDS_OF_PAGES, "a word that no page has any more"


def _reasons(draft):
    return reasons_not_to_publish(draft, today=date(2026, 1, 1))


@pytest.mark.django_db
def test_every_other_page_sends_a_stranger_to_sign_in(client):
    for address, one in routes():
        if one.callback.needs is not PUBLIC:
            send = client.get if "GET" in one.callback.methods else client.post
            answer = send(address_of(address))
            assert answer["Location"].startswith("/sign-in/"), address


@pytest.mark.django_db
def test_a_page_that_no_role_of_mine_opens_says_whom_to_ask(as_):
    shut = {"staff": Permission.SYSTEM_RUN, "admin": Permission.RECORDS_SEE}
    for username, permission in shut.items():
        client = as_(username)
        for address, one in routes():
            if one.callback.needs is permission:
                send = client.get if "GET" in one.callback.methods else client.post
                answer = send(address_of(address))
                assert answer.status_code == 403, address
                assert "Ask a " in answer.content.decode()


@pytest.mark.django_db
def test_a_page_refuses_methods_it_does_not_know(as_):
    client = as_("staff")
    assert client.delete("/").status_code == 405
    assert client.post("/").status_code == 405
