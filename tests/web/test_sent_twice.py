"""Promises 10 and 21 for the pages: a form that is sent twice changes once, and leaves the audit
events of one. A form that is sent from two tabs is done twice or refused in plain words."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.api.state import changed, state

from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.audit.queries import verify

from .conftest import PASSWORD
from .forms_on_page import form_for
from .in_tray import prepare
from .paperwork import FORMS
from .routes import routes
from .sheets_filled import DONE, GONE, REFUSED, text_of

pytestmark = pytest.mark.django_db
LOG = {"audit_event", "audit_node", "audit_checkpoint", "audit_disclosure"}
# Nobody is known before the one or after the other: they have a test of their own.
COMING_AND_GOING = {"account_login", "account_logout"}
# They ask what is not here: a malware scanner (tests/holdings/capture/test_malware_gate.py), and
# what was learnt from many records (tests/holdings/advice/test_advice.py) or is suggested by
# what somebody filed (tests/web/test_directory_pages.py).
ASKS_ELSEWHERE = {"scan_again", "advice", "take_suggestion"}
# What follows from an event without being what it tells of.
DERIVED = {"jobs_job"}
# Asked from a second tab for what is so already, these verbs say again that they did it.
SAID_AGAIN = {"refer", "narrow_record", "extend_hold", "prune_stubs", "look_at_source"}
SAID_AGAIN |= {"ask_for_field", "change_term", "titles_to_mend", "look_for_duplicates"}


@pytest.fixture
def names(world):
    """The names of what is there to be worked on."""
    return prepare(world) | {"password": PASSWORD}


@pytest.fixture
def browser(people):
    """A browser in which somebody is signed in, held to the protection of forms."""

    def sign_in(username):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.force_login(people[username])
        return client

    return sign_in


def said(answer):
    return answer.status_code, answer.get("Location")


def kinds_since(size):
    return list(AuditEvent.objects.filter(seq__gte=size).values_list("kind", flat=True))


def test_every_address_that_takes_a_form_has_one_filled_in():
    takes = {one.name for _, one in routes() if "POST" in one.callback.methods}
    assert takes == {one.route for one in FORMS} | COMING_AND_GOING | ASKS_ELSEWHERE


def test_every_form_sent_twice_changes_once(browser, names):
    for one in FORMS:
        client, size = browser(one.who), AuditEvent.objects.count()
        filled, whole = one.fill_in(client, names), state()
        first = one.send(client, names, filled)
        assert first.status_code == one.first, (one.route, text_of(first))
        assert bool(set(changed(whole, state())) - LOG) == bool(one.events), one.route
        _check_events(one, size)
        before = state()
        assert said(one.send(client, names, filled)) == said(first), one.route
        assert changed(before, state()) == [], one.route
        if one.first == DONE:
            assert client.get(first["Location"]).status_code == 200, one.route
    assert verify().sound


def _check_events(one, size):
    kinds = kinds_since(size)
    assert len(kinds) == one.events, (one.route, kinds)
    assert not [kind for kind in kinds if kind.endswith(":refused")], one.route


@pytest.mark.django_db(transaction=True)
def test_every_form_sent_twice_at_once_changes_once(browser, names):
    if connection.vendor == "sqlite":
        pytest.skip("the test database is in memory, of which each thread would have its own")
    for one in FORMS:
        client, size = browser(one.who), AuditEvent.objects.count()
        filled = one.fill_in(client, names)
        answers = _at_once(one, client, names, filled)
        later = {said(answer) for answer in answers} - {(302, _signed_out(one))}
        assert [status for status, _ in later] == [one.first], (one.route, later)
        _check_events(one, size)
    assert verify().sound


def _signed_out(one):
    """A new password ends the sessions of the old one, that of the second delivery among them."""
    return reverse("account_login") if one.route == "account" else None


def _at_once(one, client, names, filled):
    answers, start = [], threading.Barrier(2)

    def send():
        twin = Client(enforce_csrf_checks=True, raise_request_exception=False)
        twin.cookies = client.cookies.copy()
        start.wait()
        try:
            answers.append(one.send(twin, names, filled))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 2, one.route
    return answers


@pytest.mark.once
def test_a_form_sent_from_two_tabs_is_done_again_or_refused_in_plain_words(browser, names):
    for one in FORMS:
        client = browser(one.who)
        mine, other = (one.fill_in(client, names) for _ in range(2))
        assert mine["once"] != other["once"], one.route
        assert one.send(client, names, mine).status_code == one.first, one.route
        before, size = state(), AuditEvent.objects.count()
        again = one.send(client, names, other)
        assert again.status_code == one.again, (one.route, text_of(again))
        since = set(changed(before, state())) - LOG
        if again.status_code in (REFUSED, GONE):
            assert _reasons(again) and not since, one.route
            assert all(kind.endswith(":refused") for kind in kinds_since(size)), one.route
        else:
            told = bool(kinds_since(size)) and one.route not in SAID_AGAIN
            assert bool(since - DERIVED) == told, one.route


def _reasons(answer):
    page = text_of(answer)
    said = ("There is a problem", "This cannot be done", "Page not found")
    return any(one in page for one in said)


def test_each_sign_in_is_one_however_often_the_form_comes_and_changes_nothing_else(people):
    client = Client(enforce_csrf_checks=True)
    address = reverse("account_login")
    form = form_for(text_of(client.get(address)), address, address)
    filled = form.filled({"login": "staff", "password": PASSWORD})
    before, size, cookies = state(), AuditEvent.objects.count(), client.cookies.copy()
    first = client.post(address, filled)
    client.cookies = cookies
    assert said(client.post(address, filled)) == said(first) == (302, "/")
    assert set(changed(before, state())) <= LOG
    assert kinds_since(size) == ["access:session:begun"] * 2


def test_signing_out_twice_is_signing_out_once(browser, people):
    client, address = browser("staff"), reverse("account_logout")
    filled = form_for(text_of(client.get("/")), "/", address).filled({})
    before = state()
    first = client.post(address, filled)
    size = AuditEvent.objects.count()
    assert said(client.post(address, filled)) == said(first) == (302, "/sign-in/")
    assert AuditEvent.objects.count() == size
    assert set(changed(before, state())) <= LOG


def test_the_hash_notices_a_form_that_is_carried_out_twice(browser, names, monkeypatch):
    """The mutant: keys are passed over."""
    from muniment.web import pages

    monkeypatch.setattr(pages, "carry_out", lambda request, view: view())
    one = next(form for form in FORMS if form.route == "open_folder")
    client = browser(one.who)
    filled = one.fill_in(client, names)
    first, before = one.send(client, names, filled), state()
    assert said(one.send(client, names, filled)) != said(first)
    assert "records_folder" in changed(before, state())
