"""The schedule in plain words: for those who sign in, and for everybody once it is published."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.lifecycle.retention.test_reading_rules import lasting
from tests.lifecycle.town import RULES

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel import clock
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.types import Publication
from muniment.lifecycle.retention.types.schedules import Approval, ScheduleTerms
from muniment.web.views import keep

PAGES = ("keep", "keep_changes", "keep_feed")


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def schedule(people):
    """Three rules: minutes, payslips with a second version, and one that is used no more."""
    now = clock.now() - timedelta(hours=1)
    minutes = lasting(6, code="GOV-01", title="Minutes of the board")
    payslips = lasting(2, code="HR/04", title="Payslips", why="The tax office may ask.")
    for draft in (minutes, payslips, lasting(6, code="HR/04", title="Payslips"), minutes):
        actions.save_rule(SETUP, draft, now=now)
    actions.save_rule(SETUP, replace(minutes, code="OLD", title="Telegrams"), now=now)
    actions.retire_rule(SETUP, "OLD", reason="Nobody sends them", now=clock.now())


@pytest.fixture
def published(schedule):
    wanted = Publication(is_open=True, contact="Records team", statement="One.\n\nTwo <b>.")
    return actions.publish_schedule(SETUP, wanted, now=clock.now())


def test_a_stranger_sees_nothing_of_a_schedule_that_is_not_published(client, schedule):
    for name in PAGES:
        answer = client.get(reverse(name))
        assert answer.status_code == 404, name
        assert "not published" in text_of(answer)
        assert "Minutes" not in text_of(answer)
    for address in (
        reverse("keep_rule", args=["GOV-01"]),
        reverse("keep_version", args=["GOV-01", 1]),
        reverse("keep_download", args=["csv"]),
        reverse("keep_rule", args=["NONE"]),
    ):
        assert client.get(address).status_code == 404


def test_who_signs_in_can_ask_before_it_is_published(as_, schedule):
    page = text_of(as_("staff").get(reverse("keep"), {"q": "pay slip"}))
    assert "Payslips" in page
    assert "Only those who sign in can see this page" in page


def test_everybody_asks_in_plain_words_and_has_rule_period_action_and_reason(client, published):
    page = text_of(client.get(reverse("keep"), {"q": "how long do I keep minutes of a board?"}))
    answer = page[page.index("mun-answer") :]
    for said in ("Minutes of the board", "Destroy 6 years after", "GOV-01", "Limitation Act 1980"):
        assert said in answer
    assert "nearest we have" not in page


def test_a_guess_is_called_one_and_nothing_says_whom_to_ask(client, published):
    assert "nearest we have" in text_of(client.get(reverse("keep"), {"q": "large purple board"}))
    page = text_of(client.get(reverse("keep"), {"q": "zebras"}))
    assert "No rule has these words" in page
    assert "Records team" in page


def test_the_front_page_has_every_rule_in_force_and_the_words_of_the_body(client, published):
    page = text_of(client.get(reverse("keep")))
    assert '<p class="govuk-body">One.</p>' in page
    assert "Two &lt;b&gt;." in page
    assert reverse("keep_rule", args=["HR/04"]) in page
    assert "Telegrams" not in page
    assert "Open Government Licence" in page


def test_a_rule_has_an_address_for_ever_with_what_changed_in_it(client, published):
    page = text_of(client.get(reverse("keep_rule", args=["HR/04"])))
    assert "Destroy 6 years after" in page
    assert "Before: </span>Destroy 2 years after the date of the record" in page
    old = text_of(client.get(reverse("keep_version", args=["HR/04", 1])))
    assert "This is version 1" in old
    assert "The tax office may ask." in old
    assert client.get(reverse("keep_version", args=["HR/04", 9])).status_code == 404
    assert "has not been used since" in text_of(client.get(reverse("keep_rule", args=["OLD"])))


def test_what_changed_is_listed_and_fed_the_latest_first(client, published):
    page = text_of(client.get(reverse("keep_changes")))
    assert page.index("is no longer used") < page.index("Minutes of the board")
    feed = client.get(reverse("keep_feed"))
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "HR/04 Payslips: changed" in text_of(feed)


@pytest.fixture
def council(published):
    """A schedule with two published editions: the second changes one rule and adds another."""
    [manager, siro] = (access.profile_of(who, on=clock.today()) for who in ("manager", "siro"))
    actions.open_schedule(manager, "COUNCIL", ScheduleTerms("Council", area="All"), now=clock.now())
    first = {**RULES[0], "code": "CO-1", "title": "Diaries"}
    second = {**first, "period": "7"}
    for number, rows in enumerate(([first], [second, {**first, "code": "CO-2"}]), 1):
        actions.start_edition(manager, "COUNCIL", now=clock.now())
        actions.import_edition(manager, "COUNCIL", number, rows, now=clock.now())
        actions.consult(manager, "COUNCIL", number, now=clock.now())
        decided = Approval("Governance Board", clock.today(), f"GB/{number}")
        actions.approve_edition(siro, "COUNCIL", number, decided, now=clock.now())
        actions.publish_edition(manager, "COUNCIL", number, now=clock.now())


def test_a_schedule_is_read_with_who_approved_it_and_what_changed(client, council):
    assert reverse("keep_schedule", args=["COUNCIL"]) in text_of(client.get(reverse("keep")))
    page = text_of(client.get(reverse("keep_schedule", args=["COUNCIL"])))
    assert "edition 2" in page
    assert "Governance Board" in page and "minute GB/2" in page
    assert "1 rule new, 1 changed, 0 left out" in page
    assert "Before: </span>Destroy 6 years after the date of the record" in page
    old = text_of(client.get(reverse("keep_edition", args=["COUNCIL", 1])))
    assert "has not been in force since" in old
    assert "Destroy 6 years after the date of the record" in old
    assert client.get(reverse("keep_edition", args=["COUNCIL", 3])).status_code == 404
    table = client.get(reverse("keep_schedule_download", args=["COUNCIL", 1, "csv"]))
    rows = list(csv.DictReader(io.StringIO(text_of(table))))
    assert [(row["code"], row["period_count"]) for row in rows] == [("CO-1", "6")]
    assert "Person" not in page + old


def test_a_draft_is_nobodys_to_read_outside(client, council):
    manager = access.profile_of("manager", on=clock.today())
    actions.start_edition(manager, "COUNCIL", now=clock.now())
    assert client.get(reverse("keep_edition", args=["COUNCIL", 3])).status_code == 404
    assert "edition 2" in text_of(client.get(reverse("keep_schedule", args=["COUNCIL"])))


def test_the_rules_are_there_to_take_without_who_signs(client, published):
    table = client.get(reverse("keep_download", args=["csv"]))
    rows = list(csv.DictReader(io.StringIO(text_of(table))))
    listed = json.loads(text_of(client.get(reverse("keep_download", args=["json"]))))
    assert [row["code"] for row in rows] == [one["code"] for one in listed] == ["GOV-01", "HR/04"]
    assert "review_stages" not in rows[0]
    assert client.get(reverse("keep_download", args=["exe"])).status_code == 404


def test_the_public_pages_name_no_person(client, published):
    for address in (*map(reverse, PAGES), reverse("keep_rule", args=["HR/04"])):
        assert "setup" not in text_of(client.get(address)).lower()


def test_it_is_published_on_screen_with_every_gap_said_at_once(as_, client, schedule):
    manager = as_("manager")
    page = text_of(
        manager.post(reverse("publish"), {"is_open": "on", "licence": "ogl-3.0", "contact": ""})
    )
    assert "Say who answers questions" in page
    assert not queries.publication().is_open
    typed = {"is_open": "on", "licence": "cc-by-4.0", "contact": "Records team"}
    assert manager.post(reverse("publish"), typed).status_code == 303
    client.logout()
    assert "Creative Commons" in text_of(client.get(reverse("keep")))


def test_the_pages_of_a_rule_whose_code_has_a_stroke_open(as_, schedule):
    manager = as_("manager")
    for name in ("rule", "change_rule", "retire_rule"):
        assert manager.get(reverse(name, args=["HR/04"])).status_code == 200
    assert "HR/04" in text_of(manager.get(reverse("rules")))


def test_what_was_destroyed_is_published_only_where_the_body_says_so(client, published, world):
    for name in (reverse("keep_destroyed"), reverse("keep_destroyed_download", args=["csv"])):
        assert client.get(name).status_code == 404
    wanted = replace(published, with_destroyed=True)
    actions.publish_schedule(SETUP, wanted, now=clock.now())
    page = text_of(client.get(reverse("keep_destroyed")))
    assert "fewer than 5" in page, "a small number could point to somebody"
    table = client.get(reverse("keep_destroyed_download", args=["csv"]))
    [row] = csv.DictReader(io.StringIO(text_of(table)))
    assert (row["rule"], row["records"], row["bytes"]) == ("FIN-01", "", "")
    assert "What we destroyed" in text_of(client.get(reverse("keep")))


def test_who_oversees_disposal_sees_every_number(as_, world):
    client = as_("manager")
    page = text_of(client.get(reverse("statistics")))
    assert "destroyed in all" in page and "Nobody has said what storage costs" in page
    rows = json.loads(text_of(client.get(reverse("export_statistics", args=["json"]))))
    assert [(row["rule"], row["records"]) for row in rows] == [("FIN-01", 1)]
    page = text_of(client.get(reverse("statistics"), {"by": "unit"}))
    assert "By year and unit" in page and "Freed a year" not in page
    disposal.set_storage_cost(SETUP, Decimal("1000"), basis="Contract", now=clock.now())
    assert "Freed a year" in text_of(client.get(reverse("statistics"), {"by": "unit"}))
    export = reverse("export_statistics", args=["json"])
    [row] = json.loads(text_of(client.get(export, {"by": "unit"})))
    assert (row["records"], row["pounds_a_year"]) == (1, "0.00") and "unit" in row


def test_where_there_are_many_rules_those_of_a_schedule_stand_on_its_page(
    client, council, monkeypatch
):
    of_schedule, alone = (f"/what-to-keep/rules/{code}/" for code in ("CO-1", "GOV-01"))
    whole = text_of(client.get(reverse("keep")))
    assert of_schedule in whole and alone in whole
    monkeypatch.setattr(keep, "MOST", 2)
    short = text_of(client.get(reverse("keep")))
    assert of_schedule not in short and alone in short
    assert of_schedule in text_of(client.get(reverse("keep_schedule", args=["COUNCIL"])))


def test_an_answer_says_where_to_file_to_those_who_work_here_alone(as_, client, world):
    ask = {"q": queries.history("FIN-01")[0].title}
    said = text_of(as_("manager").get(reverse("keep"), ask))
    assert "File it in" in said and reverse("class", args=["FIN"]) in said
    client.logout()
    wanted = Publication(is_open=True, contact="Records team", statement="")
    actions.publish_schedule(SETUP, wanted, now=clock.now())
    assert "Rule FIN-01" in text_of(client.get(reverse("keep"), ask))
    assert "File it in" not in text_of(client.get(reverse("keep"), ask))
