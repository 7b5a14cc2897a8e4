"""The pages of governance bodies: who sits, what is on the agenda, what was decided."""

import pytest
from django.urls import reverse
from tests.governance.policies import in_town

from muniment.foundation.kernel import clock
from muniment.governance.bodies.models import Decision, Meeting, Member

from . import town
from .forms_on_page import form_for

pytestmark = pytest.mark.django_db


def text_of(answer):
    return answer.content.decode()


def main_of(answer):
    return text_of(answer).split("<main")[1].split("</main>")[0]


def here(name, *at, **query):
    return reverse(name, args=at, query=query)


def send(client, name, *at, **typed):
    to = here(name, *at)
    return client.post(to, form_for(text_of(client.get(to)), to, to).filled(typed))


def of_town():
    return in_town.town_of(town.actor, clock.now())


@pytest.fixture
def there(world):
    return world.governed


def test_a_body_says_what_it_is_for_who_sits_when_it_meets_and_what_it_decided(there, as_):
    client = as_("staff")
    assert "Information Board" in main_of(client.get(here("bodies")))
    page = main_of(client.get(here("body", there["body"])))
    for words in ("It decides about information.", "Owner Person", "Chair", "Autumn", "Spring"):
        assert words in page, words
    assert "Mail stays for 90 days." in page and "Approved" in page
    assert here("call_meeting", there["body"]) not in page


def test_its_chair_calls_a_meeting_holds_it_and_writes_down_a_decision(there, as_):
    client, day = as_("owner"), clock.today()
    on = {"on-day": str(day.day), "on-month": str(day.month), "on-year": str(day.year)}
    assert send(client, "call_meeting", there["body"], title="Winter", **on).status_code == 303
    meeting = Meeting.objects.get(title="Winter").reference
    typed, about = there["policy"].lower(), f"policy:{there['policy']}"
    sent = send(client, "put_paper", meeting, title="Mail", purpose="decision", about=typed)
    assert sent.status_code == 303
    assert here("policy", there["policy"]) in main_of(client.get(here("meeting", meeting)))
    chair = town.actor("owner").reference
    assert send(client, "hold_meeting", meeting, present=chair).status_code == 303
    page = main_of(client.get(here("meeting", meeting)))
    assert "Owner Person" in page and "Write down what was decided" in page
    said = {"words": "Mail goes.", "outcome": "approved", "about": about}
    assert send(client, "make_decision", meeting, **said).status_code == 303
    made = Decision.objects.get(words="Mail goes.").reference
    assert "Mail goes." in main_of(client.get(here("decision", made)))


def test_a_meeting_without_enough_members_is_not_told_as_held(there, as_):
    answer = send(as_("owner"), "hold_meeting", there["meeting"])
    assert answer.status_code == 422 and "Of those who decide, 0 were there" in text_of(answer)


def test_members_come_and_go_and_those_before_stay_readable(there, as_):
    client = as_("manager")
    assert send(client, "appoint_member", there["body"], person="Staff Person").status_code == 303
    member = Member.objects.get(person__username="staff").reference
    assert send(client, "end_membership", member).status_code == 303
    page = main_of(client.get(here("body", there["body"])))
    assert "Before" in page and "Staff Person" in page
    refused = send(client, "appoint_member", there["body"], person="nobody at all")
    assert refused.status_code == 422 and "Nobody who works here" in text_of(refused)


def test_what_is_for_its_keepers_is_shut_to_others(there, as_):
    for name, at in (
        ("change_body", there["body"]),
        ("close_body", there["body"]),
        ("appoint_member", there["body"]),
        ("call_meeting", there["body"]),
        ("hold_meeting", there["meeting"]),
        ("make_decision", there["meeting"]),
        ("end_membership", there["member"]),
    ):
        assert as_("staff").get(here(name, at)).status_code == 403, name
    assert as_("staff").get(here("found_body")).status_code == 403


def test_a_closed_body_is_listed_apart(there, as_):
    made = in_town.board(of_town(), "Old board")
    assert send(as_("manager"), "close_body", made, reason="It is done.").status_code == 303
    client = as_("staff")
    assert "Old board" not in main_of(client.get(here("bodies")))
    assert "Old board" in main_of(client.get(here("bodies", closed="yes")))
    assert "It is done." in main_of(client.get(here("body", made)))


def test_whoever_sits_on_it_sees_their_next_meetings(there, as_):
    assert "Your next meetings" in main_of(as_("owner").get(here("bodies")))
    assert "Your next meetings" not in main_of(as_("staff").get(here("bodies")))
