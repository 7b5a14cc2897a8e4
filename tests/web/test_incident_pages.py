"""The pages of incidents: the report that anybody makes, the clock first, and lessons for all."""

import csv
import io

import pytest
from django.urls import reverse
from tests.governance.incidents.happened import (
    breach,
    checked,
    decided,
    lesson_of,
    reported,
    task_of,
    triaged,
)

from muniment.foundation.kernel import clock
from muniment.governance.incidents.models import Incident, Lesson, Task
from muniment.governance.incidents.types import Stage

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


def send(client, name, *at, **typed):
    to = here(name, *at)
    return client.post(to, form_for(text_of(client.get(to)), to, to).filled(typed))


@pytest.fixture
def lost(people):
    """A box that is lost, reported by somebody of finance."""
    return reported(town.actor("staff"), clock.now(), unit="FIN")


@pytest.fixture
def letter(people):
    """A breach that the manager handles."""
    return breach(town.actor("manager"), town.actor("staff"), clock.now(), unit="FIN")


def test_every_page_leads_to_the_report_and_it_asks_for_little(people, as_):
    to = here("report_incident")
    for who in people:
        page = text_of(as_(who).get(here("home")))
        assert f'href="{to}"' in page.split("<footer")[1], who
        assert as_(who).get(to).status_code == 200, who
    form = form_for(text_of(as_("staff").get(to)), to, to)
    asked = {name.partition("-")[0] for name in form.names} - {"csrfmiddlewaretoken", "once"}
    assert {"what", "kind", "personal_data", "noticed_on", "unit", "concerns"} == asked


def test_three_answers_make_a_report_with_a_reference_and_what_happens_next(people, as_):
    client = as_("staff")
    sent = send(client, "report_incident", what="A lamp.", kind="lost", personal_data="no")
    one = Incident.objects.get()
    assert sent.status_code == 303 and sent["Location"] == here("incident_case", one.reference)
    page = main_of(client.get(sent["Location"]))
    assert one.reference in page and "A lamp." in page and "says who takes it on" in page
    assert (one.unit.reference, one.stage) == ("FIN", Stage.REPORTED)
    assert one.reference in main_of(client.get(here("my_incidents")))


def test_an_empty_report_says_everything_that_is_missing_at_its_field(people, as_):
    answer = send(as_("staff"), "report_incident")
    page = text_of(answer)
    assert answer.status_code == 422
    for name in ("what", "kind", "personal_data"):
        assert f'href="#id_{name}"' in page, name


def test_a_reporter_reads_how_far_it_is_and_not_the_investigation(lost, as_):
    triaged(town.actor("manager"), lost, clock.now(), unit="FIN")
    checked(town.actor("manager"), lost, clock.now())
    page = main_of(as_("staff").get(here("incident_case", lost)))
    assert "Being checked" in page and "The door stood open" not in page and "Story" not in page
    assert as_("owner").get(here("incident_case", lost)).status_code == 404
    for name in ("incidents", "find_incident"):
        address = here(name) if name == "incidents" else here(name, lost)
        assert as_("staff").get(address).status_code == 403


def test_the_clock_stands_first_and_says_how_long_is_left(letter, as_):
    page = main_of(as_("siro").get(here("incident_case", letter)))
    clock_at, story_at = page.index("mun-clock__left"), page.index("What happened")
    assert clock_at < story_at
    assert "hours" in page and "left" in page and "Nothing is decided yet" in page
    assert here("decide_breach", letter, "authority") in page
    assert here("decide_breach", letter, "authority") not in main_of(
        as_("auditor").get(here("incident_case", letter))
    )


def test_a_breach_is_decided_and_told_from_the_pages(letter, as_):
    client = as_("manager")
    wrong = send(client, "decide_breach", letter, "authority")
    assert wrong.status_code == 422 and "Choose whether they are told" in text_of(wrong)
    said = {"tell": "yes", "why": "Bank details."}
    assert send(client, "decide_breach", letter, "authority", **said).status_code == 303
    sent = send(client, "tell_breach", letter, "authority", how="Form", reference="IC-1")
    assert sent.status_code == 303, text_of(sent)
    page = main_of(client.get(here("incident_case", letter)))
    assert "Told in time" in page and "IC-1" in page
    assert client.get(here("decide_breach", letter, "nobody")).status_code == 404


def test_a_moment_is_a_day_and_a_time(letter, as_):
    decided(town.actor("manager"), letter, clock.now())
    answer = send(as_("manager"), "tell_breach", letter, "authority", told_at_time="25:00")
    assert answer.status_code == 422 and "Enter a time such as 14:05" in text_of(answer)
    moved = send(
        as_("manager"), "aware_incident", letter, why="Known before.", **{"aware_at-year": "2020"}
    )
    assert moved.status_code == 303
    assert Incident.objects.get(reference=letter).aware_at.year == 2020
    assert "too late" in main_of(as_("manager").get(here("incident_case", letter)))


def test_an_incident_goes_from_triage_to_a_lesson_by_forms_alone(lost, as_):
    client = as_("manager")
    said = {"severity": "low", "breach": "no", "handler": "manager"}
    assert send(client, "triage_incident", lost, **said).status_code == 303
    assert send(client, "advance_incident", lost).status_code == 303
    refused = send(client, "advance_incident", lost)
    assert refused.status_code == 422 and "The cause is missing" in text_of(refused)
    send(client, "find_incident", lost, cause="The door stood open.")
    assert send(client, "advance_incident", lost).status_code == 303
    day = {"due_on-day": "31", "due_on-month": "12", "due_on-year": "2999"}
    send(client, "add_incident_task", lost, what="Mend it", who="Staff Person", **day)
    task = Task.objects.get().reference
    staff = as_("staff")
    assert "Mend it" in main_of(staff.get(here("my_incidents")))
    assert "Corrective actions for you" in main_of(staff.get(here("home")))
    assert send(staff, "finish_incident_task", task, words="Mended.").status_code == 303
    check = {f"check_on-{part}": day[f"due_on-{part}"] for part in ("day", "month", "year")}
    assert send(as_("manager"), "advance_incident", lost, **check).status_code == 303
    send(as_("manager"), "check_incident", lost, worked="yes", found="Nothing is gone.")
    lesson = {"title": "Lock up", "words": "Lock the store."}
    assert send(as_("manager"), "close_incident_case", lost, **lesson).status_code == 303
    assert Incident.objects.get(reference=lost).stage == Stage.CLOSED


def test_a_lesson_is_for_everybody_once_a_second_person_has_shared_it(people, as_):
    made = lesson_of(town.actor("manager"), town.actor("staff"), clock.now(), unit="FIN")
    assert "No lesson is shared yet" in main_of(as_("staff").get(here("lessons")))
    assert as_("staff").get(here("lesson", made)).status_code == 404
    own = main_of(as_("manager").get(here("lesson", made)))
    assert here("publish_lesson", made) not in own and here("return_lesson", made) in own
    assert "Close the door" in main_of(as_("dro").get(here("lessons")))
    assert send(as_("dro"), "publish_lesson", made).status_code == 303
    shown = main_of(as_("admin").get(here("lessons")))
    assert "Close the door" in shown
    page = main_of(as_("staff").get(here("lesson", made)))
    assert Lesson.objects.get().incident.reference not in page


def test_the_register_is_narrowed_and_exported_and_figures_lead_to_their_rows(lost, letter, as_):
    client = as_("manager")
    page = main_of(client.get(here("incidents")))
    assert lost in page and letter in page and "2 incidents" in page
    only = main_of(client.get(here("incidents", want="clock")))
    assert letter in only and lost not in only
    assert "No incident fits" in main_of(client.get(here("incidents", words="zeppelin")))
    rows = csv.DictReader(io.StringIO(text_of(client.get(here("incidents", format="csv")))))
    assert {row["Reference"] for row in rows} == {lost, letter}
    assert here("incidents", want="untriaged") in page


def test_home_counts_what_waits_for_those_who_handle_incidents(lost, letter, as_):
    home = main_of(as_("manager").get(here("home")))
    assert "Incidents to triage" in home and "Breaches whose hours run" in home
    assert "Incidents to triage" not in main_of(as_("staff").get(here("home")))


def test_an_action_is_dropped_with_a_reason_by_who_handles_it(lost, as_):
    triaged(town.actor("manager"), lost, clock.now(), unit="FIN")
    task = task_of(town.actor("manager"), lost, "staff", clock.now())
    assert as_("staff").get(here("drop_incident_task", task)).status_code == 403
    assert send(as_("manager"), "drop_incident_task", task, words="").status_code == 422
    assert send(as_("manager"), "drop_incident_task", task, words="Sold.").status_code == 303
    assert Task.objects.get().dropped_at is not None
