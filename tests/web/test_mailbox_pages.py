"""The pages about mailboxes: a list comes in column by column, and its reader sees their own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.holdings.habits.figures import GB, bring, head_of, mailbox, pilot_of, staff
from tests.holdings.parish import found_parish

from muniment.foundation.access.models import Person
from muniment.foundation.kernel import clock
from muniment.holdings.habits import actions
from muniment.holdings.habits.types import CampaignDraft

from .forms_on_page import form_for
from .sheets_filled import _file, text_of

pytestmark = pytest.mark.django_db
LIST = "Mailbox,Weight\nclerk@parish.example,6 GB\nclerk@parish.example,5\nnobody,much\n"


@pytest.fixture
def parish(db):
    return found_parish(clock.now() - timedelta(days=2))


@pytest.fixture
def sign_in(client, parish):
    def sign(username):
        client.force_login(Person.objects.get(reference=parish.references[username]))
        return client

    return sign


def test_a_list_in_other_columns_is_mapped_looked_at_and_imported(sign_in):
    client, here = sign_in("manager"), reverse("import_figures")
    chosen = form_for(text_of(client.get(here)), here, here)
    page = client.post(here, chosen.filled({"file": _file("mine.csv", LIST.encode())}))
    form = form_for(text_of(page), here, here)
    page = client.post(here, form.filled({"column_size": "Weight"}))
    assert "Nothing says of which day" in text_of(page)
    yesterday = clock.today() - timedelta(days=1)
    day = {f"day-{part}": str(getattr(yesterday, part)) for part in ("day", "month", "year")}
    page = client.post(here, form.filled({"column_size": "Weight", **day}))
    said = text_of(page)
    assert "1 row is understood" in said and "line 2 already" in said and "“much” is no" in said
    done = client.post(here, form_for(said, here, here).filled({}))
    assert done.status_code == 303
    shown = text_of(client.get(reverse("mailbox_figures")))
    assert "clerk@parish.example" in shown and "2 rows left out" in shown


def test_the_page_of_a_campaign_says_whether_it_helped(parish, sign_in):
    names = staff(parish, 5)
    head_of(parish, "LEG")
    bring(parish, *(mailbox(one, 6 * GB, one) for one in names))
    manager = parish.who("manager")
    made = actions.start_campaign(manager, CampaignDraft("Large."), now=parish.now)
    parish.now = clock.now()
    bring(parish, *(mailbox(one, (7 if one == "p0" else 1) * GB, one) for one in names))
    where = reverse("mail_campaign", args=[made.reference])
    client = sign_in("manager")
    assert "4 of 5 are smaller (80 %)" in text_of(client.get(where))
    assert sign_in("head").get(where).status_code == 404
    assert names[0] not in text_of(sign_in("head").get(reverse("mailbox_figures")))
    assert sign_in("clerk").get(reverse("mailbox_figures")).status_code == 403
    assert "7.0 GB" in text_of(sign_in("p0").get(reverse("my_mailbox")))


def test_tips_stand_on_the_home_page_until_their_reader_stops_them(parish, sign_in):
    names = staff(parish, 5)
    bring(parish, *(mailbox(one, 6 * GB, one) for one in names))
    for one in names:
        assert "Your mailbox has 6.0 GB" in text_of(sign_in(one).get("/"))
    client, here = sign_in("p0"), reverse("choose_tips")
    form = form_for(text_of(client.get(here)), here, here)
    assert client.post(here, form.filled({"tips": "no"})).status_code == 303
    assert "Tips for your mailbox" not in text_of(client.get("/"))
    parish.now = clock.now()
    bring(parish, *(mailbox(one, GB, one) for one in names))
    page = text_of(sign_in("manager").get(reverse("tips_effect")))
    assert "5 (100 %)" in page and "Fewer than 5" in page


def test_pages_follow_the_ways_that_are_offered_to_the_unit(parish, sign_in, settings):
    settings.MUNIMENT_CAPTURE_ADDRESS = "records@parish.example"
    folder, manager = parish.folder("HOU"), parish.who("manager")
    client, at = sign_in("manager"), reverse("folder", args=[folder.reference])
    assert "records+F-" in text_of(client.get(at))
    actions.offer_ways(manager, "HOU", ["watched"], now=parish.now)
    page = text_of(client.get(at))
    assert "records+F-" not in page and "Muniment looks at a folder" in page
    upload = text_of(client.get(reverse("upload", args=[folder.reference])))
    assert "E-mail comes in otherwise here" in upload
    here = reverse("add_mailbox")
    form = form_for(text_of(client.get(here)), here, here)
    said = {"name": "Post", "into": "HOU", "host": "imap.example.org", "user": "p"}
    answer = client.post(here, form.filled({**said, "password": "a-password-for-it"}))
    assert answer.status_code == 422 and "is not offered this way" in text_of(answer)


def test_pilots_stand_side_by_side_and_each_who_takes_part_is_asked(parish, sign_in):
    reference = pilot_of(parish.who("manager"), ["HOU"], parish.now)
    client = sign_in("clerk")
    assert "Pilots: say how it goes" in text_of(client.get("/"))
    here = reverse("answer_pilot", args=[reference])
    form = form_for(text_of(client.get(here)), here, here)
    assert client.post(here, form.filled({"score": "4"})).status_code == 303
    page = text_of(client.get(reverse("pilots")))
    assert "Housing by address" in page and "Went wrong" not in page
    page = text_of(sign_in("manager").get(reverse("pilots")))
    assert "Went wrong" in page and "Fewer than 5" in page
    sheet = sign_in("manager").get(reverse("pilots") + "?format=csv")
    head, row = b"".join(sheet.streaming_content).decode().splitlines()
    assert "Messages in as many days before" in head and row.startswith(reference)
