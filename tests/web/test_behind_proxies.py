"""Behind a web server of ours each person has an address of their own, and can lend no other."""

import pytest
from django.urls import reverse

from muniment.foundation.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
TRIES = 11  # one more than an address may fail in a minute


def is_shut_out(client, of, login="nobody"):
    said = {"login": login, "password": "wrong"}
    answer = client.post(reverse("account_login"), said, HTTP_X_FORWARDED_FOR=of)
    return "Too many" in answer.content.decode()


def test_who_fails_to_sign_in_again_and_again_keeps_nobody_else_out(client, people, settings):
    settings.MUNIMENT_PROXIES = 1
    for number in range(TRIES):
        last = is_shut_out(client, f"198.51.100.{number}, 203.0.113.5", f"guess{number}")
    assert last
    assert not is_shut_out(client, "203.0.113.6", "other")
    assert any("web 203.0.113.5" in one.canonical for one in AuditEvent.objects.all())


def test_without_the_setting_nobody_is_believed(client, people, settings):
    settings.MUNIMENT_PROXIES = 0
    for number in range(TRIES):
        last = is_shut_out(client, f"203.0.113.{number}", f"guess{number}")
    assert last


@pytest.mark.parametrize("of", ["", "nonsense", "203.0.113.5"])
def test_what_names_no_address_or_too_few_changes_nothing(client, people, settings, of):
    settings.MUNIMENT_PROXIES = 2
    assert not is_shut_out(client, of)
