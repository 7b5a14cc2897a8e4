"""Tokens: issued to oneself, shown once, ended at once."""

from datetime import UTC, datetime, timedelta

import pytest

from muniment.foundation.access import actions, queries
from muniment.foundation.access.models import Token
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import NotFound, Refused

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return actions.add_person(SETUP, "ada", name="Ada Person", now=NOW)


def as_(person):
    return queries.profile(person, on=NOW.date())


def issue(person, **terms):
    terms = {"name": "nightly export", "now": NOW, **terms}
    return actions.issue_token(as_(person), person.reference, **terms)


def test_a_token_stands_for_its_person_and_only_its_digest_is_kept(ada):
    token, secret = issue(ada)
    assert queries.token_presented(secret, now=NOW).person == ada
    assert secret not in str(Token.objects.values().get())
    assert not AuditEvent.objects.filter(canonical__contains=secret[16:]).exists()
    assert "nightly export" not in AuditEvent.objects.get(kind="access:token:issued").canonical
    assert token.expires_at == NOW + timedelta(days=90)


def test_every_change_to_the_secret_makes_it_worthless(ada):
    _, secret = issue(ada)
    altered = {secret[:i] + ("A" if secret[i] != "A" else "B") + secret[i + 1 :] for i in range(59)}
    altered |= {"", "mun_", secret[:-1], secret + "A", secret.lower(), " " + secret, secret + "\n"}
    assert [one for one in altered if queries.token_presented(one, now=NOW)] == []


def test_it_ends_when_it_is_revoked_expires_or_its_person_leaves(ada):
    token, secret = issue(ada)
    assert queries.token_presented(secret, now=NOW + timedelta(days=90)) is None
    assert queries.token_presented(secret, now=NOW - timedelta(seconds=1)) is None
    actions.revoke_token(as_(ada), token.reference, now=NOW)
    assert queries.token_presented(secret, now=NOW) is None
    _, other = issue(ada)
    actions.record_leaver(SETUP, ada.reference, now=NOW)
    assert queries.token_presented(other, now=NOW) is None
    assert not Token.objects.filter(revoked_at=None).exists()


def test_nobody_issues_a_token_in_another_name(ada):
    with pytest.raises(Refused) as refusal:
        actions.issue_token(SETUP, ada.reference, name="mine now", now=NOW)
    assert [one.code for one in refusal.value.reasons] == ["not_own"]


def test_every_fault_of_a_token_is_told_at_once(ada):
    with pytest.raises(Refused) as refusal:
        issue(ada, name=" ", expires_at=NOW + timedelta(days=367))
    assert [one.code for one in refusal.value.reasons] == ["name", "too_long"]
    with pytest.raises(Refused) as refusal:
        issue(ada, expires_at=NOW)
    assert [one.code for one in refusal.value.reasons] == ["past"]
    assert not Token.objects.exists()


def test_a_stranger_cannot_revoke_and_an_administrator_can(ada):
    token, _ = issue(ada)
    bob = actions.add_person(SETUP, "bob", name="Bob Person", now=NOW)
    with pytest.raises(NotFound):
        actions.revoke_token(as_(bob), token.reference, now=NOW)
    actions.give_role(SETUP, bob.reference, role=Role.ADMINISTRATOR, now=NOW)
    actions.revoke_token(as_(bob), token.reference, now=NOW)
    with pytest.raises(Refused):
        actions.revoke_token(as_(ada), token.reference, now=NOW)


def test_when_it_was_last_used_is_known_to_the_minute(ada):
    token, _ = issue(ada)
    for seconds in (0, 30, 61):
        actions.note_token_used(token.pk, now=NOW + timedelta(seconds=seconds))
        token.refresh_from_db()
    assert token.last_used_at == NOW + timedelta(seconds=61)
    assert [one.reference for one in queries.tokens_of(ada.reference)] == [token.reference]
