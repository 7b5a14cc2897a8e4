"""The pages of action plans and of the register of actions: what is shown to whom, and done."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.governance.plans.planned import YEAR, action_in, objective_of, planned

from muniment.foundation.kernel import clock
from muniment.governance.plans import actions, queries, rules
from muniment.governance.plans.models import Plan
from muniment.governance.plans.types import ActionDraft

from . import town
from .forms_on_page import form_for
from .in_tray import csv_of

pytestmark = pytest.mark.django_db
TABLE = {
    "Outcome": "All see",
    "Objective": "More lamps",
    "Actions": "Buy lamps\nLight them each day",
    "Timeline": "Operational by Q3 of 2026-27\nEstablished in 2025-26. Maintain.",
}


def text_of(answer):
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return data.decode()


def main_of(answer):
    return text_of(answer).split("<main")[1].split("</main>")[0]


def here(name, *at, **query):
    return reverse(name, args=at, query=query)


def sent(client, name, *at, **typed):
    to = here(name, *at)
    filled = form_for(text_of(client.get(to)), to, to).filled(typed)
    return client.post(to, filled)


def manager():
    return town.actor("manager")


def begun(title="Lamps", owner="owner"):
    return planned(manager(), clock.now(), owner, title=title, unit="FIN")


def under_of(plan, **said):
    return objective_of(manager(), plan, clock.now(), **said)


def acted(under, words="Buy oil", **said):
    return action_in(manager(), under, clock.now(), words, **said)


def in_days(days):
    return rules.in_words(clock.today() + timedelta(days=days))


def read(one):
    return queries.action_named(manager(), one.reference)


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(text_of(answer))))


def test_a_plan_is_begun_filled_and_agreed_from_its_pages(world, as_):
    client = as_("manager")
    days = {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in YEAR.items()
        for part in ("day", "month", "year")
    }
    said = {"title": "Light", "unit": "FIN", "owner": "owner", **days}
    answer = sent(client, "add_plan", **said)
    plan = Plan.objects.get(title="Light")
    assert answer["Location"] == here("plan", plan.reference)
    assert "Nothing stands in the plan yet" in main_of(client.get(answer["Location"]))
    owner = as_("owner")
    sent(owner, "add_outcome", plan.reference, words="All see")
    (outcome,) = queries.headings(plan)
    sent(owner, "add_objective", outcome.reference, words="More lamps")
    under = queries.headings(plan)[1]
    added = sent(owner, "add_plan_action", under.reference, words="Buy", timeline="one day")
    assert "No date could be read from its timeline" in text_of(owner.get(added["Location"]))
    sent(owner, "agree_plan", plan.reference)
    page = main_of(owner.get(here("plan", plan.reference)))
    assert "2026-27" in page and "Agreed" in page and "1.1 More lamps" in page


def test_every_gap_stands_at_its_field(world, as_):
    answer = sent(as_("manager"), "add_plan", title="", owner="nobody at all")
    page = main_of(answer)
    assert answer.status_code == 422
    for words in ("Give the plan a title", "Choose the unit", "nobody of that name", "begins"):
        assert words in page


def test_the_list_counts_what_is_open_and_overdue_and_leads_to_it(world, as_):
    under = under_of(begun())
    acted(under, timeline="31 March 2020")
    acted(under, "Light them")
    client = as_("staff")
    page = main_of(client.get(here("plans", words="lamps")))
    plan = under.plan.reference
    late = here("actions", plan=plan, want="overdue").replace("&", "&amp;")
    assert late in page and "of 2" in page
    shown = main_of(client.get(here("actions", plan=plan, want="overdue")))
    assert "Buy oil" in shown and "Light them" not in shown and "Of the plan Lamps" in shown
    (row,) = rows_of(client.get(here("plans", words="lamps", format="csv")))
    assert (row["Plan"], row["Overdue"]) == ("Lamps", "1")
    assert "No plan fits" in main_of(client.get(here("plans", words="nothing")))


def test_a_plan_is_shown_printed_and_given_as_a_table(world, as_):
    plan = begun()
    under = under_of(plan)
    acted(under, timeline="31 March 2020", answers="DRO, HR")
    acted(under, "Light them", status="maintain")
    client = as_("staff")
    page = main_of(client.get(here("plan", plan.reference)))
    assert 'rowspan="2"' in page and "DRO, HR" in page and "days late" in page
    paper = main_of(client.get(here("print_plan", plan.reference)))
    assert "Buy oil" in paper and "<a " not in paper.split("<table")[1]
    (row,) = rows_of(client.get(here("plan", plan.reference, format="csv")))
    assert list(row) == ["Outcome", "Objective", "Actions", "Timeline"]
    assert row["Actions"] == "Buy oil\nLight them"
    (row,) = rows_of(client.get(here("plan", plan.reference, format="csv", columns="all")))
    assert (row["Status"], row["Owner"]) == ("Not started\nEstablished, maintain", "DRO, HR\n—")


def test_a_formula_in_a_plan_is_text_in_its_table(world, as_):
    under = under_of(begun())
    acted(under, "=1+1")
    answer = as_("staff").get(here("plan", under.plan.reference, format="csv"))
    (row,) = rows_of(answer)
    assert row["Actions"] == "'=1+1"


def imported(client, plan, name, data, **typed):
    to = here("import_plan", plan.reference)
    chosen = client.post(to, {"file": SimpleUploadedFile(name, data)})
    asked = form_for(text_of(chosen), to, to).filled(typed)
    looked = client.post(to, asked)
    page = main_of(looked)
    done = client.post(to, form_for(text_of(looked), to, to).filled({}))
    return page, done


def test_a_table_is_looked_at_and_brought_in(world, as_):
    plan = begun()
    page, done = imported(as_("owner"), plan, "plan.csv", csv_of(TABLE))
    assert "2 actions to add" in page
    assert "Operational by, due 31 December 2026" in page
    assert done["Location"] == here("plan", plan.reference)
    again, _ = imported(as_("owner"), plan, "plan.csv", csv_of(TABLE))
    assert "Nothing to do" in again


def test_a_workbook_keeps_the_lines_of_its_cells(world, as_):
    plan, book, data = begun(), openpyxl.Workbook(), io.BytesIO()
    book.active.append(list(TABLE))
    book.active.append(list(TABLE.values()))
    book.save(data)
    imported(as_("owner"), plan, "plan.xlsx", data.getvalue())
    back = rows_of(as_("staff").get(here("plan", plan.reference, format="csv")))
    assert back == [TABLE]


def test_rows_that_do_not_fit_are_listed_with_every_reason(world, as_):
    plan = begun()
    rows = csv_of(TABLE) + b"O,,A,\r\n"
    page, done = imported(as_("owner"), plan, "plan.csv", rows)
    assert "It names no objective." in page
    assert "1 row left out" in text_of(as_("owner").get(done["Location"]))


def test_the_register_is_narrowed_and_exported(world, as_):
    under = under_of(begun())
    acted(under, timeline=in_days(3), owner="staff")
    acted(under, "Light them", status="relaunch")
    draft = ActionDraft("Mend the lock", unit="FIN")
    actions.raise_action(manager(), draft, source="risk:RK-1", now=clock.now())
    client = as_("staff")
    for query, words in {
        "mine=on": ["Buy oil"],
        "want=soon": ["Buy oil"],
        "source=risk": ["Mend the lock"],
        "status=relaunch": ["Light them"],
        "stage=under_review": ["Light them"],
        "words=lock": ["Mend the lock"],
        f"outcome={under.outcome.reference}": ["Buy oil", "Light them"],
    }.items():
        rows = rows_of(client.get(f"{here('actions')}?{query}&format=csv"))
        assert [row["Action"] for row in rows] == words, query
        page = main_of(client.get(f"{here('actions')}?{query}"))
        assert all(one in page for one in words)
    assert "No action fits" in main_of(client.get(here("actions", words="nothing")))


def test_what_is_confidential_is_on_no_page_of_others(world, as_):
    draft = ActionDraft("Watch the guard", unit="FIN", confidential=True, owner="owner")
    one = actions.raise_action(manager(), draft, source="incident:IN-1", now=clock.now())
    assert "Watch the guard" in main_of(as_("owner").get(here("action", one.reference)))
    staff = as_("staff")
    assert staff.get(here("action", one.reference)).status_code == 404
    for name in ("actions", "action_figures"):
        assert "Watch the guard" not in main_of(staff.get(here(name)))
    assert "incident" not in main_of(staff.get(here("actions"))).split("<select")[2]


def test_an_action_tells_its_story(world, as_):
    one = acted(under_of(begun()), timeline="31 March 2020", owner="staff")
    client = as_("staff")
    sent(client, "turn_action", one.reference, status="under_way", note="Half is there.")
    sent(client, "note_action", one.reference, note="Nearly all.")
    page = main_of(client.get(here("action", one.reference)))
    for words in ("Half is there.", "Nearly all.", "Not started", "Under way", "days late"):
        assert words in page
    assert here("change_action", one.reference) not in page  # its owner says how it stands only
    assert client.get(here("change_action", one.reference)).status_code == 403


def test_done_without_what_shows_it_is_refused_at_the_field(world, as_):
    one = acted(under_of(begun()), owner="staff")
    answer = sent(as_("staff"), "turn_action", one.reference, status="complete")
    assert answer.status_code == 422
    assert "Say what shows that it is done" in main_of(answer)
    sent(as_("staff"), "turn_action", one.reference, status="complete", evidence="The bill.")
    assert read(one).stage == "done"


def test_a_later_date_takes_a_reason_on_the_form(world, as_):
    one = acted(under_of(begun()), timeline="Q3 of 2026-27")
    answer = sent(as_("owner"), "change_action", one.reference, timeline="Q4 of 2026-27")
    assert answer.status_code == 422
    assert "Say why it is to be later" in main_of(answer)
    said = {"timeline": "Q4 of 2026-27", "reason": "No oil."}
    sent(as_("owner"), "change_action", one.reference, **said)
    assert read(one).due_on == date(2027, 3, 31)


def test_what_is_in_place_is_said_to_be_still_so(world, as_):
    one = acted(under_of(begun()), owner="staff", status="maintain")
    client = as_("staff")
    answer = sent(client, "check_action", one.reference, note="It burns.")
    assert "It is still so" in text_of(client.get(answer["Location"]))
    assert read(one).version == 2


def test_what_stands_in_a_plan_is_put_in_order_and_removed(world, as_):
    plan = begun()
    first, second = under_of(plan), under_of(plan, outcome="People know")
    client = as_("owner")
    page = text_of(client.get(here("plan_outline", plan.reference)))
    to = here("move_heading", second.outcome.reference)
    client.post(to, form_for(page, here("plan_outline", plan.reference), to).filled({}))
    assert next(one.pk for one in queries.headings(plan)) == second.outcome.pk
    sent(client, "remove_heading", second.reference)
    assert second.reference not in {one.reference for one in queries.headings(plan)}
    assert sent(client, "change_heading", first.reference, words="").status_code == 422
    assert as_("staff").get(here("plan_outline", plan.reference)).status_code == 403


def test_figures_are_told_apart_and_lead_to_their_rows(world, as_):
    acted(under_of(begun()), timeline="31 March 2020", owner="staff")
    client = as_("staff")
    for by in ("plan", "outcome", "unit", "owner"):
        page = main_of(client.get(here("action_figures", by=by)))
        assert f"{by}=" in page and "want=overdue" in page
        assert rows_of(client.get(here("action_figures", by=by, format="csv")))


def test_home_says_how_many_actions_are_mine_and_how_many_are_late(world, as_):
    under = under_of(begun())
    acted(under, timeline="31 March 2020", owner="staff")
    acted(under, "Light them", owner="staff")
    page = main_of(as_("staff").get("/"))
    assert "Actions of yours" in page and "1 overdue" in page
    assert "Actions that are overdue" in main_of(as_("manager").get("/"))


def test_a_body_adds_and_retires_its_own_statuses(world, as_):
    client = as_("manager")
    sent(client, "action_statuses", label="Awaiting matches", stage="not_started")
    assert "Awaiting matches" in main_of(client.get(here("action_statuses")))
    sent(client, "retire_action_status", "awaiting_matches")
    assert "Retired" in main_of(client.get(here("action_statuses")))
    for who in ("staff", "owner"):
        assert as_(who).get(here("action_statuses")).status_code == 403


def test_a_closed_plan_is_not_changed_from_its_pages(world, as_):
    plan = begun()
    client = as_("owner")
    sent(client, "close_plan", plan.reference, reason="Not needed.")
    page = main_of(client.get(here("plan", plan.reference)))
    assert "Closed: Not needed." in page and "Reopen the plan" in page
    assert here("plan_outline", plan.reference) not in page
    assert "The plan is closed" in main_of(client.get(here("plan_outline", plan.reference)))
    sent(client, "reopen_plan", plan.reference, reason="Needed.")
    assert "Draft" in main_of(client.get(here("plan", plan.reference)))
