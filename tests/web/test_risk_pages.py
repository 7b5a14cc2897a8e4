"""The pages of risks: what is shown to whom, and what they do."""

import csv
import io
import re

import pytest
from django.urls import reverse
from tests.governance.risks.kept import accepted_in, kept_in, parts_in

from muniment.foundation.kernel import clock
from muniment.governance.risks import actions, queries
from muniment.governance.risks.models import Risk
from muniment.governance.risks.types import RiskState

from . import town
from .forms_on_page import form_for

pytestmark = pytest.mark.django_db


def text_of(answer):
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return data.decode()


def main_of(answer):
    return text_of(answer).split("<main")[1].split("</main>")[0]


def here(name, *at, **query):
    return reverse(name, args=at, query=query)


def made(title, **said):
    """The reference of an open risk of finance, owned by the owner."""
    values = {"unit": "FIN", "owner": "owner", "title": title, **said}
    return kept_in(town.actor("manager"), clock.now(), **values)


def fill(client, to, **typed):
    sent = form_for(text_of(client.get(to)), to, to).filled(typed)
    return client.post(to, sent)


def test_the_list_shows_how_each_risk_stands_and_its_figures_lead_to_their_rows(people, as_):
    made("High risk")
    made("Low risk", current_likelihood="1")
    late = made("Late risk", current_likelihood="1")
    Risk.objects.filter(reference=late).update(review_on="2020-01-31")
    client = as_("owner")
    page = main_of(client.get(here("risks")))
    assert "3 risks" in page and "12 High" in page and "Over appetite" in page
    for want, titles in {"over": ["High"], "due": ["Late"], "stale": [], "orphaned": []}.items():
        shown = main_of(client.get(here("risks", want=want)))
        for title in ("High", "Low", "Late"):
            assert (f"{title} risk" in shown) is (title in titles), (want, title)
    assert "No risk fits" in shown


def test_the_list_is_narrowed_by_unit_category_cell_words_and_what_is_ones_own(people, as_):
    made("Lamp risk", category="quality")
    made("Other risk", owner="manager")
    client = as_("manager")
    for query in (
        {"category": "quality"},
        {"words": "lam"},
        {"words": "risk", "likelihood": "3", "impact": "4", "category": "quality"},
    ):
        shown = main_of(client.get(here("risks", **query)))
        assert "Lamp risk" in shown and "Other risk" not in shown, query
    assert "Lamp risk" not in main_of(client.get(here("risks", mine="on")))
    assert "Lamp risk" not in main_of(client.get(here("risks", unit="GOV")))


def test_an_empty_register_says_what_to_do_next(people, as_):
    assert "Add a risk" in main_of(as_("manager").get(here("risks")))
    assert "can add one" in main_of(as_("staff").get(here("risks")))
    assert "no open risk" in main_of(as_("siro").get(here("risks_overview")))


def test_the_export_has_every_field_and_score(people, as_):
    made("Lamp risk", cause='=SUM(A1)\n"quoted", and more')
    export = text_of(as_("manager").get(here("risks", words="lamp", format="csv")))
    [row] = csv.DictReader(io.StringIO(export, newline=""))
    assert (row["title"], row["current"], row["appetite"]) == ("Lamp risk", "12", "6")
    assert (row["target_likelihood"], row["unit"]) == ("2", "FIN")
    assert row["cause"].startswith("'=")


def test_who_does_not_see_a_risk_finds_none(people, as_):
    reference = kept_in(town.actor("manager"), clock.now(), unit="GOV", title="Hidden risk")
    client = as_("staff")
    assert client.get(here("risk", reference)).status_code == 404
    assert "Hidden risk" not in main_of(client.get(here("risks")))
    assert "Hidden risk" not in main_of(client.get(here("risks_overview")))
    assert as_("admin").get(here("risks")).status_code == 403


def test_a_risk_is_added_opened_scored_reviewed_and_closed_on_its_pages(people, as_):
    client = as_("owner")
    to = here("add_risk")
    typed = {"title": "Lamps go out", "unit": "FIN", "owner": "Owner Person"}
    answer = fill(client, to, **typed)
    [one] = Risk.objects.all()
    assert (answer.status_code, answer["Location"]) == (303, here("risk", one.reference))
    refused = fill(client, here("open_risk", one.reference))
    assert refused.status_code == 422 and "Score it" in main_of(refused)
    scores = {
        f"{kind}_{part}": "3"
        for kind in ("inherent", "current", "target")
        for part in ("likelihood", "impact")
    }
    fill(client, here("score_risk", one.reference), **scores, why="Guessed.")
    rest = {
        "cause": "Age",
        "event": "Dark",
        "effect": "Falls",
        "category": "access",
        "treatment": "treat",
        "review_on-day": "3",
        "review_on-month": "4",
        "review_on-year": "2999",
    }
    assert fill(client, here("change_risk", one.reference), **rest).status_code == 303
    assert fill(client, here("open_risk", one.reference)).status_code == 303
    assert fill(client, here("review_risk", one.reference), said="Looked.").status_code == 303
    page = main_of(client.get(here("risk", one.reference)))
    assert "Over appetite" in page and "3 Possible" in page and "Owner Person" in page
    fill(client, here("close_risk", one.reference), reason="New lamps.")
    one.refresh_from_db()
    assert one.state == RiskState.CLOSED
    assert "New lamps." in main_of(client.get(here("risk", one.reference)))


def test_every_reason_stands_at_its_field(people, as_):
    answer = fill(as_("manager"), here("add_risk"), title="", current_likelihood="3")
    page = main_of(answer)
    assert answer.status_code == 422
    for field in ("title", "unit", "current_impact"):
        assert f'href="#id_{field}"' in page, field


def test_a_change_over_somebody_elses_is_refused_in_plain_words(people, as_):
    reference = made("Lamp risk")
    client, to = as_("owner"), here("change_risk", reference)
    sent = form_for(text_of(client.get(to)), to, to).filled({"plan": "Mine"})
    actions.change(town.actor("manager"), reference, {"plan": "Other"}, now=clock.now())
    answer = client.post(to, sent)
    assert answer.status_code == 422 and "meanwhile" in main_of(answer)


def test_the_siro_accepts_and_a_new_score_makes_it_stale_for_all_to_see(people, as_):
    reference = made("Lamp risk")
    assert as_("owner").get(here("accept_risk", reference)).status_code == 403
    fill(as_("siro"), here("accept_risk", reference), reason="It must be.")
    assert "In force" in main_of(as_("owner").get(here("risk", reference)))
    page = main_of(as_("owner").get(here("score_risk", reference)))
    assert "makes the acceptance of the risk stale" in page
    typed = {"current_impact": "3", "why": "Found out more."}
    fill(as_("owner"), here("score_risk", reference), **typed)
    page = main_of(as_("siro").get(here("risk", reference)))
    assert "Stale" in page and "Every score it has had (2)" in page
    home = main_of(as_("siro").get(here("home")))
    assert "Risks whose acceptance is stale" in home
    assert "Your risks whose acceptance is stale" in main_of(as_("owner").get(here("home")))
    listed = main_of(as_("siro").get(here("acceptances", which="over")))
    assert "Lamp risk" in listed and "Siro Person" in listed


def test_controls_and_options_stand_on_the_page_of_the_risk(people, as_):
    reference = made("Lamp risk")
    control, option = parts_in(town.actor("manager"), reference, clock.now(), "Look twice.")
    client = as_("owner")
    fill(client, here("choose_option", option), reason="Cheapest.")
    fill(client, here("end_control", control), reason="Tool bought.")
    page = main_of(client.get(here("risk", reference)))
    assert "Decided on" in page and "Cheapest." in page and "Tool bought." in page
    staff = main_of(as_("staff").get(here("risk", reference)))
    assert "Look twice." in staff and "Add a control" not in staff
    assert as_("staff").get(here("change_control", control)).status_code == 403


def test_the_heat_map_counts_and_each_cell_leads_to_its_risks(people, as_):
    made("One risk")
    made("Other risk")
    accepted_in(town.actor("siro"), made("Third risk", current_likelihood="1"), clock.now())
    client = as_("siro")
    page = main_of(client.get(here("risks_overview")))
    assert "3 open risks" in page
    [link] = re.findall(r'mun-heat__count" href="([^"]+likelihood=3[^"]+)"', page)
    shown = main_of(client.get(link.replace("&amp;", "&")))
    assert "One risk" in shown and "Other risk" in shown and "Third risk" not in shown
    lines = list(
        csv.DictReader(io.StringIO(text_of(client.get(here("risks_overview", format="csv")))))
    )
    assert len(lines) == 25
    assert sum(int(one["risks"]) for one in lines) == 3
    assert "new, at 12" in page
    moved = main_of(client.get(here("risks_moved")))
    assert "New, at 12" in moved
    soon = main_of(client.get(here("acceptances")))
    assert "none of these" in soon  # it ends in forty days


def test_the_overview_is_of_a_unit_and_those_below(people, as_):
    made("One risk")
    client = as_("siro")
    assert "1 open risk," in main_of(client.get(here("risks_overview", unit="BODY")))
    assert "no open risk" in main_of(client.get(here("risks_overview", unit="GOV")))


def test_the_overview_is_saved_as_a_paper_for_a_meeting(people, as_):
    made("One risk")
    answer = as_("siro").get(here("risks_report", unit="FIN"))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert as_("admin").get(here("risks_report")).status_code == 403


def test_the_scales_say_what_is_accepted_and_how_many_risks_there_are(people, as_):
    made("One risk")
    page = main_of(as_("staff").get(here("risk_scales")))
    assert "Almost certain" in page and "Disclosure" in page and "16 to 25" in page
    assert 'category=disclosure">1<' in page


def test_the_page_of_an_asset_shows_its_risks_and_begins_one(world, as_):
    client = as_("everything")
    page = main_of(client.get(here("asset", world.own_asset)))
    assert here("risk", world.risks["risk"]) in page and "Current score 12, open" in page
    to = here("add_risk", assets=world.own_asset, unit="FIN")
    assert f'value="{world.own_asset}"' in text_of(client.get(to))


def test_the_trail_leads_from_the_log_to_the_risk(world, as_):
    page = text_of(as_("manager").get("/admin/audit/", {"about": f"risk:{world.risks['risk']}"}))
    assert page.count("Risk opened") and queries.every().count() == 1
