"""Owners name stewards on the page of an asset, and say that it is right."""

import pytest
from django.urls import reverse
from tests.governance.assets.registered import delegated, registered

from muniment.foundation.kernel import clock
from muniment.governance.assets import actions, queries
from muniment.governance.assets.models import Asset

from . import town
from .forms_on_page import form_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamps(world):
    """An approved entry whose owner is the owner."""
    said = {"title": "Lamp posts", "unit": "FIN", "owner": "owner", "classes": "FIN"}
    reference = registered(town.actor("manager"), clock.now(), **said)
    actions.approve(town.actor("manager"), reference, now=clock.now())
    return reference


def text_of(answer):
    return answer.content.decode()


def send(client, name, reference, typed):
    to = reverse(name, args=[reference])
    return client.post(to, form_for(text_of(client.get(to)), to, to).filled(typed))


def page_of(client, reference):
    return text_of(client.get(reverse("asset", args=[reference]))).split("<main")[1]


def test_a_steward_is_named_and_is_asked_for_what_is_delegated_alone(lamps, as_):
    sent = send(
        as_("owner"), "delegate_asset", lamps, {"steward": "staff", "groups": ["backup", "risk"]}
    )
    assert sent.status_code == 303
    page = page_of(as_("staff"), lamps)
    assert "Data stewards" in page and "Backup and restoring; What could go wrong" in page
    form = text_of(as_("staff").get(reverse("change_asset", args=[lamps])))
    assert 'name="backup"' in form and 'name="risks"' in form
    assert 'name="title"' not in form and 'name="owner"' not in form
    assert send(as_("staff"), "change_asset", lamps, {"backup": "Every night"}).status_code == 303
    assert Asset.objects.get(reference=lamps).values["backup"] == "Every night"


def test_every_reason_against_a_delegation_is_shown(lamps, as_):
    answer = send(as_("owner"), "delegate_asset", lamps, {"steward": "nobody at all"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Nobody who works here" in page and "Choose at least one thing" in page


def test_an_owner_ends_a_delegation(lamps, as_):
    made = delegated(town.actor("owner"), lamps, "staff", clock.now())
    assert "End this" in page_of(as_("owner"), lamps)
    assert "End this" not in page_of(as_("manager"), lamps)
    assert send(as_("owner"), "end_delegation", made, {}).status_code == 303
    assert "Data stewards" not in page_of(as_("owner"), lamps)
    assert as_("staff").get(reverse("change_asset", args=[lamps])).status_code == 403


def test_an_owner_says_that_an_entry_is_right(lamps, as_):
    answer = send(as_("owner"), "attest_asset", lamps, {"said": "Looked at with the team."})
    assert answer.status_code == 303
    page = page_of(as_("staff"), lamps)
    assert "Said to be right" in page and "Looked at with the team." in page
    assert queries.attestations(Asset.objects.get(reference=lamps)).count() == 1


@pytest.mark.parametrize("name", ["attest_asset", "delegate_asset"])
def test_nobody_else_is_offered_or_let_in(lamps, as_, name):
    address = reverse(name, args=[lamps])
    assert address in page_of(as_("owner"), lamps)
    for who in ("manager", "staff"):
        assert address not in page_of(as_(who), lamps)
        assert as_(who).get(address).status_code == 403


def test_of_a_changed_entry_nobody_says_unseen_that_it_is_right(lamps, as_):
    to = reverse("attest_asset", args=[lamps])
    client = as_("owner")
    filled = form_for(text_of(client.get(to)), to, to).filled({})
    actions.change(town.actor("manager"), lamps, {"volume": "9 GB"}, now=clock.now())
    answer = client.post(to, filled)
    assert answer.status_code == 422
    assert "has changed it meanwhile" in text_of(answer)
