"""The pages about work in other channels: declared, brought over with one form, and in the log."""

from datetime import date

import pytest
from django.urls import reverse

from muniment.holdings.channels.models import DeclaredUse

pytestmark = pytest.mark.django_db
SAID = {
    "channel": "WhatsApp",
    "what": "The depot",
    "participants": "Ann, Bob",
    "first-day": "3",
    "first-month": "4",
    "first-year": "2024",
    "why": "No network.",
}


def test_what_was_declared_fills_the_form_that_brings_it_over_and_closes_it(world, as_):
    client = as_("manager")
    answer = client.post(reverse("declare_use"), SAID)
    use = DeclaredUse.objects.get(what="The depot")
    assert answer.headers["Location"] == reverse("declared_use", args=[use.reference])
    sent = {"how": "bring", "folder": world.folder}
    to = client.post(reverse("transfer_use", args=[use.reference]), sent).headers["Location"]
    assert f"use={use.reference}" in to
    form = client.get(to).content.decode()
    assert "Ann, Bob" in form and "No network." in form
    client.post(to, {**SAID, "said": "Is the depot locked?"})
    use.refresh_from_db()
    assert use.state == "transferred" and use.records.count() == 1
    assert "On the record as" in client.get(answer.headers["Location"]).content.decode()


def test_a_conversation_that_nobody_declared_is_in_the_log_and_its_export(world, as_):
    client = as_("manager")
    before = DeclaredUse.objects.count()
    to = reverse("bring_conversation", args=[world.folder])
    tomorrow = {**SAID, "first-year": "2999", "said": "x"}
    assert "still to come" in client.post(to, tomorrow).content.decode()
    client.post(to, {**SAID, "said": "Is it locked?"})
    assert DeclaredUse.objects.count() == before + 1
    log = client.get(reverse("channel_log")).content.decode()
    assert "On the record" in log and "Staff Person" in log
    table = client.get(f"{reverse('channel_log')}?format=csv&state=transferred")
    lines = b"".join(table.streaming_content).decode().splitlines()
    assert len(lines) == 2 and "Ann, Bob" in lines[1] and "R-" in lines[1]


def test_the_log_leads_to_what_is_late_and_its_days_are_short(world, as_):
    client = as_("manager")
    days = {"last-day": "5", "last-month": "4", "last-year": "2024"}
    client.post(reverse("declare_use"), {**SAID, **days})
    page = client.get(reverse("channel_log")).content.decode()
    assert "3 to 5 April 2024" in page and "late</a>" not in page
    DeclaredUse.objects.filter(what="The depot").update(due_on=date(2024, 5, 1))
    page = client.get(reverse("channel_log")).content.decode()
    assert "See the 1 that is late" in page
    late = client.get(f"{reverse('channel_log')}?state=late").content.decode()
    assert "The depot" in late and "days late" in late
