"""The page of what a person was told."""

import pytest
from django.urls import reverse

from muniment.foundation.kernel import clock
from muniment.foundation.notices.actions import tell

pytestmark = pytest.mark.django_db


def say(person, key, about=""):
    words = f"Look at {key}."
    tell(person.reference, kind="test", about=about, words=words, key=key, now=clock.now())


def test_home_says_that_there_is_something_new_and_the_page_says_what(world, as_, settings):
    settings.MUNIMENT_MAIL_SERVER = "mail.example.org"
    owner = world.people["owner"]
    say(owner, "the review", f"review:{world.review}")
    say(owner, "what is due", "due:2026-12-21")
    say(owner, "the mistake", "expunging:EX-1")
    say(world.people["staff"], "nothing of yours")
    client = as_("owner")
    home = client.get("/").content.decode()
    assert "Notices that are new" in home
    page = client.get(reverse("notices")).content.decode()
    assert "Look at the review." in page and "Look at what is due." in page
    assert reverse("review", args=[world.review]) in page
    assert reverse("expunging", args=["EX-1"]) in page
    assert "on-day=21&amp;on-month=12&amp;on-year=2026" in page
    assert "Told by email: at once" in page
    assert "nothing of yours" not in page
    client.post(reverse("see_notices"), {"upto": ""})
    assert "Notices that are new" not in client.get("/").content.decode()
    assert (
        "have been told nothing yet"
        in client.get(f"{reverse('notices')}?which=new").content.decode()
    )


def test_a_notice_does_not_lead_where_the_reader_may_no_longer_go(world, as_):
    say(world.people["staff"], "the review", f"review:{world.review}")
    page = as_("staff").get(reverse("notices")).content.decode()
    assert "Look at the review." in page
    assert reverse("review", args=[world.review]) not in page
