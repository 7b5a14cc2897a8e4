"""A person makes, sees and revokes their own tokens, and nobody else's."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.api.borough import Program
from tests.api.state import rows_of, tables

from muniment.foundation.access import actions as access
from muniment.foundation.access.models import Token
from muniment.foundation.access.types import SETUP
from muniment.foundation.audit import queries as audit
from muniment.foundation.kernel import clock

from . import town

pytestmark = pytest.mark.django_db
TOKENS, MAKE = "/account/tokens/", "/account/tokens/make/"
SECRET = re.compile(r"mun_[\w-]+")
WANTED = {"name": "Nightly export", "days": "30"}


def text_of(answer):
    return answer.content.decode()


def revoking(token):
    return reverse("revoke_token", args=[token.reference])


def issued(username, name="Spare", now=None, **more):
    person = town.actor(username)
    now = now or clock.now()
    return access.issue_token(person, person.reference, name=name, now=now, **more)[0]


def test_the_account_leads_to_the_tokens_and_says_what_to_do_where_there_are_none(as_):
    client = as_("staff")
    assert f'href="{TOKENS}"' in text_of(client.get("/account/"))
    page = text_of(client.get(TOKENS))
    assert "You have no tokens." in page and f'href="{MAKE}"' in page


def test_a_token_is_made_shown_once_and_lets_a_program_in(as_):
    client = as_("staff")
    answer = client.post(MAKE, WANTED | {"once": "first"})
    page = text_of(answer)
    [secret] = SECRET.findall(page)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    token = Token.objects.get()
    assert (token.name, token.expires_at.date()) == (
        "Nightly export",
        (clock.now() + timedelta(days=30)).date(),
    )
    me = Program(Client(), secret).get("/me").json()
    assert me["name"] == "Staff Person"
    assert "Nightly export" in text_of(client.get(TOKENS))
    assert not SECRET.findall(text_of(client.get(TOKENS)))


def test_the_secret_is_kept_nowhere(as_):
    [secret] = SECRET.findall(text_of(as_("staff").post(MAKE, WANTED | {"once": "first"})))
    everything = [*tables(), "jobs_carriedout", "django_session"]
    assert not [table for table in everything if secret in "".join(rows_of(table))]


def test_a_form_that_comes_again_makes_no_second_token_and_says_what_became_of_the_first(as_):
    client = as_("staff")
    client.post(MAKE, WANTED | {"once": "first"})
    size = audit.size()
    again = client.post(MAKE, WANTED | {"once": "first"})
    page = text_of(again)
    assert again.status_code == 200 and audit.size() == size
    assert not SECRET.findall(page)
    assert "made already" in page and revoking(Token.objects.get()) in page


def test_what_a_token_is_for_has_to_be_said(as_):
    client = as_("staff")
    for sent, reason in (
        ({}, "Say what the token is for."),
        (WANTED | {"name": "  "}, "Say what the token is for."),
        (WANTED | {"days": "5000"}, "Select a valid choice"),
    ):
        refused = client.post(MAKE, sent)
        assert refused.status_code == 422 and reason in text_of(refused), sent
    assert not Token.objects.exists()


def test_a_revoked_token_lets_nobody_in_and_is_still_listed(as_):
    client = as_("staff")
    [secret] = SECRET.findall(text_of(client.post(MAKE, WANTED)))
    token = Token.objects.get()
    assert f"Revoke {token.name}" in text_of(client.get(TOKENS))
    assert "Nightly export" in text_of(client.get(revoking(token)))
    done = client.post(revoking(token), follow=True)
    assert "The token has been revoked." in text_of(done)
    assert Program(Client(), secret).get("/me").status_code == 401
    assert "Revoked" in text_of(done) and f"Revoke {token.name}" not in text_of(done)
    again = client.post(revoking(token))
    assert again.status_code == 422 and "has been revoked already" in text_of(again)


def test_a_token_whose_time_is_over_is_listed_as_ended(as_):
    client = as_("staff")
    issued("staff", now=clock.now() - timedelta(days=100))
    page = text_of(client.get(TOKENS))
    assert "Ended" in page and "In force" not in page and "Revoke Spare" not in page


def test_the_tokens_of_others_are_not_there_even_for_those_who_manage_people(as_):
    theirs = issued("staff")
    client = as_("admin")
    assert "Spare" not in text_of(client.get(TOKENS))
    for send in (client.get, client.post):
        assert send(revoking(theirs)).status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_somebody_without_a_role_has_tokens_too_and_a_stranger_is_sent_to_sign_in(client, people):
    access.add_person(SETUP, "bare", name="Bare Person", now=clock.now())
    for address in (TOKENS, MAKE):
        assert client.get(address)["Location"].startswith("/sign-in/")
    client.force_login(type(people["staff"]).objects.get(username="bare"))
    assert client.get(TOKENS).status_code == 200
    assert SECRET.findall(text_of(client.post(MAKE, WANTED)))


def test_what_a_token_is_called_is_never_taken_for_markup(as_):
    client = as_("staff")
    issued("staff", name="<script>alert(1)</script>")
    for address in (TOKENS, revoking(Token.objects.get())):
        page = text_of(client.get(address))
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page
