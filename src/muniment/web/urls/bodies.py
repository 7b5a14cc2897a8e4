"""The pages of governance bodies, their meetings and what they decide."""

from django.urls import URLPattern

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import form, page
from muniment.web.views import bodies, meetings

HERE = "governance/bodies/"
ONE = f"{HERE}<str:reference>/"
MEETING = "governance/meetings/<str:reference>/"
SEE, MANAGE = P.BODIES_SEE, P.BODIES_MANAGE

# Who may keep one body depends on the body: its chair and its secretary do.
BODY_PAGES: list[URLPattern] = [
    page(HERE, bodies.bodies, name="bodies", needs=SEE),
    form(f"{HERE}add/", bodies.found_body, name="found_body", needs=MANAGE),
    page(ONE, bodies.body, name="body", needs=SEE),
    page(f"{ONE}meetings/", bodies.body_meetings, name="body_meetings", needs=SEE),
    page(f"{ONE}decisions/", bodies.body_decisions, name="body_decisions", needs=SEE),
    form(f"{ONE}change/", bodies.change_body, name="change_body", needs=SEE),
    form(f"{ONE}close/", bodies.close_body, name="close_body", needs=SEE),
    form(f"{ONE}members/", bodies.appoint_member, name="appoint_member", needs=SEE),
    form(f"{ONE}call/", meetings.call_meeting, name="call_meeting", needs=SEE),
    form(
        "governance/memberships/<str:reference>/end/",
        bodies.end_membership,
        name="end_membership",
        needs=SEE,
    ),
    page(MEETING, meetings.meeting, name="meeting", needs=SEE),
    form(f"{MEETING}papers/", meetings.put_paper, name="put_paper", needs=SEE),
    form(f"{MEETING}held/", meetings.hold_meeting, name="hold_meeting", needs=SEE),
    form(f"{MEETING}cancel/", meetings.cancel_meeting, name="cancel_meeting", needs=SEE),
    form(f"{MEETING}decide/", meetings.make_decision, name="make_decision", needs=SEE),
    form(
        "governance/papers/<str:reference>/withdraw/",
        meetings.withdraw_paper,
        name="withdraw_paper",
        needs=SEE,
    ),
    page("governance/decisions/<str:reference>/", meetings.decision, name="decision", needs=SEE),
]
