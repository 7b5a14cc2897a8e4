"""The page of a person's own mailbox: one press saves many, and nobody else sees anything."""

import pytest
from django.urls import reverse
from tests.holdings.inbox.lying_there import lying, mailbox_of

from muniment.foundation.kernel import clock
from muniment.holdings.inbox.models import InboxMessage

from . import town

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(world):
    staff = town.actor("staff")
    source = mailbox_of(town.actor("manager"), staff, "FIN/01", now=clock.now())
    numbers = [lying(source, f"Contract {one} signed", one, importance="high") for one in (1, 2, 3)]
    lying(source, "Weekly news", 9, kind="newsletter")
    return numbers


def test_one_press_saves_those_that_are_ticked_each_where_it_is_suggested(own, world, as_):
    client = as_("staff")
    page = client.get(reverse("own_mailbox")).content.decode()
    assert page.count('type="checkbox"') == 3 and "Its subject says contract, signed" in page
    assert "Weekly news" not in page and "Messages in your mailbox" in _home(client)
    sent = {"do": "save", "chosen": own[:2], f"into_{own[0]}": "FIN/01", f"into_{own[1]}": "FIN/01"}
    answer = client.post(reverse("own_mailbox"), sent, follow=True)
    assert "2 messages will be saved in a moment" in answer.content.decode()
    states = dict(InboxMessage.objects.values_list("pk", "state"))
    assert [states[one] for one in own] == ["saving", "saving", "open"]


def test_what_can_go_is_removed_and_a_refusal_keeps_the_ticks(own, world, as_):
    client = as_("staff")
    address = f"{reverse('own_mailbox')}?which=go"
    assert "it names a way to unsubscribe" in client.get(address).content.decode()
    answer = client.post(reverse("own_mailbox"), {"do": "save", "chosen": own[:1], "into_all": "X"})
    assert answer.status_code == 422 and " checked" in answer.content.decode()
    assert "X: There is no class X" in answer.content.decode()
    news = InboxMessage.objects.get(kind="newsletter").pk
    client.post(address, {"do": "remove", "chosen": [news]})
    assert InboxMessage.objects.get(pk=news).state == "going"


def test_the_manager_of_the_source_sees_counts_and_never_a_subject(own, world, as_):
    sent = {"do": "save", "chosen": own[:1], "into_all": "FIN/01"}
    assert as_("staff").post(reverse("own_mailbox"), sent).status_code == 303
    source = InboxMessage.objects.first().source.reference
    manager = as_("manager")
    page = manager.get(reverse("source", args=[source])).content.decode()
    assert "Of 1 messages that were suggested and decided about, 1" in page
    assert "Contract" not in page and "3 messages not decided about" in page
    mine = manager.get(reverse("own_mailbox")).content.decode()
    assert "No mailbox of yours is looked at" in mine


def test_what_there_is_to_decide_about_comes_first_and_a_folder_has_its_name(world, as_):
    """A mailbox is filed into a folder; nothing in it seems worth saving."""
    staff = town.actor("staff")
    source = mailbox_of(town.actor("manager"), staff, world.folder, now=clock.now())
    lying(source, "Lunch on Thursday?", 1)
    page = as_("staff").get(reverse("own_mailbox")).content.decode()
    assert "Lunch on Thursday?" in page and f"{world.folder} " in page
    lying(source, "Weekly news", 2, kind="newsletter")
    page = as_("staff").get(reverse("own_mailbox")).content.decode()
    assert "Weekly news" in page and "Lunch on Thursday?" not in page
    for address in (reverse("sources"), reverse("source", args=[source.reference])):
        shown = as_("manager").get(address).content.decode()
        assert world.folder in shown and "object (" not in shown


def _home(client):
    return client.get("/").content.decode()
