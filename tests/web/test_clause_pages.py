"""The clauses of policies are named on the page of a draft, and shown wherever they are cited."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from muniment.foundation.access import queries as access
from muniment.foundation.kernel import clock
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.queries import certificates as made_by
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.types.schedules import Approval

from . import town
from .in_tray import RULE
from .test_pages import text_of
from .town import CLAUSE

pytestmark = pytest.mark.django_db
AT = "/lifecycle/schedules/HOMES/1/"
NAMED = "Information management policy 4.2"


def hidden(page):
    return dict(re.findall(r'<input type="hidden"[^>]*name="([^"]+)" value="([^"]*)"', page))


@pytest.fixture
def manager(as_, world):
    client = as_("manager")
    purpose = "We keep papers of homes as long as a tenant may ask. Then they go."
    said = {"code": "HOMES", "title": "Homes", "area": "Homes", "purpose": purpose}
    client.post("/lifecycle/open-schedule/", said)
    client.post("/lifecycle/schedules/HOMES/start/", {"note": ""})
    return client


def send(client, page, /, **said):
    """Fill in the form of a page and send it."""
    return client.post(page, hidden(text_of(client.get(page))) | said, follow=True)


def named():
    return [one.named for one in queries.clauses_of(queries.edition_named("HOMES", 1))]


def test_clauses_are_added_changed_and_taken_out_on_the_page_of_a_draft(manager):
    assert "No clause is named yet" in text_of(manager.get(AT))
    page = text_of(send(manager, f"{AT}clauses/add/", **CLAUSE))
    assert "The clause is added." in page and f"{AT}clauses/1/" in page
    assert f'href="{CLAUSE["address"]}"' in page
    again = text_of(manager.get(f"{AT}clauses/add/"))
    assert 'value="Information management policy"' in again, "the next is mostly of the same policy"
    send(manager, f"{AT}clauses/add/", **CLAUSE | {"paragraph": "4.3", "address": ""})
    send(manager, f"{AT}clauses/2/", **CLAUSE | {"paragraph": "4.4"})
    assert named() == [NAMED, "Information management policy 4.4"]
    send(manager, f"{AT}clauses/2/take-out/")
    assert named() == [NAMED]
    assert manager.get(f"{AT}clauses/2/").status_code == 404
    assert NAMED in text_of(manager.get("/lifecycle/schedules/HOMES/"))


def test_a_clause_that_cannot_be_is_refused_at_its_field(manager):
    answer = send(manager, f"{AT}clauses/add/", **CLAUSE | {"address": "javascript:alert(1)"})
    assert answer.status_code == 422 and "begins with https://" in text_of(answer)
    stale = hidden(text_of(manager.get(f"{AT}clauses/add/")))
    send(manager, f"{AT}clauses/add/", **CLAUSE)
    answer = manager.post(f"{AT}clauses/add/", stale | CLAUSE | {"paragraph": "9", "once": "x"})
    assert answer.status_code == 422 and "has changed since you opened it" in text_of(answer)
    assert named() == [NAMED]


@pytest.mark.parametrize("kind", ["json", "yaml"])
def test_an_edition_goes_out_with_its_clauses_and_comes_in_after_a_look(manager, kind):
    out = manager.get(f"{AT}export/{kind}/").content
    document = {"rules": [RULE | {"code": "HM-1"}], "clauses": [CLAUSE]}
    file = SimpleUploadedFile("a.json", json.dumps(document).encode())
    looked = text_of(manager.post(f"{AT}import/", {"file": file}))
    assert "1 rule to make, 1 policy clause to make" in looked and NAMED in looked
    manager.post(f"{AT}import/", hidden(looked))
    assert named() == [NAMED]
    changed = manager.get(f"{AT}export/{kind}/").content
    assert changed != out
    file = SimpleUploadedFile(f"a.{kind}", changed)
    assert "All that the file says is so already." in text_of(
        manager.post(f"{AT}import/", {"file": file})
    )
    file = SimpleUploadedFile("a.yaml", b"- {code: HM-2}\n- {code: HM-3, action: burn}")
    refused = text_of(manager.post(f"{AT}import/", {"file": file}))
    assert "Entry 2, HM-3" in refused


def test_everybody_reads_them_with_what_changed(manager):
    send(manager, f"{AT}clauses/add/", **CLAUSE)
    draft(RULE | {"code": "HM-1"})
    put_in_force(1)
    manager.post("/lifecycle/schedules/HOMES/start/", {"note": ""})
    second = AT.replace("/1/", "/2/")
    send(manager, f"{second}clauses/1/", **CLAUSE | {"says": "It goes."})
    put_in_force(2)
    said = {"is_open": "on", "contact": "Records team", "licence": "ogl-3.0"}
    told = send(manager, "/lifecycle/rules/publish/", statement=STATEMENT, **said)
    assert "Reading age" in text_of(told)
    everybody = Client()
    page = text_of(everybody.get("/what-to-keep/schedules/HOMES/"))
    assert NAMED in page and "<ins>" in page and CLAUSE["says"] in page
    assert NAMED in text_of(everybody.get("/what-to-keep/rules/HM-1/"))
    given = json.loads(everybody.get("/what-to-keep/schedules/HOMES/editions/2.json").content)
    assert [one["says"] for one in given["clauses"]] == ["It goes."]
    assert "review_stages" not in given["rules"][0]
    assert everybody.get("/what-to-keep/schedules/HOMES/editions/2.yaml").status_code == 200
    assert everybody.get("/what-to-keep/schedule.yaml").content.startswith(b"- code: ")


def test_a_record_its_review_and_its_certificate_cite_them(manager, world):
    send(manager, f"{AT}clauses/add/", **CLAUSE)
    [rule] = [one for one in queries.export_rows() if one["code"] == "FIN-01"]
    draft(rule)
    put_in_force(1)
    assert f"under {NAMED}, keeps" in text_of(manager.get(f"/records/{world.record}/"))
    town.add(world.folder, "Old bill.txt", b"An old bill")
    review = town.propose("Old bills")
    page = manager.get(f"/lifecycle/reviews/{review}/")
    assert f"Under {NAMED}" in text_of(page)
    for name in ("dro", "owner"):
        disposal.approve(town.actor(name), review, now=clock.now())
    disposal.execute(town.actor("manager"), review, now=clock.now())
    town.carry_out(review)
    [made] = [one for one in made_by(town.actor("manager")) if one.review.reference == review]
    page = text_of(manager.get(f"/lifecycle/certificates/{made.reference}/"))
    assert "Under which policy" in page and CLAUSE["says"] in page
    assert f"Under {NAMED}</span>" in page


def test_the_author_sees_how_plain_a_draft_and_the_opening_words_are(manager):
    page = text_of(manager.get(AT))
    assert "How plain this draft is: reading age" in page
    assert "How plain its purpose is: reading age" in text_of(
        manager.get("/lifecycle/schedules/HOMES/")
    )
    wanted = {"is_open": "on", "licence": "ogl-3.0", "statement": LONG}
    page = text_of(send(manager, "/lifecycle/rules/publish/", **wanted))
    assert "Say who answers questions" in page, "shown again, with the reason"
    assert "Its longest sentence is:" in page and "GOV.UK aims at 9 to 11" in page


STATEMENT = "We keep a record as long as we need it. Then we destroy it, and say so on a list."
LONG = "In accordance with statutory requirements " + "concerning information " * 15 + "we keep."


def put_in_force(number):
    """Have the edition commented on, approved and published."""
    manager, dro = (access.profile_of(name, on=clock.today()) for name in ("manager", "dro"))
    board = Approval("The board", clock.today(), "B/1")
    actions.consult(manager, "HOMES", number, now=clock.now())
    actions.approve_edition(dro, "HOMES", number, board, now=clock.now())
    actions.publish_edition(manager, "HOMES", number, now=clock.now())


def draft(rule):
    manager = access.profile_of("manager", on=clock.today())
    actions.import_edition(manager, "HOMES", 1, [rule], now=clock.now())
