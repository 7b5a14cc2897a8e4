"""The pages of incidents and of the lessons that were learned from them."""

from django.urls import URLPattern

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import SIGNED_IN, form, page
from muniment.web.views import (
    incident_breaches,
    incident_tasks,
    incidents,
    lessons,
)
from muniment.web.views import incidents_handling as handling

HERE = "governance/incidents/"
ONE = f"{HERE}<str:reference>/"
TASK = "governance/corrective/<str:reference>/"
LESSON = "governance/lessons/<str:reference>/"
SEE, HANDLE = P.INCIDENTS_SEE, P.INCIDENTS_HANDLE

# Who reported an incident reads how far it is, and whose a corrective action is says that it is
# done: whoever they are.
INCIDENT_PAGES: list[URLPattern] = [
    page(HERE, incidents.incidents, name="incidents", needs=SEE),
    form(
        f"{HERE}report/",
        handling.report_incident,
        name="report_incident",
        needs=SIGNED_IN,
    ),
    page(f"{HERE}mine/", incidents.my_incidents, name="my_incidents", needs=SIGNED_IN),
    page(ONE, incidents.incident_case, name="incident_case", needs=SIGNED_IN),
    *(
        form(f"{ONE}{path}/", view, name=view.__name__, needs=HANDLE)
        for path, view in (
            ("triage", handling.triage_incident),
            ("findings", handling.find_incident),
            ("next", handling.advance_incident),
            ("check", handling.check_incident),
            ("close", handling.close_incident_case),
            ("reopen", handling.reopen_incident),
            ("aware", incident_breaches.aware_incident),
            ("decide/<str:about>", incident_breaches.decide_breach),
            ("told/<str:about>", incident_breaches.tell_breach),
            ("corrective", incident_tasks.add_incident_task),
            ("no-action", incident_tasks.no_incident_task),
        )
    ),
    form(
        f"{TASK}done/",
        incident_tasks.finish_incident_task,
        name="finish_incident_task",
        needs=SIGNED_IN,
    ),
    form(
        f"{TASK}drop/", incident_tasks.drop_incident_task, name="drop_incident_task", needs=HANDLE
    ),
    page("governance/lessons/", lessons.lessons, name="lessons", needs=SIGNED_IN),
    page(LESSON, lessons.lesson, name="lesson", needs=SIGNED_IN),
    form(f"{LESSON}share/", lessons.publish_lesson, name="publish_lesson", needs=HANDLE),
    form(f"{LESSON}return/", lessons.return_lesson, name="return_lesson", needs=HANDLE),
    form(f"{LESSON}offer/", lessons.offer_lesson, name="offer_lesson", needs=HANDLE),
    form(f"{LESSON}withdraw/", lessons.withdraw_lesson, name="withdraw_lesson", needs=HANDLE),
]
